// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright 2026 The Sweet authors

// Prints the SHA-256 sums of files, which tasks compute on worker threads, each up to three times.

bool checksum (Sweet.SpawningTask task) throws Error {
    var bytes = File.new_for_path (task.name).load_bytes (task.get_cancellable (), null);
    task.set_value (Checksum.compute_for_bytes (ChecksumType.SHA256, bytes));
    return true;
}

bool heartbeat (Sweet.SpawningTask task) throws Error {
    stderr.printf ("still at work\n");
    return true;
}

async bool print_checksum (Sweet.SpawningTask task) {
    try {
        unowned Value? sum = yield task.await_value_async ();
        stdout.printf ("%s: %s\n", task.name, sum.get_string ());
        return true;
    } catch (Error error) {
        stdout.printf ("%s: %s (%u attempts)\n", task.name, error.message, task.get_attempt ());
        return false;
    }
}

async int print_all (string[] paths) throws Error {
    var policy = new Sweet.RetryPolicy.exponential (3, 10 * TimeSpan.MILLISECOND, 2);
    var alive = new Sweet.SpawningTaskBuilder ().with_work_on_workers (heartbeat).schedule_every (5 * TimeSpan.SECOND);
    var builder = new Sweet.SpawningTaskBuilder ()
        .with_timeout (10 * TimeSpan.SECOND)
        .with_retry_policy (policy)
        .with_work_on_workers (checksum);
    Sweet.SpawningTask[] tasks = {};
    int good = 0;

    foreach (unowned string path in paths)
        tasks += builder.with_name (path).run ();
    foreach (unowned Sweet.SpawningTask task in tasks)
        if (yield print_checksum (task))
            good++;
    stdout.printf ("%d of %d files\n", good, paths.length);

    var end = yield alive.cancel_async ();
    stdout.printf ("heartbeat: %s\n", end.to_string ());
    return good == paths.length ? 0 : 1;
}

int main (string[] args) {
    var loop = new MainLoop ();
    int status = 1;

    print_all.begin (args[1:args.length], (source, result) => {
        try {
            status = print_all.end (result);
        } catch (Error error) {
            stderr.printf ("%s\n", error.message);
        }
        loop.quit ();
    });
    loop.run ();
    return status;
}
