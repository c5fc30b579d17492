"""GraphQL over HTTP as its specification says: methods, media types, status codes, headers, and what
browsers may do.
"""

import gzip
from typing import Any
from urllib.parse import quote, urlencode

import orjson
import pytest
from django.http import HttpResponse
from django.test import Client, override_settings

from api.transport.negotiation import GRAPHQL_JSON, HTML, JSON, preferred
from tenants.permissions import Role

ASKED = b'{"query": "{ __typename }"}'
WRITE = 'mutation { retireProduct(input: {productId: "x"}) { errors { code } } }'


@pytest.fixture
def client(rollback: None) -> Client:
    """An HTTP client of headquarters' host, without a token."""
    return Client(headers={"host": "hq.testserver"}, raise_request_exception=False)


def post(client: Client, body: bytes = ASKED, *, content_type: str = JSON, **headers: str) -> HttpResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named["content-type"] = content_type  # which Django's client leaves out where there is no body
    return client.post("/graphql/", body, content_type=content_type, headers=named)  # type: ignore[return-value]


def get(client: Client, query_string: str, **headers: str) -> HttpResponse:
    return client.get(f"/graphql/?{query_string}", headers=headers)  # type: ignore[return-value]


def codes(response: HttpResponse) -> list[str]:
    return [error["extensions"]["code"] for error in orjson.loads(response.content)["errors"]]


class TestAccept:
    @pytest.mark.parametrize(
        ("accept", "media_type"),
        [
            ("", JSON),
            ("*/*", JSON),
            ("application/*", JSON),
            ("application/json; charset=UTF-8", JSON),
            ("APPLICATION/JSON", JSON),
            ("application/graphql-response+json", GRAPHQL_JSON),
            # Apollo Client 4, urql 6, graphql-request.
            ("application/graphql-response+json,application/json;q=0.9", GRAPHQL_JSON),
            ("application/graphql-response+json, application/graphql+json, application/json", GRAPHQL_JSON),
            ("application/json;q=0.9, application/graphql-response+json;q=0.8", JSON),
            ("application/json;q=0, */*", GRAPHQL_JSON),
            ("application/json;q=nonsense, */*;q=0.1", GRAPHQL_JSON),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", HTML),
            ("text/html;q=0.5, application/json", JSON),
            ("text/plain", None),
            ("application/json;q=0", None),
            (", ,;q=1,", JSON),
        ],
    )
    def test_decides_about_the_media_type(self, accept: str, media_type: str | None) -> None:
        assert preferred(accept, (JSON, GRAPHQL_JSON, HTML)) == media_type

    @pytest.mark.parametrize("accept", [JSON, GRAPHQL_JSON])
    def test_is_the_type_of_the_answer(self, client: Client, accept: str) -> None:
        response = post(client, accept=accept)

        assert (response.status_code, response.headers["Content-Type"]) == (200, f"{accept}; charset=utf-8")

    def test_of_nothing_that_we_write_is_refused(self, client: Client) -> None:
        for response in (
            post(client, accept="text/plain"),
            get(client, "query={__typename}", accept="image/*"),
        ):
            assert (response.status_code, codes(response)) == (406, ["NOT_ACCEPTABLE"])
            assert response.headers["Content-Type"].startswith(JSON)

    def test_of_html_gets_json_for_a_post(self, client: Client) -> None:
        assert post(client, accept="text/html").status_code == 406


class TestStatus:
    @pytest.mark.parametrize(
        ("body", "code", "in_json", "in_graphql"),
        [
            (b"{", "BAD_REQUEST", 400, 400),
            (b'{"qeury": "{ __typename }"}', "BAD_REQUEST", 400, 400),
            (b'[{"query": "{ __typename }"}]', "BATCH_REFUSED", 400, 400),
            (b'{"query": "{ __typename }", "extensions": []}', "BAD_REQUEST", 400, 400),
            (b'{"query": "{"}', "SYNTAX", 200, 400),
            (b'{"query": "{ nonsense }"}', "VALIDATION", 200, 400),
            (b'{"query": "query A { __typename } query B { __typename }"}', "BAD_USER_INPUT", 200, 400),
            (
                b'{"query": "query ($id: ID!) { node(id: $id) { id } }", "variables": {"id": null}}',
                "BAD_USER_INPUT",
                200,
                400,
            ),
        ],
    )
    def test_of_what_is_not_executed_depends_on_the_media_type(
        self, client: Client, body: bytes, code: str, in_json: int, in_graphql: int
    ) -> None:
        answers = [post(client, body, accept=accept) for accept in (JSON, GRAPHQL_JSON)]

        assert [answer.status_code for answer in answers] == [in_json, in_graphql]
        for answer in answers:
            assert codes(answer) == [code]
            assert "data" not in orjson.loads(answer.content)

    def test_of_what_is_executed_is_200_with_errors_too(self, client: Client) -> None:
        response = post(client, b'{"query": "{ node(id: \\"x\\") { id } }"}', accept=GRAPHQL_JSON)

        assert (response.status_code, codes(response)) == (200, ["NOT_FOUND"])

    def test_of_a_bad_token_is_401(self, client: Client) -> None:
        response = post(client, accept=GRAPHQL_JSON, authorization="Bearer nonsense")

        assert (response.status_code, codes(response)) == (401, ["UNAUTHENTICATED"])
        assert response.headers["WWW-Authenticate"] == "Bearer"


class TestPost:
    @pytest.mark.parametrize(
        "content_type",
        [
            "application/json",
            "application/json;charset=utf-8",
            'application/json; charset="UTF-8"',
            "Application/JSON",
        ],
    )
    def test_is_json_in_utf_8(self, client: Client, content_type: str) -> None:
        assert post(client, content_type=content_type).status_code == 200

    @pytest.mark.parametrize(
        "content_type",
        [
            "",
            "text/plain",
            "application/graphql",
            "application/jsonp",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/json; charset=utf-16",
            "application/json; charset=latin-1",
        ],
    )
    def test_of_another_type_is_refused(self, client: Client, content_type: str) -> None:
        response = post(client, content_type=content_type)

        assert (response.status_code, codes(response)) == (415, ["UNSUPPORTED_MEDIA_TYPE"])
        assert response.headers["Accept-Post"] == JSON

    def test_of_a_form_does_nothing(self, client: Client) -> None:
        form = urlencode({"query": WRITE}).encode()
        multipart = b'--x\r\nContent-Disposition: form-data; name="query"\r\n\r\n{ __typename }\r\n--x--\r\n'

        assert post(client, form, content_type="application/x-www-form-urlencoded").status_code == 415
        assert post(client, multipart, content_type="multipart/form-data; boundary=x").status_code == 415

    def test_that_is_compressed_is_refused(self, client: Client) -> None:
        response = post(client, content_encoding="gzip")

        assert (response.status_code, response.headers["Accept-Encoding"]) == (415, "identity")

    def test_that_does_not_say_how_long_it_is_is_refused(self, client: Client) -> None:
        response = client.generic(
            "POST", "/graphql/", b"", headers={"content-type": JSON, "transfer-encoding": "chunked"}
        )

        assert (response.status_code, codes(response)) == (411, ["LENGTH_REQUIRED"])  # type: ignore[arg-type]

    def test_with_a_body_that_is_too_long_is_refused(self, client: Client) -> None:
        response = post(client, b'{"query": "' + b"x" * 1_100_000 + b'"}')

        assert (response.status_code, codes(response)) == (413, ["BODY_TOO_LARGE"])

    @pytest.mark.parametrize(
        "body",
        [b"", b"\xff\xfe", b'{"query": "\xff"}', b'{"query": "\\ud800"}', b"[" * 200_000, b'{"a":' * 100_000],
        ids=[
            "nothing",
            "no UTF-8",
            "no UTF-8 in a string",
            "half a character",
            "deep arrays",
            "deep objects",
        ],
    )
    def test_that_is_not_json_is_refused_in_json(self, client: Client, body: bytes) -> None:
        response = post(client, body)

        assert (response.status_code, codes(response)) == (400, ["BAD_REQUEST"])

    def test_is_not_overridden_by_its_address(self, client: Client) -> None:
        response = client.post(f"/graphql/?query={quote(WRITE)}&operationName=X", ASKED, content_type=JSON)

        assert orjson.loads(response.content)["data"] == {"__typename": "Query"}

    def test_without_a_document_is_not_given_one_by_its_address(self, client: Client) -> None:
        response = client.post("/graphql/?query={__typename}", b"{}", content_type=JSON)

        assert codes(response) == ["BAD_REQUEST"]  # type: ignore[arg-type]


class TestGet:
    def test_reads(self, nation: Any, client: Client) -> None:
        response = client.get(
            "/graphql/",
            {
                "query": "query A ($n: Int) { regions(first: $n) { totalCount } } query B { __typename }",
                "variables": '{"n": 1}',
                "operationName": "A",
                "extensions": '{"some": "value"}',
            },
        )

        assert orjson.loads(response.content)["data"] == {"regions": {"totalCount": 2}}

    @pytest.mark.parametrize("text", ["عسل", "café", "é\U0001f36f"])
    def test_reads_any_script(self, nation: Any, client: Client, text: str) -> None:
        query = "query ($n: Int) { regions(first: $n) { totalCount } } # " + text
        asked = {"query": query, "variables": orjson.dumps({"n": 1, "said": text}).decode()}

        assert orjson.loads(get(client, urlencode(asked)).content)["data"] == {"regions": {"totalCount": 2}}

    def test_of_another_encoding_is_told_so(self, client: Client) -> None:
        response = get(client, "query=%ff")

        assert (response.status_code, codes(response)) == (400, ["BAD_REQUEST"])
        assert "UTF-8" in response.content.decode()

    @pytest.mark.parametrize("text", ["subscription { x }", "query { __typename } subscription { x }"])
    def test_knows_no_subscription(self, client: Client, text: str) -> None:
        response = post(client, orjson.dumps({"query": text}))

        assert "There is no subscription here." in response.content.decode()
        assert set(codes(response)) <= {"VALIDATION", "BAD_USER_INPUT"}

    @pytest.mark.parametrize("accept", [JSON, GRAPHQL_JSON])
    def test_does_not_write(self, client: Client, accept: str) -> None:
        response = get(client, urlencode({"query": WRITE}), accept=accept)

        assert (response.status_code, codes(response)) == (405, ["METHOD_NOT_ALLOWED"])
        assert response.headers["Allow"] == "POST"

    @pytest.mark.parametrize(
        "query_string",
        [
            "",
            "query=",
            "query={__typename}&query={__typename}",
            "query=%ff",
            "query={__typename}&variables=[]",
            "query={__typename}&variables={",
            "query={__typename}&extensions=1",
            "query={__typename}" + "&a=1" * 100,
        ],
    )
    def test_that_is_no_good_is_refused(self, client: Client, query_string: str) -> None:
        response = get(client, query_string)

        assert (response.status_code, codes(response)) == (400, ["BAD_REQUEST"])

    @pytest.mark.parametrize("parameter", ["variables", "extensions", "operationName"])
    def test_may_leave_parameters_empty(self, client: Client, parameter: str) -> None:
        assert get(client, f"query={{__typename}}&{parameter}=").status_code == 200


class TestOtherMethods:
    @pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "HEAD", "TRACE", "QUERY"])
    def test_are_refused(self, client: Client, method: str) -> None:
        response = client.generic(method, "/graphql/", ASKED, content_type=JSON)

        assert (response.status_code, response.headers["Allow"]) == (405, "GET, POST, OPTIONS")

    def test_are_told_by_options(self, client: Client) -> None:
        response = client.options("/graphql/")

        assert (response.status_code, response.headers["Allow"]) == (204, "GET, POST, OPTIONS")


class TestHeaders:
    def test_keep_an_answer_from_others(self, client: Client) -> None:
        headers = post(client).headers

        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert {"Accept", "Authorization", "Accept-Language"} <= set(headers["Vary"].split(", "))

    @pytest.mark.parametrize("given", ["abc-1", "A.b_c:9", "x" * 64])
    def test_repeat_the_id_of_a_request(self, client: Client, given: str) -> None:
        assert post(client, x_request_id=given).headers["X-Request-Id"] == given

    @pytest.mark.parametrize("given", ["", "a b", "x" * 65, "é", "<script>", "a\x00"])
    def test_name_a_new_id_where_the_given_one_cannot_be_kept(self, client: Client, given: str) -> None:
        assert len(post(client, x_request_id=given).headers["X-Request-Id"]) == 36

    @pytest.mark.parametrize("path", ["/nothing/", "/graphql", "/graphql/assets/nothing.js", "/health/live"])
    def test_are_on_every_answer(self, client: Client, path: str) -> None:
        headers = client.get(path).headers

        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Request-Id"]

    def test_are_on_the_answer_of_a_host_that_is_not_ours(self, rollback: None) -> None:
        response = Client(headers={"host": "example.org"}).get("/graphql/")

        assert response.status_code == 404 and response.headers["X-Request-Id"]


class TestFailures:
    """What Django itself answers, when no view does."""

    def test_are_json(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_: Any) -> None:
            raise RecursionError("password=hunter2")

        monkeypatch.setattr("api.view.language_of", broken)
        response = post(client, x_request_id="abc-1")

        error = orjson.loads(response.content)["errors"][0]
        assert response.status_code == 500
        assert error["extensions"] == {"code": "INTERNAL", "requestId": "abc-1"}
        assert "hunter2" not in response.content.decode()

    @pytest.mark.parametrize("path", ["/nothing/", "/graphql/%ff", "/graphql/?%00", "/statements/0.pdf"])
    def test_of_addresses_are_json(self, client: Client, path: str) -> None:
        response = client.get(path, headers={"accept": "text/html;q=0.1, application/json"})

        assert response.headers["Content-Type"].startswith(JSON)
        assert response.status_code in (400, 404)


class TestCookies:
    """A browser sends them by itself, whoever's page asks: they never say who asks."""

    def test_do_not_authenticate(self, admin: Any, client: Client) -> None:
        client.cookies["sessionid"] = client.cookies["token"] = client.cookies["Authorization"] = admin.token
        asked = "{ cooperatives { totalCount } }"

        for response in (
            get(client, urlencode({"query": asked})),
            post(client, orjson.dumps({"query": asked})),
        ):
            assert codes(response) == ["UNAUTHENTICATED"]


class TestCors:
    PREFLIGHT = {
        "origin": "https://shop.example.ma",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
    }

    def test_lets_in_no_page_unless_told(self, client: Client) -> None:
        response = client.options("/graphql/", headers=self.PREFLIGHT)

        assert "Access-Control-Allow-Origin" not in response.headers

    def test_lets_in_the_pages_of_the_deployment_without_cookies(self, client: Client) -> None:
        with override_settings(CORS_ALLOWED_ORIGINS=["https://shop.example.ma"]):
            preflight = client.options("/graphql/", headers=self.PREFLIGHT)
            asked = post(client, origin="https://shop.example.ma")
            other = post(client, origin="https://evil.example.org")

        assert preflight.headers["Access-Control-Allow-Origin"] == "https://shop.example.ma"
        assert "authorization" in preflight.headers["Access-Control-Allow-Headers"]
        assert asked.headers["Access-Control-Allow-Origin"] == "https://shop.example.ma"
        assert "x-request-id" in asked.headers["Access-Control-Expose-Headers"]
        assert "Access-Control-Allow-Credentials" not in asked.headers
        assert "Access-Control-Allow-Origin" not in other.headers
        assert "origin" in other.headers["Vary"]


class TestCompression:
    @pytest.fixture
    def long(self, nation: Any, sign_in: Any) -> Any:
        """An answer of more than 4,096 bytes, to whoever takes what."""
        nation.add_cooperative(name="Taitmatine")
        codes = " ".join(
            f"a{n}: cooperatives {{ nodes {{ id name {{ fr ar en }} code }} }}" for n in range(45)
        )
        token = sign_in(Role.HQ_ADMIN).token

        def ask(accept_encoding: str, query: str = f"{{ {codes} }}") -> HttpResponse:
            client = Client(headers={"host": "hq.testserver", "authorization": f"Bearer {token}"})
            body = orjson.dumps({"query": query})
            return post(client, body, accept_encoding=accept_encoding)

        return ask

    @pytest.mark.parametrize("accepted", ["gzip", "br, GZIP;q=0.5", "*", "deflate, gzip;q=1.0"])
    def test_is_for_who_takes_it(self, long: Any, accepted: str) -> None:
        plain, packed = long(""), long(accepted)
        assert packed["Content-Encoding"] == "gzip" and "Accept-Encoding" in packed["Vary"]
        assert orjson.loads(gzip.decompress(packed.content))["data"] == orjson.loads(plain.content)["data"]
        assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content) / 4

    @pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "gzip;q=0.000, *", "identity", "*;q=0"])
    def test_is_for_nobody_else(self, long: Any, accepted: str) -> None:
        response = long(accepted)
        assert "Content-Encoding" not in response and "Accept-Encoding" in response["Vary"]
        assert int(response["Content-Length"]) == len(response.content)

    def test_leaves_a_short_answer(self, long: Any) -> None:
        assert "Content-Encoding" not in long("gzip", "{ __typename }")
