"""The platform's settings with other middleware and other addresses."""

from config.settings import *  # noqa: F403

MIDDLEWARE = ["tenants.hosts.HostMiddleware"]
