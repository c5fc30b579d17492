"""One line a fact: JSON for machines in production, colours for people in development.

Every line carries what is bound to the request or job it belongs to. Use it as `structlog.get_logger()`;
what libraries write with the standard library's logging comes out the same way.
"""

import logging
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

from observability.privacy import HIDDEN

_PRIVATE_WORDS = frozenset(
    {
        "authorization",
        "cookie",
        "cookies",
        "dsn",
        "email",
        "iban",
        "password",
        "phone",
        "rib",
        "secret",
        "secrets",
        "token",
        "tokens",
    }
)


def configure(*, production: bool, level: str = "INFO", stream: TextIO | None = None) -> None:
    """Set up logging, once in a process, by its entry point. Lines go to standard error unless said."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.StackInfoRenderer(),
        hide_private,
    ]
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder(), hide_private],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderers(production)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # Its every step is a line of its own; what goes wrong is a warning.
    logging.getLogger("procrastinate").setLevel("WARNING")
    # So is every request, and below that it writes what was sent: names and bank accounts.
    logging.getLogger("stripe").setLevel("WARNING")
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


@contextmanager
def bound(
    *, request_id: str | None = None, market: str | None = None, actor: str | None = None
) -> Iterator[None]:
    """Every line written inside says to which request, market and actor it belongs, and none after."""
    given = _given(request_id=request_id, market=market, actor=actor)
    # Taking back the whole state also takes back what `bind` added on the way.
    before = structlog.contextvars.get_contextvars()
    structlog.contextvars.bind_contextvars(**given)
    try:
        yield
    finally:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(**before)


def bind(*, request_id: str | None = None, market: str | None = None, actor: str | None = None) -> None:
    """Add what became known later (the actor, after authentication) until the enclosing `bound` ends."""
    structlog.contextvars.bind_contextvars(**_given(request_id=request_id, market=market, actor=actor))


def hide_private(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: values whose name says that they are secret or personal are not written."""
    for name in event:
        if not _PRIVATE_WORDS.isdisjoint(name.lower().split("_")):
            event[name] = HIDDEN
    return event


def _renderers(production: bool) -> list[Processor]:
    if production:
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    # The default would print local variables with every traceback.
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    ]


def _given(**values: str | None) -> dict[str, str]:
    return {name: value for name, value in values.items() if value is not None}
