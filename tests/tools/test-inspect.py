#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""sweet-inspect: what it prints, and how it ends."""

import json
import os
import shutil
import subprocess

import sweet_test

PLUGINS = sweet_test.BUILD_ROOT / 'plugins'
BAD = sweet_test.BUILD_ROOT / 'tests' / 'plugin' / 'bad'
ODD = sweet_test.BUILD_ROOT / 'tests' / 'tools'

KINDS = ['source', 'format', 'processor', 'strategy', 'sink']
ELEMENTS = {('source', 'file'), ('sink', 'file'), ('format', 'csv'), ('format', 'jsonl'), ('format', 'lines'),
            ('processor', 'select'), ('processor', 'filter'), ('processor', 'collect'), ('processor', 'count'),
            ('processor', 'sequence'), ('processor', 'window'),
            ('strategy', 'serial'), ('strategy', 'parallel'), ('strategy', 'batched')}

STRATEGIES = '''\
Strategies
  parallel       Works the pipeline off with several workers at the same time
  serial         Works the pipeline off with one worker, in order
'''

PARALLEL = '''\
parallel (strategy)
  Works the pipeline off with several workers at the same time

  Plugin         parallel 1.0.0, Several workers at the same time
  Author         The Sweet authors
  Licence        LGPL-2.1-or-later
  File           {path}
  Takes          none
  Gives          none
  Runs           worker, sequential

  Properties
    workers=integer from 0 to 1024, default 0
        How many workers there are; 0 means one for each processor
    min-workers=integer from 0 to 1024, default 0
        How many workers stay with the pipeline while other work waits for them
    max-workers=integer from 0 to 1024, default 0
        The same as workers, beside min-workers
    ordered=true|false, default true
        Whether output comes in the order of the input; without order it may come sooner
    rate=integer from 0 to 1000000000, default 0
        How many records a second come to the end of the pipeline; 0 means no limit
    burst=integer from 0 to 1000000000, default 0
        How many records may come at once; 0 means a hundredth of the rate, and at least 1
    on-error=stop|continue|retry, default stop
        What is done about an error: stop at it, continue behind it, or retry and then stop
    retries=integer from 0 to 999999, default 0
        How often what failed is tried again before that
    retry-delay=duration from 0s to 9223372036854775807us, default 0s
        How long each retry waits
'''


def inspect(*args, folders=None, system=''):
    env = {}
    if folders is not None:
        env = {'SWEET_PLUGIN_PATH': ':'.join(map(str, folders)), 'SWEET_PLUGIN_SYSTEM_PATH': system}
    result = sweet_test.command('sweet-inspect', *args, env=env)
    return result.returncode, result.stdout.decode(), result.stderr.decode()


def inspect_json(*args, folders=None):
    status, out, err = inspect('--json', *args, folders=folders)
    sweet_test.equal((status, err), (0, ''), 'status and stderr')
    return json.loads(out)['elements']


def test_list():
    sweet_test.equal(inspect(folders=[PLUGINS / 'serial', PLUGINS / 'parallel']), (0, STRATEGIES, ''))


def test_list_of_all():
    status, out, err = inspect()
    sweet_test.equal((status, err), (0, ''), 'status and stderr')
    headings = [line for line in out.splitlines() if line and not line.startswith(' ')]
    sweet_test.equal(headings, ['Sources', 'Formats', 'Processors', 'Strategies', 'Sinks'])
    for line in out.splitlines():
        if line.startswith('  '):
            sweet_test.equal(len(line.split(None, 1)), 2, f'name and description in {line!r}')


def test_list_of_nothing(directory):
    sweet_test.equal(inspect(folders=[directory]), (0, '', ''))


def test_one():
    path = PLUGINS / 'parallel' / 'libsweet-parallel.so'
    sweet_test.equal(inspect('parallel'), (0, PARALLEL.format(path=path), ''))


def test_several_kinds():
    status, out, err = inspect('file')
    sweet_test.equal((status, err), (0, ''), 'status and stderr')
    sweet_test.equal([line for line in out.splitlines() if line and not line.startswith(' ')],
                     ['file (source)', 'file (sink)'])


def test_no_properties():
    status, out, err = inspect('stubborn', folders=[ODD])
    sweet_test.equal((status, err), (0, ''), 'status and stderr')
    sweet_test.equal(out.endswith('\n\n  No properties\n'), True, 'end of the output')


def test_format_has_units_and_choices():
    out = inspect('csv')[1]
    sweet_test.contains(out, '    on-error=stop|skip, default stop\n')
    sweet_test.contains(out, '    max-record-size=size from 1B to 1GiB, default 16MiB\n')
    sweet_test.contains(out, '    delimiter=text, default “,”\n')
    sweet_test.contains(out, '  Gives          records, or the other way round\n')


def test_unknown():
    folders = [PLUGINS / 'serial', PLUGINS / 'parallel']
    sweet_test.equal(inspect('paralel', folders=folders),
                     (1, '', 'sweet-inspect: no element “paralel”; the nearest is “parallel”\n'))
    sweet_test.equal(inspect('--json', 'seral', folders=folders),
                     (1, '', 'sweet-inspect: no element “seral”; the nearest is “serial”\n'))
    sweet_test.equal(inspect('qqqqqqqq', folders=folders),
                     (1, '', 'sweet-inspect: no element “qqqqqqqq”; sweet-inspect lists what there is\n'))


def test_wrong_line():
    sweet_test.equal(inspect('csv', 'jsonl'),
                     (2, '', 'sweet-inspect: more than one name; try “sweet-inspect --help”\n'))
    sweet_test.equal(inspect('--jason'), (2, '', 'sweet-inspect: Unknown option --jason\n'))


def test_version_and_help():
    sweet_test.equal(inspect('--version'), (0, 'sweet-inspect 1.0.0\n', ''))
    status, out, err = inspect('--help')
    sweet_test.equal((status, err), (0, ''), 'status and stderr')
    for option in ('--json', '--version'):
        sweet_test.contains(out, option)


def test_problems():
    status, out, err = inspect(folders=[PLUGINS / 'serial', PLUGINS / 'parallel', BAD])
    sweet_test.equal((status, out), (0, STRATEGIES), 'status and stdout')
    files = {path.name for path in BAD.glob('libsweet-*.so')}
    sweet_test.equal(len(files) > 10, True, 'bad plugins are there')
    sweet_test.equal({os.path.basename(line.split(': ')[1]) for line in err.splitlines()}, files)
    sweet_test.contains(err, f'sweet-inspect: {BAD}/libsweet-magic.so: refused on checking its descriptor: '
                             'its descriptor begins with 0x12345678 and not with 0x53574554\n')


def test_unknown_because_refused():
    status, out, err = inspect('magic', folders=[BAD])
    sweet_test.equal((status, out), (1, ''), 'status and stdout')
    sweet_test.equal(err, f'sweet-inspect: no element “magic”: {BAD}/libsweet-magic.so: refused on checking its '
                          'descriptor: its descriptor begins with 0x12345678 and not with 0x53574554\n')


def test_json_of_one():
    path = PLUGINS / 'parallel' / 'libsweet-parallel.so'
    sweet_test.equal(inspect_json('parallel'), [{
        'name': 'parallel',
        'kind': 'strategy',
        'description': 'Works the pipeline off with several workers at the same time',
        'type': 'SweetParallelStrategy',
        'input': 'none',
        'output': 'none',
        'place': 'worker',
        'concurrency': 'sequential',
        'outputs': [],
        'plugin': {
            'name': 'parallel',
            'version': '1.0.0',
            'description': 'Several workers at the same time',
            'author': 'The Sweet authors',
            'license': 'LGPL-2.1-or-later',
            'url': None,
            'path': str(path),
        },
        'properties': [
            {'name': 'workers', 'description': 'How many workers there are; 0 means one for each processor',
             'type': 'integer', 'unit': None, 'writable': True, 'default': 0, 'minimum': 0, 'maximum': 1024},
            {'name': 'min-workers', 'description': 'How many workers stay with the pipeline while other work waits '
                                                   'for them',
             'type': 'integer', 'unit': None, 'writable': True, 'default': 0, 'minimum': 0, 'maximum': 1024},
            {'name': 'max-workers', 'description': 'The same as workers, beside min-workers',
             'type': 'integer', 'unit': None, 'writable': True, 'default': 0, 'minimum': 0, 'maximum': 1024},
            {'name': 'ordered', 'description': 'Whether output comes in the order of the input; without order it '
                                               'may come sooner',
             'type': 'boolean', 'unit': None, 'writable': True, 'default': True},
            {'name': 'rate', 'description': 'How many records a second come to the end of the pipeline; 0 means no '
                                            'limit',
             'type': 'integer', 'unit': None, 'writable': True, 'default': 0, 'minimum': 0, 'maximum': 10**9},
            {'name': 'burst', 'description': 'How many records may come at once; 0 means a hundredth of the rate, '
                                             'and at least 1',
             'type': 'integer', 'unit': None, 'writable': True, 'default': 0, 'minimum': 0, 'maximum': 10**9},
            {'name': 'on-error', 'description': 'What is done about an error: stop at it, continue behind it, or '
                                                'retry and then stop',
             'type': 'choice', 'unit': None, 'writable': True, 'default': 'stop',
             'values': ['stop', 'continue', 'retry']},
            {'name': 'retries', 'description': 'How often what failed is tried again before that',
             'type': 'integer', 'unit': None, 'writable': True, 'default': 0, 'minimum': 0, 'maximum': 999999},
            {'name': 'retry-delay', 'description': 'How long each retry waits',
             'type': 'duration', 'unit': 'us', 'writable': True, 'default': 0, 'minimum': 0,
             'maximum': 2**63 - 1},
        ],
    }])


def test_json_values():
    properties = {p['name']: p for p in inspect_json('csv')[0]['properties']}
    sweet_test.equal(properties['on-error']['values'], ['stop', 'skip'])
    sweet_test.equal(properties['on-error']['default'], 'stop')
    size = properties['max-record-size']
    sweet_test.equal([size[key] for key in ('type', 'unit', 'default', 'minimum', 'maximum')],
                     ['size', 'B', 16 << 20, 1, 1 << 30])


def test_json_of_all():
    elements = inspect_json()
    names = [(e['kind'], e['name']) for e in elements]
    sweet_test.equal(names, sorted(names, key=lambda name: (KINDS.index(name[0]), name[1])), 'order')
    sweet_test.equal(ELEMENTS - set(names), set(), 'missing elements')
    for name in {e['name'] for e in elements}:
        sweet_test.equal(inspect_json(name), [e for e in elements if e['name'] == name], name)


def test_json_of_nothing(directory):
    sweet_test.equal(inspect_json(folders=[directory]), [])


def test_json_of_an_odd_path(directory):
    folder = directory / 'a "b"\\\n\tc\x01ö'
    folder.mkdir()
    shutil.copy(PLUGINS / 'serial' / 'libsweet-serial.so', folder)
    path = inspect_json('serial', folders=[folder])[0]['plugin']['path']
    sweet_test.equal(path, str(folder / 'libsweet-serial.so'))


def test_everything_is_described():
    for element in inspect_json():
        where = f'{element["kind"]} {element["name"]}'
        sweet_test.equal(bool(element['description']), True, f'{where} has a description')
        sweet_test.equal(element['place'] != 'context', True, f'{where} declares its traits')
        for option in element['properties']:
            where = f'{element["kind"]} {element["name"]}, {option["name"]}'
            sweet_test.equal(bool(option['description']), True, f'{where} has a description')
            sweet_test.equal(option['type'] in ('boolean', 'integer', 'number', 'text', 'list', 'choice',
                                                'duration', 'size', 'strategy'), True, f'{where} can be written')
            if 'minimum' in option:
                sweet_test.equal(option['minimum'] <= option['default'] <= option['maximum'], True,
                                 f'the default of {where} is in its range')
            if 'values' in option:
                sweet_test.contains(option['values'], option['default'], where)


def test_full_disk():
    for words in ([], ['csv'], ['--json'], ['--help'], ['--version']):
        with open('/dev/full', 'wb') as full:
            result = subprocess.run(['sweet-inspect', *words], stdout=full, stderr=subprocess.PIPE, check=False)
        sweet_test.equal((result.returncode, result.stderr.decode()),
                         (1, 'sweet-inspect: standard output: No space left on device\n'), f'{words} on a full disk')


if __name__ == '__main__':
    sweet_test.run()
