"""How the lists of bank files are sorted and filtered."""

from api.base.filters import Condition, Filter
from api.base.pages import By, Orders
from api.base.scalars import DateTime
from api.payouts.bank.enums import BankAnswerKind

BANK_SETTINGS_ORDERS = Orders("BankSettings", descending=True, VERSION=By("version", "By version."))
BANK_FILE_ORDERS = Orders("BankFile", descending=True, MADE_AT=By("made_at", "By when it was made."))
BANK_FILE_DOWNLOAD_ORDERS = Orders("BankFileDownload", descending=True, AT=By("at", "By when it was taken."))
BANK_ANSWER_ORDERS = Orders(
    "BankAnswer", descending=True, UPLOADED_AT=By("uploaded_at", "By when it was brought.")
)


class BankAnswerFilter(Filter):
    """Which answers."""

    kind = Condition(BankAnswerKind, "What it is.", "kind")
    uploaded_at = Condition(DateTime, "When it was brought.", "uploaded_at", ranged=True)
