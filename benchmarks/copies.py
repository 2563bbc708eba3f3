"""What turns, skew, resolution, copiers and seals cost: scans with truth, and copies made worse.

    python -m benchmarks.copies FOLDER [--engine sohoa] [--profile off] [--kinds star] [--keep OUT]

FOLDER holds scans and their truth side by side (`a.pdf`, `a.json`; docs/evaluation.md). The kinds:

- `plain`: as scanned.
- `turned-90`, `turned-180`, `turned-270`: counter-clockwise; `skewed-4`, `skewed-12`: by so many
  degrees, on white.
- `dpi-100`, `dpi-600`: reduced or enlarged to that resolution.
- `negative`: white print on black.
- `copied`: as a black and white copy: the real seals and pens in colour become black.
- `red`: one red seal of 36 mm on each page, at a place that depends on the file's name and the page
  alone.
- `star`: the same seal in solid black, its star filled: print under it is gone.
- `open`: the same in black, of the star only the outline: print shows through, as through the
  emblem of an office's seal.
- `arrived`, `arrived-black`: a red stamp for incoming mail with its handwriting; the same copied.
- `signed`, `signed-black`: a blue signature of 45 mm; the same copied.

The marks are ours (`samples/marks.py`), and the seals say that they are specimens. With --keep the
outputs stay there, and the pictures of the damaged pages.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

import sohoa
from evaluation import evaluate
from evaluation.report.figures import figures_of
from ocr.engines import DEFAULT_ENGINE, make_engine
from ocr.page_image import PageImage, grey
from ocr.reader import read_page
from ocr.source import open_source
from samples import marks
from samples.typeset import Fonts

_BLACK = 190  # of 255: darker pixels of the drawn seal are its ink
_PAPER = 170  # what a copier takes for paper
_SLANT = 8.0  # degrees, at most
_FIGURES = ("cer", "lost", "spurious", "intact", "meta_all")
Damage = Callable[[PageImage, str], PageImage]


def copied(image: PageImage, _: str) -> PageImage:
    """The page as a copier leaves it: black or white."""
    return PageImage(np.where(grey(image.pixels) < _PAPER, 0, 255).astype(np.uint8), image.dpi)


def turned(image: PageImage, _: str, *, quarters: int) -> PageImage:
    """The page turned counter-clockwise by right angles."""
    return PageImage(np.ascontiguousarray(np.rot90(image.pixels, quarters)), image.dpi)


def skewed(image: PageImage, _: str, *, degrees: float) -> PageImage:
    """The page turned counter-clockwise on a white ground that holds all of it."""
    page = Image.fromarray(image.pixels)
    white = 255 if page.mode == "L" else (255, 255, 255)
    level = page.rotate(degrees, Image.Resampling.BILINEAR, expand=True, fillcolor=white)
    return PageImage(np.asarray(level), image.dpi)


def scaled(image: PageImage, _: str, *, dpi: int) -> PageImage:
    """The page as scanned with another resolution."""
    size = round(image.width * dpi / image.dpi), round(image.height * dpi / image.dpi)
    way = Image.Resampling.BOX if dpi < image.dpi else Image.Resampling.BICUBIC
    return PageImage(np.asarray(Image.fromarray(image.pixels).resize(size, way)), dpi)


def negative(image: PageImage, _: str) -> PageImage:
    """The page as microfilm has it."""
    return PageImage(np.bitwise_not(image.pixels), image.dpi)


Mark = Callable[[Fonts, np.random.Generator], Image.Image]


def _incoming(fonts: Fonts, rng: np.random.Generator) -> Image.Image:
    day, month = rng.integers(1, 29), rng.integers(1, 13)
    number, date = f"Số: {rng.integers(100, 3000)}", f"Ngày: {day}/{month}/2024"
    return marks.incoming(fonts, ("CÔNG VĂN ĐẾN", number, date, "Chuyển"), rng)


def _signature(fonts: Fonts, rng: np.random.Generator) -> Image.Image:
    return marks.signature(fonts.mm(45), rng)


def marked(image: PageImage, place: str, *, draw: Mark, black: bool) -> PageImage:
    """The page with a mark over it, where `place` decides; one in its colour makes it coloured."""
    rng = np.random.default_rng(zlib.crc32(place.encode()))
    mark = draw(Fonts(image.dpi), rng)
    if black:
        ink = np.where(grey(np.asarray(mark)) < _BLACK, 0, 255).astype(np.uint8)
        mark = Image.fromarray(ink).convert("RGB")
    page = Image.fromarray(image.pixels).convert("RGB")
    corner = (
        rng.uniform(0.12, 0.85) * page.width - mark.width / 2,
        rng.uniform(0.08, 0.75) * page.height - mark.height / 2,
    )
    corner = (min(max(corner[0], 0), page.width - mark.width), corner[1])
    slant = float(rng.uniform(-_SLANT, _SLANT))
    result = np.asarray(marks.multiply(page, mark, corner, slant))
    coloured = image.is_color or not black
    return PageImage(result if coloured else np.ascontiguousarray(result[..., 0]), image.dpi)


KINDS: dict[str, Damage] = {
    "plain": lambda image, _: image,
    **{f"turned-{90 * n}": partial(turned, quarters=n) for n in (1, 2, 3)},
    **{f"skewed-{n}": partial(skewed, degrees=n) for n in (4, 12)},
    **{f"dpi-{n}": partial(scaled, dpi=n) for n in (100, 600)},
    "negative": negative,
    "copied": copied,
    "red": partial(marked, draw=marks.seal, black=False),
    "star": partial(marked, draw=marks.seal, black=True),
    "open": partial(marked, draw=partial(marks.seal, filled=False), black=True),
    "arrived": partial(marked, draw=_incoming, black=False),
    "arrived-black": partial(marked, draw=_incoming, black=True),
    "signed": partial(marked, draw=_signature, black=False),
    "signed-black": partial(marked, draw=_signature, black=True),
}


def convert(scan: Path, kind: str, options: sohoa.Options, out: Path) -> None:
    """Read a scan with its pages damaged, and write Markdown, JSON and the damaged pictures."""
    engine = make_engine(options.engine)
    pages = []
    with open_source(scan) as source:
        for page in source.pages():
            assert page.image is not None
            image = KINDS[kind](page.image, f"{scan.stem}-{page.number}")
            Image.fromarray(image.pixels).save(out / f"{scan.stem}-{page.number}.png")
            pages.append(read_page(replace(page, image=image, text_layer=None), engine))
    document = sohoa.build(pages, sohoa.inspect(scan), options)
    for name in ("md", "json"):
        data = sohoa.render(document, name)
        assert isinstance(data, str)
        (out / f"{scan.stem}.{name}").write_text(data, "utf-8")


def rows(scans: list[Path], options: argparse.Namespace, work: Path) -> Iterator[str]:
    """One line of figures for each kind of damage."""
    truth = work / "truth"
    truth.mkdir(parents=True, exist_ok=True)
    for scan in scans:
        shutil.copy(scan.with_suffix(".json"), truth)
    used = sohoa.Options(engine=options.engine, profile=options.profile)
    for kind in options.kinds.split(","):
        out = work / kind
        out.mkdir(exist_ok=True)
        for scan in scans:
            convert(scan, kind, used, out)
        found = {figure.key: figure for figure in figures_of(evaluate(truth, out).total)}
        figures = "  ".join(f"{name} {found[name].value:.2f}" for name in _FIGURES
                            if name in found)  # a truth may hold no metadata
        yield f"{kind:14s} {figures}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--profile", default="off", choices=sohoa.PROFILES)
    parser.add_argument("--engine", default=DEFAULT_ENGINE, choices=("sohoa", "tesseract", "both"))
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--keep", type=Path, help="folder for outputs and pictures")
    options = parser.parse_args()
    scans = [scan for scan in sorted(options.folder.glob("*.pdf"))
             if scan.with_suffix(".json").is_file()]
    unknown = set(options.kinds.split(",")) - set(KINDS)
    if unknown:
        parser.error(f"no such kind: {', '.join(sorted(unknown))}; there are {', '.join(KINDS)}")
    if not scans:
        parser.error(f"{options.folder} holds no a.pdf with its a.json")
    with tempfile.TemporaryDirectory() as folder:
        for row in rows(scans, options, options.keep or Path(folder)):
            print(row, flush=True)


if __name__ == "__main__":
    main()
