"""How a row leads to another: by a foreign key, by one that points back at it, or by a column that holds a
key.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model


@dataclass(frozen=True, slots=True)
class Key:
    """The attribute `here` of a row equals the attribute `there` of the one it leads to.

    What was loaded is kept on the row under `name`. Only a foreign key's own row can be brought along by a
    join.
    """

    name: str
    here: str
    there: str
    joins: bool

    def target(self, row: Model) -> Any:
        """What was loaded for this row. Raises KeyError when nothing was: a descriptor would ask the
        database instead, once a row.
        """
        return row._state.fields_cache[self.name]

    def keep(self, row: Model, target: Any) -> None:
        """Remember what was loaded for this row, None included."""
        row._state.fields_cache[self.name] = target


def key_between(model: type[Model], column: str, target: type[Model]) -> Key:
    """How rows of `model` lead to rows of `target` by `column`, which may be the name of a one-to-one key's
    other end.
    """
    field: Any = model._meta.get_field(column)
    if not field.is_relation:
        assert target._meta.pk is not None
        return Key(column, column, target._meta.pk.attname, joins=False)
    if field.auto_created and not field.concrete:
        # A join would put the row above in place of the one that the key leads back to, with its selection.
        return Key(field.cache_name, field.field.target_field.attname, field.field.attname, joins=False)
    return Key(field.cache_name, field.attname, field.target_field.attname, joins=True)
