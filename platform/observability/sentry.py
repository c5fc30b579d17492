"""Errors told to Sentry: where it broke, in which market, for which actor; never about whom.

What leaves is built from a list of what may, so that a field which Sentry adds one day stays here until
somebody has looked at it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sentry_sdk
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.types import Event, Hint

from observability.privacy import scrub, scrub_error

_EVENT_FIELDS = (
    "event_id",
    "timestamp",
    "platform",
    "level",
    "type",
    "release",
    "environment",
    "sdk",
    "modules",
)
_TAGS = ("market", "actor", "request_id")
_CONTEXTS = {"trace": ("trace_id", "span_id", "parent_span_id"), "runtime": ("name", "version")}
_FRAME_FIELDS = (
    "filename",
    "function",
    "module",
    "lineno",
    "in_app",
    "pre_context",
    "context_line",
    "post_context",
)


def start(dsn: str | None, *, release: str, environment: str) -> bool:
    """Begin telling errors to the project of the DSN. Without a DSN nothing starts, and False is returned."""
    if not dsn:
        return False
    sentry_sdk.init(
        dsn=dsn,
        release=release,
        environment=environment,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        before_send=_only_what_may_leave,
        before_breadcrumb=lambda crumb, hint: None,
        # Django's integration gives each request a scope of its own; a log line alone is no event.
        auto_enabling_integrations=False,
        integrations=[
            DjangoIntegration(middleware_spans=False, signals_spans=False),
            LoggingIntegration(level=None, event_level=None),
        ],
        auto_session_tracking=False,
        send_client_reports=False,
        enable_metrics=False,
        # Requests to banks and to Stripe carry no trace headers of ours.
        trace_propagation_targets=[],
    )
    return True


def tag(*, market: str | None = None, actor: str | None = None, request_id: str | None = None) -> None:
    """Say for the rest of this request or job where it runs and for whom; what is not given stays.

    `actor` is the id of an actor, never a name or an e-mail address.
    """
    scope = sentry_sdk.get_isolation_scope()
    for name, value in (("market", market), ("actor", actor), ("request_id", request_id)):
        if value is not None:
            scope.set_tag(name, value)


@contextmanager
def tagged(*, market: str | None = None, actor: str | None = None) -> Iterator[None]:
    """Tags for one piece of work outside a request (a job, a command), gone when it ends."""
    with sentry_sdk.isolation_scope():
        tag(market=market, actor=actor)
        yield


def report(error: BaseException) -> None:
    """Tell an error that was caught and answered, and that is nevertheless a bug of ours."""
    sentry_sdk.capture_exception(error)


def _only_what_may_leave(event: Event, hint: Hint) -> Event:
    leaving: dict[str, Any] = _only(event, _EVENT_FIELDS)
    tags = event.get("tags") or {}
    leaving["tags"] = {name: scrub(str(value)) for name, value in _only(tags, _TAGS).items()}
    contexts = event.get("contexts") or {}
    leaving["contexts"] = {
        name: _only(contexts.get(name) or {}, fields) for name, fields in _CONTEXTS.items()
    }
    if transaction := event.get("transaction"):
        leaving["transaction"] = scrub(transaction)  # the path as it was asked for, when no route fits it
    if method := (event.get("request") or {}).get("method"):
        leaving["request"] = {"method": method}
    if message := (event.get("logentry") or {}).get("message") or event.get("message"):
        leaving["message"] = scrub_error(str(message))
    if errors := (event.get("exception") or {}).get("values"):
        leaving["exception"] = {"values": [_error(error) for error in errors]}
    return leaving  # type: ignore[return-value]


def _error(error: Mapping[str, Any]) -> dict[str, Any]:
    mechanism = _only(error.get("mechanism") or {}, ("type", "handled", "exception_id", "parent_id"))
    frames = (error.get("stacktrace") or {}).get("frames") or []
    return {
        **_only(error, ("type", "module")),
        "value": scrub_error(str(error.get("value") or "")),
        "mechanism": mechanism,
        "stacktrace": {"frames": [_only(frame, _FRAME_FIELDS) for frame in frames]},
    }


def _only(values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}
