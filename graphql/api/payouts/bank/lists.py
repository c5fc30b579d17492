"""How the lists of bank files are sorted and filtered."""

import graphene

from api.base.filters import Condition, Filter, Related
from api.base.pages import By, Orders
from api.base.scalars import DateTime
from api.payouts.bank.enums import BankAnswerKind

BANK_SETTINGS_ORDERS = Orders("BankSettings", descending=True, VERSION=By("version", "By version."))
BANK_FILE_ORDERS = Orders("BankFile", descending=True, MADE_AT=By("made_at", "By when it was made."))
BANK_FILE_DOWNLOAD_ORDERS = Orders("BankFileDownload", descending=True, AT=By("at", "By when it was taken."))
BANK_ANSWER_ORDERS = Orders(
    "BankAnswer", descending=True, UPLOADED_AT=By("uploaded_at", "By when it was brought.")
)


class BankFileFilter(Filter):
    """Which files."""

    batch = Related("api.payouts.types.PayoutBatch", "The batch that it orders.", "batch_id")
    made_at = Condition(DateTime, "When it was made.", "made_at", ranged=True)


class BankFileDownloadFilter(Filter):
    """Which downloads."""

    actor = Condition(graphene.String, "Who took it: an actor's id.", "actor")
    at = Condition(DateTime, "When it was taken.", "at", ranged=True)


class BankAnswerFilter(Filter):
    """Which answers."""

    kind = Condition(BankAnswerKind, "What it is.", "kind")
    uploaded_at = Condition(DateTime, "When it was brought.", "uploaded_at", ranged=True)
