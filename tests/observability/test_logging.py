"""Log lines say to which request, market and actor they belong, in JSON in production."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from observability import logging as logs


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def production(stream: io.StringIO) -> io.StringIO:
    logs.configure(production=True, stream=stream)
    return stream


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


class TestProduction:
    def test_writes_one_json_object_a_line(self, production: io.StringIO) -> None:
        structlog.get_logger("till").info("sale.recorded", total_minor=1250, name="عسل")
        [line] = lines(production)
        assert (line["event"], line["level"], line["logger"]) == ("sale.recorded", "info", "till")
        assert (line["total_minor"], line["name"]) == (1250, "عسل")
        assert line["at"].endswith("Z")

    def test_writes_what_libraries_log_in_the_same_way(self, production: io.StringIO) -> None:
        with logs.bound(market="casablanca"):
            logging.getLogger("django.request").warning("Not found: %s", "/x", extra={"status_code": 404})
        [line] = lines(production)
        assert (line["event"], line["market"], line["status_code"]) == ("Not found: /x", "casablanca", 404)

    def test_keeps_a_traceback_on_its_line_without_local_variables(self, production: io.StringIO) -> None:
        local = "value".upper() + "-OF-A-LOCAL"
        try:
            raise ValueError("broken")
        except ValueError:
            structlog.get_logger().exception("failed")
        [line] = lines(production)
        assert "ValueError: broken" in line["exception"]
        assert local not in production.getvalue()

    def test_hides_what_is_named_as_private(self, production: io.StringIO) -> None:
        structlog.get_logger().info("x", api_token="t0ken", contact_email="a@b.ma", rib="225", distribution=3)
        [line] = lines(production)
        assert (line["api_token"], line["contact_email"], line["rib"]) == ("[hidden]",) * 3
        assert line["distribution"] == 3

    def test_leaves_out_what_is_below_the_level(self, stream: io.StringIO) -> None:
        logs.configure(production=True, level="WARNING", stream=stream)
        structlog.get_logger().info("quiet")
        assert lines(stream) == []


class TestDevelopment:
    def test_writes_for_people(self, stream: io.StringIO) -> None:
        logs.configure(production=False, stream=stream)
        with logs.bound(request_id="r1"):
            structlog.get_logger().info("sale.recorded")
        assert "sale.recorded" in stream.getvalue()
        assert not stream.getvalue().startswith("{")


class TestBound:
    def test_is_on_every_line_inside_and_on_none_after(self, production: io.StringIO) -> None:
        log = structlog.get_logger()
        with logs.bound(request_id="r1", market="casablanca"):
            log.info("anonymous")
            logs.bind(actor="a1")
            log.info("known")
        log.info("after")
        kept = [
            {name: line.get(name) for name in ("request_id", "market", "actor")} for line in lines(production)
        ]
        assert kept == [
            {"request_id": "r1", "market": "casablanca", "actor": None},
            {"request_id": "r1", "market": "casablanca", "actor": "a1"},
            {"request_id": None, "market": None, "actor": None},
        ]

    def test_gives_back_the_outer_binding(self, production: io.StringIO) -> None:
        with logs.bound(market="casablanca"):
            with logs.bound(market="marrakech"):
                structlog.get_logger().info("inner")
            structlog.get_logger().info("outer")
        assert [line["market"] for line in lines(production)] == ["marrakech", "casablanca"]
