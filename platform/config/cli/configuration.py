"""`tadamun config`: what can be configured, and what is."""

import os

import typer
from rich.console import Console
from rich.table import Table

from config.environment import ENV, Variable, variables

app = typer.Typer()


@app.command("config")
def show() -> None:
    """List every environment variable with its value, default and meaning; secrets are masked."""
    table = Table("Variable", "Value", "Default", "Meaning", title=f"Configuration ({ENV.mode})")
    for variable in variables().values():
        table.add_row(variable.name, *_value_and_default(variable), variable.meaning)
    Console(soft_wrap=False).print(table)


def _value_and_default(variable: Variable) -> tuple[str, str]:
    given = os.environ.get(variable.name, "").strip()
    if not variable.secret:
        return given or variable.default, variable.default
    default = "(for development only)" if variable.default else ""
    return "(set, not shown)" if given else default, default
