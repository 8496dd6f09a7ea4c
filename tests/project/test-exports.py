#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""What the binaries export: the library only sweet_*, a plugin only its descriptor."""

import re

import sweet_test


def exports(path):
    result = sweet_test.command('nm', '--dynamic', '--defined-only', path)
    sweet_test.equal(result.returncode, 0, 'exit status of nm')
    return [line.split()[-1] for line in result.stdout.decode().splitlines()]


def test_library():
    names = exports(sweet_test.BUILD_ROOT / 'libsweet' / 'libsweet-1.so')
    sweet_test.equal([name for name in names if not name.startswith('sweet_')], [], 'foreign names')
    if 'sweet_parse_duration' not in names:
        raise AssertionError('the library exports nothing')


def test_library_exports_what_headers_declare():
    names = set(exports(sweet_test.BUILD_ROOT / 'libsweet' / 'libsweet-1.so'))
    declared = set()
    for header in (sweet_test.SOURCE_ROOT / 'include' / 'sweet').glob('*.h'):
        text = header.read_text()
        declared |= set(re.findall(r'SWEET_AVAILABLE_IN_ALL[^;({]*?\b(sweet_\w+) \(', text))
        for prefix in re.findall(r'G_DECLARE_\w+ \(\w+,\s*(\w+)', text):
            declared.add(f'{prefix}_get_type')
    sweet_test.equal(declared - names, set(), 'declared and not exported')
    generated = {name for name in names - declared if name.endswith('_get_type')}
    sweet_test.equal(names - declared - generated, set(), 'exported and not declared')


def test_plugins():
    plugins = sorted((sweet_test.BUILD_ROOT / 'plugins').glob('*/*.so'))
    sweet_test.equal([plugin.name for plugin in plugins if not plugin.name.startswith('libsweet-')], [],
                     'names that the loader does not look for')
    for plugin in plugins:
        name = plugin.stem[len('libsweet-'):].replace('-', '_')
        sweet_test.equal(exports(plugin), [f'sweet_plugin_{name}_descriptor'], f'exports of {plugin.name}')
    if not plugins:
        raise AssertionError('no plugin was built')


def test_plugins_know_no_other_plugin():
    for plugin in (sweet_test.BUILD_ROOT / 'plugins').glob('*/*.so'):
        dynamic = sweet_test.command('readelf', '--dynamic', plugin).stdout.decode()
        needed = re.findall(r'NEEDED.*\[(libsweet.*)\]', dynamic)
        sweet_test.equal(needed, ['libsweet-1.so.0'], f'parts of Sweet behind {plugin.name}')


if __name__ == '__main__':
    sweet_test.run()
