"""What the README asks a newcomer to send is valid against the schemas of the day."""

import re
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
