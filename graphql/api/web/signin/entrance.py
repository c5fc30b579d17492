"""Signing in and out: password, code, and the enrolment of a second factor."""

from typing import Any

import segno
from django.http import HttpRequest, HttpResponse

from api.transport.addresses import address_of
from api.web.signin import visitors
from api.web.signin.pages import language_of, onward, page, shown
from api.web.signin.visitors import SIGN_IN, next_page, signed_in, visitor_of
from api.web.signin.wording import place_in, role_in
from kernel import clock
from kernel.errors import DomainError
from tenants.people import operations as people
from tenants.people import queries
from tenants.people.types import Enrolment, SecondFactor


@page
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """Login and password."""
    now = clock.now()
    if request.method != "POST":
        visitor = visitor_of(request, now=now)
        return shown(request, "sign_in") if visitor is None else next_page(request, now=now)
    login = request.POST.get("login", "")
    try:
        person = people.check_password(
            login=login, password=request.POST.get("password", ""), address=address_of(request), at=now
        )
    except DomainError as error:
        return shown(request, "sign_in", error=error, login=login[:254])
    visitors.begin(request, person, now=now)
    return next_page(request, now=now)


@page
def code_page(request: HttpRequest) -> HttpResponse:
    """The second factor: its code, or how to set it up for who must have one and has none."""
    now = clock.now()
    visitor = visitor_of(request, now=now)
    if visitor is None or visitor.signed_in:
        return next_page(request, now=now)
    enrols, person = visitor.factor is SecondFactor.TO_ENROL, visitor.person
    given: dict[str, Any] = {"query": _query(request)}
    if request.method != "POST":
        if enrols:
            given["enrolment"] = _pictured(people.enrol_totp(person_id=person.pk, at=now))
        return shown(request, "code", **given)
    check = people.confirm_totp if enrols else people.check_code
    try:
        check(person_id=person.pk, code=request.POST.get("code", ""), address=address_of(request), at=now)
    except DomainError as error:
        return shown(request, "code", error=error, again=enrols, **given)
    visitors.show_code(request)
    return next_page(request, now=now)


@page
def sign_out_page(request: HttpRequest) -> HttpResponse:
    """End the session; on the way to an application, for somebody else to sign in."""
    if request.method == "POST":
        visitors.end(request)
    return onward(request, SIGN_IN)


@page
@signed_in
def home_page(request: HttpRequest, person: Any, now: Any) -> HttpResponse:
    """Who is signed in, and what they hold."""
    language = language_of(request)
    grants = [
        {"role": role_in(grant.role.value, language), "place": place_in(grant.scope, language)}
        for grant in queries.grants_of(person.pk)
    ]
    return shown(request, "home", person=person.details, grants=grants)


def _pictured(enrolment: Enrolment) -> dict[str, str]:
    groups = [enrolment.secret[start : start + 4] for start in range(0, len(enrolment.secret), 4)]
    picture = segno.make(enrolment.uri, error="m").svg_data_uri(scale=4)
    return {"secret": " ".join(groups), "picture": picture}


def _query(request: HttpRequest) -> str:
    query = request.GET.urlencode()
    return f"?{query}" if query else ""
