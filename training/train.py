"""Train the line recogniser on rendered lines.

    python -m training.train --text paragraphs.txt --fonts /usr/share --real dev_lines --out run
    --minutes 95

The learning rate follows the clock, not a number of steps: on a busy machine the run still ends
annealed and in time.
`--resume` goes on from the last checkpoint with its own clock.
"""

from __future__ import annotations

import argparse
import math
import random
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.multiprocessing.spawn import spawn

from training.alphabet import alphabet
from training.damage import BLACK_MARKS
from training.dataset import Batch, LineFactory, Mix, batches
from training.evaluate import evaluate
from training.lines import RealLine, halves, read_lines
from training.net import LineNet

_PEAK_RATE = 2.0e-3
_LAST_RATE = 2.0e-5
_WARM_UP = 0.03
_EMA_DECAY = 0.998
_LIKE_REAL = 0.75
_EASY = 0.04  # share of the run with short lines only: CTC finds its alignment sooner


def _batches(args: argparse.Namespace, rank: int, progress: Callable[[], float]) -> Iterator[Batch]:
    """Endless batches, made in this process: another would only compete for the same core."""
    import cv2

    cv2.setNumThreads(1)
    seed = args.seed * 1000 + rank + int(time.time()) * (args.resume is not None)
    paragraphs = args.text.read_text(encoding="utf-8").split("\n")
    factory = LineFactory(paragraphs, args.fonts, seed, args.marked)
    rng = random.Random(seed)
    while True:
        stream = batches(factory, rng, args.columns, curriculum(progress()))
        for batch, _ in zip(stream, range(30), strict=False):
            yield batch


def curriculum(progress: float) -> tuple[Mix, ...]:
    """What to draw at `progress` 0..1: first short lines, then marks that no language explains.

    The letters are learned early; what remains for the long middle of a run is to see marks. The
    last quarter is like real papers again.
    """
    if progress < _EASY:
        return (Mix(10, 0.7), Mix(18, 0.7))
    last = progress > _LIKE_REAL
    share = (0.45, 0.16) if last else (0.5, 0.4)
    return tuple(Mix(longest, *share) for longest in (24, 40, 60, 95))


def learning_rate(progress: float) -> float:
    """Rate at `progress` 0..1 of the run: a short rise, then half a cosine.

    >>> learning_rate(0.03), learning_rate(1.0)
    (0.002, 2e-05)
    """
    if progress < _WARM_UP:
        return _PEAK_RATE * max(0.02, progress / _WARM_UP)
    angle = math.pi * min(1.0, (progress - _WARM_UP) / (1 - _WARM_UP))
    return _LAST_RATE + (_PEAK_RATE - _LAST_RATE) * (1 + math.cos(angle)) / 2


def tensors(batch: Batch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Images `(B, 1, 48, W)`, joined targets, steps per line, target lengths."""
    images = torch.from_numpy(batch.images).unsqueeze(1).float().div_(255)
    images = images.contiguous(memory_format=torch.channels_last)
    joined = torch.tensor(
        [number for target in batch.targets for number in target], dtype=torch.long
    )
    # two more steps than the picture has: the padding is blank paper, and a mark at the very end
    # needs room
    steps = torch.tensor(
        [min(-(-width // 4) + 2, batch.images.shape[2] // 4) for width in batch.widths]
    )
    lengths = torch.tensor([len(target) for target in batch.targets])
    return images, joined, steps, lengths


class Run:
    """A training run: network, averaged network, optimizer, and its place on disk."""

    def __init__(self, out: Path) -> None:
        self.net = LineNet(len(alphabet()) + 1)
        # torch's stubs leave this overload out
        self.net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average = LineNet(len(alphabet()) + 1).eval()
        self.average.load_state_dict(self.net.state_dict())
        self.optimizer = torch.optim.AdamW(self.net.parameters(), lr=_PEAK_RATE, weight_decay=0.01)
        self.steps, self.lines, self.seconds, self.best = 0, 0, 0.0, 1e9
        self.progress = 0.0
        self._out = out

    def save(self, name: str = "last.pt") -> None:
        """Write a checkpoint; a crash while writing leaves the old one."""
        state = {
            "net": self.net.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "steps": self.steps,
            "lines": self.lines,
            "seconds": self.seconds,
            "best": self.best,
            "alphabet": alphabet(),
        }
        partial = self._out / (name + ".part")
        torch.save(state, partial)
        partial.replace(self._out / name)

    def load(self, path: Path) -> None:
        """Go on from a checkpoint, or from the weights alone (`training.export --compact`)."""
        state = torch.load(path, weights_only=True)
        if "net" not in state:
            self.net.load_state_dict(state["average"])
            self.average.load_state_dict(state["average"])
            return
        self.net.load_state_dict(state["net"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.steps, self.lines, self.seconds = state["steps"], state["lines"], state["seconds"]
        self.best = state["best"]

    def step(self, batch: Batch, clock: float) -> float:
        """One step of the optimizer, in step with the other processes; returns loss per character.

        `clock` is this process's idea of the progress; all go by the mean, or their weights would
        drift apart.
        """
        images, joined, steps, lengths = tensors(batch)
        with torch.autocast("cpu", torch.bfloat16):
            logits = self.net(images)
        loss = nn.functional.ctc_loss(
            logits.log_softmax(-1), joined, steps, lengths, reduction="sum", zero_infinity=True
        ) / max(1, int(lengths.sum()))
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch ships it so
        self.progress = self._share(clock)
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(self.progress)
        nn.utils.clip_grad_norm_(self.net.parameters(), 2.0)
        self.optimizer.step()
        self.steps += 1
        self.lines += len(batch.widths)
        self._follow()
        return float(loss.detach())

    @torch.no_grad()
    def _share(self, clock: float) -> float:
        """Average the gradients of all processes; returns the mean of their clocks."""
        if not dist.is_initialized():
            return clock
        gradients = [p.grad for p in self.net.parameters() if p.grad is not None]
        flat = torch.cat([*(g.reshape(-1) for g in gradients), torch.tensor([clock])])
        dist.all_reduce(flat)
        flat /= dist.get_world_size()
        start = 0
        for gradient in gradients:
            end = start + gradient.numel()
            gradient.copy_(flat[start:end].view_as(gradient))
            start = end
        return float(flat[-1])

    @torch.no_grad()
    def _follow(self) -> None:
        decay = min(_EMA_DECAY, (1 + self.steps) / (20 + self.steps))
        mine = [t for t in self.average.state_dict().values() if t.is_floating_point()]
        theirs = [t for t in self.net.state_dict().values() if t.is_floating_point()]
        torch._foreach_lerp_(mine, theirs, 1 - decay)


def train(rank: int, args: argparse.Namespace) -> None:
    """Run until the clock says stop.

    Process 0 evaluates on the choosing half and saves every few minutes.
    """
    torch.set_num_threads(
        1
    )  # two threads in one process wait for each other on a busy machine: 2 to 40 times slower
    torch.manual_seed(args.seed)
    if args.processes > 1:
        store = dist.FileStore(  # type: ignore[attr-defined]  # torch exports it without saying so
            str(args.out / "rendezvous"), args.processes
        )
        dist.init_process_group("gloo", store=store, rank=rank, world_size=args.processes)
    run = Run(args.out)
    if args.resume:
        run.load(args.resume)
    chosen, _ = halves(read_lines(args.real))
    budget, start = args.minutes * 60.0, time.time() - args.elapsed * 60.0
    told = saved = time.time()
    losses: list[float] = []
    stop: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: stop.append(number))
    for batch in _batches(args, rank, lambda: run.progress):
        losses.append(run.step(batch, (time.time() - start) / budget))
        now, over = time.time(), run.progress >= 1
        if rank == 0 and (now - told > 60 or over):
            print(
                f"{now - start:6.0f} s  step {run.steps}  lines {run.lines * args.processes}  "
                f"rate {learning_rate(run.progress):.2e}  loss {np.mean(losses):.4f}",
                flush=True,
            )
            told, losses = now, []
        if rank == 0 and (now - saved > args.every * 60 or over):
            run.seconds += now - saved
            saved = now
            _judge(run, chosen)
        if over or stop:
            run.save("stopped.pt")
            return


def _judge(run: Run, chosen: Sequence[RealLine]) -> None:
    run.save()
    result, _ = evaluate(run.average, chosen)
    print(
        f"        choosing half: {result.edits} edits, CER {result.cer:.3f} %, tone {result.tone}",
        flush=True,
    )
    if result.cer <= run.best:
        run.best = result.cer
        run.save("best.pt")


def main() -> None:
    """Read the arguments and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", type=Path, required=True, help="paragraphs, one per line, NFC")
    parser.add_argument(
        "--fonts", type=Path, default=Path("/usr/share"), help="folder below which the fonts lie"
    )
    parser.add_argument(
        "--real", type=Path, required=True, help="folder of real lines with lines.tsv, to choose by"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=95)
    parser.add_argument(
        "--elapsed",
        type=float,
        default=0,
        help="minutes of the schedule that are already behind us",
    )
    parser.add_argument("--every", type=float, default=5, help="minutes between checkpoints")
    parser.add_argument(
        "--columns", type=int, default=9216, help="columns of padded input per batch"
    )
    parser.add_argument(
        "--processes",
        type=int,
        default=2,
        help="one thread each, gradients averaged after each step",
    )
    parser.add_argument(
        "--marked", type=float, default=BLACK_MARKS,
        help="share of lines under black seals, stamps and pens",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", type=Path)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "rendezvous").unlink(missing_ok=True)
    if args.processes > 1:
        spawn(train, (args,), nprocs=args.processes)  # type: ignore[no-untyped-call]
    else:
        train(0, args)


if __name__ == "__main__":
    main()
