"""The commands as a user types them: exit codes, messages, what is left behind."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import cli
from ocr.errors import UsageError
from ocr.source.page_numbers import page_numbers

ROOT = Path(__file__).parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run() -> Run:
    """Run `sohoa` in a process of its own."""

    def call(
        *args: object, env: dict[str, str] | None = None, stdin: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(ROOT / "cli.py"), *map(str, args)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            input=stdin,
            env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **(env or {})},
            check=False,
        )

    return call


def assert_clear_refusal(result: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    """One clear line on stderr, nothing on stdout, no traceback, the right exit code."""
    assert result.returncode == code, result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr
    for word in words:
        assert word in result.stderr


@pytest.mark.parametrize(
    ("text", "numbers"), [("1-3,7", (1, 2, 3, 7)), ("2", (2,)), ("3,1-2", (1, 2, 3))]
)
def test_page_numbers_are_read(text: str, numbers: tuple[int, ...]) -> None:
    assert page_numbers(text) == numbers


@pytest.mark.parametrize("text", ["", "0", "a", "-3", "3-1", "1;2", "1-99999999999", "9" * 5000])
def test_unclear_page_numbers_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        page_numbers(text)


def test_help_names_every_command_with_an_example(run: Run) -> None:
    overview = run("--help").stdout
    for command in ("convert", "clean", "undo", "doctor"):
        assert command in overview
        assert "Example" in run(command, "--help").stdout


def test_unknown_option_is_wrong_usage(run: Run) -> None:
    result = run("convert", "--unknown")
    assert result.returncode == 2
    assert "See: sohoa convert --help" in result.stderr


def test_folder_that_is_a_file_is_refused(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "out"
    place.write_text("mine", encoding="utf-8")
    result = run("clean", "-", "-o", place / "a.md", stdin=OCR_TEXT)
    assert_clear_refusal(result, 5, "a file stands where its folder should be")
    assert place.read_text(encoding="utf-8") == "mine"


def test_missing_file(run: Run, tmp_path: Path) -> None:
    result = run("convert", tmp_path / "không có.pdf", "-o", tmp_path / "out.md")
    assert_clear_refusal(result, 3, "không có.pdf")
    assert list(tmp_path.iterdir()) == []


def test_messages_in_vietnamese(run: Run, tmp_path: Path) -> None:
    result = run("--lang", "vi", "convert", tmp_path / "a.pdf")
    assert "Hãy kiểm tra" in result.stderr


def test_messages_as_json(run: Run, tmp_path: Path) -> None:
    result = run("--json-log", "convert", tmp_path / "a.pdf")
    record = json.loads(result.stderr)
    assert record["level"] == "error"
    assert record["code"] == 3


def test_existing_output_is_refused_before_any_work(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "out.md"
    target.write_text("old", encoding="utf-8")
    result = run("convert", tmp_path / "missing.pdf", "-o", target)
    assert_clear_refusal(result, 5, "out.md", "--force")
    assert target.read_text(encoding="utf-8") == "old"


def test_several_outputs_need_a_folder(run: Run, tmp_path: Path) -> None:
    result = run("convert", "a.pdf", "b.pdf", "-o", tmp_path / "out.md")
    assert_clear_refusal(result, 2, "FOLDER/")


def test_two_inputs_of_one_name_do_not_overwrite_each_other(run: Run, tmp_path: Path) -> None:
    result = run("convert", "x/a.pdf", "y/a.pdf", "-o", f"{tmp_path}/out/")
    assert_clear_refusal(result, 2, "and so would", "different folders")


@pytest.mark.parametrize("output", ["{}/a.pdf", "{}/", "{}"])
def test_input_is_never_overwritten(run: Run, tmp_path: Path, output: str) -> None:
    scan = tmp_path / "a.pdf"
    scan.write_bytes(b"%PDF-1.4")
    result = run("convert", scan, "-o", output.format(tmp_path), "--format", "pdf", "--force")
    assert_clear_refusal(result, 2, "is the input itself", "a-sohoa.pdf")
    assert scan.read_bytes() == b"%PDF-1.4"


def test_another_input_is_never_overwritten(run: Run, tmp_path: Path) -> None:
    result = run("convert", "a.tif", tmp_path / "a.pdf", "-o", f"{tmp_path}/", "--format", "pdf")
    assert_clear_refusal(result, 2, "is an input too", "a-sohoa.pdf")


def test_text_can_not_become_a_pdf(run: Run, tmp_path: Path) -> None:
    refused = run("clean", "-", "--format", "pdf", stdin=OCR_TEXT)
    assert_clear_refusal(refused, 2, "no pages to show", "alto, docx")
    by_name = run("clean", "-", "-o", tmp_path / "a.pdf", stdin=OCR_TEXT)
    assert_clear_refusal(by_name, 2, "no pages to show")


def test_text_without_places_can_not_become_hocr(run: Run) -> None:
    result = run("clean", "-", "--format", "hocr", stdin=OCR_TEXT)
    assert_clear_refusal(result, 2, "no places on a page")


def test_all_formats_with_geometry_from_one_scan(run: Run, tmp_path: Path) -> None:
    scan = ROOT / "samples" / "scans" / "cong-van.pdf"
    wanted = [part for name in ("hocr", "alto", "pdf") for part in ("--format", name)]
    result = run("convert", scan, "--pages", "2", *wanted, "-o", f"{tmp_path}/")
    assert result.returncode == 0, result.stderr
    assert {path.name for path in tmp_path.iterdir()} == {
        "cong-van.hocr", "cong-van.alto.xml", "cong-van.pdf"}
    assert (tmp_path / "cong-van.pdf").read_bytes().startswith(b"%PDF-")
    # what has places on a page keeps them when it is cleaned
    again = run("clean", tmp_path / "cong-van.hocr", "-o", tmp_path / "again.alto.xml")
    assert again.returncode == 0, again.stderr
    assert "<alto" in (tmp_path / "again.alto.xml").read_text(encoding="utf-8")


def test_unknown_format_is_refused(run: Run) -> None:
    assert_clear_refusal(run("convert", "a.pdf", "--format", "exe"), 2, "md, json, txt")


def test_tesseract_missing_is_said_with_the_remedy(run: Run, tmp_path: Path) -> None:
    scan = ROOT / "samples" / "scans" / "05-kl-tu.pdf"
    result = run("convert", scan, "--engine", "tesseract", env={"PATH": str(tmp_path)})
    assert_clear_refusal(result, 4, "Tesseract", "apt-get install")


def test_bug_is_one_line_and_exit_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(**_: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(cli, "app", broken)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert "ZeroDivisionError: oops" in capsys.readouterr().err


def test_ctrl_c_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "app", interrupted)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 130


def test_ctrl_c_that_typer_swallowed_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "app", lambda **_: 130)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 130
    assert capsys.readouterr().err.strip() in ("sohoa: interrupted", "sohoa: đã dừng")


# each page takes two calls: one for the page, one for its lines
KILLED_AT_THE_SECOND_PAGE = """#!/bin/bash
real=$(PATH=${PATH#*:} command -v tesseract)
case "$1" in --*) exec "$real" "$@";; esac
count=$(cat "$COUNT" 2>/dev/null || echo 0); echo $((count + 1)) > "$COUNT"
[ "$count" = 2 ] && kill -9 $$
exec "$real" "$@"
"""


OCR_TEXT = """KẾT LUẬN

HỘI NGHỊ LẦN THỨ SÁU

Rà soát, sáp xếp mạng lưới các cơ sở giáo dục trên địa bàn tỉnh; quan tâm chỉ đạo sắp xếp bộ máy.

Nơi nhận:
"""


def test_clean_reads_stdin_and_writes_markdown(run: Run) -> None:
    result = run("clean", "-", stdin=OCR_TEXT)
    assert result.returncode == 0, result.stderr
    assert "Rà soát, sắp xếp mạng lưới" in result.stdout


def test_no_correct_keeps_every_word(run: Run) -> None:
    assert "sáp xếp mạng lưới" in run("clean", "-", "--no-correct", stdin=OCR_TEXT).stdout


def test_check_writes_nothing_and_ends_with_10(run: Run, tmp_path: Path) -> None:
    result = run("clean", "-", "--check", "-o", tmp_path / "out.md", stdin=OCR_TEXT)
    assert result.returncode == 10
    assert list(tmp_path.iterdir()) == []
    assert run("clean", "-", "--check", "--no-correct", stdin=OCR_TEXT).returncode == 0


def test_explain_and_diff_tell_the_change(run: Run) -> None:
    explained = run("clean", "-", "--explain", stdin=OCR_TEXT).stdout
    assert "“sáp” → “sắp”" in explained
    assert "+Rà soát, sắp xếp" in run("clean", "-", "--diff", stdin=OCR_TEXT).stdout


def test_undo_gives_the_words_back(run: Run, tmp_path: Path) -> None:
    result = tmp_path / "out.json"
    assert run("clean", "-", "--format", "json", "-o", result, stdin=OCR_TEXT).returncode == 0
    assert "sáp xếp mạng lưới" in run("undo", result).stdout
    assert_clear_refusal(run("undo", ROOT / "README.md"), 3, "README.md")


SECRET = "TUYỆT MẬT\n\nTỈNH ỦY SÓC TRĂNG\n\n*\n\nSố 01-KL/TU\n\nKẾT LUẬN\n\nNội dung.\n"


def test_secrecy_mark_stops_before_any_text_is_written(run: Run, tmp_path: Path) -> None:
    result = run("clean", "-", "-o", tmp_path / "out.md", stdin=SECRET)
    assert_clear_refusal(result, 9, "--allow-secret")
    assert "Nội dung" not in result.stderr
    assert list(tmp_path.iterdir()) == []
    assert run("clean", "-", "--allow-secret", stdin=SECRET).returncode == 0


@pytest.mark.engine
def test_tesseract_killed_on_a_page_costs_only_that_page(run: Run, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "tesseract"
    program.parent.mkdir()
    program.write_text(KILLED_AT_THE_SECOND_PAGE, encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    result = run(
        "convert",
        ROOT / "samples" / "scans" / "05-kl-tu.pdf",
        *("--engine", "tesseract", "--pages", "2-4", "--format", "json"),
        *("-o", tmp_path / "out.json"),
        env={"PATH": f"{program.parent}:{os.environ['PATH']}", "COUNT": str(tmp_path / "count")},
    )
    assert result.returncode == 7, result.stderr
    assert "page 3" in result.stderr
    pages = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["pages"]
    assert [page["status"] for page in pages] == ["ok", "failed", "ok"]
    assert pages[1]["error"]


@pytest.mark.engine
def test_debug_images_show_what_was_read(run: Run, tmp_path: Path) -> None:
    scan = ROOT / "samples" / "scans" / "05-kl-tu.pdf"
    result = run("convert", scan, "--pages", "1", "-o", tmp_path / "out.md",
                 "--debug-images", tmp_path / "seen")
    assert result.returncode == 0, result.stderr
    names = {path.name for path in (tmp_path / "seen").iterdir()}
    assert {"page-001-read.png", "page-001-zones.png"} <= names


def test_own_language_model_decides(run: Run, tmp_path: Path) -> None:
    words = "Sân bay Cà Rốt đón khách. Sân bay Cà Rốt mở rộng. Tổng vốn của sân bay Cà Rốt tăng.\n"
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text(words * 50, "utf-8")
    model = tmp_path / "own.npz"
    assert run("lm", "build", texts, "-o", model).returncode == 0
    source = tmp_path / "in.txt"
    head = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    source.write_text(f"{head}\nSân bay Cà Rột đón khách. Tổng vốn của sân bay tăng.", "utf-8")
    assert run("clean", source, "--check").returncode == 0
    result = run("clean", source, "--model", model, "--diff")
    assert "Sân bay Cà Rốt đón khách" in result.stdout


def test_file_that_is_no_model_is_refused(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "in.txt"
    source.write_text("Điều 1. Phạm vi điều chỉnh", "utf-8")
    assert_clear_refusal(run("clean", source, "--model", source), 8, "lm build")


@pytest.mark.parametrize("args", [
    ("--lang", "vi", "--json-log", "convert", "none.pdf"),
    ("convert", "none.pdf", "--lang", "vi", "--json-log"),
    ("convert", "--lang=vi", "none.pdf", "--json-log"),
])
def test_common_options_stand_anywhere(run: Run, args: tuple[str, ...]) -> None:
    said = run(*args)
    assert said.returncode == 3
    assert "Không có tệp" in json.loads(said.stderr)["message"]


def test_what_stands_behind_two_dashes_is_a_file(run: Run) -> None:
    said = run("convert", "--", "-q")
    assert said.returncode == 3
    assert "-q" in said.stderr


@pytest.mark.parametrize("args", [("convert", "none.pdf", "--lang"), ("--lang",)])
def test_language_without_a_name_takes_no_other_word(run: Run, args: tuple[str, ...]) -> None:
    said = run(*args)
    assert said.returncode == 2
    assert "--lang" in said.stderr
    assert "No such command" not in said.stderr


def test_unknown_language_is_refused(run: Run) -> None:
    assert_clear_refusal(run("convert", "none.pdf", "--lang", "fr"), 2, "'fr'", "en or vi")


def test_format_that_can_not_be_made_does_not_keep_others_from_being_written(
    run: Run, tmp_path: Path
) -> None:
    scan = tmp_path / "a.pdf"
    content = (ROOT / "samples" / "scans" / "quyet-dinh.pdf").read_bytes()
    # PDFium believes the count, and so sees a page less than there are
    scan.write_bytes(content.replace(b"/Count 4", b"/Count 3"))
    result = run("convert", scan, "-o", f"{tmp_path}/out/", "--format", "pdf", "--format", "txt")
    assert_clear_refusal(result, 3, "a.pdf", "number of pages")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.txt"]
