#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""Elements and collectors written in Python."""

import select
import threading
import time

import sweet_binding
import sweet_test
from gi.repository import GObject
from sweet_binding import MAIN, Gio, GLib, Sweet, complete, csv_builder, run, texts, write_numbers
from sweet_test import equal


def collect(event, collector):
    collector.collect(None, event)
    return True


class Numbers(Sweet.Source):
    """Yields bytes: the numbers below a limit, one per line."""

    def __init__(self, count=10, step=7):
        super().__init__()
        self.count, self.step = count, step
        self.calls = []
        self.threads = set()

    def do_open(self, cancellable):
        self.calls.append('open')
        self.next = 0
        self.set_label('numbers')
        return True

    def do_read_bytes(self, size, cancellable):
        self.threads.add(threading.current_thread())
        begin, self.next = self.next, min(self.next + self.step, self.count)
        return GLib.Bytes.new(''.join(f'{n}\n' for n in range(begin, self.next)).encode())

    def do_close(self):
        self.calls.append('close')


class Records(Sweet.Source):
    """Yields records, in chunks of seven."""

    def __init__(self, count=10):
        super().__init__()
        self.count = count

    def do_get_media(self):
        return Sweet.Media.NONE, Sweet.Media.RECORDS

    def do_open(self, cancellable):
        self.next = 0
        self.schema = Sweet.Schema.new(['n', 'half', 'even', 'name', 'nothing'])
        return True

    def do_read_records(self, out, cancellable):
        builder = Sweet.ChunkBuilder.new(self.schema)
        for self.next in range(self.next, min(self.next + 7, self.count)):
            builder.set_int64(0, self.next)
            builder.set_double(1, self.next / 2)
            builder.set_boolean(2, self.next % 2 == 0)
            builder.set_text(3, f'number {self.next}')
            builder.set_null(4)
            builder.end_row()
        out.emit(builder.build())
        self.next += 1
        return Sweet.ReadResult.MORE if self.next < self.count else Sweet.ReadResult.END


class Doubler(Sweet.Processor):
    """Emits each chunk, then new records made of it, and tells at the end what it saw."""

    def __init__(self):
        super().__init__()
        self.schemas, self.threads, self.rows = [], set(), 0

    def do_set_schema(self, schema):
        self.schemas.append(schema.get_names())
        self.column = schema.lookup('n')
        return True

    def do_process(self, chunk, out, cancellable):
        self.threads.add(threading.current_thread())
        self.rows += chunk.get_n_rows()
        out.emit(chunk)
        builder = Sweet.ChunkBuilder.new(chunk.get_schema())
        for row, number in enumerate(chunk.dup_texts(self.column)):
            builder.append_row(chunk, row)
            builder.set_int64(self.column, int(number) * 2)
            builder.end_row()
        out.emit(builder.build())
        return True

    def do_finish(self, out, cancellable):
        builder = Sweet.ChunkBuilder.new(Sweet.Schema.new(['rows']))
        builder.set_int64(0, self.rows)
        builder.end_row()
        out.emit(builder.build())
        return True


class Evens(Sweet.Processor):
    """Leaves rows out without copying any."""

    def do_set_schema(self, schema):
        self.column = schema.lookup('n')
        return True

    def do_process(self, chunk, out, cancellable):
        numbers = memoryview(chunk.dup_int64s(self.column).get_data()).cast('q')
        writable = out.make_writable(chunk)
        writable.select_rows([row for row, number in enumerate(numbers) if number % 2 == 0])
        out.emit(writable)
        return True


class Memory(Sweet.Sink):
    """Keeps bytes."""

    def __init__(self):
        super().__init__()
        self.data, self.calls = b'', []

    def do_open(self, cancellable):
        self.calls.append('open')
        return True

    def do_write_bytes(self, data, cancellable):
        self.data += data.get_data()
        return True

    def do_close(self, complete):
        self.calls.append(('close', complete))
        return True


class Rows(Sweet.Sink):
    """Keeps records."""

    def __init__(self):
        super().__init__()
        self.rows, self.chunks = [], []

    def do_get_media(self):
        return Sweet.Media.RECORDS, Sweet.Media.NONE

    def do_write_chunk(self, chunk, cancellable):
        self.chunks.append(chunk)
        columns = [chunk.dup_texts(column) for column in range(chunk.get_schema().get_n_columns())]
        self.rows += zip(*columns)
        return True


def lines():
    return sweet_binding.element(Sweet.ElementKind.FORMAT, 'lines')


def stream(*elements):
    """A builder of elements of any kind, in order."""
    builder = Sweet.EmittingTaskBuilder.new()
    for element in elements:
        for kind in ('Source', 'Format', 'Processor', 'Strategy', 'Sink'):
            if isinstance(element, getattr(Sweet, kind)):
                builder = getattr(builder, f'with_{kind.lower()}')(element)
    return builder


def test_source_of_bytes():
    source = Numbers(1000)
    event = complete(stream(source, lines()).with_receiver(collect))
    equal(texts(event, 'line'), [str(n) for n in range(1000)])
    equal(source.calls, ['open', 'close'])
    equal(source.threads, {MAIN})


def test_source_of_records():
    event = complete(stream(Records(100)).with_receiver(collect))
    equal([record.dup_texts() for record in event.get_collected()][:3],
          [['0', '0', 'true', 'number 0', ''], ['1', '0.5', 'false', 'number 1', ''],
           ['2', '1', 'true', 'number 2', '']])
    equal([record.get_int64('n') for record in event.get_collected()], list(range(100)))
    equal(event.get_collected()[0].dup_text('nothing'), None)


def test_one_run_at_a_time_and_many_in_turn():
    source = Numbers(20)
    builder = stream(source, lines()).with_receiver(collect)
    task = builder.run()
    with sweet_binding.io_error(Gio.IOErrorEnum.BUSY, 'Numbers', 'copy'):
        builder.run()
    task.await_sync(None)
    for _ in range(3):
        equal(len(complete(builder).get_collected()), 20)
    equal(source.calls, ['open', 'close'] * 4)


def test_a_copy_serves_each_run():
    class Copied(Numbers):
        copies = []

        def do_copy(self):
            copy = Copied(self.count)
            self.copies.append(copy)
            return copy

    source = Copied(50)
    builder = stream(source, lines()).with_receiver(collect)
    tasks = [builder.run() for _ in range(3)]
    for task in tasks:
        equal(len(task.await_final_event_sync(None).get_collected()), 50)
    equal((source.calls, len(Copied.copies)), ([], 3))


def test_subclass_of_a_subclass():
    class Negative(Numbers):
        def do_read_bytes(self, size, cancellable):
            data = super().do_read_bytes(size, cancellable).get_data()
            return GLib.Bytes.new(b''.join(b'-' + line + b'\n' for line in data.split()))

    class Labelled(Negative):
        def do_open(self, cancellable):
            super().do_open(cancellable)
            self.set_label('negative numbers')
            return True

    event = complete(stream(Labelled(9), lines()).with_receiver(collect))
    equal(texts(event, 'line'), [f'-{n}' for n in range(9)])
    equal(event.get_collected()[0].get_source(), 'negative numbers')
    equal(texts(complete(stream(Numbers(3), lines()).with_receiver(collect)), 'line'), ['0', '1', '2'])


def test_processor(directory):
    doubler = Doubler()
    builder = csv_builder(write_numbers(directory, 1000), block_size=512).with_processor(doubler).with_max_chunks(1)
    event = complete(builder.with_receiver(collect))
    *records, last = event.get_collected()
    numbers = [record.get_int64('n') for record in records]
    equal(len(numbers), 3000)
    equal(sum(numbers), 4 * sum(range(1000)), 'sum')
    equal(len([record for record in records if not record.dup_text('name')]), 1000, 'records without a name')
    equal(last.dup_text('rows'), '1000')
    equal((doubler.schemas, doubler.rows, doubler.threads), ([['n', 'name']], 1000, {MAIN}))


def test_processor_that_selects(directory):
    event = complete(csv_builder(write_numbers(directory, 1000), block_size=512)
                     .with_processor(Evens()).with_processor(sweet_binding.processor('count')).with_receiver(collect))
    equal(texts(event, 'count'), ['500'])


def test_processor_of_bytes(directory):
    class Upper(Sweet.Processor):
        def do_get_media(self):
            return Sweet.Media.BYTES, Sweet.Media.BYTES

        def do_process(self, chunk, out, cancellable):
            out.emit(Sweet.Chunk.new_bytes(GLib.Bytes.new(chunk.dup_bytes().get_data().upper())))
            return True

    path = write_numbers(directory, 100)
    event = complete(stream(sweet_binding.source('file', path=path, block_size=64), Upper(), sweet_binding.csv())
                     .with_receiver(collect))
    equal(texts(event, 'NAME'), [f'NUMBER {n}' for n in range(100)])


def test_processor_that_decodes():
    class Pairs(Sweet.Processor):
        """Turns bytes into records, across chunks."""

        def do_get_media(self):
            return Sweet.Media.BYTES, Sweet.Media.RECORDS

        def emit_lines(self, lines, out):
            builder = Sweet.ChunkBuilder.new(Sweet.Schema.new(['n']))
            for line in lines:
                builder.set_text(0, line.decode())
                builder.end_row()
            out.emit(builder.build())
            return True

        def do_process(self, chunk, out, cancellable):
            *lines, self.rest = (getattr(self, 'rest', b'') + chunk.dup_bytes().get_data()).split(b'\n')
            return self.emit_lines(lines, out)

        def do_finish(self, out, cancellable):
            return self.emit_lines([self.rest] if self.rest else [], out)

    event = complete(stream(Numbers(100), Pairs()).with_receiver(collect))
    equal(texts(event, 'n'), [str(n) for n in range(100)])


def test_sink_of_bytes(directory):
    path = write_numbers(directory, 1000)
    sink = Memory()
    complete(stream(sweet_binding.source('file', path=path, block_size=512), sweet_binding.csv(), sweet_binding.csv(), sink))
    with open(path, 'rb') as file:
        equal(sink.data, file.read())
    equal(sink.calls, ['open', ('close', True)])


def test_sink_of_records(directory):
    sink = Rows()
    complete(csv_builder(write_numbers(directory, 1000), block_size=512).with_max_chunks(1).with_sink(sink))
    equal(sink.rows, [(str(n), f'number {n}') for n in range(1000)])
    equal(len(sink.chunks) > 10, True, 'more chunks than credits')
    for chunk in sink.chunks:
        with sweet_binding.stream_error(Sweet.StreamError.STALE):
            chunk.dup_texts(0)


def test_sink_is_closed_after_a_failure(directory):
    path = directory / 'bad.csv'
    path.write_text('n\n1\n"2"x\n')
    sink = Memory()
    event = run(csv_builder(str(path)).with_format(sweet_binding.csv()).with_sink(sink))
    with sweet_binding.stream_error(Sweet.StreamError.MALFORMED):
        event.check()
    equal(sink.calls, ['open', ('close', False)])


def test_kept_chunks_of_a_processor(directory):
    class Keeper(Sweet.Processor):
        def __init__(self):
            super().__init__()
            self.shown, self.emitted = [], []

        def do_process(self, chunk, out, cancellable):
            self.shown.append(chunk)
            self.emitted.append(out.make_writable(chunk))
            out.emit(self.emitted[-1])
            return True

    for credits in (1, 2, 3):
        keeper = Keeper()
        event = complete(csv_builder(write_numbers(directory, 3000), block_size=512).with_max_chunks(credits)
                         .with_processor(keeper).with_receiver(collect))
        equal(texts(event, 'n'), [str(n) for n in range(3000)])
        equal(len(keeper.shown) > 10 * credits, True, 'more chunks than credits')
        for chunk in keeper.shown + keeper.emitted:
            with sweet_binding.stream_error(Sweet.StreamError.STALE):
                chunk.dup_text(0, 0)


def test_strategy(directory):
    class Two(Sweet.Strategy):
        def do_plan(self, plan):
            self.before = plan.get_workers()
            plan.set_workers(2)
            plan.props.ordered = True
            return True

    strategy = Two()
    event = complete(csv_builder(write_numbers(directory, 100)).with_strategy(strategy).with_receiver(collect))
    equal(len(event.get_collected()), 100)
    equal(strategy.before > 0, True, 'workers of the built-in plan')
    stats = csv_builder(write_numbers(directory, 100)).with_strategy(strategy).with_receiver(collect).run()
    stats.await_sync(None)
    equal(len(stats.dup_stats().unpack()['workers']), 2)


def test_adjusting_strategy(directory):
    class Adjusting(Sweet.Strategy):
        asked = 0

        def do_plan(self, plan):
            plan.props.workers, plan.props.max_workers, plan.props.window = 1, 4, 1
            return True

        def do_adjust(self, plan, load):
            self.asked += load.get_processors() > 0 and load.props.window > 0
            plan.set_workers(4)
            return True

    def wait(event, collector):
        # the strategy is asked on this context, so not before the first turn is over
        clock.advance(1)
        return True

    strategy, clock = Adjusting(), Sweet.Clock.new_virtual(0)
    builder = csv_builder(write_numbers(directory, 1000), 64).with_strategy(strategy).with_clock(clock).with_receiver(wait)
    equal(complete(builder).get_n_records(), 1000)
    equal(strategy.asked > 0, True, 'it was asked')
    load = Sweet.Load(window=5, calls=7)
    equal((load.get_window(), load.get_calls(), load.get_records()), (5, 7, 0))


def test_properties_and_check():
    class Limited(Numbers):
        count = GObject.Property(type=int, default=3, minimum=0, nick='Count', blurb='how many')

        def do_check(self):
            if self.props.count == 0:
                raise GLib.Error.new_literal(Gio.io_error_quark(), 'count is 0', Gio.IOErrorEnum.INVALID_ARGUMENT)
            return True

    equal(len(complete(stream(Limited(5), lines()).with_receiver(collect)).get_collected()), 5)
    source = Limited(0)
    builder = stream(source, lines()).with_receiver(collect)
    with sweet_binding.io_error(Gio.IOErrorEnum.INVALID_ARGUMENT, 'Limited', 'count is 0'):
        builder.run()
    with sweet_binding.critical('*count*frozen*'):
        source.props.count = 4
    equal(source.props.count, 0)


def test_errors_keep_what_they_are():
    """Every function of every class: an error arrives as it is, an exception names the function."""
    def failing(base, function, failure, **others):
        def fail(self, *args):
            raise failure
        return type(f'Failing{base.__name__}{next(numbers)}', (base,), {f'do_{function}': fail, **others})()

    numbers = iter(range(1000))
    error = GLib.Error.new_literal(Gio.io_error_quark(), 'the disk is full', Gio.IOErrorEnum.NO_SPACE)

    def streams(failure):
        for function in ('open', 'read_bytes'):
            yield function, stream(failing(Numbers, function, failure), lines()).with_receiver(collect)
        yield 'read_records', stream(failing(Records, 'read_records', failure)).with_receiver(collect)
        for function in ('set_schema', 'process', 'finish'):
            yield function, stream(Records(9), failing(Doubler, function, failure)).with_receiver(collect)
        for function in ('open', 'write_bytes', 'close'):
            yield function, stream(Numbers(9), failing(Memory, function, failure))
        for function in ('write_chunk',):
            yield function, stream(Records(9), failing(Rows, function, failure))

    for function, builder in streams(error):
        with sweet_binding.io_error(Gio.IOErrorEnum.NO_SPACE, 'Failing', 'the disk is full'):
            run(builder).check()
    for function, builder in streams(ValueError('for the log, on purpose')):
        with sweet_binding.stream_error(Sweet.StreamError.CALLBACK, 'Failing', f'\u201c{function}\u201d'):
            run(builder).check()

    for function in ('check', 'plan'):
        builder = stream(Records(1), failing(Sweet.Strategy, function, error)).with_receiver(collect)
        with sweet_binding.io_error(Gio.IOErrorEnum.NO_SPACE, 'Failing', 'the disk is full'):
            builder.run()
        builder = stream(Records(1), failing(Sweet.Strategy, function, ValueError('for the log'))).with_receiver(collect)
        with sweet_binding.stream_error(Sweet.StreamError.CALLBACK, 'Failing', function):
            builder.run()


def test_errors_come_after_what_was_read():
    class Breaking(Numbers):
        def do_read_bytes(self, size, cancellable):
            if self.next == 35:
                raise GLib.Error.new_literal(Gio.io_error_quark(), 'unplugged', Gio.IOErrorEnum.FAILED)
            return super().do_read_bytes(size, cancellable)

    class BreakingRecords(Records):
        def do_read_records(self, out, cancellable):
            super().do_read_records(out, cancellable)
            if self.next == 35:
                raise GLib.Error.new_literal(Gio.io_error_quark(), 'unplugged', Gio.IOErrorEnum.FAILED)
            return Sweet.ReadResult.MORE

    for builder, column in ((stream(Breaking(100), lines()), 'line'), (stream(BreakingRecords(100)), 'n')):
        for credits in (1, 2, 8):
            event = run(builder.with_max_chunks(credits).with_receiver(collect))
            with sweet_binding.io_error(Gio.IOErrorEnum.FAILED, 'Breaking', 'unplugged'):
                event.check()
            equal(texts(event, column), [str(n) for n in range(35)])


class Parts(Sweet.Source):
    """Nothing but other sources, one after the other."""

    def __init__(self, *parts):
        super().__init__()
        self.parts, self.calls = parts, []

    def do_split(self, n_parts, cancellable):
        self.calls.append((n_parts, threading.current_thread()))
        parts = Gio.ListStore.new(Sweet.Source)
        for part in self.parts:
            parts.append(part())
        return parts


def reads(count):
    return sweet_binding.element(Sweet.ElementKind.STRATEGY, 'parallel', workers=count)


def test_source_in_files(directory):
    """Files that are read on workers, several at once; together they are one input."""
    paths = [directory / f'{number}.csv' for number in range(5)]
    for number, path in enumerate(paths):
        rows = ''.join(f'{n},name {n}\n' for n in range(100 * number, 100 * number + 100))
        path.write_text(rows if number else 'n,name\n' + rows)
    files = Parts(*(lambda path=path: sweet_binding.source('file', path=str(path)) for path in paths))
    builder = Sweet.EmittingTaskBuilder.new().with_source(files).with_format(sweet_binding.csv()).with_receiver(collect)
    for reading in (None, 1, 3):
        line = builder.with_sender_strategy(reads(reading)) if reading else builder.with_strategy(reads(2))
        event = complete(line)
        equal(texts(event, 'n'), [str(n) for n in range(500)])
        equal(files.calls.pop(), (reading or 2, MAIN))
    paths[3].unlink()
    with sweet_binding.io_error(Gio.IOErrorEnum.NOT_FOUND, 'file', '3.csv'):
        run(builder).check()


def test_source_in_parts_on_the_context():
    made = []

    def numbers():
        made.append(Numbers(20))
        return made[-1]

    for reading in (1, 3):
        made.clear()
        event = complete(stream(Parts(numbers, numbers, numbers), lines()).with_sender_strategy(reads(reading)).with_receiver(collect))
        equal(texts(event, 'line'), [str(n) for n in range(20)] * 3)
        equal([(part.calls, part.threads) for part in made], [(['open', 'close'], {MAIN})] * 3)

    class RecordParts(Parts):
        def do_get_media(self):
            return Sweet.Media.NONE, Sweet.Media.RECORDS

    for reading in (1, 3):
        builder = stream(RecordParts(Records, lambda: Records(3))).with_sender_strategy(reads(reading))
        equal(texts(complete(builder.with_receiver(collect)), 'n'), [str(n) for n in (*range(10), *range(3))])


def test_parts_that_cannot_be():
    class Undivided(Parts):
        def do_split(self, n_parts, cancellable):
            return None

    class Failing(Parts):
        def do_split(self, n_parts, cancellable):
            raise GLib.Error.new_literal(Gio.io_error_quark(), 'no list of files', Gio.IOErrorEnum.FAILED)

    for source, message in ((Undivided(), 'its class does not implement “read_bytes”'),
                            (Parts(Records), ', that gives something else'),
                            (Parts(Parts), ', that cannot be read')):
        with sweet_binding.stream_error(Sweet.StreamError.CALLBACK, type(source).__name__, message):
            run(stream(source, lines()).with_receiver(collect)).check()

    class Raising(Parts):
        def do_split(self, n_parts, cancellable):
            raise ValueError('for the log, on purpose')

    with sweet_binding.stream_error(Sweet.StreamError.CALLBACK, 'Raising', '“split” returned nothing'):
        run(stream(Raising(), lines()).with_receiver(collect)).check()
    with sweet_binding.io_error(Gio.IOErrorEnum.FAILED, 'Failing', 'no list of files'):
        run(stream(Failing(), lines()).with_receiver(collect)).check()


def test_a_call_that_waits_for_too_long():
    """Its cancellable ends the wait, on the main context as well."""
    class Waiting(Numbers):
        def do_read_bytes(self, size, cancellable):
            select.select([cancellable.get_fd()], [], [])
            cancellable.release_fd()
            cancellable.set_error_if_cancelled()

    serial = sweet_binding.element(Sweet.ElementKind.STRATEGY, 'serial', timeout=20000)
    with sweet_binding.io_error(Gio.IOErrorEnum.TIMED_OUT, 'Waiting: reading numbers took longer than its timeout of 20ms'):
        run(stream(Waiting(), lines()).with_sender_strategy(serial).with_receiver(collect)).check()


class Totals(Sweet.Processor):
    """The sum so far, which leaves out what is no number and ends where the stream does."""

    def do_process(self, chunk, out, cancellable):
        self.total = getattr(self, 'total', 0)
        builder = Sweet.ChunkBuilder.new(Sweet.Schema.new(['total']))
        for row, text in enumerate(chunk.dup_texts(0)):
            if not text.isdigit():
                error = GLib.Error.new_literal(Gio.io_error_quark(), f'{text} is no number', Gio.IOErrorEnum.INVALID_DATA)
                if not out.emit_error(chunk, row, error):
                    break
                continue
            self.total += int(text)
            builder.set_int64(0, self.total)
            builder.end_row()
        out.emit(builder.build())
        return True


def test_errors_that_are_emitted(directory):
    path = directory / 'in.csv'
    path.write_text('n\n1\n2\nx\n3\ny\n4\n')
    builder = Sweet.EmittingTaskBuilder.new().with_source(sweet_binding.source('file', path=str(path))).with_format(sweet_binding.csv())
    builder = builder.with_processor(Totals()).with_receiver(collect)
    event = run(builder)
    with sweet_binding.io_error(Gio.IOErrorEnum.INVALID_DATA, 'Totals: x is no number'):
        event.check()
    equal(texts(event, 'total'), ['1', '3'])
    # the same element goes on with its sum
    event = complete(builder.with_error_strategy(Sweet.ErrorStrategy.new_continue()))
    equal((texts(event, 'total'), event.get_n_errors()), (['4', '6', '9', '13'], 2))


def test_copy_that_fails():
    class Wrong(Numbers):
        def do_copy(self):
            raise ValueError('for the log, on purpose')

    with sweet_binding.stream_error(Sweet.StreamError.CALLBACK, 'Wrong', 'copy'):
        stream(Wrong(), lines()).with_receiver(collect).run()


def test_functions_that_are_not_there():
    class Empty(Sweet.Source):
        pass

    class Nothing(Sweet.Processor):
        pass

    class Hole(Sweet.Sink):
        pass

    for elements, function in (((Empty(), lines()), 'read_bytes'), ((Records(), Nothing()), 'process'),
                               ((Numbers(), Hole()), 'write_bytes')):
        with sweet_binding.stream_error(Sweet.StreamError.CALLBACK, type(elements[-1]).__name__ if function != 'read_bytes' else 'Empty',
                                        f'\u201c{function}\u201d'):
            stream(*elements).run()


def test_too_many_bytes():
    class Much(Sweet.Source):
        def do_read_bytes(self, size, cancellable):
            return GLib.Bytes.new(b'x' * (size + 1))

    with sweet_binding.stream_error(Sweet.StreamError.CALLBACK, 'Much', 'read_bytes'):
        run(stream(Much(), lines()).with_receiver(collect)).check()


def test_wrong_result():
    class Wrong(Sweet.Source):
        def do_read_bytes(self, size, cancellable):
            return None

    with sweet_binding.stream_error(Sweet.StreamError.CALLBACK, 'Wrong', 'read_bytes'):
        run(stream(Wrong(), lines()).with_receiver(collect)).check()


def test_an_emitter_ends_with_its_call():
    class Late(Records):
        def do_read_records(self, out, cancellable):
            self.out = out
            return super().do_read_records(out, cancellable)

    source = Late(1)
    complete(stream(source).with_receiver(collect))
    builder = Sweet.ChunkBuilder.new(Sweet.Schema.new(['n']))
    with sweet_binding.critical('*emit*'):
        source.out.emit(builder.build())


def test_cancellable_in_a_source():
    class Endless(Sweet.Source):
        def do_read_bytes(self, size, cancellable):
            self.cancellable = cancellable
            return GLib.Bytes.new(b'x\n')

    def receive(event, collector):
        if event.get_sequence() == 100:
            task.cancel(Sweet.CancelLevel.GRACEFUL)
        return True

    source = Endless()
    task = stream(source, lines()).with_receiver(receive).run()
    with sweet_binding.io_error(Gio.IOErrorEnum.CANCELLED):
        task.await_sync(None)
    equal(source.cancellable.is_cancelled(), True)


def test_slow_source_and_timeout():
    class Slow(Sweet.Source):
        closed = False

        def do_read_bytes(self, size, cancellable):
            time.sleep(0.02)
            return GLib.Bytes.new(b'x\n')

        def do_close(self):
            self.closed = True

    source = Slow()
    event = run(stream(source, lines()).with_receiver(collect).with_timeout(200000))
    with sweet_binding.io_error(Gio.IOErrorEnum.TIMED_OUT):
        event.check()
    equal((len(event.get_collected()) > 0, source.closed), (True, True))


def test_all_in_python():
    sink = Rows()
    complete(stream(Records(500), Evens(), sink).with_max_chunks(1))
    equal([row[0] for row in sink.rows], [str(n) for n in range(0, 500, 2)])


def test_collector_as_it_is(directory):
    class Plain(Sweet.BaseCollector):
        pass

    collector = Plain()
    event = complete(csv_builder(write_numbers(directory, 100)).with_collector(collector).with_receiver(collect))
    equal(texts(event, 'n'), [str(n) for n in range(100)])
    equal(collector.get_n_collected(), 100)
    equal([record.dup_text('n') for record in collector.get_collected()], texts(event, 'n'))


def test_collector(directory):
    class Sums(Sweet.BaseCollector):
        def __init__(self):
            super().__init__()
            self.sum, self.keys, self.errors, self.threads = 0, [], [], set()

        def do_add_event(self, key, event):
            self.threads.add(threading.current_thread())
            self.sum += event.get_int64('n')
            self.keys.append(key)
            if event.get_int64('n') % 10:
                return True
            return Sweet.BaseCollector.do_add_event(self, key, event)

        def do_add_error(self, event, error):
            self.errors.append((event.dup_text('n'), error.message))

    def receive(event, collector):
        if event.get_int64('n') == 3:
            collector.collect_error(event, GLib.Error('three'))
        return collector.collect(event.dup_text('name'), event)

    collector = Sums()
    event = complete(csv_builder(write_numbers(directory, 100), block_size=64).with_collector(collector).with_receiver(receive))
    equal((collector.sum, len(collector.keys), collector.keys[5]), (4950, 100, 'number 5'))
    equal(texts(event, 'n'), [str(n) for n in range(0, 100, 10)])
    equal(event.lookup('number 20').dup_text('n'), '20')
    equal(event.lookup('number 21'), None)
    equal(collector.errors, [('3', 'three')])
    equal(collector.threads, {MAIN})


def test_collector_that_refuses(directory):
    class Full(Sweet.BaseCollector):
        def do_add_event(self, key, event):
            if event.get_int64('n') == 30:
                raise GLib.Error.new_literal(Sweet.StreamError.quark(), 'full', Sweet.StreamError.TOO_LARGE)
            return Sweet.BaseCollector.do_add_event(self, key, event)

    def receive(event, collector):
        return collector.collect(None, event)

    event = run(csv_builder(write_numbers(directory, 100)).with_collector(Full()).with_receiver(receive))
    with sweet_binding.stream_error(Sweet.StreamError.TOO_LARGE, 'full'):
        event.check()
    equal(len(event.get_collected()), 30)


def test_collector_counts_errors(directory):
    collector = Sweet.KeyedCollector.new()

    def receive(event, collector):
        collector.collect_error(event, GLib.Error.new_literal(Gio.io_error_quark(), event.dup_text('n'), 5))
        return True

    complete(csv_builder(write_numbers(directory, 3)).with_collector(collector).with_receiver(receive))
    equal((collector.props.n_errors, collector.get_n_collected()), (3, 0))
    with sweet_binding.io_error(5, '0'):
        collector.check()


if __name__ == '__main__':
    sweet_test.run(watchdog=30)
