// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright 2026 The Sweet authors

// Nothing that a JavaScript program does a thousand times leaves anything behind.

import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Sweet from 'gi://Sweet?version=1.0';
import System from 'system';

import {complete, csvBuilder, equal, lines, main, stream, throws, turn, writeNumbers} from './sweet_binding.js';

function collect(event, collector) {
    return collector.collect(event.dup_text('n'), event);
}

function readSelf(name) {
    return new TextDecoder().decode(GLib.file_get_contents(`/proc/self/${name}`)[1]);
}

// what is freed stays resident under a sanitizer, which finds what is used after that instead
const sanitized = readSelf('maps').includes('/libasan.so');

function residentKilobytes() {
    System.gc();
    return Number(/VmRSS:\s+(\d+)/.exec(readSelf('status'))[1]);
}

// fails if calls leave something behind: an object of the library with its wrapper has a kilobyte and more
async function checkGrowth(callback, count = 200) {
    const growth = [];
    for (let round = 0; round < 4; round++) {
        const before = residentKilobytes();
        for (let i = 0; i < count; i++) {
            await callback();
            if (i % 50 === 49) {
                // finished objects go when the main loop turns
                System.gc();
                await turn();
            }
        }
        System.gc();
        await turn();
        growth.push(residentKilobytes() - before);
    }
    // the first rounds fill caches, a leak is in every round
    equal(sanitized || Math.min(...growth) < count / 2, true, `growth below ${count / 2} kB, which is ${growth}`);
}

async function builders() {
    await checkGrowth(() => {
        const base = Sweet.EmittingTaskBuilder.new().with_name('a name').with_chunk_size(Sweet.ChunkSize.new_rows(3));
        base.with_receiver(collect).with_final_event(() => {}).with_limit(3);
        base.with_collector(Sweet.KeyedCollector.new()).copy();
        Sweet.SenderEventBuilder.new().with_text('a', 'b').with_metadata('c', 'd').build();
        Sweet.pipeline_parse('file path=a ! csv ! count');
    });
}

async function runs() {
    const builder = csvBuilder(writeNumbers(20), 64).with_receiver(collect);
    await checkGrowth(async () => {
        builder.run().await_sync(null);
        await builder.run().await_final_event_async(null);
        await complete(builder);
    });
}

async function keptEventsAndChunks() {
    const kept = [];
    const records = csvBuilder(writeNumbers(20), 64).with_receiver(event => kept.push(event) > 0);
    const chunks = csvBuilder(writeNumbers(20), 64).with_chunk_receiver(chunk => kept.push(chunk, chunk.copy()) > 0);
    await checkGrowth(async () => {
        records.run().await_sync(null);
        await complete(chunks);
        equal(kept.length > 20, true);
        kept.length = 0;
    });
}

async function failuresAndCancellations() {
    const failing = csvBuilder(writeNumbers(20), 64).with_receiver(() => {
        throw new GLib.Error(Sweet.StreamError, Sweet.StreamError.TOO_LARGE, 'no');
    });
    await checkGrowth(async () => {
        const failed = failing.run();
        throws(Sweet.StreamError, Sweet.StreamError.TOO_LARGE, [], () => failed.await_sync(null));
        const task = failing.run();
        task.cancel(Sweet.CancelLevel.GRACEFUL);
        await task.await_final_event_async(null).catch(() => {});
    });
}

async function elementsInJavascript() {
    const Ones = GObject.registerClass(class Ones extends Sweet.Source {
        vfunc_open() {
            this.left = 5;
            return true;
        }

        vfunc_read_bytes() {
            return GLib.Bytes.new(this.left-- > 0 ? [49, 10] : []);
        }
    });
    const Same = GObject.registerClass(class Same extends Sweet.Processor {
        vfunc_process(chunk, out) {
            out.emit(out.make_writable(chunk));
            return true;
        }
    });
    const Discard = GObject.registerClass(class Discard extends Sweet.Sink {
        vfunc_write_bytes(bytes) {
            return bytes.get_size() > 0;
        }
    });
    await checkGrowth(async () => {
        const builder = stream(new Ones(), lines(), new Same());
        builder.with_format(lines()).with_sink(new Discard()).run().await_sync(null);
        equal((await complete(builder.with_receiver((event, collector) => collector.collect(null, event)))).n_records, 5);
    }, 100);
}

async function pushes() {
    await checkGrowth(async () => {
        const task = Sweet.EmittingTaskBuilder.new().with_receiver(collect).run();
        for (let n = 0; n < 5; n++)
            await task.push_async(Sweet.SenderEventBuilder.new().with_int64('n', n).build(), null);
        task.push_sync(Sweet.SenderEventBuilder.new().with_kind(Sweet.EventKind.FINAL).build(), null);
        equal((await task.await_final_event_async(null)).n_records, 5);
    }, 100);
}

async function tasks() {
    const failing = Sweet.SpawningTaskBuilder.new().with_work(() => {
        throw new Error('no');
    }).with_retry_policy(Sweet.RetryPolicy.new_immediate(3));
    await checkGrowth(async () => {
        const task = Sweet.spawn(() => ({a: 1}), {name: 'x', tag: 'y', metrics: true});
        task.add_cleanup(Sweet.CancelLevel.GRACEFUL, () => {});
        equal((await task.await_value_async(null)).a, 1);
        Sweet.spawn(() => 1).await_value_sync(null);
        await failing.with_fallback(() => 1).run().await_value_async(null);
        await failing.run().await_async(null).catch(() => {});
        const cancelled = Sweet.spawn(() => 1);
        cancelled.add_cleanup(Sweet.CancelLevel.GRACEFUL, () => {});
        await cancelled.cancel_async(Sweet.CancelLevel.KILL, null);
    }, 100);
}

async function asyncFunctionsAndChildren() {
    await checkGrowth(async () => {
        const task = Sweet.spawn(async parent => {
            parent.get_cancellable().connect(() => {});
            return {n: await Sweet.spawn(async () => 5, {parent}).await_value_async(null)};
        });
        equal((await task.await_value_async(null)).n, 5);
    }, 100);
}

async function futures() {
    await checkGrowth(async () => {
        const future = Sweet.Future.new_value({a: 1}).map(result => result.get_value().a)
            .and_then(result => Sweet.spawn(() => result.get_value())).on_settled(() => {});
        const failed = future.map(() => future.nothing.at.all).recover(result => result.dup_error().message);
        equal((await Sweet.Future.all([future, failed]).await_async(null)).get_n_items(), 2);
    }, 100);
}

main(tasks, futures, asyncFunctionsAndChildren, builders, runs, keptEventsAndChunks, failuresAndCancellations, elementsInJavascript, pushes);
