#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""What a Python program can look at: elements, factories, pipelines as text, and the small values."""

import sweet_binding
import sweet_test
from gi.repository import GObject
from sweet_binding import GLib, Sweet, complete, run, texts, write_numbers
from sweet_test import equal

KINDS = {
    'file': [Sweet.ElementKind.SOURCE, Sweet.ElementKind.SINK],
    'csv': [Sweet.ElementKind.FORMAT],
    'jsonl': [Sweet.ElementKind.FORMAT],
    'lines': [Sweet.ElementKind.FORMAT],
    'select': [Sweet.ElementKind.PROCESSOR],
    'sequence': [Sweet.ElementKind.PROCESSOR],
    'filter': [Sweet.ElementKind.PROCESSOR],
    'count': [Sweet.ElementKind.PROCESSOR],
    'collect': [Sweet.ElementKind.PROCESSOR],
    'window': [Sweet.ElementKind.PROCESSOR],
    'serial': [Sweet.ElementKind.STRATEGY],
    'parallel': [Sweet.ElementKind.STRATEGY],
    'batched': [Sweet.ElementKind.STRATEGY],
    'adaptive': [Sweet.ElementKind.STRATEGY],
}


def plugin_error(code, *parts):
    return sweet_binding.raises(Sweet.PluginError.quark(), code, *parts)


def test_factories():
    factories = Sweet.Registry.get_default().list_factories()
    found = {}
    for factory in factories:
        found.setdefault(factory.get_name(), []).append(factory.get_kind())
        equal(bool(factory.get_description()), True, f'description of {factory.get_name()}')
        equal(isinstance(factory.get_plugin(), Sweet.Plugin), True)
        element = factory.create()
        equal((element.get_name(), element.get_kind()), (factory.get_name(), factory.get_kind()))
        equal(element.__gtype__.is_a(factory.get_element_type()), True)
    equal({name: sorted(kinds) for name, kinds in found.items()}, KINDS)
    equal(Sweet.Registry.get_default().dup_problems(), [])


def test_lookup():
    registry = Sweet.Registry.get_default()
    factory = registry.lookup(Sweet.ElementKind.FORMAT, 'csv')
    plugin = factory.get_plugin()
    equal((plugin.get_name(), plugin.get_license()), ('csv', 'LGPL-2.1-or-later'))
    sweet_test.contains(plugin.get_path(), 'libsweet-csv.so')
    equal(sorted(factory.get_kind() for factory in registry.find('file')), KINDS['file'])
    with plugin_error(Sweet.PluginError.NOT_FOUND, 'the nearest is \u201ccsv\u201d'):
        registry.lookup(Sweet.ElementKind.FORMAT, 'cvs')
    with plugin_error(Sweet.PluginError.NOT_FOUND, 'filter'):
        registry.find('fliter')
    with plugin_error(Sweet.PluginError.NOT_FOUND):
        Sweet.Element.new(Sweet.ElementKind.SINK, 'csv')


def test_options():
    """What a program needs to build a form for an element."""
    csv = sweet_binding.csv()
    pspecs = {pspec.name: pspec for pspec in GObject.list_properties(csv.__gtype__)}
    equal({'delimiter', 'quote', 'header', 'ragged', 'stray-quotes', 'on-error', 'max-record-size'} <= set(pspecs), True)
    for pspec in pspecs.values():
        equal(bool(pspec.nick and pspec.blurb), True, f'texts of {pspec.name}')
    equal([csv.get_unit(name) for name in ('max-record-size', 'header', 'none')],
          [Sweet.Unit.SIZE, Sweet.Unit.NONE, Sweet.Unit.NONE])
    equal((pspecs['max-record-size'].default_value, csv.props.max_record_size), (16 << 20, 16 << 20))
    csv.props.delimiter = ';'
    csv.props.on_error = Sweet.OnError.SKIP
    equal((csv.props.delimiter, csv.props.on_error), (';', Sweet.OnError.SKIP))
    equal(csv.get_media(), (Sweet.Media.BYTES, Sweet.Media.RECORDS))
    equal((csv.get_place(), csv.get_concurrency()), (Sweet.Place.WORKER, Sweet.Concurrency.FORKED))
    with sweet_binding.raises(Sweet.PipelineError.quark(), Sweet.PipelineError.INCOMPLETE, 'file: path'):
        sweet_binding.source('file').check()


def test_options_tell_of_changes():
    """Every option of every element, and only when its value is another one."""
    told = []
    for factory in Sweet.Registry.get_default().list_factories():
        element = factory.create()
        element.connect('notify', lambda element, pspec: told.append(pspec.name))
        for pspec in GObject.list_properties(element.__gtype__):
            value = element.get_property(pspec.name)
            if not pspec.flags & GObject.ParamFlags.WRITABLE or pspec.value_type.is_a(GObject.TYPE_OBJECT):
                continue
            element.set_property(pspec.name, value)
            equal(told, [], f'changes of {pspec.name} of {factory.get_name()}')
            if isinstance(value, bool):
                element.set_property(pspec.name, not value)
                equal(told, [pspec.name], f'changes of {pspec.name} of {factory.get_name()}')
            elif isinstance(value, int) and hasattr(pspec, 'maximum') and value < pspec.maximum:
                element.set_property(pspec.name, value + 1)
                equal(told, [pspec.name], f'changes of {pspec.name} of {factory.get_name()}')
            told.clear()


def test_units():
    equal((Sweet.parse_duration('1m'), Sweet.parse_size('4MiB')), (60 * GLib.USEC_PER_SEC, 4 << 20))
    equal((Sweet.duration_to_string(90_000_000), Sweet.size_to_string(65536)), ('90s', '64KiB'))
    with sweet_binding.raises(Sweet.UnitError.quark(), Sweet.UnitError.MISSING, '10'):
        Sweet.parse_duration('10')
    equal(Sweet.suggest_nearest('pth', ['path', 'sync']), 'path')


def test_clock():
    system = Sweet.Clock.get_system()
    equal((system.is_virtual(), system == Sweet.Clock.get_system(), system.get_next()), (False, True, -1))
    before = GLib.get_monotonic_time()
    equal(before <= system.get_time() <= GLib.get_monotonic_time(), True)
    clock = Sweet.Clock.new_virtual(1_753_000_000_000_000)
    clock.advance(Sweet.parse_duration('90s'))
    equal((clock.get_time(), clock.get_real_time()), (1_753_000_090_000_000, 1_753_000_090_000_000))
    equal((clock.is_virtual(), clock.get_next(), clock.get_n_timers(), clock.props.n_timers), (True, -1, 0, 0))
    equal(Sweet.Clock().is_virtual(), False)


def test_task_ids():
    one, two = Sweet.TaskId.new_sequential(), Sweet.TaskId.new_sequential()
    equal((one.equal(two), one.compare(two) < 0), (False, True))
    same = Sweet.TaskId.parse(one.to_string())
    equal((same.equal(one), same.hash() == one.hash()), (True, True))
    equal(Sweet.TaskId.new_from_bytes(two.to_bytes()).equal(two), True)
    equal(Sweet.TaskId.new_random().equal(Sweet.TaskId.new_random()), False)


def test_schema():
    schema = Sweet.Schema.new(['id', 'name'])
    equal((schema.get_names(), schema.get_n_columns(), schema.get_name(1)), (['id', 'name'], 2, 'name'))
    equal((schema.find('name'), schema.find('nam'), schema.lookup('id'), schema.is_open()), (1, -1, 0, False))
    with sweet_binding.stream_error(Sweet.StreamError.UNKNOWN_COLUMN, 'the nearest is \u201cname\u201d'):
        schema.lookup('nam')
    equal((Sweet.Schema.new_open(None).is_open(), Sweet.Schema.new(None).get_names()), (True, []))
    equal(schema.equal(Sweet.Schema.new(['id', 'name'])), True)


def test_chunks():
    builder = Sweet.ChunkBuilder.new(Sweet.Schema.new(['a', 'b']))
    for n in range(5):
        builder.set_int64(0, n)
        builder.end_row()
    chunk = builder.build()
    equal((chunk.get_n_rows(), chunk.dup_texts(0), chunk.dup_texts(1)), (5, list('01234'), [''] * 5))
    equal((chunk.dup_text(4, 0), chunk.dup_text(4, 1)), ('4', None))
    equal((chunk.get_task_id(), chunk.get_source(), chunk.is_stale(), chunk.get_offset(0)), (None, None, False, -1))
    with sweet_binding.stream_error(Sweet.StreamError.INCOMPLETE, 'no row 5'):
        chunk.dup_text(5, 0)
    copy = chunk.copy()
    copy.select_rows([4, 2])
    equal((copy.dup_texts(0), chunk.get_n_rows()), (['4', '2'], 5))
    copy.select_columns(Sweet.Schema.new(['c', 'none', 'a']), [1, -1, 0])
    equal((copy.get_schema().get_names(), copy.dup_texts(2), copy.dup_text(0, 1)), (['c', 'none', 'a'], ['4', '2'], None))

    data = Sweet.Chunk.new_bytes(GLib.Bytes.new(b'\x00\xff'))
    equal((data.dup_bytes().get_data(), data.get_schema(), data.copy().dup_bytes().get_data()), (b'\x00\xff', None, b'\x00\xff'))
    with sweet_binding.stream_error(Sweet.StreamError.SCHEMA, 'bytes, not records'):
        data.dup_texts(0)


def test_chunk_sizes():
    size = Sweet.ChunkSize.new(Sweet.ChunkUnit.LINES, 7)
    equal((size.get_unit(), size.props.count), (Sweet.ChunkUnit.LINES, 7))
    equal(Sweet.ChunkSize(unit=Sweet.ChunkUnit.BYTES, count=3).get_count(), 3)


def test_keyed_collector(directory):
    collector = Sweet.KeyedCollector.new()
    collector.props.max_memory = 1 << 20

    def receive(event, target):
        return target.collect(str(event.get_int64('n') % 3), event)

    builder = sweet_binding.csv_builder(write_numbers(directory, 10)).with_collector(collector).with_receiver(receive)
    event = complete(builder)
    equal(texts(event, 'n'), ['9', '7', '8'])
    equal((collector.lookup('1').dup_text('name'), collector.lookup('4')), ('number 7', None))
    equal((collector.get_n_collected(), collector.props.memory > 0), (3, True))

    other = Sweet.KeyedCollector.new()
    equal(other.collect_many(event.get_collected()), True)
    equal([record.dup_text('n') for record in other.get_collected()], ['9', '7', '8'])

    small = Sweet.KeyedCollector.new()
    small.set_max_memory(1)
    event = run(builder.with_collector(small))
    with sweet_binding.stream_error(Sweet.StreamError.TOO_LARGE):
        event.check()


def test_pipeline_as_text(directory):
    path = write_numbers(directory, 30)

    def collect(event, collector):
        return collector.collect(None, event)

    builder = Sweet.pipeline_parse(f"file path='{path}' ! csv ! filter where='n >= 25' ! select fields=name")
    equal(builder.get_output_media(), Sweet.Media.RECORDS)
    equal(texts(complete(builder.with_receiver(collect)), 'name'), [f'number {n}' for n in range(25, 30)])

    builder = Sweet.pipeline_parse_argv(['file', f'path={path}', '!', 'csv', '!', 'count'])
    equal(texts(complete(builder.with_receiver(collect)), 'count'), ['30'])
    builder = builder.copy().with_processor(sweet_binding.processor('filter', where='count > 30'))
    equal(texts(complete(builder.with_receiver(collect)), 'count'), [])


def test_pipeline_errors():
    for text, code, *parts in (
            ('file path=x ! cvs', Sweet.PipelineError.UNKNOWN_ELEMENT, 'csv'),
            ('file pth=x ! csv', Sweet.PipelineError.UNKNOWN_PROPERTY, 'path'),
            ('file path=x ! csv header=maybe', Sweet.PipelineError.BAD_VALUE, 'header'),
            ('file path=x block-size=10 ! csv', Sweet.PipelineError.BAD_VALUE, 'KiB'),
            ('file path=x ! count', Sweet.PipelineError.MEDIA, 'csv'),
            ('file path=x !', Sweet.PipelineError.SYNTAX),
            ('', Sweet.PipelineError.INCOMPLETE, 'empty')):
        with sweet_binding.raises(Sweet.PipelineError.quark(), code, *parts):
            Sweet.pipeline_parse(text).check()


MISUSE = """
import gi
gi.require_version('Sweet', '1.0')
from gi.repository import GLib, GObject, Sweet

for name in dir(Sweet):
    made = getattr(Sweet, name)
    if not (isinstance(made, type) and issubclass(made, GObject.Object)):
        continue
    try:
        instance = made()
    except TypeError:
        continue
    for method in dir(made):
        if method.startswith(('_', 'do_')) or hasattr(GObject.Object, method):
            continue
        # a future that nobody settles is waited for as long as it takes
        if made is Sweet.Future and method.endswith('_sync'):
            continue
        try:
            getattr(instance, method)()
        except (RuntimeError, TypeError, GLib.Error):
            pass
print('survived')
"""


def test_what_only_the_library_makes_does_no_harm():
    result = sweet_test.command('/usr/bin/python3', '-c', MISUSE, env={'G_DEBUG': ''})
    equal((result.returncode, result.stdout), (0, b'survived\n'))


def test_what_python_cannot_do_is_not_there():
    for owner, name in ((Sweet.EmittingTaskBuilder, 'with_receiver_on_workers'), (Sweet.Chunk, 'get_column'),
                        (Sweet.Chunk, 'peek_bytes'), (Sweet.Registry, 'add_plugin'), (Sweet.Source, 'do_read'),
                        (Sweet.Source, 'do_read_at'), (Sweet.Sink, 'do_write'), (Sweet.Format, 'do_decode'),
                        (Sweet.Element, 'set_traits')):
        equal(hasattr(owner, name), False, f'{owner.__name__}.{name}')


if __name__ == '__main__':
    sweet_test.run(watchdog=30)
