#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""Futures as a Python program uses them."""

import asyncio
import gc
import threading
import weakref

import sweet_binding
import sweet_test
from sweet_binding import SECOND, Gio, GLib, Sweet
from sweet_test import equal

BUSY = GLib.Error.new_literal(Gio.io_error_quark(), 'busy', Gio.IOErrorEnum.BUSY)
Future = Sweet.Future


def double(result):
    return result.get_value() * 2


def busy(result):
    raise BUSY


def work_error(*parts):
    return sweet_binding.raises(Sweet.TaskError.quark(), Sweet.TaskError.WORK, *parts)


def test_values():
    for value in (3, 1 << 40, 1.5, 'text', True, [1, {'a': 2}], Sweet.TaskId.new_random(), None):
        equal(Future.new_value(value).await_sync(), value)
        equal(Future.new_value(value).get_result().get_value(), value)
    with sweet_binding.io_error(Gio.IOErrorEnum.BUSY, 'busy'):
        Future.new_error(BUSY).await_sync()
    equal(Future.new_error(BUSY).await_result_sync().is_error(), True)


def test_promise():
    promise = Future()
    doubled = promise.map(double)
    equal((promise.is_settled(), promise.get_result(), promise.get_task()), (False, None, None))
    equal((promise.resolve(2), promise.resolve(3), promise.reject(BUSY)), (True, False, False))
    equal((doubled.is_settled(), doubled.await_sync()), (False, 4))
    promise = Future.new()
    equal((promise.reject(BUSY), promise.resolve(3)), (True, False))
    with sweet_binding.io_error(Gio.IOErrorEnum.BUSY):
        promise.await_sync()


def test_chain():
    seen = []
    future = (Future.new_value(2)
              .map(double)
              .and_then(lambda result: Future.new_value(result.get_value() + 1))
              .on_settled(lambda result: seen.append((result.get_value(), threading.current_thread()))))
    equal(future.await_sync(), 5)
    equal(seen, [(5, sweet_binding.MAIN)])


def test_errors():
    failed = Future.new_value(2).map(busy)
    equal(failed.map(double).recover(lambda result: result.dup_error().message).await_sync(), 'busy')
    equal(failed.recover_with(lambda result: Future.new_value(7)).await_sync(), 7)

    def another(result):
        raise GLib.Error.new_literal(Gio.io_error_quark(), f'very {result.dup_error().message}', Gio.IOErrorEnum.EXISTS)

    with sweet_binding.io_error(Gio.IOErrorEnum.EXISTS, 'very busy'):
        failed.map_error(another).await_sync()


def test_what_functions_give():
    two = Future.new_value(2)
    equal(two.map(lambda result: None).await_sync(), None)
    equal(two.map(lambda result: result).await_sync(), 2)
    equal(two.map(lambda result, more, most: result.get_value() + more + most, 3, 4).await_sync(), 9)
    equal(two.map(lambda result: 2 ** 100).await_sync(), 2 ** 100)
    for follow in (Future.map, Future.and_then):
        with work_error('ZeroDivisionError'):
            follow(two, lambda result: 1 / 0).await_sync()
    for other in (3, None, Sweet.TaskResult.new_value(1)):
        with work_error('what comes next is a future'):
            two.and_then(lambda result: other).await_sync()
    with work_error('recover'):
        Future.new_error(BUSY).map_error(lambda result: 3).await_sync()


def test_coroutine():
    async def main():
        promise = Future()
        GLib.idle_add(promise.resolve, 3)
        return await promise.map(double) + await Future.delay(1, None).map(lambda result: 1)

    equal(Sweet.run(main()), 7)

    async def fail():
        await Future.new_error(BUSY)

    with sweet_binding.io_error(Gio.IOErrorEnum.BUSY):
        Sweet.run(fail())

    async def late():
        await asyncio.wait_for(Future(), 0.001)

    try:
        Sweet.run(late())
    except TimeoutError:
        pass
    else:
        raise AssertionError('nothing was raised')


def test_several():
    promise = Future()
    both = Future.all([promise, Future.new_value('b')])
    promise.resolve('a')
    equal([result.get_value() for result in both.await_sync()], ['a', 'b'])
    equal(len(Future.all([]).await_sync()), 0)
    failed = Future.new_error(BUSY)
    with sweet_binding.io_error(Gio.IOErrorEnum.BUSY):
        Future.all([failed, Future.new_value(1)]).await_sync()
    equal([result.is_error() for result in Future.all_settled([failed, Future.new_value(1)]).await_sync()], [True, False])
    equal(Future.any([failed, Future.new_value(1)]).await_sync(), 1)
    equal(Future.race([Future(), Future.new_value(2)]).await_sync(), 2)
    with sweet_binding.raises(Sweet.TaskError.quark(), Sweet.TaskError.CHILD, 'none of 1', 'busy'):
        Future.any([failed]).await_sync()


def test_time():
    clock = Sweet.Clock.new_virtual(0)
    promise = Future()
    delay, timeout = Future.delay(SECOND, clock), promise.timeout(SECOND, clock)
    clock.advance(SECOND)
    equal(delay.await_sync(), None)
    with sweet_binding.io_error(Gio.IOErrorEnum.TIMED_OUT, '1s'):
        timeout.await_sync()


def test_task():
    task = Sweet.spawn(lambda task: {'answer': 42}, name='think')
    future = Future.new_for_task(task)
    equal(future.get_task() is task, True)
    equal(future.map(lambda result: (result.get_task_name(), result.get_value())).await_sync(), ('think', {'answer': 42}))
    following = future.and_then(lambda result: Sweet.spawn(lambda task: result.get_value()['answer'] + 1))
    equal((following.await_sync(), following.map(busy).recover_with(lambda result: task).await_sync()), (43, {'answer': 42}))
    tasks = [Sweet.spawn(lambda task, n: n * n, n) for n in range(100)]
    squares = Future.all([Future.new_for_task(task) for task in tasks]).await_sync()
    equal([result.get_value() for result in squares], [n * n for n in range(100)])


def test_await_async():
    seen = []

    def settled(future, result):
        try:
            seen.append(future.await_finish(result))
        except GLib.Error as error:
            seen.append(error.message)

    promise, cancellable = Future(), Gio.Cancellable()
    promise.await_async(None, settled)
    Future.new_error(BUSY).await_async(None, settled)
    Future.new_error(BUSY).await_result_async(
        None, lambda future, result: seen.append(future.await_result_finish(result).is_error()))
    promise.resolve(1)
    equal(seen, [])
    sweet_binding.iterate(lambda: len(seen) == 3)
    Future().await_async(None, settled)
    pending = Future()
    pending.await_async(cancellable, settled)
    cancellable.cancel()
    sweet_binding.iterate(lambda: len(seen) == 5)
    equal(sorted(seen[:3], key=str), [1, True, 'busy'])
    equal(sorted(seen[3:]), ['the future was let go before it was settled', 'the wait was cancelled'])


def test_other_threads():
    promise, seen = Future(), []
    doubled = promise.map(lambda result: seen.append(threading.current_thread()) or double(result))
    thread = threading.Thread(target=promise.resolve, args=(4,))
    thread.start()
    equal(doubled.await_sync(), 8)
    thread.join()
    equal(seen, [sweet_binding.MAIN])


def test_would_block():
    futures = []

    def inside(result):
        with sweet_binding.io_error(Gio.IOErrorEnum.WOULD_BLOCK, 'this call comes from'):
            futures[0].await_sync()
        return result

    futures.append(Future.new_value(1).map(inside))
    equal(futures[0].await_sync(), 1)


class Thing:
    """Something that is missed when it is gone."""

    def call(self, result):
        return result


def test_functions_are_let_go():
    thing = Thing()
    gone = weakref.ref(thing)
    promise = Future()
    promise.map(thing.call).on_settled(thing.call)
    del thing
    gc.collect()
    equal(gone() is None, False)
    promise.resolve(1)
    sweet_binding.iterate(lambda: gone() is None)
    thing = Thing()
    gone = weakref.ref(thing)
    promise = Future()
    promise.map(thing.call).map(thing.call)
    del thing, promise
    sweet_binding.iterate(lambda: gone() is None)


if __name__ == '__main__':
    sweet_test.run()
