"""Root fields of representation, on headquarters' host."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import graphene

from api.base.connections import Connection
from api.base.errors import LimitExceeded, NotFound
from api.base.fields import Computed
from api.base.inputs import IdOf, decoded
from api.base.scalars import Date
from api.base.schema import Queries
from api.figures.report import Report, schemas
from api.registry.types import Cooperative, Participation
from api.representation import effects
from api.representation.types import (
    FLOOR_ORDERS,
    Representation,
    RepresentationFloor,
    RepresentationFloorFilter,
    RepresentationWarning,
)
from api.selection.types import SelectionRound
from kernel.halfmonth import business_date
from shared_catalog.representation import queries, rules
from shared_catalog.representation.types import Broken, Cell, Measure, Tally
from tenants.permissions import Permission

MOST_AT_ONCE = 100
_WARNINGS = graphene.NonNull(graphene.List(graphene.NonNull(RepresentationWarning)))


@dataclass(frozen=True, slots=True)
class _Placed:
    """What a report's row speaks of."""

    region: str


class RepresentationEffectOf(graphene.InputObjectType):
    """A change that somebody thinks about: exactly one of these."""

    one_of = True

    cooperatives = IdOf(Cooperative, "That these leave the network, or are suspended.", many=True)
    participations = IdOf(Participation, "That these end, or are suspended.", many=True)


def _representation(
    _root: None, info: Any, as_of: date | None = None, market: str | None = None
) -> dict[str, Any]:
    day = business_date(info.context.now) if as_of is None else as_of
    markets = schemas(None if market is None else [market], info)
    found = rules.tally(effects.network_on(day, markets))
    floors = queries.floors_on(day)
    return {
        "as_of": day,
        "sales_since": queries.sales_since(day),
        "cells": _cells(found),
        "floors": [
            {
                "floor": floor,
                "share": rules.share(floor, found[floor.measure]),
                "kept": rules.is_kept(floor, found[floor.measure]),
            }
            for floor in floors
        ],
    }


def _cells(found: Tally) -> list[dict[str, Any]]:
    cells = sorted({cell for amounts in found.values() for cell in amounts})
    report = Report([_Placed(cell.region) for cell in cells])
    return [_cell(cell, found, report) for cell in cells]


def _cell(cell: Cell, found: Tally, report: Report) -> dict[str, Any]:
    said: dict[str, Any] = {"region": cell.region, "group": cell.group, "report": report}
    for measure in Measure:
        amount = found[measure].get(cell, 0)
        name = "sales_minor" if measure is Measure.SALES else measure.value
        said[name] = amount
        said[f"{measure.value}_share"] = rules.share_of(amount, rules.total(found[measure]))
    return said


def _effect(_root: None, info: Any, of: dict[str, Any]) -> Sequence[Broken]:
    viewer, today = info.context.viewer, business_date(info.context.now)
    keys = decoded(RepresentationEffectOf, of, None)
    [(name, wanted)] = keys.items()
    if len(wanted) > MOST_AT_ONCE:
        raise LimitExceeded(name, actual=len(wanted), maximum=MOST_AT_ONCE)
    node = Cooperative if name == "cooperatives" else Participation
    rows = list(node.rows(viewer).filter(pk__in=wanted))
    if len(rows) != len(set(wanted)):
        raise NotFound()
    if name == "cooperatives":
        return effects.of_leaving(cooperatives={row.pk for row in rows}, on=today)
    return effects.of_leaving(presences={(row.market_id, row.cooperative_id) for row in rows}, on=today)


def _selection_effect(_root: None, info: Any, round_id: str) -> Sequence[Broken]:
    key = SelectionRound.key_of(round_id, None)
    round_ = SelectionRound.rows(info.context.viewer).select_related("grid").filter(pk=key).first()
    if round_ is None:
        raise NotFound()
    return effects.of_taking(queries.taken_in(round_), on=business_date(info.context.now))


class RepresentationQueries(Queries):
    """Reads of representation."""

    representation = Computed(
        graphene.NonNull(Representation),
        "The shares of regions and groups of cooperatives, of shelf and of sales, and how they stand to the "
        "floors. Sandboxes are left out.",
        resolve=_representation,
        permission=Permission.NETWORK_FIGURES_READ,
        cost=100,
        as_of=graphene.Argument(Date, description="The day; today when nothing is said."),
        market=graphene.Argument(graphene.ID, description="One market alone; all when nothing is said."),
    )
    representation_floors = Connection(
        RepresentationFloor,
        "Floors, those of the latest first day first.",
        orders=FLOOR_ORDERS,
        filters=RepresentationFloorFilter,
    )
    representation_effect = Computed(
        _WARNINGS,
        "The floors that would break, or break further, if cooperatives or participations ended today; at "
        f"most {MOST_AT_ONCE} at once. Nothing is done.",
        resolve=_effect,
        permission=Permission.REGISTRY_DECIDE,
        cost=100,
        of=graphene.Argument(RepresentationEffectOf, required=True, description="What would end."),
    )
    selection_effect = Computed(
        _WARNINGS,
        "The floors that would break, or break further, if the cooperatives that a decision of the round "
        "would take now took part in the network. Nothing is done.",
        resolve=_selection_effect,
        permission=Permission.SELECTION_DECIDE,
        cost=100,
        round_id=graphene.Argument(graphene.ID, required=True, description="The round."),
    )
