"""Root fields about what is exchanged with the bank."""

from api.base.connections import Connection
from api.base.schema import Queries
from api.payouts.bank import lists
from api.payouts.bank.types import BankAnswer, BankFile, BankFileDownload, BankSettings


class BankQueries(Queries):
    """Reads of bank files."""

    bank_settings = Connection(
        BankSettings,
        "What the market said about its bank, latest first; the first holds.",
        orders=lists.BANK_SETTINGS_ORDERS,
    )
    bank_files = Connection(
        BankFile,
        "The files that were made for the bank, latest first.",
        orders=lists.BANK_FILE_ORDERS,
        filters=lists.BankFileFilter,
    )
    bank_file_downloads = Connection(
        BankFileDownload,
        "Who took which file, latest first.",
        orders=lists.BANK_FILE_DOWNLOAD_ORDERS,
        filters=lists.BankFileDownloadFilter,
    )
    bank_answers = Connection(
        BankAnswer,
        "What the bank answered, latest first.",
        orders=lists.BANK_ANSWER_ORDERS,
        filters=lists.BankAnswerFilter,
    )
