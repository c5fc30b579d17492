"""Two kinds of plots as SVG, by hand: bars on a logarithmic scale, and lines over a logarithmic axis."""

import math
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 760, 320, 30, 40, 62
COLOURS = ("#1b6e53", "#c2762b", "#7a7a7a", "#3a5a9b")

Point = tuple[float, float]


def bars(title: str, unit: str, groups: Mapping[str, Mapping[str, float]]) -> str:
    """Bars in groups, the same names in each, from a tenth of the smallest value on."""
    names = list(dict.fromkeys(name for group in groups.values() for name in group))
    values = [value for group in groups.values() for value in group.values() if value > 0]
    height = _scale(min(values), max(values), HEIGHT - BOTTOM - TOP)
    room = (WIDTH - LEFT - 10) / max(1, len(groups))
    wide = room * 0.8 / max(1, len(names))
    drawn = []
    for place, (label, group) in enumerate(groups.items()):
        left = LEFT + place * room + room * 0.1
        drawn.append(_text(left + room * 0.4, HEIGHT - BOTTOM + 18, label, "middle"))
        for index, name in enumerate(names):
            if group.get(name, 0) <= 0:
                continue
            tall = height(group[name])
            x, y = left + index * wide, HEIGHT - BOTTOM - tall
            drawn.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide - 2:.1f}" height="{tall:.1f}" '
                f'fill="{COLOURS[index % len(COLOURS)]}"/>'
            )
            drawn.append(_text(x + wide / 2 - 1, y - 4, _short(group[name]), "middle", 10))
    return _framed(title, unit, names, drawn)


def lines(title: str, unit: str, series: Mapping[str, Sequence[Point]]) -> str:
    """Lines through points; both axes are logarithmic."""
    points = [point for line in series.values() for point in line]
    across = _scale(min(x for x, _ in points), max(x for x, _ in points), WIDTH - LEFT - 90, floor=0)
    height = _scale(min(y for _, y in points), max(y for _, y in points), HEIGHT - BOTTOM - TOP)
    drawn = [
        _text(LEFT + 40 + across(x), HEIGHT - BOTTOM + 18, _short(x), "middle")
        for x in sorted({x for x, _ in points})
    ]
    for index, line in enumerate(series.values()):
        colour = COLOURS[index % len(COLOURS)]
        places = [(LEFT + 40 + across(x), HEIGHT - BOTTOM - height(y), y) for x, y in line]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in places)
        drawn.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for x, y, value in places:
            drawn.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>')
            drawn.append(_text(x, y - 7, _short(value), "middle", 10))
    return _framed(title, unit, list(series), drawn)


def _scale(low: float, high: float, room: float, *, floor: float = 1):  # type: ignore[no-untyped-def]
    """From a value to its distance on a logarithmic axis that begins `floor` powers of ten below `low`."""
    begins = math.log10(low) - floor
    span = max(math.log10(high) - begins, 1e-9)
    return lambda value: (math.log10(value) - begins) / span * room


def _framed(title: str, unit: str, names: Sequence[str], drawn: Sequence[str]) -> str:
    legend = []
    for index, name in enumerate(names):
        x = LEFT + 170 * index
        legend.append(f'<rect x="{x}" y="26" width="10" height="10" fill="{COLOURS[index % len(COLOURS)]}"/>')
        legend.append(_text(x + 15, 35, name, "start", 11))
    axis = f'<path d="M{LEFT} {TOP - 10} V{HEIGHT - BOTTOM} H{WIDTH - 10}" fill="none" stroke="#888"/>'
    parts = [_text(LEFT, 16, f"{title} ({unit})", "start", 13), *legend, axis, *drawn]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>' + "".join(parts) + "</svg>\n"
    )


def _text(x: float, y: float, text: str, anchor: str, size: int = 12) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="#222">'
        f"{escape(text)}</text>"
    )


def _short(value: float) -> str:
    if value >= 1_000_000:
        return f"{value / 1_000_000:.3g} M"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
