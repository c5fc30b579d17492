"""The 356 cooperatives: where they are, when they joined, and what they say of themselves."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, TypeVar

from kernel import identifiers
from kernel.money import allocate
from shared_catalog.registry.types import (
    AccountDetails,
    AuthorisationDetails,
    AuthorisationKind,
    Contact,
    CooperativeDetails,
    CooperativeEntry,
    Group,
    Kind,
    Members,
    Names,
    Verification,
)
from shared_catalog.seed import reference
from shared_catalog.seed.generator._certificates import MOVING_TIME, Obtained, obtained
from shared_catalog.seed.generator._facts import (
    COOPERATIVES_BY_GROUP,
    COOPERATIVES_BY_REGION_IN_2019,
    WAVES,
    day_between,
    dice,
    seeded_id,
)
from shared_catalog.seed.types import CooperativeSeed

_T = TypeVar("_T")

_OLDEST, _YOUNGEST = date(1998, 1, 1), date(2016, 12, 31)

_KINDS = {Kind.COOPERATIVE: 88, Kind.GIE: 6, Kind.UNION: 3, Kind.ASSOCIATION: 3}
_TITLES: Mapping[Kind, Names] = {
    Kind.COOPERATIVE: Names("تعاونية {}", "Coopérative {}", "{} Cooperative"),
    Kind.GIE: Names("مجموعة النفع الاقتصادي {}", "GIE {}", "{} Economic Interest Group"),
    Kind.UNION: Names("اتحاد تعاونيات {}", "Union de coopératives {}", "{} Union of Cooperatives"),
    Kind.ASSOCIATION: Names("جمعية {}", "Association {}", "{} Association"),
}
_FUNCTIONS_OF_WOMEN = ("la présidente", "la directrice", "la trésorière", "la secrétaire générale")
_FUNCTIONS_OF_MEN = ("le président", "le directeur", "le trésorier", "le secrétaire général")

# Crédit Agricole du Maroc ran the qualification programme: most cooperatives bank there.
_BANKS = {"225": 60, "190": 10, "145": 8, "350": 8, "007": 6, "230": 5, "011": 3}
_CERTIFICATE_LETTERS = {Group.TERROIR: "PT", Group.AGRI: "PA"}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where and when a cooperative of a group joins; its name's word is unique in its province."""

    group: Group
    province: Mapping[str, Any]
    word: Mapping[str, str]
    joined_on: date


def cooperatives() -> tuple[CooperativeSeed, ...]:
    """All of them, in the order of joining."""
    places = dict(enumerate(sorted(_named(_placed()), key=lambda place: place.joined_on), start=1))
    food = {
        number: place.joined_on for number, place in places.items() if place.group in _CERTIFICATE_LETTERS
    }
    through = obtained(food)
    return tuple(_cooperative(number, place, through.get(number)) for number, place in places.items())


def _placed() -> Iterator[tuple[Group, str, date]]:
    """Group, region and day of joining of each: totals by group, by region and by date as published."""
    regions = list(COOPERATIVES_BY_REGION_IN_2019)
    in_2019 = list(COOPERATIVES_BY_REGION_IN_2019.values())
    in_2021 = allocate(sum(COOPERATIVES_BY_GROUP.values()), in_2019)
    early = _each(regions, in_2019)
    late = _each(regions, [now - then for now, then in zip(in_2021, in_2019, strict=True)])
    groups = _each(list(COOPERATIVES_BY_GROUP), list(COOPERATIVES_BY_GROUP.values()))
    for shuffled, name in ((early, "early"), (late, "late"), (groups, "groups")):
        dice(name).shuffle(shuffled)
    yield from zip(groups, early + late, _joining_days(), strict=True)


def _joining_days() -> Iterator[date]:
    rolls = dice("joining")
    counts = [0, *(wave.cooperatives for wave in WAVES)]
    for wave, (before, after) in zip(WAVES, pairwise(counts), strict=True):
        for _ in range(after - before):
            yield day_between(wave.since, wave.until, rolls)


def _named(placed: Iterator[tuple[Group, str, date]]) -> Iterator[_Place]:
    provinces = reference.territory()["provinces"]
    words = reference.cooperative_names()
    turn = {
        region: _shuffled(_of_region(provinces, region), region) for region in COOPERATIVES_BY_REGION_IN_2019
    }
    taken: dict[str, set[str]] = {}
    for index, (group, region, joined_on) in enumerate(placed):
        # Provinces of a region take turns, so that all of them are there.
        province = turn[region].pop(0)
        turn[region].append(province)
        used = taken.setdefault(province["code"], set())
        free = [word for word in words["common"] + words[group] if word["fr"] not in used]
        word = dice("word", index).choice(free)
        used.add(word["fr"])
        yield _Place(group, province, word, joined_on)


def _cooperative(number: int, place: _Place, through: Obtained | None) -> CooperativeSeed:
    rolls = dice("cooperative", number)
    founded_on = day_between(_OLDEST, min(_YOUNGEST, place.joined_on - timedelta(days=180)), rolls)
    details = _details(number, place, founded_on, rolls)
    own = _certificate(number, place, founded_on, rolls)
    lasting, earlier = (own, None) if own is None or through is None else _qualified(own, number, through)
    entry = CooperativeEntry(
        cooperative_id=seeded_id("cooperative", number),
        details=details,
        account_id=seeded_id("account", number),
        account=AccountDetails(holder=details.names.fr, rib=_rib(number, rolls)),
        verification=_verification(details.contact, place.joined_on),
        authorisation_id=seeded_id("authorisation", number),
        authorisation=lasting,
        earlier_authorisations=() if earlier is None else ((seeded_id("earlier", number), earlier),),
    )
    return CooperativeSeed(
        number=number, entry=entry, joined_on=place.joined_on, programme=through.programme if through else ""
    )


def _details(number: int, place: _Place, founded_on: date, rolls: random.Random) -> CooperativeDetails:
    kind = _weighted(_KINDS, rolls)
    province = place.province
    members = _members(place.joined_on, rolls)
    functions = _FUNCTIONS_OF_WOMEN if members.women >= members.men else _FUNCTIONS_OF_MEN
    return CooperativeDetails(
        names=_names(kind, place),
        group=place.group,
        kind=kind,
        region_code=province["region"],
        province_code=province["code"],
        # Enterprise numbers from 009 on are not given out yet, and no telephone number starts with +212 500.
        ice=identifiers.ice_with_key(f"009{number:06d}0000"),
        register_number=f"{rolls.randrange(1, 900)}/{founded_on.year}",
        register_court=f"Tribunal de première instance, {province['name_fr']}",
        founded_on=founded_on,
        members=members,
        contact=Contact(
            name=rolls.choice(functions),
            phone=f"+212500{number:06d}",
            email=f"c{number:04d}@tadamun.example",
        ),
    )


def _names(kind: Kind, place: _Place) -> Names:
    title, word, province = _TITLES[kind], place.word, place.province
    return Names(
        ar=f"{title.ar.format(word['ar'])} - {province['name_ar']}",
        fr=f"{title.fr.format(word['fr'])} – {province['name_fr']}",
        en=f"{title.en.format(word['en'])}, {province['name_en']}",
    )


def _members(as_of: date, rolls: random.Random) -> Members:
    """Of 152 cooperatives 77 were of women only, 5 of men only, 70 mixed, with 50 members on average."""
    total = int(rolls.triangular(7, 115, 25))
    composition = rolls.randrange(152)
    if composition < 77:
        women = total
    elif composition < 82:
        women = 0
    else:
        women = rolls.randrange(1, total)
    return Members(
        women=women,
        men=total - women,
        youth=total * rolls.randrange(5, 40) // 100,
        rural=total * rolls.randrange(60, 101) // 100,
        as_of=as_of,
    )


def _rib(number: int, rolls: random.Random) -> str:
    bank, locality = _weighted(_BANKS, rolls), rolls.choice(("780", "810", "450", "640"))
    return identifiers.rib_with_key(f"{bank}{locality}{number:016d}")


def _verification(contact: Contact, on: date) -> Verification:
    """Whoever loads the nation records the accounts; this made-up treasurer checked them."""
    note = f"Certificat de RIB vu ; {contact.name} rappelée au {contact.phone} le {on:%d/%m/%Y}"
    return Verification(verified_by="trésorerie du réseau (fictive)", call_back_note=note)


def _certificate(
    number: int, place: _Place, founded_on: date, rolls: random.Random
) -> AuthorisationDetails | None:
    """Whoever sells food is authorised before it joins; cosmetics are the business of another authority."""
    letters = _CERTIFICATE_LETTERS.get(place.group)
    if letters is None:
        return None
    earliest = max(founded_on + timedelta(days=60), place.joined_on - timedelta(days=900))
    issued_on = day_between(earliest, place.joined_on - timedelta(days=1), rolls)
    region = int(place.province["region"].removeprefix("MA-"))
    return AuthorisationDetails(
        kind=_weighted({AuthorisationKind.AUTHORISATION: 85, AuthorisationKind.APPROVAL: 15}, rolls),
        number=f"{letters}.{region:02d}.{number}.{issued_on:%y}",
        issued_on=issued_on,
    )


def _qualified(
    own: AuthorisationDetails, number: int, through: Obtained
) -> tuple[AuthorisationDetails, AuthorisationDetails | None]:
    """The certificate that a programme brought, and the one before it that the cooperative sold under."""
    letters, region, *_ = own.number.split(".")
    unit = f"{number}.2" if through.anew else f"{number}"
    lasting = replace(
        own, number=f"{letters}.{region}.{unit}.{through.issued_on:%y}", issued_on=through.issued_on
    )
    return lasting, replace(own, valid_until=through.issued_on + MOVING_TIME) if through.anew else None


def _each(things: Sequence[_T], counts: Sequence[int]) -> list[_T]:
    return [thing for thing, count in zip(things, counts, strict=True) for _ in range(count)]


def _of_region(provinces: Sequence[Mapping[str, Any]], region: str) -> list[Mapping[str, Any]]:
    return [province for province in provinces if province["region"] == region]


def _shuffled(things: Sequence[_T], name: str) -> list[_T]:
    return dice("order", name).sample(things, len(things))


def _weighted(weights: Mapping[_T, int], rolls: random.Random) -> _T:
    return rolls.choices(list(weights), list(weights.values()))[0]
