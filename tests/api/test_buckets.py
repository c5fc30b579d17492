"""The leaky buckets: exact among threads and processes, bounded, and there after a death."""

import multiprocessing
import os
import signal
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.limits.buckets import ROWS, WAYS, Buckets, Terms

TERMS = Terms(maximum=100, restore_rate=10)
HOLDING = """
import sys
from pathlib import Path
from api.limits.buckets import Buckets, Terms
with Buckets(Path(sys.argv[1]))._bucket("client", Terms(100, 10), 0.0) as bucket:
    bucket.level = 60.0
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "limits" / "buckets"


@pytest.fixture
def buckets(path: Path) -> Buckets:
    return Buckets(path)


def take_until_refused(path: Path) -> int:
    """How often one of a thousand points was given, with the clock standing still."""
    buckets, given = Buckets(path), 0
    while buckets.take("client", 1, Terms(1000, 10), now=5.0).wait == 0:
        given += 1
    return given


class TestBuckets:
    def test_give_what_fits_and_say_when_the_rest_will(self, buckets: Buckets) -> None:
        assert buckets.take("client", 70, TERMS, now=0).level == 70
        refused = buckets.take("client", 70, TERMS, now=0)
        assert (refused.level, refused.wait) == (70, 4)
        assert buckets.take("client", 70, TERMS, now=3.9).wait > 0
        assert buckets.take("client", 70, TERMS, now=4).level == 100

    def test_forgive_with_time_and_never_more_than_everything(self, buckets: Buckets) -> None:
        buckets.take("client", 50, TERMS, now=0)

        assert buckets.add("client", 0, TERMS, now=2).level == 30
        assert buckets.add("client", 0, TERMS, now=1000).level == 0
        assert buckets.add("client", -80, TERMS, now=1000).level == 0

    def test_let_what_was_spent_beyond_the_maximum_be_a_debt(self, buckets: Buckets) -> None:
        buckets.add("client", 150, TERMS, now=0)

        assert buckets.take("client", 1, TERMS, now=0).wait == pytest.approx(5.1)

    def test_are_apart(self, buckets: Buckets) -> None:
        buckets.take("casablanca one", 100, TERMS, now=0)

        assert buckets.take("casablanca two", 100, TERMS, now=0).wait == 0
        assert buckets.take("marrakech one", 100, TERMS, now=0).wait == 0

    def test_are_exact_among_threads(self, buckets: Buckets, path: Path) -> None:
        with ThreadPoolExecutor(8) as pool:
            given = list(pool.map(lambda _: buckets.take("client", 1, TERMS, now=1).wait == 0, range(800)))

        assert sum(given) == 100

    def test_are_exact_among_processes(self, path: Path) -> None:
        with multiprocessing.get_context("spawn").Pool(4) as pool:
            given = pool.map(take_until_refused, [path] * 4)

        assert sum(given) == 1000

    def test_outlive_a_process_that_is_killed_while_it_holds_one(self, buckets: Buckets, path: Path) -> None:
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLDING, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(buckets.take, "client", 10, TERMS, now=0)
            assert not waiting.done()
            os.kill(holder.pid, signal.SIGKILL)
            holder.communicate()

            # What it had not written yet is not counted.
            assert waiting.result(timeout=20).level == 10

    def test_are_found_again_by_another_process(self, buckets: Buckets, path: Path) -> None:
        buckets.take("client", 70, TERMS, now=0)

        assert Buckets(path).take("client", 70, TERMS, now=0).wait == 4

    def test_are_bounded_however_many_clients_there_are(self, buckets: Buckets, path: Path) -> None:
        size = path.stat().st_size
        for n in range(2 * ROWS * WAYS):
            assert buckets.take(f"stranger {n}", 10, TERMS, now=0).wait == 0

        assert path.stat().st_size == size

    def test_forget_the_emptiest_first(self, buckets: Buckets) -> None:
        buckets.take("heavy", 100, TERMS, now=0)
        for n in range(2 * ROWS * WAYS):
            buckets.take(f"stranger {n}", 10, TERMS, now=0)

        assert buckets.take("heavy", 1, TERMS, now=0).wait > 0

    @pytest.mark.parametrize("garbage", [b"\xff" * 32, struct.pack("=dd", float("nan"), 1e300) * 2])
    def test_start_anew_where_the_file_makes_no_sense(self, path: Path, garbage: bytes) -> None:
        buckets = Buckets(path)
        path.write_bytes(garbage * (path.stat().st_size // 32))

        assert buckets.take("client", 70, TERMS, now=0).level == 70
        assert buckets.take("client", 70, TERMS, now=0).wait > 0

    def test_start_anew_after_the_machine_did(self, buckets: Buckets) -> None:
        buckets.take("client", 100, TERMS, now=86_400)

        assert buckets.take("client", 100, TERMS, now=10).wait == 0

    def test_take_a_clock_that_was_read_before_another_s(self, buckets: Buckets) -> None:
        buckets.take("client", 100, TERMS, now=10)

        assert buckets.take("client", 1, TERMS, now=9.999).wait > 0


class TestAnyBucket:
    @given(
        asked=st.lists(
            st.tuples(st.floats(0, 100), st.floats(0, 20), st.floats(0, 1)), min_size=1, max_size=60
        )
    )
    def test_never_gives_more_than_it_holds_and_gets_back(
        self, tmp_path_factory: pytest.TempPathFactory, asked: list[tuple[float, float, float]]
    ) -> None:
        buckets = Buckets(tmp_path_factory.mktemp("limits") / "buckets")
        now = used = 0.0
        for points, later, returned in asked:
            now += later
            if buckets.take("client", points, TERMS, now=now).wait == 0:
                buckets.add("client", -points * returned, TERMS, now=now)
                used += points * (1 - returned)
            assert used <= TERMS.maximum + TERMS.restore_rate * now + 1e-6
