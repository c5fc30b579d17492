"""The committed SDL: fresh, and never changed under those who use it, but for what was announced in time."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import graphene
import pytest
from graphql import build_schema

from api import sdl
from api.base.deprecation import Deprecated, deprecated_parts, removal_of, undated
from api.base.enums import described_enum
from api.base.fields import Computed
from api.base.inputs import Given
from api.base.permissions import PUBLIC
from api.base.schema import Queries
from api.base.schema import build_schema as build
from shared_catalog.registry.types import Group

TODAY = date(2026, 11, 10)
YESTERDAY, SOON, LATER = (TODAY + timedelta(days=days) for days in (-1, 30, 200))

# Where something stood in the committed SDL that the code does not have.
PAGE_INFO, DIRECTION = "type PageInfo {", "enum OrderDirection {"
MONEY_INPUT, MESSAGE = "input MoneyInput {", "  message("


def gone(on: date | None) -> str:
    """The directive of something that goes on a day."""
    return "" if on is None else f' @deprecated(reason: "{Deprecated("Unused.", remove_on=on)}")'


def a_field(on: date | None) -> tuple[str, str]:
    return PAGE_INFO, f'{PAGE_INFO}\n  "Gone."\n  gone: Int{gone(on)}\n'


def an_enum_value(on: date | None) -> tuple[str, str]:
    return DIRECTION, f'{DIRECTION}\n  "Gone."\n  GONE{gone(on)}\n'


def an_input_field(on: date | None) -> tuple[str, str]:
    return MONEY_INPUT, f'{MONEY_INPUT}\n  "Gone."\n  gone: Int{gone(on)}\n'


def an_argument(on: date | None) -> tuple[str, str]:
    return MESSAGE, f'{MESSAGE}\n    "Gone."\n    gone: Int{gone(on)}\n'


KINDS = [
    (a_field, "PageInfo.gone was removed."),
    (an_enum_value, "GONE was removed from enum type OrderDirection."),
    (an_input_field, "MoneyInput.gone was removed."),
    (an_argument, "UserError.message arg gone was removed."),
]


@pytest.fixture
def committed(tmp_path: Path) -> Path:
    """A folder with the SDL as the code says it."""
    sdl.write(today=TODAY, folder=tmp_path)
    return tmp_path


def rewrite(folder: Path, *changes: tuple[str, str]) -> None:
    """Let the committed market.graphql have been another."""
    path = sdl.path_of("market", folder=folder)
    text = path.read_text(encoding="utf-8")
    for said, before in changes:
        assert said in text
        text = text.replace(said, before, 1)
    path.write_text(text, encoding="utf-8")


def broken(folder: Path) -> list[str]:
    return [line.partition(": ")[2] for line in sdl.breaking("market", today=TODAY, folder=folder)]


class TestSdl:
    def test_is_committed_as_the_code_says(self) -> None:
        assert sdl.check(today=TODAY) == []

    def test_is_written_where_nothing_breaks(self, committed: Path) -> None:
        assert len(list(committed.iterdir())) == 2
        assert sdl.write(today=TODAY, folder=committed) == []

    def test_is_not_written_when_a_client_would_break(self, committed: Path) -> None:
        rewrite(committed, a_field(None))
        before = sdl.path_of("market", folder=committed).read_text()

        with pytest.raises(sdl.BreakingChanges, match=r"PageInfo\.gone was removed"):
            sdl.write(today=TODAY, folder=committed)

        assert any("PageInfo.gone" in line for line in sdl.check(today=TODAY, folder=committed))
        assert sdl.path_of("market", folder=committed).read_text() == before


class TestRemoval:
    @pytest.mark.parametrize(("kind", "told"), KINDS)
    @pytest.mark.parametrize("on", [None, SOON], ids=["never announced", "too early"])
    def test_breaks_what_is_still_promised(
        self, committed: Path, kind: Any, told: str, on: date | None
    ) -> None:
        rewrite(committed, kind(on))
        assert broken(committed) == [told]

    @pytest.mark.parametrize(("kind", "told"), KINDS)
    @pytest.mark.parametrize("on", [YESTERDAY, TODAY], ids=["past", "that day"])
    def test_is_free_from_its_day_on(self, committed: Path, kind: Any, told: str, on: date) -> None:
        rewrite(committed, kind(on))
        assert broken(committed) == []
        assert len(sdl.write(today=TODAY, folder=committed)) == 1

    def test_of_something_deprecated_without_a_day_breaks(self, committed: Path) -> None:
        said = f'{PAGE_INFO}\n  "Gone."\n  gone: Int @deprecated(reason: "Unused.")\n'
        rewrite(committed, (PAGE_INFO, said))
        assert broken(committed) == ["PageInfo.gone was removed."]

    @pytest.mark.parametrize(("on", "told"), [(None, 3), (SOON, 3), (TODAY, 0)])
    def test_takes_along_the_types_to_which_nothing_else_leads(
        self, committed: Path, on: date | None, told: int
    ) -> None:
        types = '"""Gone."""\ntype Gone { "It." it: Int }\n"""Gone."""\ninput GoneInput { "It." it: Int }\n'
        rewrite(committed, (PAGE_INFO, f'{PAGE_INFO}\n  "Gone."\n  gone(by: GoneInput): Gone{gone(on)}\n'))
        path = sdl.path_of("market", folder=committed)
        path.write_text(types + path.read_text())
        assert len(broken(committed)) == told


class TestOtherChanges:
    @pytest.mark.parametrize(
        ("change", "told"),
        [
            (("  amountMinor: SafeInt!\n", "  amountMinor: Int!\n"), "amountMinor changed type"),
            (("  currency: String!\n", "  currency: ID!\n"), "currency changed type"),
            ((MONEY_INPUT, "enum MoneyInput { A }\ninput Other {"), "changed from an Enum type"),
            (("input: PlaceHoldInput!", "input: PlaceHoldInput"), "arg input has changed type"),
        ],
    )
    def test_that_break_are_refused(self, committed: Path, change: tuple[str, str], told: str) -> None:
        rewrite(committed, change)
        assert any(told in line for line in broken(committed))

    def test_that_may_surprise_are_told_and_not_refused(self, committed: Path) -> None:
        direction = (
            sdl.path_of("market", folder=committed).read_text().partition(DIRECTION)[2].partition("}")[0]
        )
        rewrite(committed, (direction, '\n  "One."\n  ASC\n'))
        [told] = sdl.dangerous("market", folder=committed)

        assert told == "market.graphql: DESC was added to enum type OrderDirection."
        assert broken(committed) == []


PARTS = ("Query.old", "Query.fresh(by:)", "Choice.note", "OldGroup.AGRI")


def everything_deprecated() -> Any:
    """A schema with something of each kind that is on its way out."""
    out = Deprecated("Unused.", remove_on=LATER)
    group = described_enum(
        Group,
        "OldGroup",
        "Groups.",
        deprecated={"AGRI": out},
        **{name: f"{name.capitalize()}." for name in Group.__members__},
    )

    class Choice(graphene.InputObjectType):
        """A choice."""

        group_ = Given(group, "Which.")
        note = Given(graphene.String, "Words.", deprecated=out)

    class Reads(Queries):
        """Reads."""

        old = Computed(
            graphene.Int,
            "Old.",
            resolve=lambda root, info: 1,
            permission=PUBLIC,
            deprecation_reason=out,
        )
        fresh = Computed(
            graphene.Int,
            "Fresh.",
            resolve=lambda root, info, **given: 2,
            permission=PUBLIC,
            by=graphene.Argument(graphene.Int, description="How.", deprecation_reason=out),
            choice=graphene.Argument(Choice, description="What."),
        )

    return build(queries=(Reads,), mutations=(), for_market=True)


class TestDeprecation:
    def test_says_what_instead_and_when(self) -> None:
        reason = Deprecated("Use `total`.", remove_on=date(2027, 6, 30))
        assert reason == "Use `total`. Will be removed on 2027-06-30."
        assert removal_of(reason) == date(2027, 6, 30)

    @pytest.mark.parametrize(
        "reason", ["Unused.", "x. Will be removed on soon.", "x. Will be removed on 2027-02-30."]
    )
    def test_without_a_day_promises_nothing(self, reason: str) -> None:
        assert removal_of(reason) is None

    def test_in_half_a_sentence_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="in a sentence"):
            Deprecated("use total", remove_on=TODAY)

    def test_without_a_day_is_an_error_while_the_schema_is_made(self) -> None:
        class Reads(Queries):
            """Reads."""

            old = Computed(
                graphene.Int,
                "Old.",
                resolve=lambda root, info: 1,
                permission=PUBLIC,
                deprecation_reason="Use another.",
            )

        with pytest.raises(TypeError, match=r"deprecated without the day .*: Query\.old"):
            build(queries=(Reads,), mutations=(), for_market=True)

    def test_is_printed_for_every_kind_of_part(self) -> None:
        schema = everything_deprecated()
        assert undated(schema) == []
        assert set(deprecated_parts(schema)) == set(PARTS)
        assert deprecated_parts(build_schema(sdl.printed(schema))) == deprecated_parts(schema)

    def test_gives_notice(self) -> None:
        reason = str(Deprecated("Unused.", remove_on=LATER))
        text = sdl.printed(everything_deprecated())
        before = build_schema(text.replace(f' @deprecated(reason: "{reason}")', ""))
        now = build_schema(text)

        assert deprecated_parts(before) == {}
        assert list(sdl.hasty(before, now, LATER - sdl.NOTICE)) == []
        told = list(sdl.hasty(before, now, LATER - sdl.NOTICE + timedelta(days=1)))
        assert len(told) == len(PARTS) and all("90 days of notice" in line for line in told)

    def test_is_put_off_and_not_brought_forward(self) -> None:
        text = sdl.printed(everything_deprecated())
        before, sooner, later = (
            build_schema(text.replace(LATER.isoformat(), day.isoformat()))
            for day in (LATER, SOON, LATER + timedelta(days=1))
        )
        told = list(sdl.hasty(before, sooner, TODAY))
        assert len(told) == len(PARTS) and all("was promised until" in line for line in told)
        assert list(sdl.hasty(before, later, TODAY)) == []
