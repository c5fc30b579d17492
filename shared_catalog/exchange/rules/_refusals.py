"""What is wrong with a table, or with a row of it."""

from kernel.errors import DomainError


class TableUnreadable(DomainError):
    """The file is no table that can be read. Params: `reason`."""

    code = "TABLE_UNREADABLE"
    messages = {
        "ar": "تعذرت قراءة الجدول: {reason}",
        "fr": "Le tableau est illisible : {reason}",
        "en": "The table cannot be read: {reason}",
    }


class ColumnsMissing(DomainError):
    """No row of the file has the titles of all columns that are needed. Params: `columns`, those that the
    likeliest one lacks.
    """

    code = "TABLE_COLUMNS_MISSING"
    messages = {
        "ar": "لا يحتوي أي سطر على عناوين كل الأعمدة اللازمة؛ الناقص منها: {columns}",
        "fr": "Aucune ligne ne porte les titres de toutes les colonnes nécessaires ; il manque : {columns}",
        "en": "No row has the titles of all columns that are needed; missing: {columns}",
    }


class ColumnTwice(DomainError):
    """Two columns have titles that mean the same. Params: `column`."""

    code = "TABLE_COLUMN_TWICE"
    messages = {
        "ar": "العمود {column} موجود مرتين",
        "fr": "La colonne {column} s'y trouve deux fois",
        "en": "The column {column} is there twice",
    }


class CellIsFormula(DomainError):
    """A cell holds a formula; only what is written out is taken. Params: `formula`."""

    code = "CELL_IS_FORMULA"
    messages = {
        "ar": "تحتوي الخانة على صيغة حسابية ({formula})، اكتب القيمة نفسها",
        "fr": "La cellule contient une formule ({formula}) : écrivez la valeur elle-même",
        "en": "The cell holds a formula ({formula}): write the value itself",
    }


class CellFailed(DomainError):
    """A cell holds what a spreadsheet says when it cannot calculate. Params: `text`."""

    code = "CELL_FAILED"
    messages = {
        "ar": "تحتوي الخانة على خطأ حسابي ({text})",
        "fr": "La cellule contient une erreur de calcul ({text})",
        "en": "The cell holds an error of calculation ({text})",
    }


class CellUnreadable(DomainError):
    """A cell holds characters of another encoding than its file's."""

    code = "CELL_UNREADABLE"
    messages = {
        "ar": "تحتوي الخانة على رموز بترميز مخالف لترميز الملف",
        "fr": "La cellule contient des caractères d'un autre encodage que celui du fichier",
        "en": "The cell holds characters of another encoding than its file's",
    }


class CellIsMerged(DomainError):
    """A cell is merged with cells of other columns, so nobody knows whose value it is."""

    code = "CELL_IS_MERGED"
    messages = {
        "ar": "الخانة مدمجة مع خانات أعمدة أخرى",
        "fr": "La cellule est fusionnée avec celles d'autres colonnes",
        "en": "The cell is merged with cells of other columns",
    }


class RowHidden(DomainError):
    """A row is hidden, and would be imported without being seen."""

    code = "ROW_HIDDEN"
    messages = {
        "ar": "السطر مخفي، أظهره أو احذفه",
        "fr": "La ligne est masquée : affichez-la ou supprimez-la",
        "en": "The row is hidden: show it or delete it",
    }


class ChangeMustBeRequested(DomainError):
    """A row says something else of a published product, which only a confirmed request changes. Params:
    `product`.
    """

    code = "CHANGE_MUST_BE_REQUESTED"
    messages = {
        "ar": "المنتوج {product} منشور، ولا يغيره الاستيراد؛ قدم طلب تعديل",
        "fr": "Le produit {product} est publié : une importation ne le change pas, demandez la modification",
        "en": "The product {product} is published: an import does not change it, ask for the change",
    }


class DuplicateInFile(DomainError):
    """Other rows of the file say the same of something that only one product may have. Params: `value`,
    `rows`.
    """

    code = "DUPLICATE_IN_FILE"
    messages = {
        "ar": "القيمة {value} مكررة في الملف، انظر السطور: {rows}",
        "fr": "{value} figure plusieurs fois dans le fichier ; voir les lignes {rows}",
        "en": "{value} is in the file more than once; see the rows {rows}",
    }
