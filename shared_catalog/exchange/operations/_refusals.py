"""Why an import or an export cannot be."""

from kernel.errors import DomainError


class WrongImportStep(DomainError):
    """The import does not stand where this is possible, or something is under way with it. Params: `state`,
    `step`.
    """

    code = "WRONG_IMPORT_STEP"
    messages = {
        "ar": "لا يمكن تنفيذ {step} على عملية استيراد في حالة {state}",
        "fr": "L'étape {step} n'est pas possible pour une importation à l'état {state}",
        "en": "The step {step} is not possible for an import that is {state}",
    }


class ImportHasFaults(DomainError):
    """Rows of the file are faulty, and its check did not ask that they be left out. Params: `faulty`."""

    code = "IMPORT_HAS_FAULTS"
    messages = {
        "ar": "السطور غير الصالحة: {faulty}؛ صححها أو أعد الفحص مع طلب استيراد السطور الصالحة وحدها",
        "fr": "Lignes non valables : {faulty} ; corrigez-les, ou refaites le contrôle en demandant "
        "les seules lignes valables",
        "en": "Faulty rows: {faulty}; correct them, or check anew and ask for valid rows only",
    }


class ImportOutdated(DomainError):
    """What was announced is not what the import would do now, since the catalogue has changed, or another
    digest was given: nothing was written, and the file is to be checked anew.
    """

    code = "IMPORT_OUTDATED"
    messages = {
        "ar": "تغير الكتالوغ بعد الفحص، لم يكتب شيء؛ أعد فحص الملف",
        "fr": "Le catalogue a changé depuis le contrôle : rien n'a été écrit, contrôlez le fichier à nouveau",
        "en": "The catalogue has changed since the check: nothing was written, check the file anew",
    }


class ImportNotLast(DomainError):
    """Another import of the same source came later; the last one is undone first."""

    code = "IMPORT_NOT_LAST"
    messages = {
        "ar": "توجد عملية استيراد أحدث من المصدر نفسه؛ تلغى الأخيرة أولا",
        "fr": "Une importation plus récente de la même source existe : la dernière s'annule d'abord",
        "en": "A later import of the same source is in force: the last one is undone first",
    }


class ImportChangedSince(DomainError):
    """Products of the import were changed since, which undoing it would lose. Params: `count`, `product`."""

    code = "IMPORT_CHANGED_SINCE"
    messages = {
        "ar": "منتوجات تغيرت بعد الاستيراد: {count}؛ أولها {product}",
        "fr": "Produits modifiés depuis l'importation : {count} ; le premier : {product}",
        "en": "Products changed since the import: {count}; the first is {product}",
    }


class CellTooLong(DomainError):
    """A text is longer than a cell of a table may be. Params: `product`, `column`."""

    code = "CELL_TOO_LONG"
    messages = {
        "ar": "نص العمود {column} للمنتوج {product} أطول مما تسعه خانة",
        "fr": "Le texte {column} du produit {product} est trop long pour une cellule",
        "en": "The text {column} of product {product} is too long for a cell",
    }
