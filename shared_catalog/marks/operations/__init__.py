"""The writes of marks; each is one transaction, and bad input raises before anything is changed."""

from shared_catalog.marks.operations._grants import MarkWithdrawn, grant_mark, withdraw_mark
from shared_catalog.marks.operations._loading import load_marks

__all__ = ["MarkWithdrawn", "grant_mark", "load_marks", "withdraw_mark"]
