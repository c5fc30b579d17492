"""What decides whether goods may be sold in this market: two statements for a line, a page or a whole market.

One statement reads what is asked of which goods, a few rows out of which `asked_on` of the documents' slice
says in Python, for each kind of goods, what is asked on the day. The other takes that as a table and answers,
for every product, all that `rules.verdict` looks at; whether a paper counts is decided there, in SQL, and a
property test holds it against `eligibility` of the documents' slice.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

import orjson
from django.db import connection

from kernel.halfmonth import business_date
from markets.sellability import rules
from markets.sellability.statements import CHANGES, FACTS, FACTS_PREPARED, GOODS_ASKED
from markets.sellability.types import (
    Facts,
    GoodsAsked,
    Lack,
    MarketStanding,
    Moment,
    PaperFault,
    Part,
    Verdict,
    Wanted,
)
from shared_catalog.catalogue.types import ProductStatus, Regime
from shared_catalog.documents import rules as documents
from shared_catalog.documents.types import DocumentType, Goods, RequirementSet
from shared_catalog.registry.types import CooperativeStatus, Group
from tenants.database.prepared import Parameter, Question, Row, array, ask
from tenants.network import queries as network
from tenants.network import rules as stages
from tenants.network.types import Stage

# A product's id stands in for that of each: what is asked of the products of a kind is the same.
_ANY_PRODUCT = UUID(int=0)
# More are asked by a statement that is planned for them: a market's worth is joined otherwise than a sale's.
_FEW = 200


def verdicts(
    wanted: Mapping[UUID, Wanted], moment: Moment, *, market: MarketStanding | None = None
) -> Mapping[UUID, Verdict]:
    """The verdict on each of these goods at a moment, by their keys, in two statements.

    Where the market's standing is not given, nobody asks about it. A product that there is not is left out.
    """
    return judged(
        wanted, facts_of({one.product_id for one in wanted.values()}, on=moment.day), moment, market=market
    )


def standing(moment: Moment) -> MarketStanding:
    """Whether this market sells at a moment."""
    market = network.current_market()
    selling = stages.was_selling(
        stage=Stage(market.stage),
        opened_at=market.opened_at,
        suspended_at=market.suspended_at,
        resumed_at=market.resumed_at,
        at=moment.at,
    )
    since = market.closed_at or market.suspended_at
    return MarketStanding(selling=selling, since=None if selling or not since else business_date(since))


def timelines(
    product_ids: Collection[UUID], *, first: date, last: date
) -> Mapping[UUID, Sequence[tuple[date, Facts]]]:
    """What is known of these products on every day of a span: from which of its days on which facts hold, the
    first day among them. What changes on a later day is asked again for those alone whom it concerns.
    """
    everything = set(product_ids)
    with connection.cursor() as cursor:
        span: dict[str, Any] = {"first": first, "last": last, "market": network.current_schema()}
        cursor.execute(CHANGES, {**span, "products": list(everything)})
        rows = cursor.fetchall()
    asked: dict[date, set[UUID]] = defaultdict(set)
    asked[first] = everything
    for day, product_id in rows:
        asked[day] |= everything if product_id is None else {product_id}
    found: dict[UUID, list[tuple[date, Facts]]] = defaultdict(list)
    for day in sorted(asked):
        for product_id, facts in facts_of(asked[day], on=day).items():
            found[product_id].append((day, facts))
    return found


def facts_of(product_ids: Collection[UUID], *, on: date) -> Mapping[UUID, Facts]:
    """All that decides about these products on a day, as this market sees it, in two statements."""
    if not product_ids:
        return {}
    [kinds] = ask(kinds_question(products=product_ids))
    if len(product_ids) <= _FEW:
        [found] = ask(facts_question(product_ids, kinds, on=on))
        return cast(Mapping[UUID, Facts], found)
    said: dict[str, Any] = {"products": list(product_ids), "day": on, "market": network.current_schema()}
    with connection.cursor() as cursor:
        cursor.execute(FACTS, {**said, "asked": _asked_of(kinds, on).decode()})
        return {key: _facts(stored.encode(), on) for key, stored in cursor.fetchall()}


def kinds_question(
    *, products: Collection[UUID] = (), listings: Collection[UUID] = ()
) -> Question[GoodsAsked]:
    """Which kinds of goods these products and listings are, with all that is asked of any goods."""
    return Question(GOODS_ASKED, [array(products), array(listings)], lambda rows: GoodsAsked(*rows[0]))


def facts_question(
    product_ids: Collection[UUID], kinds: GoodsAsked, *, on: date
) -> Question[Mapping[UUID, Facts]]:
    """What `facts_of` answers about a few products, whose kinds are known."""
    said: list[Parameter] = [
        _asked_of(kinds, on),
        array(product_ids),
        on.isoformat(),
        network.current_schema(),
    ]

    def read(rows: list[Row]) -> Mapping[UUID, Facts]:
        return {UUID(str(key, "ascii")): _facts(stored, on) for key, stored in rows if key and stored}

    return Question(FACTS_PREPARED, said, read)


def judged(
    wanted: Mapping[UUID, Wanted],
    facts: Mapping[UUID, Facts],
    moment: Moment,
    *,
    market: MarketStanding | None = None,
) -> Mapping[UUID, Verdict]:
    """The verdict on each of these goods at a moment, out of what is known of their products."""
    return {
        key: rules.verdict(facts[one.product_id].of(one.state, market), moment)
        for key, one in wanted.items()
        if one.product_id in facts
    }


@lru_cache(maxsize=1_000)
def _asked_of(known: GoodsAsked, on: date) -> bytes:
    """What is asked of these kinds of goods on a day, as the statement takes it. It is remembered by all that
    the requirement sets say, so that another set is another answer.
    """
    sets = _sets(known.sets)
    return orjson.dumps(
        [row for kind in orjson.loads(known.kinds or b"[]") for row in _asked(kind, sets, on)]
    )


@lru_cache(maxsize=4)
def _sets(stored: bytes | None) -> Sequence[RequirementSet]:
    return [
        RequirementSet(
            category_code=code,
            effective_from=date.fromisoformat(since),
            requirements=tuple(map(documents.of_json, requirements)),
        )
        for code, since, requirements in orjson.loads(stored or b"[]")
    ]


def _asked(kind: Sequence[Any], sets: Sequence[RequirementSet], on: date) -> Iterator[dict[str, Any]]:
    """What is asked of a kind of goods, as far as its time is over: the rest stops no sale."""
    group, category, root, regime, packed, food_use = kind
    goods: Goods = documents.goods_of(
        Group(group),
        category_code=category,
        root_code=root,
        regime=Regime(regime),
        packed=packed,
        food_use=food_use,
        product_id=_ANY_PRODUCT,
    )
    for one in documents.asked_on(sets, goods, on):
        if one.met_by <= on:
            yield {
                "group": group,
                "category": category,
                "packed": packed,
                "food_use": food_use,
                "type": one.requirement.type,
                "kinds": [one.requirement.type, *one.requirement.alternatives],
                "codes": goods.categories,
                "met_by": one.met_by,
            }


@lru_cache(maxsize=20_000)
def _facts(stored: bytes, on: date) -> Facts:
    category, root, status, since, cooperative, cooperative_since, *part, lacks, recalls = orjson.loads(
        stored
    )
    return Facts(
        category=category,
        root=root,
        product_status=ProductStatus(status),
        product_since=datetime.fromisoformat(since),
        cooperative_status=CooperativeStatus(cooperative),
        cooperative_since=None if cooperative_since is None else datetime.fromisoformat(cooperative_since),
        part=None if part[0] is None else _part(*part),
        lacks=tuple(_lack(lack, on) for lack in lacks or ()),
        recalls=tuple((lot, datetime.fromisoformat(at)) for lot, at in recalls or ()),
    )


def _part(joined_on: str, ended_on: str | None, suspended_on: str | None, categories: list[str]) -> Part:
    return Part(date.fromisoformat(joined_on), _day(ended_on), _day(suspended_on), tuple(categories))


def _day(said: str | None) -> date | None:
    return None if said is None else date.fromisoformat(said)


def _lack(said: Sequence[Any], on: date) -> Lack:
    """A paper that is past due, and what is wrong with the one that comes nearest."""
    type_, met_by, stopped, stopped_at, first, last = said
    since = date.fromisoformat(met_by)
    fault = PaperFault.MISSING
    if stopped is not None:
        fault, since = PaperFault(stopped), business_date(datetime.fromisoformat(stopped_at))
    elif first is not None and date.fromisoformat(first) > on:
        fault = PaperFault.NOT_YET_VALID
    elif last is not None:
        fault, since = PaperFault.EXPIRED, rules.day_after(date.fromisoformat(last))
    return Lack(type=DocumentType(type_), fault=fault, since=since)
