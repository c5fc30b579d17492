"""Serve one of the references, with as many processes and threads as the platform.

python -c 'from bench.references.serving import main; main()' bench.references.stock 2
"""

import os
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from granian import Granian
from granian.constants import Interfaces

from config.environment import ENV

CODE = "from bench.references.serving import main; main()"


def main() -> None:
    """Serve until it is ended; the arguments name the module and the number of threads."""
    module, threads = sys.argv[1:]
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.references.settings"
    Granian(
        module,
        address=ENV.host,
        port=ENV.port,
        interface=Interfaces.WSGI,
        workers=ENV.workers,
        blocking_threads=int(threads),
        log_enabled=False,
    ).serve(target_loader=partial(_application, module), wrap_loader=False)


def _application(module: str) -> Callable[..., Any]:
    """What a worker process serves: the module as the URL configuration."""
    from config.start import start_process

    start_process(ENV, serves=True, answers=True)
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    settings.ROOT_URLCONF = module
    return get_wsgi_application()
