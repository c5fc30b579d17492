"""The arithmetic of webhooks."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kernel.errors import InvalidValue
from tenants.webhooks import rules
from tenants.webhooks.types import Answer, Outcome, Trouble, WebhookDetails

NOW = datetime(2026, 11, 10, 10, tzinfo=UTC)


class TestSignature:
    def test_is_that_of_the_specification(self) -> None:
        """The example of the Standard Webhooks reference libraries."""
        secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        signed = rules.signature(
            secret,
            message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp=1614265330,
            body=b'{"test": 2432232314}',
        )
        assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    def test_is_made_with_every_secret_that_holds(self) -> None:
        headers = rules.headers([b"new" * 11, b"old" * 11], message_id="a", at=NOW, body=b"{}")
        assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
        new, old = headers["webhook-signature"].split(" ")
        for signed, secret in ((new, b"new" * 11), (old, b"old" * 11)):
            assert signed == rules.signature(
                secret, message_id="a", timestamp=int(NOW.timestamp()), body=b"{}"
            )

    def test_is_of_a_secret_that_is_told_as_the_specification_says(self) -> None:
        assert rules.secret_text(b"x" * 32) == "whsec_" + base64.b64encode(b"x" * 32).decode()


class TestSchedule:
    def test_waits_as_the_specification_says_and_ends(self) -> None:
        waits = [
            (due - NOW) if (due := rules.due_again(tries=tries, ended_at=NOW, chance=0.0)) else None
            for tries in range(1, 11)
        ]
        hours = [timedelta(hours=h) for h in (2, 5, 10, 14, 20, 24)]
        assert waits == [timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), *hours, None]

    @given(tries=st.integers(1, 9), chance=st.floats(0, 1, exclude_max=True))
    def test_is_jittered_by_less_than_a_tenth_and_never_earlier(self, tries: int, chance: float) -> None:
        due = rules.due_again(tries=tries, ended_at=NOW, chance=chance)
        assert due is not None
        assert rules.SCHEDULE[tries] <= due - NOW <= rules.SCHEDULE[tries] * 11 / 10

    def test_outlasts_the_failure_after_which_a_webhook_is_given_up(self) -> None:
        assert sum(rules.SCHEDULE, timedelta()) > rules.LASTING_FAILURE
        assert rules.lasts_too_long(failing_since=NOW, at=NOW + rules.LASTING_FAILURE)
        assert not rules.lasts_too_long(failing_since=None, at=NOW)

    def test_rests_longer_after_each_failure_but_not_for_long(self) -> None:
        pauses = [rules.pause(streak).total_seconds() for streak in (0, 1, 2, 3, 4, 5, 9, 10_000)]
        assert pauses == [0, 0, 0, 5, 10, 20, 300, 300]


class TestRetryAfter:
    # Dates as they are, and as a liar makes them: any words, any number of digits.
    WORDS = st.sampled_from(
        ["Mon,", "01", "Jan", "2026", "9999", "9" * 11, "00:00:00", "23:59:60", "GMT", "-2300", "+9999", "-"]
    )

    @given(said=st.one_of(st.text(), st.lists(WORDS, max_size=7).map(" ".join)))
    @example("Mon, 01 Jan 99999999999 00:00:00 GMT")
    @example("Mon, 01 Jan 2026 00:00:00 +99999999999999")
    @example("Mon, 01 Jan 9999 23:59:59 -2300")
    @example("999999999")
    def test_of_any_text_is_an_instant_within_a_day_or_none(self, said: str) -> None:
        until = rules.retry_after(Answer(status=503, headers={"retry-after": said}), at=NOW)
        assert until is None or NOW < until <= NOW + rules.LONGEST_RETRY_AFTER


@given(st.text(st.characters(), max_size=50))
@example("a\0b\ud800")
def test_what_is_kept_is_text_of_postgresql(text: str) -> None:
    kept = rules.kept(text)
    assert "\0" not in kept and kept.encode().decode() == kept and len(kept) == len(text)


class TestOutcome:
    @pytest.mark.parametrize(
        ("answer", "outcome"),
        [
            (Answer(status=200), Outcome.DELIVERED),
            (Answer(status=204), Outcome.DELIVERED),
            (Answer(status=200, trouble=Trouble.CUT_OFF), Outcome.AGAIN),
            (Answer(status=200, trouble=Trouble.TIMEOUT), Outcome.AGAIN),
            (Answer(status=302), Outcome.AGAIN),
            (Answer(status=410), Outcome.GONE),
            (Answer(status=404), Outcome.AGAIN),
            (Answer(status=500), Outcome.AGAIN),
            (Answer(trouble=Trouble.DNS), Outcome.AGAIN),
        ],
    )
    def test_takes_only_a_whole_answer_of_success(self, answer: Answer, outcome: Outcome) -> None:
        assert rules.outcome(answer) is outcome

    @pytest.mark.parametrize(
        ("status", "said", "seconds"),
        [
            (429, "120", 120),
            (503, " 7 ", 7),
            (429, "Tue, 10 Nov 2026 10:05:00 GMT", 300),
            (429, "999999999", 86_400),
            (429, "Tue, 10 Nov 2020 10:05:00 GMT", None),
            (429, "soon", None),
            (429, "-5", None),
            (429, "", None),
            (500, "120", None),
        ],
    )
    def test_hears_when_to_come_back(self, status: int, said: str, seconds: int | None) -> None:
        heard = rules.retry_after(Answer(status=status, headers={"retry-after": said}), at=NOW)
        assert heard == (None if seconds is None else NOW + timedelta(seconds=seconds))


class TestUrl:
    @pytest.mark.parametrize(
        "url",
        [
            "https://example.ma/hooks?token=a%20b",
            "https://xn--mgbh0fb.xn--mgbc0a9azcg:8443/",
            "https://8.8.8.8/hook",
            "https://[2606:4700::1111]/hook",
        ],
    )
    def test_is_https_to_a_name_or_a_public_address(self, url: str) -> None:
        assert rules.checked_url(url, plain_http=False) == url

    @pytest.mark.parametrize(
        "url",
        [
            "http://example.ma/",
            "ftp://example.ma/",
            "https:///path",
            "https://user:word@example.ma/",
            "https://example.ma/#part",
            "https://example.ma:22/",
            "https://example.ma:0/",
            "https://example.ma:99999/",
            "https://exa mple.ma/",
            "https://example.ma/\r\nx: y",
            "https://مثال.ma/",
            "https://example.ma\\@evil.ma/",
            "https://127.0.0.1/",
            "https://10.1.2.3/",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[fe80::1%25eth0]/",
            "https://example.ma/" + "a" * 2000,
            "javascript:alert(1)",
            "",
        ],
    )
    def test_is_nothing_else(self, url: str) -> None:
        with pytest.raises(InvalidValue):
            rules.checked_url(url, plain_http=False)

    @given(st.text(max_size=60))
    def test_never_fails_otherwise(self, text: str) -> None:
        try:
            rules.checked_url(text, plain_http=True)
        except InvalidValue as refusal:
            assert refusal.path == ("url",)

    def test_may_be_plain_where_the_deployment_allows_its_own_networks(self) -> None:
        assert rules.checked_url("http://127.0.0.1:4000/h", plain_http=True) == "http://127.0.0.1:4000/h"


class TestDetails:
    @pytest.mark.parametrize(
        "wrong", [{"label": "a" * 121}, {"contact_email": "nobody"}, {"contact_email": "a@b.ma,c@d.ma"}]
    )
    def test_are_refused(self, wrong: dict[str, str]) -> None:
        with pytest.raises(InvalidValue):
            rules.checked_details(
                WebhookDetails(url="https://a.ma/", event_types=["*"], **wrong),  # type: ignore[arg-type]
                plain_http=False,
            )
