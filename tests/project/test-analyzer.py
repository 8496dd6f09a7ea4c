#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""gcc's static analysis of everything that is installed; what it finds is an error."""

import concurrent.futures
import os
import shlex
import subprocess

import sweet_test
import tree


def analyze(source, command):
    argv = shlex.split(command)
    # the command as it was, without its output and its dependency file
    for flag in ('-o', '-MF', '-MQ'):
        if flag in argv:
            index = argv.index(flag)
            del argv[index:index + 2]
    argv = [arg for arg in argv if arg != '-MD']
    argv += ['-fanalyzer', '-Werror', '-fdiagnostics-color=never', '-o', os.devnull]
    result = subprocess.run(argv, cwd=sweet_test.BUILD_ROOT, capture_output=True, text=True, check=False)
    return source, result.stderr if result.returncode != 0 else ''


def check(*folders):
    commands = dict(tree.compile_commands(*folders))
    if not commands:
        raise AssertionError(f'no source is compiled in {folders}')
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for source, complaint in pool.map(lambda item: analyze(*item), commands.items()):
            sweet_test.equal(complaint, '', f'what gcc says about {source}')


def test_library():
    check('libsweet/')


def test_plugins():
    check('plugins/')


def test_tools():
    check('tools/')


if __name__ == '__main__':
    sweet_test.run(watchdog=600)
