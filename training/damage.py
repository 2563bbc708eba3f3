"""What scanners, copiers, seals and careless cuts do to a crisp line.

Strengths were chosen so that the results look like real scans side by side; every damage has a
probability of its own, so
that most lines carry two or three. Coordinates are pixels of the crisp drawing until `cut`, of
the scan after it.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import cv2
import numpy as np

from training.render import ABOVE, EM, MARGIN, Drawing
from training.seals import Seals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]

_BANK_SIDE = 1 << 20
BLACK_MARKS = 0.15  # share of lines


class Damage:
    """Random damage; the same seed does the same to the same lines.

    `marked` is the share of lines under black seals, stamps and pens.
    """

    def __init__(self, rng: random.Random, marked: float = BLACK_MARKS) -> None:
        self._rng = rng
        self._marked_share = marked
        self._seals = Seals(rng)
        numpy_rng = np.random.default_rng(rng.getrandbits(32))
        # drawing normal deviates is slower than everything else here together, so they are drawn
        # once
        self._grain = numpy_rng.normal(0, 1, _BANK_SIDE).astype(np.float32)

    def __call__(self, line: Drawing, above: Drawing, below: Drawing, gentle: float = 0.35) -> Grey:
        """The line as a scanner might deliver it: `(H, W) uint8`, 0 = black.

        `gentle` is the share of lines that come from a good scanner: a little blur and no more,
        as most real ones do.
        """
        rng = self._rng
        canvas = self._with_neighbours(line, above, below)
        if rng.random() < (0.7 if not line.text else 0.045):
            canvas = self._with_scrap(canvas, below)
        canvas = self._marked(canvas, line, above, below)
        if rng.random() < gentle:
            return self._good_scan(self.cut(canvas, line.baseline))
        if rng.random() < 0.25:
            return self._bilevel(canvas, line.baseline)
        scan = self.cut(canvas, line.baseline)
        scan = self._paper_and_ink(scan)
        scan = self._optics(scan)
        if rng.random() < 0.25:
            scan = self._with_specks(scan)
        if rng.random() < 0.22:
            quality = rng.randint(12, 75)
            _, coded = cv2.imencode(".jpg", scan, (cv2.IMWRITE_JPEG_QUALITY, quality))
            scan = np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)
        if rng.random() < 0.25:
            scan = self._resampled(scan)
        return scan

    def _marked(self, canvas: Grey, line: Drawing, above: Drawing, below: Drawing) -> Grey:
        """What came onto the paper besides the line: seals, rules, print from the other side."""
        rng = self._rng
        if rng.random() < 0.06:
            canvas = self._with_seal(canvas)
        if line.text and rng.random() < self._marked_share:
            canvas = self._seals(canvas, line.baseline, below)
        if rng.random() < 0.05:
            canvas = self._with_rules(canvas)
        if rng.random() < 0.03:
            canvas = self._with_bleeding(canvas, above)
        return canvas

    def _good_scan(self, scan: Grey) -> Grey:
        sigma = scan.shape[0] / 63 * self._rng.uniform(0.3, 1.1)
        scan = np.asarray(cv2.GaussianBlur(scan, (0, 0), sigma), dtype=np.uint8)
        if self._rng.random() < 0.5:
            middle = min(190.0, max(90.0, self._rng.gauss(140, 20)))
            gain = self._rng.choice((1.5, 3.0, 30.0))
            scan = np.clip((scan.astype(np.float32) - middle) * gain + 128, 0, 255).astype(np.uint8)
        return scan

    def _bilevel(self, canvas: Grey, baseline: int) -> Grey:
        """A copier's page, scanned in black and white at 200 dpi: ragged edges, uneven toner.

        The viewer's enlargement to 300 dpi softens the steps again, as on the real ones.
        """
        rng = self._rng
        scan = self.cut(canvas, baseline, rng.choice(((0.42, 0.65), (0.55, 1.05))))
        em = scan.shape[0] / 1.43
        scan = np.asarray(
            cv2.GaussianBlur(scan, (0, 0), em / 44 * rng.uniform(0.6, 1.5)), dtype=np.uint8
        )
        shape = (scan.shape[0], scan.shape[1])
        ragged = np.asarray(cv2.blur(self._noise(shape), (2, 2)), dtype=np.float32)
        work = scan + ragged * rng.uniform(8, 45)
        if rng.random() < 0.5:
            work += self._field(shape, rng.uniform(4, 40)) * rng.uniform(5, 25)
        low = float(np.percentile(scan, 0.5))
        share = rng.uniform(0.75, 0.9) if rng.random() < 0.3 else rng.gauss(0.6, 0.09)
        threshold = low + (255 - low) * max(0.38, share)
        black = np.where(work < threshold, 0, 255).astype(np.uint8)
        if em < 30 and rng.random() < 0.35:
            # fax-like gazettes: strokes grow by a pixel to one side, openings close
            wide = np.ones((1, 2), np.uint8) if rng.random() < 0.8 else np.ones((2, 1), np.uint8)
            black = np.asarray(cv2.erode(black, wide), dtype=np.uint8)
        if rng.random() < 0.25:
            black = self._with_specks(black)
        factor = rng.choice((1.5, 1.5, 1.0, 1.25, 2.0, 3.0))
        how = rng.choice((cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_NEAREST))
        enlarged = cv2.resize(black, None, fx=factor, fy=factor, interpolation=how)
        if rng.random() < 0.4:
            enlarged = cv2.GaussianBlur(enlarged, (0, 0), rng.uniform(0.4, 0.9))
        return np.asarray(enlarged, dtype=np.uint8)

    def _with_neighbours(self, line: Drawing, above: Drawing, below: Drawing) -> Grey:
        rng = self._rng
        canvas = line.pixels.copy()
        rows, columns = canvas.shape
        for neighbour, sign in ((above, -1), (below, 1)):
            if rng.random() < 0.2:
                continue
            pitch = sign * int(EM * rng.uniform(1.0, 1.75))
            if abs(pitch) >= rows:
                continue
            source = neighbour.pixels[max(0, -pitch) : rows - max(0, pitch)]
            shift = (
                rng.randrange(-columns // 2, columns // 2 + 1)
                if rng.random() < 0.3
                else rng.randint(-9, 9)
            )
            first, last = max(0, shift), min(columns, shift + source.shape[1])
            if last <= first:
                continue
            target = canvas[max(0, pitch) : rows + min(0, pitch), first:last]
            np.minimum(target, source[:, first - shift : last - shift], out=target)
        return canvas

    def cut(self, canvas: Grey, baseline: int, range_: tuple[float, float] | None = None) -> Grey:
        """Cut along the baseline as the line finder does, a little wrong, as coarse as a scan.

        `range_` bounds the scale, 1 being 44 pixels per em.
        """
        rng = self._rng
        above = EM * min(1.3, max(0.86, rng.gauss(1.03, 0.09)))
        below = EM * min(0.6, max(0.2, rng.gauss(0.33, 0.06)))
        chance = rng.random()
        coarse = (0.42, 0.65) if chance < 0.25 else (0.65, 0.95) if chance < 0.8 else (0.95, 1.3)
        scale = rng.uniform(*(range_ or coarse))
        stretch = scale * rng.uniform(0.88, 1.12)
        left, right = (MARGIN - rng.uniform(1, 12) if rng.random() < 0.8 else 0.0 for _ in range(2))
        lean = rng.gauss(0, 0.02) * scale if rng.random() < 0.3 else 0.0
        slope = self._slope(canvas.shape[1])
        down = (above - baseline - slope * canvas.shape[1] / 2) * scale
        matrix = np.array(
            [[stretch, lean, -left * stretch - lean * baseline], [slope * scale, scale, down]],
            dtype=np.float32,
        )
        if scale < 0.75:  # warpAffine does not average, so the drawing is softened first
            canvas = np.asarray(cv2.blur(canvas, (2, 2)), dtype=np.uint8)
        if rng.random() < 0.05:
            canvas = self._waved(canvas)
        width = max(8, round((canvas.shape[1] - left - right) * stretch))
        size = (width, max(12, round((above + below) * scale)))
        cut = cv2.warpAffine(canvas, matrix, size, flags=cv2.INTER_LINEAR, borderValue=255)
        return np.asarray(cut, dtype=np.uint8)

    def _slope(self, columns: int) -> float:
        """What is left of a skew after levelling; at most an eighth of an em over the line."""
        slope = self._rng.gauss(0, 0.003) if self._rng.random() < 0.4 else 0.0
        most = 0.12 * EM / max(columns, 200)
        return max(-most, min(most, slope))

    def _waved(self, canvas: Grey) -> Grey:
        rows, columns = canvas.shape
        rng = self._rng
        phase, length, height = rng.uniform(0, 6.3), rng.uniform(150, 900), rng.uniform(0.5, 2.5)
        x = np.arange(columns, dtype=np.float32)
        shift = (height * np.sin(x / length * 6.3 + phase)).astype(np.float32)
        map_x = np.broadcast_to(x, (rows, columns)).astype(np.float32)
        map_y = (np.arange(rows, dtype=np.float32)[:, None] + shift[None]).astype(np.float32)
        return np.asarray(
            cv2.remap(canvas, map_x, map_y, cv2.INTER_LINEAR, borderValue=255), dtype=np.uint8
        )

    def _field(self, shape: tuple[int, int], cell: float) -> NDArray[np.float32]:
        """Smooth random field, standard deviation about 1, features of about `cell` pixels."""
        rows, columns = max(2, int(shape[0] / cell)), max(2, int(shape[1] / cell))
        start = self._rng.randrange(_BANK_SIDE - rows * columns)
        small = self._grain[start : start + rows * columns].reshape(rows, columns)
        return np.asarray(
            cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR),
            dtype=np.float32,
        )

    def _noise(self, shape: tuple[int, int]) -> NDArray[np.float32]:
        size = shape[0] * shape[1]
        start = self._rng.randrange(max(1, _BANK_SIDE - size))
        return np.resize(self._grain[start : start + size], shape)

    def _paper_and_ink(self, scan: Grey) -> Grey:
        rng = self._rng
        paper = 255 if rng.random() < 0.5 else rng.randint(190, 254)
        ink = rng.randint(0, 60) if rng.random() < 0.7 else rng.randint(60, 140)
        table = np.linspace(ink, paper, 256).astype(np.uint8)
        scan = np.asarray(cv2.LUT(scan, table), dtype=np.uint8)
        if rng.random() < 0.15:
            shade = self._field((scan.shape[0], scan.shape[1]), rng.uniform(30, 300)) * rng.uniform(
                3, 14
            )
            scan = np.clip(scan - np.abs(shade), 0, 255).astype(np.uint8)
        return scan

    def _optics(self, scan: Grey) -> Grey:
        """Blur, faded patches, grain, then a contrast curve, up to a hard threshold."""
        rng = self._rng
        em = scan.shape[0] / 1.43
        if rng.random() < 0.75:
            sigma = em / 44 * rng.uniform(0.3, 1.5)
            if sigma > 0.25:
                scan = np.asarray(cv2.GaussianBlur(scan, (0, 0), sigma), dtype=np.uint8)
        work = scan.astype(np.float32)
        shape = (scan.shape[0], scan.shape[1])
        if rng.random() < 0.2:
            fade = self._field(shape, rng.uniform(1.5, 14)) * rng.uniform(10, 55)
            work += np.maximum(fade, 0) if rng.random() < 0.7 else fade
        hard = rng.random()
        if rng.random() < 0.45:
            grain = self._noise(shape)
            if rng.random() < 0.4:
                grain = np.asarray(cv2.blur(grain, (2, 2)), dtype=np.float32) * 1.8
            work += grain * min(36.0, rng.expovariate(1 / 11 if hard < 0.45 else 1 / 8))
        if hard < 0.45:
            gain = rng.uniform(8, 60) if hard < 0.28 else rng.uniform(1.5, 5)
            low, high = float(scan.min()), float(np.percentile(scan[::2, ::3], 85))
            middle = low + (high - low) * min(0.82, max(0.3, rng.gauss(0.56, 0.12)))
            work = (work - middle) * gain + 128
        return np.clip(work, 0, 255).astype(np.uint8)

    def _with_specks(self, scan: Grey) -> Grey:
        rng = self._rng
        rows, columns = scan.shape
        count = int(rng.expovariate(1 / 8) * columns / 400) + 1
        for _ in range(min(count, 60)):
            level = rng.randint(0, 120) if rng.random() < 0.7 else 255
            x, y = rng.randrange(columns), rng.randrange(rows)
            w, h = rng.choice((1, 1, 1, 2, 2, 3)), rng.choice((1, 1, 1, 2, 2))
            scan[y : y + h, x : x + w] = level
        return scan

    def _with_scrap(self, canvas: Grey, other: Drawing) -> Grey:
        """What a careless cut takes along at the end of a line: the rim of a seal, its letters.

        They lie aslant and belong to no line, so nothing is to be read there.
        """
        rng = self._rng
        rows = canvas.shape[0]
        wide = int(EM * rng.uniform(0.4, 3.5))
        scrap = np.full((rows, wide), 255, np.uint8)
        level = rng.randint(0, 140)
        for _ in range(rng.randint(0, 3)):
            centre = (rng.randint(-wide, 2 * wide), rng.randint(-rows, 2 * rows))
            radius = rng.randint(rows // 2, rows * 3)
            cv2.circle(scrap, centre, radius, level, rng.randint(1, 5), cv2.LINE_AA)
        if other.pixels.shape[1] > 2 * rows and rng.random() < 0.7:
            start = rng.randrange(other.pixels.shape[1] - rows)
            turn = rng.choice((-1, 1)) * rng.uniform(25, 160)
            middle = (rows / 2, rows * 0.6)
            matrix = cv2.getRotationMatrix2D(middle, turn, rng.uniform(0.5, 1.0))
            part = cv2.warpAffine(
                other.pixels[:, start : start + rows], matrix, (wide, rows), borderValue=255
            )
            scrap = np.minimum(scrap, np.maximum(np.asarray(part, np.uint8), level))
        for _ in range(rng.randint(0, 2)):
            points = np.array([[rng.randrange(wide), rng.randrange(rows)] for _ in range(4)])
            cv2.polylines(scrap, [points], False, level, rng.randint(2, 6), cv2.LINE_AA)
        gap = np.full((rows, rng.randint(EM // 8, EM // 2)), 255, np.uint8)
        sides = (canvas, gap, scrap) if rng.random() < 0.75 else (scrap, gap, canvas)
        return np.concatenate(sides, axis=1)

    def _with_seal(self, canvas: Grey) -> Grey:
        """Strokes of a round seal or a signature, red or blue, hence mid-grey, over the print."""
        rng = self._rng
        layer = np.full_like(canvas, 255)
        level = rng.randint(90, 215)
        rows, columns = canvas.shape
        for _ in range(rng.randint(1, 4)):
            centre = (rng.randrange(columns), rng.randint(-rows * 2, rows * 3))
            radius = rng.randint(rows, rows * 3)
            cv2.ellipse(
                layer,
                centre,
                (radius, int(radius * rng.uniform(0.8, 1.2))),
                rng.uniform(0, 180),
                rng.uniform(0, 180),
                rng.uniform(180, 360),
                level,
                rng.randint(1, 7),
                cv2.LINE_AA,
            )
        for _ in range(rng.choice((0, 0, 3, 9))):
            points = np.array([[rng.randrange(columns), rng.randrange(rows)] for _ in range(2)])
            points[1] = points[0] + [rng.randint(-25, 25), rng.randint(-25, 25)]
            cv2.line(
                layer, points[0].tolist(), points[1].tolist(), level, rng.randint(2, 6), cv2.LINE_AA
            )
        product = canvas.astype(np.uint16) * layer // 255
        return product.astype(np.uint8)

    def _with_rules(self, canvas: Grey) -> Grey:
        rng = self._rng
        rows, columns = canvas.shape
        level, width = rng.randint(0, 120), rng.randint(1, 3)
        if rng.random() < 0.5:
            x = rng.choice((rng.randint(0, MARGIN - 6), columns - 1 - rng.randint(0, MARGIN - 6)))
            cv2.line(canvas, (x, 0), (x, rows), level, width)
        if rng.random() < 0.6:
            baseline = int(ABOVE * EM)
            y = baseline + (
                int(EM * rng.uniform(0.27, 0.5))
                if rng.random() < 0.6
                else -int(EM * rng.uniform(0.92, 1.2))
            )
            cv2.line(
                canvas,
                (rng.randint(0, columns // 3), y),
                (columns - rng.randint(0, columns // 3), y),
                level,
                width,
            )
        return canvas

    def _with_bleeding(self, canvas: Grey, other: Drawing) -> Grey:
        mirrored = other.pixels[:, ::-1]
        columns = min(canvas.shape[1], mirrored.shape[1])
        strength = self._rng.uniform(0.05, 0.25)
        shifted = np.roll(mirrored[:, :columns], self._rng.randint(-25, 25), axis=0)
        faded = 255 - (255 - shifted) * strength
        canvas[:, :columns] = np.minimum(canvas[:, :columns], faded.astype(np.uint8))
        return canvas

    def _resampled(self, scan: Grey) -> Grey:
        """What a PDF viewer does when it enlarges a coarse picture to 300 dpi."""
        factor = self._rng.uniform(1.2, 2.0)
        how = self._rng.choice((cv2.INTER_NEAREST, cv2.INTER_LINEAR, cv2.INTER_CUBIC))
        return np.asarray(
            cv2.resize(scan, None, fx=factor, fy=factor, interpolation=how), dtype=np.uint8
        )
