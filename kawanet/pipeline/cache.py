"""What was parsed before, keyed by content: a changed device costs one parse, not the city's.

The cache is a convenience in the user's cache folder and may be deleted at any time. Its entries
are pickles made by the same version of kawanet for the same user.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sqlite3
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kawanet.parse.registry import parse_device
from kawanet.parse.result import Parsed

PACKAGE = Path(__file__).resolve().parent.parent


def cache_folder() -> Path:
    """The cache folder by the XDG base directory specification."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "kawanet"


@cache
def code_version() -> bytes:
    """A digest of the code that shapes a `Parsed`: an edited parser never meets old entries."""
    digest = hashlib.blake2b(digest_size=16)
    for source in sorted((*PACKAGE.glob("parse/**/*.py"), *PACKAGE.glob("model/**/*.py"))):
        digest.update(source.read_bytes())
    return digest.digest()


class ParseCache:
    """Parsed devices by the digest of (code, file names, texts); one SQLite file."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._store = sqlite3.connect(folder / "parsed.sqlite", isolation_level=None)
        self._store.execute("PRAGMA journal_mode=WAL")
        self._store.execute("PRAGMA synchronous=OFF")
        self._store.execute("CREATE TABLE IF NOT EXISTS parsed (key BLOB PRIMARY KEY, value BLOB)")

    def parsed(self, texts: Mapping[str, str]) -> Parsed | None:
        """Parse the files of one device, or return what an equal parse gave before."""
        key = _key(texts)
        row = self._store.execute("SELECT value FROM parsed WHERE key = ?", (key,)).fetchone()
        if row:
            known: Parsed = pickle.loads(row[0])
            return known
        fresh = parse_device(texts)
        if fresh is not None:
            value = pickle.dumps(fresh, protocol=pickle.HIGHEST_PROTOCOL)
            self._store.execute("INSERT OR REPLACE INTO parsed VALUES (?, ?)", (key, value))
        return fresh


def _key(texts: Mapping[str, str]) -> bytes:
    digest = hashlib.blake2b(code_version(), digest_size=24)
    for name in sorted(texts):
        for part in (name, texts[name]):
            encoded = part.encode("utf-8", "surrogatepass")
            digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.digest()
