"""Fields that say what they read: a column, three columns of one text, an amount of money, or a declared
computation.

A declaration is data (`columns`), so that whoever turns an operation into SQL can read it without running
Python.
"""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

import graphene
from django.db import models

from api.base.permissions import PUBLIC, Requirement, check, declared
from api.base.scalars import UUID, Date, DateTime, SafeInt
from api.base.values import LocalizedText, Money, Texts
from kernel.money import Money as Amount

Resolver = Callable[..., Any]


class Field(graphene.Field):
    """A field with a description and, beyond what its type requires, a permission of its own.

    On a root type the permission is obligatory: `api.base.schema` refuses a root field without one.
    `market_only` and `hq_only` fields exist in one of the two schemas. `cost` is what it costs more than a
    field that reads rows by their keys.
    """

    def __init__(
        self,
        type_: Any,
        description: str,
        *,
        permission: Requirement | None = None,
        market_only: bool = False,
        hq_only: bool = False,
        cost: int = 0,
        **options: Any,
    ) -> None:
        if permission is not None:
            declared(permission, owner=description)
        self.permission = permission
        self.market_only, self.hq_only = market_only, hq_only
        self.cost = cost
        super().__init__(type_, description=description, **options)

    mutation: Any = None
    """The mutation whose field this is, if it is one's."""

    def bind(self, model: type[models.Model], name: str) -> None:
        """Called once, when the type with this field is made."""

    def requirements(self) -> tuple[Requirement | None, ...]:
        """All that a viewer must hold to read this field."""
        return (self.permission,)

    def reader(self, resolve: Resolver) -> Resolver:
        """The resolver, without its guard; `resolve` is what graphene would use."""
        return self.resolver or resolve

    def wrap_resolve(self, parent_resolver: Resolver) -> Resolver:
        read = self.reader(parent_resolver)
        requirements = tuple(r for r in self.requirements() if r is not None and r is not PUBLIC)
        if not requirements:
            return read

        def guarded(root: Any, info: Any, **arguments: Any) -> Any:
            check(info.context.viewer, *requirements)
            return read(root, info, **arguments)

        return guarded


class Column(Field):
    """A model's column. The type follows the column's; an optional text that is empty is answered as null."""

    def __init__(self, description: str, column: str = "", *, type_: Any = None, **options: Any) -> None:
        super().__init__(type_ or graphene.String, description, **options)
        self.column = column
        self._declared_type = type_

    def bind(self, model: type[models.Model], name: str) -> None:
        self.column = self.column or name
        source: Any = model._meta.get_field(self.column)
        type_ = self._declared_type or scalar_of(source)
        self.optional = source.null or (
            source.blank and isinstance(source, models.CharField | models.TextField)
        )
        self._type = type_ if self.optional else graphene.NonNull(type_)

    @property
    def columns(self) -> Sequence[str]:
        return (self.column,)

    def reader(self, resolve: Resolver) -> Resolver:
        column, optional = self.column, self.optional

        def read(root: Any, _info: Any) -> Any:
            value = getattr(root, column)
            return None if optional and value == "" else value

        return read


class Localized(Field):
    """One text in three columns, `<stem>_ar`, `<stem>_fr` and `<stem>_en`; null where all are empty."""

    def __init__(self, description: str, stem: str = "", *, required: bool = True, **options: Any) -> None:
        super().__init__(LocalizedText, description, required=required, **options)
        self.stem = stem

    def bind(self, model: type[models.Model], name: str) -> None:
        self.stem = self.stem or name
        for column in self.columns:
            model._meta.get_field(column)

    @property
    def columns(self) -> Sequence[str]:
        return tuple(f"{self.stem}_{language}" for language in ("ar", "fr", "en"))

    def reader(self, resolve: Resolver) -> Resolver:
        read_columns = attrgetter(*self.columns)

        def read(root: Any, _info: Any) -> Texts | None:
            ar, fr, en = read_columns(root)
            return Texts(ar, fr, en) if ar or fr or en else None

        return read


class MoneyColumn(Field):
    """An amount in one column of centimes."""

    def __init__(self, description: str, column: str, **options: Any) -> None:
        super().__init__(Money, description, **options)
        self.column = column

    def bind(self, model: type[models.Model], name: str) -> None:
        if not model._meta.get_field(self.column).null:
            self._type = graphene.NonNull(Money)

    @property
    def columns(self) -> Sequence[str]:
        return (self.column,)

    def reader(self, resolve: Resolver) -> Resolver:
        column = self.column

        def read(root: Any, _info: Any) -> Amount | None:
            minor = getattr(root, column)
            return None if minor is None else Amount(minor)

        return read


class Derived(Field):
    """What Python makes of columns of the same row; `compute` takes their values in order and nothing
    else.
    """

    def __init__(
        self,
        type_: Any,
        description: str,
        *,
        columns: Sequence[str],
        compute: Callable[..., Any],
        **options: Any,
    ) -> None:
        super().__init__(type_, description, **options)
        self.columns = tuple(columns)
        self.compute = compute

    def bind(self, model: type[models.Model], name: str) -> None:
        for column in self.columns:
            model._meta.get_field(column)

    def reader(self, resolve: Resolver) -> Resolver:
        return lambda root, _info: self.compute(*(getattr(root, column) for column in self.columns))


class DerivedNow(Derived):
    """What Python makes of columns of the same row and of the request's instant, which `compute` takes as
    `now`.
    """

    def reader(self, resolve: Resolver) -> Resolver:
        return lambda root, info: self.compute(
            *(getattr(root, column) for column in self.columns), now=info.context.now
        )


class Calculated(Field):
    """What the database calculates with the row, an expression over its columns: only where it is
    selected.
    """

    def __init__(self, type_: Any, description: str, *, expression: Any, **options: Any) -> None:
        super().__init__(type_, description, **options)
        self.expression = expression

    def bind(self, model: type[models.Model], name: str) -> None:
        self.attribute = name

    def reader(self, resolve: Resolver) -> Resolver:
        # Loading put the value there, under the field's own name.
        return lambda root, _info: getattr(root, self.attribute)


class MoneyCalculated(Calculated):
    """An amount of centimes that the database calculates, never null."""

    def __init__(self, description: str, *, expression: Any, **options: Any) -> None:
        super().__init__(Money, description, expression=expression, required=True, **options)

    def reader(self, resolve: Resolver) -> Resolver:
        return lambda root, _info: Amount(getattr(root, self.attribute))


class Computed(Field):
    """A field that runs Python of its own, `resolve(root, info, **arguments)`: for roots that are not
    rows.
    """

    def __init__(
        self,
        type_: Any,
        description: str,
        *,
        resolve: Resolver,
        permission: Requirement | None,
        **options: Any,
    ) -> None:
        super().__init__(type_, description, permission=permission, resolver=resolve, **options)


_SCALARS: tuple[tuple[type[Any], Any], ...] = (
    (models.DateTimeField, DateTime),
    (models.DateField, Date),
    (models.UUIDField, UUID),
    (models.BooleanField, graphene.Boolean),
    (models.BigIntegerField, SafeInt),
    (models.IntegerField, graphene.Int),
    (models.CharField, graphene.String),
    (models.TextField, graphene.String),
)


def scalar_of(column: Any) -> Any:
    """The scalar that carries a column's values. Raises TypeError for a column that needs a type of its
    own.
    """
    if column.remote_field is not None:
        return scalar_of(column.target_field)
    for kind, scalar in _SCALARS:
        if isinstance(column, kind):
            return scalar
    raise TypeError(f"{column} needs its type said")
