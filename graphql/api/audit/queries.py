"""Root fields of the audit, one for each host."""

from api.audit.lists import AUDIT_ENTRY_ORDERS, AuditEntryFilter
from api.audit.types import AuditEntry, MarketAuditEntry
from api.base.connections import Connection
from api.base.schema import Queries


class AuditQueries(Queries):
    """Reads of headquarters' audit."""

    audit_entries = Connection(
        AuditEntry,
        "What was done at headquarters, latest first.",
        orders=AUDIT_ENTRY_ORDERS,
        filters=AuditEntryFilter,
    )


class MarketAuditQueries(Queries):
    """Reads of a market's audit."""

    audit_entries = Connection(
        MarketAuditEntry,
        "What was done in the market, latest first; what headquarters did to it is in headquarters' audit.",
        orders=AUDIT_ENTRY_ORDERS,
        filters=AuditEntryFilter,
    )
