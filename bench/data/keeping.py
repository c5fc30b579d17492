"""Keeping the data between runs, under a fingerprint of everything it is made by, and bringing it back at the
beginning of each.
"""

import hashlib
import subprocess
import sys

from bench import setting
from bench.data.superuser import copy, said_of
from config import embedded
from config.environment import ENV, ROOT
from tenants.database import roles
from tenants.database.session import as_owner, close_connections
from tenants.network import queries as networks

_MADE_BY = ("bench/data/*", "bench/setting.py", "*/*/migrations/*.py", "shared_catalog/seed/**/*.*")


def restore() -> None:
    """The data as it was built, in place of whatever a run before left. Builds it in a process of its own
    where it is missing or was made by other code.
    """
    embedded.start(ENV.postgres_dir)
    if said_of(setting.KEPT) != fingerprint():
        subprocess.run([sys.executable, "-m", "bench.data.building"], cwd=ROOT, check=True)
    copy(setting.KEPT, setting.DATABASE)
    # A copy has neither the rights on the database nor the logins' settings in it.
    close_connections()
    with as_owner():
        roles.ensure_network_roles()
        for schema in networks.market_schemas():
            roles.create_market_role(schema)
    close_connections()


def fingerprint() -> str:
    """Of everything that the data is made by, the running half-month included."""
    digest = hashlib.sha256(str(setting.CURRENT.key).encode())
    for path in sorted({path for pattern in _MADE_BY for path in ROOT.glob(pattern) if path.is_file()}):
        if path.suffix in (".py", ".sql", ".json"):
            digest.update(path.read_bytes())
    return digest.hexdigest()
