# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""TAP for tests written in Python.

Every function test_* of the module that calls run() is a case. It fails by raising, and is skipped
by raising Skip with the reason. Names of cases as arguments run only these.
"""

import faulthandler
import inspect
import os
import pathlib
import subprocess
import sys
import tempfile
import traceback

SOURCE_ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = SOURCE_ROOT / 'data' / 'samples'
BUILD_ROOT = pathlib.Path(os.environ.get('G_TEST_BUILDDIR', os.getcwd())).parent
TIME_FACTOR = int(os.environ.get('SWEET_TEST_TIME_FACTOR', '1'))


class Skip(Exception):
    """Raised by a case that cannot run here, with the reason."""


def equal(actual, expected, what='value'):
    """Fails unless both are equal, and shows both."""
    if isinstance(actual, str) and '\n' in actual and actual != expected:
        raise AssertionError(f'{what} is not {expected!r}:\n{actual}')
    if actual != expected:
        raise AssertionError(f'{what} is {actual!r}, not {expected!r}')


def contains(text, part, what='text'):
    """Fails unless the part occurs in the text, and shows both."""
    if part not in text:
        raise AssertionError(f'{what} has no {part!r}: {text!r}')


def command(*argv, input=None, cwd=None, env=None, timeout=60):
    """Runs a program, found in the PATH of the build; gives bytes in stdout and stderr."""
    environment = dict(os.environ, **(env or {}))
    stdin = {'stdin': subprocess.DEVNULL} if input is None else {'input': input}
    return subprocess.run([str(arg) for arg in argv], capture_output=True, cwd=cwd,
                          env=environment, timeout=timeout * TIME_FACTOR, check=False, **stdin)


def _case(number, name, function, watchdog):
    title = f'{number} {name}'
    faulthandler.dump_traceback_later(watchdog * TIME_FACTOR, exit=True)
    try:
        if inspect.signature(function).parameters:
            with tempfile.TemporaryDirectory(prefix='sweet-test-') as directory:
                function(pathlib.Path(directory))
        else:
            function()
    except Skip as skip:
        print(f'ok {title} # SKIP {skip}')
    except Exception:
        traceback.print_exc()
        print(f'not ok {title}')
        return False
    else:
        print(f'ok {title}')
    finally:
        faulthandler.cancel_dump_traceback_later()
        sys.stdout.flush()
    return True


def run(watchdog=60):
    """Runs the cases of the calling module; one with a parameter gets a directory of its own."""
    module = inspect.stack()[1].frame.f_globals
    only = sys.argv[1:]
    cases = [(name, function) for name, function in module.items()
             if name.startswith('test_') and callable(function) and (not only or name in only)]
    print(f'1..{len(cases)}', flush=True)
    results = [_case(number, name[len('test_'):].replace('_', ' '), function, watchdog)
               for number, (name, function) in enumerate(cases, 1)]
    sys.exit(0 if all(results) else 1)
