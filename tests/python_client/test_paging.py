"""Whole lists, a page at a time."""

from dataclasses import dataclass

from tadamun_client.paging import nodes, pages


@dataclass(frozen=True)
class Info:
    has_next_page: bool
    end_cursor: str | None


@dataclass(frozen=True)
class Page:
    nodes: list[int]
    page_info: Info


class Numbers:
    """A connection of the numbers from 1, three a page."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.asked: list[str | None] = []

    def __call__(self, after: str | None) -> Page:
        self.asked.append(after)
        start = int(after or 0)
        found = list(range(start + 1, min(start + 3, self.count) + 1))
        end = str(found[-1]) if found else None
        return Page(found, Info(bool(found) and found[-1] < self.count, end))


class TestNodes:
    def test_are_all_there_once_and_in_order(self) -> None:
        for count in range(8):
            assert list(nodes(Numbers(count))) == list(range(1, count + 1))

    def test_go_on_after_what_was_handled(self) -> None:
        assert list(nodes(Numbers(8), after="5")) == [6, 7, 8]

    def test_are_none_where_the_field_is_null(self) -> None:
        assert list(nodes(lambda after: None)) == []


class TestPages:
    def test_are_asked_for_as_they_are_needed(self) -> None:
        numbers = Numbers(8)
        first = next(iter(pages(numbers)))

        assert (first.nodes, numbers.asked) == ([1, 2, 3], [None])

    def test_end_where_a_server_gives_the_same_cursor_again(self) -> None:
        stuck = Page([1], Info(has_next_page=True, end_cursor="same"))

        assert len(list(pages(lambda after: stuck))) == 2
