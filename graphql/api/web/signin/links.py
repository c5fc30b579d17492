"""Where links in letters lead: accepting an invitation, and a new password for who forgot the old."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

from api.transport.addresses import address_of
from api.web.signin import visitors
from api.web.signin.pages import language_of, page, shown
from api.web.signin.visitors import next_page
from api.web.signin.wording import WORDS, place_in, role_in
from kernel import clock
from kernel.errors import DomainError
from tenants.people import operations as people
from tenants.people import queries


@page
def invitation_page(request: HttpRequest, secret: str) -> HttpResponse:
    """Accept an invitation: with a new password, or with the one of the account that the contact has."""
    now = clock.now()
    described = _invitation(secret, language_of(request), now)
    if request.method != "POST":
        if described is None:
            return shown(request, "invitation", error=people.InvitationOver())
        return shown(request, "invitation", **described)
    try:
        person = people.accept_invitation(
            secret=secret,
            password=request.POST.get("password", ""),
            name=request.POST.get("name"),
            address=address_of(request),
            at=now,
        )
    except DomainError as error:
        given = {} if described is None else described | {"name": request.POST.get("name", "")[:120]}
        return shown(request, "invitation", error=error, **given)
    visitors.begin(request, person, now=now)
    return next_page(request, now=now)


@page
def recovery_page(request: HttpRequest) -> HttpResponse:
    """Ask for a link. The answer is the same whether there is such an account or not."""
    if request.method != "POST":
        return shown(request, "recovery")
    try:
        people.start_recovery(
            login=request.POST.get("login", ""), address=address_of(request), at=clock.now()
        )
    except DomainError as error:
        return shown(request, "recovery", error=error)
    return _told(request, "recovery", "recovery_sent")


@page
def new_password_page(request: HttpRequest, secret: str) -> HttpResponse:
    """Set a new password with a link. It signs nobody in: a second factor is asked for as always."""
    if request.method != "POST":
        return shown(request, "new_password")
    try:
        people.complete_recovery(
            secret=secret,
            password=request.POST.get("password", ""),
            address=address_of(request),
            at=clock.now(),
            clock=clock.now,
        )
    except DomainError as error:
        return shown(request, "new_password", error=error)
    visitors.end(request)
    return _told(request, "recovery", "password_changed")


def _invitation(secret: str, language: str, now: datetime) -> dict[str, Any] | None:
    """What an invitation's link shows; None when it is no good any more."""
    row = queries.open_invitation_with(secret, now)
    if row is None:
        return None
    contact = queries.contact_of(row)
    return {
        "invitation": row,
        "name": row.name,
        "contact": contact.value,
        "known": queries.person_with(contact) is not None,
        "role": role_in(row.role, language),
        "place": place_in(row.scope, language),
    }


def _told(request: HttpRequest, title: str, text: str) -> HttpResponse:
    language = language_of(request)
    return shown(request, "message", title=WORDS[title][language], text=WORDS[text][language])
