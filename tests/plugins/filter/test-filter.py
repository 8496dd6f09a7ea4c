#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""The filter against an evaluator that shares no line with it."""

import json
import random
import re

import sweet_test
from sweet_test import command, contains, equal

NUMBER = re.compile(r'[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?')
INTEGER = re.compile(r'[+-]?[0-9]+')
ORDERS = {'=': (0,), '!=': (-1, 1), '<': (-1,), '<=': (-1, 0), '>': (1,), '>=': (0, 1)}


class Number(str):
    """A number of JSON, as the text it was written with."""


def number(text):
    """What a value is as a number, or None: whole ones exactly, others in double precision."""
    if not isinstance(text, str) or not NUMBER.fullmatch(text):
        return None
    if INTEGER.fullmatch(text) and -2**63 <= int(text) < 2**63:
        return int(text)
    return float(text)


def order(a, b):
    """-1, 0 or 1."""
    if isinstance(a, int) and isinstance(b, int):
        return (a > b) - (a < b)
    if isinstance(a, str):
        a, b = a.encode(), b.encode()
    else:
        a, b = float(a), float(b)
    return (a > b) - (a < b)


def compare(operator, left, right, literal):
    """The truth of a comparison of a value with a literal or another value."""
    if left is None or right is None:
        return False
    if literal == 'string':
        return order(str(left), right) in ORDERS[operator]
    if literal == 'number' or isinstance(left, Number) or isinstance(right, Number):
        left, right = number(left), number(right)
        return left is not None and right is not None and order(left, right) in ORDERS[operator]
    return order(left, right) in ORDERS[operator]


def evaluate(node, record):
    """The truth of a tree such as ('and', [('not', ...), ...]) for a record."""
    kind = node[0]
    if kind == 'and':
        return all(evaluate(child, record) for child in node[1])
    if kind == 'or':
        return any(evaluate(child, record) for child in node[1])
    if kind == 'not':
        return not evaluate(node[1], record)
    if kind == 'search':
        value = record.get(node[1])
        return value is not None and re.search(node[2], value) is not None
    _, operator, column, literal, other = node
    right = record.get(other) if literal == 'column' else other
    return compare(operator, record.get(column), right, literal)


def name(column):
    """A column as an expression writes it."""
    if re.fullmatch(r'[a-z]+', column) and column not in ('and', 'or', 'not'):
        return column
    return '"' + column.replace('"', '""') + '"'


def string(text):
    """A string as an expression writes it."""
    return "'" + text.replace("'", "''") + "'"


MIRRORED = {'=': '=', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<='}


def render(node, rng, inside=False):
    """A tree as an expression, with parentheses where they are needed and some where not."""
    kind = node[0]
    if kind in ('and', 'or'):
        space = rng.choice([' ', '  ', '\n'])
        text = f'{space}{kind}{space}'.join(
            render(child, rng, True if kind == 'and' else child[0] == 'or') for child in node[1])
        return f'({text})' if inside or rng.random() < 0.2 else text
    if kind == 'not':
        return 'not ' + render(node[1], rng, True)
    if kind == 'search':
        return f'{name(node[1])} ~ {string(node[2])}'
    _, operator, column, literal, other = node
    right = {'string': string, 'number': str, 'column': name}[literal](other)
    if rng.random() < 0.2:
        return f'{right} {MIRRORED[operator]} {name(column)}'
    return rng.choice(['{} {} {}', '{}{}{}']).format(name(column), operator, right)


COLUMNS = ['a', 'b', 'c', 'two words', 'quo"te', 'not']
NUMBERS = ['0', '-0.0', '1', '1.0', '01', '+1', '2', '10', '9', '1e1', '.5', '5.', '-3', '9007199254740992',
           '9007199254740991', '9007199254740993', '-9007199254740993', '9223372036854775807', '-9223372036854775808',
           '9223372036854775808', '9007199254740992.5', '1e400', '-1e400', '1e-400', '-7.25e-3', '12345678', '123456789',
           '1234567.8', '0.30000000000000004', '00000000000000000000000007']
TEXTS = ['', 'a', 'A', 'ab', 'b', 'Ä', 'x y', "it's", '1x', ' 1', '1 ', '0x10', 'inf', 'nan', '-', '.', 'e5', '--1',
         '٠', '١', '1,5', '12345678x', '1234567812345678x', 'a' * 40, 'a' * 39 + 'b']
PATTERNS = ['a', '^a', 'b$', '[0-9]+', '^$', '(?i)A', '.', r'^.$', r'\.', "'", 'x.y', '^1']
CONSTANTS = [text for text in NUMBERS if not text.endswith('.')]


def tree(rng, depth):
    """A random condition."""
    kind = rng.choice(['and', 'or', 'not', 'compare', 'search'] if depth > 0 else ['compare', 'search'])
    if kind in ('and', 'or'):
        return (kind, [tree(rng, depth - 1) for _ in range(rng.randint(2, 4))])
    if kind == 'not':
        return (kind, tree(rng, depth - 1))
    column = rng.choice(COLUMNS)
    if kind == 'search':
        return (kind, column, rng.choice(PATTERNS))
    literal = rng.choice(['number', 'string', 'column'])
    other = {'number': CONSTANTS, 'string': NUMBERS + TEXTS, 'column': COLUMNS}[literal]
    return (kind, rng.choice(list(ORDERS)), column, literal, rng.choice(other))


def launch(where, text, decode, *options, **kwargs):
    """Runs a filter over text."""
    return command('sweet-launch', 'file', 'path=-', *options, '!', decode, '!', 'filter', f'where={where}',
                   '!', 'select', 'fields=id', '!', 'lines', input=text, **kwargs)


def kept(where, text, decode, *options):
    """The ids of the records that a filter keeps."""
    result = launch(where, text, decode, *options)
    equal((result.returncode, result.stderr), (0, b''), f'status and errors of {where!r}')
    return result.stdout.decode().split()


def check(node, rng, records, text, decode):
    """Compares the filter with the evaluator."""
    where = render(node, rng)
    expected = [record['id'] for record in records if evaluate(node, record)]
    equal(kept(where, text, decode), expected, f'what {where!r} keeps of {decode}')


def csv_quote(value):
    return '"' + value.replace('"', '""') + '"'


def csv_records(rng):
    """Records as Python has them and as CSV."""
    records = [{'id': str(i), **{column: rng.choice(NUMBERS + TEXTS) for column in COLUMNS}} for i in range(300)]
    rows = [[csv_quote(column) for column in ['id'] + COLUMNS]]
    rows += [[csv_quote(value) for value in record.values()] for record in records]
    return records, '\n'.join(map(','.join, rows)).encode() + b'\n'


def json_records(rng):
    """Records as Python has them and as JSON lines, with numbers, null and missing keys."""
    records, lines = [], []
    for i in range(300):
        record, members = {'id': str(i)}, [f'"id": "{i}"']
        for column in COLUMNS:
            kind = rng.randrange(6)
            key = json.dumps(column)
            if kind == 0:
                record[column] = None
                members.append(f'{key}: null')
            elif kind == 1:
                record[column] = rng.choice(['true', 'false'])
                members.append(f'{key}: {record[column]}')
            elif kind in (2, 3):
                value = rng.choice([n for n in NUMBERS if re.fullmatch(r'-?(0|[1-9][0-9]*)(\.[0-9]+)?(e[-+]?[0-9]+)?', n)])
                record[column] = Number(value)
                members.append(f'{key}: {value}')
            elif kind == 4:
                record[column] = rng.choice(NUMBERS + TEXTS)
                members.append(f'{key}: {json.dumps(record[column])}')
        records.append(record)
        lines.append('{' + ', '.join(members) + '}\n')
    return records, ''.join(lines).encode()


def test_every_comparison():
    """Each operator with each value against each literal."""
    rng = random.Random(1)
    for records, text, decode in ((*csv_records(rng), 'csv'), (*json_records(rng), 'jsonl')):
        for operator in ORDERS:
            for literal, values in (('number', CONSTANTS), ('string', NUMBERS + TEXTS), ('column', COLUMNS)):
                other = rng.sample(values, min(4, len(values)))
                node = ('or', [('and', [('compare', operator, column, literal, value),
                                        ('not', ('compare', '=', 'b', 'string', value))])
                               for column in COLUMNS for value in other])
                check(node, rng, records, text, decode)
                for value in other:
                    check(('compare', operator, 'a', literal, value), rng, records, text, decode)


def test_random_conditions():
    rng = random.Random(2)
    for records, text, decode in ((*csv_records(rng), 'csv'), (*json_records(rng), 'jsonl')):
        for _ in range(60):
            check(tree(rng, rng.randint(0, 4)), rng, records, text, decode)


def test_order_of_operators():
    text = b'id,a,b,c\n1,0,0,0\n2,0,0,1\n3,0,1,0\n4,0,1,1\n5,1,0,0\n6,1,0,1\n7,1,1,0\n8,1,1,1\n'
    equal(kept('a=1 or b=1 and c=1', text, 'csv'), ['4', '5', '6', '7', '8'])
    equal(kept('(a=1 or b=1) and c=1', text, 'csv'), ['4', '6', '8'])
    equal(kept('not a=1 and c=1', text, 'csv'), ['2', '4'])
    equal(kept('not (a=1 and c=1)', text, 'csv'), ['1', '2', '3', '4', '5', '7'])
    equal(kept('not not a=1', text, 'csv'), ['5', '6', '7', '8'])


def test_constants():
    text = b'id\n1\n2\n'
    for where, true in (("1 = 1.0", True), ("'1' = '1.0'", False), ("2 > '10'", False), ("'2' > '10'", True),
                        ("'abc' ~ 'b'", True), ("'abc' ~ '^b'", False), ("'x' != 1", False), ("10 ~ 0", True)):
        equal(kept(where, text, 'csv'), ['1', '2'] if true else [], where)


def test_large_ids_are_exact():
    text = b'id\n9007199254740992\n9007199254740993\n9223372036854775806\n9223372036854775807\n'
    equal(kept('id = 9007199254740993', text, 'csv'), ['9007199254740993'])
    equal(kept('id >= 9223372036854775807', text, 'csv'), ['9223372036854775807'])
    equal(kept('id != 9007199254740992 and id < 9007199254740994', text, 'csv'), ['9007199254740993'])


def test_missing_values():
    text = b'{"id": "1", "a": 5}\n{"id": "2"}\n{"id": "3", "a": null}\n{"id": "4", "a": ""}\n'
    equal(kept('a > 1', text, 'jsonl'), ['1'])
    equal(kept('not a > 1', text, 'jsonl'), ['2', '3', '4'])
    equal(kept('a != 5', text, 'jsonl'), [])
    equal(kept("a = ''", text, 'jsonl'), ['4'])
    equal(kept("a != 'x'", text, 'jsonl'), ['1', '4'])
    equal(kept('a = a', text, 'jsonl'), ['1', '4'])
    equal(kept('later = 1', text, 'jsonl'), [])
    equal(kept('not later = 1', text, 'jsonl'), ['1', '2', '3', '4'])


def test_patterns():
    text = 'id,a\n1,Müller\n2,MÜLLER\n3,Muller\n4,\n5,"two\nlines"\n'.encode()
    equal(kept("a ~ 'M.ller'", text, 'csv'), ['1', '3'])
    equal(kept("a ~ '(?i)müller'", text, 'csv'), ['1', '2'])
    equal(kept("a ~ '^$'", text, 'csv'), ['4'])
    equal(kept("a ~ 'two.lines'", text, 'csv'), [])
    equal(kept("a ~ '(?s)two.lines'", text, 'csv'), ['5'])
    equal(kept('a ~ ller', text, 'csv'), ['1', '3'])
    equal(kept("a ~ ''", text, 'csv'), ['1', '2', '3', '4', '5'])
    equal(kept(r"a ~ '^\w+$'", text, 'csv'), ['3'])
    equal(kept(r"a ~ '(*UCP)^\w+$'", text, 'csv'), ['1', '2', '3'])


def test_text_that_is_not_utf8():
    text = b'id,a\n1,caf\xe9 noir\n2,caf\xc3\xa9 noir\n'
    equal(kept("a ~ 'noir'", text, 'csv'), ['1', '2'])
    equal(kept("a ~ 'caf. noir'", text, 'csv'), ['2'])


def test_literals_are_found_as_patterns_are():
    """A search for bytes against the pattern that says the same and cannot be one."""
    rng = random.Random(5)
    pieces = [b'err', b'ERR', b'or', b'e', b' ', b'\xc3\xa9', b'\xc3', b'\xa9', b'\xff', b'\xe2\x82', b'\xe2\x82\xac', b'\xf0\x9f', b'\x80', b'a' * 30]
    lines = [b''.join(rng.choices(pieces, k=rng.randint(0, 12))) for _ in range(3000)]
    text = b'\n'.join(lines) + b'\n'
    for literal in ('err', 'ERRor', 'e', ' ', 'é', '€', 'é€', 'or e', 'a' * 29 + 'e', 'zz'):
        for where, same in ((f"line ~ '{literal}'", f"line ~ '(?:{literal})'"),
                            (f"not line ~ '{literal}'", f"not line ~ '(?:{literal})'"),
                            (f"line ~ '^e' and line ~ '{literal}'", f"line ~ '^e' and line ~ '(?:{literal})'"),
                            (f"line ~ '{literal}x?[eo]'", f"line ~ '(?:{literal})x?[eo]'"),
                            (f"line ~ '{literal}$'", f"line ~ '(?:{literal})$'")):
            found, expected = (command('sweet-launch', 'file', 'path=-', '!', 'lines', '!', 'filter', f'where={condition}',
                                       '!', 'lines', input=text) for condition in (where, same))
            equal((found.returncode, found.stderr, found.stdout), (0, b'', expected.stdout), where)


def test_chunks_of_which_all_or_nothing_is_left():
    """What is left decides how the rest is read."""
    rows = [(i, i * 7 % 1000, f'{i / 8}', f'{"even" if i % 2 == 0 else "odd"}_{i % 97}') for i in range(5000)]
    text = b'id,a,b,c\n' + ''.join(f'{i},{a},{b},{c}\n' for i, a, b, c in rows).encode()
    for where, keeps in (
            ('a >= 0 and b >= 0', lambda a, b, c: True),
            ('a < 0 or b < 0', lambda a, b, c: False),
            ("c = 'even_4' and a > 500 and b < 300.5", lambda a, b, c: c == 'even_4' and a > 500 and b < 300.5),
            ("c != 'even_4' and a > 500 and a <= 800", lambda a, b, c: c != 'even_4' and 500 < a <= 800),
            ("c ~ even and not a = 14 and b != 1.75", lambda a, b, c: 'even' in c and a != 14 and b != 1.75),
            ("a = 7 or c = 'odd_96' or c ~ '_9[0-9]'", lambda a, b, c: a == 7 or re.search('_9[0-9]', c) is not None),
            ("c < 'even_5' and not (a > 10 and a < 990)", lambda a, b, c: c < 'even_5' and not 10 < a < 990),
            ("c = 'even_40000000000000000000' or c = ''", lambda a, b, c: False)):
        expected = [str(i) for i, a, b, c in rows if keeps(a, float(b), c)]
        for size in ('300B', '1MiB'):
            result = command('sweet-launch', 'file', 'path=-', f'block-size={size}', '!', 'csv', '!', 'filter',
                             f'where={where}', '!', 'select', 'fields=id', '!', 'lines', input=text)
            equal(result.stdout.decode().split(), expected, f'what {where!r} keeps of blocks of {size}')


def test_columns_that_come_late():
    """Chunks of one stream with columns in other places."""
    text = b'{"id": "1", "a": 5}\n' * 300 + b'{"b": 1, "id": "2", "a": 6}\n' * 300
    equal(kept('b = 1 and a > 5', text, 'jsonl'), ['2'] * 300)
    equal(kept('not b = 1 and a > 4', text, 'jsonl'), ['1'] * 300)
    result = launch('b = 1 and a > 5', text, 'jsonl', '!', 'parallel', 'workers=2')
    equal((result.returncode, result.stdout.decode().split()), (0, ['2'] * 300))


def test_backtracking_ends():
    text = b'id,a\n1,' + b'a' * 5000 + b'\n'
    result = launch("a ~ '^(a+)+$|(a|a)*b$|(a|aa)+c'", b'id,a\n1,' + b'a' * 40 + b'b!\n', 'csv')
    equal(result.returncode, 1)
    contains(result.stderr.decode(), 'filter: a value is too much for the pattern')
    # deep, but no explosion
    equal(kept("a ~ '^(a|b)*$'", text, 'csv'), ['1'])


def test_what_is_in_front_of_a_failure():
    """It comes out whatever block it was in, and the failure says where it is."""
    text = 'a\n' + 'x\n' * 5 + 'a' * 40 + 'b\nx\n'
    for size in ('3B', '16B', '64KiB'):
        for workers in (1, 2):
            result = command('sweet-launch', 'file', 'path=-', f'block-size={size}', '!', 'csv', '!', 'filter',
                             "where=a ~ '(a|aa)+$' or a = 'x'", '!', 'csv', '!', 'parallel', f'workers={workers}', input=text.encode())
            equal((result.returncode, result.stdout), (1, b'a\n' + b'x\n' * 5), f'what {workers} workers make of blocks of {size}')
            contains(result.stderr.decode(), 'input: record 6: filter: a value is too much for the pattern')


ERRORS = [
    ('', 'character 1: expected a column, a number, a string, “not” or “(”, and there the expression ends'),
    ('   ', 'character 4: expected a column'),
    ('a', 'character 2: expected a comparison (= != < <= > >= ~), and there the expression ends'),
    ('a >', 'character 4: expected a column, a number or a string, and there the expression ends'),
    ('a > )', 'character 5: expected a column, a number or a string, not “)”'),
    ('a > 1 b', 'character 7: expected “and”, “or” or the end, not “b”'),
    ('a > 1 AND b > 1', 'character 7: expected “and”, “or” or the end, not “AND”'),
    ('(a > 1', 'character 7: expected “and”, “or” or “)”, and there the expression ends'),
    ('a > 1)', 'character 6: expected “and”, “or” or the end, not “)”'),
    ('a > 1 and', 'character 10: expected a column'),
    ('a = and', 'character 5: expected a column, a number or a string, not “and”'),
    ("ä = 'x", 'character 5: the single quote is not closed'),
    ('"ä', 'character 1: the double quote is not closed'),
    ('a == 1', 'character 3: “==” is written “=”'),
    ('a <> 1', 'character 3: “<>” is written “!=”'),
    ('a = 5pm', 'character 5: “5pm” is no number; a name that starts like one needs double quotes, a string single'),
    ('a = 1.2.3', 'character 5: “1.2.3” is no number'),
    ('a = $x', 'character 5: “$” means nothing here'),
    ('a ~ "x"', 'character 5: a pattern is written in single quotes'),
    ("a ~ '('", 'character 5: the pattern \'(\' is wrong behind its byte 1: missing closing parenthesis'),
    ('not ' * 101 + 'a = 1', 'character 401: more than 100 parentheses or “not” inside each other'),
    ('(' * 101 + 'a = 1' + ')' * 101, 'character 101: more than 100 parentheses'),
]


def test_errors_name_the_place():
    for where, message in ERRORS:
        result = launch(where, b'a\n', 'csv')
        equal((result.returncode, result.stdout), (2, b''), f'what {where!r} gives')
        contains(result.stderr.decode(), 'filter: where: at ' + message, f'the error of {where!r}')


def test_depth_has_a_limit_and_length_has_none():
    text = b'id,a\n1,1\n2,2\n'
    equal(kept('(' * 99 + 'a = 1' + ')' * 99, text, 'csv'), ['1'])
    equal(kept('not ' * 98 + 'a = 1', text, 'csv'), ['1'])
    equal(kept(' or '.join(f'a = {i}' for i in range(2, 5000)), text, 'csv'), ['2'])


def test_where_is_needed():
    result = command('sweet-launch', 'file', 'path=-', '!', 'csv', '!', 'filter', input=b'a\n')
    equal(result.returncode, 2)
    contains(result.stderr.decode(), "filter: where is not set; write a condition, as in where='age > 30'")


def test_unknown_column():
    text = b'Speed,City\n1,Oslo\n'
    result = launch('Sped > 3', text, 'csv')
    equal(result.returncode, 1)
    contains(result.stderr.decode(), 'filter: no column “Sped”; the nearest is “Speed”\n')
    # also when there are no records
    equal(launch('Sped > 3', b'Speed\n', 'csv').returncode, 1)
    result = launch('City = Oslo', text, 'csv')
    contains(result.stderr.decode(), "no column “Oslo”")
    contains(result.stderr.decode(), "; as a string it is written 'Oslo'\n")


def test_blocks_and_workers_change_nothing():
    rng = random.Random(3)
    _, text = csv_records(rng)
    where = "a > 1 or not b ~ '[0-9]' and c <= \"two words\""
    expected = kept(where, text, 'csv')
    for workers in (1, 2, 8):
        for size in ('8B', '100B', '4KiB', '1MiB'):
            result = command('sweet-launch', 'file', 'path=-', f'block-size={size}', '!', 'csv', '!', 'filter',
                             f'where={where}', '!', 'select', 'fields=id', '!', 'lines', '!', 'parallel',
                             f'workers={workers}', input=text)
            equal(result.stdout.decode().split(), expected, f'what {workers} workers make of blocks of {size}')


def test_columns_are_kept_when_no_record_is():
    result = command('sweet-launch', 'file', 'path=-', '!', 'csv', '!', 'filter', 'where=a > 5', '!', 'csv',
                     input=b'b,a\n1,2\n')
    equal((result.returncode, result.stdout), (0, b'b,a\n'))


def test_sample():
    where = '"Speed IAS in knots" > 200 and "Wildlife Size" = \'Large\''
    path = sweet_test.SAMPLES / 'birdstrikes.csv'
    result = command('sweet-launch', 'file', f'path={path}', '!', 'csv', '!', 'filter', f'where={where}', '!', 'jsonl')
    import csv
    with open(path, newline='', encoding='utf-8') as file:
        expected = [row for row in csv.DictReader(file)
                    if row['Speed IAS in knots'] and float(row['Speed IAS in knots']) > 200 and row['Wildlife Size'] == 'Large']
    equal(len(expected) > 10, True)
    equal([json.loads(line) for line in result.stdout.splitlines()], expected)


if __name__ == '__main__':
    sweet_test.run()
