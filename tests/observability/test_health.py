"""Health says what is missing, and names no reason in public."""

from observability import health


def passes() -> None:
    pass


def fails() -> None:
    raise ConnectionError("password authentication failed for user")


class TestLiveness:
    def test_is_healthy_whatever_else_is_down(self) -> None:
        assert health.liveness() == health.Health(healthy=True)


class TestReadiness:
    def test_is_healthy_when_every_check_passes(self) -> None:
        answer = health.readiness({"database": passes, "clock": passes})
        assert answer.healthy
        assert {name: result.passed for name, result in answer.checks.items()} == {
            "database": True,
            "clock": True,
        }

    def test_makes_every_check_even_after_one_failed(self) -> None:
        answer = health.readiness({"database": fails, "clock": passes})
        assert not answer.healthy
        assert {name: result.passed for name, result in answer.checks.items()} == {
            "database": False,
            "clock": True,
        }

    def test_keeps_the_reason_to_the_log(self) -> None:
        assert "password" not in repr(health.readiness({"database": fails}))

    def test_measures_each_check(self) -> None:
        assert health.readiness({"clock": passes}).checks["clock"].milliseconds >= 0
