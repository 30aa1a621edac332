"""Two network namespaces with a bad line between them: real packets, delayed, lost and slowed as on 2G.

tc's netem would do the same where the kernel has it; two tun devices with a relay between them need only root.
"""

from __future__ import annotations

import fcntl
import heapq
import itertools
import os
import random
import select
import shutil
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000


class NoLine(Exception):
    """Why no line can be made here."""


@dataclass
class ThinLine:
    """`office` and `leader` are the namespaces, `address` the office's in them. `packets`, `lost`, `octets` count what went."""

    office: str
    leader: str
    address: str
    delay: float  # seconds, one way
    loss: float  # share of packets
    rate: float  # bit a second, each way
    packets: int = 0
    lost: int = 0
    octets: int = 0
    cut: threading.Event = field(default_factory=threading.Event)  # while set, nothing comes through

    def inside(self, namespace: str) -> tuple[str, ...]:
        return ("ip", "netns", "exec", namespace)


@contextmanager
def thin_line(delay: float, loss: float, rate: float, seed: int = 0) -> Iterator[ThinLine]:
    """Raises NoLine where the machine does not allow it."""
    if os.geteuid() != 0:
        raise NoLine("network namespaces need root")
    if not Path("/dev/net/tun").exists():
        raise NoLine("no /dev/net/tun")
    if shutil.which("ip") is None:
        raise NoLine("no ip command (iproute2)")
    tag = f"{os.getpid() % 100000}"
    line = ThinLine(f"vto{tag}", f"vtl{tag}", "10.77.0.1", delay, loss, rate)
    ends: list[int] = []
    stop = threading.Event()
    relay = threading.Thread(target=_relay, args=(line, ends, stop, random.Random(seed)), daemon=True)
    try:
        for namespace, own, other in (
            (line.office, line.address, "10.77.0.2"), (line.leader, "10.77.0.2", line.address),
        ):  # fmt: skip
            _ip("netns", "add", namespace)
            device = f"t{namespace}"
            ends.append(_tun(device))
            _ip("link", "set", device, "netns", namespace)
            _ip("-n", namespace, "addr", "add", f"{own}/32", "peer", other, "dev", device)
            _ip("-n", namespace, "link", "set", device, "mtu", "576", "up")
            _ip("-n", namespace, "link", "set", "lo", "up")
        relay.start()
        yield line
    finally:
        stop.set()
        if relay.is_alive():
            relay.join()
        for end in ends:
            os.close(end)
        for namespace in (line.office, line.leader):
            subprocess.run(["ip", "netns", "del", namespace], capture_output=True, check=False)


def _ip(*arguments: str) -> None:
    try:
        subprocess.run(["ip", *arguments], capture_output=True, text=True, check=True)
    except subprocess.CalledProcessError as error:
        raise NoLine(f"ip {' '.join(arguments)}: {error.stderr.strip()}") from None


def _tun(name: str) -> int:
    try:
        end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(end, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    except OSError as error:
        raise NoLine(f"tun: {error.strerror}") from None
    return end


def _relay(line: ThinLine, ends: list[int], stop: threading.Event, dice: random.Random) -> None:
    """Every packet waits its turn on the wire and then the delay, or is lost."""
    order = itertools.count()
    waiting: list[tuple[float, int, int, bytes]] = []
    free = dict.fromkeys(ends, 0.0)  # when the wire from this end is free again
    other = {ends[0]: ends[1], ends[1]: ends[0]}
    while not stop.is_set():
        pause = min(0.05, max(0.0, waiting[0][0] - time.monotonic())) if waiting else 0.05
        for end in select.select(ends, [], [], pause)[0]:
            packet = os.read(end, 65536)
            line.packets += 1
            line.octets += len(packet)
            begin = max(free[end], time.monotonic())
            if begin - time.monotonic() > 4.0 or line.cut.is_set() or dice.random() < line.loss:
                line.lost += 1  # a queue of four seconds is full
                continue
            free[end] = begin + 8 * len(packet) / line.rate
            heapq.heappush(waiting, (free[end] + line.delay, next(order), other[end], packet))
        while waiting and waiting[0][0] <= time.monotonic():
            _, _, end, packet = heapq.heappop(waiting)
            try:
                os.write(end, packet)
            except OSError:
                line.lost += 1
