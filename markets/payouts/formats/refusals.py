"""Why an order cannot be written for a bank, or a bank's file be read: problems, each with its place."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from kernel.errors import DomainError, SeveralRefusals

# A file with more problems than this is another file altogether; the rest of them would tell nothing.
MOST_PROBLEMS = 100


def place_of(problem: DomainError) -> str:
    """Where a problem is, such as `Stmt[1]/Ntry[3]/Amt` or `items[0]/creditor_rib`."""
    words = (f"[{step}]" if isinstance(step, int) else f"/{step}" for step in problem.path)
    return "".join(words).removeprefix("/")


class SeveralProblems(SeveralRefusals, abstract=True):
    """A refusal for reasons that are all told at once, in `problems`, each with its path. Params: `count`,
    `first`.
    """

    @property
    def problems(self) -> tuple[DomainError, ...]:
        return self.refusals

    def wording(self, language: str) -> Mapping[str, Any]:
        words = super().wording(language)
        place = place_of(self.problems[0])
        return {**words, "first": f"{place}: {words['first']}"} if place else words


class TransferOrderRefused(SeveralProblems):
    """A transfer order cannot be written for the bank, for the reasons told. Params: `count`, `first`."""

    code = "TRANSFER_ORDER_REFUSED"
    messages = {
        "ar": "أمر التحويل غير مقبول، عدد المشاكل {count}؛ أولها: {first}",
        "fr": "L'ordre de virement est refusé, problèmes : {count} ; le premier : {first}",
        "en": "The transfer order is refused, problems: {count}; the first: {first}",
    }


class TemplateRefused(SeveralProblems):
    """A layout of files, or a description of the bank's, means nothing. Params: `count`, `first`."""

    code = "BANK_TEMPLATE_REFUSED"
    messages = {
        "ar": "نموذج الملف البنكي غير مقبول، عدد المشاكل {count}؛ أولها: {first}",
        "fr": "Le modèle de fichier bancaire est refusé, problèmes : {count} ; le premier : {first}",
        "en": "The template for bank files is refused, problems: {count}; the first: {first}",
    }


class BankFileRefused(SeveralProblems):
    """A file of the bank cannot be read; nothing of it was heard. Params: `count`, `first`."""

    code = "BANK_FILE_REFUSED"
    messages = {
        "ar": "ملف البنك غير مقبول، عدد المشاكل {count}؛ أولها: {first}",
        "fr": "Le fichier de la banque est refusé, problèmes : {count} ; le premier : {first}",
        "en": "The bank's file is refused, problems: {count}; the first: {first}",
    }


class Problems:
    """Collects refusals, so that a reader or a writer can go on to the next item and tell all of them."""

    def __init__(self) -> None:
        self.found: list[DomainError] = []

    @contextmanager
    def at(self, *path: str | int) -> Iterator[None]:
        """Keep a refusal raised within, with this place before its own."""
        try:
            yield
        except SeveralProblems as refusal:
            for problem in refusal.problems:
                self._keep(problem, path)
        except DomainError as problem:
            self._keep(problem, path)

    def raise_as(self, refusal: type[SeveralProblems]) -> None:
        """Raise what was found, if anything was."""
        if self.found:
            raise refusal(self.found)

    def _keep(self, problem: DomainError, path: tuple[str | int, ...]) -> None:
        if len(self.found) < MOST_PROBLEMS:
            problem.path = (*path, *problem.path)
            self.found.append(problem)


# -- orders ----------------------------------------------------------------------------------------


class NothingToTransfer(DomainError):
    """An order pays somebody."""

    code = "NOTHING_TO_TRANSFER"
    messages = {
        "ar": "لا يتضمن الأمر أي تحويل",
        "fr": "L'ordre ne contient aucun virement",
        "en": "The order holds no transfer",
    }


class NoLatinText(DomainError):
    """A name or text of which no letter or digit is left in the characters that banks take."""

    code = "NO_LATIN_TEXT"
    messages = {
        "ar": "لا يمكن كتابة هذا النص بالحروف اللاتينية التي تقبلها البنوك",
        "fr": "Ce texte ne peut pas s'écrire avec les caractères latins admis par les banques",
        "en": "This text cannot be written in the Latin characters that banks take",
    }


class InvalidReference(DomainError):
    """An id that a bank would change or refuse. Params: `reference`, `longest`."""

    code = "INVALID_BANK_REFERENCE"
    messages = {
        "ar": "المرجع «{reference}» غير صالح: من 1 إلى {longest} حرفا لاتينيا دون مسافات أو // في طرفيه",
        "fr": "La référence « {reference} » n'est pas valable : 1 à {longest} caractères latins, sans // "
        "ni espace ou / aux extrémités",
        "en": "The reference '{reference}' is not valid: 1 to {longest} Latin characters, without // "
        "and without a space or / at its ends",
    }


class ReferenceRepeated(DomainError):
    """Two transfers with one id: a bank would pay one of them or neither. Params: `reference`."""

    code = "BANK_REFERENCE_REPEATED"
    messages = {
        "ar": "المرجع {reference} مستعمل أكثر من مرة",
        "fr": "La référence {reference} est utilisée plus d'une fois",
        "en": "The reference {reference} is used more than once",
    }


class AmountNotPayable(DomainError):
    """An amount that no transfer can carry. Params: `amount_minor`."""

    code = "AMOUNT_NOT_PAYABLE"
    messages = {
        "ar": "لا يمكن تحويل مبلغ {amount_minor} سنتيم",
        "fr": "Un montant de {amount_minor} centimes ne peut pas être viré",
        "en": "An amount of {amount_minor} centimes cannot be transferred",
    }


class InvalidBic(DomainError):
    """Not the code of a bank by ISO 9362, 8 or 11 characters. Params: `bic`."""

    code = "INVALID_BIC"
    messages = {
        "ar": "رمز البنك {bic} غير صالح",
        "fr": "Le code BIC {bic} n'est pas valable",
        "en": "The bank code (BIC) {bic} is not valid",
    }


class ValueTooWide(DomainError):
    """A value that its column cannot hold and may not cut. Params: `column`, `width`, `length`."""

    code = "VALUE_TOO_WIDE"
    messages = {
        "ar": "طول القيمة في العمود {column} هو {length} والحد هو {width}",
        "fr": "La valeur de la colonne {column} a {length} caractères, la colonne en a {width}",
        "en": "The value of column {column} has {length} characters, the column {width}",
    }


class NotInEncoding(DomainError):
    """A character that the file's encoding does not have. Params: `column`, `encoding`."""

    code = "NOT_IN_ENCODING"
    messages = {
        "ar": "قيمة العمود {column} لا تُكتب بترميز {encoding}",
        "fr": "La valeur de la colonne {column} ne s'écrit pas en {encoding}",
        "en": "The value of column {column} cannot be written in {encoding}",
    }


# -- what a bank sends -----------------------------------------------------------------------------


class FileTooLarge(DomainError):
    """Params: `limit`, in bytes or rows as the file is counted."""

    code = "BANK_FILE_TOO_LARGE"
    messages = {
        "ar": "الملف أكبر من الحد المسموح ({limit})",
        "fr": "Le fichier dépasse la limite ({limit})",
        "en": "The file is over the limit ({limit})",
    }


class NotReadable(DomainError):
    """The file is not what its format asks for at all. Params: `reason` (in English)."""

    code = "BANK_FILE_NOT_READABLE"
    messages = {
        "ar": "لا يمكن قراءة الملف: {reason}",
        "fr": "Le fichier est illisible : {reason}",
        "en": "The file cannot be read: {reason}",
    }


class UnexpectedMessage(DomainError):
    """Another message than the one asked for. Params: `expected`, `found`."""

    code = "UNEXPECTED_BANK_MESSAGE"
    messages = {
        "ar": "المنتظر رسالة {expected}، والموجود {found}",
        "fr": "Message attendu : {expected} ; trouvé : {found}",
        "en": "Expected a message {expected}; found {found}",
    }


class ValueMissing(DomainError):
    """Params: `field`."""

    code = "BANK_VALUE_MISSING"
    messages = {
        "ar": "القيمة {field} غير موجودة",
        "fr": "La valeur {field} manque",
        "en": "The value {field} is missing",
    }


class ValueUnreadable(DomainError):
    """Params: `field`, `reason` (in English)."""

    code = "BANK_VALUE_UNREADABLE"
    messages = {
        "ar": "القيمة {field} غير مقروءة: {reason}",
        "fr": "La valeur {field} est illisible : {reason}",
        "en": "The value {field} cannot be read: {reason}",
    }


class ForeignCurrency(DomainError):
    """Params: `currency`."""

    code = "FOREIGN_CURRENCY"
    messages = {
        "ar": "المبلغ بعملة {currency} وليس بالدرهم",
        "fr": "Le montant est en {currency} et non en dirhams",
        "en": "The amount is in {currency}, not in dirhams",
    }


class SumsDisagree(DomainError):
    """What the parts add up to is not what the whole says. Params: `whole_minor`, `parts_minor`."""

    code = "BANK_SUMS_DISAGREE"
    messages = {
        "ar": "مجموع الأجزاء {parts_minor} سنتيم بينما المبلغ الكلي {whole_minor}",
        "fr": "Les parties font {parts_minor} centimes, le total annoncé est {whole_minor}",
        "en": "The parts add up to {parts_minor} centimes, the whole says {whole_minor}",
    }


class StatusUnknown(DomainError):
    """A status that has no meaning here, so that nothing may follow from it. Params: `status`."""

    code = "BANK_STATUS_UNKNOWN"
    messages = {
        "ar": "الحالة {status} غير معروفة",
        "fr": "L'état {status} est inconnu",
        "en": "The status {status} is not known",
    }


class StatusesDisagree(DomainError):
    """One file says two things of one transfer. Params: `reference`, `one`, `other`."""

    code = "BANK_STATUSES_DISAGREE"
    messages = {
        "ar": "الملف يقول عن {reference} إنه {one} وإنه {other}",
        "fr": "Le fichier dit {one} et {other} du même virement {reference}",
        "en": "The file says both {one} and {other} of {reference}",
    }
