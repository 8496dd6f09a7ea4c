#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""Await, coroutines as work, and asyncio beside the main context, as the override module brings them."""

import asyncio
import os
import signal
import threading

import sweet_binding
import sweet_test
from sweet_binding import SECOND, Gio, GLib, Sweet, io_error, iterate, raises
from sweet_test import contains, equal


def in_asyncio(function):
    """Makes a case of a coroutine function."""
    def test():
        Sweet.run(function())

    return test


async def double(task, number):
    await asyncio.sleep(0.001)
    if number < 0:
        raise ValueError('below zero')
    return 2 * number


async def forever(task):
    await asyncio.Event().wait()


@in_asyncio
async def test_await():
    task = Sweet.spawn(lambda task: 42)
    equal([await task, await task], [42, 42])
    equal(await Sweet.spawn(double, 21), 42)
    equal(await asyncio.gather(*(Sweet.spawn(double, n) for n in range(20))), list(range(0, 40, 2)))
    with io_error(Gio.IOErrorEnum.BUSY, 'busy'):
        def busy(task):
            raise GLib.Error.new_literal(Gio.io_error_quark(), 'busy', Gio.IOErrorEnum.BUSY)

        await Sweet.spawn(busy)
    with raises(Sweet.TaskError.quark(), Sweet.TaskError.WORK, 'ValueError: below zero'):
        await Sweet.spawn(double, -1)
    with raises(Sweet.TaskError.quark(), Sweet.TaskError.WORK, 'a coroutine is no value'):
        await Sweet.spawn(lambda task: double(task, 1))


@in_asyncio
async def test_await_streams():
    builder = Sweet.EmittingTaskBuilder.new().with_receiver(lambda event, collector: collector.collect(None, event))
    task = builder.run()
    task.push_sync(Sweet.SenderEventBuilder.new().with_int64('n', 7).build(), None)
    task.push_sync(Sweet.SenderEventBuilder.new().with_kind(Sweet.EventKind.FINAL).build(), None)
    event = await task
    equal([record.dup_text('n') for record in event.get_collected()], ['7'])
    equal(await task.get_children()[0], True)


@in_asyncio
async def test_cancelled_tasks():
    ended = []

    async def work(task):
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(threading.current_thread())

    task = Sweet.spawn(work)
    while task.get_status() != Sweet.TaskStatus.RUNNING:
        await asyncio.sleep(0.001)
    task.cancel()
    with io_error(Gio.IOErrorEnum.CANCELLED, 'cancelled'):
        await task
    equal((ended, task.get_status()), ([sweet_binding.MAIN], Sweet.TaskStatus.CANCELLED))
    before = Sweet.spawn(work)
    before.cancel()
    with io_error(Gio.IOErrorEnum.CANCELLED):
        await before
    equal(len(ended), 1)


@in_asyncio
async def test_a_wait_that_is_cancelled():
    task = Sweet.spawn(forever)
    try:
        await asyncio.wait_for(task, 0.01)
    except asyncio.TimeoutError:
        equal(task.is_cancelled(), False)
    else:
        raise AssertionError('the wait has not ended')
    task.cancel()
    with io_error(Gio.IOErrorEnum.CANCELLED):
        await task


@in_asyncio
async def test_timeouts_and_retries():
    runs = []

    async def work(task):
        runs.append(task.get_attempt())
        await asyncio.sleep(0 if len(runs) > 2 else 60)
        return 'in time'

    task = Sweet.spawn(work, timeout=SECOND, retry_policy=Sweet.RetryPolicy.new_immediate(5))
    equal((await task, runs), ('in time', [1, 2, 3]))
    with io_error(Gio.IOErrorEnum.TIMED_OUT):
        await Sweet.spawn(forever, timeout=SECOND // 100)


@in_asyncio
async def test_children():
    async def parent(task):
        return [await Sweet.spawn(double, n, parent=task) for n in (1, 2)]

    equal(await Sweet.spawn(parent), [2, 4])


@in_asyncio
async def test_the_rest_of_asyncio():
    process = await asyncio.create_subprocess_exec('echo', 'hello', stdout=asyncio.subprocess.PIPE)
    equal(await process.communicate(), (b'hello\n', None))
    equal(await asyncio.to_thread(threading.current_thread) is sweet_binding.MAIN, False)
    seen = []
    GLib.timeout_add(1, lambda: seen.append('main context'))
    asyncio.get_running_loop().call_later(0.02, seen.append, 'asyncio')
    await asyncio.sleep(0.05)
    equal(seen, ['main context', 'asyncio'])


@in_asyncio
async def test_nothing_spins():
    loop = asyncio.get_running_loop()
    select = loop._selector.select
    turns = []
    loop._selector.select = lambda timeout: turns.append(timeout) or select(timeout)
    await asyncio.sleep(0.2)
    await Sweet.spawn(double, 1)
    equal(len(turns) < 20, True, f'few turns instead of {len(turns)}')


def test_result_and_exceptions_of_run():
    async def fail():
        raise KeyError('x')

    async def answer():
        return 42

    equal(Sweet.run(answer()), 42)
    try:
        Sweet.run(fail())
    except KeyError:
        pass
    else:
        raise AssertionError('nothing was raised')


def test_interrupt():
    async def main():
        GLib.timeout_add(10, os.kill, os.getpid(), signal.SIGINT)
        await asyncio.sleep(60)

    try:
        Sweet.run(main())
    except KeyboardInterrupt:
        pass
    else:
        raise AssertionError('nothing was raised')


def test_what_is_left_is_cancelled():
    tasks = []

    async def main():
        tasks.append(Sweet.spawn(forever))
        await asyncio.sleep(0.01)

    Sweet.run(main())
    iterate(tasks[0].is_final)
    with io_error(Gio.IOErrorEnum.CANCELLED, 'coroutine'):
        tasks[0].get_value()


def test_another_loop():
    async def main():
        await Sweet.spawn(lambda task: 1)

    try:
        asyncio.run(main())
    except RuntimeError as error:
        contains(str(error), 'Sweet.run()')
    else:
        raise AssertionError('nothing was raised')


def test_coroutines_in_a_main_loop():
    loop = GLib.MainLoop()
    ended = []

    async def work(task):
        ended.append(await Sweet.spawn(double, 4))
        await asyncio.sleep(0.01)
        process = await asyncio.create_subprocess_exec('true')
        ended.append(await process.wait())
        return 'main loop'

    def ready(source, result):
        ended.append(source.await_value_finish(result))
        loop.quit()

    Sweet.spawn(work).await_value_async(None, ready)
    loop.run()
    equal(ended, [8, 0, 'main loop'])
    equal(Sweet.run(asyncio.sleep(0.001, 'again')), 'again')


def test_another_thread():
    results = []

    def work():
        context = GLib.MainContext.new()
        context.push_thread_default()
        results.append(Sweet.run(main()))
        context.pop_thread_default()

    async def main():
        here = []
        value = await Sweet.spawn(lambda task: here.append(threading.current_thread()) or 5)
        return value, await Sweet.spawn(double, 3), here == [threading.current_thread()]

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    equal(results, [(5, 6, True)])


if __name__ == '__main__':
    sweet_test.run()
