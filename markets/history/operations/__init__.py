"""Importing a market's past: first its setup, then one half-month after the other."""

from markets.history.operations._half_month import EVIDENCE, import_half_month
from markets.history.operations._setup import import_setup

__all__ = ["EVIDENCE", "import_half_month", "import_setup"]
