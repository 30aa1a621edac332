"""A checkpoint's weights as ONNX, quantised to int8 on lines like those it learnt from."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from ocr_models.line_net import HEIGHT, prepared
from ocr_models.training.lines import Lines
from ocr_models.training.net import LineNet

_SHOWN: Final = 200  # lines by which the ranges are set
_SEED: Final = 7


class _Shown(CalibrationDataReader):  # type: ignore[misc]
    def __init__(self, texts: Path, digits: Path) -> None:
        lines, chance = Lines(texts, digits), np.random.default_rng(_SEED)
        drawn = (lines.hand(chance) if at % 3 else lines.prose(chance) for at in range(_SHOWN))
        self._pixels = iter([{"pixels": prepared(line.strip)[None, None]} for line in drawn])

    def get_next(self) -> Any:
        return next(self._pixels, None)


def export(checkpoint: Path, out: Path, texts: Path, digits: Path) -> str:
    """Writes `out` (int8) and, beside it, NAME.float.onnx; the SHA-256 of the first."""
    net = LineNet()
    net.load_state_dict(torch.load(checkpoint)["mean"])
    net.eval()
    plain = out.with_suffix(".float.onnx")
    names = {"input_names": ["pixels"], "output_names": ["said"]}
    axes = {"pixels": {0: "lines", 3: "columns"}, "said": {0: "lines", 1: "steps"}}
    torch.onnx.export(net, torch.zeros(1, 1, HEIGHT, 320), plain, opset_version=13, dynamic_axes=axes, **names)
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.onnx"
        quant_pre_process(plain, ready, skip_symbolic_shape=True)
        quantize_static(
            ready,
            out,
            _Shown(texts, digits),
            quant_format=QuantFormat.QDQ,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            per_channel=True,
        )
    return hashlib.sha256(out.read_bytes()).hexdigest()
