"""Measure a network on real lines: all of them, by half and by document, beside Tesseract.

python -m training.evaluate --checkpoint run/best.pt --real dev_lines
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from training.alphabet import alphabet
from training.lines import Errors, RealLine, count_errors, halves, read_lines
from training.net import LineNet


def decode(classes: Sequence[int]) -> str:
    """Greedy CTC: drop repeats, then blanks.

    >>> a = alphabet().index("a") + 1
    >>> decode([0, a, a, 0, a])
    'aa'
    """
    letters = alphabet()
    kept = [c for i, c in enumerate(classes) if c and (i == 0 or classes[i - 1] != c)]
    return "".join(letters[c - 1] for c in kept)


@torch.no_grad()
def read(net: LineNet, lines: Sequence[RealLine], batch: int = 8) -> tuple[str, ...]:
    """Texts of `lines`, in their order."""
    net.eval()
    order = sorted(range(len(lines)), key=lambda i: lines[i].image.shape[1])
    texts = [""] * len(lines)
    for start in range(0, len(order), batch):
        part = order[start : start + batch]
        widths = [lines[i].image.shape[1] for i in part]
        images = np.zeros(
            (len(part), 1, lines[0].image.shape[0], -(-max(widths) // 4) * 4 + 8), dtype=np.float32
        )
        for row, i in enumerate(part):
            images[row, 0, :, : widths[row]] = lines[i].image / np.float32(255)
        classes = net(torch.from_numpy(images)).argmax(-1).T.tolist()
        for row, i in enumerate(part):
            texts[i] = decode(classes[row][: -(-widths[row] // 4) + 2])
    return tuple(texts)


def evaluate(net: LineNet, lines: Sequence[RealLine]) -> tuple[Errors, tuple[str, ...]]:
    """Errors over all `lines`, and the texts."""
    texts = read(net, lines)
    total = Errors()
    for line, text in zip(lines, texts, strict=True):
        total += count_errors(line.truth, text)
    return total, texts


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--real", type=Path, required=True)
    parser.add_argument("--errors", action="store_true", help="list the lines read wrong")
    args = parser.parse_args()
    torch.set_num_threads(1)
    state = torch.load(args.checkpoint, weights_only=True)
    net = LineNet(len(alphabet()) + 1)
    net.load_state_dict(state["average"])
    lines = read_lines(args.real)
    _, texts = evaluate(net, lines)
    by_line = dict(zip(map(id, lines), texts, strict=True))
    groups = {"all": lines, "choosing half": halves(lines)[0], "reported half": halves(lines)[1]}
    groups |= {
        name: tuple(x for x in lines if x.document == name)
        for name in sorted({x.document for x in lines})
    }
    print(f"step {state['steps']}, {state['lines']} lines seen")
    print(f"{'':15} lines  chars |  ours: edits tone   CER |  Tesseract: edits tone   CER")
    for name, members in groups.items():
        ours, theirs = Errors(), Errors()
        for line in members:
            ours += count_errors(line.truth, by_line[id(line)])
            theirs += count_errors(line.truth, line.tesseract)
        print(
            f"{name:15} {len(members):5} {ours.characters:6}"
            f" | {ours.edits:12} {ours.tone:4} {ours.cer:5.2f}"
            f" | {theirs.edits:17} {theirs.tone:4} {theirs.cer:5.2f}"
        )
    if args.errors:
        for line in lines:
            if count_errors(line.truth, by_line[id(line)]).edits:
                print(f"{line.document}\n  {line.truth}\n  {by_line[id(line)]}")


if __name__ == "__main__":
    main()
