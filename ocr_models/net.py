"""A net in a file: whether it is the one that was measured, and how it runs. Others than were measured are not used."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

State = Literal["ready", "absent", "foreign"]


def state_of(folder: Path | None, pinned: Mapping[str, str]) -> State:
    """No onnxruntime or none of the files is `absent`; one that is missing or has another SHA-256 than pinned is `foreign`."""
    if folder is None or find_spec("onnxruntime") is None or not any((folder / name).is_file() for name in pinned):
        return "absent"
    try:
        found = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in pinned}
    except OSError:
        return "foreign"
    return "ready" if found == pinned else "foreign"


def package_folder(package: str, inside: str) -> Path | None:
    """Where an installed package keeps its nets; the package itself is not imported, and none of its code runs."""
    found = find_spec(package)
    return Path(found.origin).parent / inside if found is not None and found.origin else None


def opened(file: Path) -> Any:
    """The net on one thread: pages are read side by side. Without an arena, which kept growing with lines of many widths."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
