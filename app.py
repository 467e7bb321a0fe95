"""Open the archive beside this file and serve the chat: `python app.py`."""

import sys
from pathlib import Path

from seeqa.chat.server import serve
from seeqa.config import Config
from seeqa.errors import SeeqaError
from seeqa.progress import ProgressBar

if __name__ == "__main__":
    try:
        with ProgressBar() as progress:
            serve(Config.from_env(root=Path(__file__).resolve().parent), progress=progress)
    except SeeqaError as error:
        sys.exit(f"seeqa: {error}")
