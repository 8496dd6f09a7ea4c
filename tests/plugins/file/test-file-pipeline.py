#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""The file elements in whole pipelines, and what is left when these fail."""

import os
import re
import select
import signal
import subprocess
import time

import sweet_test


def names(directory):
    return sorted(path.name for path in directory.iterdir())


def copy(directory, source, target, *before, **more):
    return sweet_test.command(*before, 'sweet-launch', 'file', f'path={source}', '!', 'lines', '!', 'lines',
                              '!', 'file', f'path={target}', cwd=directory, **more)


def traced(directory, *options):
    """Copies in to out under strace; gives the result and what was traced."""
    # a leak checker cannot trace what is traced already
    leaks = {'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '') + ':detect_leaks=0'}
    log = directory / 'log'
    result = copy(directory, 'in', 'out', 'strace', '-f', '-qq', '-o', log, *options, env=leaks)
    text = log.read_text()
    log.unlink()
    return result, text


def fails(result, text):
    sweet_test.equal((result.returncode, result.stdout), (1, b''), f'the end ({result.stderr})')
    sweet_test.contains(result.stderr.decode(), text)
    sweet_test.equal(result.stderr.count(b'\n'), 1, f'the number of lines of {result.stderr}')


def test_copies(directory):
    data = b''.join(b'line %d\n' % i for i in range(300000))
    (directory / 'in').write_bytes(data)
    for options in ((), ('block-size=1000B',)):
        result = sweet_test.command('sweet-launch', 'file', 'path=in', *options, '!', 'file', 'path=out', cwd=directory)
        sweet_test.equal((result.returncode, result.stderr), (0, b''), 'the end')
        sweet_test.equal((directory / 'out').read_bytes() == data, True, 'the copy is the same')
    sweet_test.equal(names(directory), ['in', 'out'], 'what is there')


def test_same_path_is_read_and_replaced(directory):
    (directory / 'data').write_bytes(b'a,b\n' + b'1,2\n' * 100000)
    for fields in ('b,a', 'a,b'):
        result = sweet_test.command('sweet-launch', 'file', 'path=data', '!', 'csv', '!', 'select', f'fields={fields}', '!', 'csv',
                                    '!', 'file', 'path=data', cwd=directory)
        sweet_test.equal((result.returncode, result.stderr), (0, b''), 'the end')
    sweet_test.equal((directory / 'data').read_bytes() == b'a,b\n' + b'1,2\n' * 100000, True, 'the data is the same')
    sweet_test.equal(names(directory), ['data'], 'what is there')


def test_standard_streams(directory):
    data = b''.join(b'line %d\n' % i for i in range(100000))
    (directory / 'in').write_bytes(data)
    command = ['sweet-launch', 'file', 'path=-', '!', 'lines', '!', 'lines', '!', 'file', 'path=-']
    sweet_test.equal(sweet_test.command(*command, input=data).stdout == data, True, 'a pipe comes through')
    with open(directory / 'in', 'rb') as source, open(directory / 'out', 'wb') as target:
        source.seek(len(b'line 0\n'))
        target.write(b'before\n')
        target.flush()
        sweet_test.equal(subprocess.run(command, stdin=source, stdout=target, check=False).returncode, 0, 'the status')
    sweet_test.equal((directory / 'out').read_bytes() == b'before\n' + data[len(b'line 0\n'):], True, 'a file comes through')


def test_fifos(directory):
    os.mkfifo(directory / 'one')
    os.mkfifo(directory / 'other')
    process = subprocess.Popen(['sweet-launch', 'file', 'path=one', '!', 'lines', '!', 'lines', '!', 'file', 'path=other'], cwd=directory)
    with open(directory / 'other', 'rb') as target:
        with open(directory / 'one', 'wb') as source:
            source.write(b'first\n')
            source.flush()
            sweet_test.equal(target.readline(), b'first\n', 'what comes before the end')
            source.write(b'second')
        sweet_test.equal(target.read(), b'second\n', 'what comes at the end')
    sweet_test.equal(process.wait(), 0, 'the status')


def test_fifo_that_nobody_writes(directory):
    """A read that waits for longer than it may is interrupted; nothing is left behind."""
    os.mkfifo(directory / 'in')
    # both ends, so that opening it waits for nobody
    end = os.open(directory / 'in', os.O_RDWR)
    result = sweet_test.command('sweet-launch', 'file', 'path=in', 'read-strategy=serial timeout=20ms', '!', 'lines', '!', 'lines', '!',
                                'file', 'path=out', cwd=directory)
    os.close(end)
    fails(result, 'file: reading in took longer than its timeout of 20ms')
    sweet_test.equal(names(directory), ['in'], 'what is there')


def numbers(directory):
    data = b'n\n' + b''.join(b'%d\n' % n for n in range(200000))
    (directory / 'in.csv').write_bytes(data)
    return data


def slow_reader(directory, strategy):
    """A FIFO whose reader takes its time; gives what has come, and how the writer ended."""
    os.mkfifo(directory / 'out')
    end = os.open(directory / 'out', os.O_RDWR)
    process = subprocess.Popen(['sweet-launch', 'file', 'path=in.csv', '!', 'csv', '!', 'csv', '!', 'file', 'path=out', '!', *strategy.split()],
                               cwd=directory, stderr=subprocess.PIPE)
    # a pipe that is full is not written to
    while not select.select([], [end], [], 0)[1] == []:
        time.sleep(0.001)
    time.sleep(0.1)
    data = b''
    while process.poll() is None or select.select([end], [], [], 0)[0]:
        if select.select([end], [], [], 0.01)[0]:
            data += os.read(end, 1 << 20)
    os.close(end)
    return data, process.returncode, process.stderr.read().decode()


def test_a_write_that_is_tried_again(directory):
    """It goes on behind what had gone out before it failed."""
    data = numbers(directory)
    out, status, message = slow_reader(directory, 'serial timeout=20ms on-error=retry retries=100000')
    sweet_test.equal((status, message, out == data), (0, '', True), 'all of it, once')


def test_a_write_that_is_left_out(directory):
    """Nothing comes behind a part of what could not be written."""
    data = numbers(directory)
    out, status, message = slow_reader(directory, 'serial timeout=20ms on-error=continue')
    sweet_test.equal((status, data.startswith(out), len(out) < len(data)), (1, True, True), 'the end')
    sweet_test.contains(message, 'out” lacks what was to be written before: a write took too long')


def test_full_disk(directory):
    """Whatever the strategy, the file that was there stays."""
    numbers(directory)
    (directory / 'out').write_bytes(b'old\n')
    for strategy in ('stop', 'retry', 'continue'):
        line = f'file path=in.csv ! csv ! csv ! file path=out ! serial on-error={strategy}'
        result = sweet_test.command('bash', '-c', f'trap "" XFSZ; ulimit -f 100; exec sweet-launch "{line}"', cwd=directory)
        fails(result, 'File too large')
        sweet_test.equal((directory / 'out').read_bytes(), b'old\n', f'the file with {strategy}')
        with open('/dev/full', 'wb') as full:
            process = subprocess.run(['sweet-launch', f'file path=in.csv ! csv ! csv ! file path=- ! serial on-error={strategy}'], cwd=directory,
                                     stdout=full, stderr=subprocess.PIPE, check=False)
        sweet_test.equal(process.returncode, 1, f'the status with {strategy}')
        sweet_test.contains(process.stderr.decode(), 'could not write standard output: No space left on device')


def test_a_reader_that_is_gone(directory):
    numbers(directory)
    for strategy in ('stop', 'continue'):
        result = sweet_test.command('bash', '-c', f'sweet-launch "file path=in.csv ! csv ! serial on-error={strategy}" | head -n 1; echo ${{PIPESTATUS[0]}}',
                                    cwd=directory)
        sweet_test.equal((result.stdout, result.stderr), (b'{"n":"0"}\n141\n', b''), f'the end with {strategy}')


def test_two_sinks_of_one_file(directory):
    (directory / 'in.csv').write_bytes(b'a,b\n1,2\n2,"x"y\n3,4\n')
    (directory / 'out').write_bytes(b'old\n')
    os.symlink('out', directory / 'link')
    for other in ('out', './out', 'link'):
        result = sweet_test.command('sweet-launch', f'file path=in.csv ! csv @errors jsonl ! file path={other} ! csv ! file path=out', cwd=directory)
        fails(result, '” is being written already, by another sink of this program')
        sweet_test.equal((directory / 'out').read_bytes(), b'old\n', 'the file')
    sweet_test.equal(names(directory), ['in.csv', 'link', 'out'], 'what is there')


def test_vanished_file(directory):
    fails(copy(directory, 'missing.csv', 'out'), 'could not open “missing.csv”: No such file or directory')
    fails(copy(directory, '.', 'out'), 'could not open “.”: Is a directory')
    sweet_test.equal(names(directory), [], 'what is there')


def test_unreadable_file(directory):
    (directory / 'in').write_bytes(b'secret\n')
    (directory / 'in').chmod(0)
    # root without the right to everything; another user may not get at the library
    rights = '-dac_override,-dac_read_search'
    before = ['setpriv', f'--bounding-set={rights}', f'--inh-caps={rights}'] if os.geteuid() == 0 else []
    fails(copy(directory, 'in', '-', *before), 'could not open “in”: Permission denied')


def test_full_disk(directory):
    (directory / 'in').write_bytes(b'line\n' * 100000)
    (directory / 'out').write_bytes(b'old')
    fails(copy(directory, 'in', '/dev/full'), 'could not write “/dev/full”: No space left on device')
    # a file system that has no room, as far as files are concerned
    limited = ['sh', '-c', 'trap "" XFSZ; ulimit -f 8; exec "$@"', 'sh']
    fails(copy(directory, 'in', 'out', *limited), 'could not write “out”: File too large')
    sweet_test.equal((directory / 'out').read_bytes(), b'old', 'the old file')
    sweet_test.equal(names(directory), ['in', 'out'], 'what is there')


def test_broken_disk(directory):
    (directory / 'in').write_bytes(b'line\n' * 100000)
    # with a read that does not wait, and with one that does where there is no other
    for broken in (['preadv2:error=EIO:when=1'], ['preadv2:error=EOPNOTSUPP', 'pread64:error=EIO:when=1'], ['preadv2:error=EAGAIN', 'pread64:error=EIO']):
        inject = [arg for call in broken for arg in ('-e', f'inject={call}')]
        result, _ = traced(directory, '-P', directory / 'in', '-e', 'trace=pread64,preadv2', *inject)
        fails(result, 'could not read “in”: Input/output error')
    sweet_test.equal(names(directory), ['in'], 'what is there')


def test_reads_ahead(directory):
    step = 128 << 10
    for size, asked in ((32 << 20, range(0, 32 << 20, step)), (3 << 20, range(0))):
        (directory / 'in').write_bytes(b'line of 16 byte\n' * (size // 16))
        # every read has to wait
        result, trace = traced(directory, '-P', directory / 'in', '-e', 'trace=pread64,preadv2', '-e', 'inject=preadv2:error=EAGAIN')
        sweet_test.equal((result.returncode, result.stderr), (0, b''), 'the end')
        sweet_test.equal((directory / 'out').read_bytes(), (directory / 'in').read_bytes(), 'the copy')
        places = {int(place) for place in re.findall(r'pread64.*, 1, (\d+)\)', trace)}
        sweet_test.equal(places <= set(asked) and bool(places) == bool(asked), True, f'{places} were asked for ahead of {size} bytes')


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
        for number in signals:
            process.send_signal(number)
        status = process.wait(10)
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
