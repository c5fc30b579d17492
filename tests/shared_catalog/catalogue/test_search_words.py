"""Words and questions as PostgreSQL reads them, and the way from names that were kept folded."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel import search, text
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue.models import Product
from shared_catalog.registry.types import Names
from tenants.database.session import as_owner

TEXTS = st.text(max_size=40) | st.text(alphabet="aاé'ل\"-و 0٣&|!:*()\\<>", max_size=40)


@pytest.fixture
def cursor(hq: None) -> Iterator[Any]:
    with connection.cursor() as cursor:
        yield cursor


def read(cursor: Any, kind: str, said: str) -> str:
    cursor.execute(f"SELECT %s::{kind}::text", [said])
    answered: str = cursor.fetchone()[0]
    return answered


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(TEXTS, TEXTS)
def test_are_spelled_as_postgresql_spells_them(cursor: Any, one: str, other: str) -> None:
    """A product that is read again has the words that it was given, so that nothing seems to have changed."""
    words = search.kept(one, other)
    assert read(cursor, "tsvector", words) == words


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(TEXTS)
def test_are_asked_for_by_what_postgresql_understands(cursor: Any, asked: str) -> None:
    question = search.asked(asked)
    for query in filter(None, (question.wanted, question.unwanted)):
        assert "'" in read(cursor, "tsquery", query), "a question that is asked holds words"


@pytest.mark.parametrize("letter", ["ﷺ", "㌖", "½", "م", "𝒜"])
def test_of_the_longest_names_are_kept(cursor: Any, letter: str) -> None:
    words = search.kept(letter * 160)
    assert read(cursor, "tsvector", words) == words


def test_are_written_from_names_that_were_kept_folded_and_back(nation: Any) -> None:
    """The migration's own functions, on rows: what is before it, and what is after it."""
    migration = import_module("shared_catalog.catalogue.migrations.0007_search_words")
    product = catalogue.draft_product(
        product_id=uuid4(),
        cooperative_id=nation.applicant().id,
        details=nation.product_details(names=Names(ar="الزيت", fr="Huile d'argan", en="")),
        at=nation.at,
        actor="test",
    )
    words = Product.objects.get(id=product.id).search_words
    folded = text.fold(f"الزيت Huile d'argan {product.code}")
    with as_owner(), connection.schema_editor() as editor:
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        column = "ALTER TABLE catalogue_product ALTER COLUMN search_words TYPE {0} USING search_words::{0}"
        editor.execute("DROP INDEX product_words")
        editor.execute(column.format("text"))
        migration.backwards(apps, editor)
        assert Product.objects.get(id=product.id).search_words == folded
        migration.forwards(apps, editor)
        editor.execute(column.format("tsvector"))
        assert Product.objects.get(id=product.id).search_words == words
