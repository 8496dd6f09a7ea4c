#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""Tasks as a Python program uses them; the scenarios are those of test-js-tasks.js and test-vala-tasks.vala."""

import gc
import threading
import weakref

import sweet_binding
import sweet_test
from gi.repository import GObject
from sweet_binding import SECOND, Gio, GLib, Sweet, io_error, iterate, raises
from sweet_test import equal

GRACEFUL, KILL, KILL_HARD = Sweet.CancelLevel.GRACEFUL, Sweet.CancelLevel.KILL, Sweet.CancelLevel.KILL_HARD
PENDING, RUNNING, COMPLETED = Sweet.TaskStatus.PENDING, Sweet.TaskStatus.RUNNING, Sweet.TaskStatus.COMPLETED
FAILED, CANCELLED = Sweet.TaskStatus.FAILED, Sweet.TaskStatus.CANCELLED
BUSY = GLib.Error.new_literal(Gio.io_error_quark(), 'busy', Gio.IOErrorEnum.BUSY)


def task_error(code, *parts):
    return raises(Sweet.TaskError.quark(), code, *parts)


def builder(work=lambda task: None, *args):
    return Sweet.SpawningTaskBuilder.new().with_name('job').with_work(work, *args)


def virtual():
    """A runtime on a virtual clock, and the clock."""
    clock = Sweet.Clock.new_virtual(0)
    return Sweet.RuntimeBuilder.new().with_clock(clock).with_seed(1).build(), clock


def fail(task):
    raise BUSY


class Later(Sweet.Work):
    """Work that goes on until the test ends it."""

    def __init__(self):
        super().__init__()
        self.tasks = []

    def do_run(self, task):
        self.tasks.append(task)
        return True


def later():
    """A builder of a task that goes on, and its work."""
    work = Later()
    return Sweet.SpawningTaskBuilder.new().with_name('later').with_work_object(work), work


def begin(task_builder):
    """Runs a task until its work has begun."""
    task = task_builder.run()
    iterate(lambda: task.get_status() != PENDING)
    return task


def end(task):
    """Lets the context turn until a task has ended, and all that comes with that."""
    iterate(task.is_final)
    while GLib.MainContext.default().iteration(False):
        pass
    return task


def test_values():
    for value in (42, -1, 1 << 40, 1 << 70, 'text', 2.5, True, False, b'bytes', [1, 2], {'a': 1}, (1,), Sweet.Priority.HIGH):
        got = builder(lambda task: value).run().await_value_sync(None)
        equal((got, isinstance(got, type(value))), (value, True))
    clock = Sweet.Clock.get_system()
    equal(builder(lambda task: clock).run().await_value_sync(None), clock)
    equal(builder(lambda task: GLib.Variant('(is)', (1, 'a'))).run().await_value_sync(None).unpack(), (1, 'a'))
    equal(builder(lambda task: None).run().await_value_sync(None), None)
    equal(builder(lambda task: task.set_value(1 << 33)).run().await_value_sync(None), 1 << 33)
    equal(builder(lambda task, *args: args, 1, 'two').run().await_value_sync(None), (1, 'two'))


def test_work_is_lazy_and_on_the_main_thread():
    calls = []
    base = builder(lambda task: calls.append((threading.current_thread(), Sweet.Task.get_current() is task)))
    task = base.run()
    equal((calls, task.get_status()), ([], PENDING))
    end(task)
    equal((calls, task.get_status()), ([(sweet_binding.MAIN, True)], COMPLETED))
    base.with_name('again').run().await_sync(None)
    equal((len(calls), Sweet.Task.get_current()), (2, None))


def test_what_a_task_is():
    runtime, clock = virtual()
    task = (builder().with_description('to test').with_tag('a').with_tag('b').with_priority(Sweet.Priority.HIGH)
            .with_timeout(SECOND).with_runtime(runtime).run())
    equal((task.get_name(), task.get_description(), task.dup_tags(), task.has_tag('a'), task.has_tag('c')),
          ('job', 'to test', ['a', 'b'], True, False))
    equal((task.dup_display_name(), task.get_timeout(), task.get_id().to_string()),
          ('job [a, b]', SECOND, task.props.id.to_string()))
    clock.advance(7)
    task.await_sync(None)
    equal([task.get_started_at() - task.get_created_at(), task.get_completed_at() - task.get_started_at(), task.get_elapsed()],
          [7, 0, 0])
    others = Gio.ListStore.new(Sweet.Task)
    others.append(task)
    others.append(builder().run())
    equal(list(Sweet.Task.filter_by_tag(others, 'b')), [task])


def test_options_by_property():
    options = Sweet.SpawningTaskBuilder(name='named', timeout=5, priority=Sweet.Priority.LOW, grace=-1)
    equal((options.props.name, options.props.timeout, options.props.priority, options.props.grace),
          ('named', 5, Sweet.Priority.LOW, -1))
    equal(Sweet.spawn(lambda task: task.get_name(), name='x', tag='y').await_value_sync(None), 'x')


def test_unsound_builders():
    for unsound, part in ((Sweet.SpawningTaskBuilder.new(), 'no work'), (builder().with_timeout(-1), 'timeout'),
                          (builder().with_deadline(-1), 'deadline'),
                          (builder().with_retry_policy(Sweet.RetryPolicy.new_immediate(0)), 'max-attempts')):
        with io_error(Gio.IOErrorEnum.INVALID_ARGUMENT, part):
            unsound.check()
        with io_error(Gio.IOErrorEnum.INVALID_ARGUMENT, part):
            unsound.run()
    with io_error(Gio.IOErrorEnum.INVALID_ARGUMENT, 'interval'):
        builder().schedule_every(0)


def test_failures():
    with io_error(Gio.IOErrorEnum.BUSY, 'busy'):
        builder(fail).run().await_sync(None)
    with task_error(Sweet.TaskError.WORK, 'ZeroDivisionError: division by zero'):
        builder(lambda task: 1 / 0).run().await_value_sync(None)
    with task_error(Sweet.TaskError.TYPE, 'gchararray', 'gint64'):
        builder(lambda task: 'text').with_result_type(GObject.TYPE_INT64).run().await_sync(None)
    equal(builder(lambda task: 7).with_result_type(GObject.TYPE_INT64).run().await_value_sync(None), 7)
    task = builder().run()
    with task_error(Sweet.TaskError.STATE, 'not ended'):
        task.get_value()


def test_results():
    result = builder(lambda task: 42).run().await_result_sync(None)
    equal((result.is_ok(), result.get_value(), result.get_task_name()), (True, 42, 'job'))
    failed = builder(fail).run().await_result_sync(None)
    equal((failed.is_error(), failed.dup_error().matches(Gio.io_error_quark(), Gio.IOErrorEnum.BUSY)), (True, True))
    seen = []
    task = builder(lambda task: 5).run()
    for _ in range(3):
        task.await_result_async(None, lambda source, result: seen.append(source.await_result_finish(result).get_value()))
    iterate(lambda: len(seen) == 3)
    equal(seen, [5, 5, 5])


def test_a_wait_that_is_cancelled():
    base, work = later()
    task = begin(base)
    cancellable = Gio.Cancellable()
    errors = []

    def ready(source, result):
        try:
            source.await_finish(result)
        except GLib.Error as error:
            errors.append((error.code, error.message, threading.current_thread()))

    task.await_async(cancellable, ready)
    cancellable.cancel()
    iterate(lambda: errors)
    equal((errors, task.get_status()), ([(Gio.IOErrorEnum.CANCELLED, 'the wait was cancelled', sweet_binding.MAIN)], RUNNING))
    work.tasks[0].return_value('late')
    equal(end(task).get_value(), 'late')


def test_waits_that_would_block():
    base, work = later()
    task = base.run()
    with io_error(Gio.IOErrorEnum.WOULD_BLOCK, 'main context'):
        task.await_sync(None)
    with io_error(Gio.IOErrorEnum.WOULD_BLOCK):
        builder(lambda task: task.await_sync(None)).run().await_sync(None)
    iterate(lambda: work.tasks)
    task.return_value()
    equal((end(task).await_sync(None), task.get_value()), (True, None))


def test_cancel_before_it_begins():
    calls = []
    task = builder(calls.append).run()
    task.cancel()
    equal((task.get_status(), task.is_cancelled()), (CANCELLED, True))
    with io_error(Gio.IOErrorEnum.CANCELLED, 'job'):
        task.await_sync(None)
    equal((end(task).get_status(), calls), (CANCELLED, []))


def cleanups_at(level):
    """Which handlers run when a task is cancelled at a level, and what comes of it."""
    base, work = later()
    task = begin(base)
    ran = []
    task.add_cleanup(GRACEFUL, lambda task: ran.append(('all', threading.current_thread())))
    task.add_cleanup(KILL, lambda task, word: ran.append((word, threading.current_thread())), 'essential')
    task.get_cancellable().connect(lambda *_: task.return_error(BUSY), None)
    task.cancel(level)
    end(task)
    equal({thread for _, thread in ran} <= {sweet_binding.MAIN}, True)
    result = task.get_cancellation_result()
    equal((result.get_outcome(), result.get_level()), (Sweet.CancellationOutcome.CANCELLED, level))
    return [word for word, _ in ran]


def test_levels_of_cancellation():
    equal([cleanups_at(level) for level in (GRACEFUL, KILL, KILL_HARD)], [['essential', 'all'], ['essential'], []])
    task = begin(later()[0])
    equal(task.get_cancellation_result(), None)
    task.cancel()
    equal(task.get_cancellation_result().get_outcome(), Sweet.CancellationOutcome.RUNNING)
    task.cancel(KILL_HARD)
    results = []
    task.cancel_async(KILL_HARD, None, lambda source, result: results.append(source.cancel_finish(result)))
    iterate(lambda: results)
    equal((results[0].get_outcome(), results[0].get_level()), (Sweet.CancellationOutcome.CANCELLED, KILL_HARD))
    done = builder().run()
    done.await_sync(None)
    equal(done.cancel_sync(KILL, None).get_outcome(), Sweet.CancellationOutcome.SUCCESS)


def test_cancellation_escalates():
    runtime, clock = virtual()
    base, _ = later()
    task = begin(base.with_runtime(runtime).with_grace(10 * SECOND))
    task.cancel()
    levels = []
    for _ in range(3):
        levels.append((task.get_cancellation_result().get_level(), task.is_final()))
        clock.advance(10 * SECOND)
    equal(levels, [(GRACEFUL, False), (KILL, False), (KILL_HARD, True)])


def test_cancellables():
    cancellable = Gio.Cancellable()
    base, _ = later()
    task = begin(base.with_cancellable(cancellable))
    cancellable.cancel()
    equal((task.is_cancelled(), task.get_cancellable().is_cancelled()), (True, True))
    task.cancel(KILL_HARD)
    equal(end(task).get_status(), CANCELLED)


def test_retries():
    runtime, clock = virtual()
    attempts = []

    def work(task):
        attempts.append((task.get_attempt(), clock.get_time()))
        if len(attempts) < 3:
            raise BUSY
        return 'at last'

    policy = Sweet.RetryPolicy.new_exponential(5, 10 * SECOND, 2)
    task = builder(work).with_runtime(runtime).with_retry_policy(policy).run()
    equal(task.await_value_sync(None), 'at last')
    equal(attempts, [(1, 0), (2, 10 * SECOND), (3, 30 * SECOND)])
    equal([result.is_ok() for result in task.get_attempts()], [False, False, True])
    only_timeouts = policy.with_error(Gio.io_error_quark(), Gio.IOErrorEnum.TIMED_OUT)
    failed = builder(fail).with_runtime(runtime).with_retry_policy(only_timeouts).run()
    with io_error(Gio.IOErrorEnum.BUSY):
        failed.await_sync(None)
    equal(failed.get_attempt(), 1)


def test_fallback():
    task = builder(fail).with_fallback(lambda task, word: word, 'fallback').run()
    equal((task.await_value_sync(None), len(task.get_attempts())), ('fallback', 2))
    with task_error(Sweet.TaskError.WORK, 'KeyError'):
        builder(fail).with_fallback(lambda task: {}[1]).run().await_sync(None)


def test_circuit_breaker():
    breaker = Sweet.CircuitBreaker(name='db', failure_threshold=2, clock=Sweet.Clock.new_virtual(0))
    base = builder(fail).with_circuit_breaker(breaker)
    for _ in range(2):
        with io_error(Gio.IOErrorEnum.BUSY):
            base.run().await_sync(None)
    with task_error(Sweet.TaskError.CIRCUIT_OPEN, 'db'):
        base.run().await_sync(None)
    breaker.props.clock.advance(30 * SECOND)
    equal(base.with_work(lambda task: 1).run().await_value_sync(None), 1)
    equal(breaker.props.state, Sweet.CircuitState.CLOSED)


def test_timeouts():
    runtime, clock = virtual()
    base, work = later()
    task = begin(base.with_runtime(runtime).with_timeout(5 * SECOND))
    clock.advance(5 * SECOND)
    with io_error(Gio.IOErrorEnum.TIMED_OUT, 'later', '5s'):
        end(task).await_sync(None)
    equal((task.get_status(), work.tasks[0].get_cancellable().is_cancelled()), (FAILED, True))
    task.return_value('too late')
    equal(task.get_status(), FAILED)


def test_an_attempt_that_took_too_long_comes_back_first():
    runtime, clock = virtual()
    base, work = later()
    policy = Sweet.RetryPolicy.new_immediate(2)
    task = begin(base.with_runtime(runtime).with_timeout(SECOND).with_retry_policy(policy).with_grace(-1))
    clock.advance(SECOND)
    while GLib.MainContext.default().iteration(False):
        pass
    equal((len(work.tasks), task.get_status(), task.get_cancellable().is_cancelled()), (1, RUNNING, True))
    task.return_value('too late')
    iterate(lambda: len(work.tasks) == 2)
    equal((task.get_attempt(), task.get_cancellable().is_cancelled()), (2, False))
    task.return_value('in time')
    equal(end(task).get_value(), 'in time')


def test_deadlines():
    runtime, clock = virtual()
    base, _ = later()
    deadline = clock.get_real_time() + 20 * SECOND
    parent = begin(base.with_runtime(runtime).with_deadline(deadline))
    child = begin(later()[0].with_runtime(runtime).with_parent(parent))
    clock.advance(5 * SECOND)
    equal((child.get_deadline(), child.get_remaining(), child.get_overdue()), (deadline, 15 * SECOND, 0))
    clock.advance(15 * SECOND)
    with io_error(Gio.IOErrorEnum.TIMED_OUT, 'deadline'):
        end(parent).await_sync(None)
    equal(end(child).get_status(), FAILED)


def test_limits():
    base, work = later()
    limited = base.with_max_concurrent(1)
    first = begin(limited)
    second = limited.with_name('second').run()
    with io_error(Gio.IOErrorEnum.WOULD_BLOCK):
        second.await_sync(None)
    equal((limited.props.max_concurrent, second.get_status()), (1, PENDING))
    first.return_value(1)
    iterate(lambda: len(work.tasks) == 2)
    second.return_value(2)
    equal(end(second).get_value(), 2)


def test_schedules():
    runtime, clock = virtual()
    task = builder().with_runtime(runtime).schedule_at(clock.get_real_time() + 60 * SECOND)
    clock.advance(59 * SECOND)
    equal(task.get_status(), PENDING)
    clock.advance(SECOND)
    equal(end(task).get_status(), COMPLETED)
    ticks = []
    every = builder(lambda task: ticks.append(clock.get_time())).with_runtime(runtime).schedule_every(10 * SECOND)
    for n in range(1, 4):
        clock.advance(10 * SECOND)
        iterate(lambda: len(ticks) == n)
    equal((ticks, every.get_n_runs()), ([70 * SECOND, 80 * SECOND, 90 * SECOND], 3))
    every.cancel()
    equal(end(every).get_status(), CANCELLED)


def test_parents_and_children():
    parent_base, parent_work = later()
    parent = begin(parent_base)
    child_base, child_work = later()
    child = begin(child_base.with_parent(parent))
    children = parent.get_children()
    equal((list(children), child.get_parent(), parent.get_parent()), ([child], parent, None))
    parent.return_value('parent')
    while GLib.MainContext.default().iteration(False):
        pass
    equal(parent.get_status(), RUNNING)
    child.return_value()
    equal((end(parent).get_value(), len(children)), ('parent', 0))
    with task_error(Sweet.TaskError.STATE, 'has ended'):
        child_base.with_parent(parent).run()
    grown = begin(parent_base)
    begin(child_base.with_parent(grown)).get_cancellable().connect(lambda *_: child_work.tasks[-1].return_error(BUSY), None)
    grown.cancel()
    grown.return_error(BUSY)
    equal((end(grown).get_status(), child_work.tasks[-1].get_status()), (CANCELLED, CANCELLED))


def failing_child(options):
    """How a parent ends one child of which fails, and how the other child does."""
    parent = begin(options(later()[0]))
    sound = begin(later()[0].with_parent(parent))
    sound.get_cancellable().connect(lambda *_: sound.return_error(BUSY), None)
    end(builder(fail).with_parent(parent).run())
    if not sound.is_final():
        sound.return_value()
    if not parent.is_final():
        parent.return_value()
    return end(parent).get_status(), end(sound).get_status()


def test_failures_of_children():
    judged = []

    def judge(child, result):
        judged.append((child.get_name(), result.dup_error().message))
        return Sweet.FailureMode.SUPERVISE

    equal(failing_child(lambda base: base), (FAILED, CANCELLED))
    equal(failing_child(lambda base: base.with_failure_mode(Sweet.FailureMode.CONTINUE)), (FAILED, COMPLETED))
    equal(failing_child(lambda base: base.with_failure_mode(Sweet.FailureMode.SUPERVISE)), (COMPLETED, COMPLETED))
    equal(failing_child(lambda base: base.with_failure_predicate(judge)), (COMPLETED, COMPLETED))
    equal(judged, [('job', 'busy')])


def test_priorities():
    task = begin(later()[0].with_priority(Sweet.Priority.LOW))
    equal((task.get_priority(), task.set_priority(Sweet.Priority.HIGH)), (Sweet.Priority.LOW, False))
    pending = builder().run()
    equal((pending.get_priority(), pending.set_priority(Sweet.Priority.HIGH), pending.get_priority()),
          (Sweet.PRIORITY_DEFAULT, True, Sweet.Priority.HIGH))
    pending.await_sync(None)


def test_context():
    outer = Sweet.TaskContext.new().with_data('answer', 1 << 40).with_metadata('user', 'Ann').with_environment('A', '1')
    inner = Sweet.TaskContext.new().with_data('other', [1, 2])
    parent = begin(later()[0].with_context(outer))
    seen = []

    def work(task):
        context = task.get_context()
        seen.append((context.lookup_data('answer'), context.lookup_data('other'), context.lookup_metadata('user'),
                     context.lookup_environment('A'), context.lookup_data('nothing')))

    builder(work).with_parent(parent).with_context(inner).run().await_sync(None)
    equal(seen, [(1 << 40, [1, 2], 'Ann', '1', None)])


def test_metrics():
    task = builder(lambda task: sum(range(100000))).with_metrics(True).run()
    task.await_sync(None)
    metrics = task.get_metrics()
    has, cpu = metrics.get(Sweet.Metric.CPU_TOTAL)
    equal((has, cpu > 0, 'cpu' in metrics.to_variant().print_(False)), (True, True, True))
    equal(builder().run().get_metrics(), None)


class Spans(Sweet.Tracer):
    """Takes note of spans and of what they log."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def do_export_log(self, span, level, message):
        self.seen.append(('log', span.get_name(), message))

    def do_export_span(self, span):
        error = span.dup_error()
        self.seen.append(('span', span.get_name(), error and error.message))


def test_spans():
    tracer = Spans()

    def work(task):
        task.get_span().set_field('n', GLib.Variant('i', 3))
        task.log(GLib.LogLevelFlags.LEVEL_MESSAGE, 'hello')
        raise BUSY

    parent = begin(later()[0].with_tracer(tracer).with_failure_mode(Sweet.FailureMode.SUPERVISE))
    child = end(builder(work).with_parent(parent).run())
    equal((child.get_span().lookup_field('n').unpack(), child.get_span().get_parent_id()), (3, parent.get_span().get_id()))
    parent.return_value()
    end(parent)
    iterate(lambda: len(tracer.seen) == 4)
    equal(tracer.seen, [('log', 'job', 'hello'), ('log', 'job', 'busy'), ('span', 'job', 'busy'), ('span', 'later', None)])


def test_progress_and_signals():
    base, _ = later()
    task = base.run()
    seen = []
    task.connect('notify::progress', lambda *_: seen.append(('progress', task.props.progress, threading.current_thread())))
    task.connect('notify::status', lambda *_: seen.append(('status', task.props.status, threading.current_thread())))
    iterate(lambda: seen)
    equal((seen, task.props.progress), ([('status', RUNNING, sweet_binding.MAIN)], -1))
    task.set_progress(0.5)
    iterate(lambda: len(seen) > 1)
    task.return_value()
    end(task)
    equal([(what, value) for what, value, _ in seen],
          [('status', RUNNING), ('progress', 0.5), ('progress', 1), ('status', COMPLETED)])
    equal({thread for _, _, thread in seen}, {sweet_binding.MAIN})


def test_runtimes():
    runtime, _ = virtual()
    equal((runtime.is_deterministic(), runtime.is_running(), runtime.step(), runtime.run_until_idle()), (True, True, False, 0))
    task = builder(lambda task: 'run').with_runtime(runtime).run()
    equal((runtime.get_active_count(), runtime.block_on(task, None), runtime.get_active_count()), (1, True, 0))
    stuck = begin(later()[0].with_runtime(runtime))
    with io_error(Gio.IOErrorEnum.TIMED_OUT, 'before 1 of its tasks'):
        runtime.shutdown_sync(0)
    with task_error(Sweet.TaskError.SHUT_DOWN):
        builder().with_runtime(runtime).run()
    stuck.cancel(KILL_HARD)
    with io_error(Gio.IOErrorEnum.INVALID_ARGUMENT, 'workers'):
        Sweet.RuntimeBuilder.new().with_workers(0).build()


def test_work_objects():
    class Broken(Sweet.Work):
        def do_run(self, task):
            raise BUSY

    class Buggy(Sweet.Work):
        def do_run(self, task):
            return self.nothing

    class At_once(Sweet.Work):
        def do_run(self, task):
            task.return_value(1 << 40)
            task.return_value('ignored')
            task.return_error(BUSY)
            return True

    def run(work):
        return end(Sweet.SpawningTaskBuilder.new().with_work_object(work).run())

    equal(run(At_once()).get_value(), 1 << 40)
    with io_error(Gio.IOErrorEnum.BUSY):
        run(Broken()).get_value()
    with task_error(Sweet.TaskError.WORK, 'Buggy', 'without an error'):
        run(Buggy()).get_value()
    with task_error(Sweet.TaskError.WORK, 'does not override'):
        run(type('Nothing', (Sweet.Work,), {})()).get_value()
    task = begin(later()[0])
    threading.Thread(target=task.return_value, args=('from a thread',)).start()
    equal(end(task).get_value(), 'from a thread')


def test_real_time():
    threads = set()

    class Obedient(Sweet.Work):
        def do_run(self, task):
            task.get_cancellable().connect(lambda *_: (threads.add(threading.current_thread()), task.return_error(BUSY)), None)
            return True

    base = (Sweet.SpawningTaskBuilder.new().with_work_object(Obedient()).with_timeout(1000)
            .with_retry_policy(Sweet.RetryPolicy.new_fixed(3, 1000)).with_deadline(GLib.get_real_time() + 60 * SECOND))
    tasks = [base.run() for _ in range(50)]
    for task in tasks:
        with io_error(Gio.IOErrorEnum.TIMED_OUT):
            end(task).get_value()
        equal(task.get_attempt(), 3)
    ticks = []
    every = builder(lambda task: ticks.append(threading.current_thread())).schedule_every(1000)
    iterate(lambda: len(ticks) > 2)
    every.cancel()
    equal((end(every).get_status(), threads | set(ticks)), (CANCELLED, {sweet_binding.MAIN}))


def test_a_task_outlives_its_wrapper():
    values = []
    weak = weakref.ref(builder(lambda task: values.append('worked')).run())
    gc.collect()
    equal(weak(), None)
    iterate(lambda: values)
    builder(lambda task: 9).run().await_value_async(None, lambda source, result: values.append(source.await_value_finish(result)))
    gc.collect()
    iterate(lambda: len(values) == 2)
    equal(values, ['worked', 9])


def test_many_tasks():
    ended = []
    base = builder(lambda task: None)
    before = Sweet.Runtime.get_default().get_active_count()
    for _ in range(10000):
        base.run().await_async(None, lambda source, result: ended.append(source.await_finish(result)))
    iterate(lambda: len(ended) == 10000)
    equal((all(ended), Sweet.Runtime.get_default().get_active_count()), (True, before))


if __name__ == '__main__':
    sweet_test.run()
