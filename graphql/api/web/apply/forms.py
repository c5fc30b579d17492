"""The fields of the form as a page shows them: in their order, with what was typed and what is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from api.web.apply.wording import OPTIONS, WORDS, label_of
from kernel.errors import DomainError, SeveralRefusals
from shared_catalog.applications import queries, rules

Option = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field. `kind` is its HTML type, `select` or `textarea`; options are groups of value and text."""

    name: str
    label: str
    kind: str
    value: str
    longest: int
    error: str
    options: Sequence[tuple[str, Sequence[Option]]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Fields under one heading."""

    title: str
    fields: Sequence[FormField]
    note: str = ""


_LAYOUT: Mapping[str, Sequence[str]] = {
    "identity": (
        "name_ar",
        "name_fr",
        "kind",
        "group",
        "province",
        "ice",
        "register_number",
        "register_court",
        "founded_on",
    ),
    "members": ("women", "men", "youth", "rural"),
    "contact": rules.CONTACT,
    "evidence": ("onssa_number", "packaging", "capacity"),
}
_OF_A_PRODUCT = ("name", "category", "price", "unit", "content")
_KINDS = {
    "founded_on": "date",
    "contact_phone": "tel",
    "contact_email": "email",
    "packaging": "textarea",
    "capacity": "textarea",
}
_CHOSEN = ("kind", "group", "province", "category", "unit")


def sections(typed: Mapping[str, str], problems: Mapping[str, str], *, language: str) -> Sequence[Section]:
    """The form; two statements, for provinces and categories."""
    choices = _choices(language)

    def field(name: str) -> FormField:
        choice = name.rsplit("_", 1)[-1] if name.startswith("product_") else name
        return FormField(
            name=name,
            label=label_of(name, language),
            kind="select" if choice in _CHOSEN else _KINDS.get(name, "text"),
            value=typed.get(name, ""),
            longest=rules.LONGEST[name],
            error=problems.get(name, ""),
            options=choices.get(choice, ()),
        )

    found = [
        Section(title=WORDS[title][language], fields=[field(name) for name in names])
        for title, names in _LAYOUT.items()
    ]
    for n in range(1, rules.PRODUCTS + 1):
        found.append(
            Section(
                title=f"{WORDS['product'][language]} {n}",
                fields=[field(f"product_{n}_{name}") for name in _OF_A_PRODUCT],
                note=WORDS["first_product"][language] if n == 1 else "",
            )
        )
    return found


def problems_in(error: DomainError, *, language: str) -> Mapping[str, str]:
    """What is wrong, by field, in words; empty where it is not about fields."""
    refusals = error.refusals if isinstance(error, SeveralRefusals) else (error,)
    found = {}
    for one in refusals:
        if one.path and one.path[0] in {*rules.LONGEST, "consent"}:
            name = str(one.path[0])
            found[name] = one.message(language, field=label_of(name, language))
    return found


def _choices(language: str) -> Mapping[str, Sequence[tuple[str, Sequence[Option]]]]:
    plain = {
        name: [("", [(value, texts[language]) for value, texts in options.items()])]
        for name, options in OPTIONS.items()
    }
    name = f"name_{language}"
    provinces = ((getattr(one.region, name), one.code, getattr(one, name)) for one in queries.provinces())
    categories = (
        (getattr(one.parent, name), one.code, getattr(one, name)) for one in queries.leaf_categories()
    )
    return {**plain, "province": _grouped(provinces), "category": _grouped(categories)}


def _grouped(rows: Iterable[tuple[str, str, str]]) -> Sequence[tuple[str, Sequence[Option]]]:
    found: dict[str, list[Option]] = {}
    for group, value, text in rows:
        found.setdefault(group, []).append((value, text))
    return list(found.items())
