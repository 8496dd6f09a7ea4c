#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""Prints the SHA-256 sums of files, which tasks compute beside the main loop, each up to three times."""

import asyncio
import sys

import gi

gi.require_version('Sweet', '1.0')
from gi.repository import Gio, GLib, Sweet

SECOND = GLib.USEC_PER_SEC


async def checksum(task, path):
    file = Gio.File.new_for_path(path)
    data, _ = await asyncio.to_thread(file.load_bytes, task.get_cancellable())
    return GLib.compute_checksum_for_bytes(GLib.ChecksumType.SHA256, data)


def heartbeat(task):
    print('still at work', file=sys.stderr)


async def print_checksum(task):
    try:
        print(f'{task.get_name()}: {await task}')
        return True
    except GLib.Error as error:
        print(f'{task.get_name()}: {error.message} ({task.get_attempt()} attempts)')
        return False


async def main(paths):
    policy = Sweet.RetryPolicy.new_exponential(3, SECOND // 100, 2)
    alive = Sweet.SpawningTaskBuilder.new().with_work(heartbeat).schedule_every(5 * SECOND)
    tasks = [Sweet.spawn(checksum, path, name=path, timeout=10 * SECOND, retry_policy=policy) for path in paths]
    good = sum([await print_checksum(task) for task in tasks])
    print(f'{good} of {len(paths)} files')

    end = await alive.cancel_async(Sweet.CancelLevel.GRACEFUL, None)
    print(f'heartbeat: {end.to_string()}')
    return 0 if good == len(paths) else 1


sys.exit(Sweet.run(main(sys.argv[1:])))
