// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright 2026 The Sweet authors

// What makes Sweet feel at home in JavaScript: functions as work, and promises.
// GJS reads this by itself when Sweet is imported.

/* exported _init */

const {Gio, GLib, GObject} = imports.gi;

// asynchronous functions, without what their names end in. those of an interface are in each class that has
// it: that is where GJS finds them.
const TASK = ['await', 'await_result', 'cancel'];
const PAIRS = {
    EmittingTask: [...TASK, 'await_final_event', 'push'],
    Future: ['await', 'await_result'],
    ReceiverTask: TASK,
    Runtime: ['shutdown'],
    SenderTask: TASK,
    SpawningTask: [...TASK, 'await_value'],
};

const AsyncFunction = (async () => {}).constructor;

function _init() {
    const Sweet = this;
    const {with_fallback, with_work} = Sweet.SpawningTaskBuilder.prototype;

    for (const [name, pairs] of Object.entries(PAIRS))
        pairs.forEach(pair => Gio._promisify(Sweet[name].prototype, `${pair}_async`, `${pair}_finish`));

    function toError(error) {
        if (error instanceof GLib.Error)
            return error;
        return new GLib.Error(Sweet.TaskError, Sweet.TaskError.WORK, `${error.name}: ${error.message}`);
    }

    // a function of the application: what it throws is a GLib.Error, and what it returns is no promise
    function guarded(work) {
        return (...args) => {
            try {
                const value = work(...args);
                if (value instanceof Promise)
                    throw new TypeError('a promise is no value here');
                return value ?? null;
            } catch (error) {
                throw toError(error);
            }
        };
    }

    // work that is a function
    const caller = work => guarded(task => {
        const value = guarded(work)(task);
        if (value !== null)
            task.set_value(value);
        return true;
    });

    // work that is an async function
    const AsyncWork = GObject.registerClass(class SweetAsyncWork extends Sweet.Work {
        constructor(work) {
            super();
            this._work = work;
        }

        vfunc_run(task) {
            this._work(task)
                .then(value => task.return_value(value ?? null))
                .catch(error => task.return_error(toError(error)));
            return true;
        }
    });

    // what the function returns is the value of the task
    Sweet.SpawningTaskBuilder.prototype.with_work = function (work) {
        return work instanceof AsyncFunction ? this.with_work_object(new AsyncWork(work)) : with_work.call(this, caller(work));
    };
    Sweet.SpawningTaskBuilder.prototype.with_fallback = function (work) {
        return with_fallback.call(this, caller(work));
    };

    for (const {prototype} of [Sweet.EmittingTask, Sweet.ReceiverTask, Sweet.SenderTask, Sweet.SpawningTask]) {
        const {cancel} = prototype;
        prototype.cancel = function (level = Sweet.CancelLevel.GRACEFUL) {
            cancel.call(this, level);
        };
    }

    // what functions make of a result: a value or a result, or the future or task that comes next
    const toResult = value => value instanceof Sweet.TaskResult ? value : Sweet.TaskResult.new_value(value);

    function toFuture(value) {
        if (value instanceof Sweet.SpawningTask || value instanceof Sweet.EmittingTask)
            return Sweet.Future.new_for_task(value);
        if (!(value instanceof Sweet.Future))
            throw new TypeError(`what comes next is a future or a task, not ${value}`);
        return value;
    }

    const steps = {map: toResult, map_error: toResult, recover: toResult, and_then: toFuture, recover_with: toFuture};
    for (const [name, convert] of Object.entries(steps)) {
        const step = Sweet.Future.prototype[name];
        Sweet.Future.prototype[name] = function (work) {
            return step.call(this, guarded(result => convert(guarded(work)(result))));
        };
    }

    // runs a function as a task, as in spawn(fetch, {name: 'fetch', timeout: 1000000}); each option is a
    // with_ function of SpawningTaskBuilder that takes one argument
    Sweet.spawn = function (work, options = {}) {
        const builder = Sweet.SpawningTaskBuilder.new();
        return Object.entries(options)
            .reduce((b, [option, value]) => b[`with_${option}`](value), builder)
            .with_work(work).run();
    };
}
