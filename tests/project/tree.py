# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""The files of the source tree, and the commands that compile them."""

import json
import os

from sweet_test import BUILD_ROOT, SOURCE_ROOT


def _is_output(name):
    return name.startswith(('_', 'build')) or name in ('.git', '.cache')


def files(*suffixes, under='.'):
    """Gives the files that belong to the project, by the end of their names."""
    for directory, directories, names in os.walk(SOURCE_ROOT / under):
        top = os.path.samefile(directory, SOURCE_ROOT)
        directories[:] = sorted(d for d in directories
                                if d != '__pycache__' and not (top and _is_output(d)))
        # .git is a file in a second work tree
        for name in sorted(n for n in names if not (top and _is_output(n))):
            path = SOURCE_ROOT / directory / name
            if name.endswith(suffixes or ('',)) and not path.is_symlink():
                yield path


def relative(path):
    """Gives a path as it is written from the root of the project."""
    return str(path.relative_to(SOURCE_ROOT))


def compile_commands(*folders):
    """Gives (source, command) of every C source in these folders of the project."""
    commands = json.loads((BUILD_ROOT / 'compile_commands.json').read_text())
    for entry in commands:
        path = (BUILD_ROOT / entry['file']).resolve()
        if path.is_relative_to(SOURCE_ROOT) and not path.is_relative_to(BUILD_ROOT):
            source = relative(path)
            if source.startswith(folders):
                yield source, entry['command']
