#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""Streams without a source: a Python program pushes events."""

import threading

import sweet_binding
import sweet_test
from sweet_binding import MAIN, Gio, GLib, Sweet, texts
from sweet_test import equal


def number(n):
    return Sweet.SenderEventBuilder.new().with_int64('n', n).with_text('name', f'number {n}').build()


def last():
    return Sweet.SenderEventBuilder.new().with_kind(Sweet.EventKind.FINAL).build()


def collect(event, collector):
    collector.collect(None, event)
    return True


def test_builder():
    base = Sweet.SenderEventBuilder.new().with_id('one').with_batch_id('batch').with_timestamp(5).with_sequence(6)
    left = base.with_text('side', 'left').with_metadata('key', 'value')
    right = base.with_boolean('right', True).with_double('x', 0.5).with_int64('n', -1)
    event = left.build()
    equal((event.dup_columns(), event.dup_text('side'), event.get_metadata('key')), (['side'], 'left', 'value'))
    equal((event.dup_id(), event.get_batch_id(), event.get_timestamp(), event.get_sequence()), ('one', 'batch', 5, 6))
    equal((event.get_kind(), event.get_task_id(), event.get_offset()), (Sweet.EventKind.CONTINUE, None, -1))
    event = right.build()
    equal([event.dup_text(column) for column in event.dup_columns()], ['true', '0.5', '-1'])
    equal((event.dup_text('side'), event.get_metadata('key'), event.get_bytes()), (None, None, None))
    with sweet_binding.io_error(Gio.IOErrorEnum.INVALID_ARGUMENT, 'columns or bytes'):
        base.build()
    equal(base.with_kind(Sweet.EventKind.FINAL).build().dup_columns(), [])


def test_sync():
    task = Sweet.EmittingTaskBuilder.new().with_receiver(collect).run()
    for n in range(5000):
        equal(task.push_sync(number(n), None), True)
    task.push_sync(last(), None)
    event = task.await_final_event_sync(None)
    equal(texts(event, 'n'), [str(n) for n in range(5000)])
    equal(event.props.n_records, 5000)
    with sweet_binding.io_error(Gio.IOErrorEnum.CLOSED):
        task.push_sync(number(1), None)


def test_async():
    loop = GLib.MainLoop()
    task = Sweet.EmittingTaskBuilder.new().with_receiver(collect).with_final_event(lambda event: loop.quit()).run()
    numbers = iter(range(3000))

    def push_next():
        n = next(numbers, None)
        task.push_async(last() if n is None else number(n), None, pushed, n)

    def pushed(task, result, n):
        equal(task.push_finish(result), True)
        if n is not None:
            push_next()

    push_next()
    loop.run()
    equal(len(task.get_final_event().get_collected()), 3000)


def test_back_pressure():
    """An application that does not wait for its pushes gets ahead by a limited number of events."""
    taken, received = [], []
    loop = GLib.MainLoop()

    def receive(event, collector):
        received.append(len(taken))
        return True

    def pushed(task, result):
        task.push_finish(result)
        taken.append(len(received))

    task = Sweet.EmittingTaskBuilder.new().with_max_chunks(1).with_receiver(receive).with_final_event(lambda event: loop.quit()).run()
    for n in range(20000):
        task.push_async(number(n), None, pushed)
    equal(taken, [], 'taken at once')
    task.push_async(last(), None, pushed)
    loop.run()
    equal((len(received), task.get_final_event().props.n_records), (20000, 20000))
    # at no time were more events in the stream than its queue and one chunk hold
    equal(max(ahead - n for n, ahead in enumerate(received)) <= 4096, True, 'events ahead of the receiver')
    equal(max(n - behind for n, behind in enumerate(taken)) <= 4096, True, 'pushes ahead of the receiver')


def test_waiting_push_is_given_up():
    def receive(event, collector):
        return True

    # nobody iterates the main context, so that nothing is received
    task = Sweet.EmittingTaskBuilder.new().with_max_chunks(1).with_receiver(receive).run()
    errors = []
    cancellable = Gio.Cancellable()

    def pushed(task, result):
        try:
            task.push_finish(result)
        except GLib.Error as error:
            errors.append(error)

    for n in range(20000):
        task.push_async(number(n), cancellable, pushed)
    cancellable.cancel()
    with sweet_binding.io_error(Gio.IOErrorEnum.CANCELLED):
        task.push_sync(number(1), cancellable)
    task.cancel(Sweet.CancelLevel.GRACEFUL)
    with sweet_binding.io_error(Gio.IOErrorEnum.CANCELLED):
        task.await_sync(None)
    context = GLib.MainContext.default()
    while context.pending():
        context.iteration(False)
    equal(len(errors) > 10000, True, 'pushes given up')
    equal({(error.domain, error.code) for error in errors} <=
          {('g-io-error-quark', int(Gio.IOErrorEnum.CANCELLED)), ('g-io-error-quark', int(Gio.IOErrorEnum.CLOSED))}, True, 'errors')


def test_from_another_thread():
    threads = set()

    def receive(event, collector):
        threads.add(threading.current_thread())
        return collect(event, collector)

    loop = GLib.MainLoop()
    task = Sweet.EmittingTaskBuilder.new().with_max_chunks(1).with_receiver(receive).with_final_event(lambda event: loop.quit()).run()

    def work():
        for n in range(5000):
            task.push_sync(number(n), None)
        task.push_sync(last(), None)

    thread = threading.Thread(target=work)
    thread.start()
    loop.run()
    thread.join()
    equal((len(task.get_final_event().get_collected()), threads), (5000, {MAIN}))


def test_push_in_a_receiver():
    """A stream that feeds itself."""
    def receive(event, collector):
        n = event.get_int64('n')
        task.push_async(number(n + 1) if n < 100 else last(), None, None)
        return collect(event, collector)

    task = Sweet.EmittingTaskBuilder.new().with_receiver(receive).run()
    task.push_sync(number(0), None)
    equal(texts(task.await_final_event_sync(None), 'n'), [str(n) for n in range(101)])


def test_events_keep_what_they_are():
    seen = []

    def receive(event, collector):
        seen.append(event)
        return True

    task = Sweet.EmittingTaskBuilder.new().with_receiver(receive).run()
    for n in range(3):
        task.push_sync(Sweet.SenderEventBuilder.new().with_text(f'column {n}', 'x').with_id(f'id {n}').with_timestamp(1000 + n)
                       .with_metadata('n', str(n)).build(), None)
    task.push_sync(last(), None)
    task.await_sync(None)
    equal([event.get_schema().get_names() for event in seen], [['column 0'], ['column 1'], ['column 2']])
    equal([event.get_timestamp() for event in seen], [1000, 1001, 1002])
    equal([event.dup_id() for event in seen], ['id 0', 'id 1', 'id 2'])
    equal([event.get_metadata('n') for event in seen], ['0', '1', '2'])
    equal(all(event.get_task_id().equal(task.props.id) for event in seen), True, 'task ids')


def test_bytes():
    task = Sweet.EmittingTaskBuilder.new().with_format(sweet_binding.csv()).with_receiver(collect).run()
    for part in (b'n,na', b'me\n1,o', b'ne\n2,two'):
        task.push_sync(Sweet.SenderEventBuilder.new().with_bytes(GLib.Bytes.new(part)).build(), None)
    task.push_sync(last(), None)
    equal([record.dup_texts() for record in task.await_final_event_sync(None).get_collected()], [['1', 'one'], ['2', 'two']])


def test_processors():
    task = (Sweet.EmittingTaskBuilder.new()
            .with_processor(sweet_binding.processor('filter', where='n >= 50'))
            .with_processor(sweet_binding.processor('count'))
            .with_receiver(collect).run())
    for n in range(100):
        task.push_sync(number(n), None)
    task.push_sync(last(), None)
    equal(texts(task.await_final_event_sync(None), 'count'), ['50'])


def test_last_event_may_have_a_record():
    task = Sweet.EmittingTaskBuilder.new().with_receiver(collect).run()
    task.push_sync(number(1), None)
    task.push_sync(Sweet.SenderEventBuilder.new().with_int64('n', 2).with_kind(Sweet.EventKind.FINAL).build(), None)
    equal(texts(task.await_final_event_sync(None), 'n'), ['1', '2'])


def test_into_a_task_with_a_source(directory):
    task = sweet_binding.csv_builder(sweet_binding.write_numbers(directory, 3)).with_receiver(collect).run()
    with sweet_binding.io_error(Gio.IOErrorEnum.INVALID_ARGUMENT, 'source of its own'):
        task.push_sync(number(1), None)
    task.await_sync(None)


if __name__ == '__main__':
    sweet_test.run(watchdog=30)
