"""A new folder in the place of an old one, in one step that no crash can split: renameat2(2) with RENAME_EXCHANGE."""

from __future__ import annotations

import ctypes
import errno
import os
from pathlib import Path
from typing import Final

_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2
# File systems that cannot exchange say EINVAL (NFS, CIFS), kernels before 3.15 and sandboxes ENOSYS, overlays EXDEV.
_CANNOT: Final = {errno.EINVAL, errno.ENOSYS, errno.EXDEV, errno.ENOTSUP}


def exchange(one: Path, other: Path) -> bool:
    """Swaps two folders of one file system atomically; False when kernel or file system cannot. OSError otherwise."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:  # a C library without the call (musl, glibc before 2.28)
        return False
    if renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _CANNOT:
        return False
    raise OSError(code, os.strerror(code), str(other))
