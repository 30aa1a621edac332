"""What a process that goes through many pages does so that it never holds more than one page's worth."""

from __future__ import annotations

import ctypes
from typing import Final

_MMAP_THRESHOLD: Final = -3  # malloc.h: M_MMAP_THRESHOLD
_ARENA_MAX: Final = -8  # malloc.h: M_ARENA_MAX
_LARGE: Final = 1 << 20  # bytes; what a page's image and its copies take, and what the nets compute between


def give_back_pages() -> None:
    """Lets the C library give every page image back to the system when it is freed. Where it is not glibc, nothing happens.

    glibc learns from the first large array to be freed that such arrays may stay on its heap, up to 32 MB each (mallopt(3)),
    and keeps a heap for each thread; a page of 300 dpi is of that size, and its many copies leave gaps there. Measured on one
    such page, read and composed in layers: 469 MB at most without this, 315 with it; on 1-bit pages of 200 dpi, two at a time:
    441 MB with images of 4 MB and more given back and heaps for each thread, 375 like this. No processor time was seen to be lost.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _LARGE)
        mallopt(_ARENA_MAX, 1)
