"""Everything that can be configured: one environment variable each, read once, here.

`ENV` is what this process was started with. A bad value is one ConfigurationError that names the variable
and says what is expected.
"""

# ruff: noqa: RUF009 - _variable() is dataclasses.field() with its metadata filled in
import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import parse_qs, urlsplit

from config.errors import ConfigurationError
from kernel.keyring import DEVELOPMENT_KEYS, KeyRing
from tenants.messages.types import Channel

# The checkout; an installed wheel has none, and then keeps its data where it is started.
_SOURCE = Path(__file__).resolve().parents[2]
ROOT = _SOURCE if (_SOURCE / "pyproject.toml").is_file() else Path.cwd()

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network


class Mode(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"
    TEST = "test"


@dataclass(frozen=True)
class Variable:
    """One variable as it is declared: how its text becomes a value, and what it is for."""

    name: str
    read: Callable[[str], Any]
    default: str
    meaning: str
    secret: bool = False


def _variable(
    name: str, read: Callable[[str], Any], *, default: str, meaning: str, secret: bool = False
) -> Any:
    return field(repr=not secret, metadata={"variable": Variable(name, read, default, meaning, secret)})


def _one_of(kind: type[StrEnum]) -> Callable[[str], StrEnum]:
    def read(text: str) -> StrEnum:
        try:
            return kind(text.lower())
        except ValueError:
            raise ValueError("expected one of " + ", ".join(kind)) from None

    return read


def _whole_number(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise ValueError(f"expected a whole number from {low} to {high}")
        return int(text)

    return read


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise ValueError("expected an IP address such as 127.0.0.1 or 0.0.0.0") from None


def _domain(text: str) -> str:
    label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
    if len(text) > 190 or not re.fullmatch(rf"{label}(\.{label})*", text.lower()):
        raise ValueError("expected a domain name without scheme, port or trailing dot, such as example.ma")
    return text.lower()


def _database_url(text: str) -> str:
    if not text:
        return ""
    expected = "expected postgresql://user:password@host:port/database"
    try:
        parts = urlsplit(text)
        host = parts.hostname or parse_qs(parts.query).get("host", [""])[0]
        complete = host and parts.username and parts.path.strip("/") and (parts.port or True)
    except ValueError:
        raise ValueError(expected) from None
    if parts.scheme not in ("postgresql", "postgres") or not complete:
        raise ValueError(expected)
    return text


def _database_name(text: str) -> str:
    # Role names begin with it and PostgreSQL cuts names at 63 bytes.
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,29}", text):
        raise ValueError("expected up to 30 lower-case letters, digits and underscores, a letter first")
    return text


def _web_address(text: str) -> str:
    if text and not re.fullmatch(r"https?://[^\s/@]+@[^\s/@]+/\S+", text):
        raise ValueError("expected https://<key>@<host>/<project>, or nothing")
    return text


def _smtp_url(text: str) -> str:
    if not text:
        return ""
    parts = urlsplit(text)
    try:
        complete = parts.hostname and (parts.port or True) and parts.path in ("", "/") and not parts.query
    except ValueError:
        complete = False
    if parts.scheme not in ("smtp", "smtps") or not complete:
        raise ValueError("expected smtp://user:password@host:port (STARTTLS), smtps:// (TLS), or nothing")
    return text


def _email_address(text: str) -> str:
    if not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", text):
        raise ValueError("expected an e-mail address")
    return text


def _channels(text: str) -> tuple[Channel, ...]:
    try:
        return tuple(dict.fromkeys(Channel(name.strip().lower()) for name in text.split(",")))
    except ValueError:
        raise ValueError("expected some of " + ", ".join(Channel) + ", separated by commas") from None


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError:
        raise ValueError("expected networks such as 10.0.0.0/8 or 192.0.2.7, separated by commas") from None


def _origins(text: str) -> tuple[str, ...]:
    origins = tuple(part.strip().lower() for part in text.split(",") if part.strip())
    for origin in origins:
        if origin != "*" and not re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?", origin):
            raise ValueError("expected * or origins such as https://shop.example.ma, separated by commas")
    return origins


def _folder(text: str) -> Path:
    if not text:
        raise ValueError("expected a folder, absolute or relative to the checkout")
    return (ROOT / Path(text).expanduser()).absolute()


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, kw_only=True)
class Environment:
    mode: Mode = _variable(
        "TADAMUN_ENV",
        _one_of(Mode),
        default="development",
        meaning="What this is run for: development, production or test.",
    )
    database_url: str = _variable(
        "DATABASE_URL",
        _database_url,
        default="",
        secret=True,
        meaning="The PostgreSQL 18 server and its owner login; empty: the embedded server in DATA_DIR.",
    )
    database_name: str = _variable(
        "DATABASE_NAME",
        _database_name,
        default="tadamun",
        meaning="The database in the embedded server; with DATABASE_URL that address names it.",
    )
    keys: KeyRing = _variable(
        "SECRET_KEYS",
        KeyRing.parse,
        default=DEVELOPMENT_KEYS,
        secret=True,
        meaning="The key ring, 1:<base64>,2:<base64>, at least 32 bytes each; the newest makes, all check.",
    )
    domain: str = _variable(
        "DOMAIN",
        _domain,
        default="localhost",
        meaning="Headquarters answers on hq.<domain>, each market on <market>.<domain>.",
    )
    host: str = _variable("HOST", _address, default="127.0.0.1", meaning="The IP address to listen on.")
    port: int = _variable("PORT", _whole_number(1, 65535), default="8000", meaning="The port to listen on.")
    trusted_proxies: tuple[Network, ...] = _variable(
        "TRUSTED_PROXIES",
        _networks,
        default="",
        meaning="The networks of the proxies in front, whose X-Forwarded-For is believed; empty: none.",
    )
    cors_origins: tuple[str, ...] = _variable(
        "CORS_ORIGINS",
        _origins,
        default="",
        meaning="The origins whose pages may call the API from a browser, or * for all; empty: none.",
    )
    workers: int = _variable(
        "WORKERS",
        _whole_number(1, 256),
        default=str(max(1, min(os.cpu_count() or 1, 256))),
        meaning="Server processes; one for each core unless told otherwise.",
    )
    data_dir: Path = _variable(
        "DATA_DIR",
        _folder,
        default="var",
        meaning="Where the embedded server and generated files are kept; relative to the checkout.",
    )
    connections_per_thread: int = _variable(
        "CONNECTIONS_PER_THREAD",
        _whole_number(1, 64),
        default="8",
        meaning="Idle database connections, one a login, that each thread keeps open.",
    )
    statement_timeout: int = _variable(
        "STATEMENT_TIMEOUT",
        _whole_number(1, 3600),
        default="10",
        meaning="Seconds that one statement of a request may take before the database stops it.",
    )
    cost_per_request: int = _variable(
        "COST_PER_REQUEST",
        _whole_number(1, 999_999_999),
        default="25000",
        meaning="Points that one request to the API may cost.",
    )
    cost_maximum: int = _variable(
        "COST_MAXIMUM",
        _whole_number(1, 999_999_999),
        default="50000",
        meaning="Points that a client may spend in a market at once; at least COST_PER_REQUEST.",
    )
    cost_restore_rate: int = _variable(
        "COST_RESTORE_RATE",
        _whole_number(1, 999_999_999),
        default="1000",
        meaning="Points that a client gets back each second.",
    )
    log_level: LogLevel = _variable(
        "LOG_LEVEL",
        _one_of(LogLevel),
        default="info",
        meaning="The least serious log line to write: debug, info, warning or error.",
    )
    sentry_dsn: str = _variable(
        "SENTRY_DSN",
        _web_address,
        default="",
        secret=True,
        meaning="Where errors are reported; empty: nowhere.",
    )

    webhook_networks: tuple[Network, ...] = _variable(
        "WEBHOOK_NETWORKS",
        _networks,
        default="",
        meaning="Private networks that webhooks may call, also without TLS: 127.0.0.0/8 for tests; "
        "refused in production.",
    )
    smtp_url: str = _variable(
        "SMTP_URL",
        _smtp_url,
        default="",
        secret=True,
        meaning="The server that sends e-mail; empty: each one becomes a file in DATA_DIR/messages/email.",
    )
    email_from: str = _variable(
        "EMAIL_FROM",
        _email_address,
        default="tadamun@localhost",
        meaning="Who e-mail comes from.",
    )
    message_channels: tuple[Channel, ...] = _variable(
        "MESSAGE_CHANNELS",
        _channels,
        default="email,sms",
        meaning="How cooperatives and people are written to: email, sms, whatsapp.",
    )

    @property
    def market_address(self) -> str:
        """Where a market answers, with `{market}` for its slug."""
        if self.production:
            return f"https://{{market}}.{self.domain}"
        return f"http://{{market}}.{self.domain}:{self.port}"

    @property
    def production(self) -> bool:
        return self.mode is Mode.PRODUCTION

    @property
    def embedded(self) -> bool:
        """Whether the database is the embedded server."""
        return not self.database_url

    @property
    def postgres_dir(self) -> Path:
        """Where the embedded server is kept."""
        return self.data_dir / "postgres"


def variables() -> Mapping[str, Variable]:
    """Every variable, by the name of the field of Environment that holds it."""
    return {each.name: each.metadata["variable"] for each in fields(Environment)}


def load(environ: Mapping[str, str]) -> Environment:
    """The configuration in these variables. An empty variable counts as absent.

    Raises ConfigurationError for the first value that cannot be used, and in production for a missing or
    published key ring and for a missing DATABASE_URL.
    """
    values: dict[str, Any] = {}
    for attribute, variable in variables().items():
        text = environ.get(variable.name, "").strip() or variable.default
        try:
            values[attribute] = variable.read(text)
        except ValueError as error:
            shown = "its value" if variable.secret else repr(text)
            raise ConfigurationError(f"{variable.name}: {shown} cannot be used: {error}.") from None
    env = Environment(**values)
    if env.cost_per_request > env.cost_maximum:
        raise ConfigurationError(
            "COST_MAXIMUM: expected at least COST_PER_REQUEST: what costs more could never be asked."
        )
    if env.production:
        _refuse_what_production_must_not_use(env)
    return env


def _refuse_what_production_must_not_use(env: Environment) -> None:
    if env.keys.for_development:
        raise ConfigurationError(
            "SECRET_KEYS: production needs its own key ring, and this one holds the published key of "
            "development. Make a key with: python3 -c 'import base64, secrets; "
            'print("1:" + base64.b64encode(secrets.token_bytes(32)).decode())\''
        )
    if env.webhook_networks:
        raise ConfigurationError("WEBHOOK_NETWORKS: in production webhooks call the public internet only.")
    if env.embedded:
        raise ConfigurationError("DATABASE_URL: production needs a PostgreSQL 18 server of its own.")


ENV = load(os.environ)
