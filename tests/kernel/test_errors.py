"""Refusals speak three languages, and cannot be declared half."""

import pickle

import pytest

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.identifiers import InvalidIdentifier

WORDS = {"ar": "{n} ناقص", "fr": "manque {n}", "en": "{n} missing"}


class Missing(DomainError):
    code = "MISSING"
    messages = WORDS


class Trouble(DomainError, abstract=True):
    """A family, only caught."""


class TestDomainError:
    def test_carries_code_path_and_params(self) -> None:
        error = Missing(path=["lines", 2, "quantity"], n=3)
        assert (error.code, error.path, error.params) == ("MISSING", ("lines", 2, "quantity"), {"n": 3})

    @pytest.mark.parametrize(
        ("language", "words"),
        [("ar", "3 ناقص"), ("fr", "manque 3"), ("en", "3 missing"), ("de", "3 missing")],
    )
    def test_is_worded_in_the_language_asked_for(self, language: str, words: str) -> None:
        assert Missing(n=3).message(language) == words

    def test_is_in_english_in_logs(self) -> None:
        assert str(Missing(n=3)) == "3 missing"

    def test_fails_where_it_is_raised_when_a_param_is_forgotten(self) -> None:
        with pytest.raises(KeyError):
            Missing()

    def test_survives_the_way_to_another_process(self) -> None:
        copy = pickle.loads(pickle.dumps(Missing(path=["a"], n=3)))
        assert (type(copy), copy.path, copy.params) == (Missing, ("a",), {"n": 3})

    @pytest.mark.parametrize(
        ("body", "complaint"),
        [
            ({"messages": WORDS}, "needs a code"),
            ({"code": "lower", "messages": WORDS}, "needs a code"),
            ({"code": "FINE"}, "needs messages"),
            ({"code": "FINE", "messages": {"en": "only"}}, "needs messages"),
            ({"code": "FINE", "messages": {**WORDS, "de": "{n} fehlt"}}, "needs messages"),
            ({"code": "FINE", "messages": {**WORDS, "fr": "manque {m}"}}, "same params"),
        ],
    )
    def test_cannot_be_declared_half(self, body: dict[str, object], complaint: str) -> None:
        with pytest.raises(TypeError, match=complaint):
            type("Half", (DomainError,), body)

    def test_may_be_a_family_without_words(self) -> None:
        class Told(Trouble):
            code = "TOLD"
            messages = {"ar": "م", "fr": "dit", "en": "told"}

        assert isinstance(Told(), Trouble)

    def test_demands_words_again_from_a_family_s_members(self) -> None:
        with pytest.raises(TypeError, match="needs a code"):
            type("Untold", (Trouble,), {})


class TestOurOwn:
    @pytest.mark.parametrize(
        "error",
        [
            InvalidValue(field="weights", reason="none is positive"),
            NotFound(kind="listing", id="42"),
            InvalidIdentifier(kind="rib", reason="check_digits", path=["rib"]),
        ],
        ids=lambda error: type(error).__name__,
    )
    def test_say_something_else_in_each_language(self, error: DomainError) -> None:
        assert len({error.message(language) for language in ("ar", "fr", "en")}) == 3
        assert str(pickle.loads(pickle.dumps(error))) == str(error)
