#!/usr/bin/gjs -m
// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright 2026 The Sweet authors

// Prints the SHA-256 sums of files, which tasks compute beside the main loop, each up to three times.

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Sweet from 'gi://Sweet?version=1.0';
import System from 'system';

Gio._promisify(Gio.File.prototype, 'load_bytes_async', 'load_bytes_finish');

const SECOND = GLib.USEC_PER_SEC;

async function checksum(task) {
    const file = Gio.File.new_for_path(task.name);
    const [bytes] = await file.load_bytes_async(task.get_cancellable());
    return GLib.compute_checksum_for_bytes(GLib.ChecksumType.SHA256, bytes);
}

function heartbeat() {
    printerr('still at work');
}

async function printChecksum(task) {
    try {
        print(`${task.name}: ${await task.await_value_async(null)}`);
        return true;
    } catch (error) {
        print(`${task.name}: ${error.message} (${task.get_attempt()} attempts)`);
        return false;
    }
}

async function main(paths) {
    const retry_policy = Sweet.RetryPolicy.new_exponential(3, SECOND / 100, 2);
    const alive = Sweet.SpawningTaskBuilder.new().with_work(heartbeat).schedule_every(5 * SECOND);
    const tasks = paths.map(name => Sweet.spawn(checksum, {name, timeout: 10 * SECOND, retry_policy}));
    let good = 0;
    for (const task of tasks)
        good += await printChecksum(task);
    print(`${good} of ${paths.length} files`);

    const end = await alive.cancel_async(Sweet.CancelLevel.GRACEFUL, null);
    print(`heartbeat: ${end.to_string()}`);
    return good === paths.length ? 0 : 1;
}

const loop = GLib.MainLoop.new(null, false);
let status = 1;
main(ARGV).then(result => {
    status = result;
}).catch(logError).finally(() => loop.quit());
loop.run();
System.exit(status);
