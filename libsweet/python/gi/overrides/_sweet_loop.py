# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright 2026 The Sweet authors
"""A loop of asyncio that shares a main context. PyGObject has one of its own from 3.50 on."""

import asyncio
import selectors

from gi.repository import GLib


class _Selector(selectors.DefaultSelector):
    """Waits for what asyncio waits for, and for a main context."""

    context = None

    def select(self, timeout=None):
        if self.context is not None:
            self.context.iteration(timeout is None or timeout > 0)
        return super().select(0)


class _Source(GLib.Source):
    """Tells a main context when a loop has something to do, and lets it."""

    def __init__(self, loop, fd):
        super().__init__()
        self._loop = loop
        self._poll = GLib.PollFD(fd, GLib.IOCondition.IN)
        self.add_poll(self._poll)

    def prepare(self):
        timeout = self._loop.get_timeout()
        return timeout == 0, timeout

    def check(self):
        return self._poll.revents != 0 or self._loop.get_timeout() == 0

    def dispatch(self, *_):
        self._loop.take_turn()
        return GLib.SOURCE_CONTINUE


class _Loop(asyncio.SelectorEventLoop):
    """A loop that goes on while a main context is iterated, whoever does that."""

    _loops = {}

    @classmethod
    def get(cls):
        """The loop of the context that is the thread's default."""
        context = GLib.MainContext.ref_thread_default()
        loop = cls._loops.get(hash(context))
        if loop is None:
            loop = cls._loops[hash(context)] = cls(context)
        return loop

    def __init__(self, context):
        selector = _Selector()
        super().__init__(selector)
        self._context = context
        self._source = _Source(self, selector.fileno())
        self._source.attach(context)

    def get_timeout(self):
        """How many milliseconds nothing is to be done, -1 for ever."""
        if self._ready:
            return 0
        if not self._scheduled:
            return -1
        return max(0, round((self._scheduled[0].when() - self.time()) * 1000 + 0.5))

    def take_turn(self):
        """Does what is ready, unless the context is iterated by the loop, which does that itself."""
        if not self.is_running():
            self.stop()
            super().run_forever()

    def run_forever(self):
        self._selector.context = self._context
        try:
            super().run_forever()
        finally:
            self._selector.context = None

    def close(self):
        self._loops.pop(hash(self._context), None)
        self._source.destroy()
        super().close()


try:
    from gi.events import GLibEventLoopPolicy
    get_loop = GLibEventLoopPolicy().get_event_loop
except ImportError:
    get_loop = _Loop.get
