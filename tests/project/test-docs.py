#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""Every command and program in the README and the pages of the documentation does what the page says.

A block after <!-- file: NAME --> is a file. A block of the language "console" is a session in a shell:
what it prints must be what the page shows, where a line "..." stands for any lines. Sweet is installed
for this, as a reader has it.
"""

import os
import pathlib
import re
import shutil
import tempfile

import sweet_test

BLOCK = re.compile(r'^(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<language>\w*)\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL)
PAGES = sorted(path.name for path in (sweet_test.SOURCE_ROOT / 'docs').glob('*.md'))
PREFIX = tempfile.TemporaryDirectory(prefix='sweet-test-')


def install():
    """Gives the environment of somebody who has installed this build."""
    root = pathlib.Path(PREFIX.name)
    found = list(root.rglob('sweet-1.pc'))
    if not found:
        result = sweet_test.command('/usr/bin/meson', 'install', '-C', sweet_test.BUILD_ROOT, '--quiet', '--no-rebuild',
                                    '--destdir', root)
        sweet_test.equal((result.returncode, result.stderr.decode()), (0, ''), 'what the installation says')
        found = list(root.rglob('sweet-1.pc'))
        # the one file that names the place where the parts will be in the end
        text = found[0].read_text()
        prefix = re.search('^prefix=(.*)$', text, re.MULTILINE)[1]
        found[0].write_text(text.replace(f'prefix={prefix}', f'prefix={root}{prefix}'))
        # another Python and its programs may come first
        for name in ('python3', 'meson'):
            (next(root.rglob('bin/sweet-launch')).parent / name).symlink_to(f'/usr/bin/{name}')
    libraries = found[0].parents[1]
    tools = next(root.rglob('bin/sweet-launch')).parent
    return {
        'PATH': f'{tools}:{os.environ["PATH"]}',
        'LD_LIBRARY_PATH': str(libraries),
        'GI_TYPELIB_PATH': str(libraries / 'girepository-1.0'),
        'PYTHONPATH': str(next(root.rglob('gi/overrides/Sweet.py')).parents[2]),
        # for JavaScript and Vala
        'XDG_DATA_DIRS': f'{next(root.rglob("gjs-1.0")).parent}:{os.environ.get("XDG_DATA_DIRS", "/usr/local/share:/usr/share")}',
        'PKG_CONFIG_PATH': str(libraries / 'pkgconfig'),
        'SWEET_PLUGIN_SYSTEM_PATH': str(libraries / 'sweet-1' / 'plugins'),
        'SWEET_PLUGIN_PATH': '',
    }


def commands(text):
    """Gives (command, output) of each command of a session."""
    parts = re.split(r'^\$ ((?:.*\\\n)*.*)\n', text, flags=re.MULTILINE)
    sweet_test.equal(parts[0], '', 'what is before the first command')
    return list(zip(parts[1::2], parts[2::2]))


def play(session, directory, environment):
    """Runs the commands of a session in one shell; gives what each prints."""
    mark = 'end-of-this-command'
    script = ''.join(f'{command}\nstatus=$?; echo {mark}; (exit $status)\n' for command, _ in session)
    result = sweet_test.command('bash', '-c', f'exec 2>&1\n{script}', cwd=directory, env=environment)
    return result.stdout.decode().split(f'{mark}\n')[:-1]


def check_session(text, directory, environment):
    session = commands(text)
    outputs = play(session, directory, environment)
    sweet_test.equal(len(outputs), len(session), 'number of commands that ran')
    for (command, expected), output in zip(session, outputs):
        pattern = re.escape(expected).replace(r'\.\.\.' + '\\\n', r'(?:.*\n)*')
        sweet_test.equal(re.fullmatch(pattern, output) is not None, True, f'“{command}” printed as shown, and not:\n{output}')


def check_page(page, directory):
    environment = install()
    text = (sweet_test.SOURCE_ROOT / page).read_text(encoding='utf-8')
    blocks = list(BLOCK.finditer(text))
    sweet_test.equal(text.count('\n```'), 2 * len(blocks), f'fences in {page}')
    for block in blocks:
        if block['file']:
            (directory / block['file']).write_text(block['text'], encoding='utf-8')
        else:
            sweet_test.equal(block['language'], 'console', f'language of a block of {page} that is no file')
            check_session(block['text'], directory, environment)
    return blocks


def add_page(page):
    def test(directory):
        check_page(f'docs/{page}', directory)

    globals()[f'test_{page.removesuffix(".md")}'] = test


for name in PAGES:
    add_page(name)


def test_readme(directory):
    shutil.copytree(sweet_test.SOURCE_ROOT / 'data' / 'samples', directory / 'data' / 'samples')
    blocks = check_page('README.md', directory)
    for tool in ('tools/demo', 'tools/check', 'tools/setup'):
        sweet_test.equal(os.access(sweet_test.SOURCE_ROOT / tool, os.X_OK), True, f'{tool} can be run')
    sweet_test.equal(len(blocks) >= 5, True, 'blocks are there')


def test_examples_of_plugins():
    environment = install()
    for readme in sorted((sweet_test.SOURCE_ROOT / 'plugins').glob('*/README.md')):
        examples = re.findall(r'^    sweet-launch (.*)$', readme.read_text(), re.MULTILINE)
        sweet_test.equal(len(examples) > 0, True, f'an example in {readme}')
        for example in examples:
            result = sweet_test.command('bash', '-c', f'sweet-launch --validate {example}', env=environment)
            sweet_test.equal((result.returncode, result.stderr.decode()), (0, ''), f'what {example} says')


def test_arrows_have_tests():
    """Each arrow of the diagrams names the test that goes along it."""
    sources = ''.join(path.read_text() for path in (sweet_test.SOURCE_ROOT / 'tests').glob('**/test-*.c'))
    arrows = re.findall(r'`(/sweet/[\w/-]+)`', (sweet_test.SOURCE_ROOT / 'docs' / 'lifecycle.md').read_text())
    sweet_test.equal(len(arrows) >= 13, True, 'arrows are there')
    sweet_test.equal([arrow for arrow in arrows if f'"{arrow}"' not in sources], [], 'arrows without a test')


def test_every_page_is_in_the_reference():
    config = (sweet_test.SOURCE_ROOT / 'docs' / 'sweet.toml.in').read_text()
    sweet_test.equal(sorted(re.findall(r'"(\S+\.md)"', config)), PAGES)


def test_links():
    for page in ('README.md', *(f'docs/{name}' for name in PAGES)):
        path = sweet_test.SOURCE_ROOT / page
        for link in re.findall(r'\]\(([^)#:]+)\)', path.read_text(encoding='utf-8')):
            # between pages of the reference links are those of the HTML that is made of them
            target = path.parent / (link.removesuffix('.html') + '.md' if link.endswith('.html') else link)
            sweet_test.equal(target.exists(), True, f'{link} in {page}')


if __name__ == '__main__':
    sweet_test.run()
