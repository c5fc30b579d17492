"""Whole lists, a page at a time, by the cursors of their connections."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

Node = TypeVar("Node", covariant=True)


class PageInfo(Protocol):
    """Whether there is more, and after what."""

    @property
    def has_next_page(self) -> bool: ...
    @property
    def end_cursor(self) -> str | None: ...


class Connection(Protocol[Node]):
    """A page as the generated classes hold it: its operation asks for `nodes` and `pageInfo`."""

    @property
    def nodes(self) -> Sequence[Node]: ...
    @property
    def page_info(self) -> PageInfo: ...


def pages(
    ask: Callable[[str | None], Connection[Node] | None], *, after: str | None = None
) -> Iterator[Connection[Node]]:
    """Page by page: `pages(lambda after: market.listings(after=after).listings)`.

    Keep a page's `end_cursor` once you have handled it, and go on `after` it tomorrow.
    """
    while (page := ask(after)) is not None:
        yield page
        following = page.page_info.end_cursor
        if not page.page_info.has_next_page or following is None or following == after:
            return
        after = following


def nodes(
    ask: Callable[[str | None], Connection[Node] | None], *, after: str | None = None
) -> Iterator[Node]:
    """One by one, whatever the pages."""
    for page in pages(ask, after=after):
        yield from page.nodes
