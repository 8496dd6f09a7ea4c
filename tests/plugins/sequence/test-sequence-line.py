#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""Sequences in a line; what they do with every kind of input is tested in C."""

import json
import pathlib
import tempfile

import sweet_test
from sweet_test import command, equal

HEAD = 'n,key\n'


def line(text, *words):
    result = command('sweet-launch', 'file', 'path=-', '!', 'csv', '!', 'sequence', *words, '!', 'jsonl', input=text.encode())
    return result.returncode, ''.join(json.loads(record)['n'] for record in result.stdout.splitlines()), result.stderr.decode()


def test_orders():
    text = HEAD + 'a,2\nb,1\nc,3\n'
    equal(line(text, 'column=key'), (0, 'bac', ''))
    equal(line(text, 'by=id', 'column=key', 'start=1'), (0, 'bac', ''))
    equal(line(text, 'by=timestamp', 'column=key', 'lateness=1s'), (0, 'bac', ''))
    equal(line(text, 'by=value', 'column=key', 'order=descending', 'buffer=10'), (0, 'cab', ''))
    equal(line(HEAD + 'a,2\nb,2\na,1\n', 'by=value', 'column=key,n'), (0, 'aab', ''))


def test_late_and_gaps():
    with tempfile.TemporaryDirectory() as folder:
        text = HEAD + 'a,1\nb,2\nc,2\nd,7\n'
        equal(line(text, 'column=key', 'start=1', 'on-gap=skip', '@gaps', 'csv', '!', 'file', f'path={folder}/gaps.csv'),
              (0, 'abd', 'sweet-launch: sequence: 1 record was dropped, which “@late” takes\n'))
        equal(pathlib.Path(folder, 'gaps.csv').read_text(), 'first,last,count,file,record\n3,6,4,standard input,4\n')
        equal(line(text, 'column=key', 'on-gap=skip', 'start=1', '@late', 'csv', '!', 'file', f'path={folder}/late.csv'),
              (0, 'abd', 'sweet-launch: sequence: 1 record was dropped, which “@gaps” takes\n'))
        equal(pathlib.Path(folder, 'late.csv').read_text(), 'n,key\nc,2\n')
        both = line(text, 'column=key', 'on-gap=skip', 'start=1', '@late', 'csv', '!', 'file', f'path={folder}/late.csv',
                    '!', '@gaps', 'csv', '!', 'file', f'path={folder}/gaps.csv', '!', 'filter', 'where=key < 7')
        equal(both, (0, 'ab', ''))
        equal(pathlib.Path(folder, 'late.csv').read_text(), 'n,key\nc,2\n')
        equal(pathlib.Path(folder, 'gaps.csv').read_text(), 'first,last,count,file,record\n3,6,4,standard input,4\n')
        equal(line(HEAD + 'a,1\n', 'column=key', '@late', 'csv', '!', 'file', f'path={folder}/none.csv'), (0, 'a', ''))
        equal(pathlib.Path(folder, 'none.csv').read_text(), 'n,key\n')
        equal(line(HEAD, 'column=key', '@gaps', 'csv', '!', 'file', f'path={folder}/none.csv'), (0, '', ''))
        equal(pathlib.Path(folder, 'none.csv').read_text(), 'first,last,count,file,record\n')


def test_errors():
    equal(line(HEAD + 'a,1\nb,4\n', 'column=key', 'start=1', 'buffer=0'),
          (1, 'a', 'sweet-launch: sequence: standard input: record 2: “key” 2 to 3 are missing before 4 (on-gap=skip goes on)\n'))
    for words, message in (
            (['by=timestamp', 'column=key', '@gaps', 'csv', '!', 'file', 'path=x'],
             'element 3, sequence: it has no output “gaps”; there are “errors”, “late”'),
            (['column=key', '@lat', 'csv', '!', 'file', 'path=x'],
             'element 3, sequence: it has no output “lat”; the nearest is “late”'),
            ([], 'sequence: column is not set; name the one that says the order, as in column=id'),
            (['column=a,b'], 'sequence: column names several, which only by=value takes'),
            (['column=key', 'lateness=5s'], 'sequence: lateness means nothing without by=timestamp'),
            (['by=timestamp', 'column=key', 'buffer=5'], 'sequence: buffer means nothing with by=timestamp, where lateness says how long records wait')):
        status, _, err = line(HEAD, *words)
        equal((status, err), (2, f'sweet-launch: {message}\n'))


def test_what_is_behind_a_failure():
    """Nothing comes of it, whatever block it is in."""
    rows = [f'{n},{1800000000 + n}' for n in range(1, 10)] + ['10,x'] + [f'{n},{1800000000 + n}' for n in range(11, 41)]
    text = 'id,at\n' + '\n'.join(rows) + '\n'
    for words, expected in ((['by=timestamp', 'column=at', 'lateness=2s'], '1234567'), (['by=id', 'column=at', 'start=1800000001'], '123456789'),
                            (['by=timestamp', 'column=at', 'lateness=0s', 'on-late=error'], '123456789')):
        for size in ('16B', '100B', '64KiB'):
            result = command('sweet-launch', 'file', 'path=-', f'block-size={size}', '!', 'csv', '!', 'sequence', *words, '!', 'select',
                             'fields=id', '!', 'lines', input=text.encode())
            equal((result.returncode, result.stdout.decode().replace('\n', '')), (1, expected), f'{words} with blocks of {size}')


def test_stats():
    result = command('sweet-launch', '--stats=json', 'file', 'path=-', '!', 'csv', '!', 'sequence', 'column=key', 'start=1', '!', 'jsonl', input=b'n,key\na,1\nb,1\n')
    equal(result.returncode, 0)
    said, stats = result.stderr.decode().splitlines()
    equal(said, 'sweet-launch: sequence: 1 record was dropped, which “@late” takes')
    sequence = next(element for element in json.loads(stats)['elements'] if element['name'] == 'sequence')
    equal((sequence['outputs'], sequence['dropped']), ({}, {'late': 1, 'gaps': 0}))


def test_sample_in_order():
    """Order made by the element is the order that a stable sort gives."""
    text = sweet_test.SAMPLES.joinpath('birdstrikes.csv').read_bytes()
    result = command('sweet-launch', 'file', 'path=-', '!', 'csv', '!', 'sequence', 'by=value', "column=Origin State", 'buffer=20000', '!', 'jsonl', input=text)
    equal((result.returncode, result.stderr), (0, b''))
    states = [json.loads(record)['Origin State'] for record in result.stdout.splitlines()]
    equal(len(states), 10000)
    equal(states, sorted(states, key=lambda state: state.encode()))


if __name__ == '__main__':
    sweet_test.run()
