#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""Counts the cases of test programs that print TAP.

tap.py meson BUILD [OPTION...]  prints what the last `meson test` of a build directory did, as TAP;
                                the options are the --setup, --suite and --no-suite it was given
tap.py run NAME SECONDS CMD     runs a program that prints TAP and passes its cases on
tap.py count FILE...            lists failures and skips; the last line is "N passed, N failed, N skipped"

What cannot run has failed: a program that crashes, hangs, prints fewer cases than it planned or
exits with an error without naming a case counts as one more failure.
"""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import threading

CASE = re.compile(r'(?P<no>not )?ok\b\s*\d*\s*(?:-\s*)?(?P<title>.*?)(?:\s*#\s*SKIP\S*\s*(?P<reason>.*))?$', re.IGNORECASE)
PLAN = re.compile(r'1\.\.(?P<count>\d+)(?:\s*#\s*SKIP\S*\s*(?P<reason>.*))?', re.IGNORECASE)
SKIP = re.compile(r'#\s*SKIP', re.IGNORECASE)


class Program:
    """Reads the TAP of one program line by line."""

    def __init__(self):
        self.lines = []
        self.seen = 0
        self.planned = None
        self.failed = 0
        self.bailed = None

    def _add(self, prefix, kind, title, reason=None):
        text = f'{kind} - {prefix}{title}'
        self.lines.append(f'{text} # SKIP {reason}' if reason is not None else text)
        self.failed += kind != 'ok'

    def read(self, line, prefix=''):
        """Takes a line; gives it as it goes on, or None for one that is no case."""
        line = line.rstrip()
        if line.startswith('Bail out!'):
            self.bailed = line
            return None
        plan = PLAN.match(line)
        if plan:
            self.planned = int(plan['count'])
            if self.planned == 0:
                self._add(prefix, 'ok', 'everything', plan['reason'] or 'no reason given')
                return self.lines[-1]
            return None
        case = CASE.match(line)
        if not case or not line.startswith(('ok', 'not ok')):
            return None
        self.seen += 1
        reason = (case['reason'] or 'no reason given') if SKIP.search(line) else None
        self._add(prefix, 'not ok' if case['no'] else 'ok', case['title'] or 'no title', reason)
        return self.lines[-1]

    def end(self, returncode, prefix='', stopped=None):
        """Adds a failure for what the cases do not show."""
        count = len(self.lines)
        if stopped:
            self._add(prefix, 'not ok', stopped)
        elif returncode < 0:
            self._add(prefix, 'not ok', f'ended by signal {signal.Signals(-returncode).name}')
        elif self.bailed and not self.failed:
            self._add(prefix, 'not ok', self.bailed)
        elif returncode != 0 and not self.failed:
            self._add(prefix, 'not ok', f'exited with status {returncode}')
        elif self.planned is None:
            self._add(prefix, 'not ok', 'printed no plan')
        if self.planned and self.seen < self.planned and len(self.lines) == count:
            self._add(prefix, 'not ok', f'ran {self.seen} of {self.planned} cases')
        return self.lines[count:]


def read_meson(name, record):
    """Gives the program of one record in the log of `meson test`."""
    program = Program()
    for output in record.get('stdout', '').splitlines():
        program.read(output, f'{name}: ')
    program.end(record['returncode'], f'{name}: ',
                'ran out of time' if record['result'] == 'TIMEOUT' else
                'was interrupted' if record['result'] == 'INTERRUPT' else None)
    return program


def convert_meson(build, options):
    """Gives the cases of the last `meson test` as TAP, with a failure for every test not run."""
    build = pathlib.Path(build)
    wanted = {flag: {value for name, value in zip(options, options[1:]) if name == flag}
              for flag in ('--setup', '--suite', '--no-suite')}
    setup = ''.join('-' + name for name in wanted['--setup'])
    lines = []
    missing = {}
    for test in json.loads((build / 'meson-info' / 'intro-tests.json').read_text()):
        suites = {suite.split(':')[-1] for suite in test['suite']}
        if (not wanted['--suite'] or suites & wanted['--suite']) and not suites & wanted['--no-suite']:
            missing[test['name']] = f'not ok - {test["name"]}: did not run'
    log = build / 'meson-logs' / f'testlog{setup}.json'
    programs = {}
    for line in log.read_text().splitlines() if log.exists() else []:
        record = json.loads(line)
        name = record['name'].split(' / ')[-1]
        # what is not missing is left from another run
        if name in missing:
            programs.setdefault(name, []).append(read_meson(name, record))
    for name, again in programs.items():
        del missing[name]
        # of a test that was repeated the worst run counts
        lines += max(again, key=lambda program: program.failed).lines
    lines += missing.values()
    return [f'1..{len(lines)}'] + lines


def run(name, seconds, command):
    """Runs a program; prints what it says at once, its cases under its name."""
    program = Program()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                          errors='replace', start_new_session=True) as process:
        expired = []

        def stop():
            expired.append(f'was stopped after {seconds:.0f} s')
            os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(seconds, stop)
        timer.start()
        for line in process.stdout:
            case = program.read(line, f'{name}: ')
            print(case if case else f'# {line.rstrip()}', flush=True)
        process.wait()
        timer.cancel()
    for line in program.end(process.returncode, f'{name}: ', expired[0] if expired else None):
        print(line)
    print(f'1..{len(program.lines)}', flush=True)
    return 1 if program.failed else 0


def count(files):
    """Prints failures, skips with their reasons and the numbers."""
    passed, failed, skipped = 0, [], []
    for file in files:
        program = Program()
        for line in pathlib.Path(file).read_text().splitlines():
            program.read(line)
        program.end(0)
        for line in program.lines:
            if line.startswith('not ok'):
                failed.append(line)
            elif SKIP.search(line):
                skipped.append(line)
            else:
                passed += 1
    for line in skipped + failed:
        print(line)
    print(f'{passed} passed, {len(failed)} failed, {len(skipped)} skipped')
    return 1 if failed else 0


def main(argv):
    if len(argv) >= 3 and argv[1] == 'meson':
        print('\n'.join(convert_meson(argv[2], argv[3:])))
        return 0
    if len(argv) >= 5 and argv[1] == 'run':
        return run(argv[2], float(argv[3]), argv[4:])
    if len(argv) >= 3 and argv[1] == 'count':
        return count(argv[2:])
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == '__main__':
    sys.exit(main(sys.argv))
