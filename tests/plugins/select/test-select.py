#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""Selecting columns."""

import csv
import io
import itertools

import sweet_test
from sweet_test import command, contains, equal

TEXT = b'id,name,"a,b",x y\n1,Ada,p,q\n2,"Bob\n""B""",,s\n'


def select(fields, text, decode='csv', encode='csv', before=()):
    """Selects columns of text."""
    return command('sweet-launch', 'file', 'path=-', '!', decode, *before, '!', 'select', f'fields={fields}',
                   '!', encode, input=text)


def rows(result):
    """The output as rows."""
    equal((result.returncode, result.stderr), (0, b''), 'status and errors')
    return list(csv.reader(io.StringIO(result.stdout.decode(), newline='')))


def test_every_order():
    names = ['id', 'name', 'a,b', 'x y']
    table = list(csv.reader(io.StringIO(TEXT.decode(), newline='')))
    for n in range(1, 5):
        for chosen in itertools.permutations(names, n):
            fields = ','.join(f'"{name}"' if ',' in name else name for name in chosen)
            columns = [names.index(name) for name in chosen]
            equal(rows(select(fields, TEXT)), [[row[i] for i in columns] for row in table], fields)


def test_twice_in_a_row():
    equal(rows(select('name,id', TEXT, before=('!', 'select', 'fields=id,x y,name'))),
          [['name', 'id'], ['Ada', '1'], ['Bob\n"B"', '2']])


def test_behind_a_filter():
    equal(rows(select('name', TEXT, before=('!', 'filter', 'where=id > 1'))), [['name'], ['Bob\n"B"']])


def test_no_records():
    equal(select('name,id', b'id,name\n').stdout, b'name,id\n')


def test_json_keeps_kinds_and_leaves_out_what_is_missing():
    text = b'{"a": 1, "b": [1, 2]}\n{"b": null}\n{"c": true, "a": "x"}\n'
    equal(select('c,a', text, 'jsonl', 'jsonl').stdout, b'{"a":1}\n{}\n{"c":true,"a":"x"}\n')
    equal(select('c,a', text, 'jsonl', 'csv').stdout, b'c,a\n,1\n,\ntrue,x\n')


def test_unknown_column():
    for text in (b'id,name\n', TEXT):
        result = select('id,nmae', text)
        equal((result.returncode, result.stdout), (1, b''))
        contains(result.stderr.decode(), 'select: no column “nmae”; the nearest is “name”')


def test_column_named_twice():
    result = select('id,name,id', TEXT)
    equal((result.returncode, result.stdout), (2, b''))
    contains(result.stderr.decode(), 'select: fields names “id” twice')


def test_fields_are_needed():
    for option in ([], ['fields=']):
        result = command('sweet-launch', 'file', 'path=-', '!', 'csv', '!', 'select', *option, input=TEXT)
        equal(result.returncode, 2)
        contains(result.stderr.decode(), 'select: fields')


def test_blocks_and_workers_change_nothing():
    text = b'a,b,c\n' + b''.join(b'%d,"x\ny",%d\n' % (i, i * i) for i in range(2000))
    whole = select('c,a', text).stdout
    equal(whole, b'c,a\n' + b''.join(b'%d,%d\n' % (i * i, i) for i in range(2000)))
    for workers, size in ((1, '16B'), (2, '100B'), (8, '4KiB')):
        result = command('sweet-launch', 'file', 'path=-', f'block-size={size}', '!', 'csv', '!', 'select', 'fields=c,a',
                         '!', 'csv', '!', 'parallel', f'workers={workers}', input=text)
        equal(result.stdout, whole, f'{workers} workers and blocks of {size}')


if __name__ == '__main__':
    sweet_test.run()
