#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""The csv format against Python's csv module, through sweet-launch."""

import csv
import io
import json
import os
import random
import subprocess
import threading
import time

import sweet_test
from sweet_test import command, equal

SEED = int(os.environ.get('SWEET_TEST_SEED', random.randrange(1 << 32)))
SECONDS = float(os.environ.get('SWEET_TEST_SECONDS', 3))
ALPHABET = 'ab,;"\' \n\r\té☃0.'
SETTINGS = [(1, '8B'), (2, '16B'), (8, '24B'), (2, '32B'), (1, '1000B'), (8, '64KiB'), (2, '1MiB')]


def launch(*line, **options):
    result = command('sweet-launch', *line, **options)
    equal((result.returncode, result.stderr.decode()), (0, ''), 'what sweet-launch says')
    return result.stdout


def read_json(text):
    return [list(json.loads(line).items()) for line in text.decode().splitlines()]


def read_csv(text, **dialect):
    rows = [row for row in csv.reader(io.StringIO(text, newline=''), strict=True, **dialect) if row]
    return [list(zip(rows[0], row)) for row in rows[1:]]


def make_cell(rand):
    length = rand.randrange(200) if rand.random() < 0.05 else rand.randrange(6)
    return ''.join(rand.choice(ALPHABET) for _ in range(length))


def make_table(rand):
    width = rand.randrange(1, 6)
    header = [f'{make_cell(rand)}{n}' for n in range(width)]
    return header, [[make_cell(rand) for _ in range(width)] for _ in range(rand.randrange(60))]


def write_table(rand, header, rows):
    """The table as CSV, and the options to read it with; a line end in a cell is always quoted."""
    delimiter = rand.choice(',;\t')
    quotechar = rand.choice('"\'')
    text = io.StringIO(newline='')
    quoting = csv.QUOTE_ALL if rand.random() < 0.3 else csv.QUOTE_MINIMAL
    writer = csv.writer(text, delimiter=delimiter, quotechar=quotechar, quoting=quoting, lineterminator='\r\n')
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue(), {'delimiter': delimiter, 'quotechar': quotechar}


def options_of(dialect):
    return [f'delimiter={dialect["delimiter"]}', f'quote={dialect["quotechar"]}']


def tables():
    """Tables of a seed each, for some seconds."""
    end = time.monotonic() + SECONDS
    seed = SEED
    while time.monotonic() < end:
        print(f'# SWEET_TEST_SEED={seed}')
        yield random.Random(seed)
        seed += 1


def test_reads_what_python_writes(directory):
    path = directory / 'in.csv'
    for rand in tables():
        header, rows = make_table(rand)
        text, dialect = write_table(rand, header, rows)
        mark = b'\xef\xbb\xbf' if rand.random() < 0.2 else b''
        path.write_bytes(mark + text.encode())
        equal(read_csv(text, **dialect), [list(zip(header, row)) for row in rows], "what Python's csv module reads")
        workers, block = rand.choice(SETTINGS)
        out = launch('file', f'path={path}', f'block-size={block}', '!', 'parallel', f'workers={workers}',
                     '!', 'csv', *options_of(dialect), '!', 'jsonl')
        equal(read_json(out), [list(zip(header, row)) for row in rows], 'what Sweet reads')


def test_writes_what_python_reads(directory):
    path = directory / 'in.csv'
    for rand in tables():
        header, rows = make_table(rand)
        text, dialect = write_table(rand, header, rows)
        path.write_bytes(text.encode())
        out_delimiter = rand.choice(',;\t')
        out = launch('file', f'path={path}', '!', 'csv', *options_of(dialect), '!', 'csv', f'delimiter={out_delimiter}')
        equal(read_csv(out.decode(), delimiter=out_delimiter), [list(zip(header, row)) for row in rows], 'what Python reads')


def test_sample():
    path = sweet_test.SAMPLES / 'birdstrikes.csv'
    with open(path, encoding='utf-8', newline='') as file:
        expected = read_csv(file.read())
    equal(len(expected), 10000, 'records of the sample')
    equal(read_json(launch('file', f'path={path}', '!', 'csv')), expected, 'what Sweet reads')


def feed(process, data, rand):
    """Writes the input in pieces of odd sizes."""
    try:
        while data:
            size = rand.randrange(1, 3000)
            process.stdin.write(data[:size])
            process.stdin.flush()
            data = data[size:]
        process.stdin.close()
    except BrokenPipeError:
        pass


def launch_piped(data, rand, *line):
    process = subprocess.Popen(['sweet-launch', *line], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    feeder = threading.Thread(target=feed, args=(process, data, rand))
    feeder.start()
    out = process.stdout.read()
    error = process.stderr.read().decode()
    status = process.wait()
    feeder.join()
    process.stdout.close()
    process.stderr.close()
    return status, out, error


def test_same_answer_everywhere(directory):
    """A file with something wrong in it gives the same bytes and the same error however it is read."""
    rand = random.Random(SEED)
    print(f'# SWEET_TEST_SEED={SEED}')
    rows = [f'{n},"name {n}\nof ""{n}""",{n * n}' for n in range(400)]
    rows[250] = '250,"name" of,62500'
    data = '\r\n'.join(['id,name,square', *rows]).encode()
    path = directory / 'in.csv'
    path.write_bytes(data)
    reason = 'record 251, line 502, byte {}: text after a closing quote (on-error=skip leaves the record out)\n'
    reason = reason.format(data.index(b'" of,') + 1)

    for on_error, status in (('stop', 1), ('skip', 0)):
        answers = set()
        for workers, block in SETTINGS:
            tail = ['!', 'parallel', f'workers={workers}', '!', 'csv', f'on-error={on_error}', '!', 'csv']
            result = command('sweet-launch', 'file', f'path={path}', f'block-size={block}', *tail)
            answers.add((result.returncode, result.stdout, result.stderr.decode().partition(': record')[2]))
            code, out, error = launch_piped(data, rand, 'file', 'path=-', f'block-size={block}', *tail)
            answers.add((code, out, error.partition(': record')[2]))
        equal(len(answers), 1, f'number of different answers with on-error={on_error}')
        (code, out, error), = answers
        equal(code, status, 'exit status')
        equal(out.count(b'"name '), 250 if status else 399, 'records written')
        if status:
            equal('record' + error, reason, 'error')


def test_wrong_guesses(directory):
    """Every line inside of the quotes looks like a record, so that blocks start from wrong guesses."""
    path = directory / 'in.csv'
    path.write_text('a\n' + ''.join(f'"{f"x{n}" * 8}\n' + 'y\n' * 20000 + '"\n' for n in range(400)), encoding='utf-8')
    line = ['file', f'path={path}', 'block-size=16KiB', '!', 'parallel']
    expected = launch(*line, 'workers=1', '!', 'csv')
    equal(expected.count(b'\n'), 400, 'records')
    wrong = 0
    # who comes first has to guess nothing
    for _ in range(20):
        result = command('sweet-launch', '--stats', *line, 'workers=2', '!', 'csv')
        equal(result.stdout == expected, True, 'the same records')
        table = result.stderr.decode().partition('wrong guesses\n')[2].splitlines()
        wrong += sum(int(row.split()[3]) for row in table if row[0].isdigit())
        if wrong > 0:
            break
    print(f'# {wrong} wrong guesses')
    equal(wrong > 0, True, 'wrong guesses are told')


if __name__ == '__main__':
    sweet_test.run(watchdog=60 + 2 * int(SECONDS))
