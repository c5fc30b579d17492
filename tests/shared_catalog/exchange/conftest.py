"""A nation with a cooperative, and an officer who exchanges files."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage, storages
from exchanging import Exchange

from shared_catalog.registry.models import Cooperative


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of this test alone."""
    kept = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    monkeypatch.setattr(default_storage, "_wrapped", type(storages)({"default": kept})["default"])


@pytest.fixture
def amal(nation: object) -> Cooperative:
    """A cooperative that may be sold of."""
    cooperative: Cooperative = nation.eligible()  # type: ignore[attr-defined]
    return cooperative


@pytest.fixture
def office(nation: object) -> Exchange:
    return Exchange(at=nation.at)  # type: ignore[attr-defined]
