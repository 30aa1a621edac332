"""What the disk answers, told as one of the archive's faults."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pipeline.archive import faults
from pipeline.errors import VanthuError

_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN: Final = {errno.EROFS, errno.EACCES, errno.EPERM}


def fault_of(error: OSError, place: Path) -> VanthuError:
    """The storage fault (exit 11) for an error of the operating system at `place`."""
    cause = error.strerror or type(error).__name__
    place = Path(error.filename) if isinstance(error.filename, str) else place
    if error.errno in _FULL:
        return VanthuError(faults.DISK_FULL, cause, place=place)
    if error.errno in _FORBIDDEN:
        return VanthuError(faults.NOT_WRITABLE, cause, place=place)
    if error.errno == errno.ENAMETOOLONG:
        return VanthuError(faults.BAD_NAME, cause, name=Path(error.filename or place).name[:40])
    return VanthuError(faults.DISK_FAILED, cause, place=place)


@contextmanager
def told(place: Path) -> Iterator[None]:
    """Turns every OSError of the block into a storage fault about `place`."""
    try:
        yield
    except OSError as error:
        raise fault_of(error, place) from error
