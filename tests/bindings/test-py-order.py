#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""Sequences, windows and outputs beside the main one, from Python."""

import os
import pathlib
import tempfile
import threading

import sweet_binding
import sweet_test
from gi.repository import GLib, Sweet
from sweet_binding import MAIN, complete, critical, csv_builder, processor, sink, stream_error, texts
from sweet_test import equal

FOLDER = tempfile.TemporaryDirectory(prefix='sweet-test-')


def write(name, text):
    path = pathlib.Path(FOLDER.name, name)
    path.write_text(text)
    return str(path)


def collect(event, collector):
    return collector.collect(None, event)


def ordered(sequence, text, block_size=0):
    return texts(complete(csv_builder(write('order.csv', text), block_size).with_processor(sequence).with_receiver(collect)), 'n')


def test_constructors():
    text = 'n,k\na,3\nb,1\nc,2\n'
    equal(ordered(Sweet.Sequence.new_by_id('k'), text), ['b', 'c', 'a'])
    equal(ordered(Sweet.Sequence.new_by_timestamp('k'), text), ['a'])
    equal(ordered(Sweet.Sequence.new_by_value(['k', 'n'], Sweet.SequenceOrder.DESCENDING), text), ['a', 'c', 'b'])


def test_options():
    sequence = Sweet.Sequence.new_by_timestamp('k')
    sequence.props.lateness = Sweet.parse_duration('2s')
    equal((sequence.props.column, sequence.props.by, sequence.get_unit('max-skew')), (['k'], Sweet.SequenceBy.TIMESTAMP, Sweet.Unit.DURATION))
    equal(sequence.dup_outputs(), ['errors', 'late'])
    equal(Sweet.Sequence.new_by_id('k').dup_outputs(), ['errors', 'late', 'gaps'])
    equal(ordered(sequence, 'n,k\na,3\nb,1\nc,2\nd,0\n'), ['b', 'c', 'a'])


def test_comparator():
    threads, kept = set(), []

    def compare(a, b):
        threads.add(threading.current_thread())
        if len(kept) < 5:
            kept.append(a)
        return a.get_int64('k') % 10 - b.get_int64('k') % 10

    for block_size in (0, 8):
        sequence = Sweet.Sequence.new_by_comparator(compare)
        equal(ordered(sequence, 'n,k\na,13\nb,21\nc,2\nd,11\n', block_size), ['b', 'd', 'c', 'a'])
    equal(threads, {MAIN})
    for event in kept:
        assert event.dup_text('n') in 'abcd'


def test_pushed_events():
    """Records that wait are what was pushed, with all that it had."""
    sequence = Sweet.Sequence.new_by_id('k')
    sequence.props.start = 1
    task = Sweet.EmittingTaskBuilder.new().with_processor(sequence).with_receiver(collect).run()
    for k in (2, 3, 1, 3, 4):
        task.push_sync(Sweet.SenderEventBuilder.new().with_int64('k', k).with_text('n', f'number {k}').build())
    task.push_sync(Sweet.SenderEventBuilder.new().with_kind(Sweet.EventKind.FINAL).build())
    equal(texts(task.await_final_event_sync(), 'n'), ['number 1', 'number 2', 'number 3', 'number 4'])
    stats = task.dup_stats().unpack()
    equal([(element['outputs'], element['dropped']) for element in stats['elements'] if element['name'] == 'sequence'], [({}, {'late': 1, 'gaps': 0})])


def test_gap():
    with stream_error(Sweet.StreamError.GAP, '“k” 2 to 4 are missing before 5'):
        complete(csv_builder(write('gap.csv', 'n,k\na,1\nb,5\n')).with_processor(Sweet.Sequence.new_by_id('k')))


def test_late_error():
    sequence = Sweet.Sequence.new_by_timestamp('k')
    sequence.props.on_late = Sweet.LateAction.ERROR
    with stream_error(Sweet.StreamError.LATE, 'record 2: the record is behind the watermark'):
        complete(csv_builder(write('late.csv', 'n,k\na,3\nb,1\n')).with_processor(sequence))


def test_late_output():
    sequence, path = Sweet.Sequence.new_by_timestamp('k'), os.path.join(FOLDER.name, 'late.csv')
    branch = Sweet.EmittingTaskBuilder.new().with_format(sweet_binding.csv()).with_sink(sink('file', path=path))
    builder = csv_builder(write('late-input.csv', 'n,k\na,3\nb,1\nc,4\n')).with_processor(sequence)
    equal(texts(complete(builder.with_output(sequence, 'late', branch).with_receiver(collect)), 'n'), ['a', 'c'])
    equal(pathlib.Path(path).read_text(), 'n,k\nb,1\n')


class Divider(Sweet.Processor):
    """Sends odd numbers to an output of its own."""

    def do_dup_outputs(self):
        return ['odd']

    def do_process(self, chunk, out, cancellable):
        numbers = memoryview(chunk.dup_int64s(0).get_data()).cast('q').tolist()
        for odd in (0, 1):
            view = out.make_writable(chunk)
            view.select_rows([row for row, number in enumerate(numbers) if number % 2 == odd])
            if odd:
                out.emit_to('odd', view)
            else:
                out.emit(view)
        return True


def test_output_of_a_class():
    divider, path = Divider(), os.path.join(FOLDER.name, 'odd.csv')
    equal(divider.dup_outputs(), ['errors', 'odd'])
    branch = Sweet.EmittingTaskBuilder.new().with_format(sweet_binding.csv()).with_sink(sink('file', path=path))
    numbers = write('numbers.csv', 'n\n' + ''.join(f'{n}\n' for n in range(100)))
    builder = csv_builder(numbers, 16).with_processor(divider).with_output(divider, 'odd', branch).with_receiver(collect)
    equal(texts(complete(builder), 'n'), [str(n) for n in range(0, 100, 2)])
    equal(pathlib.Path(path).read_text(), 'n\n' + ''.join(f'{n}\n' for n in range(1, 100, 2)))
    with sweet_binding.raises(Sweet.PipelineError.quark(), Sweet.PipelineError.SYNTAX, 'it has no output “od”; the nearest is “odd”'):
        csv_builder(numbers).with_processor(divider).with_output(divider, 'od', branch).check()
    with sweet_binding.raises(Sweet.PipelineError.quark(), Sweet.PipelineError.BAD_VALUE, 'output “odd” is linked to has a “timeout” of its own'):
        csv_builder(numbers).with_processor(divider).with_output(divider, 'odd', branch.with_timeout(1)).check()


def test_output_that_is_not_listed():
    class Wrong(Sweet.Processor):
        def do_process(self, chunk, out, cancellable):
            with critical('*no output*more*'):
                out.emit_to('more', chunk)
            return True

    complete(csv_builder(write('wrong.csv', 'n\n1\n')).with_processor(Wrong()))


def test_window():
    window = processor('window', time='k', size=60 * GLib.USEC_PER_SEC, key=['n'], sum=['v'])
    event = complete(csv_builder(write('window.csv', 'n,k,v\na,1,2\nb,2,3\na,3,4\na,61,5\n')).with_processor(window).with_receiver(collect))
    equal([(record.dup_text('window-start'), record.dup_text('n'), record.get_int64('count'), record.get_double('sum-v')) for record in event.get_collected()],
          [('1970-01-01T00:00:00Z', 'a', 2, 6.0), ('1970-01-01T00:00:00Z', 'b', 1, 3.0), ('1970-01-01T00:01:00Z', 'a', 1, 5.0)])


def test_timestamps():
    builder = Sweet.ChunkBuilder.new(Sweet.Schema.new(['t']))
    for value in (0, 1795768205250000):
        builder.set_timestamp(0, value)
        builder.end_row()
    builder.set_text(0, 'never')
    builder.end_row()
    chunk = builder.build()
    equal(chunk.dup_texts(0), ['1970-01-01T00:00:00Z', '2026-11-27T08:30:05.25Z', 'never'])
    equal(memoryview(chunk.dup_timestamps(0).get_data()).cast('q').tolist(), [0, 1795768205250000, -2**63])


if __name__ == '__main__':
    sweet_test.run()
