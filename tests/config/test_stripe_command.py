"""`tadamun stripe`: keys come by standard input, and none is printed."""

from collections.abc import Callable
from typing import Any

import pytest
from stripe_builders import API_KEY, SECRET
from typer.testing import CliRunner

from config import start
from config.cli import build
from config.cli import stripe as command
from kernel.errors import NotFound
from markets.stripe_account import queries

CONFIGURE = ["stripe", "configure", "--country", "FR", "--currency", "eur"]
AUTHORISED = ["--legal-basis", "contrat", "--cndp-number", "T-1", "--enable"]


@pytest.fixture
def run(casablanca: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """The command in this process, which has already started."""
    monkeypatch.setattr(command, "start_process", lambda *_given, **_named: None)
    assert start.start_process is not command.start_process

    def run(*arguments: str, given: str = "") -> Any:
        return CliRunner().invoke(build(), list(arguments), input=given)

    return run


class TestConfigure:
    def test_reads_the_keys_and_prints_none(self, run: Callable[..., Any]) -> None:
        said = run(*CONFIGURE, "--market", "casablanca", *AUTHORISED, given=f"{API_KEY}\n{SECRET}\n")
        assert (said.exit_code, said.stdout) == (0, "casablanca: version 1 is in force, enabled\n")
        account = queries.enabled_account()
        assert queries.access_to(account).api_key == API_KEY
        shown = run("stripe", "status", "--market", "casablanca").stdout
        assert shown == "casablanca: version 1, FR, test key, enabled since " + shown[-11:]
        assert API_KEY not in shown

    def test_refuses_without_keys_and_for_a_market_that_there_is_not(self, run: Callable[..., Any]) -> None:
        assert run(*CONFIGURE, "--market", "casablanca", given=API_KEY).exit_code == 2
        nowhere = run(*CONFIGURE, "--market", "nowhere", given=f"{API_KEY}\n{SECRET}\n")
        assert isinstance(nowhere.exception, NotFound)
        missing = run("stripe", "status", "--market", "marrakech")
        assert isinstance(missing.exception, queries.StripeNotConfigured)
        assert queries.account_in_force() is None
