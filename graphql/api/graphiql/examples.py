"""Example operations, for each role of headquarters and of a market: `examples/<side>/<role>.graphql`.

Each is an operation with its comment, and variables as a comment of one line that starts with `# variables`.
All are valid against the schema of their side, which a test says.
"""

from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent / "examples"
_VARIABLES = "# variables "


@dataclass(frozen=True, slots=True)
class Example:
    """One operation as GraphiQL offers it: for whom, what it is called, its text and its variables."""

    role: str
    name: str
    query: str
    variables: str


def read_examples(side: str) -> tuple[Example, ...]:
    """The examples of `hq` or `market`, by role and in the order of their files."""
    return tuple(
        _example(path.stem, text)
        for path in sorted((_FOLDER / side).glob("*.graphql"))
        for text in path.read_text(encoding="utf-8").strip().split("\n\n\n")
    )


def _example(role: str, text: str) -> Example:
    lines = text.strip().splitlines()
    variables = "".join(line.removeprefix(_VARIABLES) for line in lines if line.startswith(_VARIABLES))
    query = [line for line in lines if not line.startswith(_VARIABLES)]
    name = query[0].removeprefix("# ").rstrip(".")
    return Example(role, name, "\n".join(query), variables)


HQ_EXAMPLES = read_examples("hq")
MARKET_EXAMPLES = read_examples("market")
