"""Decisions about people: how a login is written, who may grant what, what a password must be, how long to
wait after failures.
"""

import hashlib
import ipaddress
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from kernel import identifiers
from kernel.errors import InvalidValue
from tenants.access import NETWORK, Actor, ActorKind, Grant
from tenants.people.types import Login, LoginKind, Tried
from tenants.permissions import ROLE_PERMISSIONS, Permission, Role

LONGEST_EMAIL = 254
LONGEST_NAME = 120
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200

# RFC 5321 section 4.1.2 without quoted local parts and address literals, and ASCII only, so that two
# addresses are the same exactly when they are the same in small letters.
_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL = re.compile(
    rf"[a-z0-9!#$%&'*+/=?^_`{{|}}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{{|}}~-]+)*@{_LABEL}(\.{_LABEL})+"
)

_P = Permission
MONEY_PERMISSIONS = frozenset(
    {
        _P.PAYEES_WRITE,
        _P.PAYEE_RULES_WRITE,
        _P.PERIODS_APPROVE,
        _P.SETTLEMENT_DECIDE,
        _P.PAYOUTS_WRITE,
        _P.PAYOUTS_APPROVE,
        _P.PAYOUTS_COAPPROVE,
        _P.BANK_FILES_DOWNLOAD,
        _P.STRIPE_WRITE,
        _P.RECONCILIATION_SIGN,
        _P.PEOPLE_WRITE,
    }
)
"""What moves money, says where it goes, or lets somebody do so: a role with one of these takes a second
factor.
"""

PREPARATIONS = frozenset(
    {
        _P.STATEMENTS_CONTEST,
        _P.PERIODS_CLOSE,
        _P.SETTLEMENT_WRITE,
        _P.RECONCILIATION_WRITE,
    }
)
"""The first half of what two people do, where the second is one of MONEY_PERMISSIONS."""

ADMISSIONS = frozenset(
    {
        _P.REGISTRY_DECIDE,
        _P.DOCUMENTS_WRITE,
        _P.SELECTION_WRITE,
        _P.SELECTION_SCORE,
        _P.SELECTION_DECIDE,
        _P.RECALLS_WRITE,
        _P.QUALIFICATION_DECIDE,
    }
)
"""Both halves of what lets a cooperative into the network or goods back on the shelf: papers and their
review, scores, decisions, recalls.
"""

REVIEWS = frozenset({_P.CATALOGUE_APPROVE, _P.PRICES_APPROVE})
"""The second half of what two people do, where a program may do the first: whoever registered it counts as
the first person too.
"""

PEOPLE_ONLY = MONEY_PERMISSIONS | PREPARATIONS | ADMISSIONS | REVIEWS
"""What no program has for itself: it has no second factor, and whoever registered it would be two people."""

CONFERRED = frozenset({_P.SALES_RECORD, _P.SALES_REFUND, _P.STATEMENTS_CONTEST, _P.SELECTION_SCORE})
"""What an administrator keeps off and yet confers: selling, speaking for a cooperative, scoring one."""

APPOINTS: Mapping[Role, frozenset[Role]] = {
    Role.HQ_ADMIN: frozenset(Role),
    Role.MARKET_MANAGER: frozenset(
        {Role.CASHIER, Role.STOCK_KEEPER, Role.ACCOUNTANT, Role.COOPERATIVE_DELEGATE}
    ),
}
"""Which roles a role may grant and end, in its own scope."""

FREE_FAILURES: Mapping[Tried, int] = {
    Tried.PASSWORD: 5,
    Tried.CODE: 5,
    Tried.RECOVERY: 3,
    Tried.LINK: 10,
    Tried.APPLICATION: 20,
    Tried.APPLICATION_SAVE: 200,
}
FREE_FAILURES_OF_ADDRESS: Mapping[Tried, int] = dict.fromkeys(Tried, 50) | {Tried.APPLICATION_SAVE: 1_000}
"""More than for one login: a whole market, or many telephones, may share one address."""
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(days=1)

# RFC 6238 section 5.2: one step before or after is taken, for clocks that differ and slow fingers.
STEP_SECONDS = 30
STEPS_ASIDE = (0, -1, 1)


# -- who it is ---------------------------------------------------------------------------------------------


def email(text: str) -> str:
    """An e-mail address as it is compared and stored. Raises InvalidValue."""
    written = _visible(text)
    address = written.lower()
    if not written.isascii() or len(address) > LONGEST_EMAIL or not _EMAIL.fullmatch(address):
        raise InvalidValue(path=("email",), field="email", reason="an e-mail address such as name@example.ma")
    return address


def login(text: str) -> Login:
    """What somebody signs in with, as it is stored; writing it again changes nothing.

    Raises InvalidValue or InvalidIdentifier.
    """
    if "@" in text:
        return Login(LoginKind.EMAIL, email(text))
    return Login(LoginKind.PHONE, identifiers.international_phone(text))


def contact(*, email_text: str | None, phone_text: str | None) -> Login:
    """The one contact of two that was given. Raises InvalidValue or InvalidIdentifier."""
    if bool(email_text) == bool(phone_text):
        raise InvalidValue(
            path=("email",), field="email", reason="either an e-mail address or a phone number"
        )
    if email_text:
        return Login(LoginKind.EMAIL, email(email_text))
    return Login(LoginKind.PHONE, identifiers.international_phone(phone_text or ""))


def name(text: str) -> str:
    """A person's name, without spaces around it. Raises InvalidValue."""
    written = " ".join(text.split())
    if not 0 < len(written) <= LONGEST_NAME or any(unicodedata.category(c) in ("Cc", "Cs") for c in written):
        raise InvalidValue(path=("name",), field="name", reason=f"1 to {LONGEST_NAME} characters")
    return written


def masked(value: str) -> str:
    """A contact as others may see it: its first two characters and its end."""
    start, at, domain = value.partition("@")
    return f"{start[:2]}…@{domain}" if at else f"{value[:4]}…{value[-2:]}"


def _visible(text: str) -> str:
    """Without invisible marks, which Arabic keyboards and copying leave, and without spaces around it."""
    return "".join(c for c in text if unicodedata.category(c) != "Cf").strip()


# -- passwords and codes -----------------------------------------------------------------------------------


def password(text: str) -> str | None:
    """A password as it is hashed, the same however a keyboard composed it; None when it cannot be one."""
    written = unicodedata.normalize("NFKC", text[: LONGEST_PASSWORD + 1])
    unusable = any(unicodedata.category(character) in ("Cc", "Cs") for character in written)
    return None if unusable or not 0 < len(written) <= LONGEST_PASSWORD else written


def speaks_of(secret: str, *, known: Iterable[str]) -> bool:
    """Whether a password is little more than something that everybody knows of the person."""
    plain = secret.casefold()
    return any(len(word) > 3 and word.casefold() in plain for word in known)


def digest_of(text: str) -> bytes:
    """What is stored of a secret: random, it needs no salt and no slow hash."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def code(text: str) -> str | None:
    """A code of six digits however it was typed (٤٢ is 42, spaces do not count), None when it is none."""
    digits = "".join(
        str(unicodedata.decimal(character, character)) for character in text[:40] if not character.isspace()
    )
    return digits if re.fullmatch(r"[0-9]{6}", digits) else None


def step_of(at: datetime) -> int:
    """The 30 seconds of a code (RFC 6238 section 4.2)."""
    return int(at.timestamp()) // STEP_SECONDS


# -- who may grant what ------------------------------------------------------------------------------------


def moves_money(role: Role) -> bool:
    """Whether a role takes a second factor."""
    return not ROLE_PERMISSIONS[role].isdisjoint(MONEY_PERMISSIONS)


def may_grant(actor: Actor, *, role: Role, scope: str) -> bool:
    """Whether `actor` may give somebody `role` in `scope`, or end it.

    It takes `people:write` there, a role that appoints that role there, and everything which the role gives
    that is not CONFERRED: nobody grants what he does not hold.
    """
    if actor.kind is ActorKind.SYSTEM:
        return True
    if not actor.may_in(Permission.PEOPLE_WRITE, scope):
        return False
    covering = [grant for grant in actor.grants if grant.of_network or grant.scope == scope]
    held: frozenset[Permission] = frozenset().union(*(ROLE_PERMISSIONS[grant.role] for grant in covering))
    if actor.allowed is not None:
        held &= actor.allowed
    appointed = any(role in APPOINTS.get(grant.role, ()) for grant in covering)
    return appointed and ROLE_PERMISSIONS[role] - CONFERRED <= held


def may_hold(held: Iterable[Grant], *, role: Role, scope: str) -> bool:
    """Whether a role may be held beside others. A delegate holds nothing else where it is one: its grant says
    whose rows it sees, and another would show it everybody's.
    """
    return not any(
        Role.COOPERATIVE_DELEGATE in (role, grant.role) and _meet(grant.scope, scope) for grant in held
    )


def _meet(one: str, other: str) -> bool:
    return one == other or NETWORK in (one, other)


# -- how long to wait --------------------------------------------------------------------------------------


def neighbourhood(address: str) -> str:
    """What counts as one address: in IPv6 the first half, of which one customer has all of the rest."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        mapped = found.ipv4_mapped
        return str(ipaddress.IPv6Network((found, 64), strict=False)) if mapped is None else str(mapped)
    return str(found)


def wait_after(failures: int, *, free: int) -> timedelta | None:
    """How long nobody may try after so many failures: nothing while they are free, then twice as long each
    time, up to an hour.
    """
    beyond = failures - free
    if beyond < 0:
        return None
    wait = FIRST_WAIT
    while beyond and wait < LONGEST_WAIT:
        wait, beyond = wait * 2, beyond - 1
    return min(wait, LONGEST_WAIT)
