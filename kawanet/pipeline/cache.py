"""What was parsed before, keyed by content: a changed device costs one parse, not the city's.
What was proved before is in the same store (see `proved`).

The cache is a convenience in the user's cache folder and may be deleted at any time. Its entries
are pickles made by the same version of kawanet for the same user, so a folder that another user
owns or may write to is not used. Whatever goes wrong with it costs a parse and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sqlite3
import stat
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Protocol

from kawanet.parse.result import Parsed

PACKAGE = Path(__file__).resolve().parent.parent
SOURCES = ("errors.py", "findings.py", "model/**/*.py", "parse/**/*.py", "pipeline/proved.py")
LARGEST_BYTES = 1 << 28  # beyond this the store is begun anew; a city of 600 devices takes 7 MB
WAIT_S = 5.0  # for another process that writes


def cache_folder() -> Path | None:
    """The cache folder by the XDG base directory specification; None where there is no home."""
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if base.is_absolute():  # Source: the specification, "Basics": a relative path is ignored
        return base / "kawanet"
    try:
        return Path.home() / ".cache/kawanet"
    except RuntimeError:
        return None


@cache
def code_version() -> bytes:
    """A digest of the code that shapes a `Parsed`: an edited parser never meets old entries."""
    digest = hashlib.blake2b(digest_size=16)
    for source in sorted(path for form in SOURCES for path in PACKAGE.glob(form)):
        digest.update(source.read_bytes())
    return digest.digest()


class Keeper(Protocol):
    """Whoever remembers what texts (of a platform that the user names) were parsed to."""

    def known(self, texts: Mapping[str, str], platform: str | None = None) -> Parsed | None: ...
    def keep(
        self, texts: Mapping[str, str], parsed: Parsed, platform: str | None = None
    ) -> None: ...


class Memory:
    """Remembers within this process; what the last reading did not ask for can be forgotten."""

    def __init__(self) -> None:
        self._parsed: dict[Hashable, Parsed] = {}
        self._asked: dict[Hashable, Parsed] = {}

    def known(self, texts: Mapping[str, str], platform: str | None = None) -> Parsed | None:
        """What these very texts were parsed to."""
        key = (platform, *texts.items())
        parsed = self._parsed.get(key)
        if parsed is not None:
            self._asked[key] = parsed
        return parsed

    def keep(self, texts: Mapping[str, str], parsed: Parsed, platform: str | None = None) -> None:
        """Remember what a parse gave."""
        self._asked[platform, *texts.items()] = parsed

    def turn(self) -> None:
        """End a reading: forget what it did not ask for."""
        self._parsed, self._asked = self._asked, {}


class ParseCache:
    """Parsed devices by the digest of (code, file names, texts); one SQLite file a code version.

    With no folder, or one that cannot be used, it knows nothing.
    """

    def __init__(self, folder: Path | None) -> None:
        self._file = folder / f"parsed-{code_version().hex()}.sqlite" if folder else None
        self._store = _open(self._file) if self._file else None
        self._keys: dict[int, tuple[Parsed, bytes]] = {}  # by identity, of what it gave or took

    def known(self, texts: Mapping[str, str], platform: str | None = None) -> Parsed | None:
        """What an equal parse of the files of one device gave before; None if none did."""
        if self._store is None:
            return None
        key = _key(texts, platform)
        known = self.recall(key)
        if not isinstance(known, Parsed):
            return None
        self._keys[id(known)] = known, key
        return known

    def recall(self, key: bytes) -> object:
        """What was kept under a key; None if nothing was, or it cannot be read."""
        if self._store is None:
            return None
        try:
            row = self._store.execute("SELECT value FROM parsed WHERE key = ?", (key,)).fetchone()
            return pickle.loads(row[0]) if row else None
        except sqlite3.OperationalError:  # busy for too long
            return None
        except sqlite3.DatabaseError:
            self._abandon()
            return None
        except Exception:  # a damaged pickle may raise anything
            return None

    def digest(self, parsed: Parsed, make: Callable[[Parsed], bytes]) -> bytes:
        """A digest of a device, made once for each text. What `make` does may change only
        together with the code that `code_version` covers."""
        _, key = self._keys.get(id(parsed), (None, b""))
        known = self.recall(key + b"digest") if key else None
        if isinstance(known, bytes):
            return known
        made = make(parsed)
        if key:
            self.remember(key + b"digest", made)
        return made

    def _abandon(self) -> None:
        """Do without a damaged store, and let the next run begin a new one."""
        if self._store and self._file:
            self._store.close()
            self._store = None
            with suppress(OSError):
                _clear(self._file.parent, keep=None)

    def keep(self, texts: Mapping[str, str], parsed: Parsed, platform: str | None = None) -> None:
        """Keep what a parse gave, if that can be done."""
        if self._store is not None:
            key = _key(texts, platform)
            self._keys[id(parsed)] = parsed, key
            self.remember(key, parsed)

    def remember(self, key: bytes, value: object) -> None:
        """Keep a value under a key, if that can be done."""
        if self._store is not None:
            pickled = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
            with suppress(sqlite3.Error):  # full, read-only, damaged or busy
                self._store.execute("INSERT OR REPLACE INTO parsed VALUES (?, ?)", (key, pickled))


def _open(file: Path) -> sqlite3.Connection | None:
    """Open the store; begin it anew where it is no database; None where there can be none."""
    folder = file.parent
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not _is_ours(folder):
            return None
        _clear(folder, keep=None if _too_large(file) else file)
        try:
            return _connect(file)
        except sqlite3.OperationalError:  # read-only, or busy for too long
            return None
        except sqlite3.DatabaseError:
            _clear(folder, keep=None)
            return _connect(file)
    except (OSError, sqlite3.Error):
        return None


def _connect(file: Path) -> sqlite3.Connection:
    store = sqlite3.connect(file, timeout=WAIT_S, isolation_level=None)
    try:
        store.execute("PRAGMA journal_mode=WAL")
        store.execute("PRAGMA synchronous=OFF")
        store.execute("CREATE TABLE IF NOT EXISTS parsed (key BLOB PRIMARY KEY, value BLOB)")
    except sqlite3.Error:
        store.close()
        raise
    return store


def _clear(folder: Path, keep: Path | None) -> None:
    """Remove the stores of other versions; processes that have one open go on with it."""
    for old in folder.glob("parsed*.sqlite*"):
        if keep is None or not old.name.startswith(keep.name):
            old.unlink(missing_ok=True)


def _too_large(file: Path) -> bool:
    return file.exists() and file.stat().st_size > LARGEST_BYTES


def _is_ours(folder: Path) -> bool:
    """Whether only this user can put pickles into the folder."""
    status = folder.stat()
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _key(texts: Mapping[str, str], platform: str | None = None) -> bytes:
    digest = hashlib.blake2b(code_version(), digest_size=24)
    digest.update(f"{platform or ''}\n".encode())
    for name in sorted(texts):
        for part in (name, texts[name]):
            encoded = part.encode("utf-8", "surrogatepass")
            digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.digest()
