"""Head, ending and tables: what stands in columns rather than in the flow of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from samples.press import A4, Press
from samples.source import Source
from samples.typeset import Span, Style

PEN_GAP = 15.0  # millimetres left open for a number written by hand
LEADING = 1.22  # of lines in a column
RULE_HEIGHT = 8.0  # points that a rule under a line takes
SIGNATURE_HEIGHT = 33.0  # millimetres between the post and the name of the signer


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One centred line of a column; `rule` is the share of its width that is ruled below it."""

    text: str
    style: Style
    zone: str | None
    rule: float = 0
    before: float = 0  # points
    pen: str = ""  # the part of the text that is written by hand


def place_and_date(source: Source) -> str:
    """`Nam Sơn, ngày 05 tháng 3 năm 2024`: days below 10, months 1 and 2 get a zero (NĐ 30)."""
    day = date.fromisoformat(source.metadata["date"])
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"{source.metadata['place']}, ngày {day.day:02} tháng {month} năm {day.year}"


def head(press: Press, source: Source) -> None:
    """Boxes 1 to 5 of page 1, and the addressees of a letter."""
    left, right = (_party_head if source.is_party else _state_head)(source)
    centers = (61.0, 147.0) if source.is_party else (60.0, 144.0)
    top = press.y
    bottoms = [
        column(press, items, center, top)
        for items, center in zip((left, right), centers, strict=True)
    ]
    # number and place stand on one row: both are the last of their column
    press.y = max(bottoms) + press.fonts.px(14)
    if source.metadata["title"]:
        _title(press, source)
    _addressees(press, source)


def _agency(source: Source, size: float) -> list[Item]:
    return [
        Item(text=text, style=Style(size, face), zone="header_left")
        for text, face in source.look["agency"]
    ]


def _party_head(source: Source) -> tuple[list[Item], list[Item]]:
    plain = Style(14)
    left = [
        *_agency(source, 14),
        Item(text="*", style=plain, zone=None),
        Item(text=f"Số {source.metadata['number']}", style=plain, zone="number_line"),
    ]
    right = [
        Item(text="ĐẢNG CỘNG SẢN VIỆT NAM", style=Style(15, "bold"), zone="header_right", rule=1),
        Item(
            text=place_and_date(source),
            style=Style(14, "italic"),
            zone="place_date",
            before=LEADING * (14 * (len(left) - 1) - 15) - RULE_HEIGHT,
        ),
    ]
    return left, right


def _state_head(source: Source) -> tuple[list[Item], list[Item]]:
    number = source.metadata["number"]
    pen = number.split("/")[0] if "number" in source.look["handwritten"] else ""
    agency = _agency(source, 13)
    agency[-1] = Item(text=agency[-1].text, style=agency[-1].style, zone="header_left", rule=0.4)
    left = [
        *agency,
        Item(text=f"Số: {number}", style=Style(13), zone="number_line", before=9, pen=pen),
    ]
    if not source.metadata["title"]:
        left += [Item(text=text, style=Style(12), zone="title") for text in source.look["title"]]
    right = [
        Item(
            text="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            style=Style(12.5, "bold"),
            zone="header_right",
        ),
        Item(
            text="Độc lập - Tự do - Hạnh phúc",
            style=Style(13.5, "bold"),
            zone="header_right",
            rule=1,
        ),
        Item(text=place_and_date(source), style=Style(13.5, "italic"), zone="place_date", before=9),
    ]
    return left, right


def _title(press: Press, source: Source) -> None:
    size = 16 if source.is_party else 14
    items = [
        Item(text=text, style=Style(size if not index else 14, "bold"), zone="title")
        for index, text in enumerate(source.look["title"])
    ]
    last = items[-1]
    items[-1] = Item(text=last.text, style=last.style, zone="title", rule=0.35)
    press.y = column(press, items, (A4[0] + 15) / 2, press.y) + press.fonts.px(10)


def _addressees(press: Press, source: Source) -> None:
    names = source.metadata["addressees"]
    if not names:
        return
    lines = (
        [f"Kính gửi: {names[0]}"]
        if len(names) == 1
        else ["Kính gửi:"] + [f"- {name}{';' if name is not names[-1] else '.'}" for name in names]
    )
    press.y += press.fonts.px(6)
    style = Style(14)
    for index, text in enumerate(lines):
        x = press.fonts.mm(68 if not index else 84)
        press.y += press.line_height(14)
        press.fonts.width(text, style)
        press.sheet.draw.text((x, press.y), text, fill=0, font=press.fonts.font(style), anchor="ls")
        press.sheet.truth["body"].append({"lines": [text], "continues": False})
    press.y += press.fonts.px(8)


def column(press: Press, items: Sequence[Item], center: float, y: float) -> float:
    """Print centred lines from `y` (pixels) down around `center` (mm); returns where they end."""
    fonts, sheet = press.fonts, press.sheet
    middle = fonts.mm(center)
    for item in items:
        y += fonts.px(item.before + item.style.size * LEADING)
        before, pen, after = item.text.partition(item.pen) if item.pen else (item.text, "", "")
        font = fonts.font(item.style)
        gap = fonts.mm(PEN_GAP) if pen else 0
        width = fonts.width(before, item.style) + gap + fonts.width(after, item.style)
        x = middle - width / 2
        sheet.draw.text((x, y), before, fill=0, font=font, anchor="ls")
        if pen:
            start = x + fonts.width(before, item.style)
            sheet.pens.append((pen, start + fonts.mm(2), y))
            sheet.draw.text((start + gap, y), after, fill=0, font=font, anchor="ls")
        if item.rule:
            y += fonts.px(6)
            half = width * item.rule / 2
            thickness = max(2, round(fonts.px(0.75)))
            sheet.draw.line((middle - half, y, middle + half, y), fill=0, width=thickness)
            y += fonts.px(2)
        if item.zone:
            sheet.truth[item.zone].append(item.text)
    return y


def ending(press: Press, source: Source) -> None:
    """Recipients at the left, signature at the right, side by side."""
    fonts, recipients = press.fonts, source.metadata["recipients"]
    mark = "," if source.is_party else ";"
    lines = [f"- {name}{mark}" for name in recipients[:-1]] + [f"- {recipients[-1]}."]
    small = Style(12 if source.is_party else 11)
    set_lines = [
        line for text in lines for line in fonts.break_lines([Span(text, small)], fonts.mm(72))
    ]
    press.y += fonts.px(16)
    press.room(fonts.px(16 * (len(set_lines) + 2)) + fonts.mm(10))
    sheet, top = press.sheet, press.y
    heading = Style(14 if source.is_party else 12, "regular" if source.is_party else "bolditalic")
    y = top + fonts.px(heading.size * 1.2)
    sheet.draw.text((press.left, y), "Nơi nhận:", fill=0, font=fonts.font(heading), anchor="ls")
    if source.is_party:
        y_rule = y + fonts.px(2)
        end = press.left + fonts.width("Nơi nhận", heading)
        sheet.draw.line((press.left, y_rule, end, y_rule), fill=0, width=2)
    sheet.truth["recipients"].append("Nơi nhận:")
    for line in set_lines:
        y += fonts.px(small.size * 1.2)
        fonts.draw_line(sheet.draw, line, (press.left, y, fonts.mm(72)), "left")
        sheet.truth["recipients"].append(line.text)
    _signature(press, source, top)


def _signature(press: Press, source: Source, top: float) -> None:
    fonts, center = press.fonts, 150.0
    bold = Style(14, "bold")
    posts = [Item(text=text, style=bold, zone="signature") for text in source.look["authority"]]
    y = column(press, posts, center, top)
    press.sheet.seal_at = (fonts.mm(center), y + fonts.mm(SIGNATURE_HEIGHT / 2))
    name = source.metadata["signers"][0]["name"]
    column(
        press,
        [Item(text=name, style=bold, zone="signature")],
        center,
        y + fonts.mm(SIGNATURE_HEIGHT),
    )


def table(press: Press, rows: Sequence[Sequence[tuple[str, int]]], widths: Sequence[float]) -> None:
    """A ruled table; `widths` in millimetres, a cell may span several columns."""
    fonts, pad = press.fonts, press.fonts.mm(1.5)
    edges = [press.left + fonts.mm(sum(widths[:index])) for index in range(len(widths) + 1)]
    height = fonts.px(13 * 1.2)
    press.y += fonts.px(8)
    truth: list[list[str]] = []
    press.room(height * 4)
    press.sheet.truth["tables"].append(truth)
    for index, row in enumerate(rows):
        style = Style(13, "bold" if index in (0, len(rows) - 1) else "regular")
        cells, first = [], 0
        for text, span in row:
            left, right = edges[first], edges[first + span]
            room = right - left - 2 * pad
            cells.append(
                (left, right, fonts.break_lines([Span(text, style)], room) if text else [])
            )
            first += span
        row_height = height * max(len(lines) for _, _, lines in cells) + 2 * pad
        for left, right, lines in cells:
            box = (left, press.y, right, press.y + row_height)
            press.sheet.draw.rectangle(box, outline=0, width=max(2, round(fonts.px(0.5))))
            y = press.y + (row_height - height * len(lines)) / 2
            wide = right - left > fonts.mm(50) and style.face == "regular"
            for line in lines:
                y += height
                place = (left + pad, y - height * 0.25, right - left - 2 * pad)
                fonts.draw_line(press.sheet.draw, line, place, "left" if wide else "center")
        press.y += row_height
        truth.append([text for text, _ in row])
    press.y += fonts.px(6)
