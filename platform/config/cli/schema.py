"""`tadamun schema`: the committed SDL of both schemas, who may what in them, and the catalogue of errors."""

import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def schema(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 when a file is stale or breaks its users.")
    ] = False,
    against: Annotated[
        str, typer.Option(help="With --check: a commit of git; whoever uses its SDL must not be broken.")
    ] = "",
) -> None:
    """Write graphql/{hq,market}.graphql, {hq,market}.permissions.md beside them, docs/errors.md and
    docs/events.md.

    Changes that may surprise a client are listed; those that would break one are refused.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from api import permission_table, sdl
    from api.events import reference as events
    from kernel import clock

    today = clock.now().date()
    problems = []
    if check:
        problems = [*sdl.check(today=today), *sdl.check_codes(), *permission_table.check(), *events.check()]
    with TemporaryDirectory() as name:
        folder = _committed(against, Path(name)) if against else sdl.FOLDER
        for side in sdl.SCHEMAS:
            for surprise in sdl.dangerous(side, folder=folder):
                typer.echo(f"may surprise: {surprise}", err=True)
            problems += sdl.breaking(side, today=today, folder=folder) if against else []
    if not check:
        try:
            sdl.write(today=today)
        except sdl.BreakingChanges as broken:
            problems = broken.changes
        else:
            sdl.write_codes()
            permission_table.write()
            events.write()
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(1)


def _committed(commit: str, folder: Path) -> Path:
    """The SDL as it was committed, in a folder of its own; a file that was not there is left out."""
    from api import sdl

    for side in sdl.SCHEMAS:
        path = sdl.path_of(side)
        shown = subprocess.run(
            ["git", "-C", str(path.parent), "show", f"{commit}:./{path.name}"],
            capture_output=True,
            check=False,
        )
        if shown.returncode == 0:
            (folder / path.name).write_bytes(shown.stdout)
    return folder
