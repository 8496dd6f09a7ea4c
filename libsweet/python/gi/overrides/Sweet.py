# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""What makes Sweet feel at home in Python: functions and coroutines as work, and await.

PyGObject reads this by itself when Sweet is imported.
"""

import asyncio
import functools
import inspect
import logging

from gi.module import get_introspection_module
from gi.overrides import override
from gi.overrides._sweet_loop import get_loop
from gi.repository import Gio, GLib, GObject
from gi.repository import Sweet as module

Sweet = get_introspection_module('Sweet')
__all__ = []

_logger = logging.getLogger('sweet')


def _export(thing):
    """Has a class take the place of the one that it extends, and a function be one of the module."""
    if isinstance(thing, type):
        thing = override(thing)
    # at once, so that classes made from here on inherit from an interface as it is here
    setattr(module, thing.__name__, thing)
    __all__.append(thing.__name__)
    return thing


@_export
def run(main):
    """Runs a coroutine together with the main context; to be used like asyncio.run()."""
    with asyncio.Runner(loop_factory=get_loop) as runner:
        return runner.run(main)


def _begin(self, begin, finish, *args):
    """Begins an asynchronous function; gives what asyncio awaits. When that is cancelled, only the wait ends."""
    loop = asyncio.get_running_loop()
    if type(loop).__module__.startswith('asyncio.'):
        raise RuntimeError('this loop does not iterate the main context; use Sweet.run() instead of asyncio.run()')
    future = loop.create_future()

    def ready(source, result):
        try:
            value = finish(source, result)
        except GLib.Error as error:
            if not future.done():
                future.set_exception(error)
        else:
            if not future.done():
                future.set_result(value)

    begin(self, *args, ready)
    return future


def _awaitable(type_, name):
    """Makes an asynchronous function that can be awaited when no callback is given, as with PyGObject 3.50."""
    begin, finish = getattr(type_, f'{name}_async'), getattr(type_, f'{name}_finish')

    def call(self, *args):
        # without a loop that runs there is nobody to await it, and no callback is needed
        if any(map(callable, args)) or asyncio._get_running_loop() is None:
            return begin(self, *args)
        return _begin(self, begin, finish, *args)

    return functools.wraps(begin)(call)


# work

def _to_value(value):
    """Python's int is a gint64, and what is too large for it travels as it is."""
    if type(value) is not int:
        return value
    fits = GLib.MININT64 <= value <= GLib.MAXINT64
    return GObject.Value(GObject.TYPE_INT64 if fits else GObject.TYPE_PYOBJECT, value)


def _to_error(error):
    if isinstance(error, GLib.Error):
        return error
    if isinstance(error, asyncio.CancelledError):
        return GLib.Error.new_literal(Gio.io_error_quark(), 'the coroutine was cancelled', Gio.IOErrorEnum.CANCELLED)
    _logger.debug('the work of a task failed', exc_info=error)
    return GLib.Error.new_literal(Sweet.TaskError.quark(), f'{type(error).__name__}: {error}', Sweet.TaskError.WORK)


def _guarded(function, *args):
    """Calls a function of the application; what it raises is a GLib.Error, and what it returns is no coroutine."""
    try:
        value = function(*args)
        if inspect.iscoroutine(value):
            value.close()
            raise TypeError('a coroutine is no value here; await it')
        return value
    except Exception as error:
        raise _to_error(error) from None


def _work(task, function, *args):
    """Work that is a function."""
    value = _guarded(function, task, *args)
    if value is not None:
        task.set_value(value)
    return True


def _to_future(value):
    if isinstance(value, Sweet.Task):
        return Sweet.Future.new_for_task(value)
    if not isinstance(value, Sweet.Future):
        raise TypeError(f'what comes next is a future or a task, not {value!r}')
    return value


def _next_result(result, function, *args):
    """What a function makes of a result: a value, or a result."""
    value = _guarded(function, result, *args)
    return value if isinstance(value, Sweet.TaskResult) else Sweet.TaskResult.new_value(_to_value(value))


def _next_future(result, function, *args):
    """What a function begins after a result: a future, or a task."""
    return _guarded(lambda: _to_future(function(result, *args)))


def _step(type_, name, call):
    """Makes a function that takes a function and what to give it."""
    method = getattr(type_, name)
    return functools.wraps(method)(lambda self, function, *args: method(self, call, function, *args))


@_export
class Task(Sweet.Task):
    await_async = _awaitable(Sweet.Task, 'await')
    await_result_async = _awaitable(Sweet.Task, 'await_result')
    cancel_async = _awaitable(Sweet.Task, 'cancel')

    def __await__(self):
        return self.await_async(None).__await__()

    def cancel(self, level=Sweet.CancelLevel.GRACEFUL):
        super().cancel(level)


@_export
class SpawningTask(Sweet.SpawningTask):
    await_value_async = _awaitable(Sweet.SpawningTask, 'await_value')

    def __await__(self):
        return self.await_value_async(None).__await__()

    def set_value(self, value):
        super().set_value(_to_value(value))

    def return_value(self, value=None):
        super().return_value(_to_value(value))


@_export
class EmittingTask(Sweet.EmittingTask):
    await_final_event_async = _awaitable(Sweet.EmittingTask, 'await_final_event')
    push_async = _awaitable(Sweet.EmittingTask, 'push')

    def __await__(self):
        return self.await_final_event_async(None).__await__()


@_export
class Runtime(Sweet.Runtime):
    shutdown_async = _awaitable(Sweet.Runtime, 'shutdown')


class _Coroutine(Sweet.Work):
    """Work that is a coroutine function."""

    # classes of modules of overrides are given no GType
    __module__ = 'Sweet'

    def __init__(self, function, args):
        super().__init__()
        self._function = function
        self._args = args

    def do_run(self, task):
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            loop = get_loop()
        attempt = loop.create_task(self._function(task, *self._args))
        cancellable = task.get_cancellable()
        handler = GObject.Object.connect(cancellable, 'cancelled', lambda _: loop.call_soon_threadsafe(attempt.cancel))

        def done(attempt):
            cancellable.disconnect(handler)
            try:
                task.return_value(attempt.result())
            except (Exception, asyncio.CancelledError) as error:
                task.return_error(_to_error(error))

        attempt.add_done_callback(done)
        return True


@_export
class TaskResult(Sweet.TaskResult):
    @classmethod
    def new_value(cls, value=None):
        return super().new_value(_to_value(value))


@_export
class TaskContext(Sweet.TaskContext):
    def with_data(self, key, value):
        return super().with_data(key, _to_value(value))


@_export
class SpawningTaskBuilder(Sweet.SpawningTaskBuilder):
    with_fallback = _step(Sweet.SpawningTaskBuilder, 'with_fallback', _work)

    def with_work(self, work, *args):
        """Takes a function or a coroutine function. It gets the task and args; what it returns is the value."""
        if inspect.iscoroutinefunction(work):
            return self.with_work_object(_Coroutine(work, args))
        return super().with_work(_work, work, *args)


@_export
class Future(Sweet.Future):
    await_async = _awaitable(Sweet.Future, 'await')
    await_result_async = _awaitable(Sweet.Future, 'await_result')
    map = _step(Sweet.Future, 'map', _next_result)
    map_error = _step(Sweet.Future, 'map_error', _next_result)
    recover = _step(Sweet.Future, 'recover', _next_result)
    and_then = _step(Sweet.Future, 'and_then', _next_future)
    recover_with = _step(Sweet.Future, 'recover_with', _next_future)

    def __await__(self):
        return self.await_async(None).__await__()

    @classmethod
    def new_value(cls, value=None):
        return super().new_value(_to_value(value))

    def resolve(self, value=None):
        return super().resolve(_to_value(value))


@_export
def spawn(work, *args, **options):
    """Runs work(task, *args) as a task, as in spawn(fetch, url, name='fetch', timeout=Sweet.SECOND).

    Each option is a with_ function of Sweet.SpawningTaskBuilder that takes one argument.
    """
    builder = Sweet.SpawningTaskBuilder.new()
    for option, value in options.items():
        builder = getattr(builder, f'with_{option}')(value)
    return builder.with_work(work, *args).run()
