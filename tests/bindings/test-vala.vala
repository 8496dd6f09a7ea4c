// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright 2026 The Sweet authors

// Sweet as a Vala program uses it: streams, and elements and collectors of its own.

string directory;

string write_file (string name, string contents) {
    var path = Path.build_filename (directory, name);
    try {
        FileUtils.set_contents (path, contents);
    } catch (Error error) {
        Test.fail_printf ("%s", error.message);
    }
    return path;
}

string write_numbers (int count) {
    var text = new StringBuilder ("n,name\n");
    for (int n = 0; n < count; n++)
        text.append_printf ("%d,number %d\n", n, n);
    return write_file ("numbers.csv", text.str);
}

Sweet.Element element (Sweet.ElementKind kind, string name) {
    try {
        return Sweet.Element.make (kind, name);
    } catch (Error error) {
        GLib.error ("%s", error.message);
    }
}

Sweet.Format csv () {
    return (Sweet.Format) element (Sweet.ElementKind.FORMAT, "csv");
}

Sweet.Format lines () {
    return (Sweet.Format) element (Sweet.ElementKind.FORMAT, "lines");
}

Sweet.EmittingTaskBuilder csv_builder (string path, uint64 block_size = 0) {
    var file = (Sweet.Source) element (Sweet.ElementKind.SOURCE, "file");
    file.set ("path", path, "block-size", block_size);
    return new Sweet.EmittingTaskBuilder ().with_source (file).with_format (csv ());
}

bool collect (Sweet.ReceiverEvent event, Sweet.Collector collector) throws Error {
    return collector.collect (null, event);
}

Sweet.FinalEvent complete (Sweet.EmittingTaskBuilder builder) {
    try {
        return builder.run ().await_final_event_sync ();
    } catch (Error error) {
        GLib.error ("%s", error.message);
    }
}

Error fail (Sweet.EmittingTaskBuilder builder) {
    try {
        builder.run ().await_sync ();
    } catch (Error error) {
        return error;
    }
    GLib.error ("no error");
}

string text (Sweet.ReceiverEvent event, string column) {
    try {
        return event.dup_text (column) ?? "(null)";
    } catch (Error error) {
        GLib.error ("%s", error.message);
    }
}

// checks that the collected records count from 0 in steps
void assert_numbers (Sweet.FinalEvent event, string column, uint count, uint step = 1) {
    var records = event.get_collected ();
    assert_cmpuint (records.get_n_items (), EQ, count);
    for (uint i = 0; i < count; i++)
        assert_cmpstr (text ((Sweet.ReceiverEvent) records.get_item (i), column), EQ, "%u".printf (i * step));
}

string to_text (Bytes bytes) {
    var text = new StringBuilder ();
    text.append_len ((string) bytes.get_data (), (ssize_t) bytes.get_size ());
    return text.str;
}

class Numbers : Sweet.Source {
    public int count = 10;
    public int opened = 0;
    public int closed = 0;
    protected int next;

    public override bool open (Cancellable? cancellable) throws Error {
        opened++;
        next = 0;
        set_label ("numbers");
        return true;
    }

    public override Bytes read_bytes (size_t size, Cancellable? cancellable) throws Error {
        var text = new StringBuilder ();
        for (int end = int.min (next + 7, count); next < end; next++)
            text.append_printf ("%d\n", next);
        return new Bytes (text.str.data);
    }

    public override void close () {
        closed++;
    }
}

class Doubled : Numbers {
    public override Bytes read_bytes (size_t size, Cancellable? cancellable) throws Error {
        var text = new StringBuilder ();
        foreach (unowned string line in to_text (base.read_bytes (size, cancellable)).split ("\n"))
            if (line != "")
                text.append_printf ("%d\n", int.parse (line) * 2);
        return new Bytes (text.str.data);
    }
}

// two files
class Files : Sweet.Source {
    public uint asked = 0;

    public override ListModel? split (uint n_parts, Cancellable? cancellable) throws Error {
        asked = n_parts;
        var parts = new GLib.ListStore (typeof (Sweet.Source));
        string[] texts = { "n\n0\n1\n", "2\n3\n" };
        foreach (unowned string text in texts) {
            var file = element (Sweet.ElementKind.SOURCE, "file");
            file.set ("path", write_file ("part-%u".printf (parts.get_n_items ()), text));
            parts.append (file);
        }
        return parts;
    }
}

class Broken : Numbers {
    public override Bytes read_bytes (size_t size, Cancellable? cancellable) throws Error {
        throw new IOError.NO_SPACE ("the disk is full");
    }
}

class Records : Sweet.Source {
    int next;

    public override void get_media (out Sweet.Media input, out Sweet.Media output) {
        input = Sweet.Media.NONE;
        output = Sweet.Media.RECORDS;
    }

    public override bool open (Cancellable? cancellable) throws Error {
        next = 0;
        return true;
    }

    public override Sweet.ReadResult read_records (Sweet.Emitter @out, Cancellable? cancellable) throws Error {
        var builder = new Sweet.ChunkBuilder (new Sweet.Schema ({ "n", "half" }));
        for (int end = int.min (next + 7, 100); next < end; next++) {
            builder.set_int64 (0, next);
            builder.set_double (1, next / 2.0);
            builder.end_row ();
        }
        @out.emit (builder.build ());
        return next < 100 ? Sweet.ReadResult.MORE : Sweet.ReadResult.END;
    }
}

// on the main context, as classes are that say nothing
class Evens : Sweet.Processor {
    int column;

    public override bool set_schema (Sweet.Schema schema) throws Error {
        column = schema.lookup ("n");
        return true;
    }

    public override bool process (Sweet.Chunk chunk, Sweet.Emitter @out, Cancellable? cancellable) throws Error {
        uint32[] rows = {};
        for (uint row = 0; row < chunk.get_n_rows (); row++)
            if (int.parse (chunk.dup_text (row, column)) % 2 == 0)
                rows += row;
        unowned var writable = @out.make_writable (chunk);
        writable.select_rows (rows);
        @out.emit (writable);
        return true;
    }
}

// the same on all workers, each with a copy of its own
class ParallelEvens : Evens {
    static construct {
        set_traits (Sweet.Place.WORKER, Sweet.Concurrency.FORKED);
        set_description ("Leaves out what is odd");
    }
}

class Rows : Sweet.Sink {
    public string[] rows = {};
    public bool completed = false;

    public override void get_media (out Sweet.Media input, out Sweet.Media output) {
        input = Sweet.Media.RECORDS;
        output = Sweet.Media.NONE;
    }

    public override bool write_chunk (Sweet.Chunk chunk, Cancellable? cancellable) throws Error {
        foreach (unowned string row in chunk.dup_texts (0))
            rows += row;
        return true;
    }

    public override bool close (bool complete) throws Error {
        completed = complete;
        return true;
    }
}

class Memory : Sweet.Sink {
    public string text = "";

    public override bool write_bytes (Bytes bytes, Cancellable? cancellable) throws Error {
        text += to_text (bytes);
        return true;
    }
}

class OneWorker : Sweet.Strategy {
    public override bool plan (Sweet.Plan plan) throws Error {
        plan.workers = 1;
        return plan.ordered;
    }
}

class Sums : Sweet.BaseCollector {
    public int64 sum = 0;

    public override bool add_event (string? key, Sweet.Event event) throws Error {
        var n = ((Sweet.ReceiverEvent) event).get_int64 ("n");
        sum += n;
        return n % 10 != 0 || base.add_event (key, event);
    }
}

void test_base_is_reusable () {
    var base_builder = csv_builder (write_numbers (10)).with_receiver (collect);
    var named = base_builder.with_name ("named").with_timeout (5 * TimeSpan.SECOND);
    var limited = base_builder.with_limit (3).with_priority (Sweet.Priority.HIGH).with_tag ("few");

    assert_cmpstr (named.name, EQ, "named");
    assert_true (base_builder.name == null && limited.name == null);
    assert_cmpuint ((uint) base_builder.limit, EQ, 0);
    assert_numbers (complete (base_builder), "n", 10);
    assert_numbers (complete (named), "n", 10);
    assert_numbers (complete (limited), "n", 3);
}

void test_metrics () {
    try {
        var task = csv_builder (write_numbers (5000)).with_metrics (true).with_receiver (collect).run ();
        double wall_time, cpu;
        task.await_sync ();
        assert_true (task.get_metrics ().get (Sweet.Metric.WALL_TIME, out wall_time) && wall_time > 0);
        assert_true (task.get_metrics ().get (Sweet.Metric.CPU_TOTAL, out cpu) && cpu > 0);
        task = csv_builder (write_numbers (10)).with_receiver (collect).run ();
        task.await_sync ();
        assert_null (task.get_metrics ());
    } catch (Error error) {
        assert_not_reached ();
    }
}

void test_frozen () {
    var file = (Sweet.Source) element (Sweet.ElementKind.SOURCE, "file");
    var path = write_numbers (3);
    file.set ("path", path);
    var builder = new Sweet.EmittingTaskBuilder ().with_source (file).with_format (csv ()).with_receiver (collect);

    assert_true (file.is_frozen ());
    Test.expect_message ("Sweet", LogLevelFlags.LEVEL_CRITICAL, "*path*file*frozen*");
    file.set ("path", "/nowhere");
    Test.assert_expected_messages ();
    string kept;
    file.get ("path", out kept);
    assert_cmpstr (kept, EQ, path);
    assert_numbers (complete (builder), "n", 3);
}

void test_kept_events () {
    var path = write_numbers (3000);
    for (uint credits = 1; credits <= 3; credits++) {
        Sweet.ReceiverEvent[] kept = {};
        complete (csv_builder (path, 512).with_max_chunks (credits).with_receiver ((event, collector) => {
            kept += event;
            return true;
        }));
        assert_cmpuint (kept.length, EQ, 3000);
        for (int i = 0; i < kept.length; i++)
            assert_cmpstr (text (kept[i], "name"), EQ, "number %d".printf (i));
    }
}

void test_every_thousandth () {
    Sweet.ReceiverEvent[] kept = {};
    complete (csv_builder (write_numbers (20000), 4096).with_max_chunks (1).with_receiver ((event, collector) => {
        if (event.get_int64 ("n") % 1000 == 0)
            kept += event;
        return true;
    }));
    assert_cmpuint (kept.length, EQ, 20);
    for (int i = 0; i < kept.length; i++)
        assert_cmpstr (text (kept[i], "n"), EQ, "%d".printf (i * 1000));
}

void test_kept_chunks () {
    Sweet.Chunk[] kept = {};
    Sweet.Chunk[] copies = {};
    complete (csv_builder (write_numbers (3000), 512).with_max_chunks (1).with_chunk_receiver ((chunk, collector) => {
        kept += chunk;
        copies += chunk.copy ();
        return true;
    }));
    assert_cmpuint (kept.length, GT, 10);
    int next = 0;
    for (int i = 0; i < kept.length; i++) {
        assert_true (kept[i].is_stale ());
        try {
            kept[i].dup_texts (0);
            assert_not_reached ();
        } catch (Sweet.StreamError.STALE error) {
        } catch (Error error) {
            assert_not_reached ();
        }
        try {
            foreach (unowned string n in copies[i].dup_texts (0))
                assert_cmpstr (n, EQ, "%d".printf (next++));
        } catch (Error error) {
            assert_not_reached ();
        }
    }
    assert_cmpint (next, EQ, 3000);
}

void test_columns () {
    int64 whole = 0;
    double real = 0;
    complete (csv_builder (write_file ("numbers.csv", "a,b\n7,0.5\n")).with_chunk_receiver ((chunk, collector) => {
        whole = ((int64[]) chunk.dup_int64s (0).get_data ())[0];
        real = ((double[]) chunk.dup_doubles (1).get_data ())[0];
        return true;
    }));
    assert_true (whole == 7 && real == 0.5);
}

async void await_twice (Sweet.EmittingTask task, MainLoop loop) {
    try {
        var event = yield task.await_final_event_async ();
        assert_true (event == yield task.await_final_event_async (new Cancellable ()));
        assert_true (yield task.await_async ());
        assert_numbers (event, "n", 100);
    } catch (Error error) {
        assert_not_reached ();
    }
    loop.quit ();
}

void test_await () {
    var loop = new MainLoop ();
    try {
        var task = csv_builder (write_numbers (100)).with_receiver (collect).run ();
        assert_null (task.get_final_event ());
        await_twice.begin (task, loop);
        loop.run ();
        assert_true (task.status == Sweet.TaskStatus.COMPLETED && task.progress == 1);
    } catch (Error error) {
        assert_not_reached ();
    }
}

void test_final_event () {
    var loop = new MainLoop ();
    Sweet.FinalEvent? last = null;
    Sweet.EmittingTask? task = null;
    try {
        task = csv_builder (write_numbers (5000), 512).with_receiver ((event, collector) => {
            if (event.get_int64 ("n") == 9)
                task.cancel (Sweet.CancelLevel.GRACEFUL);
            return collect (event, collector);
        }).with_final_event ((event) => {
            last = event;
            loop.quit ();
        }).run ();
    } catch (Error error) {
        assert_not_reached ();
    }
    loop.run ();
    assert_true (last.outcome == Sweet.Outcome.CANCELLED && task.status == Sweet.TaskStatus.CANCELLED);
    assert_numbers (last, "n", 10);
    task = null;
}

void test_receiver_throws () {
    var error = fail (csv_builder (write_numbers (100)).with_receiver ((event, collector) => {
        throw new IOError.NO_SPACE ("no space");
    }));
    assert_error (error, IOError.quark (), IOError.NO_SPACE);
    error = fail (csv_builder (write_numbers (100)).with_receiver ((event, collector) => false));
    assert_error (error, Sweet.StreamError.quark (), Sweet.StreamError.CALLBACK);
}

void test_slow_first_chunk () {
    for (uint credits = 1; credits <= 3; credits++) {
        int next = 0;
        complete (csv_builder (write_numbers (1000), 512).with_max_chunks (credits).with_chunk_receiver ((chunk, collector) => {
            Thread.usleep (next == 0 ? 50000 : 500);
            foreach (unowned string n in chunk.dup_texts (0))
                assert_cmpstr (n, EQ, "%d".printf (next++));
            return true;
        }));
        assert_cmpint (next, EQ, 1000);
    }
}

async void push_numbers (Sweet.EmittingTask task, MainLoop loop) {
    try {
        for (int n = 0; n < 2000; n++)
            yield task.push_async (new Sweet.SenderEventBuilder ().with_int64 ("n", n).build ());
        yield task.push_async (new Sweet.SenderEventBuilder ().with_kind (Sweet.EventKind.FINAL).build ());
        assert_numbers (yield task.await_final_event_async (), "n", 2000);
    } catch (Error error) {
        assert_not_reached ();
    }
    loop.quit ();
}

void test_push () {
    var loop = new MainLoop ();
    var builder = new Sweet.EmittingTaskBuilder ().with_max_chunks (1).with_receiver (collect);
    try {
        push_numbers.begin (builder.run (), loop);
        loop.run ();

        var task = builder.run ();
        for (int n = 0; n < 2000; n++)
            task.push_sync (new Sweet.SenderEventBuilder ().with_int64 ("n", n).with_text ("x", "y").build ());
        task.push_sync (new Sweet.SenderEventBuilder ().with_kind (Sweet.EventKind.FINAL).build ());
        assert_numbers (task.await_final_event_sync (), "n", 2000);
    } catch (Error error) {
        assert_not_reached ();
    }
}

void test_sources () {
    var numbers = new Numbers () { count = 100 };
    var builder = new Sweet.EmittingTaskBuilder ().with_source (numbers).with_format (lines ()).with_receiver (collect);
    assert_numbers (complete (builder), "line", 100);
    assert_numbers (complete (builder), "line", 100);
    assert_true (numbers.opened == 2 && numbers.closed == 2);

    builder = new Sweet.EmittingTaskBuilder ().with_source (new Doubled ()).with_format (lines ()).with_receiver (collect);
    assert_numbers (complete (builder), "line", 10, 2);
    builder = new Sweet.EmittingTaskBuilder ().with_source (new Records ()).with_receiver (collect);
    assert_numbers (complete (builder), "n", 100);
    var files = new Files ();
    assert_numbers (complete (new Sweet.EmittingTaskBuilder ().with_source (files).with_format (csv ()).with_receiver (collect)), "n", 4);
    assert_cmpuint (files.asked, GE, 1);
    builder = new Sweet.EmittingTaskBuilder ().with_source (new Broken ()).with_format (lines ()).with_receiver (collect);
    var error = fail (builder);
    assert_error (error, IOError.quark (), IOError.NO_SPACE);
    assert_cmpstr (error.message, EQ, "Broken: the disk is full");
}

void test_busy () {
    var numbers = new Numbers ();
    var builder = new Sweet.EmittingTaskBuilder ().with_source (numbers).with_format (lines ()).with_receiver (collect);
    try {
        var task = builder.run ();
        assert_error (fail (builder), IOError.quark (), IOError.BUSY);
        task.await_sync ();
    } catch (Error error) {
        assert_not_reached ();
    }
}

void test_processors () {
    var path = write_numbers (1000);
    assert_numbers (complete (csv_builder (path, 512).with_processor (new Evens ()).with_receiver (collect)), "n", 500, 2);

    var parallel = new ParallelEvens ();
    assert_true (parallel.get_place () == Sweet.Place.WORKER && new Evens ().get_place () == Sweet.Place.CONTEXT);
    var builder = csv_builder (path, 512).with_processor (parallel).with_receiver (collect);
    try {
        var one = builder.run ();
        var two = builder.run ();
        assert_numbers (one.await_final_event_sync (), "n", 500, 2);
        assert_numbers (two.await_final_event_sync (), "n", 500, 2);
    } catch (Error error) {
        assert_not_reached ();
    }
}

void test_sinks () {
    var rows = new Rows ();
    complete (csv_builder (write_numbers (100)).with_sink (rows));
    assert_true (rows.completed);
    assert_cmpuint (rows.rows.length, EQ, 100);
    var memory = new Memory ();
    complete (csv_builder (write_numbers (2)).with_strategy (new OneWorker ()).with_format (csv ()).with_sink (memory));
    assert_cmpstr (memory.text, EQ, "n,name\n0,number 0\n1,number 1\n");
}

void test_strategies () {
    string[] names = { "serial", "parallel", "batched", "adaptive" };
    foreach (var name in names) {
        var strategy = (Sweet.Strategy) element (Sweet.ElementKind.STRATEGY, name);
        assert_numbers (complete (csv_builder (write_numbers (100), 512).with_strategy (strategy).with_receiver (collect)), "n", 100, 1);
        assert_numbers (complete (csv_builder (write_numbers (100), 512).with_sender_strategy (strategy).with_receiver (collect)), "n", 100, 1);
    }
}

void test_collectors () {
    var sums = new Sums ();
    var event = complete (csv_builder (write_numbers (100)).with_collector (sums).with_receiver (collect));
    assert_true (sums.sum == 4950);
    assert_numbers (event, "n", 10, 10);
}

void test_pipeline () {
    try {
        var builder = Sweet.pipeline_parse ("file path='%s' ! csv ! count".printf (write_numbers (30)));
        var event = complete (builder.with_receiver (collect));
        assert_cmpstr (text ((Sweet.ReceiverEvent) event.get_collected ().get_item (0), "count"), EQ, "30");
        Sweet.pipeline_parse_argv ({ "file", "path=x", "!", "cvs" });
        assert_not_reached ();
    } catch (Sweet.PipelineError.UNKNOWN_ELEMENT error) {
        assert_true ("csv" in error.message);
    } catch (Error error) {
        assert_not_reached ();
    }
}

void test_values () {
    try {
        int64 duration;
        Sweet.parse_duration ("90s", out duration);
        assert_cmpstr (Sweet.duration_to_string (duration), EQ, "90s");
        var id = new Sweet.TaskId.random ();
        assert_true (Sweet.TaskId.parse (id.to_string ()).equal (id));
        assert_true (new Sweet.Schema.open (null).is_open ());
        assert_true (new Sweet.ChunkSize.rows (3).count == 3);
        var clock = Sweet.Clock.new_virtual (5);
        clock.advance (duration);
        assert_true (clock.get_time () == duration + 5 && clock.get_next () == -1 && clock.n_timers == 0);
        var factory = Sweet.Registry.get_default ().lookup (Sweet.ElementKind.FORMAT, "csv");
        assert_cmpstr (factory.get_plugin ().get_name (), EQ, "csv");
    } catch (Error error) {
        assert_not_reached ();
    }
}

int main (string[] args) {
    Test.init (ref args);
    try {
        directory = DirUtils.make_tmp ("sweet-test-XXXXXX");
    } catch (Error error) {
        GLib.error ("%s", error.message);
    }

    Test.add_func ("/sweet/vala/base-is-reusable", test_base_is_reusable);
    Test.add_func ("/sweet/vala/frozen", test_frozen);
    Test.add_func ("/sweet/vala/metrics", test_metrics);
    Test.add_func ("/sweet/vala/kept-events", test_kept_events);
    Test.add_func ("/sweet/vala/every-thousandth", test_every_thousandth);
    Test.add_func ("/sweet/vala/kept-chunks", test_kept_chunks);
    Test.add_func ("/sweet/vala/columns", test_columns);
    Test.add_func ("/sweet/vala/await", test_await);
    Test.add_func ("/sweet/vala/final-event", test_final_event);
    Test.add_func ("/sweet/vala/receiver-throws", test_receiver_throws);
    Test.add_func ("/sweet/vala/slow-first-chunk", test_slow_first_chunk);
    Test.add_func ("/sweet/vala/push", test_push);
    Test.add_func ("/sweet/vala/sources", test_sources);
    Test.add_func ("/sweet/vala/busy", test_busy);
    Test.add_func ("/sweet/vala/processors", test_processors);
    Test.add_func ("/sweet/vala/sinks", test_sinks);
    Test.add_func ("/sweet/vala/strategies", test_strategies);
    Test.add_func ("/sweet/vala/collectors", test_collectors);
    Test.add_func ("/sweet/vala/pipeline", test_pipeline);
    Test.add_func ("/sweet/vala/values", test_values);
    var status = Test.run ();

    foreach (unowned string name in new string[] { "numbers.csv" })
        FileUtils.unlink (Path.build_filename (directory, name));
    DirUtils.remove (directory);
    return status;
}
