#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""Collects the records of a CSV file that have no empty field, and prints them."""

import sys

import gi

gi.require_version('Sweet', '1.0')
from gi.repository import GLib, Sweet

loop = GLib.MainLoop()
status = 0


def receive(event, collector):
    if '' not in event.dup_texts():
        collector.collect(event.dup_text('id'), event)
    return True


def print_record(record):
    names = record.get_schema().get_names()
    print(', '.join(f'{name}={field}' for name, field in zip(names, record.dup_texts())))


def final_event(event):
    global status
    for record in event.get_collected():
        print_record(record)
    print(f'valid records: {len(event.get_collected())}')

    try:
        event.check()
    except GLib.Error as error:
        print(error.message, file=sys.stderr)
        status = 1
    loop.quit()


def start(path):
    file = Sweet.Element.new(Sweet.ElementKind.SOURCE, 'file')
    file.props.path = path
    csv = Sweet.Element.new(Sweet.ElementKind.FORMAT, 'csv')

    return (Sweet.EmittingTaskBuilder.new()
            .with_source(file)
            .with_format(csv)
            .with_chunk_size(Sweet.ChunkSize.new_rows(100))
            .with_timeout(60 * GLib.USEC_PER_SEC)
            .with_receiver(receive)
            .with_final_event(final_event)
            .run())


if len(sys.argv) != 2:
    sys.exit('usage: csv FILE')
try:
    task = start(sys.argv[1])
except GLib.Error as error:
    sys.exit(error.message)
loop.run()
sys.exit(status)
