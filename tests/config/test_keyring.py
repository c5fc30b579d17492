import base64

import pytest

from config.keyring import KeyRing


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
