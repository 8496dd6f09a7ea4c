// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright 2026 The Sweet authors

// Elements and collectors written in JavaScript.

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Sweet from 'gi://Sweet?version=1.0';

import {
    complete, contains, critical, csv, csvBuilder, equal, items, lines, main, processor, range, run, source, stream, texts,
    throws, write, writeNumbers,
} from './sweet_binding.js';

const strings = numbers => numbers.map(n => `${n}`);
const encode = text => GLib.Bytes.new(new TextEncoder().encode(text));
const decode = bytes => new TextDecoder().decode(bytes.toArray());
const full = () => new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum.NO_SPACE, 'the disk is full');

function collect(event, collector) {
    return collector.collect(null, event);
}

const Numbers = GObject.registerClass(class Numbers extends Sweet.Source {
    _init(count = 10, step = 7) {
        super._init();
        Object.assign(this, {count, step, calls: []});
    }

    vfunc_open() {
        this.calls.push('open');
        this.next = 0;
        this.set_label('numbers');
        return true;
    }

    vfunc_read_bytes(size, cancellable) {
        equal([size > 0, cancellable instanceof Gio.Cancellable], [true, true]);
        const begin = this.next;
        this.next = Math.min(begin + this.step, this.count);
        return encode(range(this.next).slice(begin).map(n => `${n}\n`).join(''));
    }

    vfunc_close() {
        this.calls.push('close');
    }
});

const Records = GObject.registerClass(class Records extends Sweet.Source {
    _init(count = 10) {
        super._init();
        this.count = count;
    }

    vfunc_get_media() {
        return [Sweet.Media.NONE, Sweet.Media.RECORDS];
    }

    vfunc_open() {
        this.next = 0;
        return true;
    }

    vfunc_read_records(out) {
        const builder = Sweet.ChunkBuilder.new(Sweet.Schema.new(['n', 'half', 'even', 'name', 'nothing']));
        for (let i = 0; i < 7 && this.next < this.count; i++, this.next++) {
            builder.set_int64(0, this.next);
            builder.set_double(1, this.next / 2);
            builder.set_boolean(2, this.next % 2 === 0);
            builder.set_text(3, `number ${this.next}`);
            builder.set_null(4);
            builder.end_row();
        }
        out.emit(builder.build());
        return this.next < this.count ? Sweet.ReadResult.MORE : Sweet.ReadResult.END;
    }
});

const Evens = GObject.registerClass(class Evens extends Sweet.Processor {
    vfunc_set_schema(schema) {
        this.column = schema.lookup('n');
        return true;
    }

    vfunc_process(chunk, out) {
        const writable = out.make_writable(chunk);
        const rows = chunk.dup_texts(this.column).map((n, row) => n % 2 === 0 ? row : -1).filter(row => row >= 0);
        writable.select_rows(rows);
        out.emit(writable);
        return true;
    }
});

const Memory = GObject.registerClass(class Memory extends Sweet.Sink {
    _init() {
        super._init();
        Object.assign(this, {text: '', calls: []});
    }

    vfunc_open() {
        this.calls.push('open');
        return true;
    }

    vfunc_write_bytes(bytes) {
        this.text += decode(bytes);
        return true;
    }

    vfunc_close(complete) {
        this.calls.push(`close ${complete}`);
        return true;
    }
});

const Rows = GObject.registerClass(class Rows extends Sweet.Sink {
    _init() {
        super._init();
        Object.assign(this, {rows: [], chunks: []});
    }

    vfunc_get_media() {
        return [Sweet.Media.RECORDS, Sweet.Media.NONE];
    }

    vfunc_write_chunk(chunk) {
        this.chunks.push(chunk);
        this.rows.push(...chunk.dup_texts(0));
        return true;
    }
});

async function sourceOfBytes() {
    const numbers = new Numbers(1000);
    const builder = stream(numbers, lines()).with_receiver(collect);
    for (const event of [await complete(builder), await complete(builder)]) {
        equal(texts(event, 'line'), strings(range(1000)));
        equal(event.get_collected().get_item(0).get_source(), 'numbers');
    }
    equal(numbers.calls, ['open', 'close', 'open', 'close']);
}

async function sourceOfRecords() {
    const event = await complete(stream(new Records(100)).with_receiver(collect));
    equal(items(event.get_collected()).slice(0, 2).map(record => record.dup_texts()),
        [['0', '0', 'true', 'number 0', ''], ['1', '0.5', 'false', 'number 1', '']]);
    equal(texts(event, 'n'), strings(range(100)));
    equal(event.get_collected().get_item(5).dup_text('nothing'), null);
}

function oneRunAtATime() {
    const builder = stream(new Numbers(20), lines()).with_receiver(collect);
    const task = builder.run();
    throws(Gio.IOErrorEnum, Gio.IOErrorEnum.BUSY, ['Numbers', 'copy'], () => builder.run());
    task.await_sync(null);
    equal(builder.run().await_final_event_sync(null).n_records, 20);
}

async function aCopyServesEachRun() {
    const Copied = GObject.registerClass(class Copied extends Numbers {
        vfunc_copy() {
            return new Copied(this.count);
        }
    });
    const builder = stream(new Copied(50), lines()).with_receiver(collect);
    for (const event of await Promise.all([run(builder), run(builder), run(builder)]))
        equal(texts(event, 'line'), strings(range(50)));
}

async function subclassOfASubclass() {
    const Negative = GObject.registerClass(class Negative extends Numbers {
        vfunc_read_bytes(size, cancellable) {
            return encode(decode(super.vfunc_read_bytes(size, cancellable)).replace(/^(?=.)/gm, '-'));
        }
    });
    const Labelled = GObject.registerClass(class Labelled extends Negative {
        vfunc_open() {
            super.vfunc_open();
            this.set_label('negative numbers');
            return true;
        }
    });
    const event = await complete(stream(new Labelled(9), lines()).with_receiver(collect));
    equal(texts(event, 'line'), range(9).map(n => `-${n}`));
    equal(event.get_collected().get_item(0).get_source(), 'negative numbers');
    equal(texts(await complete(stream(new Numbers(3), lines()).with_receiver(collect)), 'line'), ['0', '1', '2']);
}

async function processorThatSelects() {
    const event = await complete(csvBuilder(writeNumbers(1000), 512).with_max_chunks(1).with_processor(new Evens()).with_receiver(collect));
    equal(texts(event, 'n'), strings(range(1000, 2)));
}

async function processorThatMakesRecords() {
    const schemas = [];
    const Totals = GObject.registerClass(class Totals extends Sweet.Processor {
        vfunc_set_schema(schema) {
            schemas.push(schema.get_names());
            this.total = 0;
            return true;
        }

        vfunc_process(chunk) {
            this.total += chunk.dup_texts(0).reduce((sum, n) => sum + Number(n), 0);
            return true;
        }

        vfunc_finish(out) {
            const builder = Sweet.ChunkBuilder.new(Sweet.Schema.new(['total']));
            builder.set_int64(0, this.total);
            builder.end_row();
            out.emit(builder.build());
            return true;
        }
    });
    const event = await complete(csvBuilder(writeNumbers(1000), 512).with_processor(new Totals()).with_receiver(collect));
    equal([texts(event, 'total'), schemas], [['499500'], [['n', 'name']]]);
}

async function processorOfBytes() {
    const Upper = GObject.registerClass(class Upper extends Sweet.Processor {
        vfunc_get_media() {
            return [Sweet.Media.BYTES, Sweet.Media.BYTES];
        }

        vfunc_process(chunk, out) {
            out.emit(Sweet.Chunk.new_bytes(encode(decode(chunk.dup_bytes()).toUpperCase())));
            return true;
        }
    });
    const file = source('file', {path: writeNumbers(100), block_size: 64});
    const event = await complete(stream(file, new Upper(), csv()).with_receiver(collect));
    equal(texts(event, 'NAME'), range(100).map(n => `NUMBER ${n}`));
}

async function sinkOfBytes() {
    const sink = new Memory();
    await complete(csvBuilder(writeNumbers(500), 512).with_format(csv()).with_sink(sink));
    equal(sink.text, `n,name\n${range(500).map(n => `${n},number ${n}\n`).join('')}`);
    equal(sink.calls, ['open', 'close true']);
}

async function sinkOfRecords() {
    const sink = new Rows();
    await complete(csvBuilder(writeNumbers(1000), 512).with_max_chunks(1).with_sink(sink));
    equal(sink.rows, strings(range(1000)));
    equal(sink.chunks.length > 10, true, 'more chunks than credits');
    for (const chunk of sink.chunks)
        throws(Sweet.StreamError, Sweet.StreamError.STALE, [], () => chunk.dup_texts(0));
}

async function sinkIsClosedAfterAFailure() {
    const sink = new Memory();
    const event = await run(csvBuilder(write('bad.csv', 'n\n1\n"2"x\n')).with_format(csv()).with_sink(sink));
    throws(Sweet.StreamError, Sweet.StreamError.MALFORMED, [], () => event.check());
    equal(sink.calls, ['open', 'close false']);
}

async function keptChunksOfAProcessor() {
    const Keeper = GObject.registerClass(class Keeper extends Sweet.Processor {
        _init() {
            super._init();
            Object.assign(this, {shown: [], emitted: []});
        }

        vfunc_process(chunk, out) {
            this.shown.push(chunk);
            this.emitted.push(out.make_writable(chunk));
            out.emit(this.emitted.at(-1));
            return true;
        }
    });
    for (const credits of [1, 2, 3]) {
        const keeper = new Keeper();
        const event = await complete(csvBuilder(writeNumbers(3000), 512).with_max_chunks(credits)
            .with_processor(keeper).with_receiver(collect));
        equal(texts(event, 'n'), strings(range(3000)));
        equal(keeper.shown.length > 10 * credits, true, 'more chunks than credits');
        for (const chunk of [...keeper.shown, ...keeper.emitted])
            throws(Sweet.StreamError, Sweet.StreamError.STALE, [], () => chunk.dup_text(0, 0));
    }
}

async function strategy() {
    const Two = GObject.registerClass(class Two extends Sweet.Strategy {
        vfunc_plan(plan) {
            plan.workers = 2;
            return plan.ordered;
        }
    });
    const task = csvBuilder(writeNumbers(100)).with_strategy(new Two()).with_receiver(collect).run();
    await task.await_final_event_async(null);
    equal(task.dup_stats().recursiveUnpack().workers.length, 2);
}

async function adjustingStrategy() {
    let asked = 0;
    const Adjusting = GObject.registerClass(class Adjusting extends Sweet.Strategy {
        vfunc_plan(plan) {
            Object.assign(plan, {workers: 1, maxWorkers: 4, window: 1});
            return true;
        }

        vfunc_adjust(plan, load) {
            asked += load.window > 0 && load.processors > 0 ? 1 : 0;
            plan.workers = 4;
            return true;
        }
    });
    const clock = Sweet.Clock.new_virtual(0);
    const builder = csvBuilder(writeNumbers(1000), 64).with_strategy(new Adjusting()).with_clock(clock);
    await complete(builder.with_receiver(() => {
        clock.advance(1);
        return true;
    }));
    equal(asked > 0, true, 'it was asked');
}

async function propertiesAndCheck() {
    const Limited = GObject.registerClass({
        Properties: {
            'limit': GObject.ParamSpec.int('limit', 'Limit', 'How many', GObject.ParamFlags.READWRITE, 0, 100, 3),
        },
    }, class Limited extends Numbers {
        get limit() {
            return this.count;
        }

        set limit(limit) {
            this.count = limit;
        }

        vfunc_check() {
            if (this.limit === 0)
                throw new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum.INVALID_ARGUMENT, 'limit is 0');
            return true;
        }
    });
    equal((await complete(stream(new Limited(5), lines()).with_receiver(collect))).n_records, 5);
    const limited = new Limited(0);
    const builder = stream(limited, lines()).with_receiver(collect);
    throws(Gio.IOErrorEnum, Gio.IOErrorEnum.INVALID_ARGUMENT, ['Limited', 'limit is 0'], () => builder.run());
    critical('*limit*frozen*', () => limited.set_property('limit', 4));
    equal(limited.limit, 0);
}

async function errorsKeepWhatTheyAre() {
    let number = 0;
    const failing = (base, name, failure) => {
        return new (GObject.registerClass({GTypeName: `Failing${++number}`}, class extends base {
            [`vfunc_${name}`]() {
                throw failure();
            }
        }))();
    };
    const streams = failure => [
        ...['open', 'read_bytes'].map(name => stream(failing(Numbers, name, failure), lines()).with_receiver(collect)),
        stream(failing(Records, 'read_records', failure)).with_receiver(collect),
        ...['set_schema', 'process', 'finish'].map(name => stream(new Records(9), failing(Evens, name, failure)).with_receiver(collect)),
        ...['open', 'write_bytes', 'close'].map(name => stream(new Numbers(9), failing(Memory, name, failure))),
        stream(new Records(9), failing(Rows, 'write_chunk', failure)),
    ];
    for (const builder of streams(full)) {
        const event = await run(builder);
        throws(Gio.IOErrorEnum, Gio.IOErrorEnum.NO_SPACE, ['Failing', 'the disk is full'], () => event.check());
    }
    for (const builder of streams(() => new TypeError('a mistake'))) {
        const event = await run(builder);
        try {
            event.check();
            throw new Error('no error');
        } catch (error) {
            contains(error.message, 'Failing');
            contains(error.message, 'a mistake');
        }
    }
}

const Parts = GObject.registerClass(class Parts extends Sweet.Source {
    _init(...parts) {
        super._init();
        Object.assign(this, {parts, calls: []});
    }

    vfunc_split(nParts) {
        this.calls.push(nParts);
        const list = Gio.ListStore.new(Sweet.Source);
        this.parts.forEach(part => list.append(part()));
        return list;
    }
});

function reads(workers) {
    const strategy = Sweet.Element.new(Sweet.ElementKind.STRATEGY, 'parallel');
    strategy.workers = workers;
    return strategy;
}

async function sourceInFiles() {
    const paths = range(5).map(number => write(`${number}.csv`, (number ? '' : 'n\n') + range(100).map(n => `${100 * number + n}\n`).join('')));
    const files = new Parts(...paths.map(path => () => source('file', {path})));
    const builder = Sweet.EmittingTaskBuilder.new().with_source(files).with_format(csv()).with_receiver(collect);
    for (const workers of [1, 3]) {
        equal(texts(await complete(builder.with_sender_strategy(reads(workers))), 'n'), strings(range(500)));
        equal(files.calls.pop(), workers);
    }
    equal(texts(await complete(builder), 'n'), strings(range(500)));
}

async function sourceInPartsOnTheContext() {
    const made = [];
    const numbers = () => {
        made.push(new Numbers(20));
        return made.at(-1);
    };
    const builder = stream(new Parts(numbers, numbers, numbers), lines()).with_sender_strategy(reads(3)).with_receiver(collect);
    equal(texts(await complete(builder), 'line'), [...strings(range(20)), ...strings(range(20)), ...strings(range(20))]);
    equal(made.map(part => part.calls), range(3).map(() => ['open', 'close']));

    const Failing = GObject.registerClass(class FailingParts extends Parts {
        vfunc_split() {
            throw full();
        }
    });
    const event = await run(stream(new Failing(), lines()).with_receiver(collect));
    throws(Gio.IOErrorEnum, Gio.IOErrorEnum.NO_SPACE, ['FailingParts', 'the disk is full'], () => event.check());
}

function functionsThatAreNotThere() {
    const Empty = GObject.registerClass(class EmptySource extends Sweet.Source {});
    const Nothing = GObject.registerClass(class NothingProcessor extends Sweet.Processor {});
    const Hole = GObject.registerClass(class HoleSink extends Sweet.Sink {});
    for (const [builder, ...parts] of [
        [stream(new Empty(), lines()).with_receiver(collect), 'EmptySource', 'read_bytes'],
        [stream(new Records(), new Nothing()).with_receiver(collect), 'NothingProcessor', 'process'],
        [stream(new Numbers(), new Hole()), 'HoleSink', 'write_bytes']])
        throws(Sweet.StreamError, Sweet.StreamError.CALLBACK, parts, () => builder.run());
}

async function allInJavascript() {
    const sink = new Rows();
    await complete(stream(new Records(500), new Evens(), sink).with_max_chunks(1));
    equal(sink.rows, strings(range(500, 2)));
    const other = new Rows();
    stream(new Records(50), new Evens(), other).run().await_sync(null);
    equal(other.rows, strings(range(50, 2)));
}

async function collectors() {
    const Plain = GObject.registerClass(class Plain extends Sweet.BaseCollector {});
    const plain = new Plain();
    await complete(csvBuilder(writeNumbers(100)).with_collector(plain).with_receiver(collect));
    equal(items(plain.get_collected()).map(record => record.dup_text('n')), strings(range(100)));

    const Sums = GObject.registerClass(class Sums extends Sweet.BaseCollector {
        _init() {
            super._init();
            Object.assign(this, {sum: 0, errors: []});
        }

        vfunc_add_event(key, event) {
            const n = event.get_int64('n');
            this.sum += n;
            if (n === 90)
                throw new GLib.Error(Sweet.StreamError, Sweet.StreamError.TOO_LARGE, 'full');
            return n % 10 > 0 || super.vfunc_add_event(key, event);
        }

        vfunc_add_error(event, error) {
            this.errors.push(error.message);
        }
    });
    const sums = new Sums();
    const event = await run(csvBuilder(writeNumbers(100), 64).with_collector(sums).with_receiver((record, collector) => {
        if (record.get_int64('n') === 3)
            collector.collect_error(record, full());
        return collector.collect(record.dup_text('name'), record);
    }));
    throws(Sweet.StreamError, Sweet.StreamError.TOO_LARGE, ['full'], () => event.check());
    equal([sums.sum, texts(event, 'n'), sums.errors], [90 * 91 / 2, strings(range(90, 10)), ['the disk is full']]);
    equal([event.lookup('number 20').dup_text('n'), event.lookup('number 21')], ['20', null]);
}

async function processorAfterAPlugin() {
    const builder = csvBuilder(writeNumbers(100)).with_processor(processor('filter', {where: 'n < 10'})).with_processor(new Evens())
        .with_processor(processor('count')).with_receiver(collect);
    equal(texts(await complete(builder), 'count'), ['5']);
}

// what an element emits an error for is left out, and nothing comes behind it where the stream ends there
const Digits = GObject.registerClass(class Digits extends Sweet.Processor {
    vfunc_process(chunk, out) {
        const rows = [];
        chunk.dup_texts(0).every((text, row) => {
            if (!/^\d+$/.test(text))
                return out.emit_error(chunk, row, full());
            rows.push(row);
            return true;
        });
        const writable = out.make_writable(chunk);
        writable.select_rows(rows);
        out.emit(writable);
        return true;
    }
});

async function errorsThatAreEmitted() {
    const file = source('file', {path: write('digits.csv', 'n\n1\n2\nx\n3\ny\n4\n')});
    const builder = stream(file, csv()).with_processor(new Digits()).with_receiver(collect);
    const stopped = await run(builder);
    throws(Gio.IOErrorEnum, Gio.IOErrorEnum.NO_SPACE, ['Digits', 'the disk is full'], () => stopped.check());
    equal(texts(stopped, 'n'), ['1', '2']);
    const event = await complete(builder.with_error_strategy(Sweet.ErrorStrategy.new_continue()));
    equal([texts(event, 'n'), event.get_n_errors()], [['1', '2', '3', '4'], 2]);
}

main(sourceOfBytes, sourceOfRecords, oneRunAtATime, aCopyServesEachRun, subclassOfASubclass, processorThatSelects,
    processorThatMakesRecords, processorOfBytes, sinkOfBytes, sinkOfRecords, sinkIsClosedAfterAFailure, keptChunksOfAProcessor,
    strategy, adjustingStrategy, propertiesAndCheck, errorsKeepWhatTheyAre, sourceInFiles, sourceInPartsOnTheContext, functionsThatAreNotThere, allInJavascript, collectors,
    processorAfterAPlugin, errorsThatAreEmitted);
