#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""lines through whole pipelines."""

import os
import random
import re
import subprocess

import sweet_test

WORKERS = (1, 2, 8)
BLOCK_SIZES = (8, 13, 64, 1000, 1048576)
PLACE = re.compile(r'in: record (\d+), line (\d+), byte (\d+): (.*)')


def launch(directory, data, *line, block_size=None, workers=2):
    (directory / 'in').write_bytes(data)
    size = [f'block-size={block_size}B'] if block_size else []
    result = sweet_test.command('sweet-launch', 'file', 'path=in', *size, '!', 'parallel', f'workers={workers}', '!', *line,
                                cwd=directory)
    return result.stdout, result.stderr.decode(), result.returncode


def accept(directory, data, expected, *line, err='', **more):
    sweet_test.equal(launch(directory, data, *(line or ('lines', '!', 'lines')), **more), (expected, err, 0),
                     f'what {data[:100]!r} gives')


def test_all_but_line_feeds_is_data(directory):
    for data in (b'', b'\n', b'\n\n\n', b'a\n', b'\0\n\r\n\r\r\n\xff\xfe\n', b'\xef\xbb\xbfa\n"b\n",c\n', bytes(i for i in range(256)) + b'\n'):
        for block_size in BLOCK_SIZES:
            accept(directory, data, data, block_size=block_size)


def test_last_line_feed_may_be_missing(directory):
    for block_size in BLOCK_SIZES:
        accept(directory, b'a\nb', b'a\nb\n', block_size=block_size)
        accept(directory, b'x' * 100, b'x' * 100 + b'\n', block_size=block_size)


def test_random_lines_come_back(directory):
    for seed in range(12):
        rng = random.Random(seed)
        longest = rng.choice([1, 10, 100, 5000])
        data = b''.join(bytes(rng.choice(b'ab\r\0\xff,"') for _ in range(rng.randrange(longest))) + b'\n' for _ in range(rng.choice([3, 200])))
        for workers in WORKERS:
            accept(directory, data, data, block_size=rng.choice(BLOCK_SIZES), workers=workers)


def test_records_are_counted_and_named(directory):
    accept(directory, b'a\n\nc', b'{"line":"a"}\n{"line":""}\n{"line":"c"}\n', 'lines', '!', 'jsonl')
    accept(directory, b'a\n\nc', b'{"count":3}\n', 'lines', '!', 'count', '!', 'jsonl')


def test_limit_of_a_line(directory):
    fits = b'x' * 100 + b'\n'
    for block_size in BLOCK_SIZES:
        for workers in WORKERS if block_size == 64 else (2,):
            accept(directory, fits * 3, fits * 3, 'lines', 'max-record-size=100B', '!', 'lines', block_size=block_size, workers=workers)
            for bad in (b'y' * 101, b'y' * 5000):
                for end in (b'\n', b''):
                    out, err, status = launch(directory, fits + bad + end, 'lines', 'max-record-size=100B', '!', 'lines',
                                              block_size=block_size, workers=workers)
                    sweet_test.equal((out, status), (fits, 1), 'what comes before')
                    sweet_test.equal(PLACE.search(err).groups(),
                                     ('2', '2', '201', 'the line is larger than 100B (max-record-size raises the limit, on-error=skip leaves the record out)'),
                                     'the error')
                accept(directory, bad + b'\n' + fits + bad + b'\n\n' + fits + bad, fits + b'\n' + fits,
                       'lines', 'max-record-size=100B', 'on-error=skip', '!', 'lines', block_size=block_size, workers=workers,
                       err='sweet-launch: 3 bad records were skipped\n')


def test_endless_line_needs_no_memory(directory):
    result = sweet_test.command('sweet-launch', 'file', 'path=/dev/zero', '!', 'lines', '!', 'lines', cwd=directory)
    sweet_test.equal((result.returncode, result.stdout), (1, b''), 'what comes of it')
    sweet_test.contains(result.stderr.decode(), '/dev/zero: record 1, line 1, byte 16777216: the line is larger than 16MiB')


def test_column_that_is_written(directory):
    accept(directory, b'{"a":"one"}\n{"a":2}\n{}\n{"a":null}\n', b'one\n2\n\n\n', 'jsonl', '!', 'lines')
    accept(directory, b'{"a":1,"line":"one","b":2}\n{"line":"two"}\n', b'one\ntwo\n', 'jsonl', '!', 'lines')
    accept(directory, b'{}\n{}\n', b'\n\n', 'jsonl', '!', 'lines')
    accept(directory, b'', b'', 'jsonl', '!', 'lines')


def test_several_columns_are_refused(directory):
    out, err, status = launch(directory, b'{"a":1}\n{"a":1,"b":2}\n', 'jsonl', '!', 'lines')
    sweet_test.equal((out, status), (b'1\n', 1), 'what comes before')
    sweet_test.contains(err, 'a line holds one column, there are 2 and none is named “line”: select one of a, b')
    out, err, status = launch(directory, b'a,b,c\n1,2,3\n', 'csv', '!', 'lines')
    sweet_test.equal((out, status), (b'', 1), 'what comes of three columns')
    sweet_test.contains(err, 'select one of a, b, c')


def test_line_feed_in_text_is_refused(directory):
    out, err, status = launch(directory, b'{"a":"x"}\n{"a":"y\\nz"}\n{"a":"never"}\n', 'jsonl', '!', 'lines')
    sweet_test.equal((out, status), (b'x\n', 1), 'what comes before')
    sweet_test.contains(err, 'record 2: the column “a” has a line feed in it, which a line cannot hold: write csv or jsonl instead')


def test_lines_pass_as_they_come():
    process = subprocess.Popen(['sweet-launch', 'file', 'path=-', '!', 'lines', '!', 'filter', 'where=line ~ x', '!', 'lines'],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    for number in range(10):
        os.write(process.stdin.fileno(), b'no %d\nx %d\n' % (number, number))
        sweet_test.equal(os.read(process.stdout.fileno(), 100), b'x %d\n' % number, 'the line')
    process.stdin.close()
    sweet_test.equal((process.stdout.read(), process.wait()), (b'', 0), 'the end')
    process.stdout.close()


if __name__ == '__main__':
    sweet_test.run()
