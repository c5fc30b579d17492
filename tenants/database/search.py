"""A column of words that are searched, and its comparison with what somebody asks for."""

from typing import Any

from django.db.models import Lookup, TextField


class WordsField(TextField):  # type: ignore[type-arg]  # Django does not let it be written
    """A `tsvector`, written as `kernel.search.kept` spells it. `column__matches` takes a `tsquery`, as
    `kernel.search.asked` spells it. Django's own field would let PostgreSQL's parsers read the words anew.
    """

    def db_type(self, connection: Any) -> str:
        return "tsvector"

    def get_internal_type(self) -> str:
        # A text that becomes such a column is another type to the database.
        return "WordsField"


@WordsField.register_lookup
class Matches(Lookup):
    lookup_name = "matches"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, column_params = self.process_lhs(compiler, connection)
        asked, asked_params = self.process_rhs(compiler, connection)
        return f"{column} @@ {asked}::tsquery", (*column_params, *asked_params)
