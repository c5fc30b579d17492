"""What every process does first: log, report errors, hold the database and make Django ready."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from importlib.metadata import version

from config.database import DatabaseAddress, ensure_database, require_network
from config.environment import Environment


def start_process(
    env: Environment, *, serves: bool = False, answers: bool = False, network: bool = True
) -> DatabaseAddress:
    """Hold the database for the life of this process and make Django ready. Raises ConfigurationError.

    A command that makes the network says that it needs none (`network=False`).
    A process that answers requests keeps to its logins' statement timeouts; the others take their time.
    A process that serves logs as configured; a command logs what is wrong, so that its output is its answer.
    """
    # Here, because the command line imports this module for commands that need none of it.
    import django

    from observability import logging, sentry

    logging.configure(production=env.production, level=env.log_level.upper() if serves else "WARNING")
    sentry.start(env.sentry_dsn, release=f"tadamun@{version('tadamun')}", environment=env.mode)
    address = ensure_database(env)
    if network:
        require_network(address)
    django.setup()
    if not answers:
        from tenants.database.session import take_time

        take_time()
    return address
