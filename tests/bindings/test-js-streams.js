// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright 2026 The Sweet authors

// Streams as a JavaScript program runs them: builders, receivers, ends, waits and pushes.

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Sweet from 'gi://Sweet?version=1.0';
import System from 'system';

import {
    SECOND, checkError, complete, contains, critical, csvBuilder, csv, element, equal, items, main, processor, range, run, sink,
    sleep, source, texts, throws, write, writeNumbers,
} from './sweet_binding.js';

const strings = numbers => numbers.map(n => `${n}`);

function collect(event, collector) {
    return collector.collect(event.dup_text('n'), event);
}

async function baseIsReusable() {
    const base = csvBuilder(writeNumbers(10)).with_receiver(collect);
    const named = base.with_name('named').with_timeout(5 * SECOND);
    const limited = base.with_limit(3).with_max_chunks(2);
    equal([base, named, limited].map(b => [b.name, b.timeout, b.limit]), [[null, 0, 0], ['named', 5 * SECOND, 0], [null, 0, 3]]);
    for (const [builder, count] of [[base, 10], [named, 10], [limited, 3], [base, 10]])
        equal((await complete(builder)).get_collected().get_n_items(), count);
    const byHand = new Sweet.EmittingTaskBuilder({name: 'by hand', timeout: 7, max_chunks: 2});
    equal([byHand.get_name(), byHand.copy().get_timeout(), byHand.max_chunks], ['by hand', 7, 2]);
}

async function family() {
    const runtime = Sweet.RuntimeBuilder.new().with_workers(2).build();
    let child = null;
    const task = csvBuilder(writeNumbers(50)).with_name('parent').with_runtime(runtime).with_priority(Sweet.Priority.HIGH)
        .with_receiver((event, collector) => {
            child ??= Sweet.SpawningTaskBuilder.new().with_runtime(runtime).with_parent(Sweet.Task.get_current())
                .with_work(() => true).run();
            return collector.collect(null, event);
        }).run();
    equal((await task.await_final_event_async(null)).get_collected().get_n_items(), 50);
    equal([child.get_parent() === task, child.status, task.priority], [true, Sweet.TaskStatus.COMPLETED, Sweet.Priority.HIGH]);
    const judged = [];
    const parent = Sweet.EmittingTaskBuilder.new().with_runtime(runtime).with_receiver(() => true)
        .with_failure_predicate((failed, result) => {
            judged.push([failed.name, result.dup_error().message]);
            return Sweet.FailureMode.SUPERVISE;
        }).run();
    const failing = Sweet.SpawningTaskBuilder.new().with_name('child').with_runtime(runtime).with_parent(parent)
        .with_work(() => {
            throw new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum.BUSY, 'busy');
        }).run();
    await failing.await_async(null).catch(() => null);
    parent.push_sync(Sweet.SenderEventBuilder.new().with_kind(Sweet.EventKind.FINAL).build(), null);
    await parent.await_final_event_async(null);
    equal([judged, parent.status], [[['child', 'busy']], Sweet.TaskStatus.COMPLETED]);
    equal(await runtime.shutdown_async(-1, null), true);
}

async function twoRunsAtOnce() {
    const base = csvBuilder(writeNumbers(1000), 512).with_receiver(collect);
    for (const event of await Promise.all([run(base), run(base), run(base)]))
        equal(texts(event, 'n'), strings(range(1000)));
}

// each with_ function returns another builder here, and those in between are garbage
async function callbacksOutliveTheirBuilders() {
    const path = writeNumbers(1000);
    let count = 0;
    const builder = csvBuilder(path, 512).with_max_chunks(1).with_receiver((event, collector) => {
        if (++count % 100 === 0)
            System.gc();
        return collect(event, collector);
    });
    System.gc();
    const done = run(builder);
    System.gc();
    equal(texts(await done, 'n'), strings(range(1000)));

    let chunks = 0;
    const task = csvBuilder(path, 512).with_chunk_receiver(() => ++chunks > 0).with_final_event(() => {
        chunks = -chunks;
    }).with_limit(900).run();
    System.gc();
    task.await_sync(null);
    equal(chunks < -10, true, 'chunks, and a final event');
}

async function errorsBesideResults() {
    const builder = csvBuilder(writeNumbers(10)).with_receiver((record, collector) => {
        if (record.get_int64('n') % 2 === 1)
            throw new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum.FAILED, 'odd');
        return collector.collect(null, record);
    });
    const event = await complete(builder.with_error_strategy(Sweet.ErrorStrategy.new_continue()));
    equal([event.n_errors, event.get_collected().get_n_items()], [5, 5]);
    equal(range(5).map(n => event.errors.get_item(n).get_sequence()), [2, 4, 6, 8, 10]);
    equal(event.errors.get_item(0).get_reason().includes('odd'), true, 'reason');
    const asked = [];
    await complete(builder.with_error_strategy(Sweet.ErrorStrategy.new_custom(error => {
        asked.push(error.get_sequence());
        return Sweet.ErrorAction.CONTINUE;
    })));
    equal(asked, [2, 4, 6, 8, 10]);
}

async function batches() {
    const strategy = element(Sweet.ElementKind.STRATEGY, 'batched', {size: 4});
    const sizes = [];
    await complete(csvBuilder(writeNumbers(10), 16).with_strategy(strategy).with_chunk_receiver(chunk => sizes.push(chunk.get_n_rows()) > 0));
    equal(sizes, [4, 4, 2]);
    for (const name of ['serial', 'parallel', 'adaptive']) {
        const event = await complete(csvBuilder(writeNumbers(10), 16).with_strategy(element(Sweet.ElementKind.STRATEGY, name)).with_receiver(() => true));
        equal(event.n_records, 10, name);
        const sender = csvBuilder(writeNumbers(10), 16).with_sender_strategy(element(Sweet.ElementKind.STRATEGY, name));
        equal((await complete(sender.with_receiver(() => true))).n_records, 10, name);
    }
}

async function elementsAreFrozen() {
    const path = writeNumbers(3);
    const file = source('file', {path});
    const builder = Sweet.EmittingTaskBuilder.new().with_source(file).with_format(csv());
    critical('*path*file*frozen*', () => {
        file.path = '/nowhere';
    });
    equal([file.path, file.is_frozen()], [path, true]);
    equal((await complete(builder.with_receiver(collect))).n_records, 3);
}

async function everyThousandthIsKept() {
    const kept = [];
    await complete(csvBuilder(writeNumbers(20000), 4096).with_max_chunks(2).with_receiver(event => {
        if (event.get_int64('n') % 1000 === 0)
            kept.push(event);
        return true;
    }));
    equal(kept.map(event => event.dup_texts()), range(20000, 1000).map(n => [`${n}`, `number ${n}`]));
    equal(kept.map(event => event.get_sequence()), range(20000, 1000).map(n => n + 1));
}

async function allAreKept() {
    const path = writeNumbers(3000);
    for (const credits of [1, 2, 3]) {
        const kept = [];
        await complete(csvBuilder(path, 512).with_max_chunks(credits).with_receiver(event => kept.push(event) > 0));
        System.gc();
        equal(kept.map(event => event.dup_text('n')), strings(range(3000)));
    }
}

async function allChunksAreKept() {
    const path = writeNumbers(3000);
    for (const credits of [1, 2, 3]) {
        const kept = [], copies = [];
        await complete(csvBuilder(path, 512).with_max_chunks(credits).with_chunk_receiver(chunk => {
            kept.push(chunk);
            copies.push(chunk.copy());
            return true;
        }));
        equal(kept.length > 10 * credits, true, 'more chunks than credits');
        equal(copies.flatMap(chunk => chunk.dup_texts(0)), strings(range(3000)));
        for (const chunk of kept) {
            equal([chunk.is_stale(), chunk.get_schema().get_names()], [true, ['n', 'name']]);
            for (const read of [() => chunk.dup_text(0, 0), () => chunk.dup_texts(0), () => chunk.dup_int64s(0), () => chunk.copy()])
                throws(Sweet.StreamError, Sweet.StreamError.STALE, ['kept beyond'], read);
        }
    }
}

// a receiver that JavaScript wraps for each record, over ten times the credit, with garbage all the while
async function nothingKeptStallsTheStream() {
    const path = writeNumbers(5000);
    for (const credits of [1, 2, 3]) {
        const last = [];
        const event = await complete(csvBuilder(path, 512).with_max_chunks(credits).with_receiver((record, collector) => {
            last.push(record);
            if (last.length > 500)
                last.shift();
            return collector.collect(null, record);
        }));
        equal(event.n_records, 5000);
        equal(last.map(record => record.get_int64('n')), range(5000).slice(-500));
    }
}

async function wholeColumns() {
    let columns = null;
    await complete(csvBuilder(write('mixed.csv', 'a,b\n1,1.5\n-2,x\n,\n7,1e3\n')).with_chunk_receiver(chunk => {
        columns = [
            Array.from(new BigInt64Array(chunk.dup_int64s(0).toArray().slice().buffer), String),
            Array.from(new Float64Array(chunk.dup_doubles(1).toArray().slice().buffer)),
            chunk.dup_texts(1),
        ];
        throws(Sweet.StreamError, Sweet.StreamError.UNKNOWN_COLUMN, ['no column 2'], () => chunk.dup_texts(2));
        return true;
    }));
    equal(columns, [['1', '-2', '-9223372036854775808', '7'], [1.5, NaN, NaN, 1000], ['1.5', 'x', '', '1e3']]);
}

async function fields() {
    const bytes = Uint8Array.from([...'n,x\n7,2.5\nten,'].map(c => c.charCodeAt(0)).concat([0xff, 10]));
    const seen = [];
    await complete(csvBuilder(write('fields.csv', bytes)).with_receiver(event => {
        for (const read of [() => event.get_int64('n'), () => event.get_double('x'), () => event.dup_text('x'),
            () => event.dup_text('m'), () => event.dup_text_at(0), () => [...event.dup_bytes('x').toArray()]]) {
            try {
                seen.push(read());
            } catch (error) {
                seen.push(error.message);
            }
        }
        return true;
    }));
    const noM = 'no column “m”; there are n, x';
    equal(seen, [7, 2.5, '2.5', noM, '7', [50, 46, 53],
        'record 2: “n” is “ten”, which is no whole number', 'record 2: “x” is “\ufffd”, which is no number',
        'record 2: “x” is not UTF-8', noM, 'ten', [255]]);
}

function syncMakesTheCallbacks() {
    const finals = [];
    let received = 0;
    const task = csvBuilder(writeNumbers(1000), 512).with_max_chunks(1).with_receiver((event, collector) => {
        received++;
        return collect(event, collector);
    }).with_final_event(event => finals.push(event)).run();
    const event = task.await_final_event_sync(null);
    equal([received, finals.length, finals[0] === event, texts(event, 'n').length], [1000, 1, true, 1000]);
}

function syncInsideACallback() {
    let seen = null;
    const task = csvBuilder(writeNumbers(1)).with_name('outer').with_receiver(() => {
        seen = throws(Gio.IOErrorEnum, Gio.IOErrorEnum.WOULD_BLOCK, ['outer'], () => task.await_sync(null));
        return true;
    }).run();
    task.await_sync(null);
    equal(seen !== null, true);
}

async function awaitIt() {
    const task = csvBuilder(writeNumbers(100)).with_receiver(collect).run();
    equal(task.get_final_event(), null);
    const [one, two] = await Promise.all([task.await_final_event_async(null), task.await_final_event_async(new Gio.Cancellable())]);
    equal([one === two, one.n_records, task.get_final_event() === one], [true, 100, true]);
    equal((await task.await_final_event_async(null)) === one, true, 'again');
}

async function awaitAFailure() {
    const task = csvBuilder(write('bad.csv', 'n\n1\n"2"x\n')).with_receiver(collect).run();
    try {
        await task.await_final_event_async(null);
        throw new Error('no error');
    } catch (error) {
        checkError(error, Sweet.StreamError, Sweet.StreamError.MALFORMED, ['record 2, line 3, byte 7']);
    }
    equal(texts(task.get_final_event(), 'n'), ['1']);
}

async function aWaitMayBeGivenUp() {
    const task = Sweet.EmittingTaskBuilder.new().with_receiver(collect).run();
    const cancellable = new Gio.Cancellable();
    GLib.idle_add(0, () => {
        cancellable.cancel();
        return GLib.SOURCE_REMOVE;
    });
    try {
        await task.await_final_event_async(cancellable);
        throw new Error('no error');
    } catch (error) {
        checkError(error, Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED);
    }
    equal(task.status, Sweet.TaskStatus.RUNNING);
    task.cancel(Sweet.CancelLevel.GRACEFUL);
    throws(Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED, [], () => task.await_sync(null));
}

async function cancelInACallback() {
    let task = null;
    const event = await new Promise(resolve => {
        task = csvBuilder(writeNumbers(10000), 512).with_receiver((record, collector) => {
            if (record.get_int64('n') === 9)
                task.cancel(Sweet.CancelLevel.GRACEFUL);
            return collect(record, collector);
        }).with_final_event(resolve).run();
    });
    equal([event.outcome, event.get_kind(), task.status],
        [Sweet.Outcome.CANCELLED, Sweet.EventKind.CANCELLATION, Sweet.TaskStatus.CANCELLED]);
    equal(texts(event, 'n'), strings(range(10)));
    throws(Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED, [], () => event.check());
}

async function timeout() {
    const task = Sweet.EmittingTaskBuilder.new().with_receiver(collect).with_timeout(SECOND / 20).run();
    await task.push_async(Sweet.SenderEventBuilder.new().with_int64('n', 1).build(), null);
    throws(Gio.IOErrorEnum, Gio.IOErrorEnum.TIMED_OUT, ['50ms'], () => task.await_sync(null));
    const event = task.get_final_event();
    equal([event.outcome, texts(event, 'n')], [Sweet.Outcome.ERROR, ['1']]);
}

async function receiverThrows() {
    const path = writeNumbers(5000);
    const failures = [
        [() => {
            throw new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum.NO_SPACE, 'no space for 700');
        }, Gio.IOErrorEnum, Gio.IOErrorEnum.NO_SPACE, 'no space for 700'],
        [() => false, Sweet.StreamError, Sweet.StreamError.CALLBACK, 'return TRUE to go on'],
        [() => undefined, Sweet.StreamError, Sweet.StreamError.CALLBACK, 'return TRUE to go on'],
    ];
    for (const [failure, domain, code, part] of failures) {
        const event = await run(csvBuilder(path, 512).with_receiver((record, collector) => {
            collect(record, collector);
            return record.get_int64('n') === 700 ? failure() : true;
        }));
        throws(domain, code, [part], () => event.check());
        equal(texts(event, 'n'), strings(range(701)));
    }
    const event = await run(csvBuilder(path).with_receiver(() => {
        throw new TypeError('a mistake');
    }));
    try {
        event.check();
        throw new Error('no error');
    } catch (error) {
        contains(error.message, 'a mistake');
    }
}

async function progressAndStatus() {
    const progress = [], statuses = [];
    await new Promise(resolve => {
        const task = csvBuilder(writeNumbers(2000), 1024).with_receiver(event => {
            if (event.get_int64('n') % 400 === 0)
                sleep(50);
            return true;
        }).with_final_event(resolve).run();
        task.connect('notify::progress', () => progress.push(task.progress));
        task.connect('notify::status', () => statuses.push(task.status));
    });
    equal([progress.length > 1, progress.at(-1), statuses.at(-1)], [true, 1, Sweet.TaskStatus.COMPLETED]);
    equal(progress, progress.slice().sort((a, b) => a - b));
}

async function children() {
    const task = csvBuilder(writeNumbers(50)).with_receiver(collect).run();
    await task.await_final_event_async(null);
    const [sender, receiver] = items(task.children);
    equal([sender instanceof Sweet.SenderTask, receiver instanceof Sweet.ReceiverTask], [true, true]);
    equal([[...task.get_children()].length, receiver.get_n_records(), sender.is_final()], [2, 50, true]);
    equal(task.dup_stats().recursiveUnpack().records, 50);
}

async function figures() {
    const rates = [];
    const task = await new Promise(resolve => {
        const running = csvBuilder(writeNumbers(5000), 1000).with_record_latency(true)
            .with_receiver(() => true).with_final_event(() => resolve(running)).run();
        running.connect('notify::bytes-per-second', () => rates.push(running.bytes_per_second));
    });
    const stats = task.dup_stats().recursiveUnpack();
    equal([stats.records, stats.elements.at(-1).latency.count], [5000, 5000]);
    equal(stats.latency.p50 > 0 && stats.latency.p50 <= stats.latency.max, true);
    equal([rates.at(-1), task.get_records_per_second()], [stats['bytes-per-second'], stats['records-per-second']]);
    equal([rates.at(-1), task.records_per_second].map(rate => Math.round(rate * stats.seconds)), [stats.bytes, 5000]);
    equal(task.get_metrics(), null);
}

async function metrics() {
    const task = csvBuilder(writeNumbers(5000), 1000).with_metrics(true).with_receiver(() => true).run();
    task.await_final_event_sync(null);
    const [has, cpu] = task.get_metrics().get(Sweet.Metric.CPU_TOTAL);
    equal([has, cpu > 0, task.get_metrics().has(Sweet.Metric.MEMORY_PEAK)], [true, true, false]);
}

async function slowFirstChunk() {
    const path = writeNumbers(2000);
    for (const credits of [1, 2, 3]) {
        const seen = [];
        await complete(csvBuilder(path, 1024).with_max_chunks(credits).with_chunk_receiver(chunk => {
            sleep(seen.length ? 1 : 100);
            seen.push(...chunk.dup_texts(0));
            return true;
        }));
        equal(seen, strings(range(2000)));
    }
}

async function pushes() {
    const task = Sweet.EmittingTaskBuilder.new().with_max_chunks(1).with_receiver(collect).run();
    for (const n of range(3000))
        await task.push_async(Sweet.SenderEventBuilder.new().with_int64('n', n).with_boolean('odd', n % 2 === 1).build(), null);
    task.push_sync(Sweet.SenderEventBuilder.new().with_kind(Sweet.EventKind.FINAL).build(), null);
    const event = await task.await_final_event_async(null);
    equal(texts(event, 'n'), strings(range(3000)));
    equal(event.lookup('7').dup_texts(), ['7', 'true']);
    throws(Gio.IOErrorEnum, Gio.IOErrorEnum.CLOSED, [],
        () => task.push_sync(Sweet.SenderEventBuilder.new().with_int64('n', 1).build(), null));
}

async function manyPushesAtOnce() {
    const task = Sweet.EmittingTaskBuilder.new().with_max_chunks(1).with_receiver(collect).run();
    const pushed = range(2000).map(n => task.push_async(Sweet.SenderEventBuilder.new().with_int64('n', n).build(), null));
    pushed.push(task.push_async(Sweet.SenderEventBuilder.new().with_kind(Sweet.EventKind.FINAL).build(), null));
    await Promise.all(pushed);
    equal(texts(await task.await_final_event_async(null), 'n'), strings(range(2000)));
}

function registry() {
    const names = items(Sweet.Registry.get_default().list_factories()).map(factory => factory.get_name());
    for (const name of ['file', 'csv', 'filter', 'parallel'])
        equal(names.includes(name), true, name);
    const format = csv({delimiter: ';', on_error: Sweet.OnError.SKIP});
    equal([format.delimiter, format.on_error, format.get_media()], [';', Sweet.OnError.SKIP, [Sweet.Media.BYTES, Sweet.Media.RECORDS]]);
    const pspec = GObject.Object.find_property.call(format.constructor, 'max-record-size');
    equal([Sweet.param_spec_get_unit(pspec), format.get_unit('max-record-size')], [Sweet.Unit.SIZE, Sweet.Unit.SIZE]);
    equal(pspec.get_blurb().length > 0, true);
    throws(Sweet.PluginError, Sweet.PluginError.NOT_FOUND, ['csv'], () => Sweet.Element.new(Sweet.ElementKind.FORMAT, 'cvs'));
}

async function pipelineAsText() {
    const path = writeNumbers(30);
    const builder = Sweet.pipeline_parse(`file path='${path}' ! csv ! filter where='n >= 25' ! select fields=n`);
    equal(texts(await complete(builder.with_receiver(collect)), 'n'), strings(range(30).slice(25)));
    const counted = Sweet.pipeline_parse_argv(['file', `path=${path}`, '!', 'csv', '!', 'count']);
    equal(texts(await complete(counted.with_receiver((event, collector) => collector.collect(null, event))), 'count'), ['30']);
    throws(Sweet.PipelineError, Sweet.PipelineError.UNKNOWN_ELEMENT, ['csv'], () => Sweet.pipeline_parse('file path=x ! cvs'));
}

async function toAFile() {
    const path = write('out.csv', '');
    await complete(csvBuilder(writeNumbers(100)).with_processor(processor('filter', {where: 'n >= 98'}))
        .with_format(csv()).with_sink(sink('file', {path})));
    equal(new TextDecoder().decode(GLib.file_get_contents(path)[1]), 'n,name\n98,number 98\n99,number 99\n');
}

function valuesHaveNoThen() {
    for (const type of [Sweet.EmittingTask, Sweet.EmittingTaskBuilder, Sweet.FinalEvent, Sweet.SenderEventBuilder])
        equal(type.prototype.then, undefined, type.name);
}

main(baseIsReusable, family, twoRunsAtOnce, callbacksOutliveTheirBuilders, errorsBesideResults, batches, elementsAreFrozen, everyThousandthIsKept, allAreKept, allChunksAreKept,
    nothingKeptStallsTheStream, wholeColumns, fields, syncMakesTheCallbacks, syncInsideACallback, awaitIt, awaitAFailure,
    aWaitMayBeGivenUp, cancelInACallback, timeout, receiverThrows, progressAndStatus, children, figures, metrics, slowFirstChunk, pushes,
    manyPushesAtOnce, registry, pipelineAsText, toAFile, valuesHaveNoThen);
