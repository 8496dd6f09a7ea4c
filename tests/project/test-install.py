#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""An installed Sweet: every part is in its place, and a stranger's program builds and runs with it."""

import json
import os

import sweet_test

PROGRAM = r'''
#include <sweet/sweet.h>

int
main (void)
{
  g_autofree char *text = sweet_duration_to_string (SWEET_MINUTES (90));
  g_autoptr (GListModel) factories = sweet_registry_list_factories (sweet_registry_get_default ());

  g_print ("%s %s\n", text, g_list_model_get_n_items (factories) > 0 ? "elements" : "nothing");
  return 0;
}
'''


def option(name):
    options = json.loads((sweet_test.BUILD_ROOT / 'meson-info' / 'intro-buildoptions.json').read_text())
    return next(o['value'] for o in options if o['name'] == name)


def install(directory):
    result = sweet_test.command('/usr/bin/meson', 'install', '-C', sweet_test.BUILD_ROOT, '--quiet',
                                '--no-rebuild', '--destdir', directory)
    sweet_test.equal((result.returncode, result.stderr.decode()), (0, ''), 'what the installation says')
    prefix = option('prefix')
    root = directory / prefix.lstrip('/')
    libraries = root / option('libdir')
    # the one file that names the place where the parts will be in the end
    package = libraries / 'pkgconfig' / 'sweet-1.pc'
    package.write_text(package.read_text().replace(f'prefix={prefix}', f'prefix={root}'))
    return root, libraries


def run(*argv, **environment):
    result = sweet_test.command(*argv, env=environment)
    sweet_test.equal((result.returncode, result.stderr.decode()), (0, ''), f'what {argv[0]} says')
    return result.stdout.decode()


def test_parts(directory):
    root, libraries = install(directory)
    for part in ('include/sweet-1/sweet/sweet.h', 'include/sweet-1/sweet/sweet-enum-types.h',
                 'bin/sweet-inspect', 'bin/sweet-launch', 'share/gir-1.0/Sweet-1.0.gir',
                 'share/vala/vapi/sweet-1.vapi', 'share/vala/vapi/sweet-1.deps', 'share/gjs-1.0/overrides/Sweet.js'):
        sweet_test.equal((root / part).exists(), True, f'{part} is installed')
    for part in ('libsweet-1.so', 'libsweet-1.so.0', 'girepository-1.0/Sweet-1.0.typelib',
                 'sweet-1/plugins/libsweet-csv.so', 'sweet-1/plugins/libsweet-file.so'):
        sweet_test.equal((libraries / part).exists(), True, f'{part} is installed')
    # where the interpreter looks is its own business
    sweet_test.equal(len(list(root.rglob('gi/overrides/Sweet.py'))), 1, 'override modules for Python')
    installed = {path.name for path in (root / 'include/sweet-1/sweet').iterdir()}
    public = {path.name for path in (sweet_test.SOURCE_ROOT / 'include/sweet').glob('*.h')}
    sweet_test.equal(installed, public | {'sweet-enum-types.h'}, 'headers')


def test_program(directory):
    root, libraries = install(directory)
    paths = {'PKG_CONFIG_PATH': str(libraries / 'pkgconfig'), 'LD_LIBRARY_PATH': str(libraries)}
    source = directory / 'program.c'
    source.write_text(PROGRAM)
    flags = run('pkg-config', '--cflags', '--libs', 'sweet-1', **paths).split()
    run('gcc', '-Wall', '-Wextra', '-Werror', '-o', directory / 'program', source, *flags)
    plugins = run('pkg-config', '--variable=plugindir', 'sweet-1', **paths).strip()
    sweet_test.equal(os.path.samefile(plugins, libraries / 'sweet-1/plugins'), True, 'plugindir')
    said = run(directory / 'program', **paths, SWEET_PLUGIN_PATH=plugins)
    sweet_test.equal(said, '90m elements\n', 'output')


if __name__ == '__main__':
    sweet_test.run()
