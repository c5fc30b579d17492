"""The specification GraphQL over HTTP, as its reference implementation audits servers."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest


@pytest.mark.parametrize("host", ["hq", "casablanca"])
class TestAudits:
    def test_pass_whether_must_should_or_may(
        self,
        server: Any,
        node: Callable[..., Any],
        record_property: Callable[[str, str], None],
        host: str,
    ) -> None:
        audits = node("graphql_http.mjs", server.url(host))

        words = Counter(audit["name"].split()[0] for audit in audits)
        record_property("measured", f"graphql-http, {host}: {len(audits)} audits, {dict(words)}")
        assert {"MUST", "SHOULD", "MAY"} == words.keys() and len(audits) > 50
        assert [audit for audit in audits if audit["status"] != "ok"] == []
