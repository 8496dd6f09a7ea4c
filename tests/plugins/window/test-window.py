#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""Windows of time, against a model that looks at one record after the other."""

import json
import pathlib
import random
import tempfile

import sweet_test
from sweet_test import command, contains, equal

HEAD = 'ts,k,v\n'


def line(text, *options, decode='csv', workers=None, size=None, behind=()):
    """Runs a window over text and gives status, records and what is said."""
    source = ['file', 'path=-'] + ([f'block-size={size}'] if size else [])
    plan = ['!', 'parallel', f'workers={workers}'] if workers else []
    result = command('sweet-launch', *source, '!', decode, '!', 'window', *options, *behind, *plan, '!', 'jsonl', input=text.encode())
    return result.returncode, [json.loads(record) for record in result.stdout.splitlines()], result.stderr.decode()


def window(text, *options, said='', **how):
    status, records, err = line(text, *options, **how)
    equal((status, err), (0, said), 'status and errors')
    return records


def clock(seconds):
    """Text of a time of the first day."""
    return f'1970-01-01T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}Z'


def model(rows, size=0, slide=0, gap=0, lateness=0):
    """The windows of (time, key, value), and how many records are late."""
    slide = slide or size
    panes, closed, late, mark = [], [], 0, None
    for number, (time, key, value) in enumerate(rows):
        found = []
        if gap:
            joined = [p for p in panes if p['key'] == key and time < p['end'] and p['start'] < time + gap]
            if joined or mark is None or time + gap > mark:
                joined.append({'key': key, 'start': time, 'end': time + gap, 'first': number, 'values': []})
                whole = {'key': key, 'start': min(p['start'] for p in joined), 'end': max(p['end'] for p in joined),
                         'first': min(p['first'] for p in joined), 'values': sum((p['values'] for p in joined), [])}
                panes = [p for p in panes if p not in joined] + [whole]
                found = [whole]
        else:
            for start in range(time - time % slide, time - size, -slide):
                if mark is not None and start + size <= mark:
                    continue
                pane = next((p for p in panes if p['key'] == key and p['start'] == start), None)
                if pane is None:
                    pane = {'key': key, 'start': start, 'end': start + size, 'first': number, 'values': []}
                    panes.append(pane)
                found.append(pane)
        for pane in found:
            pane['values'].append(value)
        late += not found
        mark = time - lateness if mark is None else max(mark, time - lateness)
        closed += sorted((p for p in panes if p['end'] <= mark), key=lambda p: (p['end'], p['first']))
        panes = [p for p in panes if p['end'] > mark]
    closed += sorted(panes, key=lambda p: (p['end'], p['first']))
    return [{'window-start': clock(p['start']), 'window-end': clock(p['end']), 'k': p['key'], 'count': len(p['values']),
             'sum-v': sum(p['values']), 'min-v': min(p['values']), 'max-v': max(p['values'])} for p in closed], late


def test_models():
    rng = random.Random(7)
    for size, slide, gap, lateness in ((60, 0, 0, 0), (60, 0, 0, 30), (60, 20, 0, 0), (60, 25, 0, 45), (10, 3, 0, 7),
                                       (0, 0, 30, 0), (0, 0, 30, 40), (0, 0, 5, 11)):
        rows = [(3600 + i * 2 + rng.randrange(-40, 41), rng.choice('abcd'), rng.randrange(100)) for i in range(400)]
        text = HEAD + ''.join(f'{time},{key},{value}\n' for time, key, value in rows)
        options = ['time=ts', 'key=k', 'sum=v', 'min=v', 'max=v', f'lateness={lateness}s']
        options += [f'gap={gap}s'] if gap else [f'size={size}s', f'slide={slide}s']
        expected, late = model(rows, size, slide, gap, lateness)
        said = f'sweet-launch: window: {late} records were dropped, which “@late” takes\n' if late > 1 else \
            'sweet-launch: window: 1 record was dropped, which “@late” takes\n' if late else ''
        for workers in (1, 2, 4):
            for block in ('17B', '1KiB', '1MiB'):
                equal(window(text, *options, said=said, workers=workers, size=block), expected,
                      f'{options}, {workers} workers and blocks of {block}')


def test_aggregates():
    text = HEAD + '1,a,1\n2,a,\n3,a,2.5\n4,b,\n70,a,-1\n'
    equal(window(text, 'time=ts', 'size=1m', 'key=k', 'sum=v', 'min=v', 'max=v', 'mean=v'), [
        {'window-start': clock(0), 'window-end': clock(60), 'k': 'a', 'count': 3, 'sum-v': 3.5, 'min-v': 1, 'max-v': 2.5, 'mean-v': 1.75},
        {'window-start': clock(0), 'window-end': clock(60), 'k': 'b', 'count': 1, 'sum-v': None, 'min-v': None, 'max-v': None, 'mean-v': None},
        {'window-start': clock(60), 'window-end': clock(120), 'k': 'a', 'count': 1, 'sum-v': -1, 'min-v': -1, 'max-v': -1, 'mean-v': -1}])


def test_sums_lose_nothing():
    text = HEAD + '1,a,1e100\n2,a,1\n3,a,-1e100\n' + ''.join(f'{i},b,0.1\n' for i in range(10))
    records = window(text, 'time=ts', 'size=1m', 'key=k', 'sum=v', 'lateness=1m')
    equal([(record['k'], record['sum-v']) for record in records], [('a', 1), ('b', 1)])


def test_keys():
    text = '{"t":1,"a":"x","b":"y"}\n{"t":2,"a":"xy","b":""}\n{"t":3,"a":1}\n{"t":4,"a":"1"}\n{"t":5,"a":"x","b":"y"}\n{"t":6,"b":null}\n{"t":7}\n'
    records = window(text, 'time=t', 'size=1m', 'key=a,b', decode='jsonl')
    equal([(record['a'], record['b'], record['count']) for record in records],
          [('x', 'y', 2), ('xy', '', 1), (1, None, 1), ('1', None, 1), (None, None, 2)])
    equal([record['count'] for record in window(text, 'time=t', 'size=1m', decode='jsonl')], [7])


def test_times_before_1970():
    text = HEAD + '-1,a,1\n-60,a,1\n-61,a,1\n'
    records = window(text, 'time=ts', 'size=1m', 'lateness=1h')
    equal([(record['window-start'], record['count']) for record in records],
          [('1969-12-31T23:58:00Z', 1), ('1969-12-31T23:59:00Z', 2)])


def test_nothing():
    equal(window(HEAD, 'time=ts', 'size=1m'), [])
    result = command('sweet-launch', 'file', 'path=-', '!', 'csv', '!', 'window', 'time=ts', 'size=1m', 'key=k', 'mean=v', '!', 'csv', input=HEAD.encode())
    equal((result.returncode, result.stdout), (0, b'window-start,window-end,k,count,mean-v\n'))
    equal(window('', 'time=ts', 'size=1m', decode='jsonl'), [])


def test_windows_come_while_it_goes_on():
    text = HEAD + ''.join(f'{i},a,1\n' for i in range(0, 6000, 10))
    status, records, err = line(text + 'soon,a,1\n', 'time=ts', 'size=1m', size='100B')
    equal(status, 1)
    equal(records, window(text, 'time=ts', 'size=1m')[:len(records)])
    equal(len(records), 99)
    contains(err, 'window: standard input: record 601: “ts” is no time: “soon”')


def test_late():
    with tempfile.TemporaryDirectory() as folder:
        text = HEAD + '10,a,1\n70,a,2\n20,a,3\n80,b,4\n30,b,5\n'
        for size in ('8B', '1MiB'):
            result = command('sweet-launch', 'file', 'path=-', f'block-size={size}', '!', 'csv', '!', 'window', 'time=ts', 'size=1m', '@late', 'csv', '!', 'file',
                             f'path={folder}/late.csv', '!', 'jsonl', input=text.encode())
            equal((result.returncode, result.stderr), (0, b''))
            equal([json.loads(record)['count'] for record in result.stdout.splitlines()], [1, 2])
            equal(pathlib.Path(folder, 'late.csv').read_text(), 'ts,k,v\n20,a,3\n30,b,5\n')
        result = command('sweet-launch', 'file', 'path=-', '!', 'csv', '!', 'window', 'time=ts', 'size=1m', '@late', 'csv', '!', 'file',
                         f'path={folder}/none.csv', '!', 'jsonl', input=HEAD.encode() + b'10,a,1\n')
        equal((result.returncode, pathlib.Path(folder, 'none.csv').read_text()), (0, 'ts,k,v\n'))


def test_behind_a_sequence():
    text = HEAD + '5,a,1\n3,a,1\n9999999,a,1\n' + ''.join(f'{i},a,1\n' for i in range(6, 130))
    result = command('sweet-launch', 'file', 'path=-', '!', 'csv', '!', 'sequence', 'by=timestamp', 'column=ts', 'lateness=5s', 'max-skew=1h',
                     '!', 'window', 'time=ts', 'size=1m', '!', 'jsonl', input=text.encode())
    equal((result.returncode, result.stderr.decode()), (0, 'sweet-launch: sequence: 1 record was dropped, which “@late” takes\n'))
    equal([json.loads(record)['count'] for record in result.stdout.splitlines()], [56, 60, 10])


def test_errors_of_records():
    cases = (('soon,a,1\n', 'window: standard input: record 2: “ts” is no time: “soon”'), ('2,a,much\n', 'window: standard input: record 2: “v” is no number: “much”'))
    for bad, message in cases:
        status, _, err = line(HEAD + '1,a,1\n' + bad, 'time=ts', 'size=1m', 'sum=v')
        equal(status, 1)
        contains(err, message)
        status, records, err = line(HEAD + '1,a,1\n' + bad + '3,a,2\n', 'time=ts', 'size=1m', 'sum=v', behind=['!', 'serial', 'on-error=continue'])
        equal((status, [(record['count'], record['sum-v']) for record in records]), (0, [(2, 3)]))
        contains(err, message.removeprefix('window: '))
    status, _, err = line('{"a":1}\n', 'time=ts', 'size=1m', decode='jsonl')
    equal(status, 1)
    contains(err, 'window: standard input: record 1: “ts” is missing')


def test_what_is_behind_a_failure():
    """It is in no window, whatever block it is in."""
    text = HEAD + ''.join(f'{n},a,1\n' for n in range(10)) + 'x,a,1\n' + ''.join(f'{n},a,1\n' for n in range(11, 40))
    for size in ('8B', '64B', '64KiB'):
        status, records, _ = line(text, 'time=ts', 'size=3s', size=size)
        equal((status, [record['count'] for record in records]), (1, [3, 3, 3]), f'windows with blocks of {size}')


def test_unknown_columns():
    for option in ('key=kk', 'sum=vv', 'time=tt'):
        name = option.split('=')[1]
        options = ['time=ts', 'size=1m', option] if not option.startswith('time') else ['size=1m', option]
        status, _, err = line(HEAD + '1,a,1\n', *options)
        equal(status, 1)
        contains(err, f'window: no column “{name}”; the nearest is “')


def test_memory():
    text = HEAD + ''.join(f'{i},k{i},1\n' for i in range(1000))
    status, _, err = line(text, 'time=ts', 'size=1h', 'key=k', 'max-memory=16KiB', size='1KiB')
    equal(status, 1)
    contains(err, 'sweet-launch: window: the ')
    contains(err, ' windows that are open need more than max-memory=16KiB; raise it, or have fewer keys or shorter windows')
    equal(len(window(text, 'time=ts', 'size=1s', 'key=k', 'max-memory=16KiB', size='1KiB')), 1000)


def test_wrong_options():
    for options, message in (
            (['size=1m'], 'window: time is not set; name the column with the times, as in time=at'),
            (['time=ts'], 'window: neither size nor gap is set to more than 0; say how long a window is'),
            (['time=ts', 'size=0s'], 'window: neither size nor gap is set to more than 0; say how long a window is'),
            (['time=ts', 'gap=0s'], 'window: neither size nor gap is set to more than 0; say how long a window is'),
            (['time=ts', 'slide=0s'], 'window: neither size nor gap is set to more than 0; say how long a window is'),
            (['time=ts', 'size=0s', 'slide=1s'], 'window: neither size nor gap is set to more than 0; say how long a window is'),
            (['time=ts', 'size=1m', 'gap=1m'], 'window: size and gap are two kinds of window: set one of them'),
            (['time=ts', 'gap=1m', 'slide=1m'], 'window: slide means nothing without size'),
            (['time=ts', 'size=1m', 'slide=2m'], 'window: slide is above size'),
            (['time=ts', 'size=1h', 'slide=1s'], 'window: size is more than 1000 times slide; let the windows overlap less'),
            (['time=ts', 'size=1m', 'key=count'], 'window: the result would have two columns “count”'),
            (['time=ts', 'size=1m', 'sum=v,v'], 'window: the result would have two columns “sum-v”'),
            (['time=ts', 'size=5'], 'size')):
        status, _, err = line(HEAD, *options)
        equal(status, 2)
        contains(err, message)


if __name__ == '__main__':
    sweet_test.run()
