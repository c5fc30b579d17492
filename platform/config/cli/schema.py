"""`tadamun schema`: the committed SDL of both GraphQL schemas."""

import os
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def schema(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 when the SDL is stale or breaks its users.")
    ] = False,
) -> None:
    """Write graphql/hq.graphql and graphql/market.graphql."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from api import sdl

    if not check:
        sdl.write()
        return
    if problems := sdl.check():
        for problem in problems:
            typer.echo(problem, err=True)
        raise typer.Exit(1)
