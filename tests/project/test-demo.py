#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""What tools/demo prints agrees with an independent computation."""

import collections
import csv
import json
import re

import sweet_test


def fastest_airports():
    strikes = collections.Counter()
    with open(sweet_test.SAMPLES / 'birdstrikes.csv', newline='', encoding='utf-8') as file:
        for row in csv.DictReader(file):
            if row['Speed IAS in knots'] and float(row['Speed IAS in knots']) > 200:
                strikes[row['Airport Name']] += 1
    ranked = sorted(strikes.items(), key=lambda item: (-item[1], item[0].encode()))
    return [{'Airport Name': airport, 'count': count} for airport, count in ranked[:10]]


def test_numbers():
    script = (sweet_test.SOURCE_ROOT / 'tools' / 'demo').read_text()
    command = re.search(r'^command=.*?[^\\]"$', script, re.MULTILINE | re.DOTALL).group()
    result = sweet_test.command('bash', '-c', f'{command}\neval "$command"', cwd=sweet_test.SOURCE_ROOT)
    sweet_test.equal((result.returncode, result.stderr), (0, b''))
    sweet_test.equal([json.loads(line) for line in result.stdout.splitlines()], fastest_airports())


if __name__ == '__main__':
    sweet_test.run()
