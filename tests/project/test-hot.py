#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""What goes over every byte or record waits for no other processor: no atomic instruction is in its objects."""

import json
import os
import pathlib
import platform
import re

import sweet_test

# what one processor keeps all others from a piece of memory with
ATOMIC = {
    'x86_64': r'\tlock |\txchg .*\(',
    'aarch64': r'\t(ld(a|ax|x)r|st(l|lx|x)r|ld(add|clr|eor|set|smax|smin|umax|umin)\w*|cas\w*|swp\w*)\t',
}


def hot_objects():
    """Gives (source, object) of every object of the library and the plugins that is to be so."""
    hot = os.environ['SWEET_TEST_HOT'].split(':')
    objects = []
    for entry in json.loads((sweet_test.BUILD_ROOT / 'compile_commands.json').read_text()):
        source = (sweet_test.BUILD_ROOT / entry['file']).resolve()
        if source.is_relative_to(sweet_test.SOURCE_ROOT) and str(source.relative_to(sweet_test.SOURCE_ROOT)) in hot:
            objects.append((str(source.relative_to(sweet_test.SOURCE_ROOT)), sweet_test.BUILD_ROOT / entry['output']))
    sweet_test.equal(sorted({source for source, _ in objects}), sorted(hot), 'the sources that are compiled')
    return objects


def find_atomic(path):
    result = sweet_test.command('objdump', '--disassemble', '--no-show-raw-insn', path)
    sweet_test.equal(result.returncode, 0, 'exit status of objdump')
    lines = result.stdout.decode().splitlines()
    sweet_test.equal(len(lines) > 10, True, f'instructions of {path}')
    return [line for line in lines if re.search(ATOMIC[platform.machine()], line)]


def test_no_atomic_instruction():
    if platform.machine() not in ATOMIC:
        raise sweet_test.Skip(f'nothing is known of the instructions of {platform.machine()}')
    for source, path in hot_objects():
        sweet_test.equal(find_atomic(path), [], f'atomic instructions of {source}')


def test_finds_them_elsewhere():
    if platform.machine() not in ATOMIC:
        raise sweet_test.Skip(f'nothing is known of the instructions of {platform.machine()}')
    path = next(pathlib.Path(sweet_test.BUILD_ROOT).glob('libsweet/libsweet-1.so.*.p/runtime_sweet-scheduler.c.o'))
    sweet_test.equal(len(find_atomic(path)) > 0, True, 'that the scheduler has atomic instructions')


if __name__ == '__main__':
    sweet_test.run()
