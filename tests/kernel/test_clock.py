"""The clock tells UTC, and the platform does not start on stale rules for Morocco."""

import os
import subprocess
import sys
import zoneinfo
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path

import pytest

from kernel import clock, halfmonth
from kernel.errors import InvalidValue

# What databases and browsers with rules from before tzdb 2026c believe of the last quarter of 2026.
STALE = timezone(timedelta(hours=1))
SOURCES = Path(halfmonth.__file__).parents[1]


class TestNow:
    def test_is_an_instant_in_utc(self) -> None:
        assert clock.now().tzinfo is UTC

    def test_does_not_go_back(self) -> None:
        assert clock.now() <= clock.now()


class TestIsFuture:
    def test_allows_a_clock_five_minutes_ahead_and_no_more(self) -> None:
        now = datetime(2026, 11, 10, 10, tzinfo=UTC)
        assert not clock.is_future(now + timedelta(minutes=5), recorded_at=now)
        assert clock.is_future(now + timedelta(minutes=5, microseconds=1), recorded_at=now)


class TestRequireReal:
    def test_takes_what_a_clock_that_was_set_can_say(self) -> None:
        clock.require_real(datetime(2001, 1, 1, tzinfo=UTC))
        clock.require_real(datetime.max.replace(tzinfo=UTC))

    @pytest.mark.parametrize(
        "instant",
        [
            datetime(2026, 11, 10, tzinfo=UTC).replace(tzinfo=None),
            datetime(2000, 12, 31, 23, 59, tzinfo=UTC),
            datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
        ],
        ids=["naive", "reset", "first"],
    )
    def test_refuses_an_instant_without_a_zone_and_a_clock_that_was_reset(self, instant: datetime) -> None:
        with pytest.raises(InvalidValue) as refusal:
            clock.require_real(instant)
        assert refusal.value.path == ("occurred_at",)


class TestCheckTimeZoneData:
    def test_is_content_with_the_pinned_package(self) -> None:
        clock.check_time_zone_data()

    @pytest.mark.parametrize("zone", [STALE, UTC], ids=["stale", "utc"])
    def test_says_what_is_wrong_and_what_to_do(self, zone: tzinfo) -> None:
        with pytest.raises(
            RuntimeError, match=r"stale: 2026-.* should fall on 2026-.* Install tzdata 2026\.3"
        ):
            clock.check_time_zone_data(zone=zone)

    def test_notices_that_the_machines_own_copy_would_be_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(zoneinfo, "TZPATH", ("/usr/share/zoneinfo",))
        with pytest.raises(RuntimeError, match=r"/usr/share/zoneinfo.*PYTHONTZPATH"):
            clock.check_time_zone_data()

    def test_holds_where_the_machines_own_copy_is_wrong(self, tmp_path: Path) -> None:
        """A process whose system database says UTC for Morocco, and which has already read it."""
        (tmp_path / "Africa").mkdir()
        (tmp_path / "Africa" / "Casablanca").write_bytes(_always_utc())
        program = (
            "from datetime import datetime, UTC\n"
            "from zoneinfo import ZoneInfo\n"
            "at = datetime(2026, 1, 15, 23, tzinfo=UTC)\n"
            "assert at.astimezone(ZoneInfo('Africa/Casablanca')).day == 15, 'the wrong copy was not read'\n"
            "from kernel import clock\n"
            "clock.check_time_zone_data()\n"
            "assert at.astimezone(ZoneInfo('Africa/Casablanca')).day == 16\n"
        )
        environment = {**os.environ, "PYTHONTZPATH": str(tmp_path), "PYTHONPATH": str(SOURCES)}
        ran = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stderr


def _always_utc() -> bytes:
    """The smallest time zone file (RFC 8536): one type of local time, named UTC."""
    counts = (0, 0, 0, 0, 1, 4)
    block = b"".join(count.to_bytes(4, "big") for count in counts) + bytes(6) + b"UTC\0"
    return b"TZif2" + bytes(15) + block + b"TZif2" + bytes(15) + block + b"\nUTC0\n"
