#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""What an application sees: headers that compile alone, in C and C++, and hide what is private."""

import concurrent.futures
import os
import re
import shlex
import subprocess

import sweet_test

INCLUDE = sweet_test.SOURCE_ROOT / 'include'
HEADERS = sorted(path.name for path in (INCLUDE / 'sweet').glob('*.h'))
GENERATED = 'sweet-enum-types.h'
C = ['gcc', '-std=c11', '-pedantic-errors', '-x', 'c']
CXX = ['g++', '-std=c++17', '-pedantic-errors', '-x', 'c++']


def compile_text(compiler, text):
    flags = shlex.split(subprocess.run(['pkg-config', '--cflags', 'gio-2.0'], capture_output=True,
                                       text=True, check=True).stdout)
    argv = compiler + ['-fsyntax-only', '-Wall', '-Wextra', '-Werror', '-Wno-unused-parameter',
                       f'-I{INCLUDE}', f'-I{sweet_test.BUILD_ROOT}/include', *flags, '-']
    result = subprocess.run(argv, input=text, capture_output=True, text=True, check=False)
    return result.returncode, result.stderr


def check_each(compiler):
    def one(header):
        return header, compile_text(compiler, f'#define SWEET_INSIDE\n#include <sweet/{header}>\ntypedef int some_code;\n')

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for header, (status, complaint) in pool.map(one, HEADERS + [GENERATED]):
            sweet_test.equal(complaint, '', f'what the compiler says about {header}')
            sweet_test.equal(status, 0, f'its exit status for {header}')


def test_each_compiles_alone_in_c():
    check_each(C)


def test_each_compiles_alone_in_cxx():
    check_each(CXX)


def test_umbrella_compiles():
    for compiler in (C, CXX):
        sweet_test.equal(compile_text(compiler, '#include <sweet/sweet.h>\n'), (0, ''))


def test_only_the_umbrella_is_included_directly():
    for header in set(HEADERS) - {'sweet.h', 'sweet-visibility.h'}:
        status, complaint = compile_text(C, f'#include <sweet/{header}>\n')
        sweet_test.contains(complaint, 'Only <sweet/sweet.h> can be included directly', header)
        sweet_test.equal(status != 0, True, f'{header} is refused')


def test_umbrella_includes_all():
    text = (INCLUDE / 'sweet' / 'sweet.h').read_text()
    included = set(re.findall(r'#include <sweet/(.*)>', text))
    sweet_test.equal(included, set(HEADERS) - {'sweet.h', 'sweet-visibility.h'} | {GENERATED})


def test_private_stays_private():
    for header in HEADERS:
        text = (INCLUDE / 'sweet' / header).read_text()
        for name in re.findall(r'#include ["<](.*)[">]', text):
            allowed = re.fullmatch(r'sweet/sweet(-[a-z-]+)?\.h|gio/gio\.h|glib(-object)?\.h|gmodule\.h|std\w+\.h|string\.h', name)
            sweet_test.equal(bool(allowed) and 'private' not in name, True, f'{header} may include {name}')


def test_plugins_include_the_umbrella_only():
    for source in (sweet_test.SOURCE_ROOT / 'plugins').glob('*/*.[ch]'):
        for name in re.findall(r'#include <(sweet/.*|config\.h)>', source.read_text()):
            sweet_test.equal(name, 'sweet/sweet.h', f'what {source.name} includes')
        for name in re.findall(r'#include "(.*)"', source.read_text()):
            sweet_test.equal((source.parent / name).exists(), True, f'{name} lies beside {source.name}')


if __name__ == '__main__':
    sweet_test.run(watchdog=200)
