"""Marks of origin and quality: for goods of their area, and shown as long as the certificate says."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from kernel.errors import InvalidValue, NotFound
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue.models import Category, Product
from shared_catalog.marks import operations as marks
from shared_catalog.marks import queries, rules
from shared_catalog.marks.models import Mark, MarkGrant
from shared_catalog.marks.types import Certificate
from shared_catalog.registry.models import Cooperative, Region
from shared_catalog.seed import reference

TODAY = date(2026, 11, 10)
LAST_DAY = date(2027, 6, 30)


@pytest.fixture
def argan(nation: Any) -> Product:
    """Argan oil of the Souss, and all marks that are recognised."""
    marks.load_marks(data=reference.marks(), at=nation.at)
    return catalogue.draft_product(
        product_id=uuid4(),
        cooperative_id=nation.eligible().id,
        details=nation.product_details(category_code="oil-argan-food"),
        at=nation.at,
        actor="officer",
    )


def grant(nation: Any, product: Product, mark: str = "igp-argane", **changes: Any) -> MarkGrant:
    given = {"number": "N-1", "issuer": "Normacert", "valid_from": TODAY, "valid_until": LAST_DAY, **changes}
    return marks.grant_mark(
        grant_id=uuid4(),
        product_id=product.id,
        mark_code=mark,
        certificate=Certificate(**given),
        at=nation.at,
        actor="officer",
    )


def shown(product: Product, on: date = TODAY) -> list[str]:
    return [one.mark_id for one in queries.shown_marks([product.id], on=on).get(product.id, ())]


class TestReferenceData:
    def test_names_regions_and_categories_that_there_are(self, nation: Any) -> None:
        rows = reference.marks()
        loaded = marks.load_marks(data=rows, at=nation.at)
        again = marks.load_marks(data=rows, at=nation.at)
        assert (loaded.added, again.added) == (len(rows), 0)
        assert {code for row in rows for code in row["regions"]} <= set(
            Region.objects.values_list("code", flat=True)
        )
        assert {code for row in rows for code in row["categories"]} <= set(
            Category.objects.values_list("code", flat=True)
        )


class TestMarks:
    def test_are_shown_from_the_first_to_the_last_day(self, nation: Any, argan: Product) -> None:
        grant(nation, argan)
        grant(nation, argan, "bio-maroc", valid_until=TODAY)
        assert shown(argan) == ["bio-maroc", "igp-argane"]
        assert shown(argan, TODAY - timedelta(days=1)) == []
        assert shown(argan, LAST_DAY) == ["igp-argane"]
        assert shown(argan, LAST_DAY + timedelta(days=1)) == []

    @pytest.mark.parametrize(
        ("mark", "refusal"),
        [
            ("igp-majhoul-tafilalet", rules.MarkOutOfRegion),
            ("igp-amande-tafraout", rules.MarkNotForGoods),
            ("igp-lune", NotFound),
        ],
    )
    def test_of_another_area_or_other_goods_are_refused(
        self, nation: Any, argan: Product, mark: str, refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            grant(nation, argan, mark)
        assert not MarkGrant.objects.exists()

    def test_are_shown_no_more_once_they_are_withdrawn(self, nation: Any, argan: Product) -> None:
        granted = grant(nation, argan)
        said: dict[str, Any] = {"grant_id": granted.id, "reason": "audit", "at": nation.at, "actor": "a"}
        marks.withdraw_mark(**said)
        assert shown(argan) == []
        with pytest.raises(marks.MarkWithdrawn):
            marks.withdraw_mark(**said)

    def test_are_shown_no_more_where_cooperative_or_state_has_left_them(
        self, nation: Any, argan: Product
    ) -> None:
        grant(nation, argan)
        Cooperative.objects.filter(id=argan.cooperative_id).update(region="MA-01", province="MA-TNG")
        assert shown(argan) == []
        Cooperative.objects.filter(id=argan.cooperative_id).update(region="MA-09", province="MA-TAR")
        Mark.objects.filter(code="igp-argane").update(recognised_until=TODAY)
        assert shown(argan) == ["igp-argane"]
        assert shown(argan, TODAY + timedelta(days=1)) == []

    def test_end_after_they_begin(self, nation: Any, argan: Product) -> None:
        with pytest.raises(InvalidValue):
            grant(nation, argan, valid_until=TODAY - timedelta(days=1))
