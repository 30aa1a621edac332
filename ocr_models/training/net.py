"""The net: a picture of one line, 40 pixels high, to the letters' likelihoods every four columns; convolutions alone."""

from __future__ import annotations

from typing import Any, Final

from torch import nn

from ocr_models.letters import LETTERS

WIDE: Final = 224  # channels of a column


class LineNet(nn.Module):  # type: ignore[misc]
    """batch x 1 x 40 x columns (ink 1, paper 0) to batch x columns / 4 x letters and none; 1.1 M parameters.

    Convolutions along the line take the place of a recurrent layer: on two cores they learn faster, and they quantise.
    """

    def __init__(self) -> None:
        super().__init__()
        self.look = nn.Sequential(
            *_seen(1, 24, 3, (2, 2)),  # 20 x columns / 2
            *_seen(24, 48, 3, (2, 2)),  # 10 x columns / 4
            *_seen(48, 64, 3, (1, 1)),
            *_seen(64, 96, 3, (2, 1)),  # 5
            *_seen(96, 96, 3, (1, 1)),
            nn.Conv2d(96, WIDE, (5, 1), bias=False),  # 1
            nn.BatchNorm2d(WIDE),
            nn.ReLU(),
        )
        self.along = nn.ModuleList(_Along(WIDE, far) for far in (1, 2, 1))
        self.drop = nn.Dropout(0.1)
        self.answer = nn.Conv2d(WIDE, len(LETTERS) + 1, 1)

    def forward(self, pixels: Any) -> Any:
        seen = self.look(pixels)
        for layer in self.along:
            seen = layer(seen)
        return self.answer(self.drop(seen)).squeeze(2).transpose(1, 2)


class _Along(nn.Module):  # type: ignore[misc]
    """What stands to the left and right of each column is added to it."""

    def __init__(self, wide: int, far: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(wide, wide, (1, 5), padding=(0, 2 * far), dilation=(1, far), bias=False)
        self.norm = nn.BatchNorm2d(wide)
        self.act = nn.ReLU()

    def forward(self, seen: Any) -> Any:
        return seen + self.act(self.norm(self.conv(seen)))


def _seen(some: int, more: int, size: int, stride: tuple[int, int]) -> list[nn.Module]:
    return [
        nn.Conv2d(some, more, size, stride=stride, padding=size // 2, bias=False),
        nn.BatchNorm2d(more),
        nn.ReLU(),
    ]
