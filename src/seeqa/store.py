"""The index folder: immutable generations, a `CURRENT` pointer, a digest for every byte.

    index/CURRENT                 "<generation> <sha256 of its manifest>"
    index/<generation>/manifest.json   what it was built from, and size and digest of each file
    index/<generation>/…          whatever the writer wrote

A build writes into a hidden folder and becomes visible by one atomic rename, so that a build
that dies leaves the old generation serving. Knows nothing of what the files mean.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from filelock import FileLock

from seeqa.errors import IndexDamaged, IndexMissing, writing

CURRENT = "CURRENT"
MANIFEST = "manifest.json"
_LOCK = ".lock"
_BUILDING = ".building-"
REBUILD = "Run 'seeqa index --rebuild' to build it anew from the corpus."


def check(root: Path) -> None:
    """Raise DiskError unless the folder, or the one that it would be made in, can be written."""
    places = (root.absolute(), *root.absolute().parents)
    with writing(root), TemporaryFile(dir=next(place for place in places if place.exists())):
        pass


def publish(root: Path, write: Callable[[Path], dict[str, Any]]) -> Path:
    """Write a new generation and make it the current one; return its folder.

    `write` fills the folder that it is given and returns the manifest, to which the digests of
    the files are added. Older generations and the remains of dead builds are removed. Raises
    DiskError when the folder cannot be written.
    """
    with writing(root):
        return _publish(root, write)


def _publish(root: Path, write: Callable[[Path], dict[str, Any]]) -> Path:
    root.mkdir(parents=True, exist_ok=True)
    with FileLock(root / _LOCK):
        building = root / f"{_BUILDING}{uuid.uuid4().hex[:12]}"
        building.mkdir()
        try:
            manifest = write(building)
        except BaseException:  # a build that was stopped leaves nothing behind
            shutil.rmtree(building, ignore_errors=True)
            raise
        manifest["files"] = {
            path.relative_to(building).as_posix(): _fingerprint(path)
            for path in sorted(building.rglob("*"))
            if path.is_file()
        }
        encoded = json.dumps(manifest, indent=1, ensure_ascii=False, sort_keys=True).encode()
        (building / MANIFEST).write_bytes(encoded)
        digest = hashlib.sha256(encoded).hexdigest()
        generation = root / f"g-{digest[:12]}-{uuid.uuid4().hex[:6]}"
        building.rename(generation)
        _replace(root / CURRENT, f"{generation.name} {digest}\n")
        _sweep(root, keep=generation)
    return generation


def current(root: Path) -> str | None:
    """Return what `CURRENT` says, to notice a new generation cheaply; None if there is none."""
    try:
        return (root / CURRENT).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(root / CURRENT, "a file that cannot be read") from error


def open_generation(root: Path) -> tuple[Path, dict[str, Any]]:
    """Return the current generation's folder and manifest, after checking every file.

    Raises IndexMissing when there is no index, IndexDamaged when a file was lost or altered.
    """
    pointer = current(root)
    if pointer is None:
        raise IndexMissing(
            expected=f"an index in {root}", found="none", mend="Run 'seeqa index' to build it."
        )
    name, _, digest = pointer.strip().partition(" ")
    if not pointer.endswith("\n") or len(digest) != 64 or "/" in name:
        raise _damaged(root / CURRENT, f"{pointer[:40]!r}")
    manifest = _read_manifest(root / name / MANIFEST, digest)
    for file, expected in manifest["files"].items():
        path = root / name / file
        found = _fingerprint(path) if path.is_file() else None
        if found != expected:
            what = "no file" if found is None else f"{found['bytes']} bytes, other content"
            raise _damaged(path, what, f"{expected['bytes']} bytes as written")
    return root / name, manifest


def _read_manifest(path: Path, digest: str) -> dict[str, Any]:
    try:
        encoded = path.read_bytes()
    except OSError as error:
        raise _damaged(path, "no file") from error
    if hashlib.sha256(encoded).hexdigest() != digest:
        raise _damaged(path, f"{len(encoded)} bytes, other content")
    manifest: dict[str, Any] = json.loads(encoded)
    return manifest


def _damaged(path: Path, found: str, expected: str = "as written") -> IndexDamaged:
    return IndexDamaged(expected=f"index file {path} {expected}", found=found, mend=REBUILD)


def _fingerprint(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}


def _replace(path: Path, text: str) -> None:
    """Write a small file so that a reader sees the old one or the new one, never a half."""
    temporary = path.with_name(f".{path.name}-{uuid.uuid4().hex[:8]}")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _sweep(root: Path, keep: Path) -> None:
    """Remove older generations and the remains of builds that died; the lock is held."""
    for path in root.iterdir():
        stale = path.name.startswith(("g-", _BUILDING, f".{CURRENT}-"))
        if stale and path != keep:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()
