import pytest

from kernel.languages import Told, told_in

ALL = {"ar": "عسل", "fr": "Miel", "en": "Honey"}


@pytest.mark.parametrize(
    ("asked", "missing", "told"),
    [
        ("en", "", Told("Honey", "en", is_fallback=False)),
        ("en", "en", Told("Miel", "fr", is_fallback=True)),
        ("ar", "ar", Told("Miel", "fr", is_fallback=True)),
        ("fr", "fr", Told("عسل", "ar", is_fallback=True)),
        ("en", "en fr", Told("عسل", "ar", is_fallback=True)),
        ("ar", "ar fr", Told("Honey", "en", is_fallback=True)),
        ("fr", "ar fr en", None),
    ],
)
def test_a_text_is_told_in_the_language_asked_for_or_in_the_first_there_is(
    asked: str, missing: str, told: Told | None
) -> None:
    assert told_in(asked, {**ALL, **dict.fromkeys(missing.split(), " ")}) == told
