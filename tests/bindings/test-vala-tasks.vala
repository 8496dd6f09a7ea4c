// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright 2026 The Sweet authors

// Tasks as a Vala program uses them; the scenarios are those of test-py-tasks.py and test-js-tasks.js.

const int64 SECOND = TimeSpan.SECOND;

Thread<void> main_thread;

bool answer (Sweet.SpawningTask task) throws Error {
    task.set_value (42);
    return true;
}

bool fail (Sweet.SpawningTask task) throws Error {
    throw new IOError.BUSY ("busy");
}

Sweet.SpawningTaskBuilder builder (owned Sweet.WorkFunc work = answer) {
    return new Sweet.SpawningTaskBuilder ().with_name ("job").with_work ((owned) work);
}

// work that goes on until the test ends it
class Later : Sweet.Work {
    public Sweet.SpawningTask[] tasks = {};

    public override bool run (Sweet.SpawningTask task) throws Error {
        tasks += task;
        return true;
    }
}

Sweet.SpawningTaskBuilder later (Later work = new Later ()) {
    return new Sweet.SpawningTaskBuilder ().with_name ("later").with_work_object (work);
}

Sweet.Runtime virtual_runtime (Sweet.Clock clock) {
    try {
        return new Sweet.RuntimeBuilder ().with_clock (clock).with_seed (1).build ();
    } catch (Error error) {
        GLib.error ("%s", error.message);
    }
}

Sweet.SpawningTask run (Sweet.SpawningTaskBuilder builder) {
    try {
        return builder.run ();
    } catch (Error error) {
        GLib.error ("%s", error.message);
    }
}

// runs a task until its work has begun
Sweet.SpawningTask begin (Sweet.SpawningTaskBuilder builder) {
    var task = run (builder);
    while (task.status == Sweet.TaskStatus.PENDING)
        MainContext.default ().iteration (true);
    return task;
}

void turn () {
    while (MainContext.default ().iteration (false)) {
    }
}

// lets the context turn until a task has ended, and all that comes with that; it is not woken for what ends elsewhere
Sweet.SpawningTask end (Sweet.SpawningTask task) {
    while (!task.is_final ())
        if (!MainContext.default ().iteration (false))
            Thread.yield ();
    turn ();
    return task;
}

void assert_ended (Sweet.SpawningTask task, Sweet.TaskStatus status) {
    assert_true (end (task).status == status);
}

Error error_of (Sweet.SpawningTask task) {
    try {
        task.await_sync ();
    } catch (Error error) {
        return error;
    }
    GLib.error ("no error");
}

void assert_int (Sweet.SpawningTask task, int expected) {
    try {
        assert_cmpint (task.await_value_sync ().get_int (), EQ, expected);
    } catch (Error error) {
        GLib.error ("%s", error.message);
    }
}

void assert_string (Sweet.SpawningTask task, string expected) {
    try {
        assert_cmpstr (end (task).get_value ().get_string (), EQ, expected);
    } catch (Error error) {
        GLib.error ("%s", error.message);
    }
}

void test_values () {
    assert_int (run (builder ()), 42);
    var text = run (builder (task => {
        task.set_value ("text");
        return true;
    }));
    assert_string (text, "text");
    var nothing = run (builder (task => true));
    try {
        assert_true (nothing.await_value_sync () == null);
        nothing.await_sync ();
    } catch (Error error) {
        assert_not_reached ();
    }
}

async void wait_for_all (MainLoop loop, Sweet.SpawningTask other) {
    try {
        // the value belongs to the task
        var first = run (builder ());
        unowned Value? value = yield first.await_value_async ();
        assert_cmpint (value.get_int (), EQ, 42);
        var task = run (builder ().with_parent (other));
        assert_true (yield task.await_async ());
        var result = yield task.await_result_async ();
        assert_true (result.is_ok () && result.get_task_name () == "job");
        yield run (builder (fail)).await_value_async ();
        assert_not_reached ();
    } catch (Error error) {
        assert_true (error is IOError.BUSY);
    }
    var outcome = Sweet.CancellationOutcome.RUNNING;
    try {
        outcome = (yield other.cancel_async (KILL_HARD)).outcome;
    } catch (Error error) {
        assert_not_reached ();
    }
    assert_true (outcome == Sweet.CancellationOutcome.CANCELLED);
    loop.quit ();
}

void test_yield () {
    var loop = new MainLoop ();
    wait_for_all.begin (loop, begin (later ()));
    loop.run ();
}

void test_work_is_lazy () {
    int calls = 0;
    var base_builder = builder (task => {
        assert_true (Sweet.Task.get_current () == task && Thread.self<void> () == main_thread);
        calls++;
        return true;
    });
    var task = run (base_builder);
    assert_true (calls == 0 && task.status == Sweet.TaskStatus.PENDING);
    assert_ended (task, COMPLETED);
    assert_ended (run (base_builder.with_name ("again")), COMPLETED);
    assert_cmpint (calls, EQ, 2);
}

void test_workers () {
    var task = run (builder ().with_work_on_workers (task => {
        task.set_value (Thread.self<void> () == main_thread ? "main" : "worker");
        return true;
    }));
    assert_string (task, "worker");
    int finished = 0;
    var many = new Sweet.SpawningTask[100];
    for (int i = 0; i < many.length; i++)
        many[i] = run (builder ().with_work_on_workers (task => {
            AtomicInt.inc (ref finished);
            return true;
        }));
    foreach (unowned var each in many)
        assert_ended (each, COMPLETED);
    assert_cmpint (AtomicInt.get (ref finished), EQ, 100);
    assert_int (run (builder (fail).with_fallback_on_workers (answer)), 42);
}

void test_what_a_task_is () {
    var clock = Sweet.Clock.new_virtual (0);
    var task = run (builder ().with_description ("to test").with_tag ("a").with_tag ("b").with_timeout (SECOND)
        .with_runtime (virtual_runtime (clock)));
    assert_cmpstr (task.name, EQ, "job");
    assert_cmpstr (task.get_description (), EQ, "to test");
    assert_cmpstr (string.joinv (",", task.dup_tags ()), EQ, "a,b");
    assert_cmpstr (task.dup_display_name (), EQ, "job [a, b]");
    assert_true (task.has_tag ("a") && !task.has_tag ("c") && task.timeout == SECOND && task.id == task.get_id ());
    clock.advance (7);
    assert_int (task, 42);
    assert_true (task.get_started_at () - task.get_created_at () == 7 && task.get_elapsed () == 0);
    var others = new ListStore (typeof (Sweet.Task));
    others.append (task);
    others.append (run (builder ()));
    var found = Sweet.Task.filter_by_tag (others, "b");
    assert_true (found.get_n_items () == 1 && found.get_item (0) == task);
    var options = (Sweet.SpawningTaskBuilder) Object.new (typeof (Sweet.SpawningTaskBuilder), "name", "x", "grace", (int64) (-1));
    assert_true (options.name == "x" && options.grace == -1);
}

void assert_unsound (Sweet.SpawningTaskBuilder unsound, string part) {
    try {
        unsound.run ();
        assert_not_reached ();
    } catch (Error error) {
        assert_true (error is IOError.INVALID_ARGUMENT && part in error.message);
    }
}

void test_unsound_builders () {
    assert_unsound (new Sweet.SpawningTaskBuilder (), "no work");
    assert_unsound (builder ().with_timeout (-1), "timeout");
    assert_unsound (builder ().with_deadline (-1), "deadline");
    assert_unsound (builder ().with_retry_policy (new Sweet.RetryPolicy.immediate (0)), "max-attempts");
    try {
        builder ().schedule_every (0);
        assert_not_reached ();
    } catch (Error error) {
        assert_true ("interval" in error.message);
    }
}

void test_failures () {
    assert_true (error_of (run (builder (fail))) is IOError.BUSY);
    assert_true (error_of (run (builder (task => false))) is Sweet.TaskError.WORK);
    assert_true (error_of (run (builder ().with_result_type (typeof (string)))) is Sweet.TaskError.TYPE);
    assert_int (run (builder ().with_result_type (typeof (int))), 42);
    try {
        run (builder ()).get_value ();
        assert_not_reached ();
    } catch (Error error) {
        assert_true (error is Sweet.TaskError.STATE);
    }
}

void test_results () {
    try {
        var result = run (builder ()).await_result_sync ();
        assert_cmpint (result.get_value ().get_int (), EQ, 42);
        var failed = run (builder (fail)).await_result_sync ();
        assert_true (failed.is_error () && failed.dup_error () is IOError.BUSY);
    } catch (Error error) {
        assert_not_reached ();
    }
}

void test_waits () {
    var work = new Later ();
    var task = run (later (work));
    assert_true (error_of (task) is IOError.WOULD_BLOCK);
    while (work.tasks.length == 0)
        MainContext.default ().iteration (true);
    var cancellable = new Cancellable ();
    Error? given_up = null;
    task.await_async.begin (cancellable, (source, result) => {
        try {
            task.await_async.end (result);
        } catch (Error error) {
            given_up = error;
        }
    });
    cancellable.cancel ();
    turn ();
    assert_true (given_up is IOError.CANCELLED && task.status == Sweet.TaskStatus.RUNNING);
    task.return_value ("late");
    assert_string (task, "late");
}

// which handlers run when a task is cancelled at a level
string cleanups_at (Sweet.CancelLevel level) {
    var task = begin (later ());
    var ran = new StringBuilder ();
    task.add_cleanup (GRACEFUL, () => ran.append ("all "));
    task.add_cleanup (KILL, () => ran.append ("essential "));
    task.get_cancellable ().cancelled.connect (() => task.return_error (new IOError.BUSY ("busy")));
    task.cancel (level);
    assert_ended (task, CANCELLED);
    var result = task.get_cancellation_result ();
    assert_true (result.outcome == Sweet.CancellationOutcome.CANCELLED && result.level == level);
    return ran.str;
}

void test_cancellation () {
    int calls = 0;
    var pending = run (builder (task => {
        calls++;
        return true;
    }));
    pending.cancel ();
    assert_true (pending.is_cancelled () && error_of (pending) is IOError.CANCELLED);
    assert_ended (pending, CANCELLED);
    assert_cmpint (calls, EQ, 0);

    assert_cmpstr (cleanups_at (GRACEFUL), EQ, "essential all ");
    assert_cmpstr (cleanups_at (KILL), EQ, "essential ");
    assert_cmpstr (cleanups_at (KILL_HARD), EQ, "");

    var task = begin (later ());
    assert_true (task.get_cancellation_result () == null);
    task.cancel ();
    assert_true (task.get_cancellation_result ().outcome == Sweet.CancellationOutcome.RUNNING);
    task.cancel (KILL_HARD);
    assert_ended (task, CANCELLED);
    var done = end (run (builder ()));
    try {
        assert_true (done.cancel_sync ().outcome == Sweet.CancellationOutcome.SUCCESS);
    } catch (Error error) {
        assert_not_reached ();
    }

    var cancellable = new Cancellable ();
    var bound = begin (later ().with_cancellable (cancellable));
    cancellable.cancel ();
    assert_true (bound.is_cancelled () && bound.get_cancellable ().is_cancelled ());
    bound.cancel (KILL_HARD);
}

void test_cancellation_escalates () {
    var clock = Sweet.Clock.new_virtual (0);
    var task = begin (later ().with_runtime (virtual_runtime (clock)).with_grace (10 * SECOND));
    task.cancel ();
    foreach (var level in new Sweet.CancelLevel[] { GRACEFUL, KILL, KILL_HARD }) {
        assert_true (task.get_cancellation_result ().level == level);
        assert_true (task.is_final () == (level == Sweet.CancelLevel.KILL_HARD));
        clock.advance (10 * SECOND);
    }
}

void test_retries () {
    var clock = Sweet.Clock.new_virtual (0);
    var runtime = virtual_runtime (clock);
    var attempts = new StringBuilder ();
    var policy = new Sweet.RetryPolicy.exponential (5, 10 * SECOND, 2);
    var task = run (builder (task => {
        attempts.append_printf ("%u at %" + int64.FORMAT + ", ", task.get_attempt (), clock.get_time () / SECOND);
        return task.get_attempt () < 3 ? fail (task) : answer (task);
    }).with_runtime (runtime).with_retry_policy (policy));
    assert_int (task, 42);
    assert_cmpstr (attempts.str, EQ, "1 at 0, 2 at 10, 3 at 30, ");
    assert_true (task.get_attempts ().get_n_items () == 3);
    var failed = run (builder (fail).with_runtime (runtime)
        .with_retry_policy (policy.with_error (new IOError.TIMED_OUT ("").domain, IOError.TIMED_OUT)));
    assert_true (error_of (failed) is IOError.BUSY && failed.get_attempt () == 1);
    assert_int (run (builder (fail).with_fallback (answer)), 42);
}

void test_circuit_breaker () {
    var breaker = new Sweet.CircuitBreaker ("db");
    breaker.failure_threshold = 2;
    var base_builder = builder (fail).with_circuit_breaker (breaker);
    assert_true (error_of (run (base_builder)) is IOError.BUSY);
    assert_true (error_of (run (base_builder)) is IOError.BUSY);
    assert_true (error_of (run (base_builder)) is Sweet.TaskError.CIRCUIT_OPEN);
    assert_true (breaker.state == Sweet.CircuitState.OPEN);
}

void test_timeouts () {
    var clock = Sweet.Clock.new_virtual (0);
    var runtime = virtual_runtime (clock);
    var task = begin (later ().with_runtime (runtime).with_timeout (5 * SECOND));
    clock.advance (5 * SECOND);
    assert_true (error_of (end (task)) is IOError.TIMED_OUT && task.get_cancellable ().is_cancelled ());
    task.return_value ("too late");
    assert_ended (task, FAILED);

    // an attempt that took too long comes back before there is another one
    var work = new Later ();
    var retried = begin (later (work).with_runtime (runtime).with_timeout (SECOND).with_grace (-1)
        .with_retry_policy (new Sweet.RetryPolicy.immediate (2)));
    clock.advance (SECOND);
    turn ();
    assert_true (work.tasks.length == 1 && retried.status == Sweet.TaskStatus.RUNNING && retried.get_cancellable ().is_cancelled ());
    retried.return_value ("too late");
    turn ();
    assert_true (work.tasks.length == 2 && !retried.get_cancellable ().is_cancelled ());
    retried.return_value ("in time");
    assert_string (retried, "in time");

    var deadline = clock.get_real_time () + 20 * SECOND;
    var parent = begin (later ().with_runtime (runtime).with_deadline (deadline));
    var child = begin (later ().with_runtime (runtime).with_parent (parent));
    clock.advance (5 * SECOND);
    assert_true (child.get_deadline () == deadline && child.get_remaining () == 15 * SECOND && child.get_overdue () == 0);
    clock.advance (15 * SECOND);
    assert_true (error_of (end (parent)) is IOError.TIMED_OUT);
    assert_ended (child, FAILED);
}

void test_schedules () {
    var clock = Sweet.Clock.new_virtual (0);
    var runtime = virtual_runtime (clock);
    int ticks = 0;
    try {
        var task = builder ().with_runtime (runtime).schedule_at (clock.get_real_time () + 60 * SECOND);
        clock.advance (59 * SECOND);
        assert_true (task.status == Sweet.TaskStatus.PENDING);
        clock.advance (SECOND);
        assert_ended (task, COMPLETED);
        var every = builder (t => {
            ticks++;
            return true;
        }).with_runtime (runtime).schedule_every (10 * SECOND);
        for (int n = 1; n < 4; n++) {
            clock.advance (10 * SECOND);
            turn ();
            assert_true (ticks == n && every.get_n_runs () == n);
        }
        every.cancel ();
        assert_ended (every, CANCELLED);
    } catch (Error error) {
        assert_not_reached ();
    }
}

void test_parents_and_children () {
    var parent = begin (later ());
    var child = begin (later ().with_parent (parent));
    var children = parent.children;
    assert_true (children.get_n_items () == 1 && child.get_parent () == parent);
    parent.return_value ("parent");
    turn ();
    assert_true (parent.status == Sweet.TaskStatus.RUNNING);
    child.return_value ();
    assert_string (parent, "parent");
    assert_true (children.get_n_items () == 0);
    try {
        later ().with_parent (parent).run ();
        assert_not_reached ();
    } catch (Error error) {
        assert_true (error is Sweet.TaskError.STATE);
    }
    var grown = begin (later ());
    var small = begin (later ().with_parent (grown));
    small.get_cancellable ().cancelled.connect (() => small.return_error (new IOError.BUSY ("busy")));
    grown.cancel ();
    grown.return_value ("in vain");
    assert_ended (small, CANCELLED);
    assert_true (end (grown).is_final ());
}

// how a parent ends one child of which fails, and how the other child does
void assert_failing_child (Sweet.SpawningTaskBuilder parent_builder, Sweet.TaskStatus parent_status, Sweet.TaskStatus sound_status) {
    var parent = begin (parent_builder);
    var sound = begin (later ().with_parent (parent));
    sound.get_cancellable ().cancelled.connect (() => sound.return_error (new IOError.BUSY ("busy")));
    end (run (builder (fail).with_parent (parent)));
    if (!sound.is_final ())
        sound.return_value ();
    if (!parent.is_final ())
        parent.return_value ();
    assert_ended (parent, parent_status);
    assert_ended (sound, sound_status);
}

void test_failures_of_children () {
    string judged = "";
    assert_failing_child (later (), FAILED, CANCELLED);
    assert_failing_child (later ().with_failure_mode (CONTINUE), FAILED, COMPLETED);
    assert_failing_child (later ().with_failure_mode (SUPERVISE), COMPLETED, COMPLETED);
    assert_failing_child (later ().with_failure_predicate ((child, result) => {
        judged += child.name + " " + result.dup_error ().message;
        return SUPERVISE;
    }), COMPLETED, COMPLETED);
    assert_cmpstr (judged, EQ, "job busy");
}

void test_priorities () {
    var task = begin (later ().with_priority (LOW));
    assert_true (task.priority == Sweet.Priority.LOW && !task.set_priority (HIGH));
    task.return_value ();
    var pending = run (builder ());
    assert_true (pending.priority == Sweet.PRIORITY_DEFAULT && pending.set_priority (HIGH));
    assert_true (pending.get_priority () == Sweet.Priority.HIGH);
    assert_ended (pending, COMPLETED);
}

void test_context () {
    var outer = new Sweet.TaskContext ().with_data ("answer", 42).with_metadata ("user", "Ann").with_environment ("A", "1");
    var inner = new Sweet.TaskContext ().with_data ("other", "text");
    var parent = begin (later ().with_context (outer));
    var task = run (builder (task => {
        unowned var context = task.get_context ();
        task.set_value ("%d %s %s %s".printf (context.lookup_data ("answer").get_int (), context.lookup_data ("other").get_string (),
                                              context.lookup_metadata ("user"), context.lookup_environment ("A")));
        return context.lookup_data ("nothing") == null;
    }).with_parent (parent).with_context (inner));
    assert_string (task, "42 text Ann 1");
    parent.return_value ();
}

class Spans : Sweet.Tracer {
    public string seen = "";

    public override void export_log (Sweet.Span span, LogLevelFlags level, string message) {
        seen += @"log $(span.get_name ()) $message, ";
    }

    public override void export_span (Sweet.Span span) {
        seen += @"span $(span.get_name ()), ";
    }
}

void test_metrics_and_spans () {
    double cpu;
    var measured = end (run (builder ().with_metrics (true)));
    assert_true (measured.get_metrics ().get (CPU_TOTAL, out cpu) && cpu > 0);
    assert_true (run (builder ()).get_metrics () == null);

    var tracer = new Spans ();
    var parent = begin (later ().with_tracer (tracer));
    var child = end (run (builder (task => {
        task.get_span ().set_field ("n", 3);
        task.log (LEVEL_MESSAGE, "hello");
        return true;
    }).with_parent (parent)));
    assert_true (child.get_span ().lookup_field ("n").get_int32 () == 3);
    assert_cmpstr (child.get_span ().get_parent_id (), EQ, parent.get_span ().get_id ());
    parent.return_value ();
    end (parent);
    turn ();
    assert_cmpstr (tracer.seen, EQ, "log job hello, span job, span later, ");
}

void test_progress_and_signals () {
    var task = run (later ());
    string seen = "";
    task.notify["progress"].connect (() => { seen += "%g, ".printf (task.progress); });
    task.notify["status"].connect (() => { seen += "%d, ".printf (task.status); });
    turn ();
    assert_cmpstr (seen, EQ, "1, ");
    task.set_progress (0.5);
    turn ();
    task.return_value ();
    end (task);
    assert_cmpstr (seen, EQ, "1, 0.5, 1, 2, ");
}

void test_runtimes () {
    var runtime = virtual_runtime (Sweet.Clock.new_virtual (0));
    assert_true (runtime.is_deterministic () && runtime.is_running () && !runtime.step () && runtime.run_until_idle () == 0);
    try {
        // what runs is decided by whoever drives the runtime
        var task = builder ().with_work_on_workers (answer).with_runtime (runtime).run ();
        assert_true (runtime.get_active_count () == 1 && runtime.step () && !runtime.step () && task.is_final ());
        task = builder ().with_runtime (runtime).run ();
        assert_true (runtime.block_on (task) && runtime.get_active_count () == 0);
    } catch (Error error) {
        assert_not_reached ();
    }
    var stuck = begin (later ().with_runtime (runtime));
    try {
        runtime.shutdown_sync (0);
        assert_not_reached ();
    } catch (Error error) {
        assert_true (error is IOError.TIMED_OUT);
    }
    try {
        builder ().with_runtime (runtime).run ();
        assert_not_reached ();
    } catch (Error error) {
        assert_true (error is Sweet.TaskError.SHUT_DOWN);
    }
    stuck.cancel (KILL_HARD);
}

class Broken : Sweet.Work {
    public override bool run (Sweet.SpawningTask task) throws Error {
        throw new IOError.BUSY ("busy");
    }
}

class Silent : Sweet.Work {
    public override bool run (Sweet.SpawningTask task) throws Error {
        return false;
    }
}

class Nothing : Sweet.Work {
}

class AtOnce : Sweet.Work {
    public override bool run (Sweet.SpawningTask task) throws Error {
        task.return_value ("first");
        task.return_value ("ignored");
        task.return_error (new IOError.BUSY ("busy"));
        return true;
    }
}

// asynchronous work is an async method
class Asynchronous : Sweet.Work {
    public override bool run (Sweet.SpawningTask task) throws Error {
        work.begin (task);
        return true;
    }

    async void work (Sweet.SpawningTask task) {
        try {
            var child = global::run (builder ().with_parent (task));
            unowned Value? value = yield child.await_value_async (task.get_cancellable ());
            task.return_value (value.get_int () + 1);
        } catch (Error error) {
            task.return_error (error);
        }
    }
}

void test_work_objects () {
    var task = new Sweet.SpawningTaskBuilder ();
    assert_string (run (task.with_work_object (new AtOnce ())), "first");
    assert_true (error_of (end (run (task.with_work_object (new Broken ())))) is IOError.BUSY);
    assert_true (error_of (end (run (task.with_work_object (new Silent ())))) is Sweet.TaskError.WORK);
    assert_true (error_of (end (run (task.with_work_object (new Nothing ())))) is Sweet.TaskError.WORK);
    assert_int (end (run (task.with_work_object (new Asynchronous ()))), 43);
    var other = begin (later ());
    var thread = new Thread<void> ("other", () => other.return_value ("from a thread"));
    thread.join ();
    assert_string (other, "from a thread");
}

int value_of (Sweet.Future future) throws Error {
    return future.await_sync ().get_int ();
}

Sweet.TaskResult doubled (Sweet.TaskResult result) throws Error {
    return new Sweet.TaskResult.value (result.get_value ().get_int () * 2);
}

Sweet.TaskResult busy (Sweet.TaskResult result) throws Error {
    throw new IOError.BUSY ("busy");
}

async void follow (MainLoop loop) {
    try {
        var chain = new Sweet.Future.value (20).map (doubled).and_then (result => new Sweet.Future.value (result.get_value ().get_int () + 2));
        unowned Value? value = yield chain.await_async ();
        assert_cmpint (value.get_int (), EQ, 42);
        yield chain.map (busy).await_async ();
        assert_not_reached ();
    } catch (Error error) {
        assert_true (error is IOError.BUSY);
    }
    loop.quit ();
}

void test_futures () {
    var loop = new MainLoop ();
    follow.begin (loop);
    loop.run ();
    try {
        var one = new Sweet.Future.value (1);
        assert_cmpint (value_of (one.map (doubled).map_on_workers (doubled)), EQ, 4);
        assert_cmpint (value_of (one.map (busy).recover (result => new Sweet.TaskResult.value (result.dup_error ().code))), EQ, IOError.BUSY);
        assert_cmpint (value_of (one.and_then (result => new Sweet.Future.for_task (run (builder ())))), EQ, 42);
        bool settled = false;
        one.on_settled (result => { settled = result.is_ok (); }).await_sync ();
        assert_true (settled);

        var never = new Sweet.Future ();
        Sweet.Future[] futures = { one, never };
        assert_cmpint (value_of (Sweet.Future.race (futures)), EQ, 1);
        assert_cmpint (value_of (Sweet.Future.any (futures)), EQ, 1);
        futures = { one, one };
        var all = Sweet.Future.all (futures);
        assert_cmpuint (((ListModel) all.await_sync ().get_object ()).get_n_items (), EQ, 2);

        var clock = Sweet.Clock.new_virtual (0);
        var delay = Sweet.Future.delay (SECOND, clock);
        var limited = never.timeout (SECOND, clock);
        clock.advance (SECOND);
        assert_true (delay.await_sync () == null && !never.is_settled () && never.resolve (7) && value_of (never) == 7);
        limited.await_sync ();
        assert_not_reached ();
    } catch (Error error) {
        assert_true (error is IOError.TIMED_OUT);
    }
}

void test_nothing_stays () {
    var task = run (builder ());
    var weak_task = WeakRef (task);
    task.add_cleanup (GRACEFUL, () => assert_not_reached ());
    task.get_cancellable ().cancelled.connect (() => { task.set_progress (1); });
    end (task);
    task = null;
    assert_true (weak_task.get () == null);

    int ended = 0;
    var before = Sweet.Runtime.get_default ().get_active_count ();
    for (int i = 0; i < 10000; i++)
        run (builder ()).await_async.begin (null, () => { ended++; });
    while (ended < 10000)
        MainContext.default ().iteration (true);
    turn ();
    assert_true (Sweet.Runtime.get_default ().get_active_count () == before);
}

int main (string[] args) {
    Test.init (ref args);
    main_thread = Thread.self<void> ();
    Test.add_func ("/sweet/vala-tasks/values", test_values);
    Test.add_func ("/sweet/vala-tasks/yield", test_yield);
    Test.add_func ("/sweet/vala-tasks/work-is-lazy", test_work_is_lazy);
    Test.add_func ("/sweet/vala-tasks/workers", test_workers);
    Test.add_func ("/sweet/vala-tasks/what-a-task-is", test_what_a_task_is);
    Test.add_func ("/sweet/vala-tasks/unsound-builders", test_unsound_builders);
    Test.add_func ("/sweet/vala-tasks/failures", test_failures);
    Test.add_func ("/sweet/vala-tasks/results", test_results);
    Test.add_func ("/sweet/vala-tasks/waits", test_waits);
    Test.add_func ("/sweet/vala-tasks/cancellation", test_cancellation);
    Test.add_func ("/sweet/vala-tasks/cancellation-escalates", test_cancellation_escalates);
    Test.add_func ("/sweet/vala-tasks/retries", test_retries);
    Test.add_func ("/sweet/vala-tasks/circuit-breaker", test_circuit_breaker);
    Test.add_func ("/sweet/vala-tasks/timeouts", test_timeouts);
    Test.add_func ("/sweet/vala-tasks/schedules", test_schedules);
    Test.add_func ("/sweet/vala-tasks/parents-and-children", test_parents_and_children);
    Test.add_func ("/sweet/vala-tasks/failures-of-children", test_failures_of_children);
    Test.add_func ("/sweet/vala-tasks/priorities", test_priorities);
    Test.add_func ("/sweet/vala-tasks/context", test_context);
    Test.add_func ("/sweet/vala-tasks/metrics-and-spans", test_metrics_and_spans);
    Test.add_func ("/sweet/vala-tasks/progress-and-signals", test_progress_and_signals);
    Test.add_func ("/sweet/vala-tasks/runtimes", test_runtimes);
    Test.add_func ("/sweet/vala-tasks/work-objects", test_work_objects);
    Test.add_func ("/sweet/vala-tasks/futures", test_futures);
    Test.add_func ("/sweet/vala-tasks/nothing-stays", test_nothing_stays);
    return Test.run ();
}
