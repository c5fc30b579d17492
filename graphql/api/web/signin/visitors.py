"""Who is behind a page's session, and what they must still show."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from api.web.signin.pages import HOME, asked_for, onward
from kernel import clock
from tenants.people import queries as people
from tenants.people.models import Person
from tenants.people.types import SecondFactor

LONGEST_SESSION = timedelta(hours=8)
"""From the password on, however busy it is."""

TIME_FOR_CODE = timedelta(minutes=10)
"""A password without its code is asked for again after this long."""

SIGN_IN, CODE, AUTHORIZE = "/account/sign-in", "/account/code", "/account/authorize"
_PERSON, _SINCE, _CODE_SHOWN = "person", "since", "code_shown"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who showed a password; `factor` is what else is still to be shown."""

    person: Person
    factor: SecondFactor

    @property
    def signed_in(self) -> bool:
        """Whether nothing is left to show."""
        return self.factor is SecondFactor.NOT_NEEDED


def visitor_of(request: HttpRequest, *, now: datetime) -> Visitor | None:
    """Who is behind the session, as things stand now: None for nobody, or who was disabled or signed out."""
    session = request.session
    if _PERSON not in session:
        return None
    since = datetime.fromisoformat(session[_SINCE])
    person = people.person(UUID(session[_PERSON]))
    if person is None or people.signed_out(person, since=since):
        return None
    if not timedelta(0) <= now - since < LONGEST_SESSION:
        return None
    factor = SecondFactor.NOT_NEEDED if session.get(_CODE_SHOWN) else people.second_factor(person.pk)
    if factor is not SecondFactor.NOT_NEEDED and now - since >= TIME_FOR_CODE:
        return None
    return Visitor(person, factor)


def begin(request: HttpRequest, person: Person, *, now: datetime) -> None:
    """A new session for who showed a password: nothing of the one before stays, its key least of all."""
    request.session.flush()
    request.session[_PERSON] = str(person.pk)
    request.session[_SINCE] = now.isoformat()


def show_code(request: HttpRequest) -> None:
    """The code was right: a new key for a session that may more."""
    request.session.cycle_key()
    request.session[_CODE_SHOWN] = True


def end(request: HttpRequest) -> None:
    """Nobody is behind this session any more."""
    request.session.flush()


def next_page(request: HttpRequest, *, now: datetime) -> HttpResponse:
    """Where whoever comes along has to go."""
    visitor = visitor_of(request, now=now)
    if visitor is None:
        return onward(request, SIGN_IN)
    if not visitor.signed_in:
        return onward(request, CODE)
    return onward(request, AUTHORIZE if asked_for(request) else HOME)


def signed_in(
    view: Callable[[HttpRequest, Person, datetime], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """A page for people who are signed in; others are sent to sign in first."""

    def answer(request: HttpRequest) -> HttpResponse:
        now = clock.now()
        visitor = visitor_of(request, now=now)
        if visitor is None or not visitor.signed_in:
            return next_page(request, now=now)
        return view(request, visitor.person, now)

    return answer
