#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""The completions of bash, asked as bash asks them."""

import sweet_test

COMPLETIONS = sweet_test.SOURCE_ROOT / 'data' / 'completions'

ASK = '''
source "$1"
COMP_LINE=$2
COMP_POINT=${#COMP_LINE}
read -ra COMP_WORDS <<< "$COMP_LINE"
[[ $COMP_LINE != *' ' ]] || COMP_WORDS+=('')
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
compopt() { :; }
"$3"
printf '%s\\n' "${COMPREPLY[@]}"
'''


def complete(line):
    tool = line.split()[0]
    result = sweet_test.command('bash', '-c', ASK, 'bash', COMPLETIONS / tool, line, f'_{tool.replace("-", "_")}')
    sweet_test.equal((result.returncode, result.stderr.decode()), (0, ''), f'what bash says to {line!r}')
    return sorted(result.stdout.decode().split())


def test_inspect():
    sweet_test.equal(complete('sweet-inspect --'), ['--help', '--json', '--version'])
    sweet_test.equal(complete('sweet-inspect se'), ['select', 'sequence', 'serial'])
    sweet_test.equal(complete('sweet-inspect fi'), ['file', 'filter'])


def test_launch_options():
    sweet_test.equal(complete('sweet-launch --v'), ['--validate', '--version'])
    sweet_test.equal(complete('sweet-launch --limit '), [])
    sweet_test.equal(complete('sweet-launch --stats fi'), ['file', 'filter'])
    sweet_test.equal(complete('sweet-launch --stats'), ['--stats', '--stats-file', '--stats=json'])
    sweet_test.equal(complete('sweet-launch --stats=json js'), ['jsonl'])
    sweet_test.equal(complete('sweet-launch --stats-file x fi'), ['file', 'filter'])
    sweet_test.equal(complete('sweet-launch --limit 5 js'), ['jsonl'])


def test_launch_elements():
    sweet_test.contains(complete('sweet-launch '), 'file')
    sweet_test.equal(complete('sweet-launch file path=x ! cs'), ['csv'])


def test_launch_properties():
    sweet_test.equal(complete('sweet-launch file pa'), ['path='])
    sweet_test.equal(complete('sweet-launch file path=x ! csv on'), ['on-error='])
    sweet_test.equal(complete('sweet-launch file path=x ! csv !'), ['!'])


def test_launch_values():
    sweet_test.equal(complete('sweet-launch file path=x ! csv on-error='), ['skip', 'stop'])
    sweet_test.equal(complete('sweet-launch file path=x ! csv header=t'), ['true'])
    sweet_test.equal(complete('sweet-launch file path=x ! csv delimiter='), [])
    sweet_test.contains(complete('sweet-launch file path=/dev/nul'), '/dev/null')


if __name__ == '__main__':
    sweet_test.run()
