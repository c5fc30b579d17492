"""The WSGI entry point: one process of the server, which keeps the embedded PostgreSQL running while it
lives.
"""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from config.environment import ENV
from config.start import start_process

start_process(ENV, serves=True, answers=True)

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()

# Schemas, models and routes live as long as the process: loaded now and not at the first request, and kept
# from the collector, which took 0.12 s every time it looked through all of them.
import config.urls  # noqa: E402, F401

gc.collect()
gc.freeze()
