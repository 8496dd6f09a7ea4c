#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""Streams as a Python program runs them: builders, receivers, ends and waits."""

import os
import struct
import threading
import time

import sweet_binding
import sweet_test
from sweet_binding import MAIN, SECOND, Gio, GLib, Sweet, complete, csv_builder, run, texts, write_numbers
from sweet_test import equal


def collect(event, collector):
    collector.collect(event.dup_text('n'), event)
    return True


def ignore(event, collector):
    return True


def test_base_is_reusable(directory):
    base = csv_builder(write_numbers(directory, 10)).with_receiver(collect)
    named = base.with_name('named').with_timeout(5 * SECOND)
    limited = base.with_limit(3).with_max_chunks(2)

    equal([b.props.name for b in (base, named, limited)], [None, 'named', None])
    equal([b.props.timeout for b in (base, named, limited)], [0, 5 * SECOND, 0])
    equal([b.props.limit for b in (base, named, limited)], [0, 0, 3])
    for builder, count in ((base, 10), (named, 10), (limited, 3), (base, 10)):
        equal(len(complete(builder).get_collected()), count)


def fail_at_odd(event, collector):
    if int(event.dup_text('n')) % 2:
        raise GLib.Error.new_literal(Gio.io_error_quark(), 'odd', Gio.IOErrorEnum.FAILED)
    return collector.collect(None, event)


def test_plan_of_every_kind(directory):
    builder = csv_builder(write_numbers(directory, 10)).with_receiver(collect)
    for name, options in (('serial', {'timeout': 60 * SECOND}), ('parallel', {'rate': 1000, 'min_workers': 1}),
                          ('batched', {'size': 3, 'max_delay': SECOND}), ('adaptive', {'max_workers': 3})):
        strategy = sweet_binding.element(Sweet.ElementKind.STRATEGY, name, **options)
        equal(complete(builder.with_strategy(strategy)).get_n_records(), 10, name)
        equal(complete(builder.with_sender_strategy(strategy)).get_n_records(), 10, f'{name}, of the source')


def test_errors_beside_results(directory):
    builder = csv_builder(write_numbers(directory, 10)).with_receiver(fail_at_odd)
    event = complete(builder.with_error_strategy(Sweet.ErrorStrategy.new_continue()))
    errors = list(event.get_errors())
    equal((event.get_n_errors(), len(event.get_collected())), (5, 5))
    equal([e.get_sequence() for e in errors], [2, 4, 6, 8, 10])
    equal((errors[0].get_bytes().get_data(), errors[0].get_line(), errors[0].get_attempts()), (b'1,number 1', 3, 1))
    equal('odd' in errors[0].get_reason(), True)
    try:
        errors[0].check()
    except GLib.Error as error:
        equal(error.message, errors[0].get_reason())
    else:
        raise AssertionError('an error event without an error')

    asked = []

    def decide(error):
        asked.append((error.get_sequence(), threading.current_thread() is threading.main_thread()))
        return Sweet.ErrorAction.CONTINUE

    event = complete(builder.with_error_strategy(Sweet.ErrorStrategy.new_custom(decide)))
    equal(asked, [(n, True) for n in (2, 4, 6, 8, 10)])
    policy = Sweet.RetryPolicy.new_immediate(2)
    event = complete(builder.with_error_strategy(Sweet.ErrorStrategy.new_retry(policy, Sweet.ErrorAction.CONTINUE)))
    equal([e.get_attempts() for e in event.get_errors()], [2] * 5)


def test_two_runs_at_once(directory):
    base = csv_builder(write_numbers(directory, 1000), block_size=512).with_receiver(collect)
    tasks = [base.run() for _ in range(4)]
    for task in tasks:
        equal(texts(task.await_final_event_sync(None), 'n'), [str(n) for n in range(1000)])


def test_properties_of_builders():
    builder = Sweet.EmittingTaskBuilder(name='by hand', timeout=7, max_chunks=2, limit=5)
    equal((builder.get_name(), builder.get_timeout(), builder.props.max_chunks), ('by hand', 7, 2))
    copy = builder.copy()
    equal(type(copy), Sweet.EmittingTaskBuilder)
    equal((copy.get_name(), copy.props.limit), ('by hand', 5))


def test_elements_are_frozen(directory):
    path = write_numbers(directory, 3)
    source = sweet_binding.source('file', path=path)
    equal(source.is_frozen(), False)
    builder = Sweet.EmittingTaskBuilder.new().with_source(source).with_format(sweet_binding.csv())
    equal(source.is_frozen(), True)
    with sweet_binding.critical('*path*file*frozen*'):
        source.props.path = '/nowhere'
    equal(source.props.path, path)
    equal(len(complete(builder.with_receiver(collect)).get_collected()), 3)


def test_every_thousandth_is_kept(directory):
    path = write_numbers(directory, 20000)
    kept = []

    def receive(event, collector):
        if event.get_int64('n') % 1000 == 0:
            kept.append(event)
        return True

    complete(csv_builder(path, block_size=4096).with_max_chunks(2).with_receiver(receive))
    equal([event.get_int64('n') for event in kept], list(range(0, 20000, 1000)))
    equal([event.dup_text('name') for event in kept], [f'number {n}' for n in range(0, 20000, 1000)])
    equal([event.get_sequence() for event in kept], [n + 1 for n in range(0, 20000, 1000)])


def test_all_are_kept(directory):
    path = write_numbers(directory, 3000)
    for credits in (1, 2, 3):
        kept = []

        def receive(event, collector):
            kept.append(event)
            return True

        complete(csv_builder(path, block_size=512).with_max_chunks(credits).with_receiver(receive))
        equal(len({id(event) for event in kept}), 3000, 'different events')
        equal([event.dup_texts() for event in kept], [[str(n), f'number {n}'] for n in range(3000)])


def test_all_chunks_are_kept(directory):
    path = write_numbers(directory, 3000)
    for credits in (1, 2, 3):
        kept, copies = [], []

        def receive(chunk, collector):
            kept.append(chunk)
            copies.append(chunk.copy())
            return True

        complete(csv_builder(path, block_size=512).with_max_chunks(credits).with_chunk_receiver(receive))
        equal(len(kept) > 10 * credits, True, 'more chunks than credits')
        equal([text for chunk in copies for text in chunk.dup_texts(0)], [str(n) for n in range(3000)])
        for chunk in kept:
            equal(chunk.is_stale(), True)
            equal(chunk.get_schema().get_names(), ['n', 'name'])
            for read in (lambda: chunk.dup_text(0, 0), lambda: chunk.dup_texts(0), lambda: chunk.dup_int64s(0),
                         lambda: chunk.dup_doubles(0), lambda: chunk.dup_bytes(), lambda: chunk.copy()):
                with sweet_binding.stream_error(Sweet.StreamError.STALE, 'kept beyond'):
                    read()


def test_whole_columns(directory):
    path = directory / 'mixed.csv'
    path.write_text('a,b\n1,1.5\n-2,x\n,\n9223372036854775807,1e3\n')
    columns = {}

    def receive(chunk, collector):
        columns['a'] = memoryview(chunk.dup_int64s(0).get_data()).cast('q').tolist()
        columns['b'] = list(struct.unpack(f'={chunk.get_n_rows()}d', chunk.dup_doubles(1).get_data()))
        columns['texts'] = chunk.dup_texts(1)
        columns['records'] = [chunk.get_record_number(row) for row in range(chunk.get_n_rows())]
        columns['offsets'] = [chunk.get_offset(row) for row in range(chunk.get_n_rows())]
        columns['source'] = chunk.get_source()
        with sweet_binding.stream_error(Sweet.StreamError.UNKNOWN_COLUMN, 'no column 2'):
            chunk.dup_texts(2)
        with sweet_binding.stream_error(Sweet.StreamError.SCHEMA, 'records, not bytes'):
            chunk.dup_bytes()
        return True

    complete(csv_builder(str(path)).with_chunk_receiver(receive))
    equal(columns['a'], [1, -2, -2**63, 2**63 - 1])
    equal(columns['b'][0::3], [1.5, 1000.0])
    equal([value != value for value in columns['b']], [False, True, True, False], 'what is no number')
    equal(columns['texts'], ['1.5', 'x', '', '1e3'])
    equal(columns['records'], [1, 2, 3, 4])
    equal(columns['offsets'], [4, 10, 15, 17])
    equal(columns['source'], str(path))


def test_fields(directory):
    path = directory / 'fields.csv'
    path.write_bytes(b'n,x\n7,2.5\nten,\n3,\xff\xfe\n')
    seen = []

    def receive(event, collector):
        record = [event.get_source() == str(path), event.get_metadata('key'), event.get_offset()]
        for read in (lambda: event.get_int64('n'), lambda: event.get_double('x'), lambda: event.dup_text('x'),
                     lambda: event.dup_text('m'), lambda: event.dup_text_at(1), lambda: event.dup_text_at(2),
                     lambda: event.dup_bytes('x').get_data(), event.dup_texts):
            try:
                record.append(read())
            except GLib.Error as error:
                record.append(error.message)
        seen.append(record)
        return True

    complete(csv_builder(str(path)).with_receiver(receive))
    no_m = 'no column \u201cm\u201d; there are n, x'
    no_2 = 'no column 2; there are 2, counted from 0'
    bad = 'record 3: \u201cx\u201d is not UTF-8'
    equal(seen[0], [True, None, 4, 7, 2.5, '2.5', no_m, '2.5', no_2, b'2.5', ['7', '2.5']])
    equal(seen[1], [True, None, 10, 'record 2: \u201cn\u201d is \u201cten\u201d, which is no whole number',
                    'record 2: \u201cx\u201d is \u201c\u201d, which is no number', '', no_m, '', no_2, b'', ['ten', '']])
    equal(seen[2], [True, None, 15, 3, 'record 3: \u201cx\u201d is \u201c\ufffd\ufffd\u201d, which is no number',
                    bad, no_m, bad, no_2, b'\xff\xfe', bad])


def test_names_that_are_no_text(directory):
    """A file and a column with names that are not UTF-8: what Python gets is."""
    path = os.fsencode(directory) + b'/odd\xff.csv'
    with open(path, 'wb') as file:
        file.write(b'n,na\xffme\n1,2\n3\n')
    shown = f'{directory}/odd\ufffd.csv'
    seen = []

    def receive(event, collector):
        seen.append((event.get_schema().get_names(), event.dup_texts(), event.dup_text_at(1), event.get_source()))
        with sweet_binding.stream_error(Sweet.StreamError.UNKNOWN_COLUMN, 'na\ufffdme'):
            event.dup_text('name')
        return True

    builder = Sweet.pipeline_parse_argv(['file', os.fsdecode(b'path=' + path), '!', 'csv'])
    event = run(builder.with_receiver(receive))
    equal(seen, [(['n', 'na\ufffdme'], ['1', '2'], '2', shown)])
    with sweet_binding.stream_error(Sweet.StreamError.MALFORMED, f'{shown}: record 2, line 3'):
        event.check()

    missing = os.fsdecode(b'path=' + path + b'.none')
    event = run(Sweet.pipeline_parse_argv(['file', missing, '!', 'csv']).with_receiver(receive))
    with sweet_binding.io_error(Gio.IOErrorEnum.NOT_FOUND, f'{shown}.none'):
        event.check()


def test_callbacks_are_on_the_main_thread(directory):
    threads = set()

    def receive(event, collector):
        threads.add(threading.current_thread())
        return True

    def final_event(event):
        threads.add(threading.current_thread())
        loop.quit()

    loop = GLib.MainLoop()
    task = csv_builder(write_numbers(directory, 5000), block_size=512).with_receiver(receive).with_final_event(final_event).run()
    task.connect('notify', lambda *args: threads.add(threading.current_thread()))
    loop.run()
    equal(threads, {MAIN})


def test_callbacks_are_where_the_task_was_built(directory):
    path = write_numbers(directory, 1000)
    threads = set()
    results = []

    def receive(event, collector):
        threads.add(threading.current_thread())
        return collect(event, collector)

    def work():
        context = GLib.MainContext.new()
        context.push_thread_default()
        loop = GLib.MainLoop(context)

        def final_event(event):
            threads.add(threading.current_thread())
            results.append(len(event.get_collected()))
            loop.quit()

        task = csv_builder(path, block_size=512).with_receiver(receive).with_final_event(final_event).run()
        loop.run()
        context.pop_thread_default()
        del task

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    equal((threads, results), ({thread}, [1000]))


def test_sync_makes_the_callbacks(directory):
    threads = []
    finals = []

    def receive(event, collector):
        threads.append(threading.current_thread())
        return collect(event, collector)

    builder = csv_builder(write_numbers(directory, 1000), block_size=512).with_max_chunks(1).with_receiver(receive)
    task = builder.with_final_event(finals.append).run()
    event = task.await_final_event_sync(None)
    equal(len(event.get_collected()), 1000)
    equal((len(threads), set(threads)), (1000, {MAIN}))
    equal(finals, [event])
    equal(task.await_sync(None), True)


def test_sync_on_another_thread(directory):
    task = csv_builder(write_numbers(directory, 1000), block_size=512).with_receiver(collect).run()
    loop = GLib.MainLoop()
    results = []

    def work():
        results.append(len(task.await_final_event_sync(None).get_collected()))
        GLib.idle_add(loop.quit)

    thread = threading.Thread(target=work)
    thread.start()
    loop.run()
    thread.join()
    equal(results, [1000])


def test_sync_inside_a_callback(directory):
    seen = []

    def wait(*_):
        try:
            task.await_sync(None)
        except GLib.Error as error:
            seen.append(error)
        return True

    task = csv_builder(write_numbers(directory, 1)).with_name('outer').with_receiver(wait).with_final_event(wait).run()
    task.connect('notify::status', wait)
    task.await_sync(None)
    equal(len(seen) >= 3, True, 'in the receiver, at the end and in its notification')
    for error in seen:
        equal(error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.WOULD_BLOCK), True)
        sweet_test.contains(error.message, 'outer')


def test_many_syncs(directory):
    base = csv_builder(write_numbers(directory, 2)).with_receiver(collect)
    for _ in range(500):
        equal(len(base.run().await_final_event_sync(None).get_collected()), 2)


def test_await_async(directory):
    loop = GLib.MainLoop()
    results = []

    def ready(task, result, number):
        equal(task.await_final_event_finish(result).props.n_records, 100)
        results.append(number)
        if len(results) == 3:
            loop.quit()

    task = csv_builder(write_numbers(directory, 100)).with_receiver(ignore).run()
    equal(task.get_final_event(), None)
    task.await_final_event_async(None, ready, 1)
    task.await_final_event_async(Gio.Cancellable(), ready, 2)
    task.await_final_event_async(None, ready, 3)
    loop.run()
    equal(sorted(results), [1, 2, 3])


def test_a_wait_may_be_given_up():
    task = Sweet.EmittingTaskBuilder.new().with_receiver(ignore).run()
    loop = GLib.MainLoop()
    errors = []

    def ready(task, result):
        try:
            task.await_final_event_finish(result)
        except GLib.Error as error:
            errors.append(error)
        loop.quit()

    cancellable = Gio.Cancellable()
    task.await_final_event_async(cancellable, ready)
    GLib.idle_add(cancellable.cancel)
    loop.run()
    equal(errors[0].matches(Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED), True)
    equal(task.props.status, Sweet.TaskStatus.RUNNING)

    with sweet_binding.io_error(Gio.IOErrorEnum.CANCELLED):
        task.await_final_event_sync(cancellable)
    equal(task.is_final(), False)
    task.cancel(Sweet.CancelLevel.GRACEFUL)
    with sweet_binding.io_error(Gio.IOErrorEnum.CANCELLED):
        task.await_sync(None)


def test_cancel_in_a_callback(directory):
    def receive(event, collector):
        collect(event, collector)
        if event.get_int64('n') == 9:
            tasks[0].cancel(Sweet.CancelLevel.GRACEFUL)
        return True

    builder = csv_builder(write_numbers(directory, 10000), block_size=512).with_receiver(receive)
    loop = GLib.MainLoop()
    events = []
    tasks = [builder.with_final_event(lambda event: (events.append(event), loop.quit())).run()]
    loop.run()
    equal(events[0].props.outcome, Sweet.Outcome.CANCELLED)
    equal(events[0].get_kind(), Sweet.EventKind.CANCELLATION)
    equal(texts(events[0], 'n'), [str(n) for n in range(10)])
    equal(tasks[0].props.status, Sweet.TaskStatus.CANCELLED)
    with sweet_binding.io_error(Gio.IOErrorEnum.CANCELLED):
        events[0].check()


def test_cancel_in_a_chunk_callback(directory):
    rows = []

    def receive(chunk, collector):
        rows.append(chunk.get_n_rows())
        task.cancel(Sweet.CancelLevel.GRACEFUL)
        return True

    task = csv_builder(write_numbers(directory, 10000), block_size=512).with_chunk_receiver(receive).run()
    with sweet_binding.io_error(Gio.IOErrorEnum.CANCELLED):
        task.await_sync(None)
    equal(len(rows), 1)


def test_timeout():
    clock, seen = Sweet.Clock.new_virtual(0), []

    def receive(event, collector):
        seen.append(event.get_int64('n'))
        return collector.collect(None, event)

    task = Sweet.EmittingTaskBuilder.new().with_receiver(receive).with_timeout(SECOND // 20).with_clock(clock).run()
    task.push_sync(Sweet.SenderEventBuilder.new().with_int64('n', 1).build(), None)
    while not seen:
        GLib.MainContext.default().iteration(True)
    clock.advance(SECOND // 20)
    with sweet_binding.io_error(Gio.IOErrorEnum.TIMED_OUT, '50ms'):
        task.await_sync(None)
    event = task.get_final_event()
    equal((event.props.outcome, texts(event, 'n')), (Sweet.Outcome.ERROR, ['1']))
    equal(task.props.status, Sweet.TaskStatus.FAILED)
    equal(task.props.timeout, SECOND // 20)


def test_wrong_timeout(directory):
    builder = csv_builder(write_numbers(directory, 1)).with_receiver(ignore).with_timeout(0)
    with sweet_binding.io_error(Gio.IOErrorEnum.INVALID_ARGUMENT, 'timeout'):
        builder.run()


def test_receiver_raises(directory):
    path = write_numbers(directory, 5000)

    def failing(failure):
        def receive(event, collector):
            collect(event, collector)
            return failure() if event.get_int64('n') == 700 else True
        return receive

    def error():
        raise GLib.Error.new_literal(Gio.io_error_quark(), 'no space for 700', Gio.IOErrorEnum.NO_SPACE)

    def exception():
        raise ValueError('for the log, on purpose')

    callback = Sweet.StreamError.quark(), Sweet.StreamError.CALLBACK, 'return TRUE to go on'
    for failure, expected in ((error, (Gio.io_error_quark(), Gio.IOErrorEnum.NO_SPACE, 'no space for 700')),
                              (exception, callback), (lambda: None, callback), (lambda: False, callback)):
        event = run(csv_builder(path, block_size=512).with_receiver(failing(failure)))
        with sweet_binding.raises(*expected):
            event.check()
        equal((event.props.outcome, event.get_kind()), (Sweet.Outcome.ERROR, Sweet.EventKind.ERROR))
        equal(texts(event, 'n'), [str(n) for n in range(701)])


def test_chunk_receiver_raises(directory):
    def receive(chunk, collector):
        raise GLib.Error.new_literal(Sweet.StreamError.quark(), 'too much', Sweet.StreamError.TOO_LARGE)

    event = run(csv_builder(write_numbers(directory, 5)).with_chunk_receiver(receive))
    with sweet_binding.stream_error(Sweet.StreamError.TOO_LARGE, 'too much'):
        event.check()


def test_malformed_input(directory):
    path = directory / 'bad.csv'
    path.write_text('n,x\n1,a\n2,b\n3\n4,d\n')
    event = run(csv_builder(str(path)).with_receiver(collect))
    with sweet_binding.stream_error(Sweet.StreamError.MALFORMED, f'{path}: record 3, line 4, byte 13'):
        event.check()
    equal(texts(event, 'n'), ['1', '2'])

    event = complete(csv_builder(str(path), on_error=Sweet.OnError.SKIP).with_receiver(collect))
    equal((texts(event, 'n'), event.props.n_skipped, event.props.n_records), (['1', '2', '4'], 1, 3))


def test_progress_and_status(directory):
    progress, statuses = [], []

    def receive(event, collector):
        if event.get_int64('n') % 400 == 0:
            time.sleep(0.05)
        return True

    loop = GLib.MainLoop()
    task = (csv_builder(write_numbers(directory, 2000), block_size=1024)
            .with_receiver(receive).with_final_event(lambda event: loop.quit()).run())
    task.connect('notify::progress', lambda task, pspec: progress.append(task.props.progress))
    task.connect('notify::status', lambda task, pspec: statuses.append(task.props.status))
    loop.run()
    equal(progress, sorted(progress), 'progress, which grows')
    equal((len(progress) > 1, progress[-1], task.get_progress()), (True, 1.0, 1.0))
    equal(statuses[-1], Sweet.TaskStatus.COMPLETED)
    equal(task.get_created_at() <= task.get_started_at() <= task.get_completed_at(), True, 'times')


def test_children(directory):
    path = write_numbers(directory, 50)
    task = csv_builder(path).with_name('numbers').with_receiver(ignore).run()
    sender, receiver = task.props.children
    task.await_sync(None)
    equal((type(sender), type(receiver)), (Sweet.SenderTask, Sweet.ReceiverTask))
    equal(receiver.get_n_records(), 50)
    equal(sender.get_n_bytes() > 400, True)
    equal((sender.is_final(), receiver.props.status), (True, Sweet.TaskStatus.COMPLETED))
    equal([type(child) for child in task.get_children()], [Sweet.SenderTask, Sweet.ReceiverTask])
    stats = task.dup_stats().unpack()
    equal((stats['records'], stats['skipped']), (50, 0))
    equal([entry['name'] for entry in stats['elements']], ['file', 'csv', 'receiver'])


def test_figures(directory):
    path = write_numbers(directory, 5000)
    rates = []
    loop = GLib.MainLoop()
    task = (csv_builder(path, block_size=1000).with_record_latency(True)
            .with_receiver(ignore).with_final_event(lambda event: loop.quit()).run())
    task.connect('notify::records-per-second', lambda task, pspec: rates.append(task.props.records_per_second))
    loop.run()
    stats = task.dup_stats().unpack()
    equal(stats['elements'][-1]['latency']['count'], 5000)
    equal(stats['latency']['count'], stats['elements'][0]['latency']['count'])
    equal(0 < stats['latency']['p50'] <= stats['latency']['p99'] <= stats['latency']['max'], True, stats['latency'])
    equal((rates[-1], task.get_bytes_per_second()), (stats['records-per-second'], stats['bytes-per-second']))
    equal((round(rates[-1] * stats['seconds'], 3), round(task.props.bytes_per_second * stats['seconds'], 3)), (5000, stats['bytes']))


def test_metrics(directory):
    builder = csv_builder(write_numbers(directory, 5000), block_size=1000).with_receiver(ignore)
    task = builder.with_metrics(True).run()
    task.await_final_event_sync()
    metrics = task.get_metrics()
    has, cpu = metrics.get(Sweet.Metric.CPU_TOTAL)
    equal((has, cpu > 0, metrics.has(Sweet.Metric.CPU_USER), metrics.has(Sweet.Metric.MEMORY_PEAK)), (True, True, True, False))
    task = builder.run()
    task.await_final_event_sync()
    equal(task.get_metrics(), None)


def test_family(directory):
    runtime = Sweet.RuntimeBuilder.new().with_workers(2).build()
    children = []

    def receive(event, collector):
        if not children:
            builder = Sweet.SpawningTaskBuilder.new().with_name('child').with_runtime(runtime)
            children.append(builder.with_work(lambda task: task.set_value(7)).with_parent(Sweet.Task.get_current()).run())
        return collector.collect(None, event)

    task = (csv_builder(write_numbers(directory, 50)).with_name('parent').with_runtime(runtime).with_tag('numbers')
            .with_priority(Sweet.Priority.HIGH).with_deadline(GLib.get_real_time() + 600 * SECOND).with_receiver(receive).run())
    equal(len(task.await_final_event_sync(None).get_collected()), 50)
    equal((children[0].get_parent(), children[0].props.status), (task, Sweet.TaskStatus.COMPLETED))
    equal((task.props.priority, task.has_tag('numbers'), task.get_remaining() > 0), (Sweet.Priority.HIGH, True, True))
    judged = []

    def judge(child, result):
        judged.append((child.get_name(), result.dup_error().message))
        return Sweet.FailureMode.SUPERVISE

    def fail(task):
        raise GLib.Error.new_literal(Gio.io_error_quark(), 'busy', Gio.IOErrorEnum.BUSY)

    task = Sweet.EmittingTaskBuilder.new().with_runtime(runtime).with_failure_predicate(judge).with_receiver(ignore).run()
    child = Sweet.SpawningTaskBuilder.new().with_name('child').with_runtime(runtime).with_work(fail).with_parent(task).run()
    with sweet_binding.io_error(Gio.IOErrorEnum.BUSY, 'busy'):
        child.await_sync(None)
    sweet_binding.iterate(lambda: judged)
    task.push_sync(Sweet.SenderEventBuilder.new().with_kind(Sweet.EventKind.FINAL).build())
    task.await_sync(None)
    equal((judged, task.props.status), ([('child', 'busy')], Sweet.TaskStatus.COMPLETED))
    runtime.shutdown_sync(-1)
    with sweet_binding.raises(Sweet.TaskError.quark(), Sweet.TaskError.SHUT_DOWN, 'was shut down'):
        csv_builder(write_numbers(directory, 1)).with_runtime(runtime).with_receiver(ignore).run()


def test_slow_first_chunk(directory):
    path = write_numbers(directory, 2000)
    for credits in (1, 2, 3):
        seen = []

        def receive(chunk, collector):
            time.sleep(0.1 if not seen else 0.001)
            seen.extend(chunk.dup_texts(0))
            return True

        complete(csv_builder(path, block_size=1024).with_max_chunks(credits).with_chunk_receiver(receive))
        equal(seen, [str(n) for n in range(2000)])


def test_slow_first_record(directory):
    path = write_numbers(directory, 2000)
    for credits in (1, 2, 3):
        def receive(event, collector):
            if event.get_int64('n') == 0:
                time.sleep(0.1)
            return collect(event, collector)

        event = complete(csv_builder(path, block_size=512).with_max_chunks(credits).with_receiver(receive))
        equal(len(event.get_collected()), 2000)


def test_chunk_sizes(directory):
    path = directory / 'lines.csv'
    path.write_text('n,text\n' + ''.join(f'{n},"a\nb"\n' for n in range(100)))
    for size, expected in ((Sweet.ChunkSize.new_rows(30), [30, 30, 30, 10]), (Sweet.ChunkSize.new_items(50), [50, 50]),
                           (Sweet.ChunkSize.new_lines(20), [10] * 10), (Sweet.ChunkSize.new_rows(1000), [100])):
        seen = []

        def receive(chunk, collector):
            seen.append(chunk.get_n_rows())
            return True

        complete(csv_builder(str(path)).with_chunk_size(size).with_chunk_receiver(receive))
        equal(seen, expected)


def test_limit(directory):
    event = complete(csv_builder(write_numbers(directory, 5000), block_size=512).with_limit(700).with_receiver(collect))
    equal(texts(event, 'n'), [str(n) for n in range(700)])


def test_nothing(directory):
    for text in ('', 'n,name\n'):
        path = directory / 'empty.csv'
        path.write_text(text)
        equal(len(complete(csv_builder(str(path)).with_receiver(collect)).get_collected()), 0)


def test_missing_file(directory):
    event = run(csv_builder(str(directory / 'none.csv')).with_receiver(collect))
    with sweet_binding.io_error(Gio.IOErrorEnum.NOT_FOUND, 'none.csv'):
        event.check()


def test_wrong_neighbours(directory):
    builder = Sweet.EmittingTaskBuilder.new().with_source(sweet_binding.source('file', path='x')).with_receiver(collect)
    for call in (builder.check, builder.run):
        with sweet_binding.raises(Sweet.PipelineError.quark(), Sweet.PipelineError.MEDIA, 'csv, jsonl or lines'):
            call()


def test_records_to_a_file(directory):
    path = write_numbers(directory, 100)
    builder = (csv_builder(path)
               .with_processor(sweet_binding.processor('filter', where='n >= 90'))
               .with_processor(sweet_binding.processor('select', fields=['name']))
               .with_format(sweet_binding.csv())
               .with_sink(sweet_binding.sink('file', path=str(directory / 'out.csv'))))
    equal(builder.get_output_media(), Sweet.Media.NONE)
    equal([element.get_name() for element in builder.get_elements()],
          ['file', 'csv', 'filter', 'select', 'csv', 'file'])
    complete(builder)
    equal((directory / 'out.csv').read_text(), 'name\n' + ''.join(f'number {n}\n' for n in range(90, 100)))


def test_dropped_task_goes_on(directory):
    loop = GLib.MainLoop()
    events = []
    (csv_builder(write_numbers(directory, 2000), block_size=512).with_receiver(ignore)
     .with_final_event(lambda event: (events.append(event), loop.quit())).run())
    loop.run()
    equal(events[0].props.n_records, 2000)


def test_cancellable_of_a_stream():
    task = Sweet.EmittingTaskBuilder.new().with_receiver(lambda event, collector: True).run()
    seen = []
    cancellable = task.get_cancellable()
    cancellable.connect(lambda *_: seen.append(threading.current_thread()), None)
    thread = threading.Thread(target=task.cancel)
    thread.start()
    thread.join()
    sweet_binding.iterate(lambda: seen)
    equal((cancellable.is_cancelled(), seen), (True, [MAIN]))


if __name__ == '__main__':
    sweet_test.run(watchdog=30)
