#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""The file elements in whole pipelines, and what is left when these fail."""

import os
import signal
import subprocess
import time

import sweet_test

NOBODY = 65534


def names(directory):
    return sorted(path.name for path in directory.iterdir())


def copy(directory, source, target, *before, **more):
    return sweet_test.command(*before, 'sweet-launch', 'file', f'path={source}', '!', 'lines', '!', 'lines',
                              '!', 'file', f'path={target}', cwd=directory, **more)


def traced(directory, *options):
    """Runs a copy from in to out under strace; gives the result and what was traced."""
    # a leak checker cannot trace what is traced already
    leaks = {'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '') + ':detect_leaks=0'}
    log = directory / 'log'
    result, _ = traced(directory, '-P', directory / 'in', '-e', 'trace=pread64', '-e', 'inject=pread64:error=EIO:when=1')
    fails(result, 'could not read “in”: Input/output error')
    sweet_test.equal(names(directory), ['in'], 'what is there')


def test_killed_at_any_call(directory):
    data = b'line\n' * 1000
    (directory / 'in').write_bytes(data)
    calls = 'openat,write,fsync,linkat,renameat,renameat2,rename,close'
    for call in ('fsync', 'linkat', 'renameat'):
        (directory / 'out').write_bytes(b'old')
        # before the first call is made
        _, log = traced(directory, '-e', f'trace={calls}', '-e', f'inject={call}:error=EIO:signal=KILL:when=1')
        sweet_test.contains(log, 'SIGKILL')
        sweet_test.equal((directory / 'out').read_bytes(), b'old', f'the file after a kill at {call}')
        left = [name for name in names(directory) if name not in ('in', 'out')]
        # only between linkat and renameat does the file have a name of its own
        sweet_test.equal(len(left), 1 if call == 'renameat' else 0, f'what is left after a kill at {call}: {left}')
        for name in left:
            sweet_test.equal(name.startswith('.out.'), True, f'{name} shows what it belongs to')
            (directory / name).unlink()


def test_signals_leave_nothing(directory):
    for signals in ((signal.SIGINT,), (signal.SIGTERM,), (signal.SIGINT, signal.SIGINT), (signal.SIGKILL,)):
        (directory / 'out').write_bytes(b'old')
        process = subprocess.Popen(['sweet-launch', 'file', 'path=-', '!', 'lines', '!', 'lines', '!', 'file', 'path=out'],
                                   stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=directory)
        process.stdin.write(b'new\n' * 1000)
        process.stdin.flush()
        time.sleep(0.3)
        begun = time.monotonic()
        for number in signals:
            process.send_signal(number)
        status = process.wait(10)
        sweet_test.equal(time.monotonic() - begun < 0.1 * sweet_test.TIME_FACTOR, True, f'{signals} ends it soon')
        if signals[0] != signal.SIGKILL:
            sweet_test.equal(status, 128 + signals[0], f'the status after {signals}')
        sweet_test.equal((directory / 'out').read_bytes(), b'old', f'the file after {signals}')
        sweet_test.equal(names(directory), ['out'], f'what is there after {signals}')
        process.stdin.close()
        process.stderr.close()


def test_failed_pipeline_keeps_the_old_file(directory):
    (directory / 'in').write_bytes(b'{"a":1}\n' * 100000 + b'oops\n')
    (directory / 'out').write_bytes(b'old')
    result = sweet_test.command('sweet-launch', 'file', 'path=in', '!', 'jsonl', '!', 'jsonl', '!', 'file', 'path=out', cwd=directory)
    sweet_test.equal(result.returncode, 1, 'the status')
    sweet_test.equal((directory / 'out').read_bytes(), b'old', 'the old file')
    sweet_test.equal(names(directory), ['in', 'out'], 'what is there')


def test_missing_path(directory):
    for line in (('file', '!', 'lines', '!', 'lines'), ('file', 'path=in', '!', 'lines', '!', 'lines', '!', 'file')):
        result = sweet_test.command('sweet-launch', *line, cwd=directory)
        sweet_test.equal(result.returncode, 2, 'the status')
        sweet_test.contains(result.stderr.decode(), 'file: path is not set: name the file to')


if __name__ == '__main__':
    sweet_test.run()
