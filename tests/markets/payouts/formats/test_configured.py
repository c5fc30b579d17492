"""Templates and mappings are kept as JSON, and what the documentation shows of them works."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transfer_orders import MARKET_RIB, a_transfer, an_order, payee_rib

from markets.payouts.formats.configured import as_json, from_json
from markets.payouts.formats.csv_statement import StatementCsv
from markets.payouts.formats.csv_status import StatusCsv
from markets.payouts.formats.files import written
from markets.payouts.formats.refusals import TemplateRefused
from markets.payouts.formats.template import Align, Column, FileKind, FileTemplate, Source

DOCUMENTATION = Path(__file__).parents[4] / "docs" / "bank-files.md"


def documented(name: str) -> Any:
    """The JSON that the documentation shows under a name."""
    found = re.search(rf"```json {name}\n(.*?)```", DOCUMENTATION.read_text(), re.DOTALL)
    assert found is not None
    return json.loads(found[1])


COLUMNS = st.builds(
    Column,
    source=st.sampled_from(Source),
    title=st.text(max_size=5),
    width=st.none() | st.integers(1, 9),
    align=st.sampled_from(Align),
    upper=st.booleans(),
)
TEMPLATES = st.builds(
    FileTemplate,
    name=st.text(max_size=5),
    kind=st.sampled_from(FileKind),
    columns=st.lists(COLUMNS, max_size=3).map(tuple),
    trailer=st.lists(COLUMNS, max_size=2).map(tuple),
)


class TestSettingsAsJson:
    @given(template=TEMPLATES)
    def test_come_back_equal(self, template: FileTemplate) -> None:
        assert from_json(FileTemplate, json.loads(json.dumps(as_json(template)))) == template

    @pytest.mark.parametrize(("kind", "name"), [(StatementCsv, "statement"), (StatusCsv, "status")])
    def test_come_back_equal_with_mappings_in_them(self, kind: type[Any], name: str) -> None:
        mapping = from_json(kind, documented(name))
        assert from_json(kind, json.loads(json.dumps(as_json(mapping)))) == mapping

    def test_are_refused_with_every_key_that_is_wrong(self) -> None:
        content = {
            "kind": "spiral",
            "columns": [
                {"source": "amount", "width": True},
                {"source": "moon", "width": "3", "colour": "red"},
                7,
            ],
            "header": {},
            "titles": 1,
        }
        with pytest.raises(TemplateRefused) as refused:
            from_json(FileTemplate, content)
        assert [problem.path for problem in refused.value.problems] == [
            ("name",),
            ("kind",),
            ("columns", 0, "width"),
            ("columns", 1, "colour"),
            ("columns", 1, "source"),
            ("columns", 1, "width"),
            ("columns", 2),
            ("header",),
            ("titles",),
        ]

    @pytest.mark.parametrize("content", [None, [], "x", 3, {"columns": {}, "statuses": {"Ok": "fine"}}])
    def test_are_refused_when_they_are_something_else(self, content: object) -> None:
        with pytest.raises(TemplateRefused):
            from_json(StatusCsv, content)


class TestDocumentedLayout:
    def test_writes_an_order(self) -> None:
        layout = from_json(FileTemplate, documented("layout"))
        order = an_order(a_transfer(1, amount_minor=5), a_transfer(2, amount_minor=123_456))
        head, first, second, tail, rest = written(order, layout).decode("ascii").split("\r\n")
        assert head == f"01{MARKET_RIB}{'SOUQ ALWAHA ALTDAMNI':<30}01122026{2:06d}{123_461:016d}"
        name = "TAAWOUNIYA ALNOUR LINTAJ ALKSKS"[:30]
        assert first == f"02{payee_rib(1)}{name}{5:016d}{'TDM-00000001':<35}"
        assert second == f"02{payee_rib(2)}{name}{123_456:016d}{'TDM-00000002':<35}"
        assert (tail, rest) == (f"09{2:06d}{123_461:016d}", "")
