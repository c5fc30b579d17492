"""A column of words that are searched, and the condition that it holds what somebody asks for."""

from typing import Any

from django.db.models import Lookup, Q, TextField

from kernel.search import asked


class WordsField(TextField):  # type: ignore[type-arg]  # Django does not let it be written
    """A `tsvector`, written as `kernel.search.kept` spells it. Django's own field would let PostgreSQL's
    parsers read the words anew.
    """

    def db_type(self, connection: Any) -> str:
        return "tsvector"

    def get_internal_type(self) -> str:
        # A text that becomes such a column is another type to the database.
        return "WordsField"


@WordsField.register_lookup
class Matches(Lookup):
    """`column__matches`: whether the words are what a `tsquery` asks for.

    It is said twice, so that PostgreSQL expects fewer rows and rather starts from the words, unless they are
    very common, than reads a list in its order until it found enough (docs/decisions/search.md).
    """

    lookup_name = "matches"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, column_params = self.process_lhs(compiler, connection)
        query, query_params = self.process_rhs(compiler, connection)
        found = f"{column} @@ {query}::tsquery"
        return f"({found} AND ({found}) IS TRUE)", (*column_params, *query_params) * 2


def found_in(column: str, text: str) -> Q:
    """The rows whose words are what a person's text asks for, as `kernel.search.asked` understands it; all,
    where it asks for nothing.
    """
    question = asked(text)
    return found_by(column, question.wanted or None, question.unwanted or None)


def found_by(column: str, wanted: Any, unwanted: Any) -> Q:
    """The same from two `tsquery` or expressions for them; None for one that nobody asked."""
    found = Q()
    if wanted is not None:
        found &= Q(**{f"{column}__matches": wanted})
    if unwanted is not None:
        found &= ~Q(**{f"{column}__matches": unwanted})
    return found
