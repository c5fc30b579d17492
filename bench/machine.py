"""What a result was measured on, without the name of the machine."""

import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from bench import setting
from bench.data.superuser import superuser

_PACKAGES = ("django", "graphene", "graphene-django", "graphql-core", "psycopg", "granian", "orjson")
_SETTINGS = ("server_version", "shared_buffers", "fsync", "synchronous_commit", "jit", "random_page_cost")


def machine() -> dict[str, Any]:
    """Processor, memory, system and versions, and how busy others kept it when the run began."""
    with superuser(setting.MARKET) as cursor:
        cursor.execute(
            "SELECT name, setting || coalesce(' x ' || unit, '') FROM pg_settings WHERE name = ANY(%s)",
            [list(_SETTINGS)],
        )
        postgres = dict(sorted(cursor.fetchall()))
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "python": platform.python_version(),
        "packages": {name: version(name) for name in _PACKAGES},
        "postgres": postgres,
        "load_average_at_start": round(os.getloadavg()[0], 2),
        "measured_on": setting.NOW.date().isoformat(),
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
