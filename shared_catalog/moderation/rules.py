"""Decisions of moderation: what a request changes, what needs no person, and which changes meet."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from kernel.errors import InvalidValue
from shared_catalog.catalogue.types import ProductDetails
from shared_catalog.moderation.types import (
    Action,
    Change,
    ChangeField,
    Judged,
    Judgement,
    RequestState,
    RequestStep,
    Rule,
    SetAttribute,
    SetCategory,
    SetDescription,
    SetFoodUse,
    SetName,
    SetPacked,
    SetPrice,
    Terms,
    Value,
    by_attribute,
)

STEPS: Mapping[RequestStep, RequestState] = {
    RequestStep.ASSIGN: RequestState.OPEN,
    RequestStep.CONFIRM: RequestState.CONFIRMED,
    RequestStep.REJECT: RequestState.REJECTED,
    RequestStep.WITHDRAW: RequestState.WITHDRAWN,
    RequestStep.SUPERSEDE: RequestState.SUPERSEDED,
}
"""Where each step leads an open request; no other request makes any."""

TERMS: Sequence[Terms] = (
    Terms(effective_from=date(2017, 1, 1), typo_edits=2, price_corridor=500, off_label=True),
)
"""Of each day, the latest that began. Terms are added, never changed: requests say by which rule they went
through.
"""

BY_RULE = "rule:"
"""What the id of a reviewer that is a rule begins with."""

_ENGLISH = frozenset({ChangeField.NAME_EN, ChangeField.DESCRIPTION_EN})
_DESCRIPTIONS = frozenset({ChangeField.DESCRIPTION_AR, ChangeField.DESCRIPTION_FR})
_DETAILS = tuple(field for field in ChangeField if field is not ChangeField.ATTRIBUTE)
_NUMBER = re.compile(r"\d+")


def said(details: ProductDetails) -> dict[ChangeField, Value]:
    """What a product says, field by field, as far as it may change once it is published."""
    names, texts = details.names, details.descriptions
    return {
        ChangeField.NAME_AR: names.ar,
        ChangeField.NAME_FR: names.fr,
        ChangeField.NAME_EN: names.en,
        ChangeField.DESCRIPTION_AR: texts.ar,
        ChangeField.DESCRIPTION_FR: texts.fr,
        ChangeField.DESCRIPTION_EN: texts.en,
        ChangeField.CATEGORY: details.category_code,
        ChangeField.PACKED: details.packed,
        ChangeField.FOOD_USE: details.food_use,
        ChangeField.PRICE: details.recommended_price_minor,
    }


def saying(details: ProductDetails, changed: Mapping[ChangeField, Value]) -> ProductDetails:
    """The details with these fields saying something else; attributes are none of them."""
    for field, value in changed.items():
        if field is ChangeField.ATTRIBUTE:
            continue
        if field is ChangeField.CATEGORY:
            details = replace(details, category_code=str(value))
        elif field is ChangeField.PACKED:
            details = replace(details, packed=bool(value))
        elif field is ChangeField.FOOD_USE:
            details = replace(details, food_use=bool(value))
        elif field is ChangeField.PRICE:
            details = replace(details, recommended_price_minor=int(value))
        else:
            kind, _, language = field.value.partition("_")
            column = f"{kind}s"
            texts = replace(getattr(details, column), **{language: str(value)})
            details = replace(details, **{column: texts})
    return details


def asked(actions: Sequence[Action]) -> dict[ChangeField, Value]:
    """What actions want said, in their order; of attributes, all together by code. Raises InvalidValue for
    none, or one field twice.
    """
    wanted: dict[ChangeField, Value] = {}
    for place, action in enumerate(actions):
        field, value = _field(action)
        attribute = isinstance(action, SetAttribute)
        if field in wanted and not (attribute and value.keys().isdisjoint(wanted[field])):
            raise InvalidValue(path=("actions", place), field="actions", reason="one field twice")
        wanted[field] = {**wanted.get(field, {}), **value} if attribute else value
    if not wanted:
        raise InvalidValue(field="actions", reason="nothing is asked for")
    return wanted


def between(
    before: ProductDetails, after: ProductDetails, *, order: Collection[ChangeField] = _DETAILS
) -> tuple[Change, ...]:
    """What differs, in this order of fields."""
    old, new = said(before), said(after)
    return tuple(Change(field, old[field], new[field]) for field in order if old[field] != new[field])


def between_sheets(before: Mapping[str, Value], after: Mapping[str, Value]) -> tuple[Change, ...]:
    """What differs of what is said by attribute, in the order of their codes."""
    return tuple(
        Change(ChangeField.ATTRIBUTE, before.get(code), after.get(code), code)
        for code in sorted({*before, *after})
        if before.get(code) != after.get(code)
    )


def by_name(details: ProductDetails, sheet: Mapping[str, Value]) -> dict[str, Value]:
    """What a product says by the name of each field; what is said by no attribute is not there."""
    found: dict[str, Value] = {field.value: value for field, value in said(details).items()}
    return found | {by_attribute(code): value for code, value in sheet.items()}


def met(changes: Collection[Change], now: Mapping[str, Value]) -> list[str]:
    """The names of the fields that no longer say what they said when the changes were asked for."""
    return [change.name for change in changes if now.get(change.name) != change.before]


def terms_on(day: date) -> Terms | None:
    """What counts as small on a business day; None before anything did."""
    begun = [terms for terms in TERMS if terms.effective_from <= day]
    return max(begun, key=lambda terms: terms.effective_from, default=None)


def judged(
    changes: Collection[Change],
    *,
    trusted: Mapping[str, Value],
    on_label: Collection[str],
    terms: Terms | None,
) -> Judgement:
    """Each change with the rule that lets it through, if any.

    `trusted` is what each field said when a person last confirmed it, from which small is measured: many
    small steps make no large one. `on_label` are the attributes that stand on the label.
    """
    return [Judged(one, _rule(one, trusted.get(one.name), on_label, terms)) for one in changes]


def reviewer(judgement: Judgement) -> str | None:
    """The rules as a reviewer, `rule:english+typo`; None where any change needs a person."""
    rules = {one.rule for one in judgement}
    if not rules or None in rules:
        return None
    return BY_RULE + "+".join(sorted(rule.value for rule in rules if rule is not None))


def edits(before: str, after: str, *, most: int) -> int:
    """How many characters are put in, left out or replaced on the way from one text to another, counted no
    further than `most + 1`.
    """
    if abs(len(before) - len(after)) > most:
        return most + 1
    beyond = most + 1
    row = [min(column, beyond) for column in range(len(after) + 1)]
    for line, letter in enumerate(before, start=1):
        above, row = row, [beyond] * (len(after) + 1)
        row[0] = min(line, beyond)
        for column in range(max(1, line - most), min(len(after), line + most) + 1):
            replaced = above[column - 1] + (letter != after[column - 1])
            row[column] = min(replaced, above[column] + 1, row[column - 1] + 1, beyond)
        if min(row) >= beyond:
            return beyond
    return row[-1]


def _field(action: Action) -> tuple[ChangeField, Value]:
    match action:
        case SetName(language, text):
            return ChangeField(f"name_{language}"), text.strip()
        case SetDescription(language, text):
            return ChangeField(f"description_{language}"), text.strip()
        case SetCategory(code):
            return ChangeField.CATEGORY, code
        case SetPacked(packed):
            return ChangeField.PACKED, packed
        case SetFoodUse(food_use):
            return ChangeField.FOOD_USE, food_use
        case SetPrice(minor):
            return ChangeField.PRICE, minor
        case SetAttribute(code, value):
            return ChangeField.ATTRIBUTE, {code: value}


def _rule(change: Change, trusted: Value, on_label: Collection[str], terms: Terms | None) -> Rule | None:
    if terms is None:
        return None
    if change.field in _ENGLISH:
        return Rule.ENGLISH
    if change.field in _DESCRIPTIONS:
        return Rule.TYPO if _is_typo(str(trusted), str(change.after), terms) else None
    if change.field is ChangeField.PRICE:
        near = abs(int(change.after) - int(trusted)) * 10_000 <= int(trusted) * terms.price_corridor
        return Rule.SMALL_PRICE if near else None
    if change.field is ChangeField.ATTRIBUTE:
        return Rule.ATTRIBUTE if terms.off_label and change.attribute not in on_label else None
    return None


def _is_typo(before: str, after: str, terms: Terms) -> bool:
    # One digit more is ten times the dose.
    if not before or not after or _NUMBER.findall(before) != _NUMBER.findall(after):
        return False
    return edits(before, after, most=terms.typo_edits) <= terms.typo_edits
