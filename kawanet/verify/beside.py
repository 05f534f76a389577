"""Work done in a second process while this one goes on: a fork, so that nothing large is copied.

Decision diagrams have threads of their own, which a fork does not bring along: whatever the work
needs of them it has to make itself.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import TypeVar, cast

T = TypeVar("T")


@contextmanager
def beside(work: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """Start `work`, and yield a function that waits for its result, which must be picklable.

    Where processes cannot fork, or the system ends the second one (it may be short of memory), the
    work is done when the result is asked for.
    """
    if "fork" not in multiprocessing.get_all_start_methods():
        yield work
        return
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    worker = context.Process(target=_send, args=(work, theirs), daemon=True)
    worker.start()
    theirs.close()
    try:
        yield lambda: cast("T", _receive(ours, work))
    finally:
        ours.close()
        worker.terminate()
        worker.join()


def _send(work: Callable[[], object], to: Connection) -> None:
    gc.freeze()  # what the other process made is not this one's to tear down
    try:
        answer: tuple[object, BaseException | None] = (work(), None)
    except BaseException as error:
        answer = (None, error)
    to.send(answer)
    to.close()


def _receive(connection: Connection, work: Callable[[], object]) -> object:
    try:
        result, error = cast("tuple[object, BaseException | None]", connection.recv())
    except EOFError:
        return work()
    if error is not None:
        raise error
    return result
