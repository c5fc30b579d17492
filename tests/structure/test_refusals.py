"""Refusals: one code each, documented, told in every language; and every mutation declares what it can
answer.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import raising
from graphene.utils.str_converters import to_camel_case

from api import codes, sdl
from api.base.errors import ApiError
from api.base.mutations import ALWAYS, Mutation
from config.environment import ROOT
from kernel import reasons
from kernel.errors import LANGUAGES, DomainError, InvalidValue, NotFound

SOURCES = ("platform/kernel", "tenants", "shared_catalog", "markets", "graphql/api")

# What the source allows and the state of the rows does not, by the mutation and the refusal.
CANNOT_HAPPEN = {
    **{
        (mutation, refusal): "the payout's state is read under lock before its entry or half-month moves"
        for mutation in ("ConfirmPayout", "RejectPayout", "ReturnPayout", "SubmitPayoutBatch")
        for refusal in ("AlreadyReversed", "WrongPeriodState")
    },
    **{
        (mutation, refusal): "matching works alone in its market, and on payouts that are not decided yet"
        for mutation in ("ClearSuspense", "MatchBankLine", "RunMatching")
        for refusal in ("AlreadyReversed", "WrongPeriodState")
    },
    **{
        ("SubmitPayoutBatch", refusal): "an attempt that Stripe does not answer for waits for its next run"
        for refusal in (
            "StripeBusy",
            "StripeKeyRefused",
            "StripeNotConfigured",
            "StripeNotEnabled",
            "StripeOutcomeUnknown",
            "StripeRefused",
            "StripeUnreachable",
        )
    },
    ("SetBankSettings", "NoLatinText"): "an order's names are read before it is written",
    ("SubmitPayoutBatch", "NoLatinText"): "an order's names are read before it is written",
    ("SubmitPayoutBatch", "InvalidIdentifier"): "the settings' and the accounts' numbers were checked",
    ("ConnectCooperative", "InvalidIdentifier"): "the registry's account was checked when it was recorded",
    ("AcceptPublicApplication", "IdReused"): "the id in the round is a new one",
    ("TakeUpPublicApplication", "IdReused"): "the cooperative's id is a new one",
    ("AcceptDocument", "IdReused"): "a document's id names no certificate before it is accepted",
    ("AcceptDocument", "InvalidIdentifier"): "the number was checked when the document was submitted",
    ("AcceptDocument", "WrongAuthorisationStep"): "only one in force is withdrawn, under its lock",
    ("ReachAuthorisation", "IdReused"): "a document's id names no certificate before it is accepted",
    ("ReachAuthorisation", "InvalidIdentifier"): "the number was checked when the document was submitted",
    ("ReachAuthorisation", "WrongAuthorisationStep"): "only one in force is withdrawn, under its lock",
    ("ReachAuthorisation", "WrongCooperativeStep"): "its state is read under lock before the step is taken",
    ("ApproveProduct", "InvalidAttribute"): "a publication says nothing else by attribute",
    ("EditProduct", "InvalidAttribute"): "it says nothing by attribute",
    ("AcceptProposal", "InvalidAttribute"): "a proposed edit says nothing by attribute",
    ("ClearSuspense", "LineMatched"): "a line in suspense is not matched",
}


def refusals() -> list[type[DomainError]]:
    codes.refusals()
    return [error for error in codes.below(DomainError) if "code" in vars(error) and codes.is_ours(error)]


def name_of(thing: type) -> str:
    return thing.__name__


class TestCodes:
    def test_are_given_once(self) -> None:
        assert [code for code, times in Counter(one.code for one in refusals()).items() if times > 1] == []

    def test_are_given_once_at_the_top_level_too(self) -> None:
        given = Counter(error.code for error in codes.below(ApiError) if "code" in vars(error))
        # Fields in fields and brackets in brackets are one thing to whoever wrote the document.
        assert {code for code, times in given.items() if times > 1} <= {"TOO_DEEP"}

    def test_mean_the_same_where_both_levels_have_them(self) -> None:
        assert {one.code for one in refusals()} & set(codes.top_level()) == {"BUSY", "FORBIDDEN", "NOT_FOUND"}

    def test_are_all_in_the_committed_page(self) -> None:
        assert sdl.check_codes() == []
        text = codes.PATH.read_text(encoding="utf-8")
        assert all(f"#### `{one.code}`" in text for one in refusals())

    def test_of_the_source_are_all_in_the_catalogue(self) -> None:
        known = {one.code for one in codes.refusals()} | set(codes.top_level())
        written = set()
        for folder in (*SOURCES, "platform/config"):
            for path in (ROOT / folder).rglob("*.py"):
                written |= set(re.findall(r'"code": "([A-Z_]+)"', path.read_text(encoding="utf-8")))
        assert written - known == set()

    @pytest.mark.parametrize("error", refusals(), ids=name_of)
    def test_say_what_they_mean_and_name_their_params(self, error: type[DomainError]) -> None:
        assert error.__doc__
        spoken_of = {to_camel_case(name) for name in re.findall(r"\{(\w+)\}", error.messages["en"])}
        assert spoken_of <= set(codes.params_of(error))


class TestMutations:
    def test_declare_what_they_can_answer_and_nothing_else(self) -> None:
        mutations = [one for one in codes.below(Mutation) if codes.is_ours(one)]
        found = raising.refusals_of(one.perform for one in mutations)  # type: ignore[attr-defined]
        assert len(mutations) > 80

        undeclared, idle, excused = [], [], set()
        for mutation, raised in zip(mutations, found, strict=True):
            for error in raised:
                case = (mutation.__name__, error.__name__)
                if case in CANNOT_HAPPEN:
                    excused.add(case)
                elif not issubclass(error, (*mutation.raises, *ALWAYS)):
                    undeclared.append(case)
            idle += [
                (mutation.__name__, error.__name__)
                for error in set(mutation.raises) - set(mutation.once.raises)
                if not any(issubclass(one, error) for one in raised)
            ]
        assert undeclared == []
        assert idle == []
        assert set(CANNOT_HAPPEN) == excused, "an excuse that nothing needs"


class TestReasons:
    def test_are_worded_in_every_language(self) -> None:
        given = set(reasons_given())
        assert len(given) > 100
        assert sorted(reason for reason in given if not reasons.is_known(reason)) == []

    def test_are_found_whatever_is_put_in(self) -> None:
        said = reasons.worded("a sale has at most 200 lines", "fr")
        assert said == "une vente a au plus 200 lignes"
        assert "MA-99" in reasons.worded("MA-99 lies in an unknown region", "ar")

    @pytest.mark.parametrize("texts", reasons._texts(), ids=lambda texts: texts["en"])
    def test_say_something_in_each_language(self, texts: dict[str, str]) -> None:
        assert set(texts) == set(LANGUAGES)
        assert len({text.count("{}") for text in texts.values()}) == 1
        assert re.search("[؀-ۿ]", texts["ar"]) and not re.search("[؀-ۿ]", texts["fr"])


def reasons_given() -> Iterator[str]:
    """Every reason that the source gives, `{}` for what it puts in."""
    # An error that words its params itself needs no words for them.
    named = {error.__name__ for error in refusals() if "wording" not in vars(error)}
    for folder in SOURCES:
        for path in (ROOT / folder).rglob("*.py"):
            if "migrations" not in path.parts:
                yield from _reasons_in(path, named)


def _reasons_in(path: Path, named: set[str]) -> Iterator[str]:
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(function, ast.FunctionDef):
            continue
        said = {
            target.id: node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in ast.walk(function):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            for keyword in call.keywords:
                if keyword.arg == "reason" and name in named:
                    value = keyword.value
                    yield from _texts(said.get(value.id, value) if isinstance(value, ast.Name) else value)
            if name in ("_invalid", "_wrong") and len(call.args) == 2:
                yield from _texts(call.args[1])


def _texts(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.JoinedStr):
        yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in value.values)
    elif isinstance(value, ast.IfExp):
        yield from (*_texts(value.body), *_texts(value.orelse))


def refuse() -> None:
    raise NotFound(kind="thing", id="1")


def refuse_by_another() -> None:
    refuse()
    raise InvalidValue(field="x", reason="missing")


def take_care() -> None:
    try:
        refuse_by_another()
    except NotFound:
        return


def test_reader_of_the_source_finds_what_is_raised_and_not_what_is_caught() -> None:
    found = raising.refusals_of([refuse, refuse_by_another, take_care])
    assert found == [{NotFound}, {NotFound, InvalidValue}, {InvalidValue}]
