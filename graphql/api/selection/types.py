"""Rounds, applications, what people said of them, and what was decided."""

from collections.abc import Sequence
from typing import Any

import graphene
from django.db.models import Q

from api.base.connections import Connection
from api.base.digests import Digest
from api.base.fields import Column, Derived, MoneyColumn
from api.base.nodes import Edge, Node
from api.base.values import LocalizedText, Texts
from api.catalogue.enums import Unit
from api.catalogue.types import Category
from api.registry.enums import CooperativeGroup
from api.registry.types import Cooperative, Region
from api.selection import enums, lists
from api.selection.terms import (
    SelectionCriterion,
    SelectionGate,
    SelectionQuota,
    SelectionShortfall,
    shortfall,
)
from shared_catalog.selection import models, rules, wording
from shared_catalog.selection.types import Dimension, GateKind, Ground, Quota
from tenants.access import Actor
from tenants.permissions import Permission


def _list_of(type_: Any) -> Any:
    return graphene.List(graphene.NonNull(type_))


def _term(type_: Any, description: str, name: str) -> Derived:
    """One of the terms that a grid keeps as JSON."""
    return Derived(type_, description, columns=("terms",), compute=lambda terms: terms[name], required=True)


def _both_in(viewer: Actor, application: str, **own: str) -> Q:
    """Nobody reads another's scores before both are in."""
    return Q(**{f"{application}__sheets": rules.SCORERS}) | Q(**own)


class _ForHeadquarters(Node):
    """What the whole of headquarters sees that may read selections."""

    class Meta:
        abstract = True

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()


class SelectionGrid(_ForHeadquarters):
    """A version of the grid by which rounds are judged; a round keeps the one it opened with."""

    class Meta:
        model = models.Grid
        permission = Permission.SELECTION_READ

    version = Column("Counts the grids, from 1.")
    title = Column("Its title.")
    gates = _term(_list_of(SelectionGate), "What a cooperative must have.", "gates")
    criteria = _term(_list_of(SelectionCriterion), "What is valued; their order breaks ties.", "criteria")
    quotas = _term(
        _list_of(SelectionQuota),
        "Quotas, the one that comes first where not all can be kept first.",
        "quotas",
    )
    gap = _term(
        graphene.Int,
        "By how many basis points of a maximum two scores may differ before a third person decides.",
        "gap",
    )
    pass_mark = _term(graphene.Int, "The least total that is taken at all, 0 to 100.", "pass_mark")
    set_at = Column("When it was set.")
    set_by = Column("Who set it.")


class SelectionRound(_ForHeadquarters):
    """A call for cooperatives under one grid, with so many places."""

    class Meta:
        model = models.Round
        permission = Permission.SELECTION_READ

    title = Column("Its title.")
    grid = Edge(SelectionGrid, "The grid.", required=True)
    places = Column("How many places there are.")
    state = Column("Where it stands.", type_=enums.SelectionRoundState)
    opened_at = Column("When it was opened.")
    opened_by = Column("Who opened it.")
    scored_at = Column("When scoring was closed; null before.")
    scored_by = Column("Who closed it.")
    applications = Connection(
        lambda: SelectionApplication,
        "The applications.",
        via="round",
        orders=lists.APPLICATION_ORDERS,
        filters=lists.SelectionApplicationFilter,
    )
    decisions = Connection(
        lambda: SelectionDecision,
        "Its decisions: the last one holds, those before it stay on record.",
        via="round",
        orders=lists.DECISION_ORDERS,
    )


class SelectionApplication(_ForHeadquarters):
    """A cooperative in a round, with what its file said on the day it was entered."""

    class Meta:
        model = models.Application
        permission = Permission.SELECTION_READ

    round = Edge(SelectionRound, "The round.", required=True)
    number = Column("Its number in the round, in the order of entry.")
    cooperative = Edge(Cooperative, "Who applies.", required=True)
    group = Column("Its group.", type_=CooperativeGroup)
    region = Edge(Region, "Its region.", required=True)
    onssa = Column("Whether it had a valid food-safety certificate.")
    good_standing = Column("Whether it was neither suspended nor retired.")
    women_share = Derived(
        graphene.Int,
        "Women among its members, in basis points.",
        columns=("members_women", "members"),
        compute=rules.share,
        required=True,
    )
    rural_share = Derived(
        graphene.Int,
        "Members in the countryside, in basis points.",
        columns=("members_rural", "members"),
        compute=rules.share,
        required=True,
    )
    category = Edge(Category, "The category of the pack that was priced; null where the grid asks no price.")
    price = MoneyColumn("What it asks for the pack.", "price_minor")
    unit = Column("What the pack's content counts.", type_=Unit)
    content = Column("How much the pack holds.")
    reference_price = MoneyColumn("What such a pack of others usually costs.", "reference_minor")
    price_level = Derived(
        graphene.Int,
        "The price over its reference, in basis points.",
        columns=("price_minor", "reference_minor"),
        compute=lambda price, reference: None if price is None else rules.share(price, reference),
    )
    failed_gates = Derived(
        _list_of(enums.SelectionGateKind),
        "Gates of the grid that it fails; it is not scored then.",
        columns=("failed_gates",),
        compute=list,
        required=True,
    )
    entered_at = Column("When it was entered.")
    entered_by = Column("Who entered it.")
    sheets = Column("How many score sheets are in, of two.")
    conflicts = Connection(
        lambda: SelectionConflict,
        "Who has no hand in it.",
        via="application",
        orders=lists.CONFLICT_ORDERS,
    )
    score_sheets = Connection(
        lambda: SelectionScoreSheet,
        "What people gave it: one's own sheet, and all once both are in.",
        via="application",
        orders=lists.SHEET_ORDERS,
    )
    adjudications = Connection(
        lambda: SelectionAdjudication,
        "What a third person or an appeal decided.",
        via="application",
        orders=lists.ADJUDICATION_ORDERS,
    )
    decided_places = Connection(
        lambda: SelectionPlace,
        "What each decision gave it.",
        via="application",
        orders=lists.PLACE_ORDERS,
    )
    appeals = Connection(
        lambda: SelectionAppeal, "Its appeals.", via="application", orders=lists.APPEAL_ORDERS
    )


class SelectionConflict(_ForHeadquarters):
    """Somebody says that an application is none of theirs to judge; their sheet counts no more."""

    class Meta:
        model = models.ConflictOfInterest
        permission = Permission.SELECTION_READ

    application = Edge(SelectionApplication, "The application.", required=True)
    member = Column("Who.")
    reason = Column("Why.")
    declared_at = Column("When.")


class SelectionScoreSheet(Node):
    """What one person gave an application. Others read it once both sheets are in."""

    class Meta:
        model = models.ScoreSheet
        permission = Permission.SELECTION_READ

    application = Edge(SelectionApplication, "The application.", required=True)
    scorer = Column("Who.")
    note = Column("What they wrote.")
    scored_at = Column("When.")
    scores = Connection(
        lambda: SelectionScore, "The points, by criterion.", via="sheet", orders=lists.SCORE_ORDERS
    )

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return _both_in(viewer, "application", scorer=viewer.id)


class SelectionScore(Node):
    """The points of one criterion on a sheet."""

    class Meta:
        model = models.Score
        permission = Permission.SELECTION_READ

    sheet = Edge(SelectionScoreSheet, "The sheet.", required=True)
    criterion = Column("Which criterion.", type_=enums.SelectionCriterionKind)
    points = Column("How many points.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return _both_in(viewer, "sheet__application", sheet__scorer=viewer.id)


class SelectionAdjudication(Node):
    """The points that a third person, or an appeal, puts in the place of two scores."""

    class Meta:
        model = models.Adjudication
        permission = Permission.SELECTION_READ

    application = Edge(SelectionApplication, "The application.", required=True)
    criterion = Column("Which criterion.", type_=enums.SelectionCriterionKind)
    points = Column("How many points.")
    reason = Column("Why.")
    appeal = Edge(lambda: SelectionAppeal, "The appeal that was upheld; null for a third person's.")
    decided_at = Column("When.")
    decided_by = Column("Who.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return _both_in(viewer, "application", decided_by=viewer.id)


class SelectionDecision(_ForHeadquarters):
    """The minutes of a round: prepared by one person, signed by another."""

    class Meta:
        model = models.Decision
        permission = Permission.SELECTION_READ

    uuid = Column("Its UUID: the minutes as PDF are `/selection/decisions/<uuid>.pdf` on this host.", "id")
    round = Edge(SelectionRound, "The round.", required=True)
    number = Column("Its number in the round, from 1; the last one holds.")
    digest = Digest("Of what was decided by, and of the result.")
    shortfalls = Derived(
        _list_of(SelectionShortfall),
        "Floors that could not be reached, and why.",
        columns=("shortfalls",),
        compute=lambda kept: [shortfall(one) for one in kept],
        required=True,
    )
    prepared_at = Column("When it was prepared.")
    prepared_by = Column("Who prepared it.")
    signed_at = Column("When it was signed; null before.")
    signed_by = Column("Who signed it: somebody else than who prepared it.")
    places = Connection(
        lambda: SelectionPlace,
        "Every application with its place and the reason: the ranked list, then those refused.",
        via="decision",
        orders=lists.PLACE_ORDERS,
        filters=lists.SelectionPlaceFilter,
    )
    appeals = Connection(
        lambda: SelectionAppeal, "Appeals against it.", via="decision", orders=lists.APPEAL_ORDERS
    )


def _quota(dimension: str, value: str, floor: int | None, ceiling: int | None) -> Quota | None:
    if floor is None:
        return None
    return Quota(dimension=Dimension(dimension), value=value, floor=floor, ceiling=ceiling)


def _explained(
    ground: str, rank: int | None, waiting: int | None, failed_gates: Sequence[str], *quota: Any
) -> Texts:
    said = wording.place_in_words(
        Ground(ground),
        rank=rank,
        waiting=waiting,
        quota=_quota(*quota),
        failed_gates=[GateKind(gate) for gate in failed_gates],
    )
    return Texts(**said)


def place_in_words(place: models.Place) -> Texts:
    """Why an application has its place."""
    return _explained(*(getattr(place, column) for column in _EXPLAINED_BY))


_QUOTA = ("quota_dimension", "quota_value", "quota_floor", "quota_ceiling")
_EXPLAINED_BY = ("ground", "rank", "waiting", "failed_gates", *_QUOTA)


class SelectionPlace(_ForHeadquarters):
    """What a decision gave one application, and why."""

    class Meta:
        model = models.Place
        permission = Permission.SELECTION_READ

    decision = Edge(SelectionDecision, "The decision.", required=True)
    application = Edge(SelectionApplication, "The application.", required=True)
    position = Column("Its line in the minutes, from 1.")
    outcome = Column("What became of it.", type_=enums.SelectionOutcome)
    ground = Column("Why.", type_=enums.SelectionGround)
    total = Column("Its weighted total: 1000000 is full marks; null where it fails a gate.")
    rank = Column("Its rank among those that passed gates and pass mark.")
    waiting = Column("Its number on the waiting list.")
    quota = Derived(SelectionQuota, "The quota that the ground speaks of.", columns=_QUOTA, compute=_quota)
    failed_gates = Derived(
        _list_of(enums.SelectionGateKind),
        "Gates that it fails.",
        columns=("failed_gates",),
        compute=list,
        required=True,
    )
    explanation = Derived(
        LocalizedText,
        "The ground in words.",
        columns=_EXPLAINED_BY,
        compute=_explained,
        required=True,
    )


class SelectionAppeal(_ForHeadquarters):
    """A cooperative says that a decision is wrong; somebody who had no hand in its scores decides."""

    class Meta:
        model = models.Appeal
        permission = Permission.SELECTION_READ

    decision = Edge(SelectionDecision, "The decision.", required=True)
    application = Edge(SelectionApplication, "The application.", required=True)
    argument = Column("What is wrong.")
    filed_at = Column("When it was filed.")
    filed_by = Column("Who filed it.")
    state = Column("Where it stands.", type_=enums.SelectionAppealState)
    decided_at = Column("When it was decided; null before.")
    decided_by = Column("Who decided it.")
    answer = Column("Why it was upheld or dismissed.")
    corrections = Connection(
        SelectionAdjudication,
        "The points that were put right.",
        via="appeal",
        orders=lists.ADJUDICATION_ORDERS,
    )
