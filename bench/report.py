"""The results as a file, as plots, and as the tables of bench/README.md."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bench import setting, svg

RESULTS = setting.HERE / "results"
README = setting.HERE / "README.md"
BEGINS, ENDS = "<!-- what the latest run wrote -->\n", "<!-- the end of it -->\n"

Figures = Mapping[str, Any]


def write(results: dict[str, Any]) -> None:
    """Everything, in place of the run before."""
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(results, indent=1, ensure_ascii=False) + "\n"
    (RESULTS / "latest.json").write_text(text, encoding="utf-8")
    for name, plot in _plots(results).items():
        (RESULTS / f"{name}.svg").write_text(plot, encoding="utf-8")
    before, _, rest = README.read_text(encoding="utf-8").partition(BEGINS)
    _, _, after = rest.partition(ENDS)
    README.write_text(before + BEGINS + "\n".join(_told(results)) + "\n" + ENDS + after, encoding="utf-8")


def _told(results: Figures) -> Iterator[str]:
    workloads = results["workloads"]
    yield from ("", _machine(results), "")
    yield from _requests({name: one for name, one in workloads.items() if "rps" in one})
    yield from ("", "![Requests a second](results/requests.svg)", "", "![Latency](results/latency.svg)", "")
    yield from _concurrencies({name: one for name, one in workloads.items() if "concurrency" in one})
    yield from ("", *_batches(workloads["W2"]), "")
    yield from _once({name: one for name, one in workloads.items() if "rps" not in one})
    yield from ("", *_scaling(results["scaling"]), "")
    yield "![Markets](results/markets.svg)\n\n![History](results/history.svg)\n"


def _machine(results: Figures) -> str:
    about = results["machine"]
    packages = ", ".join(f"{name} {version}" for name, version in about["packages"].items())
    postgres = ", ".join(f"{name} {value}" for name, value in about["postgres"].items())
    command = "make bench-full" if results["full"] else "make bench"
    return (
        f"`{command}` on {about['measured_on']}, {about['took_seconds']} s: {about['processor']}, "
        f"{about['cores']} cores, {about['memory_gib']} GiB, {about['system']}, Python {about['python']}, "
        f"{packages}; PostgreSQL: {postgres}. Load average before the run: {about['load_average_at_start']}."
    )


def _requests(workloads: Mapping[str, Figures]) -> Iterator[str]:
    yield from _table(
        (
            "",
            "8 at a time",
            "req/s",
            "SQL alone",
            "ratio, by CPU",
            "p50 / p99 ms",
            "CPU µs, server + PostgreSQL",
            "x tuned graphene",
            "x stock graphene",
        )
    )
    for name, one in workloads.items():
        yield _row(
            name,
            one["title"],
            f"{one['rps']:,.0f}" if one["rps"] > 10 else one["rps"],
            f"{one['limit_rps']:,.0f}" if one["limit_rps"] > 10 else one["limit_rps"],
            f"**{one['ratio']:.2f}**, {one.get('cpu_ratio', '')}",
            f"{one['p50_ms']:,} / {one['p99_ms']:,}",
            f"{one['server_cpu_us']:,} + {one['postgres_cpu_us']:,}",
            *(one.get(f"{reference}_graphene_ratio", "") for reference in ("tuned", "stock")),
        )


def _concurrencies(workloads: Mapping[str, Figures]) -> Iterator[str]:
    yield from _table(
        ("", "1: req/s, p50 / p99 ms", "8", "32", "MiB of each process, at rest and under load")
    )
    for name, one in workloads.items():
        at = {"8": one, **one["concurrency"]}
        memory = one["resident_mib"]
        yield _row(
            name,
            *(f"{at[c]['rps']:,}, {at[c]['p50_ms']:,} / {at[c]['p99_ms']:,}" for c in ("1", "8", "32")),
            f"{memory['at_rest']} {memory['under_load']}",
        )


def _batches(one: Figures) -> Iterator[str]:
    yield (
        f"W2 pushes {one['lines_per_second']:,} lines a second, one till that sends sale by sale "
        f"{one['lines_per_second_one_by_one']:,}: {one['times_one_by_one']} times as many."
    )


def _once(workloads: Mapping[str, Figures]) -> Iterator[str]:
    yield from _table(("", "done once", "ms", "bare SQL, ms", "besides"))
    for name, one in workloads.items():
        besides = [
            f"{key} {value:,}"
            for key, value in one.items()
            if key not in ("title", "ms", "limit_ms", "ratio")
        ]
        yield _row(name, one["title"], f"{one['ms']:,}", one.get("limit_ms", ""), ", ".join(besides))


def _scaling(found: Figures) -> Iterator[str]:
    yield from _table(
        ("markets", "traffic on", "R1 req/s, CPU µs", "W1 req/s, CPU µs", "MiB of each process")
    )
    for point in found["markets"]:
        for name in ("four", "all"):
            both = [_with_cpu(point[name][workload]) for workload in ("R1", "W1")]
            yield _row(point["markets"], name, *both, point["resident_mib"])
    yield ""
    yield from _table(("pieces sold before", "R1 req/s, CPU µs", "W1 req/s, CPU µs"))
    for point in found["history"]:
        yield _row(f"{point['pieces']:,}", *(_with_cpu(point[workload]) for workload in ("R1", "W1")))


def _with_cpu(one: Figures) -> str:
    return f"{one['rps']:,}, {one['server_cpu_us'] + one['postgres_cpu_us']:,}"


def _table(names: Sequence[str]) -> Iterator[str]:
    yield _row(*names)
    yield "|" + "---|" * len(names)


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _plots(results: Figures) -> dict[str, str]:
    workloads = {name: one for name, one in results["workloads"].items() if "concurrency" in one}
    requests = {
        name: {"Tadamun": one["rps"], "SQL alone": one["limit_rps"]}
        | {f"{other} graphene": one[other]["rps"] for other in ("tuned", "stock") if other in one}
        for name, one in workloads.items()
    }
    latency = {name: {"p50": one["p50_ms"], "p99": one["p99_ms"]} for name, one in workloads.items()}
    scaling = results["scaling"]
    markets = {
        f"{workload}, traffic on {name}": [
            (point["markets"], point[name][workload]["rps"]) for point in scaling["markets"]
        ]
        for workload in ("R1", "W1")
        for name in ("four", "all")
    }
    history = {
        workload: [(point["pieces"], point[workload]["rps"]) for point in scaling["history"]]
        for workload in ("R1", "W1")
    }
    return {
        "requests": svg.bars("Requests a second, 8 at a time", "logarithmic", requests),
        "latency": svg.bars("Latency, 8 at a time", "ms, logarithmic", latency),
        "markets": svg.lines("Requests a second by number of markets", "logarithmic", markets),
        "history": svg.lines("Requests a second by pieces sold before", "logarithmic", history),
    }
