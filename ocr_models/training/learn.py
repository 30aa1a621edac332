"""The training run: goes on from its newest checkpoint, writes one every few minutes, measures on lines kept back."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.utils.data import DataLoader, IterableDataset

from ocr_models.letters import numbered, spelt
from ocr_models.line_net import prepared
from ocr_models.training.lines import Drawn, Lines
from ocr_models.training.net import LineNet

_BATCH: Final = 16
_POOL: Final = 16  # batches sorted by width together
_RATE: Final = 1.2e-3
_WARM: Final = 100  # steps
_STEADY: Final = 6000  # steps; then the rate falls with the root of the steps done
_MEAN: Final = 0.998  # of the weights' moving mean, which is what is measured and kept
_CHECKPOINT: Final = 180  # seconds
_MEASURED: Final = 420  # seconds
_KEPT_BACK: Final = 160  # lines of each kind
_SEED_KEPT_BACK: Final = 20261122


@dataclass
class State:
    steps: int = 0
    views: int = 0
    seconds: float = 0.0
    curve: list[dict[str, float]] = field(default_factory=list)


class Batches(IterableDataset):  # type: ignore[misc]
    """Batches of lines without end, alike in width, short ones first; another seed in each run."""

    def __init__(self, texts: Path, digits: Path, by_hand: float, seed: int) -> None:
        self._at = (texts, digits, by_hand, seed)

    def __iter__(self) -> Iterator[tuple[Any, Any, Any, Any]]:
        cv2.setNumThreads(1)
        texts, digits, by_hand, seed = self._at
        lines, chance = Lines(texts, digits), np.random.default_rng(seed)
        while True:
            pool: list[tuple[npt.NDArray[np.float32], str]] = []
            while len(pool) < _BATCH * _POOL:
                drawn = lines.hand(chance) if chance.random() < by_hand else lines.prose(chance)
                pool.append((prepared(drawn.strip), drawn.text))
            pool.sort(key=lambda line: line[0].shape[1])
            for at in chance.permutation(_POOL):
                yield batched(pool[at * _BATCH : (at + 1) * _BATCH])


def batched(lines: list[tuple[npt.NDArray[np.float32], str]]) -> tuple[Any, Any, Any, Any]:
    """Pixels, columns of each, answers one behind the other, how many of each."""
    wide = -(-max(pixels.shape[1] for pixels, _ in lines) // 8) * 8
    pictures = np.zeros((len(lines), 1, lines[0][0].shape[0], wide), np.float32)
    answers: list[int] = []
    many = []
    for row, (pixels, text) in enumerate(lines):
        pictures[row, 0, :, : pixels.shape[1]] = pixels
        said = numbered(text)
        assert said is not None, text
        answers += said
        many.append(len(said))
    columns = [-(-pixels.shape[1] // 4) for pixels, _ in lines]
    return torch.from_numpy(pictures), torch.tensor(columns), torch.tensor(answers), torch.tensor(many)


def train(work: Path, texts: Path, digits: Path, *, until_views: int, by_hand: float, threads: int) -> None:
    """Learns until it has seen so many lines, or is stopped; the same call goes on from `work`'s newest checkpoint."""
    torch.set_num_threads(threads)
    cv2.setNumThreads(1)
    net, state = LineNet(), State()
    net.train()
    teacher = torch.optim.AdamW(net.parameters(), lr=_RATE, weight_decay=0.01)
    mean = LineNet()
    mean.load_state_dict(net.state_dict())
    kept = work / "checkpoint.pt"
    if kept.exists():
        saved = torch.load(kept)
        net.load_state_dict(saved["net"])
        mean.load_state_dict(saved["mean"])
        teacher.load_state_dict(saved["teacher"])
        state = State(**saved["state"])
        print(f"goes on from {state.views} lines", flush=True)
    (work / "pid").write_text(f"{os.getpid()}\n", encoding="utf-8")
    loss_of = nn.CTCLoss(zero_infinity=True)
    seed = int(np.random.SeedSequence([state.steps, time.time_ns() & 0xFFFFFFFF]).generate_state(1)[0])
    loader = DataLoader(Batches(texts, digits, by_hand, seed), batch_size=None, num_workers=1, prefetch_factor=8)
    measured = exams(texts, digits)
    started = saved_at = measured_at = time.monotonic()
    losses: list[float] = []
    for pictures, columns, answers, many in loader:
        rate = _RATE * min(1.0, (state.steps + 1) / _WARM) * min(1.0, (_STEADY / (state.steps + 1)) ** 0.5)
        for group in teacher.param_groups:
            group["lr"] = rate
        likely = net(pictures).log_softmax(2).transpose(0, 1)
        loss = loss_of(likely, answers, columns, many)
        teacher.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 4.0)
        teacher.step()
        state.steps += 1
        state.views += len(columns)
        losses.append(float(loss))
        _averaged(mean, net, min(_MEAN, (1 + state.steps) / (10 + state.steps)))
        now = time.monotonic()
        if state.steps % 50 == 0:
            print(
                f"{state.steps} steps, {state.views} lines, loss {np.mean(losses[-50:]):.3f}, {now - started:.0f} s",
                flush=True,
            )
        done = state.views >= until_views
        if now - measured_at > _MEASURED or done:
            measured_at = now
            found = {name: round(value, 4) for name, value in examined(mean, measured).items()}
            point = {
                "views": state.views,
                "seconds": round(state.seconds + now - started),
                "loss": round(float(np.mean(losses[-200:])), 4),
            }
            state.curve.append({**point, **found})
            (work / "curve.json").write_text(json.dumps(state.curve, indent=1) + "\n", encoding="utf-8")
            print(state.curve[-1], flush=True)
        if now - saved_at > _CHECKPOINT or done:
            saved_at = now
            state.seconds, started = state.seconds + now - started, now
            whole = {
                "net": net.state_dict(),
                "mean": mean.state_dict(),
                "teacher": teacher.state_dict(),
                "state": vars(state),
            }
            torch.save(whole, work / "checkpoint.part")
            (work / "checkpoint.part").replace(kept)
        if done:
            return


def exams(texts: Path, digits: Path) -> dict[str, list[Drawn]]:
    """Lines by kind, from fonts, texts and digits that are kept back from training; always the same."""
    lines, chance = Lines(texts, digits, kept_back=True), np.random.default_rng(_SEED_KEPT_BACK)
    return {
        "hand": [lines.hand(chance) for _ in range(_KEPT_BACK)],
        "prose": [lines.prose(chance) for _ in range(_KEPT_BACK)],
    }


def examined(net: nn.Module, lines: dict[str, list[Drawn]]) -> dict[str, float]:
    """For each kind the share of letters misread and of lines right to the letter."""
    net.eval()
    found = {}
    for kind, drawn in lines.items():
        wrong = letters = right = 0
        for line in drawn:
            with torch.no_grad():
                said = best(net(torch.from_numpy(prepared(line.strip))[None, None])[0].numpy())
            wrong += _distance(said, line.text)
            letters += len(line.text)
            right += said == line.text
        found[f"{kind}_cer"], found[f"{kind}_right"] = wrong / letters, right / len(drawn)
    net.train()
    return found


def best(likely: npt.NDArray[np.float32]) -> str:
    """The likeliest answer of each column, repeats and none dropped."""
    ids = likely.argmax(axis=1)
    return spelt(int(at) for n, at in enumerate(ids) if at and (n == 0 or ids[n - 1] != at)).strip()


def _averaged(mean: nn.Module, net: nn.Module, share: float) -> None:
    with torch.no_grad():
        for ours, theirs in zip(mean.state_dict().values(), net.state_dict().values(), strict=True):
            if ours.dtype.is_floating_point:
                ours.mul_(share).add_(theirs, alpha=1 - share)
            else:
                ours.copy_(theirs)


def _distance(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]
