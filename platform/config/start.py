"""What every process does before anything else: hold the database and make Django ready."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

from config.database import DatabaseAddress, ensure_database
from config.environment import Environment


def start_process(env: Environment) -> DatabaseAddress:
    """Hold the database for the life of this process and make Django ready. Raises ConfigurationError."""
    address = ensure_database(env)
    django.setup()
    return address
