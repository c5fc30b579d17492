"""Law 09-08: every column says what it holds, and what is personal is forgotten."""

import pytest
from django.apps import apps
from django.db import models

from config import forgetting
from markets import columns as of_markets
from shared_catalog import columns as of_the_nation
from tenants import columns as of_tenants
from tenants.personal.types import KEPT, Content, contents

LAYERS = {
    "tenants": of_tenants.COLUMNS,
    "shared_catalog": of_the_nation.COLUMNS,
    "markets": of_markets.COLUMNS,
}
HOLDS_ANYTHING = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in LAYERS]


def to_be_said(model: type[models.Model]) -> set[str]:
    """The columns that can hold anything; one with choices holds a word of ours, a key another's column."""
    return {
        column.name
        for column in model._meta.concrete_fields
        if isinstance(column, HOLDS_ANYTHING) and not column.choices
    }


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
class TestAModel:
    def test_says_of_every_column_what_it_holds(self, model: type[models.Model]) -> None:
        said = contents(LAYERS[model.__module__.split(".")[0]], model._meta.label)
        assert set(said) == to_be_said(model)

    def test_may_be_emptied_of_what_is_personal(self, model: type[models.Model]) -> None:
        """Whoever serves requests may update the columns that are forgotten, or nobody could."""
        said = contents(LAYERS[model.__module__.split(".")[0]], model._meta.label)
        granted = {*model.rights.market, *model.rights.hq}
        for name, content in said.items():
            if content in KEPT:
                assert granted & {"UPDATE", f"UPDATE({name})"}, name


def test_names_only_models_that_there_are() -> None:
    named = {label for columns in LAYERS.values() for label in columns}
    assert named <= {model._meta.label for model in our_models()}


def test_everything_personal_has_somebody_who_forgets_it() -> None:
    forgotten = {content for _, content, _ in (*forgetting.OF_HEADQUARTERS, *forgetting.OF_A_MARKET)}
    assert forgotten == set(KEPT)
    assert Content.ACTOR not in KEPT
