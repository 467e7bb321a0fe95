"""Libraries imported without what they import, for seconds, to no use here."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType


def one_thread() -> None:
    """Let NumPy's products have one thread, if it is not imported yet and nothing else was told.

    The products here are small, and threads wait for one another, and for ONNX Runtime's, longer
    than they help. A process of ours may say so; who imports the package decides for himself.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@contextmanager
def without(*names: str, instead: Mapping[str, ModuleType] | None = None) -> Iterator[None]:
    """Hide modules, or put others instead of them, while something is imported.

    What was imported before stays; what is hidden can be imported afterwards. Nor does the garbage
    collector walk over the new modules again and again: of Gradio's import that was a sixth.
    """
    wanted: dict[str, ModuleType | None] = dict.fromkeys(names) | dict(instead or {})
    # None is Python's way to say "not there".
    hidden = {name: module for name, module in wanted.items() if name not in sys.modules}
    sys.modules.update(hidden)  # type: ignore[arg-type]
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
        for name in hidden:
            sys.modules.pop(name, None)
