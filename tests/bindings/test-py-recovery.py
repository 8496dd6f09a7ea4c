#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""Retry policies and circuit breakers as a Python program uses them."""

import threading

import sweet_binding
import sweet_test
from sweet_binding import SECOND, Gio, GLib, Sweet
from sweet_test import equal

BUSY = GLib.Error.new_literal(Gio.io_error_quark(), 'busy', Gio.IOErrorEnum.BUSY)
CANCELLED = GLib.Error.new_literal(Gio.io_error_quark(), 'cancelled', Gio.IOErrorEnum.CANCELLED)


def open_circuit():
    """A breaker that one failure opened, and its clock."""
    breaker = Sweet.CircuitBreaker(name='db', failure_threshold=1, clock=Sweet.Clock.new_virtual(0))
    breaker.fail(breaker.acquire())
    return breaker, breaker.props.clock


def test_policies_are_immutable():
    base = Sweet.RetryPolicy.new_exponential(5, 100, 2)
    limited = base.with_max_delay(300)
    equal([[policy.get_delay(n) for n in range(1, 5)] for policy in (base, limited)],
          [[100, 200, 400, 800], [100, 200, 300, 300]])
    equal((base.props.max_delay, base.props.first_delay, base.props.strategy),
          (0, 100, Sweet.RetryStrategy.EXPONENTIAL))
    seeded = base.with_jitter(0.5).with_seed(7)
    equal(seeded.get_delay(1), Sweet.RetryPolicy.new_fixed(2, 100).with_seed(7).with_jitter(0.5).get_delay(1))


def test_policies_by_property():
    errors = [('g-io-error-quark', Gio.IOErrorEnum.BUSY), ('mine', -1)]
    policy = Sweet.RetryPolicy(strategy=Sweet.RetryStrategy.LINEAR, max_attempts=3, first_delay=10,
                               errors=GLib.Variant('a(si)', errors))
    equal((policy.get_delay(3), policy.dup_errors().unpack()), (30, errors))
    equal([policy.allows(1, 0, error) for error in (BUSY, GLib.Error('x', 'mine', 5), GLib.Error('x', 'other', 5))],
          [True, True, False])


def test_policies_and_errors():
    every = Sweet.RetryPolicy.new_immediate(3)
    equal([every.allows(n, 0, BUSY) for n in (1, 2, 3)], [True, True, False])
    equal([every.allows(1, 0, error) for error in (CANCELLED, GLib.Error('x', 'mine', 5))], [False, True])
    some = every.with_error(Gio.io_error_quark(), Gio.IOErrorEnum.BUSY).with_error(GLib.quark_from_string('mine'), -1)
    equal([some.allows(1, 0, error) for error in (BUSY, GLib.Error('x', 'mine', 5), GLib.Error('x', 'other', 5))],
          [True, True, False])
    breaker, _ = open_circuit()
    try:
        breaker.acquire()
    except GLib.Error as error:
        equal((every.allows(1, 0, error), some.allows(1, 0, error)), (True, False))
        equal(some.with_error(Sweet.TaskError.quark(), Sweet.TaskError.CIRCUIT_OPEN).allows(1, 0, error), True)
    else:
        raise AssertionError('the breaker is not open')


def test_unsound_policies():
    for policy, part in ((Sweet.RetryPolicy.new_immediate(0), 'max-attempts'),
                         (Sweet.RetryPolicy.new_fixed(1, -1), 'first-delay'),
                         (Sweet.RetryPolicy.new_exponential(1, 1, float('inf')), 'factor'),
                         (Sweet.RetryPolicy(jitter=float('nan')), 'jitter')):
        with sweet_binding.io_error(Gio.IOErrorEnum.INVALID_ARGUMENT, part):
            policy.check()
    equal(Sweet.RetryPolicy.new_immediate(Sweet.RETRY_MAX_ATTEMPTS).check(), True)


def test_breaker():
    breaker, clock = open_circuit()
    with sweet_binding.raises(Sweet.TaskError.quark(), Sweet.TaskError.CIRCUIT_OPEN, '“db”', 'in 30s'):
        breaker.acquire()
    clock.advance(30 * SECOND)
    equal(breaker.props.state, Sweet.CircuitState.HALF_OPEN)
    breaker.succeed(breaker.acquire())
    equal(breaker.get_state(), Sweet.CircuitState.CLOSED)


def test_breakers_by_name():
    breaker = Sweet.CircuitBreaker.get('shared')
    breaker.props.failure_threshold = 1
    breaker.fail(breaker.acquire())
    equal(Sweet.CircuitBreaker.get('shared').props.state, Sweet.CircuitState.OPEN)
    equal(Sweet.CircuitBreaker.new('shared').props.state, Sweet.CircuitState.CLOSED)
    del breaker
    equal(Sweet.CircuitBreaker.get('shared').props.state, Sweet.CircuitState.CLOSED)


def test_notify():
    breaker = Sweet.CircuitBreaker.new('db')
    breaker.props.failure_threshold = 1
    seen = []
    breaker.connect('notify::state', lambda *_: seen.append((breaker.props.state, threading.current_thread())))
    thread = threading.Thread(target=lambda: breaker.fail(breaker.acquire()))
    thread.start()
    thread.join()
    equal(seen, [])
    sweet_binding.iterate(lambda: seen)
    equal(seen, [(Sweet.CircuitState.OPEN, sweet_binding.MAIN)])


if __name__ == '__main__':
    sweet_test.run()
