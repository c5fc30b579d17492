"""The SQL that decides whether papers are there, and the pure `eligibility` of documents, are one rule."""

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from papers import paper_file

from kernel.ids import new_id
from markets.sellability import queries
from shared_catalog.catalogue.models import Product
from shared_catalog.documents import models, rules
from shared_catalog.documents import queries as documents
from shared_catalog.documents.types import Applies, Asking, DisabledReason, DocumentState, DocumentType
from shared_catalog.documents.types import Requirement as Asked
from shared_catalog.registry.models import Authorisation, Cooperative
from shared_catalog.registry.types import AuthorisationKind, AuthorisationStatus
from tenants.database.session import as_hq, as_market

START = date(2026, 11, 1)
DAYS = 12
AT = datetime(2026, 11, 1, tzinfo=UTC)
# A food, a packed cosmetic, and produce of the field: what is asked of them differs in every way there is.
GOODS = (("amlou", True), ("oil-argan-cosm", True), ("fresh-fruit", False))
_numbers = itertools.count(1)

offsets = st.integers(-DAYS, DAYS)
spans = st.tuples(offsets, st.none() | offsets)
requirements = st.builds(
    Asked,
    type=st.sampled_from(DocumentType),
    alternatives=st.sampled_from([(), (DocumentType.LEGACY_APPROVAL,), (DocumentType.LABEL_CHECKLIST,)]),
    applies=st.sampled_from(Applies),
    within_days=st.integers(0, DAYS),
).filter(lambda one: one.type not in one.alternatives)
sets = st.lists(
    st.tuples(
        st.sampled_from(("agri", "terroir", "cosmetics", "amlou")),
        offsets,
        st.lists(requirements, min_size=1, max_size=3, unique_by=lambda one: one.type),
    ),
    max_size=4,
    unique_by=lambda one: (one[0], one[1]),
)
certificates = st.lists(st.tuples(spans, st.sampled_from(AuthorisationStatus)), max_size=2)
papers = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(DocumentType),
            "span": spans,
            "state": st.sampled_from(DocumentState),
            "superseded": offsets,
            "grace": st.none() | offsets,
            "products": st.sets(st.integers(0, len(GOODS) - 1), max_size=2),
            "categories": st.sets(st.sampled_from(("agri", "terroir", "amlou", "fresh-fruit")), max_size=1),
        }
    ),
    max_size=5,
)


def day(offset: int) -> date:
    return START + timedelta(days=offset)


def ended(span: tuple[int, int | None]) -> tuple[date, date | None]:
    first, last = span
    return day(first), None if last is None else max(day(last), day(first))


@pytest.fixture
def goods(
    casablanca: str,
    make_cooperative: Callable[..., Cooperative],
    make_product: Callable[..., Product],
) -> Iterator[tuple[Cooperative, list[Product], Any]]:
    maker = make_cooperative()
    products = [make_product(cooperative=maker) for _ in GOODS]
    with as_hq():
        for product, (category, packed) in zip(products, GOODS, strict=True):
            Product.objects.filter(pk=product.pk).update(category_id=category, packed=packed)
        file = paper_file(at=AT)
    yield maker, products, file


def revocation(since: date) -> dict[str, Any]:
    """What the row of a paper says that headquarters lets count no more."""
    return {
        "revoked_from": since,
        "revoked_at": AT,
        "revoked_by": "another",
        "revocation_reason": "étiquette changée",
    }


def write(maker: Cooperative, products: list[Product], file: Any, said: dict[str, Any]) -> None:
    """One paper as headquarters' rows hold it."""
    key, (first, last) = new_id(), ended(said["span"])
    onssa, state = said["type"] is DocumentType.ONSSA_CERTIFICATE, said["state"]
    decided = state is not DocumentState.SUBMITTED
    models.Document.objects.create(
        id=key,
        cooperative=maker,
        type=said["type"],
        series=key,
        version=1,
        number="1",
        issuer="1",
        certificate_kind=AuthorisationKind.AUTHORISATION if onssa else "",
        valid_from=first,
        valid_until=last,
        file_id=file,
        media_type="application/pdf",
        size=1,
        digest=b"",
        fingerprint=b"",
        submitted_at=AT,
        submitted_by="one",
        state=state,
        reviewed_at=AT if decided else None,
        reviewed_by="another" if decided else "",
        review_note="no" if state is DocumentState.REJECTED else "",
        superseded_from=day(said["superseded"]) if state is DocumentState.SUPERSEDED else None,
        **(revocation(day(said["superseded"])) if state is DocumentState.REVOKED else {}),
    )
    scopes = [models.DocumentScope(document_id=key, product=products[index]) for index in said["products"]]
    scopes += [models.DocumentScope(document_id=key, category_id=code) for code in said["categories"]]
    models.DocumentScope.objects.bulk_create(scopes)
    if said["grace"] is not None:
        models.Grace.objects.create(
            id=new_id(),
            document_id=key,
            until=day(said["grace"]),
            reason="Le greffe est fermé",
            granted_at=AT,
            granted_by="another",
        )


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(asked=sets, held=papers, certified=certificates, at=st.lists(offsets, min_size=2, max_size=2))
def test_of_what_is_missing_is_that_of_eligibility(
    goods: Any, asked: Any, held: Any, certified: Any, at: list[int]
) -> None:
    maker, products, file = goods
    with transaction.atomic():
        with as_hq():
            for code, since, said in asked:
                models.RequirementSet.objects.create(
                    id=new_id(),
                    category_id=code,
                    effective_from=day(since),
                    requirements=[rules.as_json(one) for one in said],
                    published_at=AT,
                    published_by="one",
                )
            for paper in held:
                write(maker, products, file, paper)
            for span, status in certified:
                first, last = ended(span)
                Authorisation.objects.create(
                    id=new_id(),
                    cooperative=maker,
                    kind=AuthorisationKind.AUTHORISATION,
                    number=f"ES.1.{next(_numbers)}.26",
                    issued_on=first,
                    valid_until=last,
                    next_review_on=day(0),
                    status=status,
                    status_reason="",
                    recorded_at=AT,
                    changed_at=AT,
                    changed_by="one",
                )
        asking = {one.pk: Asking(cooperative_id=maker.pk, product_id=one.pk) for one in products}
        keys = list(asking)
        timelines = queries.timelines(keys, first=day(-DAYS), last=day(DAYS))
        for on in map(day, at):
            wanted = documents.eligibilities(asked=set(asking.values()), on=on)
            facts = queries.facts_of(keys, on=on)
            with as_hq():
                at_headquarters = documents.eligibilities(asked=set(asking.values()), on=on)
            for key, one in asking.items():
                stops = wanted[one].disabled_reason is DisabledReason.PAST_DUE
                assert bool(facts[key].lacks) == stops
                assert {lack.type for lack in facts[key].lacks} == {
                    demand.type for demand in wanted[one].demands.past_due
                }
                # What waits for a reviewer is missing to a market, and stops the sale for headquarters too.
                assert stops == (not at_headquarters[one].eligible)
                assert _on(timelines[key], on) == facts[key]
        transaction.set_rollback(True)


def _on(timeline: Any, on: date) -> Any:
    return [facts for since, facts in timeline if since <= on][-1]


def test_a_market_is_the_one_that_asks(casablanca: str, make_product: Callable[..., Product]) -> None:
    """A participation elsewhere is none here."""
    product = make_product()
    with as_market("marrakech"):
        assert queries.facts_of([product.pk], on=START)[product.pk].part is None
    assert queries.facts_of([product.pk], on=START)[product.pk].part is not None
