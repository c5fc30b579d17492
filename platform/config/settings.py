"""The Django project, derived from `config.environment` alone. Nothing here reads os.environ.

Two lists decide where a model's table lives: SHARED_APPS in the public schema, TENANT_APPS once in every
market's.
"""

from urllib.parse import unquote, urlsplit

from config import database
from config.environment import ENV, ROOT, Mode
from kernel.clock import check_time_zone_data

check_time_zone_data()

SHARED_APPS = [
    "django_tenants",
    "django.contrib.contenttypes",
    "tenants.network",
    "tenants.identity",
    "tenants.outbox",
    "shared_catalog.calendar",
    "shared_catalog.registry",
    "shared_catalog.catalogue",
    "procrastinate.contrib.django",
]
TENANT_APPS = [
    "markets.events",
    "markets.figures",
    "markets.periods",
    "markets.footfall",
    "markets.costs",
    "markets.listings",
    "markets.ledger",
    "markets.tills",
    "markets.fees",
    "markets.stock",
    "markets.chain",
    "markets.sales",
    "markets.settlement",
    "markets.stripe_account",
    "markets.payouts",
    "markets.documents",
    "markets.reconciliation",
    "markets.accounting",
    "markets.verification",
]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]

TENANT_MODEL = "network.Market"
TENANT_DOMAIN_MODEL = "network.Domain"
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
DATABASES = {
    "default": {
        "ENGINE": "tenants.database.engine",
        **database.django_settings(ENV),
        # A thread keeps its connections; the engine bounds how many.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": False,
        "ATOMIC_REQUESTS": False,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DEBUG = False
SECRET_KEY = ENV.keys.text("django")
# What domain slices seal and unseal stored secrets with.
KEYS = ENV.keys
DOMAIN = ENV.domain
# Where a market answers, for addresses on paper and in messages.
MARKET_ADDRESS = ENV.market_address
# tenants.hosts answers hosts that are not ours, with the message that an API client can read.
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False
MIDDLEWARE = ["tenants.hosts.HostMiddleware"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

# Messages to cooperatives: by SMTP where a server is named, else into files.
MESSAGE_CHANNELS = ENV.message_channels
MESSAGES_DIR = ENV.data_dir / "messages"
DEFAULT_FROM_EMAIL = ENV.email_from
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if ENV.smtp_url else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = MESSAGES_DIR / "email"
_SMTP = urlsplit(ENV.smtp_url)
EMAIL_HOST, EMAIL_PORT = _SMTP.hostname or "localhost", _SMTP.port or 587
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_SMTP.username or ""), unquote(_SMTP.password or "")
EMAIL_USE_SSL, EMAIL_USE_TLS = _SMTP.scheme == "smtps", _SMTP.scheme == "smtp"
EMAIL_TIMEOUT = 20

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
LANGUAGE_CODE = "en"

# structlog is the logging of the project: observability.logging.configure, called by each entry point.
LOGGING_CONFIG = None

TESTING = ENV.mode is Mode.TEST
# Another Stripe than Stripe may be named, on this machine: for tests and demonstrations.
STRIPE_MAY_BE_ELSEWHERE = not ENV.production
BASE_DIR = ROOT
