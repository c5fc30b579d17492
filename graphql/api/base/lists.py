"""Many rows of one mutation in one request.

    class RecordSales(ListMutation):
        '''Record the sales of a till that was offline.'''

        of = RecordSale

Each row is the input of the mutation itself, and is done as the mutation does it, with its own id or key, its
refusals and its permission; each result is the mutation's payload. What becomes of the others when a row is
refused is the caller's choice: `ErrorPolicy`, docs/decisions/list-mutations.md.
"""

import inspect
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any, ClassVar, TypeAlias

import graphene
from django.db import OperationalError, connection, transaction

from api.base.enums import described_enum
from api.base.errors import BUSY, ended_wait
from api.base.fields import Field
from api.base.inputs import Given, plain
from api.base.limits import MOST_ROWS
from api.base.mutations import Mutation, OneOfMany, Returned, Together, made_type
from api.base.once import Answered, Done, mark
from api.base.refusals import Given as GivenInput
from api.base.refusals import Refusal, UserError
from api.context import Context
from kernel.errors import DomainError, InvalidValue

# Less than PostgreSQL takes to look for a deadlock (1 s), and than a seller waits (5 s): whoever brings many
# rows in one transaction gives way to those who bring one.
_PATIENCE = "500ms"


class Policy(Enum):
    """What becomes of the other rows when one is refused."""

    REJECT_EVERYTHING = "reject_everything"
    REJECT_FAILED_ROWS = "reject_failed_rows"
    IGNORE_FAILED = "ignore_failed"


ErrorPolicy = described_enum(
    Policy,
    "ErrorPolicy",
    "What becomes of the other rows when one is refused. No row is ever done in part.",
    REJECT_EVERYTHING="All or nothing: one refused row, and none is done.",
    REJECT_FAILED_ROWS="The others are done, all in one transaction: everybody sees them at once, or, if the "
    "server fails meanwhile, never.",
    IGNORE_FAILED="Each row is done for itself, in order: what is done stays, whatever happens to those "
    "after it. For facts that have already happened, such as a till's sales.",
)


class RowsRejected(DomainError):
    """Nothing is wrong with this row; it was not done because another row was refused."""

    code = "REJECTED_WITH_OTHERS"
    messages = {
        "ar": "لم يسجل هذا السطر لأن سطرا آخر مرفوض",
        "fr": "Cette ligne n'a pas été enregistrée, car une autre est refusée",
        "en": "This row was not done, because another one was refused",
    }


class RowBusy(DomainError):
    """Others kept this row waiting for too long; nothing of it was done: send it again."""

    code = BUSY
    messages = {
        "ar": "طال انتظار هذا السطر ولم يسجل منه شيء: أعد إرساله",
        "fr": "Cette ligne a attendu trop longtemps et rien n'en a été enregistré : renvoyez-la",
        "en": "Others kept this row waiting for too long and nothing of it was done: send it again",
    }


class ListMutation:
    """Up to 100 rows of the mutation `of`; see the module. `perform_many` does rows together, for a mutation
    that `finds` and is `witnessed`: docs/decisions/list-mutations.md.
    """

    of: ClassVar[type[Mutation]]
    perform_many: ClassVar[Any] = None
    input_type: ClassVar[Any]
    payload_type: ClassVar[Any]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if not cls.__doc__:
            raise TypeError(f"{cls.__name__} has no description")
        name, one = cls.field_name(), cls.of.field_name()
        cls.input_type = made_type(
            graphene.InputObjectType,
            f"{cls.__name__}Input",
            f"What `{name}` takes.",
            {
                "rows": Given(
                    cls.of.input_type,
                    f"1 to {MOST_ROWS} rows, each as `{one}` takes it, done in their order.",
                    many=True,
                    required=True,
                ),
                "error_policy": Given(
                    ErrorPolicy,
                    "What becomes of the others when a row is refused; `REJECT_EVERYTHING` when nothing is "
                    "said.",
                ),
            },
        )
        cls.payload_type = made_type(
            graphene.ObjectType, f"{cls.__name__}Payload", f"What `{name}` answers.", _answers(cls.of)
        )

    @classmethod
    def field_name(cls) -> str:
        """Its name on the wire."""
        return cls.__name__[0].lower() + cls.__name__[1:]

    @classmethod
    def field(cls) -> Field:
        """The field of the mutation root."""
        rows = f"Rows are repeated safely as those of `{cls.of.field_name()}`."
        raised: tuple[type[DomainError], ...] = (*cls.of.refusals(), RowsRejected, RowBusy)
        listed = ", ".join(f"`{error.code}`" for error in raised)
        return Field(
            cls.payload_type,
            f"{inspect.cleandoc(cls.__doc__ or '')}\n\n{rows}\n\nErrors of rows: {listed}.",
            permission=cls.of.permission,
            name=cls.field_name(),
            resolver=cls._resolve,
            input=graphene.Argument(cls.input_type, required=True, description="What it takes."),
        )

    @classmethod
    def _resolve(cls, _root: None, info: Any, input: dict[str, Any]) -> Answered:
        context: Context = info.context
        given = plain(input)
        rows = given["rows"]
        if not 1 <= len(rows) <= MOST_ROWS:
            error = InvalidValue(path=("rows",), field="rows", reason=f"there are 1 to {MOST_ROWS} rows")
            return {
                "count": 0,
                "results": [],
                "errors": list(GivenInput(cls.input_type, given).refusals(error)),
            }
        policy = Policy(given.get("error_policy") or Policy.REJECT_EVERYTHING)
        work = [_work(cls.of, row, context) for row in rows]
        if policy is Policy.IGNORE_FAILED and cls.perform_many is not None:
            done = _together(work, cls.of.do_many(context, rows, cls.perform_many))
        else:
            done = _DO[policy](work)
        place = info.path.as_list()
        for index, one in enumerate(done):
            if one.repeated:
                mark(context, [*place, "results", index])
        _read_together(cls.of, done)
        return {
            "count": sum(not one.answered["errors"] for one in done),
            "results": [one.answered for one in done],
            "errors": [],
        }


Mutations: TypeAlias = tuple[type[Mutation] | type[ListMutation], ...]
"""The mutations of a slice."""

Work = Callable[[], Done]


def _work(of: type[Mutation], row: dict[str, Any], context: Context) -> Work:
    return lambda: of.do(context, row)


def _all_or_nothing(rows: list[Work]) -> list[Done]:
    with transaction.atomic():
        done = _each_in_a_savepoint(rows)
        if not any(one.answered["errors"] for one in done):
            return done
        transaction.set_rollback(True)
    return [one if one.answered["errors"] else _refused(RowsRejected()) for one in done]


def _those_that_can(rows: list[Work]) -> list[Done]:
    with transaction.atomic():
        return _each_in_a_savepoint(rows)


def _each_for_itself(rows: list[Work]) -> list[Done]:
    return [_alone(work) for work in rows]


def _together(rows: list[Work], done: Iterator[Done | None]) -> list[Done]:
    """The same, with what can be done together already done when its turn comes."""
    return [_alone(work) if one is None else one for work, one in zip(rows, done, strict=True)]


_DO: dict[Policy, Callable[[list[Work]], list[Done]]] = {
    Policy.REJECT_EVERYTHING: _all_or_nothing,
    Policy.REJECT_FAILED_ROWS: _those_that_can,
    Policy.IGNORE_FAILED: _each_for_itself,
}


def _each_in_a_savepoint(rows: list[Work]) -> list[Done]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
    done: list[Done] = []
    for work in rows:
        with transaction.atomic():
            one = work()
            if one.answered["errors"]:
                transaction.set_rollback(True)
        done.append(one)
    return done


def _alone(work: Work) -> Done:
    try:
        return work()
    except OperationalError as error:
        if not ended_wait(error):
            raise
        return _refused(RowBusy())


def _refused(error: DomainError) -> Done:
    return Done({"errors": [Refusal(error, error.code, (), {})]})


def _read_together(of: type[Mutation], done: list[Done]) -> None:
    """Let the objects of all rows be read back together."""
    for name in of.returned:
        written = [(one.answered, one.answered[name]) for one in done if one.answered.get(name) is not None]
        if isinstance(of.returned[name], Returned):
            together = Together([row.pk for _, row in written])
            for answered, row in written:
                answered[name] = OneOfMany(row.pk, together)


def _answers(of: type[Mutation]) -> dict[str, Any]:
    one = of.field_name()
    result: Any = graphene.NonNull(of.payload_type)
    return {
        "count": graphene.Int(required=True, description="How many rows are done, repeated ones included."),
        "results": graphene.List(
            result,
            required=True,
            description=f"One for each row, in their order, as `{one}` answers it: with its object, or with "
            "errors whose paths lead from the row.",
        ),
        "errors": graphene.List(
            graphene.NonNull(UserError),
            required=True,
            description="What is wrong with the list as a whole; then no row was tried.",
        ),
    }
