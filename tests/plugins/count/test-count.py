#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""Counting, against Python's Counter."""

import collections
import csv
import json
import random

import sweet_test
from sweet_test import command, contains, equal

SAMPLE = sweet_test.SAMPLES / 'birdstrikes.csv'


def count(text, decode, *options, workers=None, size=None):
    """Runs a count over text and gives its records."""
    source = ['file', 'path=-'] + ([f'block-size={size}'] if size else [])
    plan = ['!', 'parallel', f'workers={workers}'] if workers else []
    result = command('sweet-launch', *source, '!', decode, '!', 'count', *options, *plan, '!', 'jsonl', input=text)
    equal((result.returncode, result.stderr), (0, b''), 'status and errors')
    return [json.loads(line) for line in result.stdout.splitlines()]


def expected(values, name):
    """What a count by a column of text gives."""
    groups = collections.Counter(values)
    ordered = sorted(groups.items(), key=lambda item: (-item[1], item[0].encode()))
    return [{name: value, 'count': n} for value, n in ordered]


def test_total():
    equal(count(b'a\n1\n2\n3\n', 'csv'), [{'count': 3}])
    equal(count(b'a\n', 'csv'), [{'count': 0}])
    equal(count(b'', 'csv'), [{'count': 0}])
    equal(count(b'', 'jsonl'), [{'count': 0}])
    equal(count(b'x\ny', 'lines'), [{'count': 2}])


def test_total_as_csv():
    result = command('sweet-launch', 'file', 'path=-', '!', 'csv', '!', 'count', '!', 'csv', input=b'a\n1\n')
    equal(result.stdout, b'count\n1\n')


def test_by_column():
    text = b'city,n\nOslo,1\nRome,2\nOslo,3\nBonn,4\n"Ro\nme",5\n,6\n'
    equal(count(text, 'csv', 'by=city'), [
        {'city': 'Oslo', 'count': 2}, {'city': '', 'count': 1}, {'city': 'Bonn', 'count': 1},
        {'city': 'Ro\nme', 'count': 1}, {'city': 'Rome', 'count': 1}])


def test_ties_are_in_byte_order():
    values = ['b', 'a', 'B', 'ab', 'Z', 'ä', 'a b', '~', '10', '9', '', 'é', 'aa']
    text = 'v\n' + ''.join(f'"{value}"\n' for value in values)
    equal(count(text.encode(), 'csv', 'by=v'), expected(values, 'v'))


def test_missing_values_are_one_group():
    text = b'{"a": "x"}\n{"b": 1}\n{"a": null}\n{"a": ""}\n{"a": "x"}\n'
    equal(count(text, 'jsonl', 'by=a'), [
        {'a': None, 'count': 2}, {'a': 'x', 'count': 2}, {'a': '', 'count': 1}])


def test_kinds_of_values_are_apart():
    text = b'{"a": 1}\n{"a": "1"}\n{"a": 1.0}\n{"a": true}\n{"a": "true"}\n{"a": 1}\n{"a": [1, 2]}\n'
    result = command('sweet-launch', 'file', 'path=-', '!', 'jsonl', '!', 'count', 'by=a', '!', 'jsonl', input=text)
    equal(result.stdout.splitlines(), [
        b'{"a":1,"count":2}', b'{"a":"1","count":1}', b'{"a":1.0,"count":1}', b'{"a":[1, 2],"count":1}',
        b'{"a":"true","count":1}', b'{"a":true,"count":1}'])


def test_no_groups_still_have_columns():
    result = command('sweet-launch', 'file', 'path=-', '!', 'csv', '!', 'count', 'by=a', '!', 'csv', input=b'a,b\n')
    equal((result.returncode, result.stdout), (0, b'a,count\n'))


def test_sample():
    with open(SAMPLE, newline='', encoding='utf-8') as file:
        rows = list(csv.DictReader(file))
    text = SAMPLE.read_bytes()
    equal(count(text, 'csv'), [{'count': 10000}])
    for name in rows[0]:
        equal(count(text, 'csv', f'by={name}'), expected([row[name] for row in rows], name), f'count by {name}')


def test_workers_and_blocks_change_nothing():
    rng = random.Random(4)
    values = [f'k{int(rng.expovariate(0.01))}' for _ in range(20000)]
    text = 'v,x\n' + ''.join(f'{value},{i}\n' for i, value in enumerate(values))
    whole = expected(values, 'v')
    for workers in (1, 2, 8):
        for size in ('97B', '4KiB', '64KiB', '1MiB'):
            equal(count(text.encode(), 'csv', 'by=v', workers=workers, size=size), whole,
                  f'{workers} workers and blocks of {size}')


def test_many_groups():
    values = [f'{i * 2654435761 % 2**32:x}' + 'y' * (20000 if i == 5 else i % 30) for i in range(30000)]
    text = 'v\n' + '\n'.join(values + values[:1000]) + '\n'
    equal(count(text.encode(), 'csv', 'by=v', workers=2, size='64KiB'), expected(values + values[:1000], 'v'))


def test_behind_a_filter():
    text = b'a,b\nx,1\ny,2\nx,3\ny,4\ny,5\n'
    result = command('sweet-launch', 'file', 'path=-', '!', 'csv', '!', 'filter', 'where=b > 1', '!', 'count', 'by=a',
                     '!', 'filter', 'where=count > 1', '!', 'jsonl', input=text)
    equal(result.stdout, b'{"a":"y","count":3}\n')


def test_unknown_column():
    for decode, text in (('csv', b'Speed\n'), ('csv', b'Speed\n1\n'), ('jsonl', b'{"Speed": 1}\n')):
        result = command('sweet-launch', 'file', 'path=-', '!', decode, '!', 'count', 'by=sped', input=text)
        equal((result.returncode, result.stdout), (1, b''))
        contains(result.stderr.decode(), 'count: no column “sped”; the nearest is “Speed”')


def test_column_that_comes_late():
    text = b'{"a": 1}\n' * 500 + b'{"b": 2}\n'
    for workers in (1, 2):
        equal(count(text, 'jsonl', 'by=b', workers=workers, size='64B'), [{'b': None, 'count': 500}, {'b': 2, 'count': 1}])


def test_name_of_the_result():
    result = command('sweet-launch', 'file', 'path=-', '!', 'csv', '!', 'count', 'by=count', input=b'count\n')
    equal(result.returncode, 2)
    contains(result.stderr.decode(), 'count: by=count would give two columns of that name')


def test_broken_input_gives_no_count():
    result = command('sweet-launch', 'file', 'path=-', '!', 'csv', '!', 'count', input=b'a\n1\n2,3\n4\n')
    equal((result.returncode, result.stdout), (1, b''))


if __name__ == '__main__':
    sweet_test.run()
