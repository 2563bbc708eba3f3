"""Write a checkpoint as ONNX, check that it reads the same, make it small, set its temperature.

    python -m training.export --checkpoint run/best.pt --real dev_lines --to
    ocr/engines/weights/sohoa.onnx

The recurrent layers are kept in 8 bits: half the size, a quarter less time, the same errors. Only 7
of the 8 bits are used (`reduce_range`), or sums would overflow on processors without VNNI and read
otherwise there. The temperature is chosen on the choosing half, so that a score of 0.9 means right
nine times of ten.
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from ocr.engines.ctc import decode as decode_ctc
from ocr.engines.ctc import softmax
from training.alphabet import alphabet
from training.evaluate import decode
from training.lines import RealLine, count_errors, halves, read_lines
from training.net import LineNet

_TEMPERATURES = tuple(np.round(np.arange(0.7, 3.01, 0.1), 2).tolist())


def export(net: LineNet, path: Path) -> None:
    """Write the network as it is, in 32 bits."""
    net.eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            net,
            (torch.zeros(2, 1, 48, 256),),
            str(path),
            dynamo=False,
            opset_version=17,
            input_names=["images"],
            output_names=["logits"],
            dynamic_axes={"images": {0: "batch", 3: "columns"}, "logits": {0: "steps", 1: "batch"}},
        )


def shrink(path: Path, small: Path) -> None:
    """Write the network with its recurrent layers in 8 bits."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        str(path),
        str(small),
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["LSTM", "MatMul"],
        reduce_range=True,
    )


def label(path: Path, about: dict[str, str]) -> None:
    """Write `about` into the file, as its metadata."""
    import onnx

    model = onnx.load(str(path))
    onnx.helper.set_model_props(model, about)
    onnx.save(model, str(path))


def save_compact(net: LineNet, state: dict[str, Any], path: Path) -> None:
    """Write the weights alone, in half precision, to train on from."""
    half = {name: x.half() if x.is_floating_point() else x for name, x in net.state_dict().items()}
    torch.save({"average": half, "steps": state["steps"], "lines": state["lines"]}, path)


def logits_of(path: Path, lines: Sequence[RealLine]) -> list[NDArray[np.float32]]:
    """What onnxruntime says of each line, `(steps, classes)`."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return [session.run(None, {"images": _padded(line.image)})[0][:, 0] for line in lines]


def _padded(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    width = -(-(image.shape[1] + 8) // 32) * 32
    padded = np.zeros((1, 1, image.shape[0], width), np.float32)
    padded[0, 0, :, : image.shape[1]] = image / np.float32(255)
    return padded


@torch.no_grad()
def check_same(
    net: LineNet, lines: Sequence[RealLine], logits: Sequence[NDArray[np.float32]]
) -> int:
    """Number of lines that PyTorch and onnxruntime read differently."""
    different = 0
    for line, theirs in zip(lines, logits, strict=True):
        ours = net(torch.from_numpy(_padded(line.image)))[:, 0].numpy()
        different += decode(ours.argmax(-1).tolist()) != decode(theirs.argmax(-1).tolist())
    return different


def edits(lines: Sequence[RealLine], logits: Sequence[NDArray[np.float32]]) -> int:
    """Errors over all lines."""
    texts = (decode(values.argmax(-1).tolist()) for values in logits)
    return sum(
        count_errors(line.truth, text).edits for line, text in zip(lines, texts, strict=True)
    )


def best_temperature(lines: Sequence[RealLine], logits: Sequence[NDArray[np.float32]]) -> float:
    """The temperature under which the scores of all characters explain best which are right."""
    from rapidfuzz.distance import Levenshtein

    scores = []
    for temperature in _TEMPERATURES:
        total = 0.0
        for line, values in zip(lines, logits, strict=True):
            readings = decode_ctc(softmax(values, temperature), alphabet())
            wrong = {
                step.dest_pos
                for step in Levenshtein.editops(line.truth, "".join(r.text for r in readings))
                if step.tag != "delete"
            }
            for place, reading in enumerate(readings):
                chance = min(max(reading.score, 1e-4), 1 - 1e-4)
                total -= float(np.log(1 - chance if place in wrong else chance))
        scores.append(total)
    return float(_TEMPERATURES[int(np.argmin(scores))])


def main() -> None:
    """Export, check, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--real", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--compact", type=Path, help="also write the weights alone, to train on")
    args = parser.parse_args()
    torch.set_num_threads(1)  # threads that wait for each other on a busy machine take minutes
    state = torch.load(args.checkpoint, weights_only=True)
    net = LineNet(len(alphabet()) + 1)
    net.load_state_dict(state["average"])
    if args.compact:
        save_compact(net, state, args.compact)
    lines = read_lines(args.real)
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        export(net, whole)
        different = check_same(net, lines, logits_of(whole, lines))
        shrink(whole, args.to)
    logits = logits_of(args.to, lines)
    shrunk = check_same(net, lines, logits)
    chosen = {id(line) for line in halves(lines)[0]}
    mine = [(line, value) for line, value in zip(lines, logits, strict=True) if id(line) in chosen]
    temperature = best_temperature([line for line, _ in mine], [value for _, value in mine])
    label(
        args.to,
        {
            "alphabet": json.dumps(alphabet()),
            "version": args.version,
            "temperature": str(temperature),
        },
    )
    print(
        f"{args.to.stat().st_size / 1e6:.2f} MB; of {len(lines)} lines {different} are read "
        f"otherwise by onnxruntime, {shrunk} in 8 bits; temperature {temperature}"
    )
    print(f"edits: {edits(lines, logits)} in 8 bits")
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
