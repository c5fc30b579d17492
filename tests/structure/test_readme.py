"""What the README asks a newcomer to send is valid against the schemas of the day."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from graphql import parse, validate

from api.hq.schema import HQ_DOCUMENTS
from api.market.schema import MARKET_DOCUMENTS

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
REQUESTS = re.findall(r"ask (\w+) \$\w+ '\{\"query\": \"(.*?[^\\])\"", README, re.DOTALL)


def test_the_tour_has_requests_for_both_kinds_of_host() -> None:
    assert {"hq", "casablanca"} == {host for host, _ in REQUESTS}
    assert len(REQUESTS) >= 5


@pytest.mark.parametrize(("host", "query"), REQUESTS)
def test_requests_of_the_tour_are_valid(host: str, query: str) -> None:
    schema = (HQ_DOCUMENTS if host == "hq" else MARKET_DOCUMENTS).schema
    assert validate(schema, parse(query.replace('\\"', '"'))) == []


def test_requests_of_the_tour_leave_the_shell_as_json() -> None:
    ask = re.search(r"^ask\(\) \{ .*?; \}", README, re.DOTALL | re.MULTILINE)
    bodies = re.findall(r"^ask \w+ \$\w+ ('\{.*?\}')$", README, re.DOTALL | re.MULTILINE)
    assert ask and len(bodies) == len(REQUESTS)
    show = r"""curl() { for sent; do :; done; printf '%s\n' "$sent"; }"""
    asked = "\n".join(f"ask hq none {body}" for body in bodies)
    shown = subprocess.run(
        ["sh", "-c", f"{show}\n{ask[0]}\n{asked}"], capture_output=True, text=True, check=True, timeout=30
    )
    assert all("query" in json.loads(line) for line in shown.stdout.splitlines())
    assert len(shown.stdout.splitlines()) == len(bodies)
