"""`tadamun explain`, as a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

TADAMUN = Path(sys.executable).with_name("tadamun")


def explain(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TADAMUN, "explain", *arguments], env=dict(os.environ), capture_output=True, text=True, timeout=120
    )


class TestExplain:
    def test_prints_the_plan_the_sql_and_what_postgresql_does(self, network_database: None) -> None:
        text = (
            "query ($n: Int, $c: String) { listings(first: $n, after: $c) { edges { cursor node { id } } } }"
        )
        done = explain("--market", "casablanca", text, "--variables", '{"n": 7}')
        assert done.returncode == 0, done.stderr
        assert "at most 7 rows of lists" in done.stdout and "«0» Python makes a cursor by" in done.stdout
        assert "\nFROM" in done.stdout and "LIMIT 8" in done.stdout
        assert "Index Scan" in done.stdout and "$1 = " in done.stdout

    def test_says_why_there_is_none(self, network_database: None) -> None:
        done = explain("{ viewer { id } }")
        assert done.returncode == 0, done.stderr
        assert done.stdout == "The ordinary executor answers this: Python answers viewer.\n"

    def test_refuses_in_one_line(self, network_database: None) -> None:
        for arguments in (["{ nonsense }"], ["{"], ["{ __typename }", "--variables", "{"]):
            done = explain(*arguments)
            assert done.returncode == 2 and not done.stdout and len(done.stderr.splitlines()) == 1
        assert explain("{ __typename }", "--role", "nobody").returncode == 2
