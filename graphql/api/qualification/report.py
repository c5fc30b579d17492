"""What a donor is told of a programme."""

from collections.abc import Mapping
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import graphene

from api.base.fields import Computed
from api.base.scalars import Date, SafeInt
from api.base.values import LocalizedText, Money, Texts
from api.figures.report import Report, Subject, schemas
from api.qualification.enums import QualificationBlockerCode, QualificationStepKind
from api.registry.enums import CooperativeGroup
from api.registry.types import Region
from kernel.money import Money as Amount
from markets.figures.network import sold_since
from markets.figures.types import Dimension, NetworkFigures
from shared_catalog.qualification import types
from tenants.permissions import Permission


def _list_of(type_: Any, description: str) -> Any:
    return graphene.List(graphene.NonNull(type_), required=True, description=description)


def _money(description: str, minor: Any) -> Any:
    return graphene.Field(
        Money,
        required=True,
        description=description,
        resolver=lambda root, _info: Amount(minor(root)),
    )


def _count(description: str) -> Any:
    return graphene.Int(required=True, description=description)


class QualificationStepCount(graphene.ObjectType):
    """How many have done a step."""

    kind = graphene.Field(QualificationStepKind, required=True, description="Which step.")
    done = _count("How many have done it, whatever became of them.")


class QualificationFunnel(graphene.ObjectType):
    """How far enrolments came: active, dropped and authorised make enrolled."""

    enrolled = _count("How many began.")
    active = _count("How many are on their way.")
    dropped = _count("How many gave up.")
    authorised = _count("How many reached their authorisation.")
    steps = _list_of(QualificationStepCount, "How many have done each step, in their usual order.")

    @staticmethod
    def resolve_steps(root: types.Funnel, _info: Any) -> list[dict[str, Any]]:
        return [{"kind": kind, "done": done} for kind, done in root.done.items()]


class QualificationRegion(graphene.ObjectType):
    """How far the cooperatives of a region came."""

    region = Subject(Region, "The region.", Dimension.REGION)
    funnel = graphene.Field(QualificationFunnel, required=True, description="How far.")


class QualificationGroup(graphene.ObjectType):
    """How far the cooperatives of a group came."""

    group = graphene.Field(CooperativeGroup, required=True, description="The group.")
    funnel = graphene.Field(QualificationFunnel, required=True, description="How far.")


class QualificationCohortFunnel(graphene.ObjectType):
    """How far a cohort came."""

    cohort = graphene.String(required=True, description="The cohort's code.")
    funnel = graphene.Field(QualificationFunnel, required=True, description="How far.")


class QualificationSpread(graphene.ObjectType):
    """How numbers of days are spread, by nearest rank: each is one that occurred."""

    count = _count("Of how many.")
    lower_quartile = _count("A quarter took no longer.")
    median = _count("Half took no longer.")
    upper_quartile = _count("Three quarters took no longer.")
    longest = _count("The longest of all.")


class QualificationSpending(graphene.ObjectType):
    """What a partner gives, and what was spent of it."""

    code = graphene.String(required=True, description="The partner's code.")
    name = graphene.Field(LocalizedText, required=True, description="Its name.")
    budget = _money("What it gives.", lambda root: root.partner.budget_minor)
    overrun = _money("What was signed beyond it.", lambda root: root.overrun_minor)
    spent = _money("What was spent.", lambda root: root.spent_minor)
    left = _money("What is left of both.", lambda root: root.left_minor)

    @staticmethod
    def resolve_code(root: types.Spending, _info: Any) -> str:
        return root.partner.code

    @staticmethod
    def resolve_name(root: types.Spending, _info: Any) -> Texts:
        names = root.partner.names
        return Texts(names.ar, names.fr, names.en)


class QualificationBlockerAges(graphene.ObjectType):
    """What stands in the way, and for how long."""

    code = graphene.Field(QualificationBlockerCode, required=True, description="What it is.")
    standing = graphene.Field(
        QualificationSpread, description="Days since it began, where it stands; null where none does."
    )
    lifted = graphene.Field(
        QualificationSpread, description="Days it took, where it was lifted; null where none was."
    )


class QualificationReached(graphene.ObjectType):
    """Members of cooperatives, as the registry counts them now: women and men make the whole."""

    cooperatives = _count("How many cooperatives.")
    women = graphene.Field(SafeInt, required=True, description="Women.")
    men = graphene.Field(SafeInt, required=True, description="Men.")
    youth = graphene.Field(SafeInt, required=True, description="Young people, among women and men.")
    rural = graphene.Field(
        SafeInt, required=True, description="People who live in the countryside, among women and men."
    )


class QualificationSales(graphene.ObjectType):
    """What cooperatives sold, each from the day of its authorisation on, in all markets but sandboxes."""

    items = graphene.Field(SafeInt, required=True, description="How many pieces.")
    gross = _money("What was sold.", lambda root: root.gross_minor)
    refunds = _money("What was given back.", lambda root: root.refunds_minor)
    net = _money("Gross less refunds.", lambda root: root.gross_minor - root.refunds_minor)


def _sales(root: types.ProgrammeReport, info: Any) -> NetworkFigures:
    until = root.as_of + timedelta(days=1)
    return sold_since(markets=schemas(None, info), since=root.authorised_on, until=until)


def _named(key: str, funnels: Mapping[str, types.Funnel]) -> list[dict[str, Any]]:
    return [{key: name, "funnel": funnel} for name, funnel in funnels.items()]


class ProgrammeReport(graphene.ObjectType):
    """A programme as of the end of a day."""

    as_of = graphene.Field(Date, required=True, description="The day.")
    target = _count("How many authorisations it is to bring.")
    funnel = graphene.Field(QualificationFunnel, required=True, description="How far it came.")
    regions = _list_of(QualificationRegion, "The same by region of the cooperative.")
    groups = _list_of(QualificationGroup, "The same by group of the cooperative.")
    cohorts = _list_of(QualificationCohortFunnel, "The same by cohort.")
    days_to_authorisation = graphene.Field(
        QualificationSpread,
        description="Days from the beginning of an enrolment to its authorisation; null before the first.",
    )
    spent = _money("All that was spent, the cooperatives' own money included.", lambda root: root.spent_minor)
    spent_by_cooperatives = _money("What cooperatives spent of their own.", lambda root: root.own_minor)
    cost_per_authorisation = graphene.Field(
        Money, description="What was spent for each authorisation, rounded down; null before the first."
    )
    partners = _list_of(QualificationSpending, "What was spent of which budget.")
    blockers = _list_of(QualificationBlockerAges, "What stands in the way, or stood.")
    reached = graphene.Field(
        QualificationReached, required=True, description="Members of cooperatives that did not give up."
    )
    authorised = graphene.Field(
        QualificationReached, required=True, description="Members of cooperatives that were authorised."
    )
    sales = Computed(
        QualificationSales,
        "What the authorised sold since, by the markets' daily figures.",
        resolve=_sales,
        permission=Permission.NETWORK_FIGURES_READ,
    )

    @staticmethod
    def resolve_regions(root: types.ProgrammeReport, _info: Any) -> list[dict[str, Any]]:
        report = Report([SimpleNamespace(region=code) for code in root.by_region])
        return [{**row, "report": report} for row in _named("region", root.by_region)]

    @staticmethod
    def resolve_groups(root: types.ProgrammeReport, _info: Any) -> list[dict[str, Any]]:
        return _named("group", root.by_group)

    @staticmethod
    def resolve_cohorts(root: types.ProgrammeReport, _info: Any) -> list[dict[str, Any]]:
        return _named("cohort", root.by_cohort)

    @staticmethod
    def resolve_cost_per_authorisation(root: types.ProgrammeReport, _info: Any) -> Amount | None:
        minor = root.cost_per_authorisation_minor
        return None if minor is None else Amount(minor)

    @staticmethod
    def resolve_partners(root: types.ProgrammeReport, _info: Any) -> tuple[types.Spending, ...]:
        return root.spending
