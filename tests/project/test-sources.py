#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""The house rules that a machine can see in the sources."""

import re
import subprocess

import sweet_test
import tree

CODE = ('.c', '.cpp', '.h', '.py', '.js', '.vala')
README_HEADINGS = ['## What it does', '## Options', '## Example', '## Limits and errors', '## Since']


def is_text(path):
    return b'\0' not in path.read_bytes()[:8192]


def test_formatted():
    names = [str(path) for path in tree.files('.c', '.cpp', '.h')]
    result = subprocess.run(['clang-format', '--dry-run', '-Werror', *names],
                            capture_output=True, text=True, check=False)
    sweet_test.equal(result.stderr, '', 'what clang-format says')
    sweet_test.equal(result.returncode, 0, 'its exit status')


def test_licensed():
    for path in tree.files(*CODE, 'meson.build'):
        head = '\n'.join(path.read_text().splitlines()[:4])
        for line in ('SPDX-License-Identifier: LGPL-2.1-or-later', 'Copyright 2026 The Sweet authors'):
            sweet_test.contains(head, line, tree.relative(path))


def test_clean_lines():
    for path in tree.files():
        if path.name == 'COPYING' or path.suffix in ('.csv', '.png') or not is_text(path):
            continue
        text = path.read_text()
        where = tree.relative(path)
        if path.suffix in ('.jsonl', '.json') or 'fuzzing' in where or 'data' in path.parent.name:
            continue
        sweet_test.equal([line for line in text.splitlines() if line != line.rstrip()], [],
                         f'lines of {where} that end in blanks')
        sweet_test.equal(text == '' or text.endswith('\n'), True, f'{where} ends its last line')


def test_nothing_unfinished():
    marks = re.compile(r'\b(' + '|'.join(['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX']) + r')\b')
    for path in tree.files(*CODE, 'meson.build', '.md'):
        found = [line for line in path.read_text().splitlines() if marks.search(line)]
        sweet_test.equal(found, [], f'unfinished lines of {tree.relative(path)}')


def test_no_machine_of_a_developer():
    places = re.compile(r'(?<![\w.])/(' + '|'.join(['home', 'work', 'root', 'Users']) + r')/\w')
    for path in tree.files():
        if path.suffix == '.csv' or not is_text(path):
            continue
        found = [line for line in path.read_text().splitlines() if places.search(line)]
        sweet_test.equal(found, [], f'private paths in {tree.relative(path)}')


def test_no_goto():
    for path in tree.files('.c', '.cpp', '.h'):
        found = [line for line in path.read_text().splitlines() if re.match(r'\s+goto \w+;', line)]
        sweet_test.equal(found, [], f'jumps in {tree.relative(path)}')


def test_files_are_read_in_one_sitting():
    for folder in ('libsweet', 'plugins', 'tools', 'include'):
        for path in tree.files('.c', '.h', under=folder):
            lines = len(path.read_text().splitlines())
            sweet_test.equal(lines <= 800, True, f'{tree.relative(path)} with {lines} lines is short enough')


def test_plugins_have_a_readme():
    for build in sorted((sweet_test.SOURCE_ROOT / 'plugins').glob('*/meson.build')):
        readme = build.parent / 'README.md'
        sweet_test.equal(readme.exists(), True, f'{tree.relative(readme)} exists')
        headings = [line for line in readme.read_text().splitlines() if line.startswith('## ')]
        sweet_test.equal(headings, README_HEADINGS, f'headings of {tree.relative(readme)}')


def test_tools_are_translatable():
    listed = {line for line in (sweet_test.SOURCE_ROOT / 'po' / 'POTFILES').read_text().splitlines()
              if line and not line.startswith('#')}
    using = {tree.relative(path) for path in tree.files('.c', under='tools') if re.search(r'\b(_|ngettext) \("', path.read_text())}
    sweet_test.equal(listed, using, 'po/POTFILES')


def test_lists_name_every_source():
    for folder in ('libsweet', 'plugins', 'tools'):
        for path in tree.files('.c', under=folder):
            build = (path.parent / 'meson.build').read_text()
            known = f"'{path.name}'" in build or f"'{path.stem}'" in build
            sweet_test.equal(known, True, f'{tree.relative(path)} is in its meson.build')


if __name__ == '__main__':
    sweet_test.run()
