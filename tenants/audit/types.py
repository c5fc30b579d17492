"""What an entry of the audit says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class EntryKind(StrEnum):
    """What was done, broadly."""

    CHANGE = "change"
    READ = "read"
    SIGN_IN = "sign_in"
    COMMAND = "command"
    TIMED = "timed"


class Outcome(StrEnum):
    """How far it came."""

    DONE = "done"
    BEGUN = "begun"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Who acts, through which client, with which roles, from where, and in which request.

    `actor` is the person, client or token, `through` the client that a person acts through. `scope` is
    `network` for headquarters' people, on a market's host as well. `address` is personal and kept apart.
    """

    actor: str
    at: datetime
    through: str = ""
    roles: str = ""
    scope: str = ""
    request_id: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What was done to what. `changes` and `personal` hold, by column, what stood there before and after;
    `personal` and `reason` are kept apart from the rest, so that they can be forgotten.
    """

    action: str
    kind: EntryKind = EntryKind.CHANGE
    outcome: Outcome = Outcome.DONE
    code: str = ""
    object_type: str = ""
    object_key: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    personal: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
