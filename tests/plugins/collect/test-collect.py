#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""Collecting records, against a dictionary of Python's."""

import csv
import json
import random

import sweet_test
from sweet_test import command, contains, equal


def collect(text, *options, decode='csv', encode='csv', source=(), plan=()):
    """Runs a collect over text."""
    return command('sweet-launch', 'file', 'path=-', *source, '!', decode, '!', 'collect', *options, *plan,
                   '!', encode, input=text)


def output(*args, **kwargs):
    """What a collect that succeeds gives."""
    result = collect(*args, **kwargs)
    equal((result.returncode, result.stderr), (0, b''), 'status and errors')
    return result.stdout


def test_all():
    text = b'id,v\n1,a\n2,b\n1,c\n'
    equal(output(text), text)


def test_last_of_each_key_in_the_place_of_the_first():
    equal(output(b'id,v\n1,a\n2,b\n1,c\n3,d\n2,e\n', 'key=id'), b'id,v\n1,c\n2,e\n3,d\n')


def test_keys_are_bytes():
    equal(output(b'id,v\n1,a\n1.0,b\n01,c\n"1",d\n,e\n,f\n', 'key=id'), b'id,v\n1,d\n1.0,b\n01,c\n,f\n')


def test_records_without_a_key_are_all_held():
    text = b'{"id":1,"v":1}\n{"v":2}\n{"id":null,"v":3}\n{"id":"1","v":4}\n'
    equal(output(text, 'key=id', decode='jsonl', encode='jsonl'), b'{"id":"1","v":4}\n{"v":2}\n{"id":null,"v":3}\n')


def test_no_records_still_have_columns():
    equal(output(b'id,v\n', 'key=id'), b'id,v\n')
    equal(output(b'', decode='jsonl', encode='jsonl'), b'')


def test_columns_that_join_later():
    text = b'{"id":1}\n{"id":2,"x":5}\n{"id":1,"y":6}\n'
    equal(output(text, 'key=id', decode='jsonl', encode='jsonl'), b'{"id":1,"y":6}\n{"id":2,"x":5}\n')
    # all columns are known when the first record comes out
    equal(output(text, 'key=id', decode='jsonl'), b'id,x,y\n1,,6\n2,5,\n')
    for size in ('8B', '16B', '1KiB'):
        equal(output(text, decode='jsonl', source=(f'block-size={size}',)), b'id,x,y\n1,,\n2,5,\n1,,6\n', size)


def test_unknown_key():
    for decode, text in (('csv', b'ident\n'), ('csv', b'ident\n1\n'), ('jsonl', b'{"ident": 1}\n')):
        result = collect(text, 'key=idnet', decode=decode)
        equal((result.returncode, result.stdout), (1, b''))
        contains(result.stderr.decode(), 'collect: no column “idnet”; the nearest is “ident”')


def test_workers_and_blocks_change_nothing():
    rng = random.Random(5)
    rows = [(f'k{rng.randrange(3000)}', str(i), 'x' * rng.randrange(40)) for i in range(20000)]
    text = 'id,n,t\n' + ''.join(','.join(row) + '\n' for row in rows)
    last = {}
    for row in rows:
        last[row[0]] = row
    expected = 'id,n,t\n' + ''.join(','.join(row) + '\n' for row in last.values())
    for workers, size in ((1, '1MiB'), (2, '512B'), (8, '64KiB')):
        equal(output(text.encode(), 'key=id', source=(f'block-size={size}',), plan=('!', 'parallel', f'workers={workers}')),
              expected.encode(), f'{workers} workers and blocks of {size}')


def test_sample():
    path = sweet_test.SAMPLES / 'birdstrikes.csv'
    with open(path, newline='', encoding='utf-8') as file:
        rows = list(csv.DictReader(file))
    last = {row['Aircraft Make Model']: row for row in rows}
    result = output(path.read_bytes(), 'key=Aircraft Make Model', encode='jsonl')
    equal([json.loads(line) for line in result.splitlines()], list(last.values()))


def test_limit_names_the_element():
    text = b'id,v\n' + b''.join(b'%d,abc\n' % i for i in range(10000))
    result = collect(text, 'max-memory=64KiB')
    equal((result.returncode, result.stdout), (1, b''))
    contains(result.stderr.decode(), 'collect: ')
    contains(result.stderr.decode(), 'records kept so far need more than max-memory=64KiB')
    # records that replace each other need no more than one
    text = b'id,v\n' + b''.join(b'1,%d\n' % i for i in range(10000))
    equal(output(text, 'key=id', 'max-memory=640KiB'), b'id,v\n1,9999\n')


def test_broken_input_gives_nothing():
    result = collect(b'a\n1\n2,3\n4\n')
    equal((result.returncode, result.stdout), (1, b''))


if __name__ == '__main__':
    sweet_test.run()
