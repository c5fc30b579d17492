"""The WSGI entry point: one process of the server, which keeps the embedded PostgreSQL running while it
lives.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from config.environment import ENV
from config.start import start_process

start_process(ENV, serves=True)

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()
