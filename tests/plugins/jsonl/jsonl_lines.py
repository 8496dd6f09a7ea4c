# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""Lines of JSON made at random, and what is to come of them, by the json module of Python."""

import json
import random

SPECIAL = '"\\/\b\f\n\r\t\x00\x01\x1f\x7f\x80\xe9\u20ac\ud7ff\ue000\uffff\U00010000\U0001f600\U0010ffff'
KEYS = ['a', 'b', 'name', 'speed in knots', '', 'ключ', 'a"b', 'x\\y', 'tab\t', 'a' * 40]


def canonical(text):
    """A string as Sweet writes it."""
    return json.dumps(text, ensure_ascii=False)


def spelled(rng, text):
    """The same string with some characters escaped that need not be."""
    parts = []
    for c in text:
        if rng.random() < 0.8:
            parts.append(canonical(c)[1:-1])
        elif c == '/':
            parts.append('\\/')
        else:
            units = c.encode('utf-16-be')
            parts.append(''.join(rng.choice(['\\u%04x', '\\u%04X']) % int.from_bytes(units[i:i + 2], 'big')
                                 for i in range(0, len(units), 2)))
    return '"' + ''.join(parts) + '"'


def text(rng):
    letters = 'abcdefghij xyz0123456789,:{}[]'
    return ''.join(rng.choice(SPECIAL if rng.random() < 0.1 else letters)
                   for _ in range(rng.choice([0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 40])))


def number(rng):
    whole = rng.choice(['0', '1', '-0', '-7', '12345678901234567890123', str(rng.randrange(10 ** 6))])
    return whole + rng.choice(['', '', '.5', '.000', '.125e-3', 'e5', 'E+10', 'e-07'])


def blank(rng, loose):
    return ''.join(rng.choice(' \t\r') for _ in range(rng.randrange(3))) if loose else ''


def value(rng, loose, depth=0):
    """The text of a value; that of a string only inside of others."""
    kind = rng.randrange(8 if depth < 3 else 4)
    space = lambda: blank(rng, loose)  # noqa: E731
    if kind == 0:
        return rng.choice(['true', 'false', 'null'])
    if kind == 1:
        return number(rng)
    if kind < 4:
        return spelled(rng, text(rng)) if loose else canonical(text(rng))
    items = [value(rng, loose, depth + 1) for _ in range(rng.randrange(4))]
    if kind < 6:
        return '[' + ','.join(space() + item + space() for item in items) + ']'
    return '{' + ','.join(space() + canonical(rng.choice(KEYS)) + space() + ':' + space() + item + space()
                          for item in items) + '}'


class Lines:
    """Lines with the output they must give, which knows the columns so far."""

    def __init__(self, seed, loose=True):
        self.rng = random.Random(seed)
        self.loose = loose
        self.columns = {}

    def good(self):
        """The bytes of a line without its end."""
        rng = self.rng
        space = lambda: blank(rng, self.loose)  # noqa: E731
        keys = [rng.choice(KEYS) for _ in range(rng.randrange(7))]
        if not self.loose:
            keys = list(dict.fromkeys(keys))
        members = [space() + (spelled(rng, key) if self.loose else canonical(key)) + space() + ':' + space()
                   + value(rng, self.loose) + space() for key in keys]
        return (space() + '{' + (','.join(members) or space()) + '}' + space()).encode()

    def bad(self):
        """A good line with some bytes changed; it may be good all the same."""
        line = bytearray(self.good())
        for _ in range(self.rng.choice([1, 1, 2, 5])):
            if not line:
                break
            place = self.rng.randrange(len(line))
            change = self.rng.randrange(4)
            if change == 0 and len(line) > 1:
                del line[place]
            elif change == 1:
                line.insert(place, self.rng.choice(b'"\\{}[],:0-.eE tfn\x00\t\x80\xc3\xff'))
            elif change == 2:
                line[place] = self.rng.choice(b'"\\{}[],:01-.eEu \x00\x1f\x80\xe9\xed\xf4')
            elif len(line) > 1:
                del line[place:]
        return bytes(line).replace(b'\n', b'')

    def expect(self, line):
        """The output of a line, '' for a blank one, or None for one that is bad."""
        if not line.strip(b' \t\r'):
            return b''
        values = parse(line)
        if values is None:
            return None
        for key in values:
            self.columns.setdefault(key)
        members = [canonical(key) + ':' + write(values[key]) for key in self.columns if key in values]
        return ('{' + ','.join(members) + '}\n').encode()


class Raw(str):
    """A value that is passed on as it is written."""


def write(item):
    return str(item) if isinstance(item, Raw) else canonical(item)


def refuse(name):
    raise ValueError(name)


def check_text(item):
    """Half a surrogate pair is no text, nor is a column with a NUL in its name."""
    if isinstance(item, str):
        item.encode()
    elif isinstance(item, list):
        for one in item:
            check_text(one)
    elif isinstance(item, dict):
        for key, one in item.items():
            check_text(key)
            check_text(one)


def parse(line):
    """The members of a line, strings by what they say and other values by how they are written."""
    decoder = json.JSONDecoder(parse_constant=refuse)
    try:
        source = line.decode()
        whole = decoder.decode(source)
        if not isinstance(whole, dict) or any('\0' in key for key in whole):
            return None
        check_text(json.loads(source, object_pairs_hook=lambda pairs: [list(pair) for pair in pairs]))
    except (ValueError, RecursionError):
        return None

    members = {}
    place = skip(source, source.index('{') + 1)
    while source[place] != '}':
        key, place = decoder.raw_decode(source, place)
        start = skip(source, skip(source, place) + 1)
        item, end = decoder.raw_decode(source, start)
        members[key] = item if isinstance(item, str) else Raw(source[start:end])
        place = skip(source, end)
        if source[place] == ',':
            place = skip(source, place + 1)
    return members


def skip(source, place):
    while source[place] in ' \t\r':
        place += 1
    return place
