"""How many rows the lists of one request may answer: lists in lists multiply, however short the text."""

from api.base.errors import LimitExceeded

MAX_ROWS = 20_000


class Allowance:
    """What is left of it. A row counts as often as it is answered, since that is work each time; and once
    more where it is loaded, before it is known how often that will be.
    """

    __slots__ = ("_answered", "_loaded")

    def __init__(self) -> None:
        self._answered = MAX_ROWS
        self._loaded = 2 * MAX_ROWS  # every page brings one row more than it answers

    @property
    def worth_loading(self) -> int:
        """So many rows are enough to know that they are too many."""
        return self._loaded + 1

    def load(self, rows: int) -> None:
        """Rows came from the database. Raises LimitExceeded when they are too many."""
        self._loaded -= rows
        _require(self._loaded)

    def answer(self, rows: int) -> None:
        """Rows go into the answer. Raises LimitExceeded when they are too many."""
        self._answered -= rows
        _require(self._answered)


def _require(left: int) -> None:
    if left < 0:
        raise LimitExceeded("rows of lists", maximum=MAX_ROWS)
