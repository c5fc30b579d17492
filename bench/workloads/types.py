"""What a workload of requests is, and what is known of the network that it asks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from bench import setting
from bench.client import Call, Calls, ask, post
from bench.limit import Limit


@dataclass(frozen=True, slots=True)
class Door:
    """A host of a server, and a token that is good there."""

    port: int
    host: str
    token: str

    def to(self, market: str) -> "Door":
        """The door of another market of the same server, with the same token."""
        return Door(self.port, f"{market}.{setting.DOMAIN}", self.token)

    def sent(self, query: str, variables: Mapping[str, Any] | None = None) -> bytes:
        """The request as it goes over the wire."""
        return post(self.host, self.token, orjson.dumps({"query": query, "variables": variables or {}}))

    def data(self, query: str, variables: Mapping[str, Any] | None = None) -> Any:
        """What is answered, `data` alone. Any error ends the run."""
        answer = orjson.loads(ask(self.port, self.sent(query, variables)))
        assert "errors" not in answer, answer["errors"][:3]
        return answer["data"]

    def constant(self, query: str, asked: Sequence[Mapping[str, Any]]) -> Calls:
        """Calls that ask the same few things in turn, and expect the same `data` to the byte each time."""
        made = []
        for variables in asked:
            sent = self.sent(query, variables)
            body = ask(self.port, sent)
            assert b'"errors":' not in body, body[:1000]
            made.append(Call(sent, begins=_data_of(body)))

        def calls(number: int) -> Iterator[Call]:
            place = number
            while True:
                yield made[place % len(made)]
                place += 1

        return calls


@dataclass(frozen=True, slots=True)
class Read:
    """One query, asked with a few values in turn; `rows_of` finds in its data what the limit's SQL makes."""

    name: str
    title: str
    query: str
    asked: Sequence[Mapping[str, Any]]
    limit: Limit
    rows_of: Callable[[Any], Any]

    def check(self, door: Door) -> None:
        """The limit's SQL answers what the API answers, or the comparison is worth nothing."""
        for variables, told in zip(self.asked, self.limit.answers(), strict=True):
            expected = self.rows_of(door.data(self.query, variables))
            found = orjson.loads(f"[{told}]")[: len(expected)]
            assert found == expected, f"{self.name}: {str(found)[:500]} is not {str(expected)[:500]}"

    def check_reference(self, other: Door, asked: Sequence[Mapping[str, Any]], door: Door) -> None:
        """A reference answers the same, its own ids aside, or it is none."""
        for theirs, ours in zip(asked, self.asked, strict=True):
            found = _without_ids(self.rows_of(other.data(self.query, theirs)))
            assert found == _without_ids(self.rows_of(door.data(self.query, ours))), f"{self.name}: {theirs}"


def _without_ids(told: Any) -> Any:
    if isinstance(told, dict):
        return {name: _without_ids(value) for name, value in told.items() if name != "id"}
    return [_without_ids(value) for value in told] if isinstance(told, list) else told


def _data_of(body: bytes) -> bytes:
    """The beginning of an answer up to its extensions, which tell what is left in the bucket."""
    return body.partition(b',"extensions":')[0]
