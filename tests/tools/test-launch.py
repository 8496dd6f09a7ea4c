#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""sweet-launch: what it prints, and how it ends."""

import json
import os
import re
import subprocess

import sweet_test

PEOPLE = b'id,name,age\n1,Ada,36\n2,"Bob, the",41\n3,Cy,29\n'
PEOPLE_JSON = ('{"id":"1","name":"Ada","age":"36"}\n'
               '{"id":"2","name":"Bob, the","age":"41"}\n'
               '{"id":"3","name":"Cy","age":"29"}\n')


def launch(*args, data=None, cwd=None, env=None):
    result = sweet_test.command('sweet-launch', *args, input=data, cwd=cwd, env=env)
    return result.returncode, result.stdout.decode(), result.stderr.decode()


def launch_line(line, **kwargs):
    return launch(*line.split(), **kwargs)


def write(directory, name='people.csv', data=PEOPLE):
    (directory / name).write_bytes(data)
    return directory / name


def fails(status, message, line, **kwargs):
    sweet_test.equal(launch_line(line, **kwargs), (status, '', f'sweet-launch: {message}\n'), line)


def test_records_are_printed_as_json(directory):
    write(directory)
    sweet_test.equal(launch_line('file path=people.csv ! csv', cwd=directory), (0, PEOPLE_JSON, ''))
    sweet_test.equal(launch_line('file path=people.csv ! csv ! jsonl', cwd=directory), (0, PEOPLE_JSON, ''))


def test_bytes_are_printed_as_they_are(directory):
    write(directory)
    sweet_test.equal(launch_line('file path=people.csv', cwd=directory), (0, PEOPLE.decode(), ''))


def test_stdin():
    sweet_test.equal(launch_line('file path=- ! csv', data=PEOPLE), (0, PEOPLE_JSON, ''))


def test_count(directory):
    write(directory)
    sweet_test.equal(launch_line('file path=people.csv ! csv ! count', cwd=directory), (0, '{"count":3}\n', ''))


def test_sink(directory):
    write(directory)
    sweet_test.equal(launch_line('file path=people.csv ! csv ! select fields=age,id ! csv ! file path=out.csv',
                                 cwd=directory), (0, '', ''))
    sweet_test.equal((directory / 'out.csv').read_text(), 'age,id\n36,1\n41,2\n29,3\n')


def test_one_argument_is_the_whole_line(directory):
    write(directory)
    line = "file path=people.csv ! csv ! filter where=\"name = 'Ada'\" ! select fields=id"
    sweet_test.equal(launch(line, cwd=directory), (0, '{"id":"1"}\n', ''))
    sweet_test.equal(launch('file path=people.csv', cwd=directory), (0, PEOPLE.decode(), ''))


def test_strategies(directory):
    write(directory)
    for strategy in ('serial', 'serial timeout=1h', 'parallel', 'parallel workers=1', 'parallel workers=8', 'parallel rate=1000',
                     'batched size=1', 'batched size=2 max-delay=1h', 'adaptive', 'adaptive max-workers=1 window=1ms ordered=true'):
        sweet_test.equal(launch_line(f'file path=people.csv block-size=8B ! {strategy} ! csv', cwd=directory),
                         (0, PEOPLE_JSON, ''), strategy)


def test_read_strategies(directory):
    write(directory)
    for strategy in ('serial', 'serial timeout=1h', 'parallel workers=3', 'parallel rate=1000 burst=2', 'batched size=2',
                     'adaptive', ' "parallel"  workers=2 '):
        sweet_test.equal(launch(f"file path=people.csv block-size=8B 'read-strategy={strategy}' ! csv", cwd=directory),
                         (0, PEOPLE_JSON, ''), strategy)
        sweet_test.equal(launch('file', 'path=people.csv', f'read-strategy={strategy}', '!', 'parallel', '!', 'csv', cwd=directory),
                         (0, PEOPLE_JSON, ''), strategy)


def test_wrong_read_strategies():
    where = 'element 1, file: read-strategy: '
    for value, message in (
            ('paralel', where + 'no strategy “paralel”; the nearest is “parallel”'),
            ('csv', where + 'no strategy “csv”: it is a format'),
            ('', where + '“” is not one strategy with its options, such as “parallel workers=4”'),
            ('parallel ! serial', where + '“parallel ! serial” is not one strategy with its options, such as “parallel workers=4”'),
            ('parallel workers=2000', where + 'parallel: workers: “2000” is out of range: from 0 to 1024'),
            ('parallel wrokers=2', where + 'parallel: no property “wrokers”; the nearest is “workers”'),
            ("parallel 'x", where + "the quote ' that opens at character 10 is never closed"),
            ('parallel burst=3', 'file: read-strategy: parallel: burst means nothing without a rate'),
            ('serial retries=3', 'file: read-strategy: serial: what is done about errors is said by the strategy of the stream')):
        sweet_test.equal(launch('file', 'path=x', f'read-strategy={value}', '!', 'csv'), (2, '', f'sweet-launch: {message}\n'), value)


def test_errors(directory):
    (directory / 'bad.csv').write_bytes(b'id,name\n1,Ada\n2\n3,Cy\n')
    for line in ('file path=bad.csv ! csv ! serial on-error=continue',
                 'file path=bad.csv ! csv @errors select fields=file,record,line,bytes ! csv ! file path=errors.csv'):
        status, out, err = launch_line(line, cwd=directory)
        sweet_test.equal((status, out), (0, '{"id":"1","name":"Ada"}\n{"id":"3","name":"Cy"}\n'), line)
        sweet_test.equal(err.startswith('sweet-launch: 1 error did not end the pipeline; the first: bad.csv: record 2, line 3: '),
                         True, err)
    sweet_test.equal((directory / 'errors.csv').read_text(), 'file,record,line,bytes\nbad.csv,2,3,2\n')
    sweet_test.equal(launch_line('file path=bad.csv ! csv ! serial on-error=retry', cwd=directory)[0], 1)


def test_limit(directory):
    write(directory)
    lines = PEOPLE_JSON.splitlines(keepends=True)
    for limit in (1, 2, 3, 4, 18446744073709551615):
        sweet_test.equal(launch_line(f'--limit {limit} file path=people.csv ! csv', cwd=directory),
                         (0, ''.join(lines[:limit]), ''), f'limit {limit}')
    sweet_test.equal(launch_line('--limit 2 file path=people.csv ! csv ! csv ! file path=out', cwd=directory),
                     (0, '', ''))
    sweet_test.equal((directory / 'out').read_bytes(), b'id,name,age\n1,Ada,36\n2,"Bob, the",41\n')


def test_limit_ends_an_endless_input():
    result = sweet_test.command('sh', '-c', "yes 'a,b' | sweet-launch --limit 3 file path=- ! csv header=false")
    sweet_test.equal((result.returncode, result.stdout), (0, b'{"1":"a","2":"b"}\n' * 3), 'status and stdout')


def test_bad_limit():
    for limit in ('0', '-1', 'x', '', '1.5', '18446744073709551616'):
        sweet_test.equal(launch(f'--limit={limit}', 'file', 'path=x'),
                         (2, '', f'sweet-launch: --limit: “{limit}” is not a whole number above 0\n'), limit)
    fails(2, 'a limit counts records, and there are only bytes: put in a format (csv, jsonl or lines)',
          '--limit 1 file path=x')


def test_validate(directory):
    sweet_test.equal(launch_line('--validate file path=absent ! csv ! count', cwd=directory), (0, '', ''))
    sweet_test.equal(launch_line('--validate file path=absent ! csv ! csv ! file path=out', cwd=directory),
                     (0, '', ''))
    sweet_test.equal(list(directory.iterdir()), [], 'files')
    fails(2, 'element 2: no element “cvs”; the nearest is “csv”', '--validate file path=absent ! cvs')


def test_wrong_lines():
    fails(2, 'no pipeline; try “sweet-launch --help”', '')
    fails(2, 'no pipeline; try “sweet-launch --help”', '--stats')
    fails(2, 'Unknown option --stat', '--stat file path=x')
    fails(2, 'element 2: no element “cvs”; the nearest is “csv”', 'file path=x ! cvs')
    fails(2, 'element 3: no element “filtre”; the nearest is “filter”', 'file path=x ! csv ! filtre where=x')
    fails(2, 'element 1: “csv” is a format, and a pipeline begins with a source, such as “file path=NAME”', 'csv')
    fails(2, 'element 2, csv: no property “delimeter”; the nearest is “delimiter”', 'file path=x ! csv delimeter=;')
    fails(2, 'element 2, csv: on-error: “skpi” is none of stop, skip; the nearest is “skip”',
          'file path=x ! csv on-error=skpi')
    fails(2, 'element 1, file: block-size: “64” needs a unit: write “64B” or another of '
             'B, KiB, MiB, GiB, TiB, KB, MB, GB, TB', 'file path=x block-size=64')
    fails(2, 'element 3, parallel: workers: “2000” is out of range: from 0 to 1024',
          'file path=x ! csv ! parallel workers=2000')
    fails(2, 'parallel: min-workers is 3 and thus above workers, which is 2',
          'file path=x ! csv ! parallel min-workers=3 workers=2')
    fails(2, 'parallel: workers and max-workers mean the same: set one of them',
          'file path=x ! csv ! parallel max-workers=3 workers=2')
    fails(2, 'parallel: burst means nothing without a rate', 'file path=x ! csv ! parallel burst=3')
    fails(2, 'element 3: “serial” is a second strategy beside “parallel”; a pipeline has at most one',
          'file path=x ! parallel ! serial')
    fails(2, '“count” takes records, “file” gives bytes: put a format between them (csv, jsonl or lines)',
          'file path=x ! count')
    fails(2, '“file” takes bytes, “csv” gives records: put a format between them (csv, jsonl or lines)',
          'file path=x ! csv ! file path=y')
    fails(2, 'element 2, csv: an element is missing behind “@errors”, such as “jsonl ! file path=NAME”',
          'file path=x ! csv @errors ! file path=y')
    fails(2, 'element 2, csv: it has no output “erors”; the nearest is “errors”',
          'file path=x ! csv @erors jsonl ! file path=y')
    fails(2, 'csv: what its output “errors” gives has to end in a sink, such as “jsonl ! file path=NAME”',
          'file path=x ! csv @errors jsonl')
    fails(2, 'an element is missing behind the last “!”', 'file path=x !')
    sweet_test.equal(launch("file path='x"),
                     (2, '', 'sweet-launch: the quote \' that opens at character 11 is never closed\n'))


def test_wrong_options_of_elements():
    for line, parts in (('file ! csv', ['file: ', 'path']),
                        ('file path=x ! csv ! filter where=>', ['filter: ']),
                        ('file path=x ! csv ! select', ['select: ', 'fields'])):
        status, out, err = launch_line(line)
        sweet_test.equal((status, out), (2, ''), f'status and stdout of {line}')
        sweet_test.equal(len(err.splitlines()), 1, 'lines of stderr')
        for part in ['sweet-launch: '] + parts:
            sweet_test.contains(err, part, f'stderr of {line}')


def test_failures(directory):
    write(directory)
    for line, part in (('file path=absent ! csv ! count', 'absent'),
                       ('file path=. ! csv ! count', 'directory'),
                       ('file path=people.csv ! csv ! csv ! file path=absent/out', 'absent/out')):
        status, out, err = launch_line(line, cwd=directory)
        sweet_test.equal((status, out), (1, ''), f'status and stdout of {line}')
        sweet_test.equal(len(err.splitlines()), 1, 'lines of stderr')
        sweet_test.contains(err, 'sweet-launch: ')
        sweet_test.contains(err, part)


def test_malformed_input(directory):
    write(directory, data=b'a,b\n1,2\n3\n')
    status, out, err = launch_line('file path=people.csv ! csv', cwd=directory)
    sweet_test.equal((status, out), (1, '{"a":"1","b":"2"}\n'), 'status and stdout')
    sweet_test.contains(err, 'people.csv: record 2, line 3')


def test_skipped_records_are_mentioned(directory):
    write(directory, data=b'a,b\n1,2\n3\n4,5\n')
    line = 'file path=people.csv ! csv on-error=skip ! count'
    sweet_test.equal(launch_line(line, cwd=directory),
                     (0, '{"count":2}\n', 'sweet-launch: 1 bad record was skipped\n'))
    write(directory, data=b'a,b\n1,2\n3\n4\n')
    sweet_test.equal(launch_line(line, cwd=directory),
                     (0, '{"count":1}\n', 'sweet-launch: 2 bad records were skipped\n'))


def parse_stats(err):
    lines = err.splitlines()
    sweet_test.equal(re.split(r'\s{2,}', lines[0]),
                     ['element', 'records in', 'records out', 'bytes in', 'bytes out', 'errors', 'seconds'])
    split = next(i for i, line in enumerate(lines) if line.startswith('worker'))
    sweet_test.equal(re.split(r'\s{2,}', lines[split]), ['worker', 'blocks', 'guesses', 'wrong guesses'])
    elements = {}
    for line in lines[1:split]:
        name, kind, *numbers = line.split()
        elements[f'{name} {kind}'] = [float(number) for number in numbers]
    workers = [[int(number) for number in line.split()] for line in lines[split + 1:] if line[0].isdigit()]
    total = re.fullmatch(r'total: (\d+) records, (\d+) bytes, (\d+) skipped, ([\d.]+) seconds', lines[-1])
    sweet_test.equal(bool(total), True, f'{lines[-1]!r} is the total')
    return elements, workers, total.groups()


def test_stats(directory):
    write(directory)
    status, out, err = launch_line('--stats file path=people.csv ! csv ! filter where=age>30', cwd=directory)
    sweet_test.equal((status, out), (0, ''.join(PEOPLE_JSON.splitlines(keepends=True)[:2])), 'status and stdout')
    elements, workers, total = parse_stats(err)
    sweet_test.equal(list(elements), ['file source', 'csv format', 'filter processor', 'jsonl format', 'file sink'])
    sweet_test.equal(elements['file source'][3], len(PEOPLE), 'bytes out of the source')
    sweet_test.equal(elements['csv format'][1:3], [3, len(PEOPLE)], 'records out of and bytes into the format')
    sweet_test.equal(elements['filter processor'][:2], [3, 2], 'records in and out of the filter')
    sweet_test.equal(elements['jsonl format'][0], 2, 'records into the format')
    sweet_test.equal(elements['file sink'][2], len(out), 'bytes into the sink')
    sweet_test.equal(sum(worker[1] for worker in workers) >= 1, True, 'blocks are counted')
    sweet_test.equal(total[2], '0', 'skipped')


def test_stats_count_errors(directory):
    write(directory, data=b'a,b\n1,2\n3\n4,5\n')
    status, _, err = launch_line('--stats file path=people.csv ! csv on-error=skip', cwd=directory)
    sweet_test.equal(status, 0)
    note, _, rest = err.partition('\n')
    sweet_test.equal(note, 'sweet-launch: 1 bad record was skipped')
    elements, _, total = parse_stats(rest)
    sweet_test.equal(elements['csv format'][4], 1, 'errors of the format')
    sweet_test.equal(total[2], '1', 'skipped')
    sweet_test.contains(rest, '\nfirst skipped: people.csv: record 2, line 3, byte ')


def test_stats_of_a_failure(directory):
    write(directory, data=b'a,b\n1,2\n3\n')
    status, _, err = launch_line('--stats file path=people.csv ! csv ! count', cwd=directory)
    sweet_test.equal(status, 1)
    lines = err.splitlines(keepends=True)
    sweet_test.contains(lines[-1], 'sweet-launch: ')
    parse_stats(''.join(lines[:-1]))


def json_stats(directory, line, status=0, expected_status='completed'):
    """Runs a line with its statistics in a file, and gives these and what is on standard output."""
    path = directory / 'stats.json'
    path.unlink(missing_ok=True)
    result, out, _ = launch_line(f'--stats=json --stats-file={path} {line}', cwd=directory)
    stats = json.loads(path.read_text(encoding='utf-8'))
    sweet_test.equal((result, stats['status']), (status, expected_status), f'status of {line}')
    sweet_test.equal('error' in stats, expected_status != 'completed', f'an error of {line}')
    check_latency(stats)
    for element in stats['elements']:
        check_latency(element)
        sweet_test.equal(element['queue'], 0, f'queue of {element["name"]}')
    return stats, out


def check_latency(stats):
    latency = stats['latency']
    keys = ['count'] + (['min', 'mean', 'p50', 'p90', 'p99', 'p999', 'max'] if latency['count'] > 0 else [])
    sweet_test.equal(list(latency), keys)
    if latency['count'] > 0:
        quantiles = [latency[key] for key in ('min', 'p50', 'p90', 'p99', 'p999', 'max')]
        sweet_test.equal(quantiles, sorted(quantiles), 'latency')
        sweet_test.equal(latency['min'] <= latency['mean'] <= latency['max'], True, 'mean latency')


def find_elements(stats):
    return {f'{element["name"]} {element["kind"]} {element.get("branch", "")}'.strip(): element for element in stats['elements']}


def test_json_stats(directory):
    write(directory)
    stats, out = json_stats(directory, 'file path=people.csv ! csv ! filter where=age>30 ! parallel workers=2')
    sweet_test.equal(list(stats), ['status', 'records', 'bytes', 'skipped', 'errors', 'seconds', 'in-flight', 'max-in-flight',
                                   'records-per-second', 'bytes-per-second', 'latency', 'elements', 'workers'])
    elements = find_elements(stats)
    sweet_test.equal(list(elements), ['file source', 'csv format', 'filter processor', 'jsonl format', 'file sink'])
    for element in stats['elements']:
        sweet_test.equal(list(element), ['name', 'kind', 'records-in', 'records-out', 'bytes-in', 'bytes-out', 'errors', 'seconds',
                                         'queue', 'max-queue', 'latency'])
    sweet_test.equal((stats['records'], stats['bytes'], stats['skipped'], stats['errors'], stats['in-flight']), (3, len(PEOPLE), 0, 0, 0))
    sweet_test.equal(elements['file source']['bytes-out'], len(PEOPLE))
    sweet_test.equal([elements['csv format'][key] for key in ('records-out', 'bytes-in')], [3, len(PEOPLE)])
    sweet_test.equal([elements['filter processor'][key] for key in ('records-in', 'records-out')], [3, 2])
    sweet_test.equal([elements['jsonl format'][key] for key in ('records-in', 'bytes-out')], [2, len(out)])
    sweet_test.equal(elements['file sink']['bytes-in'], len(out))
    sweet_test.equal([elements[name]['latency']['count'] for name in elements], [1, 1, 1, 1, 1], 'calls')
    sweet_test.equal(stats['latency']['count'], 1, 'blocks')
    sweet_test.equal(round(stats['records-per-second'] * stats['seconds'], 3), 3, 'records per second')
    sweet_test.equal(round(stats['bytes-per-second'] * stats['seconds'], 3), len(PEOPLE), 'bytes per second')
    sweet_test.equal([set(worker) for worker in stats['workers']], [{'blocks', 'guesses', 'wrong-guesses'}] * 2)
    sweet_test.equal(sum(worker['blocks'] for worker in stats['workers']), 1, 'blocks')


def test_json_stats_of_many_blocks(directory):
    data = b'id\n' + b''.join(b'%d\n' % i for i in range(5000))
    write(directory, data=data)
    for strategy in ('serial', 'parallel workers=2', 'parallel workers=4 ordered=false', 'batched size=100', 'parallel rate=1000000'):
        stats, out = json_stats(directory, f'file path=people.csv block-size=100B ! csv ! {strategy} ! csv')
        elements = find_elements(stats)
        n_blocks = (len(data) + 99) // 100
        sweet_test.equal((stats['records'], stats['bytes'], len(out)), (5000, len(data), len(data)), strategy)
        sweet_test.equal(elements['file source']['latency']['count'], n_blocks, f'reads of {strategy}')
        sweet_test.equal(stats['latency']['count'], 50 if strategy.startswith('batched') else n_blocks, f'blocks or batches of {strategy}')
        sweet_test.equal(sum(worker['blocks'] for worker in stats['workers']), n_blocks, f'blocks of {strategy}')
        sweet_test.equal(1 <= stats['max-in-flight'] <= len(stats['workers']) + 2, True, f'most blocks under way of {strategy}')


def test_first_error_of_batches(directory):
    """The first one of the input, wherever on the way it was found."""
    write(directory, data=b'id,v\n1,\xff\n2,"x"y\n3,c\n')
    for strategy in ('serial', 'batched size=5', 'parallel workers=2'):
        status, out, err = launch_line(f'file path=people.csv ! csv ! jsonl ! {strategy} on-error=continue', cwd=directory)
        sweet_test.equal((status, out), (0, '{"id":"3","v":"c"}\n'), strategy)
        sweet_test.contains(err, '2 errors did not end the pipeline; the first: ')
        sweet_test.contains(err.partition('the first: ')[2], 'record 1')


def test_json_stats_on_stderr(directory):
    write(directory, data=b'a,b\n1,2\n3\n4,5\n')
    status, out, err = launch_line('--stats=json file path=people.csv ! csv on-error=skip ! count', cwd=directory)
    sweet_test.equal((status, out), (0, '{"count":2}\n'))
    note, stats, rest = err.split('\n')
    sweet_test.equal((note, rest), ('sweet-launch: 1 bad record was skipped', ''))
    stats = json.loads(stats)
    sweet_test.equal((stats['records'], stats['skipped'], find_elements(stats)['csv format']['errors']), (2, 1, 1))
    sweet_test.contains(stats['first-skipped'], 'people.csv: record 2, line 3, byte ')


def test_json_stats_of_branches(directory):
    write(directory, data=b'a,b\n1,2\n3\n4,5\n6\n')
    stats, _ = json_stats(directory, 'file path=people.csv ! csv @errors jsonl ! file path=bad.jsonl ! count')
    elements = find_elements(stats)
    sweet_test.equal([name for name in elements if '@' in name],
                     ['csv errors csv@errors', 'jsonl format csv@errors', 'file sink csv@errors'])
    sweet_test.equal((stats['errors'], stats['records'], elements['csv format']['errors']), (2, 2, 2))
    sweet_test.equal(elements['csv errors csv@errors']['records-out'], 2)
    sweet_test.equal(elements['jsonl format csv@errors']['records-in'], 2)
    sweet_test.equal(elements['file sink csv@errors']['bytes-in'], (directory / 'bad.jsonl').stat().st_size)


def test_json_stats_of_outputs(directory):
    write(directory, data=b'id\n1\n2\n4\n2\n')
    stats, out = json_stats(directory, 'file path=people.csv ! csv ! sequence column=id start=1 buffer=1 on-gap=skip '
                                       '@gaps csv ! file path=gaps.csv ! csv')
    elements = find_elements(stats)
    sequence = next(element for name, element in elements.items() if name.startswith('sequence processor'))
    sweet_test.equal((out, sequence['records-in'], sequence['records-out']), ('id\n1\n2\n4\n', 4, 3))
    sweet_test.equal((sequence['outputs'], sequence['dropped']), ({'gaps': 1}, {'late': 1}))
    sweet_test.equal(elements['file sink sequence@gaps']['bytes-in'], (directory / 'gaps.csv').stat().st_size)


def test_json_stats_of_failures(directory):
    write(directory, data=b'a,b\n1,2\n3\n')
    for line, name, records in (('file path=people.csv ! csv ! count', 'csv format', 1),
                                ('file path=absent ! csv ! count', 'file source', 0),
                                ('file path=people.csv ! csv ! csv ! file path=absent/out', 'file sink', 0)):
        stats, _ = json_stats(directory, line, status=1, expected_status='failed')
        sweet_test.equal(stats['records'], records, f'records of {line}')
        sweet_test.equal([element for element, figures in find_elements(stats).items() if figures['errors'] > 0], [name], line)
        sweet_test.equal(len(stats['error']) > 0, True, stats['error'])


def test_stats_options(directory):
    write(directory)
    path = directory / 'stats'
    line = ['file', 'path=people.csv', '!', 'csv', '!', 'count']
    # each word behind the options belongs to the pipeline
    for options in (['--stats'], ['--stats=text'], ['--limit', '9', '--stats'], ['--stats', '--limit=9']):
        status, out, err = launch(*options, *line, cwd=directory)
        sweet_test.equal((status, out), (0, '{"count":3}\n'), options)
        parse_stats(err)
    for options in (['--stats-file', str(path)], ['--stats', '--stats-file', str(path)]):
        sweet_test.equal(launch(*options, *line, cwd=directory), (0, '{"count":3}\n', ''), options)
        parse_stats(path.read_text())
    fails(2, '--stats: “xml” is none of text, json', '--stats=xml file path=x')
    fails(2, '--stats: “” is none of text, json', '--stats= file path=x')
    fails(2, 'no pipeline; try “sweet-launch --help”', '--stats=json')
    sweet_test.equal(launch('--stats-file=absent/stats', *line, cwd=directory),
                     (1, '', 'sweet-launch: --stats-file: absent/stats: No such file or directory\n'))
    sweet_test.equal(launch('--stats-file=/dev/full', *line, cwd=directory),
                     (1, '{"count":3}\n', 'sweet-launch: --stats-file: /dev/full: No space left on device\n'))
    path.unlink()
    sweet_test.equal(launch('--validate', '--stats-file=stats', *line, cwd=directory), (0, '', ''))
    sweet_test.equal(path.exists(), False, 'a file of what did not run')


def test_version_and_help():
    sweet_test.equal(launch('--version'), (0, 'sweet-launch 1.0.0\n', ''))
    status, out, err = launch('--help')
    sweet_test.equal((status, err), (0, ''), 'status and stderr')
    for option in ('--validate', '--limit=N', '--stats=[text|json]', '--stats-file=PATH', '--version'):
        sweet_test.contains(out, option)


def test_options_end_at_the_first_word(directory):
    write(directory, '--stats')
    sweet_test.equal(launch('file', 'path=--stats', cwd=directory), (0, PEOPLE.decode(), ''))
    fails(2, 'element 1, file: “--stats” is no property, which looks like name=value; '
             'put a “!” that stands alone in front of an element', 'file --stats path=x')
    sweet_test.equal(launch('--', 'file', 'path=--stats', cwd=directory), (0, PEOPLE.decode(), ''))


def test_file_name_that_is_not_utf8(directory):
    name = os.fsencode(directory) + b'/\xff.csv'
    with open(name, 'wb') as file:
        file.write(PEOPLE)
    result = subprocess.run([b'sweet-launch', b'file', b'path=' + name, b'!', b'csv', b'!', b'count'],
                            capture_output=True, check=False)
    sweet_test.equal((result.returncode, result.stdout, result.stderr), (0, b'{"count":3}\n', b''))


def test_full_disk(directory):
    path = write(directory)
    with open('/dev/full', 'wb') as full:
        result = subprocess.run(['sweet-launch', 'file', f'path={path}', '!', 'csv'], stdout=full,
                                stderr=subprocess.PIPE, check=False)
    sweet_test.equal(result.returncode, 1)
    sweet_test.contains(result.stderr.decode(), 'No space left on device')


def test_help_on_a_full_disk():
    for option in ('--help', '--help-all', '--version'):
        with open('/dev/full', 'wb') as full:
            result = subprocess.run(['sweet-launch', option], stdout=full, stderr=subprocess.PIPE, check=False)
        sweet_test.equal((result.returncode, result.stderr.decode()),
                         (1, 'sweet-launch: standard output: No space left on device\n'), f'{option} on a full disk')


def test_closed_standard_streams(directory):
    path = write(directory)
    for line, status, out, err in (
            (f'sweet-launch file path={path} ! csv ! count >&-', 1, '', 'Bad file descriptor'),
            ('sweet-launch file path=- ! csv ! count <&-', 1, '', 'Bad file descriptor'),
            (f'sweet-launch file path={path} ! csv ! count 2>&-', 0, '{"count":3}\n', ''),
            (f'sweet-launch file path={path} ! csv ! count <&-', 0, '{"count":3}\n', ''),
            ('sweet-launch --version >&-', 1, '', 'sweet-launch: standard output: Bad file descriptor')):
        result = sweet_test.command('sh', '-c', line, timeout=20)
        sweet_test.equal((result.returncode, result.stdout.decode()), (status, out), f'status and stdout of {line}')
        sweet_test.contains(result.stderr.decode(), err, f'stderr of {line}')


def test_no_plugins(directory):
    fails(2, 'element 1: no element “file”, nor any other: there are no plugins in SWEET_PLUGIN_PATH or the '
             'plugin folder', 'file path=x',
          env={'SWEET_PLUGIN_PATH': str(directory), 'SWEET_PLUGIN_SYSTEM_PATH': ''})


def test_printing_end_is_not_installed(directory):
    path = write(directory)
    plugins = sweet_test.BUILD_ROOT / 'plugins'
    status, out, err = launch_line(f'file path={path} ! csv',
                                   env={'SWEET_PLUGIN_PATH': f'{plugins}/file:{plugins}/csv',
                                        'SWEET_PLUGIN_SYSTEM_PATH': ''})
    sweet_test.equal((status, out), (2, ''), 'status and stdout')
    sweet_test.contains(err, 'sweet-launch: no format “jsonl”')


def test_translated_environment(directory):
    path = write(directory)
    for locale in ('C', 'de_DE.UTF-8', 'nonsense'):
        sweet_test.equal(launch_line(f'file path={path} ! csv ! count', env={'LC_ALL': locale}),
                         (0, '{"count":3}\n', ''), locale)


if __name__ == '__main__':
    sweet_test.run()
