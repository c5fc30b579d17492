"""Decisions about applications: whether a form is complete, whom it looks like, what its author is told."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from kernel import identifiers, text
from kernel.errors import DomainError, InvalidValue, refuse
from shared_catalog.applications.types import (
    Answers,
    ApplicationState,
    Declared,
    DeclaredProduct,
    Ground,
    Identity,
    Standing,
)
from shared_catalog.catalogue.types import Unit
from shared_catalog.registry import rules as registry
from shared_catalog.registry.types import Contact, CooperativeDetails, Group, Kind, Members, Names
from shared_catalog.selection.types import CriterionKind, GridTerms, Outcome
from tenants.people.rules import email

Value = TypeVar("Value")
Word = TypeVar("Word", bound=StrEnum)

DRAFTS_KEPT = timedelta(days=60)
"""How long a draft stays that nobody touches."""

PRODUCTS = 5
CONTACT = ("contact_name", "contact_phone", "contact_email")
_PLAIN: Mapping[str, int] = {
    "name_ar": 160,
    "name_fr": 160,
    "kind": 20,
    "group": 20,
    "province": 10,
    "ice": 40,
    "register_number": 40,
    "register_court": 80,
    "founded_on": 10,
    "women": 10,
    "men": 10,
    "youth": 10,
    "rural": 10,
    "onssa_number": 60,
    "packaging": 1_000,
    "capacity": 1_000,
}
_OF_A_PRODUCT: Mapping[str, int] = {"name": 160, "category": 30, "price": 20, "unit": 5, "content": 10}
LONGEST: Mapping[str, int] = {
    **_PLAIN,
    **{f"product_{n}_{name}": most for n in range(1, PRODUCTS + 1) for name, most in _OF_A_PRODUCT.items()},
    **dict(zip(CONTACT, (80, 40, 120), strict=True)),
}
"""The fields of the form, and how many characters of each are kept."""

_MOST_MEMBERS, _MOST_CENTIMES, _MOST_CONTENT = 1_000_000, 100_000_000, 1_000_000
_LEGAL_FORMS = frozenset(
    text.fold(
        "coopérative cooperative coop co op union groupement gie association agricole de du des la le les et "
        "تعاونية التعاونية اتحاد جمعية مجموعة الفلاحية فلاحية"
    ).split()
)
"""Words that names of cooperatives have in common, and that say nothing of which one it is."""


def kept(typed: Mapping[str, str]) -> Answers:
    """What is kept of a form as it came: its fields alone, each cut to its length."""
    return {name: typed.get(name, "").replace("\0", "").strip()[:most] for name, most in LONGEST.items()}


def checked(
    typed: Answers,
    *,
    consented: bool,
    terms: GridTerms,
    regions: Mapping[str, str],
    categories: frozenset[str],
    today: date,
) -> Declared:
    """What a form says. `regions` gives the region of each province, `categories` are those of products.

    Raises InvalidValue or InvalidIdentifier with the field in its path, SeveralRefusals for several.
    """
    form = _Form(typed)
    names = _names(form)
    kind, group = form.read("kind", _word(Kind)), form.read("group", _word(Group))
    province = form.read("province", _one_of(regions))
    ice = form.read("ice", identifiers.ice)
    number = form.read("register_number", _text(40))
    court = form.read("register_court", _text(80))
    founded = form.read("founded_on", lambda typed: _day(typed, today))
    members = _members(form, today)
    contact = _contact(form)
    onssa = form.read("onssa_number", lambda typed: identifiers.onssa_number(typed) if typed else "")
    judged = {criterion.kind for criterion in terms.judged}
    packaging = form.read("packaging", _text(1_000, required=CriterionKind.PACKAGING in judged))
    capacity = form.read("capacity", _text(1_000, required=CriterionKind.CAPACITY in judged))
    products = _products(form, categories)
    if not consented:
        form.problems.append(InvalidValue(path=("consent",), field="consent", reason="missing"))
    refuse(form.problems)
    details = CooperativeDetails(
        names=names,
        group=form.sure(group),
        kind=form.sure(kind),
        region_code=regions[form.sure(province)],
        province_code=form.sure(province),
        ice=form.sure(ice),
        register_number=form.sure(number),
        register_court=form.sure(court),
        founded_on=form.sure(founded),
        members=form.sure(members),
        contact=contact,
    )
    return Declared(
        details=registry.checked_cooperative(details, today=today),
        onssa_number=form.sure(onssa),
        packaging=form.sure(packaging),
        capacity=form.sure(capacity),
        products=products,
    )


def written(declared: Declared) -> dict[str, Any]:
    """What is declared as it is stored, whom to reach apart."""
    said = asdict(declared)
    del said["details"]["contact"]
    for owner, name in ((said["details"], "founded_on"), (said["details"]["members"], "as_of")):
        owner[name] = owner[name].isoformat()
    return said


def read(stored: Mapping[str, Any], *, contact: Contact) -> Declared:
    """What `written` stored."""
    said = stored["details"]
    return Declared(
        details=CooperativeDetails(
            **{
                **said,
                "names": Names(**said["names"]),
                "group": Group(said["group"]),
                "kind": Kind(said["kind"]),
                "founded_on": date.fromisoformat(said["founded_on"]),
                "members": Members(
                    **{**said["members"], "as_of": date.fromisoformat(said["members"]["as_of"])}
                ),
            },
            contact=contact,
        ),
        onssa_number=stored["onssa_number"],
        packaging=stored["packaging"],
        capacity=stored["capacity"],
        products=tuple(DeclaredProduct(**{**one, "unit": Unit(one["unit"])}) for one in stored["products"]),
    )


def alike(one: Identity, other: Identity) -> Ground | None:
    """Why two may be the same cooperative, by the surest ground; None where nothing says so.

    Names count within a province, without legal forms and articles, folded as search folds them.
    """
    if one.ice == other.ice:
        return Ground.ICE
    if _entry(one) == _entry(other):
        return Ground.REGISTER
    same = any(
        _bare(mine) and _bare(mine) == _bare(theirs)
        for mine, theirs in ((one.name_ar, other.name_ar), (one.name_fr, other.name_fr))
    )
    return Ground.NAME if same and one.province == other.province else None


def standing(state: ApplicationState, outcome: Outcome | None) -> Standing:
    """What the applicant is told, by where the application is and what a signed decision gave it."""
    if state is ApplicationState.ENTERED:
        return Standing.UNDER_REVIEW if outcome is None else _BY_OUTCOME[outcome]
    return _BY_STATE[state]


_BY_OUTCOME = {
    Outcome.TAKEN: Standing.RETAINED,
    Outcome.WAITING: Standing.WAITING,
    Outcome.REFUSED: Standing.NOT_RETAINED,
}
_BY_STATE = {
    ApplicationState.DRAFT: Standing.DRAFT,
    ApplicationState.SUBMITTED: Standing.SUBMITTED,
    ApplicationState.UNDER_REVIEW: Standing.UNDER_REVIEW,
    ApplicationState.REFUSED: Standing.NOT_ADMITTED,
}


class _Form:
    """Reads fields one by one and keeps what is wrong with them."""

    def __init__(self, typed: Answers) -> None:
        self.typed = typed
        self.problems: list[DomainError] = []

    def read(self, field: str, check: Callable[[str], Value]) -> Value | None:
        try:
            return check(self.typed.get(field, "").strip())
        except DomainError as error:
            named = {"field": field} if "field" in error.params else {}
            self.problems.append(type(error)(path=(field,), **{**error.params, **named}))
            return None

    @staticmethod
    def sure(value: Value | None) -> Value:
        """A value that was read, once nothing was wrong."""
        assert value is not None
        return value


def _names(form: _Form) -> Names:
    ar, fr = form.read("name_ar", _text(160)) or "", form.read("name_fr", _text(160)) or ""
    # The form asks for two languages; the registry's officer may translate the third.
    return Names(ar=ar, fr=fr, en=fr)


def _contact(form: _Form) -> Contact:
    return Contact(
        name=form.read("contact_name", _text(80)) or "",
        phone=form.read("contact_phone", identifiers.phone) or "",
        email=form.read("contact_email", lambda typed: email(typed) if typed else "") or "",
    )


def _members(form: _Form, today: date) -> Members | None:
    count = _number(0, _MOST_MEMBERS)
    found = {name: form.read(name, count) for name in ("women", "men", "youth", "rural")}
    if any(value is None for value in found.values()):
        return None
    members = Members(**{name: form.sure(value) for name, value in found.items()}, as_of=today)
    if not members.total:
        form.problems.append(InvalidValue(path=("women",), field="women", reason="missing"))
    if max(members.youth, members.rural) > members.total:
        reason = "youth or rural exceed women and men together"
        form.problems.append(InvalidValue(path=("youth",), field="youth", reason=reason))
    return members


def _products(form: _Form, categories: frozenset[str]) -> tuple[DeclaredProduct, ...]:
    found = []
    for n in range(1, PRODUCTS + 1):
        place = f"product_{n}"
        if n > 1 and not any(form.typed.get(f"{place}_{name}", "").strip() for name in ("name", "price")):
            continue
        said = {
            "name": form.read(f"{place}_name", _text(160)),
            "category_code": form.read(f"{place}_category", _one_of(categories)),
            "price_minor": form.read(f"{place}_price", _centimes),
            "unit": form.read(f"{place}_unit", _word(Unit)),
            "content": form.read(f"{place}_content", _number(1, _MOST_CONTENT)),
        }
        if not any(value is None for value in said.values()):
            found.append(DeclaredProduct(**said))  # type: ignore[arg-type]  # none of them is None
    return tuple(found)


def _text(longest: int, *, required: bool = True) -> Callable[[str], str]:
    check = registry.required if required else registry.short
    return lambda typed: check(typed, field="", longest=longest)


def _word(words: type[Word]) -> Callable[[str], Word]:
    return lambda typed: words(_one_of({word.value for word in words})(typed))


def _one_of(known: Any) -> Callable[[str], str]:
    def check(typed: str) -> str:
        if typed not in known:
            raise InvalidValue(field="", reason=f"unknown: {typed}" if typed else "missing")
        return typed

    return check


def _number(least: int, most: int) -> Callable[[str], int]:
    def check(typed: str) -> int:
        digits = "".join(typed.split())
        # `int` reads the digits of every script.
        if not digits:
            raise InvalidValue(field="", reason="missing")
        if not digits.isdecimal() or not least <= int(digits) <= most:
            raise InvalidValue(field="", reason=f"1 to {most}" if least else f"0 to {most}")
        return int(digits)

    return check


def _centimes(typed: str) -> int:
    """Dirhams as people write them: 45, 45,50 or ٤٥٫٥."""
    try:
        amount = Decimal("".join(typed.split()).replace("٫", ".").replace(",", ".")) * 100
    except InvalidOperation:
        reason = "missing" if not typed else "a price lies between 1 and 100000000 centimes"
        raise InvalidValue(field="", reason=reason) from None
    if not amount.is_finite() or amount != int(amount) or not 1 <= amount <= _MOST_CENTIMES:
        raise InvalidValue(field="", reason="a price lies between 1 and 100000000 centimes")
    return int(amount)


def _day(typed: str, today: date) -> date:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        reason = "a day is written YYYY-MM-DD" if typed else "missing"
        raise InvalidValue(field="", reason=reason) from None
    if day > today:
        raise InvalidValue(field="", reason="in the future")
    return day


def _entry(one: Identity) -> tuple[str, str]:
    return text.fold(one.register_number).replace(" ", ""), text.fold(one.register_court)


def _bare(name: str) -> str:
    return " ".join(word for word in text.fold(name).split() if word not in _LEGAL_FORMS)
