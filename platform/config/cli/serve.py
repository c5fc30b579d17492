"""`tadamun serve`: the WSGI server, and the embedded database while it runs."""

import signal
import socket
from collections.abc import Callable
from typing import Annotated, Any

import typer

from config.database import ensure_database, require_network
from config.environment import ENV
from config.errors import ConfigurationError

# A worker asked to end has this many seconds for the requests it has begun; then it is killed.
LONGEST_END = 30

app = typer.Typer()


@app.command()
def serve(
    threads: Annotated[int, typer.Option(min=1, max=64, help="Threads of each process.")] = 2,
) -> None:
    """Serve headquarters and every market until interrupted."""
    check_port(ENV.host, ENV.port)
    # Only the database is held here; each worker process prepares itself in config.wsgi.
    require_network(ensure_database(ENV))
    typer.echo(f"http://hq.{ENV.domain}:{ENV.port}/graphql/ is headquarters; Ctrl-C stops.", err=True)
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "config.wsgi:application",
        address=ENV.host,
        port=ENV.port,
        interface=Interfaces.WSGI,
        workers=ENV.workers,
        blocking_threads=threads,
        workers_kill_timeout=LONGEST_END,
        log_enabled=False,
    ).serve(target_loader=_application, wrap_loader=False)


def check_port(host: str, port: int) -> None:
    """Granian shares its port: a second server would get some of the first one's requests. Raises
    ConfigurationError.
    """
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as error:
        raise ConfigurationError(f"HOST and PORT: {error.strerror}.") from None


def _application() -> Callable[..., Any]:
    """What a worker process serves. Ctrl-C reaches the whole foreground group, and a worker that gets it
    besides its parent's SIGTERM mostly never ends, so only the parent listens to it. While it loads,
    a worker still has its parent's handler of SIGTERM, which swallows the signal and leaves the parent
    waiting for it: it gets the ordinary one first.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    from config.wsgi import application

    return application
