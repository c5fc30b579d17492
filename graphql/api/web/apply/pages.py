"""`/account/apply`: the rounds that are open; `/account/apply/<secret>`: a draft, and what became of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from api.transport.addresses import address_of
from api.web.apply import forms
from api.web.apply.wording import STANDINGS, WORDS
from api.web.signin import pages
from api.web.signin.pages import language_of, page
from kernel import clock
from kernel.errors import DomainError, NotFound
from kernel.halfmonth import business_date
from shared_catalog.applications import operations as applications
from shared_catalog.applications import queries, rules
from shared_catalog.applications.models import PublicApplication
from shared_catalog.applications.types import ApplicationState
from shared_catalog.selection.queries import terms_of
from shared_catalog.selection.types import GateKind

APPLY = "/account/apply"
LARGEST_FORM = 64_000
"""Bytes: all fields at their longest in Arabic, which a form spells with six bytes a letter, need fewer."""

_FORM = "application/x-www-form-urlencoded"

View = Callable[..., HttpResponse]


def _form_page(view: View) -> View:
    """A page whose forms are no larger than they need be, and hold no files."""
    inner = page(view)

    def answer(request: HttpRequest, **given: Any) -> HttpResponse:
        sent = request.headers.get("Content-Length") or "0"
        small = sent.isascii() and sent.isdigit() and int(sent) <= LARGEST_FORM
        if request.method == "POST" and not (small and request.content_type == _FORM):
            too_large = WORDS["too_large"][language_of(request)]
            return pages.guarded(_shown(request, "told", status=413, text=too_large), request)
        return inner(request, **given)

    return answer


@_form_page
def apply_page(request: HttpRequest) -> HttpResponse:
    """The open rounds, and the beginning of an application to one of them."""
    if request.method != "POST":
        return _rounds(request)
    try:
        started = applications.start(
            round_id=_key(request.POST.get("round", "")),
            language=language_of(request),
            address=address_of(request),
            at=clock.now(),
        )
    except DomainError as error:
        return _rounds(request, error)
    return HttpResponseRedirect(f"{APPLY}/{started.secret}", status=303)


@_form_page
def application_page(request: HttpRequest, secret: str) -> HttpResponse:
    """A draft to go on with, or where an application stands. Whoever has the link may."""
    now = clock.now()
    try:
        application = applications.opened(secret=secret, address=address_of(request), at=now)
        if request.method != "POST":
            return _application(request, application)
        return _changed(request, application, now)
    except applications.ApplicationLinkUnknown as error:
        return _shown(request, "told", error=error)
    except applications.ApplicationSubmitted:
        return HttpResponseRedirect(request.path, status=303)
    except DomainError as error:
        return _shown(request, "told", error=error)


def _changed(request: HttpRequest, application: PublicApplication, now: datetime) -> HttpResponse:
    """What the form asks for: delete the draft, keep it, or keep it and hand it in."""
    language, wanted = language_of(request), request.POST.get("do", "save")
    if wanted == "delete":
        applications.delete_draft(application_id=application.pk)
        return _shown(request, "told", text=WORDS["deleted"][language])
    draft = applications.save(
        application_id=application.pk,
        typed={name: request.POST.get(name, "") for name in rules.LONGEST},
        address=address_of(request),
        at=now,
    )
    draft.round = application.round
    if wanted != "submit":
        return _draft(request, draft, saved=True)
    try:
        applications.submit(application_id=draft.pk, consented=request.POST.get("consent") == "yes", at=now)
    except applications.ApplicationSubmitted:
        raise
    except DomainError as error:
        return _draft(request, draft, error=error)
    return HttpResponseRedirect(request.path, status=303)


def _rounds(request: HttpRequest, error: DomainError | None = None) -> HttpResponse:
    return _shown(request, "rounds", error=error, rounds=queries.open_rounds(), days=rules.DRAFTS_KEPT.days)


def _application(request: HttpRequest, application: PublicApplication) -> HttpResponse:
    if application.state == ApplicationState.DRAFT:
        return _draft(request, application)
    language = language_of(request)
    told = queries.told(application)
    return _shown(
        request,
        "status",
        application=application,
        name=application.name_ar if language == "ar" else application.name_fr,
        standing=STANDINGS[told.standing][language],
        submitted_on=business_date(application.submitted_at) if application.submitted_at else None,
        why=told.why[language] if told.why else "",
        appeal_until=told.appeal_until,
        link=_link(request),
    )


def _draft(
    request: HttpRequest, draft: PublicApplication, *, error: DomainError | None = None, saved: bool = False
) -> HttpResponse:
    language = language_of(request)
    problems = forms.problems_in(error, language=language) if error else {}
    gates = terms_of(draft.round).gates
    return _shown(
        request,
        "form",
        status=400 if error else 200,
        error=error if error and not problems else None,
        problem=WORDS["to_mend"][language] if problems else "",
        saved=saved,
        round=draft.round,
        needs_onssa=any(gate.kind is GateKind.ONSSA for gate in gates),
        sections=forms.sections(queries.typed_in(draft), problems, language=language),
        consent_error=problems.get("consent", ""),
        link=_link(request),
        days=rules.DRAFTS_KEPT.days,
    )


def _shown(request: HttpRequest, template: str, **content: Any) -> HttpResponse:
    language = language_of(request)
    words = {key: texts[language] for key, texts in WORDS.items()}
    return pages.shown(request, f"apply/{template}", words=words, **content)


def _link(request: HttpRequest) -> str:
    return f"{settings.OAUTH_ISSUER}{request.path}"


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(kind="round", id=text[:40]) from None
