"""A committee at work in the small nation."""

from typing import Any

import pytest
from selecting import Committee


@pytest.fixture
def committee(nation: Any) -> Committee:
    return Committee(nation)
