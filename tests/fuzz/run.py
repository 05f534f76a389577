"""Fuzz the parsers for a while, and keep the inputs that reach new code.

usage: run.py [--seconds N] [--jobs N] [PLATFORM ...]

Seeds are the kept corpus and the goldens, words the keywords of the parser's own tables. What is
kept stays small enough to be committed and replayed by the ordinary tests.
"""

from __future__ import annotations

import argparse
import ast
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CORPUS = HERE / "corpus"
PARSE = ROOT / "kawanet/parse"
LARGEST_INPUT = 4096
HANG_S = 20  # one input that takes longer is a hang
KEPT_BYTES = 200_000  # of one platform's corpus


def main() -> int:
    options = _options()
    with ThreadPoolExecutor(options.jobs) as pool:
        results = pool.map(lambda p: (p, fuzz(p, options.seconds)), options.platforms)
        failed = False
        for platform, (code, last) in results:
            failed |= code != 0
            print(f"{platform}: {last}", flush=True)
    return int(failed)


def _options() -> argparse.Namespace:
    known = sorted(p.parent.name for p in PARSE.glob("*/__init__.py"))
    parser = argparse.ArgumentParser(description="Fuzz the parsers.")
    parser.add_argument("--seconds", type=int, default=1200, help="for each platform")
    parser.add_argument("--jobs", type=int, default=2, help="platforms at a time")
    parser.add_argument("platforms", nargs="*", default=known, metavar="PLATFORM")
    return parser.parse_args()


def fuzz(platform: str, seconds: int) -> tuple[int, str]:
    """Run libFuzzer; its exit code, and its last line. Findings are left in `tests/fuzz`."""
    with tempfile.TemporaryDirectory() as scratch:
        work, words = Path(scratch, "corpus"), Path(scratch, "words")
        work.mkdir()
        for number, seed in enumerate(_seeds(platform)):
            shutil.copy(seed, work / f"seed-{number}")
        words.write_text("".join(f'"{w}"\n' for w in sorted(_words(platform))))
        ran = _libfuzzer(
            platform,
            f"-max_total_time={seconds}",
            f"-timeout={HANG_S}",
            f"-max_len={LARGEST_INPUT}",
            f"-dict={words}",
            f"-artifact_prefix={HERE}/found-{platform}-",
            str(work),
        )
        if ran.returncode == 0:
            _keep(platform, work)
    lines = [line for line in ran.stderr.splitlines() if line.startswith("Done ")]
    failure = next((x for x in ran.stderr.splitlines() if "Error" in x), "no result")
    return ran.returncode, lines[-1] if lines and ran.returncode == 0 else failure


def _libfuzzer(platform: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, str(HERE / "fuzz_parsers.py"), platform, *arguments]
    return subprocess.run(
        program,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def _keep(platform: str, work: Path) -> None:
    """Keep what once was a crash, then what reached new code (libFuzzer writes nothing else),
    smallest first, while there is room; seeds are kept where they came from."""
    kept = CORPUS / platform
    kept.mkdir(parents=True, exist_ok=True)
    found = {p.name: p.read_bytes() for folder in (kept, work) for p in sorted(folder.iterdir())}
    shutil.rmtree(kept)
    kept.mkdir()
    room = KEPT_BYTES
    for name, data in sorted(
        found.items(), key=lambda item: ("crash" not in item[0], len(item[1]), item[0])
    ):
        room -= len(data)
        if room >= 0 and not name.startswith("seed-"):
            (kept / name).write_bytes(data)


def _seeds(platform: str) -> Iterator[Path]:
    """Texts to begin with."""
    for folder in (CORPUS / platform, ROOT / "tests/golden" / platform):
        yield from sorted(p for p in folder.rglob("*") if p.is_file())


def _words(platform: str) -> set[str]:
    """Keywords that the parser's own tables hold."""
    found: set[str] = set()
    for module in (*PARSE.glob("*.py"), *(PARSE / platform).glob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {w for w in node.value.replace(",", " ").split() if _is_keyword(w)}
    return found


def _is_keyword(word: str) -> bool:
    return word.isascii() and len(word) < 40 and word.replace("-", "").replace("_", "").isalnum()


if __name__ == "__main__":
    sys.exit(main())
