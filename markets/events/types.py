"""What is said of something that happened."""

from tenants.events.types import EventDraft

__all__ = ["EventDraft"]
