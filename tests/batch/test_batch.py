"""Batches from beginning to end: what is done, what is redone, what is listed."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

import cli
from batch import run as run_module
from batch.api import Ways, ledger_path, opened, prepare, run_batch, settings_for, work
from batch.ledger import FileRow, Ledger
from batch.run import Progress, Settings
from batch.verify import Proof, verify
from cleanup.lm import save
from cleanup.lm.build import build
from ocr.errors import ConfigurationError, OutputError, UsageError
from tests.batch import trees

WAYS = Ways(jobs=1)


def settings(tmp_path: Path, **values: object) -> Settings:
    return settings_for(replace(
        Settings(source=str(tmp_path / "in"), output=str(tmp_path / "out"), engine="null"),
        **values))  # type: ignore[arg-type]  # names of its own fields


def rows(made: Settings) -> dict[str, FileRow]:
    with opened(made, WAYS) as ledger:
        return {row.path: row for row in ledger.files()}


def proof(made: Settings) -> Proof:
    with opened(made, WAYS) as ledger:
        return verify(ledger, made.recipe, made.output)


@pytest.fixture
def small(tmp_path: Path) -> Settings:
    (tmp_path / "in").mkdir()
    for number in range(3):
        (tmp_path / "in" / f"{number}.pdf").write_bytes(trees.document(number))
    return settings(tmp_path)


def test_tree_with_everything_in_it(tmp_path: Path) -> None:
    good, bad = trees.make_tree(tmp_path / "in", 12)
    made = settings(tmp_path)
    progress = run_batch(made, WAYS)
    found = rows(made)
    states = [row.state for row in found.values()]
    assert states.count("done") == good
    assert states.count("failed") == bad
    assert states.count("skipped") == 1
    assert progress.files_done == good + bad
    assert all(row.error and row.error["vi"] for row in found.values() if row.state == "failed")
    assert len(trees.outputs(tmp_path / "out")) == 2 * good
    result = proof(made)
    assert result.problems == []
    assert result.holds
    assert result.files == good + bad


def test_second_run_does_nothing(small: Settings) -> None:
    assert run_batch(small, WAYS).read_now == 6
    before = trees.outputs(Path(small.output))
    times = {path: path.stat().st_mtime_ns for path in Path(small.output).glob("*.md")}
    assert run_batch(small, WAYS).read_now == 0
    assert trees.outputs(Path(small.output)) == before
    assert times == {path: path.stat().st_mtime_ns for path in Path(small.output).glob("*.md")}


def test_last_words_tell_what_an_earlier_run_wrote(
    small: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    said = []
    for options in ([], [], ["--fresh"]):
        cli.app(["batch", small.source, small.output, "--jobs", "1", *options],
                standalone_mode=False)
        said.append(capsys.readouterr().err.splitlines()[-1].split(",")[0])
    assert said == ["3 files written", "3 files written (3 of them before)", "3 files written"]


def test_fresh_run_does_all_again(small: Settings) -> None:
    run_batch(small, WAYS)
    assert run_batch(small, Ways(fresh=True)).read_now == 6


def test_another_language_model_makes_texts_anew_without_reading(
    small: Settings, tmp_path: Path
) -> None:
    run_batch(small, WAYS)
    before = rows(small)
    model = tmp_path / "own.npz"
    save(build(["Điều 1. Ủy ban nhân dân tỉnh ban hành quyết định.\n" * 5]), model)
    own = settings(tmp_path, model=str(model))
    assert run_batch(own, WAYS).read_now == 0
    assert proof(own).holds
    assert {row.made_with for row in rows(own).values()}.isdisjoint(
        row.made_with for row in before.values())


def test_what_is_no_language_model_is_refused_before_any_page(tmp_path: Path) -> None:
    (tmp_path / "no.npz").write_bytes(b"no model")
    with pytest.raises(ConfigurationError):
        settings(tmp_path, model=str(tmp_path / "no.npz"))
    assert not (tmp_path / "out").exists()


def test_changed_file_is_read_again_and_no_other(small: Settings) -> None:
    run_batch(small, WAYS)
    (Path(small.source) / "1.pdf").write_bytes(trees.document(77, 3))
    assert run_batch(small, WAYS).read_now == 3
    assert proof(small).pages_out == 7
    written = json.loads((Path(small.output) / "1.json").read_text(encoding="utf-8"))
    assert written["source"]["pages"] == 3


def test_new_format_reads_no_page_again(small: Settings) -> None:
    run_batch(small, WAYS)
    more = replace(small, formats=("md", "json", "txt"))
    assert run_batch(more, WAYS).read_now == 0
    assert len(list(Path(small.output).glob("*.txt"))) == 3


def test_searchable_pdfs_hold_all_pages(small: Settings) -> None:
    more = replace(small, formats=("pdf", "alto", "hocr"))
    assert run_batch(more, WAYS).files_done == 3
    output = Path(small.output)
    names = {path.name for path in output.iterdir() if path.is_file()}
    assert names == {f"{n}.{end}" for n in range(3) for end in ("pdf", "alto.xml", "hocr")}
    result = proof(more)
    assert result.holds
    assert (result.pages_in, result.pages_out) == (6, 6)


def test_new_engine_version_reads_all_pages_again(small: Settings) -> None:
    run_batch(small, WAYS)
    assert run_batch(replace(small, engine_version="next"), WAYS).read_now == 6


def test_removed_output_is_made_again_without_reading(small: Settings) -> None:
    run_batch(small, WAYS)
    (Path(small.output) / "2.md").unlink()
    assert not proof(small).holds
    assert run_batch(small, WAYS).read_now == 0
    assert proof(small).holds


def test_copy_is_recognised_once_and_linked(small: Settings) -> None:
    (Path(small.source) / "bản sao.pdf").write_bytes(trees.document(1))
    assert run_batch(small, WAYS).read_now == 6
    found = rows(small)
    assert found["bản sao.pdf"].same_as == found["1.pdf"].id
    assert (Path(small.output) / "bản sao.md").exists()
    assert proof(small).pages_in == 8


def test_outputs_of_one_name_do_not_meet(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.doc").write_bytes(b"\xd0\xcf\x11\xe0 no scan")
    (tmp_path / "in" / "a.pdf").write_bytes(trees.document(1))
    (tmp_path / "in" / "a.tif").write_bytes(trees.document(2))
    run_batch(settings(tmp_path), WAYS)
    assert sorted(trees.outputs(tmp_path / "out")) == ["a.json", "a.md", "a.tif.json", "a.tif.md"]


def test_output_below_input_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").write_bytes(trees.document(1))
    made = settings(tmp_path, output=str(tmp_path / "in" / "out"))
    run_batch(made, WAYS)
    (tmp_path / "in" / "out" / "copy.pdf").write_bytes(trees.document(2))
    run_batch(made, WAYS)
    assert list(rows(made)) == ["a.pdf"]


def test_same_folder_for_both_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        settings(tmp_path, output=str(tmp_path / "in"))


def test_removed_input_keeps_its_output(small: Settings) -> None:
    run_batch(small, WAYS)
    (Path(small.source) / "0.pdf").unlink()
    run_batch(small, WAYS)
    assert rows(small)["0.pdf"].state == "done"
    assert proof(small).holds


def test_stop_on_error_stops_and_the_next_run_goes_on(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "0.pdf").write_bytes(b"")
    for number in range(1, 8):
        (tmp_path / "in" / f"{number}.pdf").write_bytes(trees.document(number, 1))
    made = settings(tmp_path, stop_on_error=True)
    run_batch(made, WAYS)
    open_files = [row for row in rows(made).values() if row.state in ("new", "reading")]
    assert open_files
    assert not proof(made).holds
    run_batch(replace(made, stop_on_error=False), WAYS)
    assert proof(made).holds


def test_format_that_can_not_be_made_costs_no_other(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").write_bytes(trees.document(0).replace(b"/Count 2", b"/Count 3"))
    made = settings(tmp_path, formats=("pdf", "md"))
    assert run_batch(made, WAYS).failures == 2      # the page that is not there, and the format
    (row,) = rows(made).values()
    assert (row.state, list(row.outputs)) == ("partial", ["a.md"])
    assert row.error is not None
    assert "number of pages" in row.error["en"]
    assert proof(made).holds


def test_searchable_pdf_of_a_file_whose_name_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / os.fsdecode(b"kh\xf4ng.pdf")).write_bytes(trees.document(0))
    made = settings(tmp_path, formats=("pdf",))
    run_batch(made, WAYS)
    assert [row.state for row in rows(made).values()] == ["done"]


def test_second_run_at_the_same_time_is_refused(small: Settings) -> None:
    with opened(small, WAYS), pytest.raises(OutputError, match="another run"), opened(small, WAYS):
        pass


def test_failed_page_of_a_file_is_listed_and_the_others_written(tmp_path: Path) -> None:
    from tests.ocr.source import making

    (tmp_path / "in").mkdir()
    frames = making.tiff_bytes([making.writing()] * 3, compression="tiff_deflate")
    middle = len(frames) // 2
    (tmp_path / "in" / "fax.tif").write_bytes(
        frames[:middle - 200] + b"\x55" * 400 + frames[middle + 200:])
    made = settings(tmp_path)
    progress = run_batch(made, WAYS)
    assert progress.failures == 1
    assert rows(made)["fax.tif"].state == "partial"
    result = proof(made)
    assert (result.pages_in, result.pages_out, result.pages_failed) == (3, 2, 1)
    assert result.holds
    written = json.loads((tmp_path / "out" / "fax.json").read_text(encoding="utf-8"))
    assert [page["status"] for page in written["pages"]].count("failed") == 1


def test_full_disk_stops_cleanly_and_the_next_run_goes_on(
    small: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    space = 3

    def full(handle: int) -> None:
        nonlocal space
        space -= 1
        if space < 0:
            raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OutputError, match="disk is full"):
            run_batch(small, WAYS)
    assert len(trees.outputs(Path(small.output))) == 3
    run_batch(small, WAYS)
    assert proof(small).holds
    assert len(trees.outputs(Path(small.output))) == 6


def test_full_ledger_stops_cleanly_and_the_next_run_goes_on(small: Settings) -> None:
    with pytest.raises(OutputError, match="disk is full"):
        grow(small)
    run_batch(small, WAYS)
    assert proof(small).holds


def _fail_after_rollback(ledger: Ledger) -> None:
    with ledger.transaction():
        ledger._db.execute("ROLLBACK")  # as SQLite does by itself on some errors
        message = "no room"
        raise OSError(message)


def test_cause_is_named_where_the_database_has_rolled_back_itself(small: Settings) -> None:
    with opened(small, WAYS) as ledger:
        with pytest.raises(OSError, match="no room"):
            _fail_after_rollback(ledger)
        with ledger.transaction():
            ledger.set_setting("a", "b")
        assert ledger.setting("a") == "b"


def test_damaged_ledger_is_named(small: Settings) -> None:
    run_batch(small, WAYS)
    ledger_path(small.output).write_bytes(b"no database at all" * 100)
    with pytest.raises(OutputError, match="ledger is damaged"):
        run_batch(small, WAYS)
    assert run_batch(small, Ways(fresh=True)).files_done == 3


def grow(made: Settings) -> None:
    """More and more files, until there is no room for them in the ledger."""
    with opened(made, WAYS) as ledger:
        size = ledger._db.execute("PRAGMA page_count").fetchone()[0]
        ledger._db.execute(f"PRAGMA max_page_count={size + 1}")
        for number in range(50):
            prepare(ledger, made, WAYS)
            work(ledger, made, WAYS)
            (Path(made.source) / f"x{number}.pdf").write_bytes(trees.document(100 + number, 3))


def test_poison_page_is_set_aside_after_two_workers(
    small: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine of page 2 of one file kills its worker; the first time and the second."""
    bad = FileSha(Path(small.source) / "1.pdf").value
    original = run_module.Run._submit

    def submit(self, what, request, payload=()):  # type: ignore[no-untyped-def]
        if request["task"] == "read" and request["sha256"] == bad and request["page"] == 2:
            request = {"task": "call", "function": "tests.batch.faults:die", "arguments": [9]}
        return original(self, what, request, payload)

    monkeypatch.setattr(run_module.Run, "_submit", submit)
    progress = run_batch(small, WAYS)
    assert progress.failures == 1
    with opened(small, WAYS) as ledger:
        page = ledger.page(bad, small.recipe, 2)
    assert (page.state, page.lost) == ("poison", 2)
    assert "SIGKILL" in (page.error or "")
    assert rows(small)["1.pdf"].state == "partial"
    assert proof(small).holds
    monkeypatch.undo()
    assert run_batch(small, Ways(retry_failed=True)).read_now == 1
    assert rows(small)["1.pdf"].state == "done"


class FileSha:
    def __init__(self, path: Path) -> None:
        import hashlib

        self.value = hashlib.sha256(path.read_bytes()).hexdigest()


def test_verify_sees_a_changed_output_and_a_changed_ledger(small: Settings) -> None:
    run_batch(small, WAYS)
    place = Path(small.output) / "1.md"
    place.write_text(place.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert proof(small).problems == ["1.md: changed since it was written"]
    with opened(small, WAYS) as ledger:
        ledger._db.execute("UPDATE page SET payload=x'00' WHERE number=1")
        ledger._db.execute("DELETE FROM page WHERE number=2")
    problems = " ".join(proof(small).problems)
    assert "ledger damaged" in problems
    assert "lacks pages" in problems


def test_main_process_stays_small_over_many_rows(tmp_path: Path) -> None:
    import resource

    ledger = Ledger(tmp_path / "ledger.sqlite")
    with ledger.transaction():
        for number in range(20_000):
            file_id = ledger.add_file(f"{number:06}.pdf", 1, "1")
            ledger.set_file(file_id, state="done", sha256=f"{number}", pages=5)
            ledger.add_pages(f"{number}", "r", 5)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert sum(1 for _ in ledger.files()) == 20_000
    assert sum(len(ledger.pages(row.sha256 or "", "r")) for row in ledger.files()) == 100_000
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ledger.close()
    assert after - before < 30 * 1024


def test_progress_counts_what_earlier_runs_did(small: Settings) -> None:
    seen: list[Progress] = []
    run_batch(small, WAYS)
    (Path(small.source) / "9.pdf").write_bytes(trees.document(9, 1))
    final = run_batch(small, WAYS, lambda progress: seen.append(replace(progress)))
    assert (final.pages_done, final.pages, final.files_done, final.files) == (7, 7, 4, 4)
    assert seen


def test_ledger_of_a_store_lies_in_the_state_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert ledger_path("s3://bucket/out").is_relative_to(tmp_path)
