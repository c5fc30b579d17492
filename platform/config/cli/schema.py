"""`tadamun schema`: what is committed of both GraphQL schemas, their SDL and who may read what."""

import os
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def schema(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 when a file is stale or breaks its users.")
    ] = False,
) -> None:
    """Write graphql/{hq,market}.graphql, graphql/{hq,market}.permissions.md, and docs/events.md."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from api import permission_table, sdl
    from api.events import reference as events

    if not check:
        sdl.write()
        permission_table.write()
        events.write()
        return
    if problems := [*sdl.check(), *permission_table.check(), *events.check()]:
        for problem in problems:
            typer.echo(problem, err=True)
        raise typer.Exit(1)
