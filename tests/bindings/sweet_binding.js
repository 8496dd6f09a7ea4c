// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright 2026 The Sweet authors

// What the tests of the JavaScript binding have in common: TAP, and streams of numbers.

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Sweet from 'gi://Sweet?version=1.0';
import System from 'system';

export const SECOND = GLib.USEC_PER_SEC;

export function equal(actual, expected, what = 'value') {
    const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)];
    if (a !== e)
        throw new Error(`${what} is ${a?.slice(0, 2000)}, not ${e?.slice(0, 2000)}`);
}

export function contains(text, part) {
    if (!text.includes(part))
        throw new Error(`no “${part}” in “${text}”`);
}

// the error that a function throws, checked
export function throws(domain, code, parts, callback) {
    try {
        callback();
    } catch (error) {
        return checkError(error, domain, code, parts);
    }
    throw new Error('nothing was thrown');
}

// the same of a promise that is rejected
export async function rejects(domain, code, parts, promise) {
    let value;
    try {
        value = await promise;
    } catch (error) {
        return checkError(error, domain, code, parts);
    }
    throw new Error(`not rejected, but ${value}`);
}

export function checkError(error, domain, code, parts = []) {
    if (!(error instanceof GLib.Error) || !error.matches(domain, code))
        throw error;
    parts.forEach(part => contains(error.message, part));
    return error;
}

// fails unless the function logs a critical like this
export function critical(pattern, callback) {
    GLib.test_expect_message('Sweet', GLib.LogLevelFlags.LEVEL_CRITICAL, pattern);
    callback();
    GLib.test_assert_expected_messages_internal('Sweet', 'sweet_binding.js', 0, 'critical');
}

export function element(kind, name, properties = {}) {
    return Object.assign(Sweet.Element.new(kind, name), properties);
}

export const csv = properties => element(Sweet.ElementKind.FORMAT, 'csv', properties);
export const lines = () => element(Sweet.ElementKind.FORMAT, 'lines');
export const source = (name, properties) => element(Sweet.ElementKind.SOURCE, name, properties);
export const processor = (name, properties) => element(Sweet.ElementKind.PROCESSOR, name, properties);
export const sink = (name, properties) => element(Sweet.ElementKind.SINK, name, properties);

export function range(count, step = 1) {
    return Array.from({length: Math.ceil(count / step)}, (_, i) => i * step);
}

let directory = null;

export function write(name, contents) {
    directory ??= GLib.Dir.make_tmp('sweet-test-XXXXXX');
    const path = GLib.build_filenamev([directory, name]);
    GLib.file_set_contents(path, contents);
    return path;
}

export function writeNumbers(count) {
    return write('numbers.csv', `n,name\n${range(count).map(n => `${n},number ${n}\n`).join('')}`);
}

// a builder that reads a CSV file; small blocks make many chunks
export function csvBuilder(path, block_size = 0, properties = {}) {
    return Sweet.EmittingTaskBuilder.new().with_source(source('file', {path, block_size})).with_format(csv(properties));
}

// a builder of elements of any kind, in order
export function stream(...elements) {
    return elements.reduce((builder, e) => {
        if (e instanceof Sweet.Source)
            return builder.with_source(e);
        if (e instanceof Sweet.Format)
            return builder.with_format(e);
        if (e instanceof Sweet.Processor)
            return builder.with_processor(e);
        return e instanceof Sweet.Strategy ? builder.with_strategy(e) : builder.with_sink(e);
    }, Sweet.EmittingTaskBuilder.new());
}

// the final event of a stream, whatever the outcome
export function run(builder) {
    return new Promise(resolve => builder.with_final_event(resolve).run());
}

// the final event of a stream that comes to its end
export async function complete(builder) {
    const event = await run(builder);
    event.check();
    equal(event.outcome, Sweet.Outcome.COMPLETE);
    return event;
}

export function items(model) {
    return range(model.get_n_items()).map(i => model.get_item(i));
}

export function texts(event, column) {
    return items(event.get_collected()).map(record => record.dup_text(column));
}

// lets the main loop do what it has to do
export const turn = () => new Promise(resolve => GLib.idle_add(GLib.PRIORITY_LOW, () => {
    resolve();
    return GLib.SOURCE_REMOVE;
}));

// lets the main loop turn until the condition holds
export async function until(condition) {
    while (!condition())
        await turn();
}

export function sleep(milliseconds) {
    GLib.usleep(milliseconds * 1000);
}

function removeAll(path) {
    const children = Gio.File.new_for_path(path).enumerate_children('standard::name', 0, null);
    for (const info of children)
        GLib.unlink(GLib.build_filenamev([path, info.get_name()]));
    GLib.rmdir(path);
}

async function runCases(cases) {
    let failed = 0;
    print(`1..${cases.length}`);
    for (const [i, testCase] of cases.entries()) {
        const title = `${i + 1} ${testCase.name.replace(/([A-Z])/g, ' $1').toLowerCase()}`;
        try {
            await testCase();
            print(`ok ${title}`);
        } catch (error) {
            printerr(`${error}\n${error.stack}`);
            print(`not ok ${title}`);
            failed++;
        }
    }
    return failed;
}

// runs functions as cases; the arguments of the program name those to run
export function main(...cases) {
    const loop = GLib.MainLoop.new(null, false);
    let failed = 1;
    runCases(cases.filter(testCase => !ARGV.length || ARGV.includes(testCase.name))).then(n => {
        failed = n;
        if (directory)
            removeAll(directory);
        loop.quit();
    });
    loop.run();
    System.exit(failed ? 1 : 0);
}
