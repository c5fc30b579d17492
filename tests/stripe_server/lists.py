"""Lists as Stripe pages them, and ids replaced by their objects where `expand` asks for it."""

from collections.abc import Callable
from typing import Any

from stripe_server.errors import invalid
from stripe_server.world import Object, World


def page(things: list[Object], url: str, params: dict[str, Any]) -> Object:
    """The part of a list, newest first, that the cursors ask for, within `created`."""
    limit = params.get("limit", 10)
    if not 1 <= limit <= 100:
        raise invalid("parameter_invalid_integer", "This value must be between 1 and 100.", "limit")
    found = [thing for thing in things if _created(thing, params.get("created"))]
    ids = [thing["id"] for thing in found]
    for name in ("starting_after", "ending_before"):
        if name in params and params[name] not in ids:
            raise invalid("resource_missing", f"No such object: '{params[name]}'", name)
    if "starting_after" in params:
        found = found[ids.index(params["starting_after"]) + 1 :]
    if "ending_before" in params:
        found = found[: ids.index(params["ending_before"])][-limit:]
    return {"object": "list", "url": url, "has_more": len(found) > limit, "data": found[:limit]}


def whole(things: list[Object], url: str) -> Object:
    """A list inside an object."""
    return {"object": "list", "url": url, "has_more": False, "data": things, "total_count": len(things)}


def expanded(world: World, answer: Object, paths: list[str]) -> Object:
    """A copy of the answer with the ids at these paths replaced. Raises ApiError for a path without one."""
    copied = world.snapshot(answer)
    for path in paths:
        _expand(world, [copied], path.split("."), path)
    return copied


def _expand(world: World, here: list[Any], parts: list[str], path: str) -> None:
    for part in parts:
        following: list[Any] = []
        for thing in here:
            if not isinstance(thing, dict) or part not in thing:
                raise invalid("parameter_invalid", f"This property cannot be expanded ({path}).", "expand")
            value = thing[part]
            if isinstance(value, str):
                if value not in world.objects:
                    raise invalid(
                        "parameter_invalid", f"This property cannot be expanded ({path}).", "expand"
                    )
                value = thing[part] = world.snapshot(world.objects[value])
            following += value if isinstance(value, list) else [] if value is None else [value]
        here = following


def _created(thing: Object, wanted: Any) -> bool:
    if wanted is None:
        return True
    if isinstance(wanted, int):
        return bool(thing["created"] == wanted)
    tests: dict[str, Callable[[int, int], bool]] = {
        "gt": int.__gt__,
        "gte": int.__ge__,
        "lt": int.__lt__,
        "lte": int.__le__,
    }
    return all(tests[name](thing["created"], bound) for name, bound in wanted.items())
