"""Idempotency as v1 does it, and the faults around it."""

import json
import threading
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import stripe
from stripe_server.control import Control
from stripe_server.server import StripeServer, running

KEY: Any = {"idempotency_key": "attempt-1"}


@pytest.fixture
def pay(client: stripe.StripeClient, control: Control, recipient: Callable[[], Any]) -> Callable[..., Any]:
    """A transfer of the group G to one funded account."""
    account = recipient()
    control.fund(amount=100_000, currency="mad")

    def transfer(amount: int = 1_000, options: Any = KEY) -> Any:
        params: Any = {
            "amount": amount,
            "currency": "mad",
            "destination": account.id,
            "transfer_group": "G",
        }
        return client.v1.transfers.create(params=params, options=options)

    return transfer


def standing(control: Control) -> int:
    found: int = control.books()["groups"].get("G", 0)
    assert control.books()["violations"] == []
    return found


class TestIdempotencyKey:
    def test_gives_the_first_answer_again(self, pay: Callable[..., Any], control: Control) -> None:
        first, again = pay(), pay()
        assert first.id == again.id
        assert "Idempotent-Replayed" not in first.last_response.headers
        assert again.last_response.headers["Idempotent-Replayed"] == "true"
        assert standing(control) == 1

    def test_refuses_other_parameters(self, pay: Callable[..., Any], control: Control) -> None:
        pay()
        with pytest.raises(stripe.IdempotencyError):
            pay(2_000)
        assert standing(control) == 1

    def test_replays_a_500_whether_it_was_done_or_not(
        self, pay: Callable[..., Any], control: Control
    ) -> None:
        control.fault(kind="error_after", path="/v1/transfers")
        for _ in range(2):
            with pytest.raises(stripe.APIError):
                pay()
        assert standing(control) == 1
        control.fault(kind="error_before", path="/v1/transfers")
        for _ in range(2):
            with pytest.raises(stripe.APIError):
                pay(options={"idempotency_key": "attempt-2"})
        assert standing(control) == 1

    def test_keeps_what_was_refused_after_it_began_and_nothing_that_was_not_valid(
        self, pay: Callable[..., Any], control: Control
    ) -> None:
        with pytest.raises(stripe.InvalidRequestError):
            pay("many")  # type: ignore[arg-type]
        with pytest.raises(stripe.InvalidRequestError) as refused:
            pay(1_000_000)
        control.fund(amount=10_000_000, currency="mad")
        with pytest.raises(stripe.InvalidRequestError) as again:
            pay(1_000_000)
        assert refused.value.code == again.value.code == "balance_insufficient"
        assert standing(control) == 0

    def test_is_forgotten_after_a_day(self, pay: Callable[..., Any], control: Control) -> None:
        pay()
        control.clock(advance=86_399)
        pay()
        assert standing(control) == 1
        control.clock(advance=1)
        pay()
        assert standing(control) == 2

    def test_is_busy_while_its_first_request_runs(
        self, pay: Callable[..., Any], control: Control, server: StripeServer
    ) -> None:
        control.fault(kind="delay", path="/v1/transfers", seconds=60)
        first = threading.Thread(target=pay)
        first.start()
        while not server.api.running:
            server.changed.wait(0.01)
        with pytest.raises(stripe.APIError) as busy:
            pay()
        server.api.wait.set()
        first.join()
        assert busy.value.http_status == 409
        pay()
        assert standing(control) == 1


class TestFault:
    def test_drops_the_connection_after_it_was_done(
        self, pay: Callable[..., Any], control: Control, client: stripe.StripeClient
    ) -> None:
        control.fault(kind="drop_after", path="/v1/transfers")
        with pytest.raises(stripe.APIConnectionError):
            pay()
        [found] = client.v1.transfers.list(params={"transfer_group": "G"}).data
        assert found.id == pay().id
        assert standing(control) == 1

    def test_drops_the_connection_before_anything_was_done(
        self, pay: Callable[..., Any], control: Control
    ) -> None:
        control.fault(kind="drop_before", path="/v1/transfers")
        with pytest.raises(stripe.APIConnectionError):
            pay()
        assert standing(control) == 0

    def test_answers_429_and_409_without_keeping_them(
        self, pay: Callable[..., Any], control: Control
    ) -> None:
        control.fault(kind="rate_limit", times=1)
        with pytest.raises(stripe.RateLimitError):
            pay()
        control.fault(kind="conflict", times=1)
        with pytest.raises(stripe.APIError) as refused:
            pay()
        assert refused.value.http_status == 409
        pay()
        assert standing(control) == 1

    def test_comes_with_a_probability_that_a_seed_decides(self, control: Control) -> None:
        drawn = []
        for _ in range(2):
            control.calm()
            control.fault(kind="rate_limit", times=None, probability=0.5, seed=4)
            [fault] = control.world.faults
            drawn.append([fault.strikes("GET", "/v1/balance") for _ in range(20)])
        assert drawn[0] == drawn[1]
        assert set(drawn[0]) == {True, False}


class TestState:
    def test_outlives_the_server(self, tmp_path: Path) -> None:
        state = tmp_path / "stripe.state"
        with running(state=state) as server:
            asked = urllib.request.Request(
                f"{server.url}/_control/fund", json.dumps({"amount": 7, "currency": "mad"}).encode()
            )
            urllib.request.urlopen(asked).close()
        with running(state=state) as server:
            assert server.control.books()["balances"]["platform"] == {"mad": 7}
