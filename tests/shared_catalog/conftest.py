"""A small nation to act upon: territory, categories, and cooperatives taken as far as a test needs them."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from kernel import identifiers
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue.types import ProductDetails, Unit
from shared_catalog.registry import operations as registry
from shared_catalog.registry.models import Cooperative
from shared_catalog.registry.types import (
    AuthorisationDetails,
    AuthorisationKind,
    Contact,
    CooperativeDetails,
    Group,
    Kind,
    Members,
    Names,
)
from shared_catalog.seed import reference

AT = datetime(2026, 11, 10, 10, 0, tzinfo=UTC)
ACTOR = "officer"


@dataclass
class Nation:
    """What tests say of cooperatives and products, each with identifiers of its own, and the steps there."""

    at: datetime = AT
    actor: str = ACTOR
    made: int = 0

    def cooperative_details(self, **changes: Any) -> CooperativeDetails:
        self.made += 1
        details = CooperativeDetails(
            names=Names(ar="تعاونية الأمل", fr="Coopérative Al Amal", en="Al Amal Cooperative"),
            group=Group.TERROIR,
            kind=Kind.COOPERATIVE,
            region_code="MA-09",
            province_code="MA-TAR",
            ice=identifiers.ice_with_key(f"{self.made:09d}0001"),
            register_number="12/2015",
            register_court="Taroudannt",
            founded_on=date(2015, 3, 1),
            members=Members(women=20, men=4, youth=6, rural=24, as_of=date(2026, 1, 1)),
            contact=Contact(name="la présidente"),
        )
        return replace(details, **changes)

    def product_details(self, **changes: Any) -> ProductDetails:
        details = ProductDetails(
            category_code="amlou",
            names=Names(ar="أملو", fr="Amlou, 250 g", en="Amlou, 250 g"),
            unit=Unit.GRAM,
            net_content=250,
            recommended_price_minor=4_000,
        )
        return replace(details, **changes)

    def applicant(self, **changes: Any) -> Cooperative:
        details = self.cooperative_details(**changes)
        return registry.register_cooperative(
            cooperative_id=uuid4(), details=details, at=self.at, actor=self.actor
        )

    def eligible(self, **changes: Any) -> Cooperative:
        cooperative = self.applicant(**changes)
        registry.start_qualification(cooperative_id=cooperative.id, at=self.at, actor=self.actor)
        return registry.declare_eligible(cooperative_id=cooperative.id, at=self.at, actor=self.actor)

    def authorise(self, cooperative_id: UUID, **changes: Any) -> UUID:
        self.made += 1
        details = AuthorisationDetails(
            kind=AuthorisationKind.AUTHORISATION, number=f"PT.09.{self.made}.24", issued_on=date(2024, 5, 2)
        )
        return registry.grant_authorisation(
            authorisation_id=uuid4(),
            cooperative_id=cooperative_id,
            authorisation=replace(details, **changes),
            at=self.at,
            actor=self.actor,
        ).id


@pytest.fixture
def nation(hq: None) -> Nation:
    registry.load_territory(data=reference.territory(), at=AT)
    catalogue.load_categories(data=reference.categories(), at=AT)
    catalogue.load_tax_rates(data=reference.tax_rates(), at=AT, actor=ACTOR)
    return Nation()
