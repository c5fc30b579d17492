import base64

import pytest

from kernel.keyring import BrokenSeal, KeyRing


def written(*keys: tuple[int, bytes]) -> str:
    return ",".join(f"{version}:{base64.b64encode(key).decode()}" for version, key in keys)


OLD, NEW = b"o" * 32, b"n" * 40


class TestKeyRing:
    def test_makes_with_the_newest_key_wherever_it_stands(self) -> None:
        ring = KeyRing.parse(written((10, NEW), (9, OLD)))
        assert ring.current == 10
        assert ring.secret("tokens") == ring.secret("tokens", 10) != ring.secret("tokens", 9)

    def test_checks_with_all_of_them_newest_first(self) -> None:
        assert KeyRing.parse(written((1, OLD), (3, NEW))).versions == (3, 1)

    def test_goes_on_deriving_the_same_from_an_old_key_after_a_rotation(self) -> None:
        before, after = KeyRing.parse(written((1, OLD))), KeyRing.parse(written((1, OLD), (2, NEW)))
        assert after.secret("cursors", 1) == before.secret("cursors")
        assert after.secret("cursors") != before.secret("cursors")

    def test_gives_each_purpose_and_each_login_another_secret(self) -> None:
        ring = KeyRing.parse(written((1, OLD)))
        made = {ring.text("django"), ring.text("tokens"), ring.password_of("gate"), ring.password_of("hq")}
        assert len(made) == 4

    def test_derives_the_same_text_in_every_release(self) -> None:
        # Passwords of logins and hashes at rest were made with it: changing this locks everybody out.
        assert (
            KeyRing.parse(written((1, OLD))).text("django") == "Y8xMyFX7ansFFOSNvA3_n3E9wtCArpIbjq3nOQHMSME"
        )

    def test_refuses_a_version_that_left_the_ring(self) -> None:
        with pytest.raises(KeyError):
            KeyRing.parse(written((2, NEW))).secret("tokens", 1)

    def test_never_shows_its_keys(self) -> None:
        assert "ooo" not in repr(KeyRing.parse(written((1, OLD))))

    def test_opens_what_it_sealed_also_after_a_rotation(self) -> None:
        before, after = KeyRing.parse(written((1, OLD))), KeyRing.parse(written((1, OLD), (2, NEW)))
        sealed = before.seal(b"225810...", purpose="bank-files", context="batch 7")
        assert b"225810" not in sealed
        assert after.unseal(sealed, purpose="bank-files", context="batch 7") == b"225810..."
        assert before.seal(b"", purpose="bank-files", context="batch 7") != sealed

    @pytest.mark.parametrize("cut", [0, 3, 10, 20])
    def test_refuses_what_was_changed_moved_or_cut(self, cut: int) -> None:
        ring = KeyRing.parse(written((1, OLD)))
        sealed = ring.seal(b"secret", purpose="stripe", context="casablanca")
        for bad, purpose, context in (
            (sealed[:-1] + bytes([sealed[-1] ^ 1]), "stripe", "casablanca"),
            (sealed, "bank-files", "casablanca"),
            (sealed, "stripe", "marrakech"),
            (sealed[:cut], "stripe", "casablanca"),
        ):
            with pytest.raises(BrokenSeal):
                ring.unseal(bad, purpose=purpose, context=context)

    def test_opens_nothing_once_the_key_left_the_ring(self) -> None:
        sealed = KeyRing.parse(written((1, OLD))).seal(b"secret", purpose="stripe", context="x")
        with pytest.raises(BrokenSeal):
            KeyRing.parse(written((2, NEW))).unseal(sealed, purpose="stripe", context="x")
