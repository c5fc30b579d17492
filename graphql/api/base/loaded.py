"""Fields that are answered for all rows of a page at once, by one call of the domain."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from api.base.errors import ApiError, NotFound
from api.base.fields import Field, Resolver
from kernel.errors import NotFound as NoSuchRow

Load = Callable[..., Mapping[Any, Any]]


class Loaded(Field):
    """What `load(rows, context, **arguments)` answers for each row, by its primary key: as many statements
    for a page of rows as for one.
    """

    def __init__(self, type_: Any, description: str, *, load: Load, **options: Any) -> None:
        super().__init__(type_, description, **options)
        self.load = load

    def put(self, name: str, rows: Sequence[Any], context: Any, given: Mapping[str, Any]) -> None:
        """Put on the rows what is answered for them, under this name; or why not."""
        try:
            found = self.load(rows, context, **given)
        except NoSuchRow:
            found = dict.fromkeys((row.pk for row in rows), NotFound())
        for row in rows:
            row.__dict__[name] = found[row.pk]

    def reader(self, resolve: Resolver) -> Resolver:
        def read(root: Any, info: Any, **_given: Any) -> Any:
            value = root.__dict__[slot(info.path.as_list())]
            if isinstance(value, ApiError):
                raise value
            return value

        return read


def slot(place: Sequence[str | int]) -> str:
    """The attribute under which a row keeps what was loaded for this place of the response; list positions
    do not count.
    """
    names = "/".join(part for part in place if isinstance(part, str))
    return f"page_{blake2b(names.encode(), digest_size=12).hexdigest()}"
