"""How much one request may be: a number, and a code to tell it by, for each way of being too much.

These bound what answering costs, not what people need: the longest documents that real clients send stay far
below them. `docs/limits.md` tells integrators; a deployment sets costs in `config.environment`.
"""

from typing import ClassVar

from api.base.errors import LimitExceeded

MAX_LENGTH = 100_000
MAX_TOKENS = 4_000
MAX_COMMENTS = 500
MAX_WORD = 256
MAX_DEPTH = 20
MAX_NESTING = 100
MAX_FIELDS = 1_000
MAX_ROOT_FIELDS = 50
MAX_MUTATIONS = 10
MOST_ROWS = 100
MAX_ALIASES = 100
MAX_DIRECTIVES = 50
MAX_FRAGMENTS = 100
MAX_OPERATIONS = 20
MAX_COMPARISONS = 15_000
MAX_ERRORS = 10
MAX_VALUES = 20_000
MAX_VALUE_DEPTH = 30
MAX_MESSAGE = 500


class OverLimit(LimitExceeded):
    """One of the limits below, which knows its name and its maximum."""

    what: ClassVar[str]
    maximum: ClassVar[int]

    def __init__(self, actual: int | None = None, *, maximum: int | None = None) -> None:
        super().__init__(self.what, actual=actual, maximum=self.maximum if maximum is None else maximum)


class DocumentTooLong(OverLimit):
    """The text of the document has too many characters."""

    code, what, maximum = "DOCUMENT_TOO_LONG", "characters of the document", MAX_LENGTH


class TooManyTokens(OverLimit):
    """The document has too many words and signs."""

    code, what, maximum = "TOO_MANY_TOKENS", "tokens", MAX_TOKENS


class TooManyComments(OverLimit):
    """The document has too many comments."""

    code, what, maximum = "TOO_MANY_COMMENTS", "comments", MAX_COMMENTS


class WordTooLong(OverLimit):
    """A name or a number in the document is too long."""

    code, what, maximum = "WORD_TOO_LONG", "characters of a name or number", MAX_WORD


class TooDeep(OverLimit):
    """Fields stand in fields too deeply."""

    code, what, maximum = "TOO_DEEP", "depth", MAX_DEPTH


class NestedTooDeeply(OverLimit):
    """Brackets in brackets, or fragments in fragments, too deeply to be read."""

    code, what, maximum = "TOO_DEEP", "nesting", MAX_NESTING


class TooManyFields(OverLimit):
    """The document asks for too many fields; a fragment's count wherever it is spread."""

    code, what, maximum = "TOO_MANY_FIELDS", "fields", MAX_FIELDS


class TooManyRootFields(OverLimit):
    """The query asks for too much at once."""

    code, what, maximum = "TOO_MANY_ROOT_FIELDS", "root fields", MAX_ROOT_FIELDS


class TooManyMutations(OverLimit):
    """The request holds too many mutations."""

    code, what, maximum = "TOO_MANY_MUTATIONS", "mutations", MAX_MUTATIONS


class TooManyAliases(OverLimit):
    """The document renames too many fields."""

    code, what, maximum = "TOO_MANY_ALIASES", "aliases", MAX_ALIASES


class TooManyDirectives(OverLimit):
    """The document has too many directives."""

    code, what, maximum = "TOO_MANY_DIRECTIVES", "directives", MAX_DIRECTIVES


class TooManyFragments(OverLimit):
    """The document defines too many fragments."""

    code, what, maximum = "TOO_MANY_FRAGMENTS", "fragments", MAX_FRAGMENTS


class TooManyOperations(OverLimit):
    """The document holds too many operations."""

    code, what, maximum = "TOO_MANY_OPERATIONS", "operations", MAX_OPERATIONS


class TooManyComparisons(OverLimit):
    """The same fields stand in too many places that answer together: to compare them all takes too long."""

    code, what, maximum = (
        "TOO_MANY_COMPARISONS",
        "comparisons of fields that answer together",
        MAX_COMPARISONS,
    )


class TooManyValues(OverLimit):
    """The variables hold too many values."""

    code, what, maximum = "TOO_MANY_VALUES", "values in the variables", MAX_VALUES


class ValuesTooDeep(OverLimit):
    """The variables hold lists or objects too deeply in each other."""

    code, what, maximum = "VALUES_TOO_DEEP", "depth of the variables", MAX_VALUE_DEPTH


class CostTooHigh(OverLimit):
    """The operation may answer more than one request may ask for."""

    code, what, maximum = "COST_TOO_HIGH", "cost", 0
