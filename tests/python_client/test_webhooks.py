"""A webhook's request is believed if it was signed by us, and lately."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tadamun_client.webhooks import NotVerifiedError, verify

from tenants.webhooks import rules

NOW = datetime(2026, 11, 10, 10, 0, tzinfo=UTC)
OLD, NEW = os.urandom(32), os.urandom(32)
BODY = '{"type":"sale.recorded","data":{"market":"الدار البيضاء"}}'.encode()


def sent(*secrets: bytes, body: bytes = BODY) -> Mapping[str, str]:
    """The headers with which the platform sends."""
    return rules.headers(secrets or (NEW,), message_id="msg_1", at=NOW, body=body)


def verified(headers: Mapping[str, str], *, body: bytes = BODY, late: float = 0, secret: bytes = NEW) -> Any:
    return verify(body, headers, rules.secret_text(secret), now=NOW.timestamp() + late)


class TestVerify:
    def test_reads_what_the_platform_signed(self) -> None:
        assert verified(sent())["type"] == "sale.recorded"

    def test_takes_the_example_of_the_specifications_own_library(self) -> None:
        """Of github.com/standard-webhooks/standard-webhooks, the test of its Python library."""
        headers = {
            "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "webhook-timestamp": "1614265330",
            "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        }
        secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

        assert verify(b'{"test": 2432232314}', headers, secret, now=1614265330) == {"test": 2432232314}

    def test_cares_for_no_case_of_headers(self) -> None:
        assert verified({name.title(): value for name, value in sent().items()})

    def test_takes_one_of_several_signatures_and_of_several_secrets(self) -> None:
        """While a secret is rotated, the platform signs with both."""
        assert verified(sent(OLD, NEW), secret=OLD) and verified(sent(OLD, NEW), secret=NEW)
        secrets = [rules.secret_text(OLD), rules.secret_text(NEW)]
        assert verify(BODY, sent(NEW), *secrets, now=NOW.timestamp())

    def test_ignores_signatures_of_other_versions(self) -> None:
        headers = dict(sent())
        headers["webhook-signature"] = "v1a,AAAA v2 v1,?? " + headers["webhook-signature"]
        assert verified(headers)
        headers["webhook-signature"] = headers["webhook-signature"].replace("v1,", "v2,")
        with pytest.raises(NotVerifiedError):
            verified(headers)

    @pytest.mark.parametrize("late", [-300, 0, 300])
    def test_takes_what_is_five_minutes_off(self, late: float) -> None:
        assert verified(sent(), late=late)

    @pytest.mark.parametrize("late", [-301, 301, timedelta(days=1).total_seconds()])
    def test_refuses_what_is_more(self, late: float) -> None:
        with pytest.raises(NotVerifiedError):
            verified(sent(), late=late)

    def test_refuses_another_body_another_id_and_another_secret(self) -> None:
        with pytest.raises(NotVerifiedError):
            verified(sent(), body=BODY + b" ")
        with pytest.raises(NotVerifiedError):
            verified({**sent(), "webhook-id": "msg_2"})
        with pytest.raises(NotVerifiedError):
            verified(sent(), secret=OLD)

    def test_refuses_without_any_secret(self) -> None:
        with pytest.raises(NotVerifiedError):
            verify(BODY, sent(), now=NOW.timestamp())

    @pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
    def test_refuses_without_one_of_the_headers(self, name: str) -> None:
        with pytest.raises(NotVerifiedError):
            verified({other: value for other, value in sent().items() if other != name})

    @pytest.mark.parametrize("value", ["", "yesterday", "1e9"])
    def test_refuses_a_time_that_is_none(self, value: str) -> None:
        with pytest.raises(NotVerifiedError):
            verified({**sent(), "webhook-timestamp": value})
