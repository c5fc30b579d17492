"""Ids that are made once."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import RFC_4122, UUID

from tadamun_client.once import Ids, new_id, new_key


class TestNewId:
    def test_is_of_version_seven_and_of_this_moment(self) -> None:
        before = time.time_ns() // 1_000_000
        made = new_id()

        assert (made.version, made.variant) == (7, RFC_4122)
        assert before <= made.int >> 80 <= time.time_ns() // 1_000_000

    def test_is_another_each_time(self) -> None:
        assert len({new_id() for _ in range(10_000)}) == 10_000
        assert UUID(new_key()).version == 7


class TestIds:
    def test_remember_across_a_restart_which_id_a_thing_has(self, tmp_path: Path) -> None:
        ids = Ids(tmp_path / "ids")
        first, other = ids.of("ticket 1017"), ids.of("ticket 1018")
        ids.close()

        again = Ids(tmp_path / "ids")

        assert (again.of("ticket 1017"), again.of("ticket 1018")) == (first, other)
        assert first != other

    def test_are_the_same_for_eight_that_ask_at_once(self, tmp_path: Path) -> None:
        Ids(tmp_path / "ids").close()

        def ask(_: int) -> UUID:
            ids = Ids(tmp_path / "ids")
            try:
                return ids.of("ticket 1017")
            finally:
                ids.close()

        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(ask, range(8)))) == 1
