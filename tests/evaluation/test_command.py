"""`sohoa eval`: pairs, reports, exit codes."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
import typer
from PIL import Image
from typer.testing import CliRunner

from evaluation import run as run_module
from evaluation.command import eval_command
from evaluation.pairs import find_pairs
from ocr.errors import AppError, EngineMissingError, ExitCode, InputError, OutputError

ROOT = Path(__file__).parent.parent.parent

REFERENCE = Path(__file__).parent / "cases" / "reference"
TRUTH, OUT = REFERENCE / "truth", REFERENCE / "out"

app = typer.Typer()
app.command("eval")(eval_command)


@pytest.fixture
def delivery(tmp_path: Path) -> tuple[Path, Path]:
    """Truth and outputs of two documents, both complete, with the scan of one."""
    truth, out = tmp_path / "truth", tmp_path / "out"
    shutil.copytree(TRUTH, truth)
    shutil.copytree(OUT, out)
    (truth / "thieu.json").unlink()
    facts = json.loads((out / "kl05.json").read_text("utf-8"))
    facts["source"] = {"file": "scans/kl05.png"}
    (out / "kl05.json").write_text(json.dumps(facts), "utf-8")
    Image.new("RGB", (400, 560), "#fdf6e3").save(out / "kl05.png")
    return truth, out


def run(*arguments: object) -> tuple[str, BaseException | None]:
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    if result.exception is not None and not isinstance(result.exception, AppError | SystemExit):
        raise result.exception
    return result.stdout, result.exception


def test_table_shows_figures_with_numerator_and_denominator(delivery: tuple[Path, Path]) -> None:
    text, error = run(*delivery)
    assert error is None
    assert "Characters wrong (CER)" in text
    assert "/4286" in text
    assert [line.split()[0] for line in text.splitlines()[-3:]] == ["kl05", "qd12", "Total"]


def test_table_speaks_vietnamese(delivery: tuple[Path, Path]) -> None:
    text, _ = run(*delivery, "--lang", "vi")
    assert "Âm tiết chỉ sai dấu" in text
    assert "Characters" not in text


def test_json_report_holds_documents_and_total(delivery: tuple[Path, Path]) -> None:
    text, _ = run(*delivery, "--format", "json")
    report = json.loads(text)
    documents = report["documents"]
    assert [d["name"] for d in documents] == ["kl05", "qd12"]
    for key in ("count", "of"):
        summed = sum(d["text"]["cer"][key] for d in documents)
        assert report["total"]["text"]["cer"][key] == summed
    assert report["foldings"] == ["tone_placement", "punctuation", "case", "marks"]


def test_missing_output_counts_as_lost_and_is_named() -> None:
    text, error = run(TRUTH, OUT, "--format", "json")
    report = json.loads(text)
    assert report["missing"] == ["thieu"]
    assert report["total"]["text"]["cer"]["of"] == 4304
    assert isinstance(error, InputError)
    assert "thieu.json" in str(error)


def test_output_without_truth_is_told_but_no_error(delivery: tuple[Path, Path]) -> None:
    truth, out = delivery
    (out / "thua.md").write_text("Văn bản thừa.\n", "utf-8")
    text, error = run(truth, out)
    assert error is None
    assert text.endswith("Outputs without truth: thua\n")


@pytest.mark.parametrize(
    ("truth", "output", "named"),
    [
        ("nowhere", OUT, "nowhere"),
        (TRUTH, "nowhere", "nowhere"),
        (TRUTH, OUT / "kl05.md", "truth"),
        (OUT.parent.parent, OUT, "cases"),
        (TRUTH, OUT.parent, "reference"),
    ],
)
def test_mismatched_inputs_are_refused_by_name(
    truth: str | Path, output: str | Path, named: str
) -> None:
    text, error = run(truth, output)
    assert text == ""
    assert isinstance(error, InputError)
    assert error.exit_code == ExitCode.INPUT
    assert Path(error.file or "").name == named


def test_malformed_file_in_folder_is_refused_by_name(delivery: tuple[Path, Path]) -> None:
    truth, out = delivery
    (out / "qd12.json").write_text('{"schema_version": "1", "sections": 7}', "utf-8")
    text, error = run(truth, out)
    assert text == ""
    assert isinstance(error, InputError)
    assert error.file == str(out / "qd12.json")
    assert "sections is not a list" in str(error)


def test_folder_against_itself_is_perfect(delivery: tuple[Path, Path]) -> None:
    _, out = delivery
    report = json.loads(run(out, out, "--format", "json")[0])
    total = report["total"]
    assert total["text"]["wer"]["percent"] == total["paragraphs"]["spurious"]["percent"] == 0
    paragraphs = total["paragraphs"]
    assert paragraphs["intact"]["percent"] == paragraphs["order"]["percent"] == 100
    assert total["sections"]["sec_f1"]["percent"] == 100
    assert total["metadata"]["meta_all"]["percent"] == 100


def test_read_option_chooses_among_formats(delivery: tuple[Path, Path]) -> None:
    truth, out = delivery
    (out / "qd12.txt").write_text("Quyết định\n", "utf-8")
    (out / "kl05.txt").write_text("Kết luận\n", "utf-8")
    chosen = {kind: find_pairs(truth, out, kind)[0] for kind in ("txt", "md", "json")}
    assert {kind: p.output and p.output.suffix for kind, p in chosen.items()} == {
        "txt": ".txt", "md": ".md", "json": ".json"
    }
    assert chosen["txt"].facts is None
    assert chosen["md"].facts == out / "kl05.json"


def test_report_file_is_never_overwritten_unasked(
    delivery: tuple[Path, Path], tmp_path: Path
) -> None:
    report = tmp_path / "report.txt"
    report.write_text("mine", "utf-8")
    error = run(*delivery, "-o", report)[1]
    assert isinstance(error, OutputError)
    assert report.read_text("utf-8") == "mine"
    assert run(*delivery, "-o", report, "--force")[1] is None
    assert "CER" in report.read_text("utf-8")
    assert isinstance(run(*delivery, "-o", report / "no.txt")[1], OutputError)


def test_missing_libraries_are_told_with_the_command(
    delivery: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_module, "find_spec", lambda name: None if name == "edlib" else object())
    error = run(*delivery)[1]
    assert isinstance(error, EngineMissingError)
    assert "python -m pip install edlib" in str(error)


class Tags(HTMLParser):
    """Counts tags, and checks that every one is closed."""

    VOID = frozenset({"meta", "img", "input", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: dict[str, int] = {}
        self.sources: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen[tag] = self.seen.get(tag, 0) + 1
        self.sources += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", ["en", "vi"])
def test_html_is_one_whole_file(delivery: tuple[Path, Path], language: str) -> None:
    text, error = run(*delivery, "--format", "html", "--lang", language)
    assert error is None
    assert "{{" not in text
    tags = Tags()
    tags.feed(text)
    assert tags.open == []
    assert tags.seen["details"] == 2
    assert tags.seen["img"] == 1
    assert all(source.startswith(("#", "data:image/webp;base64,")) for source in tags.sources)


def test_html_escapes_what_was_read(delivery: tuple[Path, Path]) -> None:
    truth, out = delivery
    path = out / "qd12.md"
    path.write_text(path.read_text("utf-8") + "\n<script>alert('x')</script>\n", "utf-8")
    text, _ = run(truth, out, "--format", "html")
    assert "alert(" in text
    assert "<script>alert" not in text


@pytest.mark.slow
def test_thousand_pages_are_fast_and_small(tmp_path: Path) -> None:
    """500 documents of two pages, as many characters per page as a full typed page holds."""
    truth, out = tmp_path / "truth", tmp_path / "out"
    truth.mkdir()
    out.mkdir()
    for number in range(500):
        shutil.copy(TRUTH / "kl05.json", truth / f"d{number}.json")
        for suffix in ("md", "json"):
            shutil.copy(OUT / f"kl05.{suffix}", out / f"d{number}.{suffix}")
    code = (
        "import sys; from pathlib import Path; from evaluation.command import *;"
        "from tests.peak import own_peak_mib;"
        "make_report(Path(sys.argv[1]), Path(sys.argv[2]), ReportFormat.HTML);"
        "print(own_peak_mib())"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-c", code, str(truth), str(out)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 30
    assert int(done.stdout.splitlines()[-1]) < 300
