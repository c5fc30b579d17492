"""The Python client of `graphql/clients`, as an integration uses it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from tadamun_client.connect import to_hq, to_market
from tadamun_client.hq import GraphQLClientGraphQLMultiError
from tadamun_client.market import (
    Client,
    ErrorPolicy,
    RecordSaleInput,
    RecordSalesInput,
    SaleLineInput,
    TenderInput,
    TenderKind,
)
from tadamun_client.once import Ids, new_id
from tadamun_client.paging import nodes, pages
from tadamun_client.retry import Retrying
from tadamun_client.sign_in import ClientCredentials

from kernel import clock
from tenants.permissions import Role

pytestmark = pytest.mark.usefixtures("resolving")


class Lossy(httpx.BaseTransport):
    """A network that brings every other request to the server and loses the answer."""

    def __init__(self) -> None:
        self.inner = httpx.HTTPTransport()
        self.sent = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self.inner.handle_request(request)
        response.read()
        self.sent += 1
        if self.sent % 2:
            raise httpx.ReadTimeout("the answer was lost", request=request)
        return response


@pytest.fixture
def sign_in(server: Any, integration: Any) -> ClientCredentials:
    return ClientCredentials(server.url("hq", ""), integration.client_id, integration.secret)


@pytest.fixture
def market(server: Any, sign_in: ClientCredentials) -> Client:
    return to_market(server.url("casablanca", ""), sign_in)


def sale_of(integration: Any, **given: Any) -> RecordSaleInput:
    """One piece of the first listing, at 10 dirhams, for cash."""
    described: dict[str, Any] = {
        "sale_id": new_id(),
        "till_id": integration.till,
        "lines": [SaleLineInput(listing_id=integration.listings[0], quantity=1)],
        "tenders": [TenderInput(kind=TenderKind.CASH, received_minor=1000)],
        "occurred_at": clock.now() - timedelta(minutes=1),
    }
    return RecordSaleInput(**(described | given))


def on_hand(market: Client, listing: str) -> int | None:
    return next(
        found.on_hand for found in nodes(lambda a: market.listings(after=a).listings) if found.id == listing
    )


class TestSigningIn:
    def test_is_by_client_credentials_on_both_hosts(
        self, server: Any, sign_in: ClientCredentials, market: Client
    ) -> None:
        with to_hq(server.url("hq", ""), sign_in) as hq:
            here, there = hq.viewer().viewer, market.viewer().viewer

        assert here is not None and there is not None
        assert "catalogue:read" in here.permissions
        assert "sales:record" in there.permissions

    def test_without_rights_is_told_by_a_code(self, server: Any) -> None:
        with to_hq(server.url("hq", ""), "tdm_nobody's") as hq, pytest.raises(Exception) as raised:
            hq.products()

        assert getattr(raised.value, "status_code", None) == 401

    def test_with_too_few_rights_is_told_by_a_code(self, server: Any, token: Callable[..., str]) -> None:
        hq = to_hq(server.url("hq", ""), token(Role.COMMITTEE_MEMBER))
        with hq, pytest.raises(GraphQLClientGraphQLMultiError) as raised:
            hq.events()

        assert [error.extensions["code"] for error in raised.value.errors] == ["FORBIDDEN"]


class TestPaging:
    def test_brings_every_listing_once_whatever_the_page(self, market: Client, integration: Any) -> None:
        one_by_one = [each.id for each in nodes(lambda a: market.listings(first=1, after=a).listings)]
        at_once = market.listings().listings

        assert at_once is not None
        assert one_by_one == [each.id for each in at_once.nodes]
        assert set(integration.listings) <= set(one_by_one) and len(one_by_one) == len(set(one_by_one))

    def test_goes_on_where_it_was(self, market: Client, integration: Any) -> None:
        first = next(pages(lambda a: market.listings(first=2, after=a).listings))
        rest = nodes(lambda a: market.listings(after=a).listings, after=first.page_info.end_cursor)

        assert {each.id for each in first.nodes}.isdisjoint(each.id for each in rest)


class TestSelling:
    def test_happens_once_though_answers_are_lost(
        self, server: Any, sign_in: ClientCredentials, market: Client, integration: Any
    ) -> None:
        lossy = Lossy()
        http = httpx.Client(transport=Retrying(lossy, sleep=lambda seconds: None), auth=sign_in)
        till = Client(url=server.url("casablanca"), http_client=http)
        wanted = sale_of(integration)
        recorded = till.record_sale(wanted).record_sale

        assert recorded is not None and recorded.sale is not None and recorded.errors == []
        assert (recorded.sale.uuid, recorded.sale.total.amount_minor) == (wanted.sale_id, 1000)
        assert lossy.sent == 4, "two for the token, two for the sale"
        assert on_hand(market, integration.listings[0]) == 49

    def test_of_a_day_can_be_sent_again_after_a_crash(
        self, market: Client, integration: Any, tmp_path: Path
    ) -> None:
        occurred_at = clock.now() - timedelta(minutes=1)

        def send() -> list[Any]:
            """The program, from its start."""
            ids = Ids(tmp_path / "ids")
            rows = [
                sale_of(integration, sale_id=ids.of(f"ticket {number}"), occurred_at=occurred_at)
                for number in range(5)
            ]
            asked = RecordSalesInput(rows=rows, error_policy=ErrorPolicy.IGNORE_FAILED)
            answered = market.record_sales(asked).record_sales
            assert answered is not None and answered.count == 5
            return [result.sale and result.sale.id for result in answered.results]

        assert send() == send()
        assert on_hand(market, integration.listings[0]) == 45

    def test_of_what_is_not_there_is_refused_in_the_clients_language(
        self, server: Any, sign_in: ClientCredentials, integration: Any
    ) -> None:
        lines = [SaleLineInput(listing_id=integration.listings[0], quantity=1000)]
        tenders = [TenderInput(kind=TenderKind.CASH, received_minor=1_000_000)]
        wanted = sale_of(integration, lines=lines, tenders=tenders)
        told = {}
        for language in ("ar", "fr", "en"):
            with to_market(server.url("casablanca", ""), sign_in, language=language) as market:
                answered = market.record_sale(wanted).record_sale
            assert answered is not None and answered.sale is None
            told[language] = answered.errors[0]

        assert {error.code for error in told.values()} == {"INSUFFICIENT_STOCK"}
        assert len({error.message for error in told.values()}) == 3
