"""What is commanded on the machine, in the audit: the command and its entry are one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from markets.audit import operations as market_audit
from tenants.access import NETWORK
from tenants.audit import operations as audit
from tenants.audit.types import Act, EntryKind, Origin
from tenants.database.session import as_hq, as_market

COMMAND_LINE = "command line"
"""Who acts: whoever may run commands on the machine."""


@dataclass(slots=True)
class Commanded:
    """What a command is about, which may be known only once it was done."""

    object_type: str = ""
    object_key: str = ""


@contextmanager
def commanded(action: str, *, at: datetime, market: str = "") -> Iterator[Commanded]:
    """Act as a market, or as headquarters when none is named, and leave an entry in its audit."""
    about = Commanded()
    with as_market(market) if market else as_hq(), transaction.atomic():
        yield about
        act = Act(
            action=f"cli.{action}",
            kind=EntryKind.COMMAND,
            object_type=about.object_type,
            object_key=about.object_key,
        )
        origin = Origin(actor=COMMAND_LINE, at=at, scope=NETWORK)
        (market_audit.record if market else audit.record)(act=act, origin=origin)
