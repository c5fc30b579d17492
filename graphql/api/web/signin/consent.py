"""`/account/authorize`: what an application asks of the person who is signed in (RFC 6749 section 3.1)."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse

from api.web.signin.pages import language_of, page, query_of, shown
from api.web.signin.visitors import next_page, visitor_of
from api.web.signin.wording import permission_in, place_in
from kernel import clock
from tenants.oauth import redirects, server
from tenants.oauth.server import Asked, Refused
from tenants.people.models import Person

_LONGEST = {"code_challenge": 128, "nonce": 255}
"""Characters that are kept with a code; RFC 7636 section 4.2 makes a challenge no longer."""


@page
def authorize_page(request: HttpRequest) -> HttpResponse:
    """Check what is asked before anybody signs in, show it to who did, and go back with what they decide.

    The request stays in the address through all pages, so what is allowed is exactly what was shown. Where
    the client or its redirect URI is unknown, the browser is sent nowhere.
    """
    now = clock.now()
    if not _can_be_kept(request):
        return _refused(request, Refused("invalid_request"))
    try:
        asked = server.asked_by(request, now=now)
        visitor = visitor_of(request, now=now)
        if visitor is None or not visitor.signed_in:
            return next_page(request, now=now)
        if request.method != "POST":
            return _consent(request, asked, visitor.person)
        return _decided(request, asked, visitor.person, now)
    except Refused as refusal:
        return _refused(request, refusal)


def _can_be_kept(request: HttpRequest) -> bool:
    given = [
        (name, value) for form in (request.GET, request.POST) for name in form for value in form.getlist(name)
    ]
    return not any("\0" in value or len(value) > _LONGEST.get(name, len(value)) for name, value in given)


def _consent(request: HttpRequest, asked: Asked, person: Person) -> HttpResponse:
    language = language_of(request)
    query = query_of(request).urlencode()
    return shown(
        request,
        "consent",
        client=asked.client,
        person=person.details,
        permissions=[permission_in(one, language) for one in sorted(asked.scope.permissions)],
        places=[place_in(place, language) for place in sorted(asked.scope.places)],
        returns_to=redirects.origin_of(asked.redirect_uri),
        query=f"?{query}",
        leads_to=redirects.origin_of(asked.redirect_uri),
    )


def _decided(request: HttpRequest, asked: Asked, person: Person, now: datetime) -> HttpResponse:
    allowed = request.POST.get("decision") == "allow"
    return _leave(server.decided(request, asked, person=person, allowed=allowed, now=now))


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    if refusal.location:
        return _leave(refusal.location)
    return shown(request, "message", status=400, error="request_refused", text=refusal.error)


def _leave(location: str) -> HttpResponse:
    """Back to the application: 303, so that no browser sends the form there (RFC 9700 section 4.12)."""
    response = HttpResponse(status=303)
    response["Location"] = location
    return response
