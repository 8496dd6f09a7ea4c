#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""Futures as a Python program uses them; the scenarios are those of test-js-futures.js."""

import gc
import threading

import sweet_binding
import sweet_test
from sweet_binding import SECOND, Gio, GLib, Sweet, io_error, raises
from sweet_test import equal

Future = Sweet.Future
BUSY = GLib.Error.new_literal(Gio.io_error_quark(), 'busy', Gio.IOErrorEnum.BUSY)


def value_of(future):
    return future.await_sync(None)


def fail(result):
    raise BUSY


def test_values():
    for value in (42, 1 << 40, 1 << 70, 'text', 2.5, [1, 2], None, Sweet.Priority.LOW):
        equal(value_of(Future.new_value(value)), value)
        equal(value_of(Future.new_value(1).map(lambda result: value)), value)
    equal(value_of(Future.new_result(Sweet.TaskResult.new_int64(7))), 7)
    with io_error(Gio.IOErrorEnum.BUSY):
        value_of(Future.new_error(BUSY))


def test_settled_later():
    future = Future.new()
    equal((future.is_settled(), future.get_result()), (False, None))
    thread = threading.Thread(target=future.resolve, args=(1 << 40,))
    thread.start()
    thread.join()
    equal((future.resolve(2), future.reject(BUSY), value_of(future)), (False, False, 1 << 40))
    rejected = Future.new()
    rejected.reject(BUSY)
    equal(rejected.get_result().dup_error().message, 'busy')


def test_steps():
    threads = set()

    def double(result):
        threads.add(threading.current_thread())
        return result.get_value() * 2

    chain = Future.new_value(1).map(double).map(double).and_then(lambda result: Future.new_value(result.get_value() + 1))
    equal(value_of(chain), 5)
    equal(value_of(chain.and_then(lambda result: Sweet.spawn(lambda task: result.get_value() + 1))), 6)
    equal(value_of(chain.map(lambda result, a, b: [result.get_value(), a, b], 'a', 'b')), [5, 'a', 'b'])
    equal(value_of(chain.map(lambda result: Sweet.TaskResult.new_string('a result'))), 'a result')
    settled = []
    equal(value_of(chain.on_settled(lambda result: settled.append(result.get_value()))), 5)
    equal((settled, threads), ([5], {sweet_binding.MAIN}))


def test_errors():
    failed = Future.new_value(1).map(fail)
    with io_error(Gio.IOErrorEnum.BUSY, 'busy'):
        value_of(failed)
    equal(value_of(failed.map(lambda result: 'not called').recover(lambda result: result.dup_error().message)), 'busy')
    equal(value_of(failed.recover_with(lambda result: Sweet.spawn(lambda task: 'from a task'))), 'from a task')
    other = Sweet.TaskResult.new_error(GLib.Error.new_literal(Gio.io_error_quark(), 'other', Gio.IOErrorEnum.FAILED))
    with io_error(Gio.IOErrorEnum.FAILED, 'other'):
        value_of(failed.map_error(lambda result: other))
    with raises(Sweet.TaskError.quark(), Sweet.TaskError.WORK, 'ZeroDivisionError'):
        value_of(Future.new_value(1).map(lambda result: 1 / 0))
    with raises(Sweet.TaskError.quark(), Sweet.TaskError.WORK, 'ZeroDivisionError'):
        value_of(Future.new_value(1).and_then(lambda result: 1 / 0))


def test_several():
    def results(future):
        return [result.dup_error().message if result.is_error() else result.get_value() for result in value_of(future)]

    good, bad, never = Future.new_value(1), Future.new_error(BUSY), Future.new()
    equal(results(Future.all([good, Future.new_value('two')])), [1, 'two'])
    equal(results(Future.all([])), [])
    with io_error(Gio.IOErrorEnum.BUSY):
        value_of(Future.all([good, bad, never]))
    equal(results(Future.all_settled([good, bad])), [1, 'busy'])
    equal(value_of(Future.any([bad, never, good])), 1)
    equal(value_of(Future.race([never, good])), 1)
    tasks = [Sweet.spawn(lambda task, n: n * n, n) for n in range(100)]
    equal(results(Future.all([Future.new_for_task(task) for task in tasks])), [n * n for n in range(100)])
    never.resolve()


def test_time():
    clock = Sweet.Clock.new_virtual(0)
    delay = Future.delay(5 * SECOND, clock)
    late = Future.new()
    limited = late.timeout(2 * SECOND, clock)
    clock.advance(2 * SECOND)
    equal((delay.is_settled(), limited.is_settled(), late.is_settled()), (False, True, False))
    with io_error(Gio.IOErrorEnum.TIMED_OUT):
        value_of(limited)
    clock.advance(3 * SECOND)
    equal(value_of(delay.map(lambda result: 'late')), 'late')
    late.resolve()


def test_await():
    async def main():
        future = Future.new_value(20).map(lambda result: result.get_value() + 1).and_then(
            lambda result: Sweet.spawn(lambda task: result.get_value() * 2))
        equal([await future, await future], [42, 42])
        result = await future.await_result_async(None)
        equal(result.get_value(), 42)
        with io_error(Gio.IOErrorEnum.BUSY):
            await future.map(fail)
        equal([r.get_value() for r in await Future.all([Future.new_value(n) for n in range(3)])], [0, 1, 2])

    Sweet.run(main())


def test_chains_outlive_their_wrappers():
    seen = []
    for n in range(50):
        Future.delay(1000).map(lambda result, n: n, n).on_settled(lambda result: seen.append(result.get_value()))
        gc.collect()
    sweet_binding.iterate(lambda: len(seen) == 50)
    equal(sorted(seen), list(range(50)))


if __name__ == '__main__':
    sweet_test.run()
