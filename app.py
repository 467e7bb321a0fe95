"""Open the archive beside this file and serve the chat: `python app.py`."""

import sys
from pathlib import Path

from seeqa.imports import one_thread

one_thread()  # before NumPy is imported

from seeqa.chat.server import serve  # noqa: E402
from seeqa.config import Config  # noqa: E402
from seeqa.errors import SeeqaError  # noqa: E402
from seeqa.progress import ProgressBar  # noqa: E402

if __name__ == "__main__":
    try:
        with ProgressBar() as progress:
            serve(Config.from_env(root=Path(__file__).resolve().parent), progress=progress)
    except SeeqaError as error:
        sys.exit(f"seeqa: {error}")
