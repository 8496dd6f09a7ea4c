#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""sweet-launch: what it prints, and how it ends."""

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


def test_version_and_help():
    sweet_test.equal(launch('--version'), (0, 'sweet-launch 1.0.0\n', ''))
    status, out, err = launch('--help')
    sweet_test.equal((status, err), (0, ''), 'status and stderr')
    for option in ('--validate', '--limit=N', '--stats', '--version'):
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


def test_closed_standard_streams(directory):
    path = write(directory)
    for line, status, out, err in (
            (f'sweet-launch file path={path} ! csv ! count >&-', 1, '', 'Bad file descriptor'),
            ('sweet-launch file path=- ! csv ! count <&-', 1, '', 'Bad file descriptor'),
            (f'sweet-launch file path={path} ! csv ! count 2>&-', 0, '{"count":3}\n', ''),
            (f'sweet-launch file path={path} ! csv ! count <&-', 0, '{"count":3}\n', '')):
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
