#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""Every command and program in the README and the pages of the documentation runs."""

import os
import re

import sweet_test

BLOCK = re.compile(r'^```(\w+)(?: ([^\n]*))?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
README = ('DALLAS/FORT WORTH INTL ARPT: 126\n'
          "CHICAGO O'HARE INTL ARPT: 47\n"
          'HOUSTON-HOBBY: 45\n')


def blocks(page, language, kind=''):
    text = (sweet_test.SOURCE_ROOT / page).read_text(encoding='utf-8')
    found = [block for name, mark, block in BLOCK.findall(text) if name == language and mark == kind]
    sweet_test.equal(len(found) > 0, True, f'{page} has {language} {kind}')
    return found


def run(*argv, **options):
    result = sweet_test.command(*argv, **options)
    sweet_test.equal((result.returncode, result.stderr.decode()), (0, ''), f'what {argv} says')
    return result.stdout.decode()


def shell(script, **options):
    return run('bash', '-euc', script, cwd=options.pop('cwd', sweet_test.SOURCE_ROOT), **options)


def flags():
    headers = sweet_test.SOURCE_ROOT / 'include', sweet_test.BUILD_ROOT / 'include'
    library = sweet_test.BUILD_ROOT / 'libsweet'
    glib = run('pkg-config', '--cflags', '--libs', 'gio-2.0').split()
    return [f'-I{path}' for path in headers] + [f'-L{library}', '-lsweet-1'] + glib


def test_readme_shell():
    commands, = blocks('README.md', 'sh')
    output, = blocks('README.md', 'json')
    sweet_test.equal(shell(commands), output, 'output')


def test_readme_c(directory):
    program, = blocks('README.md', 'c')
    (directory / 'readme.c').write_text(program, encoding='utf-8')
    run('gcc', '-Wall', '-Werror', '-o', directory / 'readme', directory / 'readme.c', *flags())
    sweet_test.equal(run(directory / 'readme', cwd=sweet_test.SOURCE_ROOT), README, 'output')


def test_readme_python(directory):
    program, = blocks('README.md', 'python')
    (directory / 'readme.py').write_text(program, encoding='utf-8')
    sweet_test.equal(run('/usr/bin/python3', directory / 'readme.py', cwd=sweet_test.SOURCE_ROOT), README, 'output')


def test_pipelines():
    for commands in blocks('docs/pipelines.md', 'sh'):
        for command in commands.splitlines():
            shell(command)


def test_plugin(directory):
    """The build command is the page's own; a pkg-config stands in that knows this build."""
    program, = blocks('docs/plugins.md', 'c', 'file=sweet-sample.c')
    build, = blocks('docs/plugins.md', 'sh', 'build')
    use, = blocks('docs/plugins.md', 'sh', 'use')
    (directory / 'sweet-sample.c').write_text(program, encoding='utf-8')
    (directory / 'sweet-1.pc').write_text('Name: Sweet\nDescription: Sweet\nVersion: 1.0.0\nRequires: gio-2.0\n'
                                          f'Cflags: {" ".join(flags()[:2])}\n'
                                          f'Libs: {" ".join(flags()[2:4])}\n', encoding='utf-8')
    shell(build, cwd=directory, env={'PKG_CONFIG_PATH': str(directory)})
    path = f'{directory}:{os.environ["SWEET_PLUGIN_PATH"]}'
    output = shell(use, env={'SWEET_PLUGIN_PATH': path})
    sweet_test.contains(output, 'Keeps every n-th record')
    sweet_test.equal(output.splitlines()[-1], '{"count":10}', 'the last line')


def test_links():
    for page in ('README.md', *(f'docs/{path.name}' for path in (sweet_test.SOURCE_ROOT / 'docs').glob('*.md'))):
        path = sweet_test.SOURCE_ROOT / page
        for link in re.findall(r'\]\(([^)#:]+)\)', path.read_text(encoding='utf-8')):
            sweet_test.equal((path.parent / link).exists(), True, f'{link} in {page}')


if __name__ == '__main__':
    sweet_test.run()
