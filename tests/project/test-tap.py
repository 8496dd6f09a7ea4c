#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""The counting of cases: nothing that went wrong is lost."""

import json

import sweet_test

TAP = sweet_test.SOURCE_ROOT / 'tests' / 'common' / 'tap.py'


def run(directory, script, seconds=20):
    """Runs a shell script through `tap.py run` and counts; gives what both print."""
    cases = sweet_test.command('/usr/bin/python3', TAP, 'run', 'x', seconds, 'sh', '-c', script)
    (directory / 'cases.tap').write_bytes(cases.stdout)
    counted = sweet_test.command('/usr/bin/python3', TAP, 'count', directory / 'cases.tap')
    summary = counted.stdout.decode().splitlines()[-1]
    sweet_test.equal(counted.returncode, 0 if ' 0 failed' in summary else 1, 'exit status of the count')
    sweet_test.equal(cases.returncode, counted.returncode, 'exit status of the run')
    return cases.stdout.decode(), counted.stdout.decode().splitlines()


def test_passes_and_skips(directory):
    script = 'echo 1..3; echo ok 1 /a; echo "ok 2 - b # SKIP no disk"; echo "# words"; echo ok'
    cases, counted = run(directory, script)
    sweet_test.contains(cases, 'ok - x: /a\n')
    sweet_test.equal(counted, ['ok - x: b # SKIP no disk', '2 passed, 0 failed, 1 skipped'])


def test_failure(directory):
    _, counted = run(directory, 'echo 1..2; echo "not ok 1 a"; echo ok 2 b; exit 1')
    sweet_test.equal(counted, ['not ok - x: a', '1 passed, 1 failed, 0 skipped'])


def test_plan_at_the_end(directory):
    _, counted = run(directory, 'echo ok 1 a; echo 1..1')
    sweet_test.equal(counted[-1], '1 passed, 0 failed, 0 skipped')


def test_everything_skipped(directory):
    _, counted = run(directory, 'echo "1..0 # SKIP no network"')
    sweet_test.equal(counted, ['ok - x: everything # SKIP no network', '0 passed, 0 failed, 1 skipped'])


def test_too_few_cases(directory):
    _, counted = run(directory, 'echo 1..3; echo ok 1 a')
    sweet_test.equal(counted, ['not ok - x: ran 1 of 3 cases', '1 passed, 1 failed, 0 skipped'])


def test_crash(directory):
    _, counted = run(directory, 'echo 1..2; echo ok 1 a; kill -SEGV $$')
    sweet_test.equal(counted, ['not ok - x: ended by signal SIGSEGV', '1 passed, 1 failed, 0 skipped'])


def test_bail_out(directory):
    _, counted = run(directory, 'echo 1..2; echo ok 1 a; echo "Bail out! no memory"; exit 1')
    sweet_test.equal(counted, ['not ok - x: Bail out! no memory', '1 passed, 1 failed, 0 skipped'])


def test_silent_failure(directory):
    _, counted = run(directory, 'echo 1..1; echo ok 1 a; exit 3')
    sweet_test.equal(counted, ['not ok - x: exited with status 3', '1 passed, 1 failed, 0 skipped'])


def test_no_output(directory):
    _, counted = run(directory, 'true')
    sweet_test.equal(counted, ['not ok - x: printed no plan', '0 passed, 1 failed, 0 skipped'])


def test_hang(directory):
    _, counted = run(directory, 'echo 1..1; sleep 100; echo ok 1 a', seconds=1)
    sweet_test.equal(counted, ['not ok - x: was stopped after 1 s', '0 passed, 1 failed, 0 skipped'])


def test_repeated_and_missing(directory):
    for name in ('meson-info', 'meson-logs'):
        (directory / name).mkdir()
    tests = [{'name': name, 'suite': ['sweet:stream']} for name in ('steady', 'flaky', 'absent')]
    runs = [('steady', 'ok 1 /a', 0), ('flaky', 'ok 1 /b', 0), ('steady', 'ok 1 /a', 0),
            ('flaky', 'not ok 1 /b', 1), ('flaky', 'ok 1 /b', 0), ('stranger', 'ok 1 /c', 0)]
    (directory / 'meson-info' / 'intro-tests.json').write_text(json.dumps(tests))
    (directory / 'meson-logs' / 'testlog.json').write_text(''.join(
        json.dumps({'name': f'sweet:stream / {name}', 'stdout': f'1..1\n{case}\n', 'returncode': status,
                    'result': 'OK'}) + '\n' for name, case, status in runs))
    cases = sweet_test.command('/usr/bin/python3', TAP, 'meson', directory)
    sweet_test.equal(cases.stdout.decode().splitlines(),
                     ['1..3', 'ok - steady: /a', 'not ok - flaky: /b', 'not ok - absent: did not run'])


if __name__ == '__main__':
    sweet_test.run()
