"""Builders of what a market sells, through public operations only, on the market whose login is in use.

Every builder makes what it needs when that is not given, so that a test names only what it is about.
"""

import itertools
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kernel import identifiers
from kernel.ids import new_id
from markets.fees import operations as fees
from markets.fees.models import FeeRuleVersion
from markets.listings import operations as listings
from markets.listings.models import Listing
from markets.sales import operations as sales
from markets.sales.models import Sale
from markets.sales.types import SaleLineRequest, TenderKind, TenderRequest
from markets.stock import operations as stock
from markets.stock.models import Deposit
from markets.tills import operations as tills
from markets.tills.models import Till
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue.models import Product
from shared_catalog.catalogue.types import ProductDetails, ProductEntry, Unit
from shared_catalog.registry import operations as registry
from shared_catalog.registry.models import Authorisation, Cooperative
from shared_catalog.registry.types import (
    AccountDetails,
    AuthorisationDetails,
    AuthorisationKind,
    Contact,
    CooperativeDetails,
    CooperativeEntry,
    Group,
    Kind,
    Members,
    Names,
    ParticipationEntry,
    Verification,
)
from tenants.database.session import as_hq, current_login

ACTOR = "person:amina"
CASHIER = "person:karim"
TREASURER = "person:salma"

_SEED = Path(__file__).parents[1] / "shared_catalog" / "seed" / "data"
# Numbers that no other row of the run has, since ICEs and till codes are unique.
_numbers = itertools.count(1)


def _seed(name: str) -> Mapping[str, Any]:
    return json.loads((_SEED / f"{name}.json").read_text(encoding="utf-8"))


def _market() -> str:
    login = current_login()
    assert login is not None, "builders work on the market whose login is in use"
    return login.schema


@pytest.fixture
def nation(network_database: None, now: datetime) -> Callable[[], None]:
    """Loads territory, categories and VAT rates, as often as one likes."""

    def load() -> None:
        with as_hq():
            registry.load_territory(data=_seed("territory"), at=now)
            catalogue.load_categories(data=_seed("categories")["categories"], at=now)
            catalogue.load_tax_rates(data=_seed("tax_rates")["tax_rates"], at=now, actor=ACTOR)

    return load


@pytest.fixture
def make_cooperative(nation: Callable[[], None], now: datetime) -> Callable[..., Cooperative]:
    """An eligible cooperative with a verified account that takes part in the market."""

    def make(*, joined_on: date = date(2017, 1, 1), takes_part: bool = True) -> Cooperative:
        nation()
        number, market, cooperative_id = next(_numbers), _market(), new_id()
        name = f"Coopérative {number}"
        details = CooperativeDetails(
            names=Names(ar=f"تعاونية {number}", fr=name, en=f"Cooperative {number}"),
            group=Group.AGRI,
            kind=Kind.COOPERATIVE,
            region_code="MA-06",
            province_code="MA-CAS",
            ice=identifiers.ice_with_key(f"{number:013d}"),
            register_number=str(number),
            register_court="Casablanca",
            founded_on=date(2012, 5, 1),
            members=Members(women=12, men=3, youth=4, rural=10, as_of=date(2026, 1, 1)),
            contact=Contact(name="La présidente"),
        )
        account = AccountDetails(holder=name, rib=identifiers.rib_with_key(f"007780{number:016d}"))
        entry = CooperativeEntry(
            cooperative_id=cooperative_id,
            details=details,
            account_id=new_id(),
            account=account,
            verification=Verification(
                verified_by=TREASURER, call_back_note="La présidente, au numéro du registre, le 10 à 9 h"
            ),
            authorisation_id=new_id(),
            authorisation=None,
        )
        part = ParticipationEntry(
            participation_id=new_id(), cooperative_id=cooperative_id, joined_on=joined_on
        )
        with as_hq():
            registry.load_cooperatives(entries=[entry], at=now, actor=ACTOR)
            if takes_part:
                registry.load_participations(market_schema=market, entries=[part], at=now, actor=ACTOR)
        return Cooperative.objects.get(pk=cooperative_id)

    return make


@pytest.fixture
def authorise(now: datetime) -> Callable[..., Authorisation]:
    """A cooperative's certificate of ONSSA, without a term unless a last valid day is given."""

    def grant(
        cooperative: Cooperative, *, issued_on: date = date(2016, 1, 4), valid_until: date | None = None
    ) -> Authorisation:
        with as_hq():
            return registry.grant_authorisation(
                authorisation_id=new_id(),
                cooperative_id=cooperative.pk,
                authorisation=AuthorisationDetails(
                    kind=AuthorisationKind.AUTHORISATION,
                    number=f"ES.5.{next(_numbers)}.26",
                    issued_on=issued_on,
                    valid_until=valid_until,
                ),
                at=now,
                actor=ACTOR,
            )

    return grant


@pytest.fixture
def make_food(
    make_cooperative: Callable[..., Cooperative],
    make_product: Callable[..., Product],
    authorise: Callable[..., Authorisation],
    now: datetime,
) -> Callable[..., tuple[Product, Authorisation]]:
    """An approved food and the one certificate of its cooperative, without a term unless given."""

    def make(**term: Any) -> tuple[Product, Authorisation]:
        maker = make_cooperative()
        # A product is approved under a certificate that is valid today, which the one asked for need not be.
        before = authorise(maker, issued_on=date(2015, 1, 5))
        product = make_product(cooperative=maker, category_code="amlou")
        with as_hq():
            registry.withdraw_authorisation(
                authorisation_id=before.pk, reason="Renouvelée", at=now, actor=ACTOR
            )
        return product, authorise(maker, **term)

    return make


@pytest.fixture
def make_product(make_cooperative: Callable[..., Cooperative], now: datetime) -> Callable[..., Product]:
    """An approved product that needs no food-safety certificate."""

    def make(*, cooperative: Cooperative | None = None, category_code: str = "fresh-fruit") -> Product:
        maker = cooperative or make_cooperative()
        number, product_id = next(_numbers), new_id()
        details = ProductDetails(
            category_code=category_code,
            names=Names(ar=f"منتوج {number}", fr=f"Produit {number}", en=f"Product {number}"),
            unit=Unit.GRAM,
            net_content=500,
            packed=False,
            recommended_price_minor=1000,
        )
        entry = ProductEntry(product_id=product_id, cooperative_id=maker.id, details=details)
        with as_hq():
            catalogue.load_products(entries=[entry], at=now, actor=ACTOR)
        return Product.objects.get(pk=product_id)

    return make


@pytest.fixture
def make_listing(make_product: Callable[..., Product], now: datetime) -> Callable[..., Listing]:
    """A product on sale at a price in centimes."""

    def make(
        *,
        price_minor: int = 1000,
        product: Product | None = None,
        cooperative: Cooperative | None = None,
    ) -> Listing:
        product = product or make_product(cooperative=cooperative)
        return listings.list_product(
            product_id=product.id, price_minor=price_minor, listed_at=now, actor=ACTOR
        )

    return make


@pytest.fixture
def make_deposit(now: datetime) -> Callable[..., Deposit]:
    """A lot of a listing."""

    def make(
        listing: Listing,
        *,
        quantity: int = 10,
        expires_on: date | None = None,
        lot_code: str = "",
        deposit_id: UUID | None = None,
    ) -> Deposit:
        return stock.deposit_goods(
            deposit_id=deposit_id or new_id(),
            listing_id=listing.id,
            quantity=quantity,
            expires_on=expires_on,
            lot_code=lot_code,
            occurred_at=now,
            recorded_at=now,
            actor=ACTOR,
        )

    return make


@pytest.fixture
def make_goods(
    make_listing: Callable[..., Listing], make_deposit: Callable[..., Deposit]
) -> Callable[..., Listing]:
    """A listing with one lot on hand."""

    def make(*, quantity: int = 10, **described: Any) -> Listing:
        listing = make_listing(**described)
        make_deposit(listing, quantity=quantity)
        return listing

    return make


@pytest.fixture
def make_till(now: datetime) -> Callable[..., Till]:
    def make(code: str = "") -> Till:
        number = next(_numbers)
        return tills.open_till(code=code or f"T{number}", name=f"Caisse {number}", opened_at=now)

    return make


@pytest.fixture
def set_fee(now: datetime) -> Callable[[int], FeeRuleVersion]:
    """Sets the market's fee, in basis points, from before everything a test sells."""

    def set_rate(basis_points: int) -> FeeRuleVersion:
        return fees.add_past_rate(
            effective_from=date(2026, 1, 1), basis_points=basis_points, set_at=now, actor=ACTOR
        )

    return set_rate


@pytest.fixture
def sell(make_till: Callable[..., Till], now: datetime) -> Callable[..., Sale]:
    """Sells for cash: `sell((listing, 2), (other, 1))`; any argument of `record_sale` may be given."""

    def record(
        *lines: tuple[Listing, int],
        till: Till | None = None,
        occurred_at: datetime | None = None,
        **given: Any,
    ) -> Sale:
        request: dict[str, Any] = {
            "sale_id": new_id(),
            "till_id": (till or make_till()).id,
            "lines": [SaleLineRequest(listing.id, quantity) for listing, quantity in lines],
            "tenders": [TenderRequest(kind=TenderKind.CASH, received_minor=100_000_000)],
            "occurred_at": occurred_at or now,
            "recorded_at": occurred_at or now,
            "cashier": CASHIER,
        }
        return sales.record_sale(**(request | given))

    return record
