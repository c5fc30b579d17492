"""What every resolver knows of its request."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from api.base.allowance import Allowance
from kernel.errors import LANGUAGES
from tenants.access import Actor, ActorKind

DEFAULT_LANGUAGE = "fr"


def anonymous(scope: str) -> Actor:
    """Whoever sent no token: an actor without role or permission."""
    return Actor(id="anonymous", label="anonymous", kind=ActorKind.ANONYMOUS, role=None, scope=scope)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Who asks, where, when, and in which language.

    `market` is the schema name of the host's market, None on headquarters' host. `now` is the one reading
    of the clock, UTC. `language` is `ar`, `fr` or `en`. `allowance` is how many rows its
    lists may still answer. `address` is the client's IP address, empty where there is none. Whoever has
    something to say beside the data puts it into `extensions`, under a name of its own; that becomes the
    `extensions` of the answer.
    """

    viewer: Actor
    market: str | None
    now: datetime
    language: str
    request_id: str
    address: str = ""
    allowance: Allowance = field(default_factory=Allowance)
    extensions: dict[str, Any] = field(default_factory=dict)


def language_of(accept_language: str) -> str:
    """The first language of an Accept-Language header that we speak, by weight; French when there is none."""
    weighed: list[tuple[float, int, str]] = []
    for position, part in enumerate(accept_language[:200].split(",")):
        tag, _, parameters = part.strip().partition(";")
        name = tag.split("-")[0].lower()
        if name in LANGUAGES and (weight := _weight(parameters)) > 0:
            weighed.append((-weight, position, name))
    return min(weighed)[2] if weighed else DEFAULT_LANGUAGE


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
