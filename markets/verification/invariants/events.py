"""The event log: readers who follow positions miss nothing."""

from markets.verification.invariants._sql import of_sql

_POSITIONS = """
    SELECT min(position) AS first, max(position) AS last, count(position) AS events FROM events_event
    HAVING count(position) > 0 AND (min(position), max(position)) <> (1, count(position))
"""

EVENTS = (
    of_sql("events.position_missing", "The positions of the event log run 1, 2, 3 without gaps.", _POSITIONS),
)
