"""A programme at work in the small nation."""

from typing import Any

import pytest
from qualifying import Qualifying


@pytest.fixture
def programme(nation: Any) -> Qualifying:
    found = Qualifying(nation.at)
    found.programme()
    return found
