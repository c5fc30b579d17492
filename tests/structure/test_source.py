"""The habits of the code, read from the code itself: sizes, names, typed operations, one clock, no float
money.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("platform", "tenants", "shared_catalog", "markets", "graphql")
LONGEST_FUNCTION, LONGEST_MODULE, LONGEST_MUTATION_FILE = 70, 400, 100
DRAWERS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "manager",
    "managers",
    "service",
    "services",
    "misc",
}


def sources() -> list[Path]:
    return sorted(
        path
        for folder in SOURCES
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts and "clients" not in path.parts
    )


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", sources(), ids=name)
class TestSourceFile:
    def test_is_no_longer_than_a_reader_bears(self, path: Path) -> None:
        text = path.read_text()
        limit = LONGEST_MUTATION_FILE if "mutations" in path.parts else LONGEST_MODULE
        assert text.count("\n") <= limit
        for function in functions(ast.parse(text)):
            assert function.end_lineno is not None
            assert function.end_lineno - function.lineno < LONGEST_FUNCTION, function.name

    def test_is_not_a_drawer(self, path: Path) -> None:
        assert path.stem not in DRAWERS

    def test_says_what_lives_in_it(self, path: Path) -> None:
        if path.name != "apps.py":
            assert ast.get_docstring(ast.parse(path.read_text())), "no module docstring"

    def test_does_not_read_the_clock(self, path: Path) -> None:
        """Instants are arguments; kernel.clock is the one reading, and only edges call it."""
        inside = name(path)
        if inside.startswith(("platform/config/", "graphql/api/")) or inside == "platform/kernel/clock.py":
            return
        text = path.read_text()
        assert not re.search(
            r"\bclock\.now\(|from kernel\.clock import .*\bnow\b|datetime\.now\(|date\.today\(", text
        )
        assert not re.search(r"utcnow\(|timezone\.now|\bNow\(\)|auto_now", text)
        assert not re.search(r"AT TIME ZONE|CURRENT_TIMESTAMP|CURRENT_DATE|\bnow\(\)|clock_timestamp\(", text)

    def test_keeps_money_out_of_floats(self, path: Path) -> None:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.arg) and node.arg.endswith("_minor") and node.annotation is not None:
                assert "float" not in ast.unparse(node.annotation), node.arg
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
                assert "_minor" not in ast.unparse(node), f"line {node.lineno}: true division of centimes"


def operation_modules() -> list[Path]:
    return [p for p in sources() if p.name == "operations.py" or p.parent.name == "operations"]


def public_names(path: Path) -> set[str]:
    """What callers may use: a package of operations re-exports it, a module has no underscore before it."""
    tree = ast.parse(path.read_text())
    if path.parent.name == "operations":
        tree = ast.parse((path.parent / "__init__.py").read_text())
        imported = (node for node in tree.body if isinstance(node, ast.ImportFrom))
        return {alias.name for node in imported for alias in node.names}
    defined = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    return {node.name for node in defined if not node.name.startswith("_")}


@pytest.mark.parametrize("path", operation_modules(), ids=name)
class TestOperationModule:
    def test_offers_keyword_only_typed_operations(self, path: Path) -> None:
        public = public_names(path)
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.FunctionDef) or node.name not in public:
                continue
            arguments = node.args
            assert not arguments.args and not arguments.posonlyargs, f"{node.name} takes positional arguments"
            assert node.returns is not None, f"{node.name} has no return type"
            assert all(a.annotation is not None for a in arguments.kwonlyargs), node.name
            assert ast.get_docstring(node), f"{node.name} has no docstring"

    def test_defines_its_refusals_above_what_raises_them(self, path: Path) -> None:
        body = ast.parse(path.read_text()).body
        first = next((i for i, n in enumerate(body) if isinstance(n, ast.FunctionDef)), len(body))
        late = [n.name for n in body[first:] if isinstance(n, ast.ClassDef) and n.name.endswith("Error")]
        assert late == []


def test_source_roots_hold_no_python_of_their_own() -> None:
    for folder in ("platform", "graphql"):
        assert list((ROOT / folder).glob("*.py")) == []


def test_tests_are_no_packages() -> None:
    tests = ROOT / "tests"
    inside = [path.relative_to(tests) for path in tests.rglob("__init__.py")]
    # `make test-clients` keeps other people's Python here.
    assert [path for path in inside if path.parts[:2] != ("clients", ".venv")] == []


class TestTheCompiledExecutor:
    """It stays short enough to be read in one sitting."""

    MODULES = sorted((ROOT / "graphql/api/execution").glob("*.py"))

    def test_has_short_modules(self) -> None:
        assert max(path.read_text().count("\n") for path in self.MODULES) < 250

    def test_is_short(self) -> None:
        assert sum(map(self.lines_of_code, self.MODULES)) < 900

    def lines_of_code(self, path: Path) -> int:
        """Its lines without imports, docstrings, comments and blanks."""
        text = path.read_text()
        told: set[int] = set()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import | ast.ImportFrom) or (
                isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            ):
                told.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        lines = enumerate(text.splitlines(), 1)
        return sum(
            bool(line.strip()) and not line.lstrip().startswith("#") and number not in told
            for number, line in lines
        )
