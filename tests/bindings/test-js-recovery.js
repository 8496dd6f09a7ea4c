// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright 2026 The Sweet authors

// Retry policies and circuit breakers as a JavaScript program uses them.

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Sweet from 'gi://Sweet?version=1.0';
import System from 'system';

import {SECOND, equal, main, throws} from './sweet_binding.js';

const {CLOSED, OPEN, HALF_OPEN} = Sweet.CircuitState;
const busy = new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum.BUSY, 'busy');
const cancelled = new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED, 'cancelled');
const mine = new GLib.Error(GLib.quark_from_string('mine'), 5, 'mine');

// a breaker that one failure opened
function openCircuit() {
    const breaker = new Sweet.CircuitBreaker({name: 'db', failure_threshold: 1, clock: Sweet.Clock.new_virtual(0)});
    breaker.fail(breaker.acquire());
    return breaker;
}

function policiesAreImmutable() {
    const base = Sweet.RetryPolicy.new_exponential(5, 100, 2);
    const limited = base.with_max_delay(300);
    equal([base, limited].map(policy => [1, 2, 3, 4].map(n => policy.get_delay(n))), [[100, 200, 400, 800], [100, 200, 300, 300]]);
    equal([base.max_delay, base.first_delay, base.strategy], [0, 100, Sweet.RetryStrategy.EXPONENTIAL]);
    equal(base.with_jitter(0.5).with_seed(7).get_delay(1),
        Sweet.RetryPolicy.new_fixed(2, 100).with_seed(7).with_jitter(0.5).get_delay(1));
}

function policiesByProperty() {
    const errors = [['g-io-error-quark', Gio.IOErrorEnum.BUSY], ['mine', -1]];
    const policy = new Sweet.RetryPolicy({
        strategy: Sweet.RetryStrategy.LINEAR, max_attempts: 3, first_delay: 10, errors: new GLib.Variant('a(si)', errors),
    });
    equal([policy.get_delay(3), policy.errors.deepUnpack()], [30, errors]);
    equal([busy, mine, cancelled].map(error => policy.allows(1, 0, error)), [true, true, false]);
}

function policiesAndErrors() {
    const every = Sweet.RetryPolicy.new_immediate(3);
    equal([1, 2, 3].map(n => every.allows(n, 0, busy)), [true, true, false]);
    equal([mine, cancelled].map(error => every.allows(1, 0, error)), [true, false]);
    const some = every.with_error(Gio.IOErrorEnum, Gio.IOErrorEnum.BUSY).with_error(Sweet.TaskError, Sweet.TaskError.CIRCUIT_OPEN);
    const refused = throws(Sweet.TaskError, Sweet.TaskError.CIRCUIT_OPEN, [], () => openCircuit().acquire());
    equal([busy, mine, refused].map(error => some.allows(1, 0, error)), [true, false, true]);
}

function unsoundPolicies() {
    const unsound = {
        'max-attempts': Sweet.RetryPolicy.new_immediate(0),
        'first-delay': Sweet.RetryPolicy.new_fixed(1, -1),
        'factor': Sweet.RetryPolicy.new_exponential(1, 1, Infinity),
        'jitter': new Sweet.RetryPolicy({jitter: NaN}),
    };
    for (const [part, policy] of Object.entries(unsound))
        throws(Gio.IOErrorEnum, Gio.IOErrorEnum.INVALID_ARGUMENT, [part], () => policy.check());
    equal(Sweet.RetryPolicy.new_immediate(Sweet.RETRY_MAX_ATTEMPTS).check(), true);
}

function breakers() {
    const breaker = openCircuit();
    throws(Sweet.TaskError, Sweet.TaskError.CIRCUIT_OPEN, ['“db”', 'in 30s'], () => breaker.acquire());
    breaker.clock.advance(30 * SECOND);
    equal(breaker.state, HALF_OPEN);
    breaker.succeed(breaker.acquire());
    equal(breaker.get_state(), CLOSED);
}

function breakersByName() {
    const breaker = Sweet.CircuitBreaker.get('shared');
    breaker.failure_threshold = 1;
    breaker.fail(breaker.acquire());
    for (let i = 0; i < 100; i++)
        equal([Sweet.CircuitBreaker.get('shared').state, Sweet.CircuitBreaker.new('shared').state], [OPEN, CLOSED]);
    System.gc();
    equal([Sweet.CircuitBreaker.get('shared') === breaker, breaker.state], [true, OPEN]);
}

function notify() {
    const breaker = Sweet.CircuitBreaker.new('db');
    breaker.failure_threshold = 1;
    const seen = [];
    breaker.connect('notify::state', ({state}) => seen.push(state));
    breaker.fail(breaker.acquire());
    equal(seen, []);
    while (!seen.length)
        GLib.MainContext.default().iteration(true);
    equal(seen, [OPEN]);
}

main(policiesAreImmutable, policiesByProperty, policiesAndErrors, unsoundPolicies, breakers, breakersByName, notify);
