# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""What the longer suites share: a release build, large inputs, peak memory, medians of 9."""

import contextlib
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / '_release'
MIB = 1 << 20

sys.path.insert(0, str(ROOT / 'tests' / 'common'))


def build():
    """Builds Sweet as it is installed, and puts its tools and plugins into the environment."""
    again = ['--reconfigure'] if (BUILD / 'build.ninja').exists() else []
    for command in (['setup', *again, '-Dbuildtype=release', '-Dintrospection=disabled',
                     '-Dvapi=disabled', '-Ddocs=disabled', str(BUILD)],
                    ['compile', '-C', str(BUILD)]):
        subprocess.run(['/usr/bin/meson', *command], cwd=ROOT, stdout=sys.stderr, check=True)
    plugins = sorted(str(path.parent) for path in (BUILD / 'plugins').glob('*/*.so'))
    os.environ['PATH'] = f'{BUILD}/tools:{os.environ["PATH"]}'
    os.environ['SWEET_PLUGIN_PATH'] = ':'.join(plugins)
    os.environ['G_TEST_BUILDDIR'] = str(BUILD / 'tests')


@contextlib.contextmanager
def scratch():
    """A directory for large files, on the disk of the source tree."""
    with tempfile.TemporaryDirectory(prefix='_suite-', dir=ROOT) as directory:
        yield pathlib.Path(directory)


def write_csv(path, size):
    """Writes at least so many bytes of CSV, quoted fields among them; gives the number of records."""
    rows = [f'{n},name {n},"a ""quoted"" text, {n * 7919 % 100003}",{n % 1000 / 10}\n' for n in range(100000)]
    block = ''.join(rows).encode()
    records = 0
    with open(path, 'wb') as file:
        file.write(b'id,name,text,value\n')
        while file.tell() < size:
            file.write(block)
            records += len(rows)
    return records


def run(*argv, stdout=subprocess.PIPE, env=None, timeout=600):
    """Runs a program; gives its result with how many `seconds` it took."""
    started = time.monotonic()
    result = subprocess.run([str(arg) for arg in argv], stdin=subprocess.DEVNULL, stdout=stdout,
                            stderr=subprocess.PIPE, env=dict(os.environ, **(env or {})),
                            timeout=timeout, check=False)
    result.seconds = time.monotonic() - started
    return result


def run_small(*argv, **options):
    """Runs a program; gives its result with its `peak` of memory in bytes as well."""
    # a small parent: the peak of a process counts what it was before it became the program
    with tempfile.NamedTemporaryFile() as report:
        result = run('/usr/bin/time', '--quiet', '--format=%M', f'--output={report.name}', *argv, **options)
        result.peak = int(report.read()) * 1024
    return result


def medians(*functions, times=9):
    """Runs the functions in turn; gives the median of what each returns."""
    results = [[] for _ in functions]
    for _ in range(times):
        for values, function in zip(results, functions):
            values.append(function())
    return [statistics.median(values) for values in results]


def interval(values):
    """Between which two of the values the median of all such values lies, 95 times in 100.

    Each value is below it as often as above, whatever else they are like: how many of n are below is a toss of n
    coins. With 9 values the second and the last but one hold it 96 times in 100.
    """
    ordered = sorted(values)
    n = len(ordered)
    outside, rank = 2 / 2 ** n, 0
    while rank + 1 < n // 2 and outside + 2 * math.comb(n, rank + 1) / 2 ** n <= 0.05:
        rank += 1
        outside += 2 * math.comb(n, rank) / 2 ** n
    return ordered[rank], ordered[n - 1 - rank]


def aim(value, least=None, most=None):
    """What a figure should be at least or at most, and whether it is."""
    if least is not None:
        return f'aim at least {least}: {"met" if value >= least else "MISSED"}'
    return f'aim at most {most}: {"met" if value <= most else "MISSED"}'


def ratio(values, least=None, most=None):
    """The median of the ratios of rounds, with its interval and what it should be."""
    low, high = interval(values)
    median = statistics.median(values)
    return f'{median:.2f} times ({low:.2f} to {high:.2f}; {aim(median, least, most)})'
