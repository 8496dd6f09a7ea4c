# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""What the tests of the Python binding have in common."""

import contextlib
import threading

import gi

gi.require_version('Sweet', '1.0')
from gi.repository import Gio, GLib, Sweet

SECOND = GLib.USEC_PER_SEC
MAIN = threading.current_thread()


def element(kind, name, **properties):
    """Makes an element with some properties."""
    made = Sweet.Element.new(kind, name)
    for key, value in properties.items():
        made.set_property(key.replace('_', '-'), value)
    return made


def source(name, **properties):
    return element(Sweet.ElementKind.SOURCE, name, **properties)


def csv(**properties):
    return element(Sweet.ElementKind.FORMAT, 'csv', **properties)


def processor(name, **properties):
    return element(Sweet.ElementKind.PROCESSOR, name, **properties)


def sink(name, **properties):
    return element(Sweet.ElementKind.SINK, name, **properties)


def write_numbers(directory, count):
    """Writes a CSV file of numbers and what they are called; gives its path."""
    path = directory / 'numbers.csv'
    path.write_text('n,name\n' + ''.join(f'{n},number {n}\n' for n in range(count)))
    return str(path)


def csv_builder(path, block_size=0, **properties):
    """A builder that reads a CSV file; small blocks make many chunks."""
    return (Sweet.EmittingTaskBuilder.new()
            .with_source(source('file', path=path, block_size=block_size))
            .with_format(csv(**properties)))


def run(builder):
    """Runs a stream in a main loop; gives its final event, whatever the outcome."""
    loop = GLib.MainLoop()
    events = []

    def final_event(event):
        events.append(event)
        loop.quit()

    task = builder.with_final_event(final_event).run()
    loop.run()
    assert len(events) == 1
    assert task.get_final_event() is events[0]
    return events[0]


def complete(builder):
    """Runs a stream that must come to its end; gives its final event."""
    event = run(builder)
    event.check()
    assert event.props.outcome == Sweet.Outcome.COMPLETE
    return event


def texts(event, column):
    """One field of everything that was collected."""
    return [record.dup_text(column) for record in event.get_collected()]


@contextlib.contextmanager
def raises(domain, code, *parts):
    """Fails unless the block raises this error with these parts in its message."""
    try:
        yield
    except GLib.Error as error:
        assert error.matches(domain, code), f'{error.domain} {error.code}: {error.message}'
        for part in parts:
            assert part in error.message, f'no {part!r} in {error.message!r}'
    else:
        raise AssertionError('nothing was raised')


def stream_error(code, *parts):
    return raises(Sweet.StreamError.quark(), code, *parts)


def io_error(code, *parts):
    return raises(Gio.io_error_quark(), code, *parts)


@contextlib.contextmanager
def critical(pattern):
    """Fails unless the block logs a critical like this."""
    GLib.test_expect_message('Sweet', GLib.LogLevelFlags.LEVEL_CRITICAL, pattern)
    yield
    GLib.test_assert_expected_messages_internal('Sweet', __file__, 0, 'critical')


def iterate(condition):
    """Iterates the main context until the condition holds."""
    context = GLib.MainContext.default()
    while not condition():
        context.iteration(True)
