"""What only a socket can send: bodies in pieces, bodies that are too long, bodies that end early."""

import json
from http.client import HTTPConnection
from typing import Any

import pytest

from config.environment import ENV

ASKED = b'{"query": "{ __typename }"}'


@pytest.fixture
def connection(server: Any) -> HTTPConnection:
    return HTTPConnection("127.0.0.1", server.port, timeout=60)


def post(connection: HTTPConnection, body: Any, **headers: str) -> tuple[int, dict[str, Any]]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {"Host": f"hq.{ENV.domain}", "Content-Type": "application/json", **named}
    connection.request("POST", "/graphql/", body, sent, encode_chunked="Transfer-Encoding" in sent)
    response = connection.getresponse()
    assert response.headers["Content-Type"].startswith("application/json")
    assert response.headers["X-Request-Id"]
    return response.status, json.loads(response.read())


class TestBody:
    def test_in_pieces_is_refused_and_the_server_goes_on(
        self, server: Any, connection: HTTPConnection
    ) -> None:
        status, answered = post(connection, iter([ASKED]), Transfer_Encoding="chunked")

        assert (status, answered["errors"][0]["extensions"]["code"]) == (411, "LENGTH_REQUIRED")
        again = HTTPConnection("127.0.0.1", server.port, timeout=60)
        assert post(again, ASKED)[1]["data"] == {"__typename": "Query"}

    def test_of_ten_megabytes_is_refused_and_the_server_goes_on(
        self, server: Any, connection: HTTPConnection
    ) -> None:
        status, answered = post(connection, b"x" * 10_000_000)

        assert (status, answered["errors"][0]["extensions"]["code"]) == (413, "BODY_TOO_LARGE")
        again = HTTPConnection("127.0.0.1", server.port, timeout=60)
        assert post(again, ASKED)[1]["data"] == {"__typename": "Query"}

    def test_may_follow_another_on_one_connection(self, connection: HTTPConnection) -> None:
        for _ in range(3):
            assert post(connection, ASKED)[0] == 200
