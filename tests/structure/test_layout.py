"""`platform/` and `graphql/` are folders of this repository, and still mean what they mean elsewhere."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

import pytest

from config import database
from config.environment import ENV, ROOT

BIN = Path(sys.executable).parent

# Put into the process under test by Python itself, so that its import path is untouched but for this folder.
REPORT_AT_EXIT = """
import atexit, json, os
def report():
    import graphql, platform
    found = {"platform": platform.__file__, "graphql": graphql.__file__}
    open(os.environ["LAYOUT_REPORT"], "w").write(json.dumps(found))
atexit.register(report)
"""
WORKER = """
import json
def application(environ, start_response):
    import graphql, platform
    start_response("200 OK", [])
    return [json.dumps({"platform": platform.__file__, "graphql": graphql.__file__}).encode()]
"""
SORTED_IMPORTS = """import platform

import graphql

import tenants

__all__ = ["graphql", "platform", "tenants"]
"""


def assert_usual(found: dict[str, str]) -> None:
    assert Path(found["platform"]) == Path(os.__file__).with_name("platform.py")
    assert Path(found["graphql"]).parts[-3:] == ("site-packages", "graphql", "__init__.py")


def reported_by(command: Sequence[str | Path], folder: Path, **given: str) -> dict[str, str]:
    """What the two names mean to a command, told when it ends."""
    (folder / "sitecustomize.py").write_text(REPORT_AT_EXIT)
    report = folder / "report.json"
    env = {**os.environ, "PYTHONPATH": str(folder), "LAYOUT_REPORT": str(report), **given}
    subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True)
    found: dict[str, str] = json.loads(report.read_text())
    return found


class TestSourceRoots:
    @pytest.mark.parametrize("root", ["platform", "graphql"])
    def test_hold_no_python_files_of_their_own(self, root: str) -> None:
        assert list((ROOT / root).glob("*.py")) == []

    def test_pass_the_check_that_needs_no_pytest(self) -> None:
        subprocess.run([ROOT / ".ci" / "layout-check"], check=True)

    def test_leave_this_process_alone(self) -> None:
        import platform

        import graphql

        assert_usual({"platform": platform.__file__ or "", "graphql": graphql.__file__ or ""})

    @pytest.mark.parametrize(
        "command",
        [
            [BIN / "tadamun", "--help"],
            [BIN / "pytest", "--version", "--version"],
            [sys.executable, "-m", "pytest", "--version", "--version"],
            [sys.executable, "-m", "django", "version"],
            [sys.executable, "-c", "pass"],
        ],
        ids=["tadamun", "pytest", "python -m pytest", "python -m django", "python -c"],
    )
    def test_leave_every_command_alone(self, command: Sequence[str], tmp_path: Path) -> None:
        assert_usual(reported_by(command, tmp_path))

    @pytest.mark.deep  # it migrates a database of its own
    def test_leave_the_worker_alone(self, tmp_path: Path) -> None:
        # A network of its own: the worker cuts half-months off by the real clock, and other tests need them.
        name = f"layout_{os.getpid()}"
        database.recreate(ENV, name)
        try:
            env = {**os.environ, "DATABASE_NAME": name}
            subprocess.run([BIN / "tadamun", "migrate"], env=env, cwd=ROOT, check=True, capture_output=True)
            assert_usual(reported_by([BIN / "tadamun", "worker", "--once"], tmp_path, DATABASE_NAME=name))
        finally:
            database.drop(ENV, name)

    def test_leave_a_worker_of_the_web_server_alone(self, tmp_path: Path) -> None:
        (tmp_path / "layout_probe.py").write_text(WORKER)
        port = free_port()
        server = subprocess.Popen(
            [
                BIN / "granian",
                "--interface",
                "wsgi",
                "--port",
                str(port),
                "--no-log",
                "layout_probe:application",
            ],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
        )
        try:
            assert_usual(json.loads(answer_of(f"http://127.0.0.1:{port}/")))
        finally:
            server.terminate()
            server.wait(20)

    def test_leave_mypy_alone(self) -> None:
        program = (
            "import graphql, platform; reveal_type(platform.system()); reveal_type(graphql.GraphQLSchema)"
        )
        command = [BIN / "mypy", "--config-file", ROOT / "pyproject.toml", "-c", program]
        said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout
        assert '"str"' in said or '"builtins.str"' in said
        assert "graphql.type.schema.GraphQLSchema" in said

    def test_leave_the_order_of_imports_alone(self) -> None:
        command = [
            BIN / "ruff",
            "check",
            "--select",
            "I",
            "--stdin-filename",
            str(ROOT / "tenants" / "probe.py"),
            "-",
        ]
        done = subprocess.run(command, cwd=ROOT, input=SORTED_IMPORTS, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def answer_of(url: str) -> bytes:
    deadline = time.monotonic() + 20
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                answer: bytes = response.read()
                return answer
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
