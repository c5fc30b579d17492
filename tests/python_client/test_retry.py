"""What is asked again, how often, and after how long."""

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
from graphql import build_schema, get_named_type
from tadamun_client.once import new_id, new_key
from tadamun_client.retry import Retrying, repeatable

from config.environment import ROOT

READ = "query Viewer { viewer { id } }"
WRITE = "mutation Do($input: DoInput!) { do(input: $input) { errors { code } } }"
Outcome = httpx.Response | Exception


class Line:
    """A server that answers what it is told to, in order, and a sleep that only notes how long."""

    def __init__(self, outcomes: Sequence[Outcome], **options: Any) -> None:
        self.outcomes = list(outcomes)
        self.bodies: list[bytes] = []
        self.slept: list[float] = []
        inner = httpx.MockTransport(self.answer)
        retrying = Retrying(inner, sleep=self.slept.append, chance=lambda least, most: most, **options)
        self.client = httpx.Client(transport=retrying, base_url="https://casablanca.example.ma")

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.bodies.append(request.read())
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def ask(self, query: str = READ, **variables: Any) -> httpx.Response:
        return self.client.post("/graphql/", json={"query": query, "variables": variables})


def fine() -> httpx.Response:
    return httpx.Response(200, json={"data": {}})


class TestRetrying:
    def test_asks_with_the_same_body_until_there_is_an_answer(self) -> None:
        line = Line([httpx.ConnectError("no"), httpx.ReadTimeout("lost"), httpx.Response(503), fine()])

        assert line.ask(WRITE, input={"saleId": str(new_id())}).status_code == 200
        assert len(line.bodies) == 4 and len(set(line.bodies)) == 1

    def test_waits_longer_each_time_up_to_a_bound(self) -> None:
        line = Line([httpx.Response(502)] * 7 + [fine()], attempts=8, first_wait=1, longest_wait=10)
        line.ask()

        assert line.slept == [2, 4, 8, 10, 10, 10, 10]

    def test_waits_by_chance(self) -> None:
        asked: list[tuple[float, float]] = []

        def chance(least: float, most: float) -> float:
            asked.append((least, most))
            return 0

        outcomes = [httpx.Response(503), fine()]
        inner = httpx.MockTransport(lambda request: outcomes.pop(0))
        retrying = Retrying(inner, sleep=lambda seconds: None, chance=chance)
        httpx.Client(transport=retrying).post("https://example.ma/", json={"query": READ})

        assert asked == [(0, 1)]

    def test_waits_at_least_as_long_as_it_is_told(self) -> None:
        line = Line([httpx.Response(429, headers={"Retry-After": "17"}), fine()])
        line.ask()

        assert line.slept == [17]

    def test_understands_a_day_and_a_time(self) -> None:
        later = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)  # noqa: TID251
        line = Line([httpx.Response(503, headers={"Retry-After": later}), fine()])
        line.ask()

        assert 30 < line.slept[0] <= 40

    def test_answers_what_it_got_when_told_to_wait_too_long(self) -> None:
        line = Line([httpx.Response(429, headers={"Retry-After": "3600"})])

        assert (line.ask().status_code, line.slept) == (429, [])

    def test_gives_up(self) -> None:
        line = Line([httpx.ConnectError("no")] * 5)

        with pytest.raises(httpx.ConnectError):
            line.ask()
        assert (len(line.bodies), len(line.slept)) == (5, 4)

    @pytest.mark.parametrize("outcome", [httpx.ReadTimeout("lost"), httpx.Response(503)], ids=["lost", "503"])
    def test_sends_once_what_is_not_safe_to_repeat(self, outcome: Outcome) -> None:
        line = Line([outcome])
        with suppress(httpx.ReadTimeout):
            line.ask(WRITE, input={"listingId": "TGlzdGluZzox", "expectedVersion": 3})
        assert len(line.bodies) == 1

    @pytest.mark.parametrize("status", [200, 400, 401, 403, 422, 500])
    def test_takes_an_answer_for_an_answer(self, status: int) -> None:
        line = Line([httpx.Response(status)])

        assert line.ask().status_code == status


class TestRepeatable:
    @pytest.mark.parametrize(
        "given",
        [
            {"saleId": str(new_id()), "tillId": "VGlsbDox"},
            {"idempotencyKey": new_key(), "onHand": 3},
            {"rows": [{"saleId": str(new_id())}, {"saleId": str(new_id())}], "errorPolicy": "IGNORE_FAILED"},
        ],
        ids=["id", "key", "rows"],
    )
    def test_is_a_mutation_with_ids_or_keys(self, given: dict[str, Any]) -> None:
        assert repeatable(json.dumps({"query": WRITE, "variables": {"input": given}}).encode())

    @pytest.mark.parametrize(
        "given",
        [
            {"listingId": "TGlzdGluZzox"},
            {"idempotencyKey": ""},
            {"idempotencyKey": None},
            {"rows": []},
            {"rows": [{"saleId": str(new_id())}, {"saleId": None}]},
            {"webhookId": "0193586e8a0070008000000000000001"},
        ],
        ids=["update", "empty key", "no key", "no rows", "a row without", "no UUID as it is written"],
    )
    def test_is_no_other_mutation(self, given: dict[str, Any]) -> None:
        assert not repeatable(json.dumps({"query": WRITE, "variables": {"input": given}}).encode())

    def test_is_no_mutation_of_which_one_part_is_not(self) -> None:
        two = "mutation Do($one: I!, $two: I!) { a: do(input: $one) { id } b: do(input: $two) { id } }"
        inputs = {"one": {"saleId": str(new_id())}, "two": {"listingId": "TGlzdGluZzox"}}

        assert not repeatable(json.dumps({"query": two, "variables": inputs}).encode())
        assert not repeatable(json.dumps({"query": "mutation { do { id } }"}).encode())

    @pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"query": "{"}', b'{"query": 1}'])
    def test_is_nothing_that_is_not_understood(self, body: bytes) -> None:
        assert not repeatable(body)

    @pytest.mark.parametrize("schema", ["hq", "market"])
    def test_trusts_no_uuid_that_the_caller_has_not_made(self, schema: str) -> None:
        """A UUID in a mutation's input is the caller's own, which makes the mutation one to repeat."""
        built = build_schema((ROOT / "graphql" / f"{schema}.graphql").read_text())
        assert built.mutation_type is not None
        uuids = {
            f"{name}.{field}": described.description
            for name, mutation in built.mutation_type.fields.items()
            for field, described in get_named_type(mutation.args["input"].type).fields.items()
            if get_named_type(described.type).name == "UUID"
        }
        assert uuids
        assert {n: said for n, said in uuids.items() if not said.startswith("A UUID made by")} == {}
