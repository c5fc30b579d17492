import base64
import subprocess
import sys
from pathlib import Path

import pytest

from config.environment import ROOT, Mode, load, variables
from config.errors import ConfigurationError
from kernel.keyring import DEVELOPMENT_KEYS

OWN_KEY = "1:" + base64.b64encode(bytes(range(32))).decode()
SERVER = "postgresql://tadamun:secret@db.example.ma:5433/tadamun?sslmode=require"


class TestLoad:
    def test_gives_every_variable_its_default(self) -> None:
        env = load({})
        assert (env.mode, env.domain, env.host, env.port) == (
            Mode.DEVELOPMENT,
            "localhost",
            "127.0.0.1",
            8000,
        )
        assert env.embedded and env.postgres_dir == ROOT / "var" / "postgres"
        assert env.connections_per_thread == 8 and env.keys.for_development

    def test_counts_an_empty_variable_as_absent(self) -> None:
        assert load({"PORT": " ", "DOMAIN": ""}) == load({})

    def test_reads_folders_relative_to_the_checkout(self) -> None:
        assert load({"DATA_DIR": "var/other"}).data_dir == ROOT / "var" / "other"
        assert load({"DATA_DIR": "/srv/tadamun"}).data_dir == Path("/srv/tadamun")

    @pytest.mark.parametrize(
        ("name", "value", "expected"),
        [
            ("TADAMUN_ENV", "staging", "development, production, test"),
            ("DATABASE_URL", "mysql://user@host/name", "postgresql://"),
            ("DATABASE_URL", "postgresql://user@host", "postgresql://"),
            ("DATABASE_URL", "postgresql://host/name", "postgresql://"),
            ("DATABASE_URL", "postgresql://user@host:99999/name", "postgresql://"),
            ("DATABASE_NAME", "Oasis; DROP", "lower-case letters"),
            ("DATABASE_NAME", "a" * 31, "30"),
            ("SECRET_KEYS", "c2VjcmV0", "<version>:<base64>"),
            ("SECRET_KEYS", "0:c2VjcmV0", "from 1 up"),
            ("SECRET_KEYS", "1:c2VjcmV0", "32 bytes"),
            ("SECRET_KEYS", "1:not base64!", "not base64"),
            ("SECRET_KEYS", f"{OWN_KEY},{OWN_KEY}", "twice"),
            ("DOMAIN", "http://example.ma", "without scheme"),
            ("DOMAIN", "example.ma:8000", "without scheme"),
            ("HOST", "my-laptop", "IP address"),
            ("PORT", "http", "whole number from 1 to 65535"),
            ("PORT", "65536", "whole number from 1 to 65535"),
            ("PORT", "８０００", "whole number from 1 to 65535"),
            ("TRUSTED_PROXIES", "10.0.0.0/8, proxy", "networks such as"),
            ("TRUSTED_PROXIES", "10.0.0.1/8", "networks such as"),
            ("CORS_ORIGINS", "shop.example.ma", "origins such as"),
            ("CORS_ORIGINS", "https://shop.example.ma/", "origins such as"),
            ("WORKERS", "0", "whole number from 1"),
            ("CONNECTIONS_PER_THREAD", "-1", "whole number from 1"),
            ("STATEMENT_TIMEOUT", "0", "whole number from 1"),
            ("COST_PER_REQUEST", "-1", "whole number from 1"),
            ("COST_RESTORE_RATE", "0", "whole number from 1"),
            ("COST_MAXIMUM", "100", "at least COST_PER_REQUEST"),
            ("LOG_LEVEL", "loud", "debug, info, warning, error"),
            ("SENTRY_DSN", "https://sentry.example.ma/1", "https://<key>@<host>"),
            ("SMTP_URL", "mail.example.ma:587", "smtp://user:password@host:port"),
            ("SMTP_URL", "smtp://mail.example.ma:port", "smtp://user:password@host:port"),
            ("EMAIL_FROM", "Le marché", "e-mail address"),
            ("MESSAGE_CHANNELS", "email,pigeon", "email, sms, whatsapp"),
        ],
    )
    def test_names_the_variable_and_what_is_expected(self, name: str, value: str, expected: str) -> None:
        with pytest.raises(ConfigurationError) as refused:
            load({name: value})
        assert str(refused.value).startswith(f"{name}:")
        assert expected in str(refused.value)

    @pytest.mark.parametrize("name", ["DATABASE_URL", "SECRET_KEYS", "SENTRY_DSN", "SMTP_URL"])
    def test_never_repeats_a_secret(self, name: str) -> None:
        with pytest.raises(ConfigurationError) as refused:
            load({name: "1:confidential"})
        assert "confidential" not in str(refused.value)

    def test_keeps_secrets_out_of_its_own_description(self) -> None:
        env = load({"DATABASE_URL": SERVER, "SECRET_KEYS": OWN_KEY})
        assert "secret" not in repr(env) and "db.example.ma" not in repr(env)


class TestProduction:
    def test_starts_with_a_key_ring_and_a_server_of_its_own(self) -> None:
        env = load({"TADAMUN_ENV": "production", "SECRET_KEYS": OWN_KEY, "DATABASE_URL": SERVER})
        assert env.production and not env.embedded

    @pytest.mark.parametrize(
        "keys", ["", DEVELOPMENT_KEYS, f"{OWN_KEY},{DEVELOPMENT_KEYS.replace('1:', '2:')}"]
    )
    def test_refuses_a_published_key(self, keys: str) -> None:
        with pytest.raises(ConfigurationError, match=r"^SECRET_KEYS: production needs its own"):
            load({"TADAMUN_ENV": "production", "SECRET_KEYS": keys, "DATABASE_URL": SERVER})

    def test_refuses_the_embedded_server(self) -> None:
        with pytest.raises(ConfigurationError, match=r"^DATABASE_URL:"):
            load({"TADAMUN_ENV": "production", "SECRET_KEYS": OWN_KEY})

    def test_says_so_in_one_line_and_stops(self) -> None:
        command = [str(Path(sys.executable).with_name("tadamun")), "config"]
        done = subprocess.run(command, env={"TADAMUN_ENV": "production"}, capture_output=True, text=True)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert done.stderr.startswith("tadamun: SECRET_KEYS: production needs its own key ring")


class TestConfig:
    def test_lists_every_variable_and_no_secret(self) -> None:
        command = [str(Path(sys.executable).with_name("tadamun")), "config"]
        given = {"COLUMNS": "300", "DATABASE_URL": SERVER, "SECRET_KEYS": OWN_KEY, "PORT": "8123"}
        done = subprocess.run(command, env=given, capture_output=True, text=True, check=True)
        for variable in variables().values():
            assert variable.name in done.stdout and variable.meaning in done.stdout
        assert "8123" in done.stdout
        assert OWN_KEY not in done.stdout and "secret@" not in done.stdout

    def test_answers_without_loading_django(self) -> None:
        program = "import sys, config.cli; config.cli.build(); sys.exit('django.db' in sys.modules)"
        assert subprocess.run([sys.executable, "-c", program]).returncode == 0
