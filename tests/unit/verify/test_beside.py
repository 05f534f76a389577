"""Work in a second process: its answer, its error, and its end before it has either."""

import os
import signal

import pytest

from kawanet.verify.beside import beside


def test_the_answer_comes_from_another_process():
    with beside(os.getpid) as answer:
        assert answer() != os.getpid()


def test_an_error_comes_over():
    def work():
        raise KeyError("of the work")

    with beside(work) as answer, pytest.raises(KeyError, match="of the work"):
        answer()


def test_what_the_system_ends_is_done_here():
    here = os.getpid()

    def work():
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return "done"

    with beside(work) as answer:
        assert answer() == "done"
