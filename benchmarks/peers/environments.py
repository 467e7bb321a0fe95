"""Make an environment for each system, and the models: `python -m peers.environments FOLDER`.

Each gets what its requirements file pins, in FOLDER/NAME; the models go to FOLDER/models. Run it
with SEEQA's own Python; names of systems after FOLDER make only those.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import venv
from pathlib import Path

from peers import models

HERE = Path(__file__).parent
SYSTEMS = tuple(sorted(path.stem for path in (HERE / "requirements").glob("*.txt")))


def make(folder: Path, name: str) -> None:
    """Make the environment of a system."""
    venv.create(folder / name, with_pip=True)
    wanted = HERE / "requirements" / f"{name}.txt"
    subprocess.run(
        [folder / name / "bin" / "python", "-m", "pip", "install", "-q", "-r", wanted], check=True
    )


def main() -> None:
    """Make those that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("systems", nargs="*", default=SYSTEMS, metavar="SYSTEM")
    args = parser.parse_args()
    models.write(args.folder / "models")
    for name in args.systems:
        sys.stdout.write(f"{name} …\n")
        make(args.folder, name)


if __name__ == "__main__":
    main()
