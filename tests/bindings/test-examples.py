#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""The example programs do the same in every language, to the byte."""

import hashlib
import pathlib

import sweet_test

EXAMPLES = sweet_test.SOURCE_ROOT / 'data' / 'examples'

PEOPLE = b'id,name,age,city\n1,Ann,30,Berlin\n2,Bo,41,Oslo\n3,Cy,22,Rome\n'
GAPS = b'id,data\n1,a\n2,b\n3,\n4,d\n5,e\n6,\n7,g\n8,h\n9,i\n10,j\n'
QUOTED = ('id,text\r\n1,"one\ntwo"\r\n2,"say ""x"", J\u00fcrgen"\r\n1,"again,\r\nand last"\r\n'
          '3,no line end').encode()


def programs(name):
    """Gives the argument vector of an example in each language."""
    return {
        'C': [sweet_test.BUILD_ROOT / 'data' / f'example-{name}-c'],
        'Python': ['/usr/bin/python3', EXAMPLES / f'{name}.py'],
        'JavaScript': ['gjs', '-m', EXAMPLES / f'{name}.js'],
        'Vala': [sweet_test.BUILD_ROOT / 'data' / f'example-{name}-vala'],
    }


def run_all(contents, directory):
    """Gives what each program printed, and its exit status."""
    path = directory / 'input.csv'
    if contents is not None:
        path.write_bytes(contents)
    results = {}
    for language, argv in programs('csv').items():
        result = sweet_test.command(*argv, path)
        results[language] = (result.returncode, result.stdout.decode(), result.stderr.decode())
    return results


def check_all(directory, contents, status, out, err=''):
    for language, result in run_all(contents, directory).items():
        sweet_test.equal(result, (status, out, err.replace('FILE', str(directory / 'input.csv'))), language)


def test_people(directory):
    check_all(directory, PEOPLE, 0,
              'id=1, name=Ann, age=30, city=Berlin\n'
              'id=2, name=Bo, age=41, city=Oslo\n'
              'id=3, name=Cy, age=22, city=Rome\n'
              'valid records: 3\n')


def test_empty_fields(directory):
    valid = [(1, 'a'), (2, 'b'), (4, 'd'), (5, 'e'), (7, 'g'), (8, 'h'), (9, 'i'), (10, 'j')]
    check_all(directory, GAPS, 0,
              ''.join(f'id={id}, data={data}\n' for id, data in valid) + 'valid records: 8\n')


def test_quoted_newlines_and_a_repeated_id(directory):
    check_all(directory, QUOTED, 0,
              'id=1, text=again,\r\nand last\n'
              'id=2, text=say "x", J\u00fcrgen\n'
              'id=3, text=no line end\n'
              'valid records: 3\n')


def test_malformed(directory):
    check_all(directory, b'id,data\n1,a\n2,"b"c\n3,d\n', 1, 'id=1, data=a\nvalid records: 1\n',
              'FILE: record 2, line 3, byte 17: text after a closing quote (on-error=skip leaves the record out)\n')


def test_not_utf8(directory):
    check_all(directory, b'id,data\n1,a\n2,b\xff\n3,d\n', 1, 'id=1, data=a\nvalid records: 1\n',
              'record 2: \u201cdata\u201d is not UTF-8\n')


def test_no_id(directory):
    check_all(directory, b'ident,data\n1,a\n', 1, 'valid records: 0\n',
              'no column \u201cid\u201d; there are ident, data\n')


def test_no_file(directory):
    check_all(directory, None, 1, 'valid records: 0\n',
              'file: could not open \u201cFILE\u201d: No such file or directory\n')


def test_empty_file(directory):
    check_all(directory, b'', 0, 'valid records: 0\n')


def test_no_argument():
    for language, argv in programs('csv').items():
        result = sweet_test.command(*argv)
        sweet_test.equal((result.returncode, result.stdout, result.stderr), (1, b'', b'usage: csv FILE\n'), language)


def check_tasks(paths, status, out):
    for language, argv in programs('tasks').items():
        result = sweet_test.command(*argv, *paths)
        sweet_test.equal((result.returncode, result.stdout.decode(), result.stderr.decode()), (status, out, ''), language)


def test_tasks(directory):
    for name, data in (('a', b'text'), ('b', b''), ('c', bytes(range(256)) * 10000)):
        (directory / name).write_bytes(data)
    paths = [str(directory / name) for name in 'abc']
    sums = [hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest() for path in paths]
    check_tasks(paths, 0, ''.join(f'{path}: {sum}\n' for path, sum in zip(paths, sums)) +
                '3 of 3 files\nheartbeat: cancelled (graceful)\n')


def test_tasks_that_fail(directory):
    (directory / 'a').write_bytes(b'text')
    path, missing = str(directory / 'a'), str(directory / 'missing')
    check_tasks([missing, path, str(directory)], 1,
                f'{missing}: Error opening file {missing}: No such file or directory (3 attempts)\n'
                f'{path}: {hashlib.sha256(b"text").hexdigest()}\n'
                f'{directory}: Error opening file {directory}: Is a directory (3 attempts)\n'
                '1 of 3 files\nheartbeat: cancelled (graceful)\n')


def test_no_tasks():
    check_tasks([], 0, '0 of 0 files\nheartbeat: cancelled (graceful)\n')


if __name__ == '__main__':
    sweet_test.run()
