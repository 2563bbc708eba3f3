"""Train the reader of handwritten digits on drawn digits, some minutes on one core.

    python -m training.digits --fonts /usr/share/fonts --out ocr/data/digits.onnx [--steps 1500]

Real digits are not learned from. `--real FOLDER` only reports on pictures of single digits whose
file name begins with the digit (`7-anything.png`, dark ink).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from ocr.digit_net import OTHER, SIDE, picture_of
from training.hand import sample

_BATCH = 64
_PEAK_RATE = 4e-3
# the drawn world is easier than the real one: without this the network is surer than it may be
_SMOOTHING = 0.05
_FACES = ("Tinos", "termes", "FreeSerif", "LiberationSerif")


def network() -> nn.Sequential:
    """Three steps of convolution and two full layers, 40,000 weights."""

    def step(inputs: int, outputs: int) -> nn.Sequential:
        return nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU(),
            nn.MaxPool2d(2),
        )  # fmt: skip

    return nn.Sequential(
        step(1, 16), step(16, 32), step(32, 48), nn.Flatten(), nn.Dropout(0.2),
        nn.Linear(48 * (SIDE // 8) ** 2, 48), nn.ReLU(), nn.Linear(48, OTHER + 1),
    )  # fmt: skip


def train(steps: int, seed: int, fonts: Sequence[Path]) -> nn.Sequential:
    """A trained network, ready to be used."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    net = network()
    optimizer = torch.optim.AdamW(net.parameters(), weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _PEAK_RATE, total_steps=steps)
    loss_of = nn.CrossEntropyLoss(label_smoothing=_SMOOTHING)
    for number in range(1, steps + 1):
        pictures, labels = zip(*(sample(rng, fonts) for _ in range(_BATCH)), strict=True)
        loss = loss_of(net(tensor(pictures)), torch.tensor(labels))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if number % 100 == 0:
            print(number, round(loss.item(), 3), flush=True)
    return net.eval()


def tensor(pictures: Sequence[np.ndarray]) -> Tensor:
    """`(N, 1, SIDE, SIDE)`."""
    return torch.tensor(np.stack(pictures))[:, None]


def report(net: nn.Sequential, folder: Path) -> str:
    """How many of the real digits in a folder are read right, and which are not."""
    files = sorted(folder.glob("[0-9]-*.png"))
    if not files:
        return f"no pictures DIGIT-NAME.png in {folder}"
    masks = [np.asarray(Image.open(file).convert("L")) < 128 for file in files]
    with torch.no_grad():
        read = net(tensor([picture_of(mask) for mask in masks])).argmax(1).tolist()
    wrong = [f"{f.stem} read {r}" for f, r in zip(files, read, strict=True) if str(r) != f.name[0]]
    return f"{len(files) - len(wrong)} of {len(files)} real digits right; {', '.join(wrong)}"


def main() -> None:
    """Train and export."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--fonts", type=Path, required=True, help="where printed letters come from")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--real", type=Path, help="pictures of real digits, to report on")
    options = parser.parse_args()
    torch.set_num_threads(1)
    fonts = sorted(
        file for file in options.fonts.rglob("*.[to]tf") if any(f in file.name for f in _FACES)
    )
    net = train(options.steps, options.seed, fonts)
    torch.onnx.export(
        net, (torch.zeros(1, 1, SIDE, SIDE),), str(options.out), dynamo=False,
        input_names=["pictures"], output_names=["logits"],
        dynamic_axes={"pictures": {0: "count"}, "logits": {0: "count"}},
    )
    if options.real is not None:
        print(report(net, options.real))


if __name__ == "__main__":
    main()
