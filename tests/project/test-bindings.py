#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""The GIR and the reference made of it: complete, and usable from every language."""

import re
import xml.etree.ElementTree as ElementTree

import sweet_test

GIR = sweet_test.BUILD_ROOT / 'libsweet' / 'Sweet-1.0.gir'
CONFIG = sweet_test.BUILD_ROOT / 'docs' / 'sweet.toml'
CORE = '{http://www.gtk.org/introspection/core/1.0}'
GLIB = '{http://www.gtk.org/introspection/glib/1.0}'
C = '{http://www.gtk.org/introspection/c/1.0}'
CALLABLES = [CORE + tag for tag in ('function', 'method', 'constructor', 'virtual-method')]


def elements(*tags):
    for element in ElementTree.parse(GIR).getroot().iter():
        if element.tag in tags:
            yield element


def name(element):
    return element.get(C + 'identifier') or element.get(C + 'type') or element.get('name')


def test_no_then():
    # JavaScript takes any object with such a method for a promise
    sweet_test.equal([name(e) for e in elements(*CALLABLES) if e.get('name') == 'then'], [])


def symbols():
    """Gives every callable under the name that its documentation has."""
    for parent in ElementTree.parse(GIR).getroot().iter():
        for element in parent:
            if element.tag == CORE + 'virtual-method':
                yield f'{parent.get(C + "type")}Class::{element.get("name")}', element
            elif element.tag in CALLABLES:
                yield name(element), element


def test_not_introspectable_is_marked():
    # the scanner gives up on a callable in silence when it cannot be bound; only (skip) says "meant so"
    marked = set()
    for folder in ('libsweet', 'include'):
        for source in (sweet_test.SOURCE_ROOT / folder).rglob('*.[ch]'):
            marked |= set(re.findall(r'^ \* (\S+): \(skip\)$', source.read_text(), re.MULTILINE))
    unmarked = [symbol for symbol, element in symbols()
                if element.get('introspectable') == '0' and element.get('moved-to') is None
                and symbol not in marked]
    sweet_test.equal(unmarked, [], 'callables that no language can call and no (skip) explains')


def test_error_domains_have_proper_names():
    domains = [e.get(GLIB + 'error-domain') for e in elements(CORE + 'enumeration')]
    domains = [domain for domain in domains if domain]
    sweet_test.equal([d for d in domains if not re.fullmatch(r'sweet-[a-z-]+-error-quark', d)], [])
    sweet_test.equal(len(domains) >= 4, True, 'domains are there')


def test_everything_says_since():
    tags = CALLABLES[:3] + [CORE + tag for tag in ('class', 'interface', 'record', 'enumeration', 'bitfield',
                                                   'callback', 'property')]
    tags += [GLIB + 'signal']
    for element in elements(*tags):
        generated = element.get('name', '').endswith(('Class', 'Interface', 'Iface', 'quark', 'get_type'))
        callback_in_struct = element.tag == CORE + 'callback' and element.get(C + 'type') is None
        if generated or callback_in_struct or element.get('moved-to'):
            continue
        sweet_test.equal(bool(element.get('version')), True, f'“Since:” of {name(element)} is there')


def test_reference_is_complete():
    result = sweet_test.command('gi-docgen', 'check', '--config', CONFIG, GIR)
    # among colours and progress, what is not documented
    said = (result.stdout + result.stderr).decode()
    complaints = ''.join(line + '\n' for line in said.splitlines() if 'INFO' not in line)
    sweet_test.equal(complaints, '', 'what gi-docgen says')
    sweet_test.equal(result.returncode, 0, 'its exit status')


def test_reference_is_made(directory):
    result = sweet_test.command('gi-docgen', 'generate', '--quiet', '--fatal-warnings', '--config', CONFIG,
                                '--content-dir', sweet_test.SOURCE_ROOT / 'docs',
                                '--output-dir', directory, GIR, timeout=200)
    sweet_test.equal(result.stderr.decode(), '', 'what gi-docgen says')
    sweet_test.equal(result.returncode, 0, 'its exit status')
    sweet_test.equal((directory / 'Sweet-1.0' / 'index.html').exists(), True, 'the index')


if __name__ == '__main__':
    sweet_test.run(watchdog=250)
