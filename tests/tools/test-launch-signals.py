#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""sweet-launch on a terminal, in a pipe that closes, and when it is interrupted."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import time

import sweet_test

ODD = sweet_test.BUILD_ROOT / 'tests' / 'tools'
WAIT = 10 * sweet_test.TIME_FACTOR


def start(line, cwd, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE):
    env = dict(os.environ, SWEET_PLUGIN_PATH=f'{ODD}:{os.environ["SWEET_PLUGIN_PATH"]}')
    return subprocess.Popen(['sweet-launch', *line.split()], cwd=cwd, env=env, stdin=stdin, stdout=stdout,
                            stderr=stderr)


def wait_until(condition, what):
    end = time.monotonic() + WAIT
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f'{what} did not happen')
        time.sleep(0.005)


def is_writing(process, directory):
    fds = f'/proc/{process.pid}/fd'
    for fd in os.listdir(fds):
        try:
            if os.readlink(f'{fds}/{fd}').startswith(f'{directory}/'):
                return True
        except FileNotFoundError:
            # closed in between
            pass
    return False


def finish(process):
    """Waits for the end without closing stdin, which would be another way to end it."""
    process.wait(timeout=WAIT)
    return process.returncode, process.stdout.read().decode(), process.stderr.read().decode()


def interrupt_while_reading(directory, signum):
    process = start('file path=- ! lines ! lines', directory)
    # its first record shows that it runs
    process.stdin.write(b'one\n')
    process.stdin.flush()
    sweet_test.equal(process.stdout.readline(), b'one\n')
    process.send_signal(signum)
    status = process.wait(timeout=WAIT)
    sweet_test.equal((status, process.stdout.read(), process.stderr.read()), (128 + signum, b'', b''))


def test_sigint(directory):
    interrupt_while_reading(directory, signal.SIGINT)


def test_sigterm(directory):
    interrupt_while_reading(directory, signal.SIGTERM)


def test_no_output_is_left(directory):
    process = start('file path=- ! lines ! lines ! file path=out', directory)
    process.stdin.write(b'one\n' * 1000)
    process.stdin.flush()
    wait_until(lambda: is_writing(process, directory), 'opening the output')
    process.send_signal(signal.SIGINT)
    sweet_test.equal(finish(process), (130, '', ''))
    sweet_test.equal(list(directory.iterdir()), [], 'files')


def test_status_and_output_agree(directory):
    # the end of the input and the signal come at the same time: whichever wins, wins as a whole
    for _ in range(30):
        process = start('file path=- ! lines ! lines ! file path=out', directory)
        process.stdin.write(b'one\n' * 100)
        process.stdin.flush()
        wait_until(lambda: is_writing(process, directory), 'opening the output')
        process.send_signal(signal.SIGINT)
        process.stdin.close()
        status, out, err = finish(process)
        sweet_test.equal((out, err), ('', ''), 'stdout and stderr')
        complete = (directory / 'out').exists()
        sweet_test.equal((status, complete) in ((0, True), (130, False)), True,
                         f'status {status} with{"" if complete else "out"} output agrees')
        if complete:
            (directory / 'out').unlink()


def test_old_output_is_kept(directory):
    (directory / 'out').write_text('old')
    process = start('file path=- ! lines ! lines ! file path=out', directory)
    wait_until(lambda: is_writing(process, directory), 'opening the output')
    process.send_signal(signal.SIGTERM)
    sweet_test.equal(finish(process), (143, '', ''))
    sweet_test.equal([path.name for path in directory.iterdir()], ['out'], 'files')
    sweet_test.equal((directory / 'out').read_text(), 'old')


def third_signal(directory, first, last):
    # the processor does not listen, so neither the first signal nor the second can end it
    process = start('file path=- ! lines ! stubborn ! lines ! file path=out', directory)
    process.stdin.write(b'one\n')
    process.stdin.flush()
    wait_until(lambda: is_writing(process, directory), 'opening the output')
    time.sleep(0.1)
    process.send_signal(first)
    time.sleep(0.3)
    sweet_test.equal(process.poll(), None, 'status after the first signal')
    process.send_signal(first)
    time.sleep(0.2)
    sweet_test.equal(process.poll(), None, 'status after the second signal')
    process.send_signal(last)
    sweet_test.equal(process.wait(timeout=2 * sweet_test.TIME_FACTOR), 128 + last, 'status after the third signal')
    sweet_test.equal(list(directory.iterdir()), [], 'files')
    finish(process)


def test_third_sigint(directory):
    third_signal(directory, signal.SIGINT, signal.SIGINT)


def test_third_sigterm(directory):
    third_signal(directory, signal.SIGINT, signal.SIGTERM)


def test_stats_after_a_signal(directory):
    process = start('--stats file path=- ! lines', directory)
    process.stdin.write(b'one\n')
    process.stdin.flush()
    sweet_test.equal(process.stdout.readline(), b'{"line":"one"}\n')
    process.send_signal(signal.SIGINT)
    status, out, err = finish(process)
    sweet_test.equal((status, out), (130, ''))
    sweet_test.contains(err, 'total: ')


def test_json_stats_after_a_signal(directory):
    process = start('--stats=json --stats-file=stats file path=- ! lines', directory)
    for line in b'one\n', b'two\n':
        process.stdin.write(line)
        process.stdin.flush()
        process.stdout.readline()
    process.send_signal(signal.SIGINT)
    sweet_test.equal(finish(process), (130, '', ''))
    stats = json.loads((directory / 'stats').read_text())
    sweet_test.equal((stats['status'], stats['error'], stats['records'], stats['bytes'], stats['in-flight']),
                     ('cancelled', 'the task was cancelled', 2, 8, 0))
    sweet_test.equal([element['latency']['count'] >= 2 for element in stats['elements']], [True] * len(stats['elements']))


def test_closed_stdout(directory):
    (directory / 'in').write_bytes(b'some words\n' * 200000)
    process = start('file path=in ! lines ! lines', directory)
    sweet_test.equal(process.stdout.readline(), b'some words\n')
    process.stdout.close()
    sweet_test.equal((process.wait(timeout=WAIT), process.stderr.read()), (141, b''))


def test_head(directory):
    (directory / 'in').write_bytes(b'some words\n' * 200000)
    result = sweet_test.command('bash', '-c', 'sweet-launch file path=in ! lines ! lines | head -n 2; '
                                              'echo ${PIPESTATUS[0]}', cwd=directory)
    sweet_test.equal((result.stdout, result.stderr), (b'some words\nsome words\n141\n', b''))


def test_closed_fifo_is_an_error(directory):
    # only standard output is quiet
    os.mkfifo(directory / 'fifo')
    (directory / 'in').write_bytes(b'some words\n' * 200000)
    process = start('file path=in ! lines ! lines ! file path=fifo', directory)
    with open(directory / 'fifo', 'rb') as fifo:
        fifo.read(1)
    status, out, err = finish(process)
    sweet_test.equal((status, out), (1, ''))
    sweet_test.contains(err, 'sweet-launch: ')
    sweet_test.contains(err, 'fifo')


def test_only_named_plugins_are_loaded(directory):
    process = start('file path=- ! lines ! lines', directory)
    process.stdin.write(b'one\n')
    process.stdin.flush()
    sweet_test.equal(process.stdout.readline(), b'one\n')
    with open(f'/proc/{process.pid}/maps', encoding='utf-8') as maps:
        plugins = set(re.findall(r'libsweet-([a-z-]+)\.so', maps.read()))
    process.stdin.close()
    sweet_test.equal(process.wait(timeout=WAIT), 0)
    sweet_test.equal(plugins, {'file', 'lines'})


def open_terminal():
    try:
        return pty.openpty()
    except OSError as error:
        raise sweet_test.Skip(f'no terminal can be opened: {error}')


def run_on_terminal(line, directory, stdout_too=False):
    """Gives what appears on a terminal that is stderr, and on demand stdout as well."""
    master, terminal = open_terminal()
    with subprocess.Popen(['sweet-launch', *line.split()], cwd=directory, stdin=subprocess.DEVNULL,
                          env=dict(os.environ, SWEET_PLUGIN_PATH=f'{ODD}:{os.environ["SWEET_PLUGIN_PATH"]}'),
                          stdout=terminal if stdout_too else subprocess.DEVNULL, stderr=terminal) as process:
        os.close(terminal)
        text = b''
        while True:
            if not select.select([master], [], [], WAIT)[0]:
                process.kill()
                raise AssertionError(f'it hangs after {text!r}')
            try:
                part = os.read(master, 4096)
            except OSError:
                break
            if not part:
                break
            text += part
    os.close(master)
    return process.returncode, text.decode()


def test_progress(directory):
    (directory / 'in').write_bytes(b'some words\n' * 400)
    begin = time.monotonic()
    status, text = run_on_terminal('file path=in block-size=110B ! lines ! slow ! serial ! count', directory)
    seconds = time.monotonic() - begin
    sweet_test.equal(status, 0)
    percents = [int(percent) for percent in re.findall(r'\r(\d+) %', text)]
    sweet_test.equal(len(percents) >= 2, True, f'{text!r} tells the progress')
    sweet_test.equal(len(percents) <= 10 * seconds + 1, True, f'{len(percents)} lines in {seconds} s are few enough')
    sweet_test.equal(percents, sorted(percents), 'progress')
    sweet_test.equal(percents[0] < 100, True, 'it begins below 100 %')
    sweet_test.equal(re.search(r'\r +\r$', text) is not None, True, f'{text!r} ends cleared')


def test_no_progress_where_records_appear(directory):
    (directory / 'in').write_bytes(b'some words\n' * 100)
    status, text = run_on_terminal('file path=in block-size=110B ! lines ! slow ! count', directory, stdout_too=True)
    sweet_test.equal((status, text), (0, '{"count":100}\r\n'))


def test_no_progress_of_what_is_fast(directory):
    (directory / 'in').write_bytes(b'some words\n')
    sweet_test.equal(run_on_terminal('file path=in ! lines ! count', directory), (0, ''))


def test_no_progress_in_a_file(directory):
    (directory / 'in').write_bytes(b'some words\n' * 100)
    process = start('file path=in block-size=110B ! lines ! slow ! count', directory)
    sweet_test.equal(finish(process), (0, '{"count":100}\n', ''))


if __name__ == '__main__':
    sweet_test.run()
