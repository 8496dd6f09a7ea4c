#!/usr/bin/gjs -m
// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright 2026 The Sweet authors

// Collects the records of a CSV file that have no empty field, and prints them.

import GLib from 'gi://GLib';
import Sweet from 'gi://Sweet?version=1.0';
import System from 'system';

const loop = GLib.MainLoop.new(null, false);
let status = 0;

function receive(event, collector) {
    if (!event.dup_texts().includes(''))
        collector.collect(event.dup_text('id'), event);
    return true;
}

function printRecord(record) {
    const names = record.get_schema().get_names();
    print(record.dup_texts().map((field, i) => `${names[i]}=${field}`).join(', '));
}

function finalEvent(event) {
    const records = event.get_collected();
    for (let i = 0; i < records.get_n_items(); i++)
        printRecord(records.get_item(i));
    print(`valid records: ${records.get_n_items()}`);

    try {
        event.check();
    } catch (error) {
        printerr(error.message);
        status = 1;
    }
    loop.quit();
}

function start(path) {
    const file = Sweet.Element.new(Sweet.ElementKind.SOURCE, 'file');
    file.path = path;
    const csv = Sweet.Element.new(Sweet.ElementKind.FORMAT, 'csv');

    return Sweet.EmittingTaskBuilder.new()
        .with_source(file)
        .with_format(csv)
        .with_chunk_size(Sweet.ChunkSize.new_rows(100))
        .with_timeout(60 * GLib.USEC_PER_SEC)
        .with_receiver(receive)
        .with_final_event(finalEvent)
        .run();
}

if (ARGV.length !== 1) {
    printerr('usage: csv FILE');
    System.exit(1);
}
try {
    start(ARGV[0]);
} catch (error) {
    printerr(error.message);
    System.exit(1);
}
loop.run();
System.exit(status);
