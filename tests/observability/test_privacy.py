"""Personal data is taken out of text before it leaves, and what leads us to the case stays."""

import pytest

from observability.privacy import HIDDEN, scrub, scrub_error

SALE = "01936c3e-0000-7000-8000-000000000001"


class TestScrub:
    @pytest.mark.parametrize(
        "personal",
        [
            "fatima.zahra@example.ma",
            "225810012345678901234513",
            "225 810 0123456789012345 13",
            "٢٢٥٨١٠٠١٢٣٤٥٦٧٨٩٠١٢٣٤٥١٣",
            "MA64225810012345678901234513",
            "001561191000066",
            "+212661234567",
            "06 61 23 45 67",
            "4242 4242 4242 4242",
            "Bearer abc.def",
            "eyJhbGciOiJSUzI1NiJ9abcdef.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
            "tadamun_9f8e7d6c5b4a39281706f5e4d3c2b1a0",
        ],
    )
    def test_hides(self, personal: str) -> None:
        assert scrub(f"before {personal} after") == f"before {HIDDEN} after"

    @pytest.mark.parametrize(
        "kept",
        [
            f"sale {SALE} is missing",
            "period 2026111 is sealed",
            "markets.sales.operations.record_sale",
            "casablanca",
        ],
    )
    def test_keeps_what_leads_to_the_case(self, kept: str) -> None:
        assert scrub(kept) == kept


class TestScrubError:
    def test_keeps_the_constraint_and_hides_the_row_that_postgresql_repeats(self) -> None:
        message = (
            'duplicate key value violates unique constraint "registry_cooperative_ice_key"\n'
            "DETAIL:  Key (contact_name)=(Fatima Zahra) already exists."
        )
        assert scrub_error(message) == message.partition("\n")[0]

    @pytest.mark.parametrize("message", ["bad value: 'Fatima Zahra'", 'bad value: "Fatima"'])
    def test_hides_values_that_are_quoted(self, message: str) -> None:
        assert "Fatima" not in scrub_error(message)
