#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""What makes an API awkward in some language, found in the GIR."""

import inspect
import json
import keyword
import xml.etree.ElementTree as ElementTree

import sweet_test
from sweet_binding import Sweet
from sweet_test import equal

GIR = sweet_test.BUILD_ROOT / 'libsweet' / 'Sweet-1.0.gir'
VAPI = sweet_test.SOURCE_ROOT / 'libsweet' / 'vapi'
CORE = '{http://www.gtk.org/introspection/core/1.0}'
TYPES = ('class', 'interface', 'record')
CALLABLES = ('function', 'method', 'constructor', 'virtual-method', 'callback')
NAMESPACE = ElementTree.parse(GIR).getroot().find(f'{CORE}namespace')


def children(element, *tags):
    """What all languages see of an element."""
    return [child for child in element if child.tag.removeprefix(CORE) in tags and child.get('introspectable') != '0']


def parameters(function):
    return function.findall(f'{CORE}parameters/{CORE}parameter')


def callables():
    """Gives (name of the owner, callable) of everything that can be called."""
    for function in children(NAMESPACE, 'function', 'callback'):
        yield 'Sweet', function
    for owner in children(NAMESPACE, *TYPES):
        for function in children(owner, *CALLABLES):
            yield owner.get('name'), function


def test_no_function_strays_into_a_class():
    # sweet_format_x() would be a function of the class SweetFormat
    strays = [f'{owner.get("name")}.{function.get("name")}' for owner in children(NAMESPACE, *TYPES)
              for function in children(owner, 'function')]
    equal(strays, ['CircuitBreaker.get', 'Clock.get_system', 'Future.all', 'Future.all_settled', 'Future.any', 'Future.delay',
                   'Future.race', 'Registry.get_default', 'Runtime.get_default', 'Task.filter_by_tag', 'Task.get_current',
                   'TaskId.parse'])


def test_parameters_are_no_keywords():
    found = [f'{owner}.{function.get("name")}: {parameter.get("name")}' for owner, function in callables()
             for parameter in parameters(function) if keyword.iskeyword(parameter.get('name'))]
    equal(found, [])


def test_methods_are_no_keywords():
    equal([f'{owner}.{function.get("name")}' for owner, function in callables()
           if keyword.iskeyword(function.get('name'))], [])


def test_callbacks_take_no_arrays():
    # Python gets an array and its length, JavaScript only the array
    found = [f'{owner}.{function.get("name")}' for owner, function in callables()
             if function.tag in (f'{CORE}callback', f'{CORE}virtual-method')
             for parameter in parameters(function) if parameter.find(f'{CORE}array') is not None]
    equal(found, [])


def test_callbacks_take_no_structs():
    # JavaScript neither copies nor references them
    structs = {record.get('name') for record in children(NAMESPACE, 'record')}
    found = [f'{owner}.{function.get("name")}: {parameter.get("name")}' for owner, function in callables()
             if function.tag in (f'{CORE}callback', f'{CORE}virtual-method') and function.get('name') != 'ResolveFunc'
             for parameter in parameters(function) if parameter.find(f'{CORE}type') is not None
             and parameter.find(f'{CORE}type').get('name') in structs]
    equal(found, [])


def test_buffers_are_bytes():
    # a pointer to a byte is no buffer in any language but C
    found = [f'{owner}.{function.get("name")}: {parameter.get("name")}' for owner, function in callables()
             for parameter in parameters(function) if parameter.find(f'{CORE}type') is not None
             and parameter.find(f'{CORE}type').get('name') == 'guint8']
    equal(found, [])


def test_ownership_is_said():
    found = [f'{owner}.{function.get("name")}' for owner, function in callables()
             if function.find(f'{CORE}return-value').get('transfer-ownership') is None]
    equal(found, [])


def test_properties_are_named_like_nothing_else():
    for owner in children(NAMESPACE, *TYPES):
        names = [function.get('name').removeprefix('new_') for function in children(owner, 'method', 'constructor', 'virtual-method')]
        clashing = [prop.get('name') for prop in children(owner, 'property') if prop.get('name').replace('-', '_') in names]
        equal(clashing, [], f'properties of {owner.get("name")} that are methods as well')


def asynchronous():
    """Gives (class, name without _async) of what can be awaited, that of interfaces included."""
    names = {owner.get('name'): [function.get('name').removesuffix('_async') for function in children(owner, 'method')
                                 if function.get('name').endswith('_async')] for owner in children(NAMESPACE, *TYPES)}
    for owner in children(NAMESPACE, 'class'):
        interfaces = [element.get('name') for element in owner.findall(f'{CORE}implements')]
        for type_ in (owner.get('name'), *interfaces):
            for name in names.get(type_, []):
                yield owner.get('name'), name


def test_scripts_await_everything():
    found = sorted(pair for pair in asynchronous() if pair[0] != 'BaseTask')
    equal(len(found) > 12, True, 'asynchronous functions are there')
    equal([pair for pair in found if not inspect.isfunction(getattr(getattr(Sweet, pair[0]), f'{pair[1]}_async'))], [],
          'what Python cannot await')
    script = f'''
        const {{Sweet}} = imports.gi;
        print(JSON.stringify({json.dumps(found)}.filter(([type, name]) =>
            !Sweet[type].prototype.hasOwnProperty(`_original_${{name}}_async`))));
    '''
    equal(json.loads(sweet_test.command('gjs', '-c', script).stdout), [], 'what JavaScript cannot await')


def test_vala_understands_everything(directory):
    result = sweet_test.command('vapigen', '--library=sweet-1', f'--directory={directory}', '--pkg=gio-2.0',
                                f'--metadatadir={VAPI}', GIR, VAPI / 'Sweet-1.0-custom.vala')
    equal(result.returncode, 0, 'exit status')
    equal(result.stdout + result.stderr, b'Generation succeeded - 0 warning(s)\n')


if __name__ == '__main__':
    sweet_test.run()
