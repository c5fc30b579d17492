"""Processes that are killed in the middle, at a place that was chosen and not at one that luck finds.

A script of the tests runs its work in `halting_at(place)`: its SQL statements are counted, and whatever it
calls `pass_by` for; at that place it says `halted` and waits for its end. `killed_at` starts such a script,
kills it (kill -9, by its pid) once it says so, and tells whether it came that far. What was committed is then
in the database, and everything else is gone, as when a machine loses its power.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

from django.db import connection

DEADLINE_SECONDS = 60
_HALTED, _DONE = "halted", "done"


class Places:
    """Counts the places that a process comes by, from 1. Half-way through a statement is two of them: before
    it reaches the server, and once it has been answered.
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
    places = Places(place)
    with connection.execute_wrapper(places.around):
        yield places
    print(_DONE, places.passed, flush=True)


def killed_at(script: Path, *arguments: str) -> int | None:
    """Run a script until it halts, and kill it: None. A script that did not come that far ends by itself, and
    then it is how many places there were.
    """
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, str(script), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline().split()
            if said[:1] == [_DONE]:
                assert process.wait(DEADLINE_SECONDS) == 0
                return int(said[1])
            assert said == [_HALTED], f"the script failed before its end: {said}"
            return None
        finally:
            process.kill()
