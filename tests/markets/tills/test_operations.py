import pytest

from kernel.errors import InvalidValue, NotFound
from kernel.ids import new_id
from markets.tills import operations as tills
from markets.tills import queries
from markets.tills.models import Till
from tenants.database.session import as_market


@pytest.mark.usefixtures("casablanca")
class TestOpenTill:
    def test_opens_a_till_in_this_market_only(self, now) -> None:
        till = tills.open_till(code=" T1 ", name="Entrée", opened_at=now)
        assert queries.till(till.id).code == "T1"
        with as_market("marrakech"), pytest.raises(NotFound):
            queries.till(till.id)

    def test_refuses_a_code_that_another_till_has_or_had(self, make_till, now) -> None:
        till = make_till("T1")
        tills.retire_till(till_id=till.id)
        with pytest.raises(tills.TillCodeTaken):
            make_till("T1")
        assert Till.objects.get().id == till.id

    @pytest.mark.parametrize("code", ["", "  ", "x" * 21])
    def test_refuses_what_is_no_code(self, code, now) -> None:
        with pytest.raises(InvalidValue):
            tills.open_till(code=code, name="Entrée", opened_at=now)
        assert not Till.objects.exists()


@pytest.mark.usefixtures("casablanca")
class TestRetireTill:
    def test_is_once_however_often(self, make_till) -> None:
        till = make_till()
        assert tills.retire_till(till_id=till.id).state == "retired"
        assert tills.retire_till(till_id=till.id).state == "retired"

    def test_needs_a_till(self) -> None:
        with pytest.raises(NotFound):
            tills.retire_till(till_id=new_id())


@pytest.mark.usefixtures("casablanca")
def test_a_series_that_tills_print_never_goes_back(make_till) -> None:
    till = make_till()
    for number in (40, 12):
        tills.hold_till_series(till_id=till.id, year=2026, number=number)
    assert till.receipt_counters.get(numbered_by="till").last_number == 40
