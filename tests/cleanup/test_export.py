"""Archive tables and checks from results."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest

from cleanup.export import (
    Result,
    Table,
    build_tables,
    check_results,
    load_schema,
    read_results,
    write_csv,
    write_xlsx,
)
from cleanup.export.checks import Check, sample
from cleanup.export.command import export_command
from cleanup.export.names import file_name
from cleanup.export.schema import SCHEMAS
from cleanup.export.values import Context
from ocr.errors import ConfigurationError, InputError, OutputError, UsageError

TODAY = dt.date(2026, 1, 1)


def data(**changes: Any) -> dict[str, Any]:
    metadata = {
        "system": "party",
        "kind": "Kết luận",
        "kind_code": "KL",
        "number": "05-KL/TU",
        "agency": "TỈNH ỦY SÓC TRĂNG",
        "date": "2021-07-07",
        "title": "Kết luận Hội nghị lần thứ sáu",
        "subject": "HỘI NGHỊ LẦN THỨ SÁU",
        "signers": [{"authority": [], "name": "Hồ Thị Cẩm Đào"}],
        "secrecy": None,
        "review": ["signers"],
    } | changes
    line = {"zone": "page_number", "text": "2", "confidence": 0.9}
    pages = [
        {"page": 1, "status": "ok", "text_source": "ocr", "dpi": 300, "skew": 0.2, "lines": []},
        {"page": 2, "status": "ok", "text_source": "ocr", "dpi": 300, "skew": 0.0, "lines": [line]},
    ]
    return {
        "schema_version": "1",
        "source": {"file": "05-KL-TU.pdf", "sha256": "a" * 64, "pages": 2},
        "metadata": metadata,
        "unplaced": [{"page": 1, "text": "Hàm", "reason": "handwriting"}],
        "corrections": [],
        "review_reasons": {},
        "pages": pages,
    }


def result(path: str = "a.json", **changes: Any) -> Result:
    return Result(path=path, data=data(**changes))


def cells(table: Table, row: int = 0) -> dict[str, str | None]:
    headers = [column.header for column in table.sheet.columns]
    return dict(zip(headers, table.rows[row], strict=True))


def problems(report: tuple[Check, ...]) -> dict[str, str]:
    return {c.check: c.detail for c in report if c.status in ("warn", "fail")}


def test_tt05_row_has_codes_and_local_date() -> None:
    document, _ = build_tables(load_schema("tt05-2025"), [result()])
    row = cells(document)
    assert row["typeName"] == "32"
    assert (row["codeNumber"], row["codeNotation"]) == ("05", "KL/TU")
    assert row["issuedDate"] == "07/07/2021"
    assert (row["confidenceLevel"], row["mode"], row["language"]) == ("02", "01", "01")
    assert row["autograph"] == "Hàm"


def test_party_workbook_keeps_its_headers_byte_for_byte() -> None:
    document, folder = build_tables(load_schema("hsltcq"), [result()])
    headers = [column.header for column in document.sheet.columns]
    assert len(headers) == 20
    assert headers[2] == "Số của văn\N{NO-BREAK SPACE}bản"
    assert len(folder.sheet.columns) == 13
    assert cells(document)["Chế độ sử dụng"] == "Công khai"
    assert cells(document)["Người ký"] == "Hồ Thị Cẩm Đào"
    assert cells(document)["Thời gian tài liệu"] is None


def test_file_row_counts_documents_and_dates() -> None:
    results = [result("a.json"), result("b.json", date="2020-02-01")]
    _, folder = build_tables(load_schema("tt02-2019"), results)
    row = cells(folder)
    assert (row["StartDate"], row["EndDate"]) == ("01/02/2020", "07/07/2021")
    assert (row["TotalDoc"], row["PageNumber"]) == ("2", "4")


def test_given_values_fill_columns() -> None:
    context = Context(given={"fileCode": "000.01", "maintenance": "01"})
    document, folder = build_tables(load_schema("tt05-2025"), [result()], context)
    assert cells(document)["docCode"] == "000.01.0000001"
    assert cells(document)["maintenance"] == "01"
    assert cells(folder)["fileCode"] == "000.01"


@pytest.mark.parametrize("name", SCHEMAS)
def test_workbook_reads_back_and_is_the_same_twice(name: str) -> None:
    import openpyxl

    tables = build_tables(load_schema(name), [result()])
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(tables)))
    assert book.sheetnames == [table.sheet.name for table in tables]
    first = [cell.value for cell in next(iter(book.worksheets[0].rows))]
    assert first == [column.header for column in tables[0].sheet.columns]
    assert write_xlsx(tables) == write_xlsx(tables)


def test_csv_never_holds_a_formula() -> None:
    (document, _) = build_tables(load_schema("hsltcq"), [result(subject="=HYPERLINK(1)")])
    text = write_csv(document)
    assert text.startswith("\ufeff")
    (_, row) = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert row[5] == "'=HYPERLINK(1)"


def report_of(results: list[Result], template: str = "{stem}.pdf") -> tuple[Check, ...]:
    schema = load_schema("tt05-2025")
    given = {"maintenance": "01", "fileCode": "000.01", "title": "T", "numberOfPaper": "1"}
    context = Context(given=given, template=template)
    return check_results(schema, results, build_tables(schema, results, context), context, TODAY)


def test_sound_result_passes_the_checks() -> None:
    assert problems(report_of([result()])) == {"review": "signers"}


def test_checks_name_what_is_wrong() -> None:
    bad = result(date="2031-01-01", number=None, secrecy="MẬT", subject="x" * 600)
    found = problems(report_of([bad], "{number}.pdf"))
    assert found["date"] == "in the future: 2031-01-01"
    assert found["number"] == "missing"
    assert found["secrecy"] == "MẬT"
    assert found["field subject"] == "600 of 500 characters"
    assert found["file-name"] == "missing: number"


def test_pages_are_checked() -> None:
    changed = data()
    changed["pages"][1]["lines"][0]["text"] = "5"
    changed["pages"].append(changed["pages"][1] | {"page": 3})
    changed["pages"][2] = {**changed["pages"][1], "page": 3, "dpi": 100, "skew": 4.0}
    changed["source"]["pages"] = 4
    found = problems(report_of([Result(path="a.json", data=changed)]))
    assert found["page-count"] == "3 of 4 pages"
    assert found["resolution"] == "3"
    assert found["skew"] == "3"
    assert "page-numbers" in found


def test_duplicates_need_issuer_number_and_date() -> None:
    same = report_of([result("a.json"), result("b.json")])
    assert [c.detail for c in same if c.check == "duplicate"] == ["a.json"]
    other = report_of([result("a.json"), result("b.json", agency="TỈNH ỦY CÀ MAU")])
    assert not [c for c in other if c.check == "duplicate"]


def test_file_name_takes_fields_and_names_what_is_missing() -> None:
    template = "{agency_id}.{year}.{month}.{day}.{number}.{ordinal:03d}.pdf"
    name, missing = file_name(template, result(), {"agency_id": "H51"}, 7)
    assert (name, missing) == ("H51.2021.07.07.05.007.pdf", ())
    assert file_name(template, result(date=None), {}, 7) == (
        None,
        ("agency_id", "year", "month", "day"),
    )
    assert file_name("{symbol}.pdf", result(), {}, 1)[0] == "KL-TU.pdf"


@pytest.mark.parametrize("template", ["{", "{number!z}", "{ordinal:q}"])
def test_broken_template_is_refused(template: str) -> None:
    with pytest.raises(ConfigurationError):
        file_name(template, result(), {}, 1)


def test_unknown_schema_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        load_schema("marc21")


def test_sample_is_the_same_for_the_same_seed() -> None:
    results = [result(f"{n}.json") for n in range(20)]
    assert sample(results, 0.1, "1") == sample(results, 0.1, "1")
    assert len(sample(results, 0.1, "1")) == 2


def test_results_are_read_and_others_passed_over(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.json").write_text(json.dumps(data()), encoding="utf-8")
    (tmp_path / "b.json").write_text("{}", encoding="utf-8")
    (tmp_path / "c.json").write_text("not json", encoding="utf-8")
    assert [found.path for found in read_results(tmp_path)] == ["sub/a.json"]


def test_folder_without_results_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_results(tmp_path)
    with pytest.raises(InputError):
        read_results(tmp_path / "missing")


def test_command_writes_tables_and_refuses_to_replace_them(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(data()), encoding="utf-8")
    target = tmp_path / "tables"
    export_command(tmp_path, "hsltcq", output=target, set_=["Phông=01"])
    assert sorted(path.name for path in target.iterdir()) == [
        "hsltcq Hồ sơ.csv",
        "hsltcq Văn bản.csv",
        "hsltcq checks.csv",
        "hsltcq sample.txt",
        "hsltcq.xlsx",
    ]
    with pytest.raises(OutputError):
        export_command(tmp_path, "hsltcq", output=target)
    with pytest.raises(UsageError):
        export_command(tmp_path, "hsltcq", output=target, set_=["Phông"])
