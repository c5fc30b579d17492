"""The market's tables, as what is done with them takes them."""

from markets.bulk import models
from tenants.bulk.books import Books

MARKET_BOOKS = Books(file=models.BulkFile, operation=models.BulkOperation, piece=models.BulkPiece)
"""Those of the market whose login is in force."""
