"""The impact report as types."""

from datetime import date
from typing import Any

import graphene

from api.base.enums import described_enum
from api.base.scalars import Date, SafeInt
from api.base.values import LocalizedText, Money, Texts
from api.figures.report import Report, Subject
from api.registry.enums import CooperativeGroup
from api.registry.types import Region
from kernel.money import Money as Amount
from markets.figures.types import Dimension
from shared_catalog.impact import rules, types
from shared_catalog.registry.types import Names

ImpactDimension = described_enum(
    types.Dimension,
    "ImpactDimension",
    "By what the impact report is told apart.",
    REGION="By region of the cooperative.",
    GROUP="By group of the cooperative.",
)
ImpactIncome = described_enum(
    types.Income,
    "ImpactIncome",
    "What counts as the income that members have from the network.",
    SALES_LESS_FEES="What was sold, less returns and fees.",
    PAID="What was paid to their cooperatives.",
)


class ImpactTerm(graphene.ObjectType):
    """What a word of the report means."""

    name = graphene.String(required=True, description="The word, as the field of a cell is called.")
    meaning = graphene.Field(LocalizedText, required=True, description="What it means.")


class ImpactDefinition(graphene.ObjectType):
    """A version of what the words of the report mean. A version never changes."""

    version = graphene.Int(required=True, description="Its number.")
    effective_from = graphene.Field(
        Date, required=True, description="Reports whose last day is this one or a later one go by it."
    )
    income = graphene.Field(ImpactIncome, required=True, description="What counts as income.")
    terms = graphene.List(graphene.NonNull(ImpactTerm), required=True, description="The words.")

    @staticmethod
    def resolve_terms(root: types.Definition, _info: Any) -> list[dict[str, Any]]:
        return [{"name": _camel(name), "meaning": _texts(meaning)} for name, meaning in root.terms.items()]


class ImpactCell(graphene.ObjectType):
    """The cooperatives of a region, of a group, of both, or all of them."""

    region = Subject(Region, "The region; null for all of them.", Dimension.REGION)
    group = graphene.Field(CooperativeGroup, description="The group; null for all of them.")
    withheld = graphene.Boolean(
        required=True,
        description="Whether its figures are null, because they tell of fewer than five, or would let others "
        "be worked out that do.",
    )
    cooperatives = graphene.Int(description="How many cooperatives.")
    members = graphene.Int(description="How many members.")
    women = graphene.Int(description="Women among them.")
    men = graphene.Int(description="Men among them.")
    youth = graphene.Int(description="Young people among them.")
    rural = graphene.Int(description="People of the countryside among them.")
    income = graphene.Field(Money, description="What their cooperatives had from the network.")
    income_per_member = graphene.Field(Money, description="Income by member.")
    oldest_count = graphene.Field(Date, description="As of when the oldest count in it is.")
    newest_count = graphene.Field(Date, description="As of when the newest count in it is.")


class ImpactReport(graphene.ObjectType):
    """Whom the network served in a period, and with what income."""

    definition = graphene.Field(
        ImpactDefinition, required=True, description="What its words mean: the version that it goes by."
    )
    since = graphene.Field(Date, required=True, description="The first day.")
    until = graphene.Field(Date, required=True, description="The first day after the last.")
    as_of = graphene.Field(Date, required=True, description="The last day, as of which members are counted.")
    fewest = graphene.Int(required=True, description="No published figure tells of fewer, but none at all.")
    total = graphene.Field(ImpactCell, description="The whole; null where no cooperative took part.")
    cells = graphene.List(
        graphene.NonNull(ImpactCell), required=True, description="By what was asked, in the order of codes."
    )
    uncounted = graphene.Field(
        SafeInt,
        required=True,
        description="How many cooperatives took part whose members had not been counted yet; in no cell.",
    )


def answered(report: types.Report) -> dict[str, Any]:
    """What the API answers."""
    span, nodes = report.span, Report([cell.key for cell in report.cells])
    return {
        "definition": report.definition,
        "since": span.since,
        "until": span.until,
        "as_of": span.as_of,
        "fewest": rules.FEWEST,
        "total": None if report.total is None else _cell(report.total, nodes),
        "cells": [_cell(cell, nodes) for cell in report.cells],
        "uncounted": report.uncounted,
    }


def _cell(cell: types.Cell, nodes: Report) -> dict[str, Any]:
    told: dict[str, Any] = {"region": cell.key.region, "group": cell.key.group, "report": nodes}
    figures = cell.figures
    if figures is None:
        return {**told, "withheld": True}
    by_member = rules.income_per_member(figures)
    days: dict[str, date] = {"oldest_count": figures.oldest_count, "newest_count": figures.newest_count}
    return {
        **told,
        **days,
        "withheld": False,
        "cooperatives": figures.cooperatives,
        "members": figures.members,
        "women": figures.women,
        "men": figures.men,
        "youth": figures.youth,
        "rural": figures.rural,
        "income": Amount(figures.income_minor),
        "income_per_member": None if by_member is None else Amount(by_member),
    }


def _texts(names: Names) -> Texts:
    return Texts(names.ar, names.fr, names.en)


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.title() for word in others)
