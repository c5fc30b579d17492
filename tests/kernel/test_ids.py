"""New identifiers are UUIDv7: unique, and ordered by the moment they were made."""

from uuid import UUID

from kernel.ids import new_id


class TestNewId:
    def test_is_a_uuid_of_version_7(self) -> None:
        identifier = new_id()
        assert type(identifier) is UUID
        assert identifier.version == 7

    def test_is_new_each_time_and_later_ones_sort_later(self) -> None:
        made = [new_id() for _ in range(1000)]
        assert len(set(made)) == 1000
        assert made == sorted(made)
