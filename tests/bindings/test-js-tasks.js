// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright 2026 The Sweet authors

// Tasks as a JavaScript program uses them; the scenarios are those of test-py-tasks.py and test-vala-tasks.vala.

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Sweet from 'gi://Sweet?version=1.0';
import System from 'system';

import {SECOND, checkError, equal, items, main, rejects, throws, turn, until} from './sweet_binding.js';

const {GRACEFUL, KILL, KILL_HARD} = Sweet.CancelLevel;
const {PENDING, RUNNING, COMPLETED, FAILED, CANCELLED} = Sweet.TaskStatus;
const {BUSY, TIMED_OUT, WOULD_BLOCK, INVALID_ARGUMENT} = Gio.IOErrorEnum;
const busy = new GLib.Error(Gio.IOErrorEnum, BUSY, 'busy');

const builder = (work = () => {}) => Sweet.SpawningTaskBuilder.new().with_name('job').with_work(work);
const failing = () => builder(() => {
    throw busy;
});

// a runtime on a virtual clock
function virtual() {
    const clock = Sweet.Clock.new_virtual(0);
    return [Sweet.RuntimeBuilder.new().with_clock(clock).with_seed(1).build(), clock];
}

// work that goes on until the test ends it
const Later = GObject.registerClass(class Later extends Sweet.Work {
    tasks = [];

    vfunc_run(task) {
        this.tasks.push(task);
        return true;
    }
});

const laterWith = work => Sweet.SpawningTaskBuilder.new().with_name('later').with_work_object(work);
const later = () => laterWith(new Later());

// runs a task until its work has begun
async function begin(taskBuilder) {
    const task = taskBuilder.run();
    await until(() => task.status !== PENDING);
    return task;
}

// lets the context turn until a task has ended, and all that comes with that
async function end(task) {
    await until(() => task.is_final());
    await turn();
    return task;
}

async function values() {
    for (const value of [42, -1, 2 ** 40, 'text', 2.5, true, false, Sweet.Clock.get_system(), {a: [1, 2]}]) {
        equal(await builder(() => value).run().await_value_async(null) === value, true);
        equal(builder(() => value).run().await_value_sync(null) === value, true);
        equal(await builder(async () => value).run().await_value_async(null) === value, true);
    }
    equal((await builder(() => new GLib.Variant('(is)', [1, 'a'])).run().await_value_async(null)).deepUnpack(), [1, 'a']);
    for (const nothing of [() => {}, () => null, async () => {}])
        equal(await builder(nothing).run().await_value_async(null), null);
    equal(await builder(task => task.set_value(7)).run().await_value_async(null), 7);
    await rejects(Sweet.TaskError, Sweet.TaskError.WORK, ['Could not guess'], builder(() => [1, 2]).run().await_async(null));
}

async function workIsLazy() {
    const calls = [];
    const base = builder(task => {
        calls.push(Sweet.Task.get_current() === task);
    });
    const task = base.run();
    equal([calls, task.status], [[], PENDING]);
    await end(task);
    equal([calls, task.status], [[true], COMPLETED]);
    base.with_name('again').run().await_sync(null);
    equal([calls.length, Sweet.Task.get_current()], [2, null]);
}

function whatATaskIs() {
    const [runtime, clock] = virtual();
    const task = builder().with_description('to test').with_tag('a').with_tag('b').with_priority(Sweet.Priority.HIGH)
        .with_timeout(SECOND).with_runtime(runtime).run();
    equal([task.name, task.get_description(), task.dup_tags(), task.has_tag('a'), task.has_tag('c')],
        ['job', 'to test', ['a', 'b'], true, false]);
    equal([task.dup_display_name(), task.timeout, task.get_id().to_string()], ['job [a, b]', SECOND, task.id.to_string()]);
    clock.advance(7);
    task.await_sync(null);
    equal([task.get_started_at() - task.get_created_at(), task.get_completed_at() - task.get_started_at(), task.get_elapsed()],
        [7, 0, 0]);
    const others = Gio.ListStore.new(Sweet.Task.$gtype);
    others.append(task);
    others.append(builder().run());
    const found = Sweet.Task.filter_by_tag(others, 'b');
    equal([found.get_n_items(), found.get_item(0) === task], [1, true]);
}

function optionsByProperty() {
    const options = new Sweet.SpawningTaskBuilder({name: 'named', timeout: 5, priority: Sweet.Priority.LOW, grace: -1});
    equal([options.name, options.timeout, options.priority, options.grace], ['named', 5, Sweet.Priority.LOW, -1]);
    equal(Sweet.spawn(task => task.name, {name: 'x', tag: 'y'}).await_value_sync(null), 'x');
}

function unsoundBuilders() {
    const unsound = {
        'no work': Sweet.SpawningTaskBuilder.new(),
        'timeout': builder().with_timeout(-1),
        'deadline': builder().with_deadline(-1),
        'max-attempts': builder().with_retry_policy(Sweet.RetryPolicy.new_immediate(0)),
    };
    for (const [part, each] of Object.entries(unsound)) {
        throws(Gio.IOErrorEnum, INVALID_ARGUMENT, [part], () => each.check());
        throws(Gio.IOErrorEnum, INVALID_ARGUMENT, [part], () => each.run());
    }
    throws(Gio.IOErrorEnum, INVALID_ARGUMENT, ['interval'], () => builder().schedule_every(0));
}

async function failures() {
    await rejects(Gio.IOErrorEnum, BUSY, ['busy'], failing().run().await_async(null));
    throws(Gio.IOErrorEnum, BUSY, ['busy'], () => failing().run().await_sync(null));
    const {WORK, TYPE, STATE} = Sweet.TaskError;
    const broken = () => busy.nothing.at.all;
    await rejects(Sweet.TaskError, WORK, ['TypeError: '], builder(broken).run().await_value_async(null));
    await rejects(Sweet.TaskError, WORK, ['TypeError: '], builder(async () => broken()).run().await_value_async(null));
    await rejects(Sweet.TaskError, WORK, ['a promise is no value'], builder(() => Promise.resolve(1)).run().await_async(null));
    const typed = builder(() => 'text').with_result_type(GObject.TYPE_INT);
    await rejects(Sweet.TaskError, TYPE, ['gchararray', 'gint'], typed.run().await_async(null));
    equal(await typed.with_work(() => 7).run().await_value_async(null), 7);
    throws(Sweet.TaskError, STATE, ['not ended'], () => builder().run().get_value());
}

async function results() {
    const result = await builder(() => 42).run().await_result_async(null);
    equal([result.is_ok(), result.get_value(), result.get_task_name()], [true, 42, 'job']);
    const failed = await failing().run().await_result_async(null);
    equal([failed.is_error(), failed.dup_error().matches(Gio.IOErrorEnum, BUSY)], [true, true]);
    const task = builder(() => 5).run();
    const all = await Promise.all([1, 2, 3].map(() => task.await_result_async(null)));
    equal(all.map(each => each.get_value()), [5, 5, 5]);
}

async function cancelledWait() {
    const task = await begin(later());
    const cancellable = new Gio.Cancellable();
    const wait = task.await_async(cancellable);
    cancellable.cancel();
    await rejects(Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED, ['the wait was cancelled'], wait);
    equal(task.status, RUNNING);
    task.return_value('late');
    equal((await end(task)).get_value(), 'late');
}

async function waitsThatWouldBlock() {
    const work = new Later();
    const task = laterWith(work).run();
    throws(Gio.IOErrorEnum, WOULD_BLOCK, ['main context'], () => task.await_sync(null));
    throws(Gio.IOErrorEnum, WOULD_BLOCK, [], () => builder(t => t.await_sync(null)).run().await_sync(null));
    await until(() => work.tasks.length);
    task.return_value(null);
    equal([(await end(task)).await_sync(null), task.get_value()], [true, null]);
}

async function cancelBeforeItBegins() {
    const calls = [];
    const task = builder(t => calls.push(t)).run();
    task.cancel();
    equal([task.status, task.is_cancelled()], [CANCELLED, true]);
    throws(Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED, ['job'], () => task.await_sync(null));
    equal([(await end(task)).status, calls], [CANCELLED, []]);
}

// which handlers run when a task is cancelled at a level
async function cleanupsAt(level) {
    const task = await begin(later());
    const ran = [];
    task.add_cleanup(GRACEFUL, () => ran.push('all'));
    task.add_cleanup(KILL, () => ran.push('essential'));
    task.get_cancellable().connect(() => task.return_error(busy));
    task.cancel(level);
    await end(task);
    const result = task.get_cancellation_result();
    equal([result.get_outcome(), result.get_level()], [Sweet.CancellationOutcome.CANCELLED, level]);
    return ran;
}

async function levelsOfCancellation() {
    equal([await cleanupsAt(GRACEFUL), await cleanupsAt(KILL), await cleanupsAt(KILL_HARD)],
        [['essential', 'all'], ['essential'], []]);
    const task = await begin(later());
    equal(task.get_cancellation_result(), null);
    task.cancel();
    equal(task.get_cancellation_result().get_outcome(), Sweet.CancellationOutcome.RUNNING);
    const result = await task.cancel_async(KILL_HARD, null);
    equal([result.get_outcome(), result.get_level()], [Sweet.CancellationOutcome.CANCELLED, KILL_HARD]);
    const done = builder().run();
    done.await_sync(null);
    equal(done.cancel_sync(KILL, null).get_outcome(), Sweet.CancellationOutcome.SUCCESS);
}

async function cancellationEscalates() {
    const [runtime, clock] = virtual();
    const task = await begin(later().with_runtime(runtime).with_grace(10 * SECOND));
    task.cancel();
    const levels = [];
    for (let i = 0; i < 3; i++) {
        levels.push([task.get_cancellation_result().get_level(), task.is_final()]);
        clock.advance(10 * SECOND);
    }
    equal(levels, [[GRACEFUL, false], [KILL, false], [KILL_HARD, true]]);
}

async function cancellables() {
    const cancellable = new Gio.Cancellable();
    const task = await begin(later().with_cancellable(cancellable));
    cancellable.cancel();
    equal([task.is_cancelled(), task.get_cancellable().is_cancelled()], [true, true]);
    task.cancel(KILL_HARD);
    equal((await end(task)).status, CANCELLED);
}

async function retries() {
    const [runtime, clock] = virtual();
    const attempts = [];
    const policy = Sweet.RetryPolicy.new_exponential(5, 10 * SECOND, 2);
    const task = builder(t => {
        attempts.push([t.get_attempt(), clock.get_time()]);
        if (attempts.length < 3)
            throw busy;
        return 'at last';
    }).with_runtime(runtime).with_retry_policy(policy).run();
    equal(task.await_value_sync(null), 'at last');
    equal(attempts, [[1, 0], [2, 10 * SECOND], [3, 30 * SECOND]]);
    equal(items(task.get_attempts()).map(result => result.is_ok()), [false, false, true]);
    const onlyTimeouts = policy.with_error(Gio.IOErrorEnum, TIMED_OUT);
    const failed = failing().with_runtime(runtime).with_retry_policy(onlyTimeouts).run();
    await rejects(Gio.IOErrorEnum, BUSY, [], failed.await_async(null));
    equal(failed.get_attempt(), 1);
}

async function fallback() {
    const task = failing().with_fallback(() => 'fallback').run();
    equal([await task.await_value_async(null), task.get_attempts().get_n_items()], ['fallback', 2]);
    await rejects(Sweet.TaskError, Sweet.TaskError.WORK, ['RangeError: no'], failing().with_fallback(() => {
        throw new RangeError('no');
    }).run().await_async(null));
}

function circuitBreaker() {
    const breaker = new Sweet.CircuitBreaker({name: 'db', failure_threshold: 2, clock: Sweet.Clock.new_virtual(0)});
    const base = failing().with_circuit_breaker(breaker);
    for (let i = 0; i < 2; i++)
        throws(Gio.IOErrorEnum, BUSY, [], () => base.run().await_sync(null));
    throws(Sweet.TaskError, Sweet.TaskError.CIRCUIT_OPEN, ['db'], () => base.run().await_sync(null));
    breaker.clock.advance(30 * SECOND);
    equal(base.with_work(() => 1).run().await_value_sync(null), 1);
    equal(breaker.state, Sweet.CircuitState.CLOSED);
}

async function timeouts() {
    const [runtime, clock] = virtual();
    const task = await begin(later().with_runtime(runtime).with_timeout(5 * SECOND));
    clock.advance(5 * SECOND);
    await rejects(Gio.IOErrorEnum, TIMED_OUT, ['later', '5s'], task.await_async(null));
    equal([task.status, task.get_cancellable().is_cancelled()], [FAILED, true]);
    task.return_value('too late');
    equal(task.status, FAILED);
}

async function anAttemptThatTookTooLongComesBackFirst() {
    const [runtime, clock] = virtual();
    const work = new Later();
    const policy = Sweet.RetryPolicy.new_immediate(2);
    const task = await begin(laterWith(work).with_runtime(runtime).with_timeout(SECOND).with_retry_policy(policy).with_grace(-1));
    clock.advance(SECOND);
    await turn();
    equal([work.tasks.length, task.status, task.get_cancellable().is_cancelled()], [1, RUNNING, true]);
    task.return_value('too late');
    await until(() => work.tasks.length === 2);
    equal([task.get_attempt(), task.get_cancellable().is_cancelled()], [2, false]);
    task.return_value('in time');
    equal(await task.await_value_async(null), 'in time');
}

async function deadlines() {
    const [runtime, clock] = virtual();
    const deadline = clock.get_real_time() + 20 * SECOND;
    const parent = await begin(later().with_runtime(runtime).with_deadline(deadline));
    const child = await begin(later().with_runtime(runtime).with_parent(parent));
    clock.advance(5 * SECOND);
    equal([child.get_deadline(), child.get_remaining(), child.get_overdue()], [deadline, 15 * SECOND, 0]);
    clock.advance(15 * SECOND);
    await rejects(Gio.IOErrorEnum, TIMED_OUT, ['deadline'], parent.await_async(null));
    equal((await end(child)).status, FAILED);
}

async function limits() {
    const work = new Later();
    const limited = builder().with_work_object(work).with_max_concurrent(1);
    const first = await begin(limited);
    const second = limited.with_name('second').run();
    equal([limited.max_concurrent, second.status], [1, PENDING]);
    first.return_value(1);
    await until(() => work.tasks.length === 2);
    second.return_value(2);
    equal(await second.await_value_async(null), 2);
}

async function schedules() {
    const [runtime, clock] = virtual();
    const task = builder().with_runtime(runtime).schedule_at(clock.get_real_time() + 60 * SECOND);
    clock.advance(59 * SECOND);
    equal(task.status, PENDING);
    clock.advance(SECOND);
    equal((await end(task)).status, COMPLETED);
    const ticks = [];
    const every = builder(() => {
        ticks.push(clock.get_time());
    }).with_runtime(runtime).schedule_every(10 * SECOND);
    for (let n = 1; n < 4; n++) {
        clock.advance(10 * SECOND);
        await until(() => ticks.length === n);
    }
    equal([ticks, every.get_n_runs()], [[70 * SECOND, 80 * SECOND, 90 * SECOND], 3]);
    every.cancel();
    equal((await end(every)).status, CANCELLED);
}

async function parentsAndChildren() {
    const parent = await begin(later());
    const child = await begin(later().with_parent(parent));
    const children = parent.get_children();
    equal([children.get_n_items(), children.get_item(0) === child, child.get_parent() === parent, parent.get_parent()],
        [1, true, true, null]);
    parent.return_value('parent');
    await turn();
    equal(parent.status, RUNNING);
    child.return_value(null);
    equal([await parent.await_value_async(null), (await end(parent)).get_children().get_n_items()], ['parent', 0]);
    throws(Sweet.TaskError, Sweet.TaskError.STATE, ['has ended'], () => later().with_parent(parent).run());
    const grown = await begin(later());
    const small = await begin(later().with_parent(grown));
    small.get_cancellable().connect(() => small.return_error(busy));
    grown.cancel();
    grown.return_error(busy);
    equal([(await end(grown)).status, small.status], [CANCELLED, CANCELLED]);
}

// how a parent ends one child of which fails, and how the other child does
async function failingChild(options) {
    const parent = await begin(options(later()));
    const sound = await begin(later().with_parent(parent));
    sound.get_cancellable().connect(() => sound.return_error(busy));
    await end(failing().with_parent(parent).run());
    for (const task of [sound, parent]) {
        if (!task.is_final())
            task.return_value(null);
    }
    return [(await end(parent)).status, (await end(sound)).status];
}

async function failuresOfChildren() {
    const {CONTINUE, SUPERVISE} = Sweet.FailureMode;
    const judged = [];
    equal(await failingChild(base => base), [FAILED, CANCELLED]);
    equal(await failingChild(base => base.with_failure_mode(CONTINUE)), [FAILED, COMPLETED]);
    equal(await failingChild(base => base.with_failure_mode(SUPERVISE)), [COMPLETED, COMPLETED]);
    equal(await failingChild(base => base.with_failure_predicate((child, result) => {
        judged.push([child.name, result.dup_error().message]);
        return SUPERVISE;
    })), [COMPLETED, COMPLETED]);
    equal(judged, [['job', 'busy']]);
}

async function priorities() {
    const task = await begin(later().with_priority(Sweet.Priority.LOW));
    equal([task.priority, task.set_priority(Sweet.Priority.HIGH)], [Sweet.Priority.LOW, false]);
    task.return_value(null);
    const pending = builder().run();
    equal([pending.priority, pending.set_priority(Sweet.Priority.HIGH), pending.get_priority()],
        [Sweet.PRIORITY_DEFAULT, true, Sweet.Priority.HIGH]);
    pending.await_sync(null);
}

async function context() {
    const outer = Sweet.TaskContext.new().with_data('answer', 2 ** 40).with_metadata('user', 'Ann').with_environment('A', '1');
    const inner = Sweet.TaskContext.new().with_data('other', {a: 1});
    const parent = await begin(later().with_context(outer));
    const seen = [];
    builder(task => {
        const here = task.get_context();
        seen.push(here.lookup_data('answer'), here.lookup_data('other').a, here.lookup_metadata('user'),
            here.lookup_environment('A'), here.lookup_data('nothing'));
    }).with_parent(parent).with_context(inner).run().await_sync(null);
    equal(seen, [2 ** 40, 1, 'Ann', '1', null]);
    parent.return_value(null);
}

function metrics() {
    const task = builder(() => Array.from({length: 10000}, (_, i) => i).sort().length).with_metrics(true).run();
    equal(task.await_value_sync(null), 10000);
    const [has, cpu] = task.get_metrics().get(Sweet.Metric.CPU_TOTAL);
    equal([has, cpu > 0, task.get_metrics().to_variant().print(false).includes('cpu')], [true, true, true]);
    equal(builder().run().get_metrics(), null);
}

// takes note of spans and of what they log
const Spans = GObject.registerClass(class Spans extends Sweet.Tracer {
    seen = [];

    vfunc_export_log(span, level, message) {
        this.seen.push(['log', span.get_name(), message]);
    }

    vfunc_export_span(span) {
        this.seen.push(['span', span.get_name(), span.dup_error()?.message ?? null]);
    }
});

async function spans() {
    const tracer = new Spans();
    const parent = await begin(later().with_tracer(tracer).with_failure_mode(Sweet.FailureMode.SUPERVISE));
    const child = await end(builder(task => {
        task.get_span().set_field('n', new GLib.Variant('i', 3));
        task.log(GLib.LogLevelFlags.LEVEL_MESSAGE, 'hello');
        throw busy;
    }).with_parent(parent).run());
    const span = child.get_span();
    equal([span.lookup_field('n').unpack(), span.get_parent_id()], [3, parent.get_span().get_id()]);
    parent.return_value(null);
    await until(() => tracer.seen.length === 4);
    equal(tracer.seen, [['log', 'job', 'hello'], ['log', 'job', 'busy'], ['span', 'job', 'busy'], ['span', 'later', null]]);
}

async function progressAndSignals() {
    const task = later().run();
    const seen = [];
    task.connect('notify::progress', ({progress}) => seen.push(['progress', progress]));
    task.connect('notify::status', ({status}) => seen.push(['status', status]));
    await until(() => seen.length);
    equal([seen, task.progress], [[['status', RUNNING]], -1]);
    task.set_progress(0.5);
    await until(() => seen.length > 1);
    task.return_value(null);
    await end(task);
    equal(seen, [['status', RUNNING], ['progress', 0.5], ['progress', 1], ['status', COMPLETED]]);
}

async function runtimes() {
    const [runtime] = virtual();
    equal([runtime.is_deterministic(), runtime.is_running(), runtime.step(), runtime.run_until_idle()], [true, true, false, 0]);
    const task = builder(() => 'run').with_runtime(runtime).run();
    equal([runtime.get_active_count(), runtime.block_on(task, null), runtime.get_active_count()], [1, true, 0]);
    const stuck = await begin(later().with_runtime(runtime));
    await rejects(Gio.IOErrorEnum, TIMED_OUT, ['before 1 of its tasks'], runtime.shutdown_async(0, null));
    throws(Sweet.TaskError, Sweet.TaskError.SHUT_DOWN, [], () => builder().with_runtime(runtime).run());
    stuck.cancel(KILL_HARD);
    throws(Gio.IOErrorEnum, INVALID_ARGUMENT, ['workers'], () => Sweet.RuntimeBuilder.new().with_workers(0).build());
}

async function workObjects() {
    const AtOnce = GObject.registerClass(class AtOnce extends Sweet.Work {
        vfunc_run(task) {
            task.return_value(2 ** 40);
            task.return_value('ignored');
            task.return_error(busy);
            return true;
        }
    });
    const Broken = GObject.registerClass(class Broken extends Sweet.Work {
        vfunc_run() {
            throw busy;
        }
    });
    const Silent = GObject.registerClass(class Silent extends Sweet.Work {
        vfunc_run() {
        }
    });
    const Nothing = GObject.registerClass(class Nothing extends Sweet.Work {
    });
    const run = work => laterWith(work).run().await_value_async(null);

    equal(await run(new AtOnce()), 2 ** 40);
    await rejects(Gio.IOErrorEnum, BUSY, [], run(new Broken()));
    await rejects(Sweet.TaskError, Sweet.TaskError.WORK, ['Silent', 'without an error'], run(new Silent()));
    await rejects(Sweet.TaskError, Sweet.TaskError.WORK, ['does not override'], run(new Nothing()));
}

// the timers are on a thread of their own, and JavaScript must not be
async function realTime() {
    let cancelled = 0;
    const Obedient = GObject.registerClass(class Obedient extends Sweet.Work {
        vfunc_run(task) {
            task.get_cancellable().connect(() => {
                cancelled++;
                task.return_error(busy);
            });
            return true;
        }
    });
    const base = laterWith(new Obedient()).with_timeout(1000).with_retry_policy(Sweet.RetryPolicy.new_fixed(3, 1000))
        .with_deadline(GLib.get_real_time() + 60 * SECOND);
    const ended = await Promise.allSettled(Array.from({length: 50}, () => base.run().await_async(null)));
    ended.forEach(({reason}) => checkError(reason, Gio.IOErrorEnum, TIMED_OUT));
    equal(cancelled, 150);
    let ticks = 0;
    const every = builder(() => {
        ticks++;
    }).schedule_every(1000);
    await until(() => ticks > 2);
    equal((await every.cancel_async(GRACEFUL, null)).get_outcome(), Sweet.CancellationOutcome.CANCELLED);
}

async function asyncFunctions() {
    const children = await builder(async task => {
        const child = n => Sweet.spawn(async () => n * 2, {parent: task}).await_value_async(null);
        return {values: await Promise.all([child(1), child(2)])};
    }).run().await_value_async(null);
    equal(children.values, [2, 4]);
    const task = await begin(builder(async t => {
        await until(() => t.get_cancellable().is_cancelled());
        return 'too late';
    }));
    equal((await task.cancel_async(GRACEFUL, null)).get_outcome(), Sweet.CancellationOutcome.SUCCESS);
}

async function aTaskOutlivesItsWrapper() {
    const seen = [];
    builder(() => {
        seen.push('worked');
    }).run();
    builder(() => 9).run().await_value_async(null).then(value => seen.push(value));
    laterWith(new Later()).with_cancellable(new Gio.Cancellable()).run().add_cleanup(GRACEFUL, () => seen.push('cleanup'));
    for (let i = 0; i < 3; i++)
        System.gc();
    await until(() => seen.length === 2);
    equal(seen, ['worked', 9]);

    const work = new Later();
    let task = await begin(laterWith(work));
    task.add_cleanup(GRACEFUL, t => seen.push(t.mark));
    task.mark = 'marked';
    task = null;
    System.gc();
    await turn();
    System.gc();
    work.tasks[0].get_cancellable().connect(() => work.tasks[0].return_error(busy));
    work.tasks[0].cancel();
    await end(work.tasks[0]);
    equal(seen, ['worked', 9, 'marked']);
}

async function manyTasks() {
    const base = builder();
    const before = Sweet.Runtime.get_default().get_active_count();
    const ended = await Promise.all(Array.from({length: 10000}, () => base.run().await_async(null)));
    equal([ended.length, ended.every(ok => ok), Sweet.Runtime.get_default().get_active_count() - before], [10000, true, 0]);
}

main(values, workIsLazy, whatATaskIs, optionsByProperty, unsoundBuilders, failures, results, cancelledWait, waitsThatWouldBlock,
    cancelBeforeItBegins, levelsOfCancellation, cancellationEscalates, cancellables, retries, fallback, circuitBreaker, timeouts,
    anAttemptThatTookTooLongComesBackFirst, deadlines, limits, schedules, parentsAndChildren, failuresOfChildren, priorities, context,
    metrics, spans, progressAndSignals, runtimes, workObjects, realTime, asyncFunctions, aTaskOutlivesItsWrapper, manyTasks);
