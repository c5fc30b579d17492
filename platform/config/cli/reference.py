"""`tadamun reference`: the API's reference as files, for a web server or a release."""

import os
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def reference(
    folder: Annotated[Path, typer.Argument(help="Where to; made if it is missing.", file_okay=False)],
) -> None:
    """Write the pages that every host serves at /reference/, of both sides, with their SDL: FOLDER/hq and
    FOLDER/market. They load nothing and need no server.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from api import sdl
    from api.reference.pages import pages_of

    for side in sdl.SCHEMAS:
        (folder / side).mkdir(parents=True, exist_ok=True)
        pages = pages_of(side)
        for name, content in pages.items():
            (folder / side / name).write_bytes(content)
        typer.echo(f"{folder / side}: {len(pages)} files")
