"""Processes that are killed in the middle, at a place that was chosen and not at one that luck finds.

A script of the tests runs its work in `halting_at(place)`: its SQL statements are counted, and whatever it
calls `pass_by` for; at that place it says `halted` and waits for its end. `Nursery` starts such scripts,
kills them (kill -9, by their pid) once they say so, and tells whether they came that far. What was committed
is then in the database, and everything else is gone, as when a machine loses its power.

A script ends with `serve_nursery(work)`, where `work(place, *arguments)` is what it does. It is loaded once;
each run is a process of its own, forked before there is any connection.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from signal import SIGKILL
from threading import Event
from types import TracebackType
from typing import Any, Self

_STARTED, _HALTED, _DONE, _ENDED = "started", "halted", "done", "ended"


class Places:
    """Counts the places that a process comes by, from 1. A statement is two of them: before it reaches the
    server, and once it has been answered.
    """

    def __init__(self, halt_at: int | None) -> None:
        self.halt_at, self.passed = halt_at, 0

    def pass_by(self) -> None:
        """One more place; at the chosen one the process says so and waits for its end."""
        self.passed += 1
        if self.passed == self.halt_at:
            print(_HALTED, flush=True)
            Event().wait()

    def around(self, execute: Callable[..., Any], *statement: Any) -> Any:
        """As Django's `execute_wrapper` calls it."""
        self.pass_by()
        answered = execute(*statement)
        self.pass_by()
        return answered


@contextmanager
def halting_at(place: int | None) -> Iterator[Places]:
    """Count places, and halt at one of them; at none when it is None. Ends by saying how many there were."""
    from django.db import connection

    places = Places(place)
    with connection.execute_wrapper(places.around):
        yield places
    print(_DONE, places.passed, flush=True)


def serve_nursery(work: Callable[..., None]) -> None:
    """Do `work(place, *arguments)` for each line of standard input, each in a process of its own."""
    for module in ("config.urls", "api.bulk.running"):  # all there is, once, and not in each run
        import_module(module)
    for line in sys.stdin:
        place, *arguments = line.split()
        pid = os.fork()
        if pid == 0:
            print(_STARTED, os.getpid(), flush=True)
            work(int(place) or None, *arguments)
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        print(_ENDED, os.waitstatus_to_exitcode(status), flush=True)


class Nursery:
    """A script whose runs are to be killed. Each is a process; they end with the nursery."""

    def __init__(self, script: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
        self._process = subprocess.Popen(
            [sys.executable, str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            start_new_session=True,
        )

    def killed_at(self, place: int, *arguments: str) -> int | None:
        """Run the script until it halts at a place, and kill it: None. Of a run that came to its end, because
        there are fewer places or it was not to halt (0), how many there were.
        """
        assert self._process.stdin is not None
        self._process.stdin.write(" ".join((str(place), *arguments)) + "\n")
        self._process.stdin.flush()
        pid = int(self._hear(_STARTED))
        said = self._line()
        if said == [_HALTED]:
            os.kill(pid, SIGKILL)
            assert self._hear(_ENDED) == str(-SIGKILL)
            return None
        assert said[:1] == [_DONE], f"the script failed before its end: {said}"
        assert self._hear(_ENDED) == "0"
        return int(said[1])

    def _hear(self, word: str) -> str:
        said = self._line()
        assert said[:1] == [word], f"expected {word}, heard {said}"
        return said[1]

    def _line(self) -> list[str]:
        assert self._process.stdout is not None
        return self._process.stdout.readline().split()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A run that nobody killed, because the test failed before, would wait for ever.
        os.killpg(self._process.pid, SIGKILL)
        self._process.communicate()
