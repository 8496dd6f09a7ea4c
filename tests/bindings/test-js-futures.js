// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright 2026 The Sweet authors

// Futures as a JavaScript program uses them; the scenarios are those of test-py-futures.py.

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Sweet from 'gi://Sweet?version=1.0';
import System from 'system';

import {SECOND, equal, items, main, rejects, throws, until} from './sweet_binding.js';

const {Future, TaskResult} = Sweet;
const {BUSY, FAILED, TIMED_OUT} = Gio.IOErrorEnum;
const busy = new GLib.Error(Gio.IOErrorEnum, BUSY, 'busy');
const valueOf = future => future.await_sync(null);
const fail = () => {
    throw busy;
};

function values() {
    for (const value of [42, 2 ** 40, 'text', 2.5, true, null, Sweet.Clock.get_system(), {a: [1, 2]}]) {
        equal(valueOf(Future.new_value(value)) === value, true);
        equal(valueOf(Future.new_value(1).map(() => value)) === value, true);
    }
    equal(valueOf(Future.new_result(TaskResult.new_int64(7))), 7);
    throws(Gio.IOErrorEnum, BUSY, [], () => valueOf(Future.new_error(busy)));
}

function settledLater() {
    const future = Future.new();
    equal([future.is_settled(), future.get_result()], [false, null]);
    equal([future.resolve(2 ** 40), future.resolve(2), future.reject(busy), valueOf(future)], [true, false, false, 2 ** 40]);
    const rejected = Future.new();
    rejected.reject(busy);
    equal(rejected.get_result().dup_error().message, 'busy');
}

function steps() {
    const double = result => result.get_value() * 2;
    const chain = Future.new_value(1).map(double).map(double).and_then(result => Future.new_value(result.get_value() + 1));
    equal(valueOf(chain), 5);
    equal(valueOf(chain.and_then(result => Sweet.spawn(() => result.get_value() + 1))), 6);
    equal(valueOf(chain.map(() => TaskResult.new_string('a result'))), 'a result');
    const settled = [];
    equal(valueOf(chain.on_settled(result => settled.push(result.get_value()))), 5);
    equal(settled, [5]);
}

function errors() {
    const failed = Future.new_value(1).map(fail);
    throws(Gio.IOErrorEnum, BUSY, ['busy'], () => valueOf(failed));
    equal(valueOf(failed.map(() => 'not called').recover(result => result.dup_error().message)), 'busy');
    equal(valueOf(failed.recover_with(() => Sweet.spawn(() => 'from a task'))), 'from a task');
    const other = TaskResult.new_error(new GLib.Error(Gio.IOErrorEnum, FAILED, 'other'));
    throws(Gio.IOErrorEnum, FAILED, ['other'], () => valueOf(failed.map_error(() => other)));
    const broken = () => busy.nothing.at.all;
    for (const step of ['map', 'and_then'])
        throws(Sweet.TaskError, Sweet.TaskError.WORK, ['TypeError'], () => valueOf(Future.new_value(1)[step](broken)));
}

function several() {
    const all = future => items(valueOf(future)).map(result => result.is_error() ? result.dup_error().message : result.get_value());
    const [good, bad, never] = [Future.new_value(1), Future.new_error(busy), Future.new()];
    equal(all(Future.all([good, Future.new_value('two')])), [1, 'two']);
    equal(all(Future.all([])), []);
    throws(Gio.IOErrorEnum, BUSY, [], () => valueOf(Future.all([good, bad, never])));
    equal(all(Future.all_settled([good, bad])), [1, 'busy']);
    equal(valueOf(Future.any([bad, never, good])), 1);
    equal(valueOf(Future.race([never, good])), 1);
    const tasks = Array.from({length: 100}, (_, n) => Sweet.spawn(() => n * n));
    equal(all(Future.all(tasks.map(task => Future.new_for_task(task)))), tasks.map((_, n) => n * n));
    never.resolve(null);
}

function time() {
    const clock = Sweet.Clock.new_virtual(0);
    const delay = Future.delay(5 * SECOND, clock);
    const late = Future.new();
    const limited = late.timeout(2 * SECOND, clock);
    clock.advance(2 * SECOND);
    equal([delay.is_settled(), limited.is_settled(), late.is_settled()], [false, true, false]);
    throws(Gio.IOErrorEnum, TIMED_OUT, [], () => valueOf(limited));
    clock.advance(3 * SECOND);
    equal(valueOf(delay.map(() => 'late')), 'late');
    late.resolve(null);
}

async function awaits() {
    const future = Future.new_value(20).map(result => result.get_value() + 1)
        .and_then(result => Sweet.spawn(async () => result.get_value() * 2));
    equal([await future.await_async(null), await future.await_async(null)], [42, 42]);
    equal((await future.await_result_async(null)).get_value(), 42);
    await rejects(Gio.IOErrorEnum, BUSY, ['busy'], future.map(fail).await_async(null));
    // an object that JavaScript took for a promise would be gone here
    equal(await future === future, true);
}

async function chainsOutliveTheirWrappers() {
    const seen = [];
    for (let n = 0; n < 50; n++) {
        Future.delay(1000, null).map(() => n).on_settled(result => seen.push(result.get_value()));
        Future.new_value(n).map(result => result.get_value()).map(() => -1).on_settled(result => seen.push(result.get_value()));
        System.gc();
    }
    await until(() => {
        System.gc();
        return seen.length === 100;
    });
    equal(seen.filter(n => n >= 0).sort((a, b) => a - b), Array.from({length: 50}, (_, n) => n));
}

main(values, settledLater, steps, errors, several, time, awaits, chainsOutliveTheirWrappers);
