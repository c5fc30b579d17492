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
    "tenants.events",
    "tenants.network",
    "tenants.audit",
    "tenants.people",
    "django.contrib.sessions",
    "tenants.oauth",
    "oauth2_provider",
    "tenants.identity",
    "tenants.outbox",
    "tenants.webhooks",
    "tenants.idempotency",
    "tenants.usage",
    "tenants.bulk",
    "shared_catalog.calendar",
    "shared_catalog.registry",
    "shared_catalog.catalogue",
    "shared_catalog.moderation",
    "shared_catalog.documents",
    "shared_catalog.proposals",
    "shared_catalog.recalls",
    "shared_catalog.marks",
    "shared_catalog.media",
    "shared_catalog.selection",
    "shared_catalog.qualification",
    "shared_catalog.applications",
    "shared_catalog.representation",
    "shared_catalog.open_data",
    "shared_catalog.prices",
    "shared_catalog.exchange",
    "shared_catalog.duplicates",
    "procrastinate.contrib.django",
]
TENANT_APPS = [
    "markets.audit",
    "markets.events",
    "markets.webhooks",
    "markets.idempotency",
    "markets.bulk",
    "markets.figures",
    "markets.periods",
    "markets.footfall",
    "markets.costs",
    "markets.prices",
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
AUTH_USER_MODEL = "people.Person"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
# Access tokens are checked by signature (tenants/oauth); what the toolkit keeps of tokens are hashes.
OAUTH_ISSUER = ENV.market_address.format(market="hq")
OAUTH2_PROVIDER_APPLICATION_MODEL = "oauth.Client"
OAUTH2_PROVIDER = {
    "OIDC_ISS_ENDPOINT": OAUTH_ISSUER,
    "SCOPES": {"network": "All hosts."},
    "ACCESS_TOKEN_EXPIRE_SECONDS": 600,
    "AUTHORIZATION_CODE_EXPIRE_SECONDS": 60,
    "REFRESH_TOKEN_EXPIRE_SECONDS": 30 * 24 * 3600,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ROTATE_REFRESH_TOKEN": True,
    "PKCE_REQUIRED": True,
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_REFRESH_TOKEN": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_MATCHING": True,
    "COMPLIANT_BCP_RFC9700_PKCE_REQUIRED": True,
}

# Pages for people, on headquarters' host, under /account/ alone: a browser sends their cookies nowhere else.
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/account/"
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "tadamun_account", "tadamun_form"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.production
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [OAUTH_ISSUER]  # behind a proxy that ends TLS, requests look like http
CSRF_FAILURE_VIEW = "api.web.signin.pages.form_expired"
DOMAIN = ENV.domain
# Where a market answers, for addresses on paper and in messages.
MARKET_ADDRESS = ENV.market_address
# tenants.hosts answers hosts that are not ours, with the message that an API client can read.
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False
# Whose X-Forwarded-For is believed: api.transport.addresses.
TRUSTED_PROXIES = ENV.trusted_proxies
MIDDLEWARE = [
    "api.transport.edge.EdgeMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "tenants.hosts.HostMiddleware",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
# From which time on that a document is asked its operations are compiled to SQL: one that never comes back is
# not worth a plan (docs/compiled-executor.md). 0: never.
COMPILED_FROM = 2

# Files that were put, and results of bulk operations: a folder that all processes share, or another storage.
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": ENV.data_dir / "files", "file_permissions_mode": 0o600},
    }
}

# Which pages of others may call the API: docs/decisions/graphql-over-http.md. Never with cookies.
CORS_ALLOW_ALL_ORIGINS = "*" in ENV.cors_origins
CORS_ALLOWED_ORIGINS = [origin for origin in ENV.cors_origins if origin != "*"]
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_METHODS = ["GET", "POST", "PUT", "OPTIONS"]
CORS_ALLOW_HEADERS = [
    "accept",
    "accept-language",
    "apollographql-client-name",
    "apollographql-client-version",
    "authorization",
    "content-type",
    "traceparent",
    "x-request-id",
]
CORS_EXPOSE_HEADERS = ["content-disposition", "repr-digest", "retry-after", "x-request-id"]
CORS_PREFLIGHT_MAX_AGE = 7200

# Points of the API, docs/limits.md: in one request, in a client's bucket, and back into it each second.
COST_PER_REQUEST = ENV.cost_per_request
COST_MAXIMUM = ENV.cost_maximum
COST_RESTORE_RATE = ENV.cost_restore_rate
COST_BUCKETS = ENV.data_dir / "limits" / "buckets"
# Networks beside the public internet that webhooks may call; none in production.
WEBHOOK_NETWORKS = ENV.webhook_networks

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
