#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""Nothing that a Python program does a thousand times leaves anything behind."""

import asyncio
import ctypes
import gc
import weakref

import sweet_binding
import sweet_test
from sweet_binding import Gio, GLib, Sweet, csv_builder, run, write_numbers
from sweet_test import equal


class MallInfo(ctypes.Structure):
    """What mallinfo2() returns."""

    _fields_ = [(name, ctypes.c_size_t) for name in
                ('arena', 'ordblks', 'smblks', 'hblks', 'hblkhd', 'usmblks', 'fsmblks', 'uordblks', 'fordblks', 'keepcost')]


def allocated():
    """Bytes that are allocated now, those of Python's own small objects left out."""
    gc.collect()
    mallinfo = ctypes.CDLL(None).mallinfo2
    mallinfo.restype = MallInfo
    info = mallinfo()
    return info.uordblks + info.hblkhd


def check_growth(function, count=200, limit=96, callbacks=0):
    """Fails if each call leaves bytes behind. PyGObject itself leaves 48 for each callback."""
    limit += 48 * callbacks
    growth = []
    for _ in range(5):
        before = allocated()
        for _ in range(count):
            function()
        growth.append((allocated() - before) / count)
    # the first rounds fill caches, a leak is in every round
    equal(min(growth) < limit, True, f'less than {limit} bytes for a call, not {growth}, left behind')


def collect(event, collector):
    collector.collect(event.dup_text('n'), event)
    return True


def small(directory, count=20):
    return csv_builder(write_numbers(directory, count), block_size=64)


def finish(task):
    try:
        task.await_sync(None)
    except GLib.Error:
        pass


def test_builders():
    def make():
        base = Sweet.EmittingTaskBuilder.new().with_name('a name').with_timeout(5).with_chunk_size(Sweet.ChunkSize.new_rows(3))
        base.with_receiver(collect).with_final_event(print).with_limit(3)
        base.with_collector(Sweet.KeyedCollector.new()).copy()
        Sweet.SenderEventBuilder.new().with_text('a', 'b').with_metadata('c', 'd').with_int64('e', 1).build()

    check_growth(make, 1000, 16, callbacks=2)


def test_elements():
    def make():
        source = sweet_binding.source('file', path='a')
        Sweet.EmittingTaskBuilder.new().with_source(source).with_format(sweet_binding.csv()).get_elements()
        Sweet.pipeline_parse('file path=a ! csv ! count')

    check_growth(make, 500, 16)


def test_sync_runs(directory):
    builder = small(directory).with_receiver(collect).with_timeout(10 * sweet_binding.SECOND)
    check_growth(lambda: len(builder.run().await_final_event_sync(None).get_collected()))


def test_loops(directory):
    builder = small(directory).with_receiver(collect)
    # a main loop in Python leaves as much as two callbacks
    check_growth(lambda: run(builder), callbacks=3)


def test_kept_events_and_chunks(directory):
    kept = []

    def receive(event, collector):
        kept.append(event)
        return True

    def receive_chunk(chunk, collector):
        kept.append(chunk)
        kept.append(chunk.copy())
        return True

    records = small(directory).with_receiver(receive)
    chunks = small(directory).with_chunk_receiver(receive_chunk)

    def keep():
        finish(records.run())
        finish(chunks.run())
        equal(len(kept) > 20, True)
        kept.clear()

    check_growth(keep)


def test_failed_runs(directory):
    path = directory / 'bad.csv'
    path.write_text('n,x\n1,a\n2\n')

    def receive(event, collector):
        raise GLib.Error('no')

    malformed = csv_builder(str(path)).with_receiver(collect)
    refused = small(directory).with_receiver(receive)
    missing = csv_builder(str(directory / 'none')).with_receiver(collect)

    def fail():
        for builder in (malformed, refused, missing):
            finish(builder.run())
        for builder in (Sweet.EmittingTaskBuilder.new().with_timeout(0), missing.with_sink(sweet_binding.sink('file', path='x'))):
            try:
                builder.run()
            except GLib.Error:
                continue
            raise AssertionError('no error')

    check_growth(fail)


def test_cancelled_runs(directory):
    def receive(event, collector):
        tasks[-1].cancel(Sweet.CancelLevel.GRACEFUL)
        return True

    builder = small(directory, 1000).with_receiver(receive)
    tasks = []

    def cancel():
        tasks.append(builder.run())
        finish(tasks[-1])
        tasks.append(builder.run())
        tasks[-1].cancel(Sweet.CancelLevel.GRACEFUL)
        finish(tasks[-1])
        tasks.clear()

    check_growth(cancel)


def test_asynchronous_waits(directory):
    builder = small(directory).with_receiver(collect)

    def wait():
        loop = GLib.MainLoop()
        left = [2]

        def ready(task, result):
            task.await_final_event_finish(result)
            left[0] -= 1
            if not left[0]:
                loop.quit()

        task = builder.run()
        task.connect('notify::progress', lambda *args: None)
        task.await_final_event_async(None, ready)
        task.await_final_event_async(Gio.Cancellable(), ready)
        loop.run()
        list(task.props.children)
        task.dup_stats()

    check_growth(wait, callbacks=5)


def test_pushes():
    def push():
        task = Sweet.EmittingTaskBuilder.new().with_receiver(collect).run()
        for n in range(10):
            task.push_sync(Sweet.SenderEventBuilder.new().with_int64('n', n).build(), None)
        task.push_sync(Sweet.SenderEventBuilder.new().with_kind(Sweet.EventKind.FINAL).build(), None)
        equal(len(task.await_final_event_sync(None).get_collected()), 10)

    check_growth(push, callbacks=1)


def test_elements_in_python():
    class Ones(Sweet.Source):
        def do_open(self, cancellable):
            self.left = 5
            return True

        def do_read_bytes(self, size, cancellable):
            self.left -= 1
            return GLib.Bytes.new(b'1\n' if self.left >= 0 else b'')

    class Same(Sweet.Processor):
        def do_process(self, chunk, out, cancellable):
            out.emit(out.make_writable(chunk))
            builder = Sweet.ChunkBuilder.new(chunk.get_schema())
            for row in range(chunk.get_n_rows()):
                builder.append_row(chunk, row)
            out.emit(builder.build())
            return True

    class Discard(Sweet.Sink):
        def do_write_bytes(self, data, cancellable):
            data.get_data()
            return True

    class Nothing(Sweet.BaseCollector):
        def do_add_event(self, key, event):
            return True

    lines = sweet_binding.element(Sweet.ElementKind.FORMAT, 'lines')

    def go():
        builder = Sweet.EmittingTaskBuilder.new().with_source(Ones()).with_format(lines).with_processor(Same())
        builder.with_format(lines).with_sink(Discard()).run().await_sync(None)
        event = builder.with_collector(Nothing()).with_receiver(lambda event, collector: collector.collect(None, event)).run()
        equal(event.await_final_event_sync(None).props.n_records, 10)

    check_growth(go, 100, callbacks=1)


def end(task):
    """Lets the context turn until a task has ended, and all that comes with that."""
    sweet_binding.iterate(task.is_final)
    while GLib.MainContext.default().iteration(False):
        pass


def test_tasks():
    def fail(task):
        raise KeyError

    context = Sweet.TaskContext.new().with_data('key', {'a': 1})
    clock = Sweet.Clock.new_virtual(0)
    runtime = Sweet.RuntimeBuilder.new().with_clock(clock).with_seed(1).build()
    base = Sweet.SpawningTaskBuilder.new().with_name('x').with_tag('y').with_runtime(runtime).with_metrics(True)
    answer = base.with_work(lambda task: [task.get_id().to_string()]).with_context(context)
    retried = base.with_work(fail).with_retry_policy(Sweet.RetryPolicy.new_fixed(3, 5)).with_fallback(lambda task: 1)

    def go():
        task = answer.run()
        task.add_cleanup(Sweet.CancelLevel.GRACEFUL, print)
        equal(len(task.await_value_sync(None)), 1)
        task.await_result_sync(None).get_value()
        task.get_metrics().to_variant()
        cancelled = answer.run()
        cancelled.add_cleanup(Sweet.CancelLevel.GRACEFUL, lambda task: None)
        cancelled.cancel()
        end(cancelled)
        equal(retried.run().await_value_sync(None), 1)
        list(Sweet.spawn(fail).get_children())

    check_growth(go, callbacks=2)


def test_work_objects_and_children():
    class Work(Sweet.Work):
        def do_run(self, task):
            task.get_cancellable().connect(lambda *_: task.return_value('cancelled'), None)
            return True

    base = Sweet.SpawningTaskBuilder.new().with_work_object(Work()).with_timeout(10 * sweet_binding.SECOND)

    def go():
        parent = base.run()
        children = [base.with_parent(parent).run() for _ in range(3)]
        sweet_binding.iterate(lambda: children[-1].get_status() != Sweet.TaskStatus.PENDING)
        parent.cancel()
        end(parent)

    check_growth(go, 100, callbacks=4)


def test_futures():
    def go():
        future = Sweet.Future.new_value([1]).map(lambda result: result.get_value() * 2)
        future = future.and_then(lambda result: Sweet.spawn(lambda task: result)).on_settled(lambda result: None)
        failed = future.map(lambda result: 1 / 0).recover(lambda result: result.dup_error().message)
        equal(len(Sweet.Future.all([future, failed]).await_sync(None)), 2)

    check_growth(go, callbacks=6)


def test_coroutines():
    async def work(task):
        return await Sweet.spawn(lambda task: 5)

    async def forever(task):
        await asyncio.Event().wait()

    async def main():
        task = Sweet.spawn(forever)
        equal(await asyncio.gather(*(Sweet.spawn(work) for _ in range(5))), [5] * 5)
        task.cancel()
        try:
            await task
        except GLib.Error:
            pass

    # each await, function and handler is a callback, and so is what else a loop needs
    check_growth(lambda: Sweet.run(main()), 50, callbacks=5 * 4 + 5)


def test_callbacks_are_let_go(directory):
    class Callback:
        def __call__(self, *args):
            return True

    receiver, final, ready = Callback(), Callback(), Callback()
    gone = [weakref.ref(callback) for callback in (receiver, final, ready)]
    builder = small(directory).with_receiver(receiver).with_final_event(final)
    task = builder.run()
    task.await_final_event_async(None, ready)
    task.await_sync(None)
    del receiver, final, ready
    gc.collect()
    equal([reference() is not None for reference in gone[:2]], [True, True], 'callbacks of a builder')
    del builder
    # the callback of the asynchronous wait comes behind the end of the synchronous one
    context = GLib.MainContext.default()
    while any(reference() is not None for reference in gone):
        context.iteration(False)
        gc.collect()
    equal([reference() for reference in gone], [None, None, None], 'callbacks of a task that has ended')
    equal(task.is_final(), True)


def test_elements_are_let_go():
    class Empty(Sweet.Source):
        def do_read_bytes(self, size, cancellable):
            return GLib.Bytes.new(b'')

    source = Empty()
    gone = weakref.ref(source)
    task = Sweet.EmittingTaskBuilder.new().with_source(source).with_chunk_receiver(collect).run()
    task.await_sync(None)
    del source
    gc.collect()
    equal(gone(), None)


if __name__ == '__main__':
    sweet_test.run(watchdog=60)
