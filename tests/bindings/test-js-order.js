// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright 2026 The Sweet authors

// Sequences, windows and outputs beside the main one, from JavaScript.

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Sweet from 'gi://Sweet?version=1.0';

import {
    checkError, complete, csv, csvBuilder, equal, items, main, processor, range, run, sink, texts, write, writeNumbers,
} from './sweet_binding.js';

const strings = numbers => numbers.map(n => `${n}`);
const read = file => new TextDecoder().decode(file.load_contents(null)[1]);

function collect(event, collector) {
    return collector.collect(null, event);
}

async function ordered(sequence, text, blockSize = 0) {
    return texts(await complete(csvBuilder(write('order.csv', text), blockSize).with_processor(sequence).with_receiver(collect)), 'n');
}

async function constructors() {
    const text = 'n,k\na,3\nb,1\nc,2\n';
    equal(await ordered(Sweet.Sequence.new_by_id('k'), text), ['b', 'c', 'a']);
    equal(await ordered(Sweet.Sequence.new_by_timestamp('k'), text), ['a']);
    equal(await ordered(Sweet.Sequence.new_by_value(['k', 'n'], Sweet.SequenceOrder.DESCENDING), text), ['a', 'c', 'b']);
    const sequence = Sweet.Sequence.new_by_timestamp('k');
    sequence.lateness = 2 * GLib.USEC_PER_SEC;
    equal([sequence.column, sequence.dup_outputs()], [['k'], ['errors', 'late']]);
    equal(await ordered(sequence, text), ['b', 'c', 'a']);
}

async function comparator() {
    let calls = 0;
    for (const blockSize of [0, 8]) {
        const sequence = Sweet.Sequence.new_by_comparator((a, b) => {
            calls++;
            return a.get_int64('k') % 10 - b.get_int64('k') % 10;
        });
        equal(await ordered(sequence, 'n,k\na,13\nb,21\nc,2\nd,11\n', blockSize), ['b', 'd', 'c', 'a']);
    }
    equal(calls > 6, true);
}

async function gap() {
    const event = await run(csvBuilder(write('gap.csv', 'n,k\na,1\nb,5\n')).with_processor(Sweet.Sequence.new_by_id('k')));
    try {
        event.check();
    } catch (error) {
        checkError(error, Sweet.StreamError, Sweet.StreamError.GAP, ['“k” 2 to 4 are missing before 5']);
        return;
    }
    throw new Error('nothing was thrown');
}

const Divider = GObject.registerClass(class Divider extends Sweet.Processor {
    vfunc_dup_outputs() {
        return ['odd'];
    }

    vfunc_process(chunk, out) {
        const numbers = chunk.dup_texts(0).map(Number);
        for (const odd of [0, 1]) {
            const view = out.make_writable(chunk);
            view.select_rows(range(numbers.length).filter(row => numbers[row] % 2 === odd));
            if (odd)
                out.emit_to('odd', view);
            else
                out.emit(view);
        }
        return true;
    }
});

async function outputOfAClass() {
    const [file] = Gio.File.new_tmp('sweet-test-XXXXXX');
    const divider = new Divider();
    const branch = Sweet.EmittingTaskBuilder.new().with_format(csv()).with_sink(sink('file', {path: file.get_path()}));
    equal(divider.dup_outputs(), ['errors', 'odd']);
    const event = await complete(csvBuilder(writeNumbers(100), 64).with_processor(divider).with_output(divider, 'odd', branch)
        .with_receiver(collect));
    equal(texts(event, 'n'), strings(range(100, 2)));
    equal(read(file), `n,name\n${range(100).filter(n => n % 2).map(n => `${n},number ${n}\n`).join('')}`);
    file.delete(null);
}

async function windowOfTime() {
    const window = processor('window', {time: 'k', size: 60 * GLib.USEC_PER_SEC, key: ['n'], sum: ['v']});
    const event = await complete(csvBuilder(write('window.csv', 'n,k,v\na,1,2\nb,2,3\na,3,4\na,61,5\n')).with_processor(window)
        .with_receiver(collect));
    equal(items(event.get_collected()).map(record => [record.dup_text('window-start'), record.dup_text('n'), record.get_double('sum-v')]),
        [['1970-01-01T00:00:00Z', 'a', 6], ['1970-01-01T00:00:00Z', 'b', 3], ['1970-01-01T00:01:00Z', 'a', 5]]);
}

main(constructors, comparator, gap, outputOfAClass, windowOfTime);
