"""Identifiers of rows that leave the database."""

from uuid import UUID

from uuid_utils import compat


def new_id() -> UUID:
    """A new UUIDv7: unique without asking anybody, and close on disk to the others of its moment."""
    return compat.uuid7()
