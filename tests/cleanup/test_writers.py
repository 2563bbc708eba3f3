"""Writers: markup is escaped, tables, front matter, schema, equal bytes."""

import json

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cleanup.assemble import build_document
from cleanup.document import Block, Document, Footnote, Metadata, Section, Signer, SourceInfo
from cleanup.tables import join_tables, table_block
from cleanup.writers.escape import escape_paragraph
from cleanup.writers.json import schema, write_json
from cleanup.writers.markdown import write_markdown
from cleanup.writers.text import write_text
from ocr.model import Cell, Line, Page, Stamp, StampKind, Table

RENDERER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _rendered(text: str) -> str:
    tokens = RENDERER.parse(escape_paragraph(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    return "".join(child.content for child in children)


@pytest.mark.parametrize("text", [
    "5. Về nhân sự", "1) Mục", "- một", "+ hai", "* ba", "# bốn", "> năm", "---", "===", "***",
    "a_b_c và _d_", "**đậm**", "`mã`", "[x](y)", "<b>", "&amp;", "\\*", "~~bỏ~~", "![a](b)",
    "2021. Tập trung", "_ Trang", "| a | b |", "http://vi_du.vn", "1 < 2", "#5", "-5 độ", "[^9",
])
def test_text_comes_back_from_a_renderer(text: str) -> None:
    assert _rendered(text) == text


@given(st.text(st.sampled_from("ab1 .)#*_-+=~`<>[]()!&|\\:\"'đ"), min_size=1, max_size=20))
def test_any_text_comes_back_from_a_renderer(text: str) -> None:
    text = " ".join(text.split())
    if text:
        assert _rendered(text) == text


def _document() -> Document:
    point = Section(number="a", label="a)", style="point", level=3, page=2,
                    blocks=(Block(type="paragraph", page=2, text="Người[^1];"),))
    clause = Section(number="2", label="2.", style="decimal", level=2, page=1, title="Sở Y tế",
                     run_in=True, sections=(point,),
                     blocks=(Block(type="paragraph", page=1, text="Chỉ đạo."),))
    article = Section(number="Điều 4", label="Điều 4.", style="article", level=1, page=1,
                      title="[^1] Nghi thức", sections=(clause,))
    table = Block(type="table", page=1, rows=(("TT", "Tên"), ("1", "a|b")))
    merged = Block(type="table", page=1, rows=(("TT", "", "x"), ("1", "<a>", "y")),
                   spans={(0, 0): (1, 2)})
    meta = Metadata(system="state", number="07/CT-UBND", date="2021-07-07", kind="Chỉ thị",
                    signers=(Signer(authority=("TM. UBND",), name="Đặng Văn Minh"),))
    return Document(
        source=SourceInfo(file="scan.pdf", sha256="0" * 64, pages=2), metadata=meta,
        heading="CHỈ THỊ Về việc #1", preamble=(table, merged), sections=(article,),
        footnotes=(Footnote(id="1", label="¹", page=1, text="1. Gồm"),),
        recipients_heading="Nơi nhận:", recipients_lines=("- Như trên;", "- Lưu: VT."),
        signature_lines=("TM. UBND", "Đặng Văn Minh"),
        stamps=(Stamp(kind=StampKind.SEAL, page=2, text=("UBND",)),),
    )


MARKDOWN = """\
# CHỈ THỊ Về việc #1

| TT | Tên |
| --- | --- |
| 1 | a\\|b |

<table>
<tr>
<td colspan="2">TT</td>
<td>x</td>
</tr>
<tr>
<td>1</td>
<td>&lt;a&gt;</td>
<td>y</td>
</tr>
</table>

## Điều 4.[^1] Nghi thức

### 2. Sở Y tế
Chỉ đạo.

**a)** Người[^1];

---

**Nơi nhận:**

- Như trên;
- Lưu: VT.

TM. UBND

Đặng Văn Minh

[^1]: 1\\. Gồm
"""


def test_markdown_as_the_contract_says() -> None:
    assert write_markdown(_document()).split("\n---\n\n", 1)[1] == MARKDOWN


def test_front_matter_keeps_strings_and_order() -> None:
    front = write_markdown(_document()).split("---\n")[1]
    data = yaml.safe_load(front)
    assert list(data)[:6] == ["schema_version", "system", "kind", "kind_code", "number", "agency"]
    assert (data["schema_version"], data["date"]) == ("1", "2021-07-07")
    assert data["signers"] == [{"authority": ["TM. UBND"], "name": "Đặng Văn Minh"}]


def test_json_follows_its_schema() -> None:
    data = json.loads(write_json(_document()))
    jsonschema.validate(data, schema())
    article = data["sections"][0]
    assert (article["title"], article["title_footnotes"]) == ("Nghi thức", ["1"])


def test_schema_refuses_a_wrong_document() -> None:
    data = json.loads(write_json(_document()))
    data["sections"][0]["level"] = 0
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema())


def test_equal_documents_give_equal_bytes() -> None:
    for write in (write_markdown, write_json, write_text):
        assert write(_document()) == write(_document())


def test_plain_text_is_as_printed() -> None:
    text = write_text(_document())
    assert "Điều 4.¹ Nghi thức\n\n2. Sở Y tế: Chỉ đạo.\n\na) Người¹;" in text


def _cell(row: int, column: int, text: str) -> Cell:
    return Cell(row=row, column=column, lines=(Line(text=text, raw_text=text),))


def test_table_over_two_pages_is_one_without_its_second_head() -> None:
    head = (_cell(0, 0, "TT"), _cell(0, 1, "Tên"))
    first = table_block(Table(bbox=None, cells=(*head, _cell(1, 0, "1"), _cell(1, 1, "A")),
                              before_line=0), 1)
    second = table_block(Table(bbox=None, cells=(*head, _cell(1, 0, "2"), _cell(1, 1, "B")),
                               before_line=0), 2)
    joined = join_tables(first, second)
    assert joined is not None
    assert joined.rows == (("TT", "Tên"), ("1", "A"), ("2", "B"))


HEAD = ("TT", "Tên", "Căn cứ")


def rows_block(page: int, *rows: tuple[str, ...]) -> Block:
    return Block(type="table", page=page, rows=rows)


ONE = ("1", "Nhập quốc tịch", "Thông tư số 02 sửa đổi một số")


@pytest.mark.parametrize(("last", "following", "rows"), [
    # in the middle of a sentence
    (ONE, ("", "", "điều của Luật."), [("1", "Nhập quốc tịch", ONE[2] + " điều của Luật.")]),
    (ONE, ("", "ở trong nước", "Điều 5"),
     [("1", "Nhập quốc tịch ở trong nước", ONE[2] + " Điều 5")]),
    # hardly any cells
    (ONE, ("", "", "- Nghị định 16."), [("1", "Nhập quốc tịch", ONE[2] + " - Nghị định 16.")]),
    # a row with a number, a group, a total, a sentence that ended, a cell that was empty
    (ONE, ("2", "", "điều"), [ONE, ("2", "", "điều")]),
    (ONE, ("", "Lĩnh vực hộ tịch", ""), [ONE, ("", "Lĩnh vực hộ tịch", "")]),
    (ONE, ("", "Tổng cộng", "12"), [ONE, ("", "Tổng cộng", "12")]),
    (("1", "Phí:", "Có;"), ("", "một phần", "không"),
     [("1", "Phí:", "Có;"), ("", "một phần", "không")]),
    (("1", "Phí", ""), ("", "", "điều"), [("1", "Phí", ""), ("", "", "điều")]),
])
def test_row_cut_by_a_page_break_is_one(
    last: tuple[str, ...], following: tuple[str, ...], rows: list[tuple[str, ...]]
) -> None:
    for head in ((), (HEAD,)):
        joined = join_tables(rows_block(3, HEAD, last), rows_block(4, *head, following), 3)
        assert joined is not None
        assert list(joined.rows) == [HEAD, *rows]


def test_row_of_merged_cells_is_not_joined_to_the_page_before() -> None:
    second = Block(type="table", page=4, rows=(("", "điều", ""),), spans={(0, 1): (1, 2)})
    joined = join_tables(rows_block(3, HEAD, ONE), second)
    assert joined is not None
    assert joined.rows[-1] == ("", "điều", "")
    assert joined.spans == {(2, 1): (1, 2)}


def test_table_over_many_pages_is_one() -> None:
    pages = [
        Page(number=number, tables=(Table(bbox=None, before_line=0, cells=(
            _cell(0, 0, "TT"), _cell(0, 1, "Tên"), _cell(1, 0, str(number)), _cell(1, 1, "A"))),))
        for number in (1, 2, 3, 4)
    ]
    document = build_document(tuple(pages), SourceInfo(file="a.pdf", sha256="0" * 64, pages=4))
    (table,) = document.preamble
    assert [row[0] for row in table.rows] == ["TT", "1", "2", "3", "4"]


def test_table_with_other_columns_is_another_table() -> None:
    one = table_block(Table(bbox=None, cells=(_cell(0, 0, "a"),), before_line=0), 1)
    two = table_block(Table(bbox=None, cells=(_cell(0, 0, "a"), _cell(0, 1, "b")),
                            before_line=0), 2)
    assert join_tables(one, two) is None


def test_cells_in_one_place_are_both_kept() -> None:
    block = table_block(Table(bbox=None, cells=(_cell(0, 0, "a"), _cell(0, 0, "b")),
                              before_line=0), 1)
    assert block.rows == (("a b",),)
