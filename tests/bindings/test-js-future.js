// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright 2026 The Sweet authors

// Futures as a JavaScript program uses them.

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Sweet from 'gi://Sweet?version=1.0';
import System from 'system';

import {SECOND, checkError, equal, items, main, throws} from './sweet_binding.js';

const {Future} = Sweet;
const {BUSY, EXISTS, TIMED_OUT, WOULD_BLOCK} = Gio.IOErrorEnum;
const busy = new GLib.Error(Gio.IOErrorEnum, BUSY, 'busy');
const {WORK} = Sweet.TaskError;
const double = result => result.get_value() * 2;
const wait = future => future.await_async(null);

// the error that a future is settled with, checked
async function fails(future, domain, code, parts = []) {
    const result = await future.await_result_async(null);
    return checkError(result.dup_error(), domain, code, parts);
}

function values() {
    for (const value of [3, 1.5, 'text', true, null])
        equal([Future.new_value(value).await_sync(null), Future.new_value(value).get_result().get_value()], [value, value]);
    throws(Gio.IOErrorEnum, BUSY, ['busy'], () => Future.new_error(busy).await_sync(null));
    equal(Future.new_error(busy).await_result_sync(null).is_error(), true);
}

function promise() {
    let future = new Future();
    const doubled = future.map(double);
    equal([future.is_settled(), future.get_result(), future.get_task()], [false, null, null]);
    equal([future.resolve(2), future.resolve(3), future.reject(busy)], [true, false, false]);
    equal([doubled.is_settled(), doubled.await_sync(null)], [false, 4]);
    future = Future.new();
    equal([future.reject(busy), future.resolve(3)], [true, false]);
    throws(Gio.IOErrorEnum, BUSY, [], () => future.await_sync(null));
}

// no method is called “then”, by which await would take it for a promise
async function noPromise() {
    const future = Future.new_value(1);
    equal(await future === future, true);
}

async function chain() {
    const seen = [];
    const future = Future.new_value(2)
        .map(double)
        .and_then(result => Future.new_value(result.get_value() + 1))
        .on_settled(result => seen.push(result.get_value()));
    equal([await wait(future), seen], [5, [5]]);
}

async function errors() {
    const failed = Future.new_value(2).map(() => {
        throw busy;
    });
    equal(await wait(failed.map(double).recover(result => result.dup_error().message)), 'busy');
    equal(await wait(failed.recover_with(() => Future.new_value(7))), 7);
    await fails(failed.map_error(result => {
        throw new GLib.Error(Gio.IOErrorEnum, EXISTS, `very ${result.dup_error().message}`);
    }), Gio.IOErrorEnum, EXISTS, ['very busy']);
    try {
        await wait(failed);
        throw new Error('nothing was thrown');
    } catch (error) {
        checkError(error, Gio.IOErrorEnum, BUSY);
    }
}

// an exception of the language is an error like any other
async function whatFunctionsGive() {
    const two = Future.new_value(2);
    equal([await wait(two.map(() => null)), await wait(two.map(() => {})), await wait(two.map(result => result))], [null, null, 2]);
    const odd = () => {
        throw new RangeError('odd');
    };
    await fails(two.map(odd), Sweet.TaskError, WORK, ['RangeError: odd']);
    await fails(two.and_then(odd), Sweet.TaskError, WORK, ['RangeError: odd']);
    for (const other of [3, null, Sweet.TaskResult.new_value(1)])
        await fails(two.and_then(() => other), Sweet.TaskError, WORK, ['what comes next is a future']);
    await fails(Future.new_error(busy).map_error(() => 3), Sweet.TaskError, WORK, ['recover']);
}

async function several() {
    const future = new Future();
    const both = Future.all([future, Future.new_value('b')]);
    future.resolve('a');
    equal(items(await wait(both)).map(result => result.get_value()), ['a', 'b']);
    equal((await wait(Future.all([]))).get_n_items(), 0);
    const failed = Future.new_error(busy);
    await fails(Future.all([failed, Future.new_value(1)]), Gio.IOErrorEnum, BUSY);
    equal(items(await wait(Future.all_settled([failed, future]))).map(result => result.is_error()), [true, false]);
    equal(await wait(Future.any([failed, Future.new_value(1)])), 1);
    equal(await wait(Future.race([new Future(), Future.new_value(2)])), 2);
    await fails(Future.any([failed]), Sweet.TaskError, Sweet.TaskError.CHILD, ['none of 1', 'busy']);
}

async function time() {
    const clock = Sweet.Clock.new_virtual(0);
    const future = new Future();
    const [delay, timeout] = [Future.delay(SECOND, clock), future.timeout(SECOND, clock)];
    clock.advance(SECOND);
    equal(await wait(delay), null);
    await fails(timeout, Gio.IOErrorEnum, TIMED_OUT, ['1s']);
}

async function tasks() {
    const task = Sweet.spawn(() => '42', {name: 'think'});
    const future = Future.new_for_task(task);
    equal(future.get_task() === task, true);
    equal(await wait(future.map(result => `${result.get_task_name()} ${result.get_value()}`)), 'think 42');
    const following = future.and_then(result => Sweet.spawn(async () => `${result.get_value()} and more`));
    equal(await wait(following), '42 and more');
    const squares = Array.from({length: 100}, (_, n) => Future.new_for_task(Sweet.spawn(() => n * n)));
    equal(items(await wait(Future.all(squares))).map(result => result.get_value()), squares.map((_, n) => n * n));
}

async function wouldBlock() {
    let seen = 0;
    const future = Future.new_value(1).map(result => {
        throws(Gio.IOErrorEnum, WOULD_BLOCK, ['this call comes from'], () => future.await_sync(null));
        seen++;
        return result;
    });
    equal([await wait(future), seen], [1, 1]);
}

// functions live as long as what they were given to, also when only C has that
async function lifetime() {
    let seen = 0;
    let future = new Future();
    const note = result => {
        seen++;
        return result;
    };
    future.map(note).on_settled(note);
    System.gc();
    future.resolve(1);
    future = null;
    System.gc();
    while (seen < 2)
        GLib.MainContext.default().iteration(true);

    future = new Future();
    const recovered = future.map(note).recover(result => result.dup_error().message);
    future = null;
    System.gc();
    equal(await wait(recovered), 'the future was let go before it was settled');
    equal(seen, 2);
}

main(values, promise, noPromise, chain, errors, whatFunctionsGive, several, time, tasks, wouldBlock, lifetime);
