#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""jsonl through whole pipelines: what is accepted and refused, what is written, where errors are."""

import json
import os
import re
import subprocess

import sweet_test

from jsonl_lines import KEYS, Lines, canonical

WORKERS = (1, 2, 8)
BLOCK_SIZES = (8, 13, 64, 1000, 4096, 1048576)
PLACE = re.compile(r'in: (?:record (?P<record>\d+), )?line (?P<line>\d+), byte (?P<byte>\d+): (?P<text>.*)')


def launch(directory, data, *options, workers=2, block_size=None, after=('!', 'jsonl')):
    """Runs a file through jsonl; gives the output, the place and text of the error, and the status."""
    (directory / 'in').write_bytes(data)
    size = [f'block-size={block_size}B'] if block_size else []
    result = sweet_test.command('sweet-launch', 'file', 'path=in', *size, '!', 'parallel', f'workers={workers}',
                                '!', 'jsonl', *options, *after, cwd=directory)
    return result.stdout, result.stderr.decode(), result.returncode


def skipped(number):
    if number == 0:
        return ''
    return f'sweet-launch: {number} bad record{"s were" if number > 1 else " was"} skipped\n'


def accept(directory, data, expected, *options, bad=0, **more):
    out, err, status = launch(directory, data, *options, **more)
    sweet_test.equal((out, err, status), (expected, skipped(bad), 0), f'what {data[:200]!r} gives')


def refuse(directory, data, expected, place, text, *options, **more):
    out, err, status = launch(directory, data, *options, **more)
    found = PLACE.search(err)
    sweet_test.equal(status, 1, f'exit status for {data[:200]!r} ({err})')
    sweet_test.equal(found is not None, True, f'{err!r} names a place')
    sweet_test.equal(tuple(int(found[name]) for name in ('record', 'line', 'byte')), place, f'the place of {err!r}')
    sweet_test.equal(found['text'], text, 'the text')
    sweet_test.equal(out, expected, f'what comes before {err!r}')


def test_values_come_back_as_they_are(directory):
    line = b'{"a":"x","b":1.50e+3,"c":true,"d":null,"e":[1,"]"],"f":{"g":{}},"h":-0,"i":false,"j":""}\n'
    accept(directory, line, line)


def test_blanks_between_go_and_inside_stay(directory):
    accept(directory, b' { "a" : 1 , "b" : [ 1 , 2 ] ,\t"c" : { "d" : 3 } } \r\n', b'{"a":1,"b":[ 1 , 2 ],"c":{ "d" : 3 }}\n')


def test_escapes_are_undone_and_made(directory):
    accept(directory, rb'{"a":"\u0041\/\u00e9\ud83d\ude00\"\\\b\f\n\r\t\u0000\u001f\u007f","\u0062\"":"\u0063"}',
           '{"a":"A/é😀\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f\x7f","b\\"":"c"}\n'.encode())


def test_columns_join_in_order_of_appearance(directory):
    accept(directory, b'{"b":1}\n{"a":2,"b":3}\n{}\n{"c":4,"a":5}\n', b'{"b":1}\n{"b":3,"a":2}\n{}\n{"a":5,"c":4}\n')


def test_last_of_equal_keys_stands(directory):
    accept(directory, b'{"a":1,"b":2,"a":3}\n{"b":1,"b":2,"c":0,"\\u0062":3}\n', b'{"a":3,"b":2}\n{"b":3,"c":0}\n')


def test_lines_may_be_blank_or_end_in_crlf(directory):
    accept(directory, b'\r\n{"a":1}\r\n\n \t\r\n{"a":2}\r\n  ', b'{"a":1}\n{"a":2}\n')
    accept(directory, b'', b'')
    accept(directory, b'\n\n', b'')
    accept(directory, b'{"a":1}', b'{"a":1}\n')


def test_byte_order_mark(directory):
    for block_size in (8, None):
        accept(directory, b'\xef\xbb\xbf{"a":1}\n', b'{"a":1}\n', block_size=block_size)
        accept(directory, b'\xef\xbb\xbf', b'', block_size=block_size)
        refuse(directory, b'{"a":1}\n\xef\xbb\xbf{"a":2}\n', b'{"a":1}\n', (2, 2, 8),
               'expected “{”, since each line is one JSON object, found the byte 0xEF (on-error=skip leaves the record out)',
               block_size=block_size)
        refuse(directory, b'\xef\xbb', b'', (1, 1, 0),
               'expected “{”, since each line is one JSON object, found the byte 0xEF (on-error=skip leaves the record out)',
               block_size=block_size)


def test_place_of_an_error(directory):
    data = b'{"a":1}\n\n{"a":2}\n{"a":3,"b":x}\n{"a":4}\n'
    for block_size in BLOCK_SIZES:
        for workers in WORKERS:
            refuse(directory, data, b'{"a":1}\n{"a":2}\n', (3, 4, data.index(b'x')),
                   'expected a value, found “x” (on-error=skip leaves the record out)', block_size=block_size, workers=workers)
            accept(directory, data, b'{"a":1}\n{"a":2}\n{"a":4}\n', 'on-error=skip', bad=1, block_size=block_size, workers=workers)


def test_every_fault_says_what_was_expected(directory):
    skip = ' (on-error=skip leaves the record out)'
    for line, byte, text in (
            (b'[1]', 0, 'expected “{”, since each line is one JSON object, found “[”'),
            (b'{1', 1, 'expected a key in double quotes or “}”, found “1”'),
            (b'{"a":1,}', 7, 'expected a key in double quotes, found “}”'),
            (b'{"a" 1}', 5, 'expected “:” behind the key, found “1”'),
            (b'{"a":1 "b"}', 7, 'expected “,” or “}” behind the value, found “"”'),
            (b'{"a":[1}', 7, 'expected “,” or “]” behind the value, found “}”'),
            (b'{"a":', 5, 'expected a value, found the end of the line'),
            (b'{"a":\x07', 5, 'expected a value, found the control character U+0007'),
            (b'{"a":tru}', 5, 'expected true, false or null'),
            (b'{"a":-}', 6, 'expected a digit, found “}”'),
            (b'{"a":012}', 5, 'a number has no leading zeros'),
            (b'{"a":"b', 7, 'expected the quote that closes the string, found the end of the line'),
            (b'{"a":"\tb"}', 6, 'a string holds control characters only as escapes, found the control character U+0009'),
            (b'{"a":"\\a"}', 7, 'expected one of “"\\/bfnrtu” behind the backslash, found “a”'),
            (b'{"a":"\\u00x0"}', 10, 'expected four hexadecimal digits behind “\\u”, found “x”'),
            (b'{"a":"\\ud800"}', 6, 'half of a surrogate pair stands alone'),
            (b'{"a":"\xe9"}', 6, 'the text is not UTF-8, found the byte 0xE9'),
            (b'{"a":' + b'[' * 1024, 1028, 'values are nested deeper than 1024 levels'),
            (b'{"a":1}}', 7, 'expected the end of the line behind the object, found “}”'),
            (b'{"b":1,"a\\u0000":1}', 7, 'a key has U+0000 in it, which the name of a column cannot have')):
        for end in (b'\n', b'\r\n') if line[-1:] in b'}]' else (b'\n',):
            refuse(directory, b'{"a":1}\n' + line + end + b'{"a":2}\n', b'{"a":1}\n', (2, 2, 8 + byte), text if text.endswith(')') else text + skip)
        accept(directory, line + b'\n{"a":2}\n', b'{"a":2}\n', 'on-error=skip', bad=1)


def test_limit_of_columns(directory):
    wide = b'{' + b','.join(b'"%d":0' % i for i in range(5000)) + b'}\n'
    accept(directory, wide * 20, wide * 20, 'max-columns=5000')
    for option in 'on-error=skip', 'on-error=stop':
        for size in 8, 20, 1024:
            result = launch(directory, b'{"a":1}\n{"a":2,"b":3}\n{"b":4,"c":5}\n{"d":6}\n', 'max-columns=2', option,
                            block_size=size)
            sweet_test.equal(result, (b'{"a":1}\n{"a":2,"b":3}\n', 'sweet-launch: in: record 3, byte 22: “c” would be one '
                                      'column more than 2 (max-columns raises the limit)\n', 1))


def test_columns_of_bad_records_are_forgotten(directory):
    accept(directory, b'{"x":1,"y":2,}\n{"a":1}\n{"y":0,"x":1}\n{"x":1 "z"}\n{"x":5,"a":6,"y":7}\n',
           b'{"a":1}\n{"y":0,"x":1}\n{"a":6,"y":7,"x":5}\n', 'on-error=skip', bad=2)


def test_limit_of_a_record(directory):
    fits = b'{"a":"' + b'x' * 92 + b'"}'
    longer = b'{"a":"' + b'x' * 93 + b'"}'
    endless = b'{"a":"' + b'x' * 5000 + b'"}'
    text = 'the line is larger than 100B (max-record-size raises the limit, on-error=skip leaves the record out)'
    for block_size in BLOCK_SIZES:
        for end in (b'\n', b'\r\n'):
            accept(directory, fits + end + fits + end, (fits + b'\n') * 2, 'max-record-size=100B', block_size=block_size)
        for bad in (longer, endless):
            for end in (b'\n', b'\r\n', b''):
                refuse(directory, fits + b'\n' + bad + end, fits + b'\n', (2, 2, 201), text, 'max-record-size=100B', block_size=block_size)
            accept(directory, bad + b'\n' + fits + b'\n' + bad + b'\n' + fits + b'\n' + bad, (fits + b'\n') * 2,
                   'max-record-size=100B', 'on-error=skip', bad=3, block_size=block_size)


def test_compact_lines_come_back_byte_for_byte(directory):
    source = Lines(1, loose=False)
    first = '{' + ','.join(canonical(key) + ':0' for key in KEYS) + '}\n'
    lines = [first]
    for _ in range(3000):
        members = json.loads(source.good(), parse_int=str)
        kept = {key: canonical(f'{key} {len(lines)}') if isinstance(members[key], str) else json.dumps(members[key], ensure_ascii=False)
                for key in KEYS if key in members}
        lines.append('{' + ','.join(canonical(key) + ':' + item for key, item in kept.items()) + '}\n')
    data = ''.join(lines).encode()
    for block_size in (1000, None):
        accept(directory, data, data, block_size=block_size)


def mixture(seed, n_lines, badness):
    """Some input, with the good and bad lines and what comes of each."""
    source = Lines(seed)
    lines = []
    for _ in range(n_lines):
        line = source.bad() if source.rng.random() < badness else source.good()
        lines.append((line, source.rng.choice([b'\n', b'\n', b'\r\n'])))
    return source, lines


def expected(source, lines, skip):
    """The output, how many records are bad, and the record, line and bytes of the bad line that ends it."""
    out = []
    bad = 0
    record = 0
    offset = 0
    for number, (line, end) in enumerate(lines, 1):
        written = source.expect(line)
        record += written != b''
        bad += written is None
        if written is None and not skip:
            return b''.join(out), bad, (record, number, offset, offset + len(line))
        out.append(written or b'')
        offset += len(line) + len(end)
    return b''.join(out), bad, None


def test_random_lines_against_python(directory):
    for seed in range(40):
        rng = Lines(seed).rng
        skip = seed % 2 == 0
        source, lines = mixture(seed, rng.choice([3, 30, 300]), 0.5 if skip else rng.choice([0, 0.01, 0.1]))
        data = b''.join(line + end for line, end in lines)
        out, bad, place = expected(source, lines, skip)
        messages = set()
        for workers, block_size in ((1, None), (2, rng.choice(BLOCK_SIZES)), (8, rng.choice(BLOCK_SIZES))):
            got, err, status = launch(directory, data, f'on-error={"skip" if skip else "stop"}', workers=workers, block_size=block_size)
            sweet_test.equal(got, out, f'the output of seed {seed}, {workers} workers, block size {block_size}')
            sweet_test.equal(status, 1 if place else 0, f'the status ({err})')
            messages.add(err)
            if not place:
                sweet_test.equal(err, skipped(bad), f'the message of seed {seed}')
            else:
                found = PLACE.search(err)
                sweet_test.equal((int(found['record']), int(found['line'])), place[:2], f'the place of {err!r} in seed {seed}')
                sweet_test.equal(place[2] <= int(found['byte']) <= place[3], True, f'{err!r} is within {place}')
        sweet_test.equal(len(messages), 1, f'the number of messages of seed {seed}: {messages}')


def test_pipe_in_pieces_of_any_size(directory):
    for seed in range(6):
        source, lines = mixture(seed, 300, 0.3)
        data = b''.join(line + end for line, end in lines)
        out, bad, _ = expected(source, lines, True)
        process = subprocess.Popen(['sweet-launch', 'file', 'path=-', '!', 'jsonl', 'on-error=skip', '!', 'jsonl', '!', 'file', 'path=out'],
                                   stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=directory)
        sent = 0
        while sent < len(data):
            sent += os.write(process.stdin.fileno(), data[sent:sent + source.rng.choice([1, 7, 500, 70000])])
        process.stdin.close()
        sweet_test.equal((process.stderr.read().decode(), process.wait()), (skipped(bad), 0), 'the end')
        process.stderr.close()
        sweet_test.equal((directory / 'out').read_bytes(), out, f'the output of seed {seed}')


def test_any_text_is_written_as_python_writes_it(directory):
    rng = Lines(9).rng
    lines = [''.join(chr(rng.choice([rng.randrange(0x80), rng.randrange(0x20, 0x7f), rng.randrange(0x800), rng.randrange(0xd800),
                                     rng.randrange(0x10000, 0x110000)])) for _ in range(rng.randrange(40))).replace('\n', ' ')
             for _ in range(2000)]
    (directory / 'in').write_bytes('\n'.join(lines + ['']).encode())
    result = sweet_test.command('sweet-launch', 'file', 'path=in', '!', 'lines', '!', 'jsonl', cwd=directory)
    sweet_test.equal(result.returncode, 0, f'the status ({result.stderr})')
    sweet_test.equal(result.stdout.decode().split('\n'), [f'{{"line":{canonical(line)}}}' for line in lines] + [''], 'the lines')


def test_text_that_is_not_utf8_is_refused(directory):
    for text in (b'\xff', b'caf\xe9', b'1234567\xc3', b'12345678\xed\xa0\x80', b'\xc0\x80', b'\xf4\x90\x80\x80', b'\xc3\xa9\xc3'):
        wrong = text.decode(errors='surrogateescape')
        at = next(i for i, c in enumerate(wrong) if '\udc80' <= c <= '\udcff')
        at = len(wrong[:at].encode())
        (directory / 'in').write_bytes(b'good\nalso\n' + text + b'\nnever\n')
        result = sweet_test.command('sweet-launch', 'file', 'path=in', '!', 'lines', '!', 'jsonl', cwd=directory)
        sweet_test.equal((result.returncode, result.stdout), (1, b'{"line":"good"}\n{"line":"also"}\n'), f'what comes before {text!r}')
        sweet_test.contains(result.stderr.decode(),
                            f'record 3: the column “line” is not UTF-8, and JSON can hold nothing else: convert the input first '
                            f'(byte {at} of the text is 0x{text[at]:02X})')


def test_column_names_that_are_not_utf8_are_refused(directory):
    (directory / 'in').write_bytes(b'id,caf\xe9\n1,2\n')
    result = sweet_test.command('sweet-launch', 'file', 'path=in', '!', 'csv', '!', 'jsonl', cwd=directory)
    sweet_test.equal((result.returncode, result.stdout), (1, b''), 'what comes of it')
    sweet_test.contains(result.stderr.decode(), 'the name of column 2, “caf�”, is not UTF-8')


def test_csv_becomes_strings(directory):
    (directory / 'in').write_bytes(b'id,"a ""b""",n\n1,"x\ny",\n"2",,true\n')
    result = sweet_test.command('sweet-launch', 'file', 'path=in', '!', 'csv', '!', 'jsonl', cwd=directory)
    sweet_test.equal(result.stdout, b'{"id":"1","a \\"b\\"":"x\\ny","n":""}\n{"id":"2","a \\"b\\"":"","n":"true"}\n', 'the output')


if __name__ == '__main__':
    sweet_test.run()
