"""The command `tadamun`.

Every module of this folder brings the commands of one subject in its `app`: a Typer with a name is a group
(`tadamun db start`), one without adds its commands as they are (`tadamun config`). Modules import Django
inside their commands, so that those which need none answer at once.
"""

import pkgutil
import sys
from importlib import import_module

import typer

from config.errors import ConfigurationError
from kernel.errors import DomainError


def build() -> typer.Typer:
    """The whole command line. Raises ConfigurationError when the environment cannot be used."""
    app = typer.Typer(
        name="tadamun",
        help="Runs a network of solidarity markets.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )

    # A callback keeps the first command a command, however few there are.
    app.callback()(lambda: None)
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        app.add_typer(import_module(module.name).app)
    return app


def main() -> None:
    """The console script. A refusal is one line on stderr and exit code 2; a bug is a traceback."""
    try:
        build()()
    except (ConfigurationError, DomainError) as error:
        print(f"tadamun: {error}", file=sys.stderr)
        raise SystemExit(2) from None
