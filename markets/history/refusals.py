"""Why a market's past, or a row of it, is not taken. What live trade refuses too has its own words there."""

from collections.abc import Sequence

from kernel.errors import DomainError
from markets.history.types import Refusal


class HistoryRefused(DomainError):
    """Rows were refused, so nothing was written. `refusals` are all of them, in the order of the files.
    Params: `count`, `what`, `first`.
    """

    code = "HISTORY_REFUSED"
    messages = {
        "ar": "رُفض {count} من أسطر {what}، ولم يُكتب شيء؛ أولها {first}",
        "fr": "{count} lignes de {what} sont refusées et rien n'a été écrit ; la première : {first}",
        "en": "{count} rows of {what} are refused and nothing was written; the first: {first}",
    }

    def __init__(self, *, what: str, refusals: Sequence[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__(what=what, count=len(self.refusals), first=str(self.refusals[0]))

    def __reduce__(self) -> tuple[object, ...]:
        return _refused, (self.params["what"], self.refusals)


def _refused(what: str, refusals: Sequence[Refusal]) -> HistoryRefused:
    return HistoryRefused(what=what, refusals=refusals)


class MarketHasOpened(DomainError):
    """A market brings its past before it opens. Params: `stage`."""

    code = "MARKET_HAS_OPENED"
    messages = {
        "ar": "لا يُستورد ماضي السوق إلا قبل افتتاحه في الشبكة (حالته: {stage})",
        "fr": "L'histoire d'un marché s'importe avant son ouverture dans le réseau (état : {stage})",
        "en": "A market's past is imported before it opens in the network (stage: {stage})",
    }


class NotYetPast(DomainError):
    """Only half-months before the present one are past. Params: `half_month`."""

    code = "NOT_YET_PAST"
    messages = {
        "ar": "الفترة {half_month} لم تنته بعد",
        "fr": "La quinzaine {half_month} n'est pas passée",
        "en": "Half-month {half_month} is not past",
    }


class LaterHalfMonthImported(DomainError):
    """Half-months are imported in their order, since each opens with what the one before left. Params:
    `half_month`, `later`.
    """

    code = "LATER_HALF_MONTH_IMPORTED"
    messages = {
        "ar": "لا يمكن استيراد الفترة {half_month} بعد الفترة {later}",
        "fr": "La quinzaine {half_month} ne peut être importée après la quinzaine {later}",
        "en": "Half-month {half_month} cannot be imported after half-month {later}",
    }


class FolderMissing(DomainError):
    """There is no such folder. Params: `folder`."""

    code = "FOLDER_MISSING"
    messages = {
        "ar": "المجلد {folder} غير موجود",
        "fr": "Le dossier {folder} n'existe pas",
        "en": "There is no folder {folder}",
    }


class UnknownFile(DomainError):
    """A file that is not part of the format: a misspelt name must not be passed over. Params: `name`."""

    code = "UNKNOWN_FILE"
    messages = {
        "ar": "الملف {name} ليس من الصيغة المتفق عليها",
        "fr": "Le fichier {name} ne fait pas partie du format",
        "en": "The file {name} is not part of the format",
    }


class WrongColumns(DomainError):
    """The header is not the one the format asks for. Params: `expected`, `found`."""

    code = "WRONG_COLUMNS"
    messages = {
        "ar": "أعمدة الملف {found} والمطلوب {expected}",
        "fr": "Colonnes attendues : {expected} ; trouvées : {found}",
        "en": "Expected the columns {expected}; found {found}",
    }


class Unreadable(DomainError):
    """A row, or one column of it, cannot be read. Params: `column`, `reason` (in English)."""

    code = "UNREADABLE"
    messages = {
        "ar": "لا يمكن قراءة {column}: {reason}",
        "fr": "{column} est illisible : {reason}",
        "en": "{column} cannot be read: {reason}",
    }


class RowsDisagree(DomainError):
    """Two rows of one sale say different things of it. Params: `column`."""

    code = "ROWS_DISAGREE"
    messages = {
        "ar": "أسطر البيع نفسه تختلف في {column}",
        "fr": "Les lignes d'une même vente se contredisent sur {column}",
        "en": "The rows of one sale disagree about {column}",
    }


class OutsideHalfMonth(DomainError):
    """A fact that did not happen in the half-month of its folder. Params: `half_month`, `happened`."""

    code = "OUTSIDE_HALF_MONTH"
    messages = {
        "ar": "{happened} ليس ضمن الفترة {half_month}",
        "fr": "{happened} n'est pas dans la quinzaine {half_month}",
        "en": "{happened} is not in half-month {half_month}",
    }


class OutOfOrder(DomainError):
    """Rows come in the order in which they happened, so that stock can be followed. Params: `after`."""

    code = "OUT_OF_ORDER"
    messages = {
        "ar": "يجب أن ترتب الأسطر حسب الزمن؛ السطر السابق في {after}",
        "fr": "Les lignes vont dans l'ordre du temps ; la précédente est de {after}",
        "en": "Rows come in the order of time; the one before is of {after}",
    }


class UnknownCode(DomainError):
    """No product on sale here, or no till, has this code. Params: `kind`, `item`."""

    code = "UNKNOWN_CODE"
    messages = {
        "ar": "لا يوجد {kind} بالرمز {item}",
        "fr": "Aucun {kind} n'a le code {item}",
        "en": "No {kind} has the code {item}",
    }


class NotYetListed(DomainError):
    """The product was put on sale later. Params: `product`."""

    code = "NOT_YET_LISTED"
    messages = {
        "ar": "لم يكن المنتج {product} معروضا بعد",
        "fr": "Le produit {product} n'était pas encore en vente",
        "en": "The product {product} was not on sale yet",
    }


class PriceNotInForce(DomainError):
    """The product was sold at another price then. Params: `product`, `asked_minor`, `price_minor`."""

    code = "PRICE_NOT_IN_FORCE"
    messages = {
        "ar": "سعر المنتج {product} حينها {price_minor} سنتيم وليس {asked_minor}",
        "fr": "Le produit {product} coûtait alors {price_minor} centimes, et non {asked_minor}",
        "en": "The product {product} cost {price_minor} centimes then, not {asked_minor}",
    }


class SetupDiffers(DomainError):
    """The market already has this, with other content. Params: `kind`, `item`."""

    code = "SETUP_DIFFERS"
    messages = {
        "ar": "{kind} {item} مسجل في السوق بمحتوى مختلف",
        "fr": "{kind} {item} est déjà enregistré autrement dans ce marché",
        "en": "{kind} {item} is already recorded here with other content",
    }
