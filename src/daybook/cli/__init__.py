"""The command line: one file a command, loaded when it is called.

Loads nothing itself until it runs, so that even the first tenths of a second end in one line on Ctrl-C.
"""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
from collections.abc import Callable


def main() -> None:
    """Run the command that the process was started with."""
    try:
        _mend_streams()
        _keep_to_one_thread()
        code = _load()()
    except KeyboardInterrupt:
        sys.stderr.write("daybook: stopped before it began\n")
        code = 130
    _let_go_of_output()
    gc.freeze()  # the interpreter looks for cycles among all that is left when it ends: a tenth of what a build of a day takes
    sys.exit(code)


def _load() -> Callable[[], int]:
    """Load the program, Ctrl-C held back meanwhile: compiled modules would make an error of their own of it."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        from daybook.cli.run import run  # late, as the module's docstring tells
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    return run


def _keep_to_one_thread() -> None:
    """Have numpy multiply matrices in one thread, before it is loaded, unless the environment says otherwise.

    Work is shared among processes, whose threads would wait for each other: related lists of 24 years took two thirds longer, and twice
    the processor time. Training has one process.
    """
    if "--train" not in sys.argv:
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _mend_streams() -> None:
    """Give the process streams that can be written to: a closed one leads nowhere, an unknown letter becomes its number."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - open to the end of the process
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _let_go_of_output() -> None:
    """Write what is left; what cannot be written leads nowhere, or the interpreter tries again, complains and ends with code 120.

    Whatever the command lost by that has been reported.
    """
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


__all__ = ["main"]
