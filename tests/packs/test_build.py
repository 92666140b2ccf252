"""A pack as files: their names, what may not be made, and the same from the same."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from packs import build
from packs.content import Pack
from packs.pictures import Pictures
from tests.packs.sample_pack import one_page, pack

EVERY = build.formats_of(build.FORMATS)


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return dict(build.files_of(pack(), EVERY))


def test_packs_are_named_after_their_board(files: dict[str, bytes]) -> None:
    single = {name for name in files if "/" not in name}
    assert single == {
        *(f"scrutiny.{end}" for end in ("pptx", "pdf", "docx", "xlsx", "html")),
        "scrutiny_report.docx",
        "scrutiny.csv",
        "scrutiny.csv-metadata.json",
        "scrutiny_tidy.csv",
        "scrutiny_tidy.meta.csv",
    }


def test_a_picture_of_made_up_records_says_so_in_its_name(files: dict[str, bytes]) -> None:
    pictures = sorted(name for name in files if name.startswith("scrutiny_png/"))
    assert pictures == [
        "scrutiny_png/01_a_measure_trend.png",
        "scrutiny_png/03_a_measure_together.png",
        "scrutiny_png/04_a_measure_control.png",
        "scrutiny_png/ILLUSTRATIVE_02_a_measure_parts.png",
    ]


def test_the_same_pack_makes_the_same_files(files: dict[str, bytes]) -> None:
    again = dict(build.files_of(pack(), EVERY))
    assert [name for name in files if files[name] != again[name]] == []


def test_made_up_records_become_public_only_where_that_is_asked_for() -> None:
    public = pack("public")
    with pytest.raises(build.NotAllowed, match="--allow-sample"):
        list(build.files_of(public, build.formats_of(["csv"])))
    assert list(build.files_of(public, build.formats_of(["csv"]), allow_sample=True))


def test_pictures_of_a_pack_without_figures_are_refused_and_not_made_of_nothing() -> None:
    tables = one_page(3)
    with pytest.raises(build.NotAllowed, match="no figure to draw"):
        list(build.files_of(tables, build.formats_of(["png", "svg"])))
    made = dict(build.files_of(tables, build.formats_of(["png", "csv"])))
    assert "summary.csv" in made


def test_a_public_pack_bears_no_stamp_and_no_name() -> None:
    made = dict(build.files_of(pack("public"), build.formats_of(["html"]), allow_sample=True))
    page = made["scrutiny.html"].decode()
    assert "Schedule 12A" not in page
    assert "Councillor A. Example" not in page


def test_a_pack_with_nothing_in_it_is_not_made() -> None:
    with pytest.raises(build.NotAllowed, match="no figure"):
        list(build.files_of(replace(pack(), sections=()), build.formats_of(["csv"])))


def test_an_unknown_format_is_named_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"odt.*pptx"):
        build.formats_of(["pptx", "odt"])


def test_progress_goes_from_nothing_to_all() -> None:
    told: list[float] = []
    list(build.files_of(pack(), build.formats_of(["csv", "svg"]), progress=_kept(told)))
    assert told == [0.0, 0.0, 0.5, 1.0]


def _kept(told: list[float]) -> build.Progress:
    def keep(share: float, text: str) -> None:
        assert text
        told.append(share)

    return keep


def test_files_are_written_complete_under_their_folder(tmp_path: Path) -> None:
    written = build.write_files([("a.csv", b"1"), ("a_png/1.png", b"2")], tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in written] == ["a.csv", "a_png/1.png"]
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["1.png", "a.csv"]


def test_many_files_of_a_format_come_as_one_archive() -> None:
    files = [("scrutiny.csv", b"1"), ("scrutiny_png/01.png", b"2"), ("scrutiny_png/02.png", b"3")]
    bundled = build.bundled(files)
    assert sorted(bundled) == ["scrutiny.csv", "scrutiny_png.zip"]
    with zipfile.ZipFile(io.BytesIO(bundled["scrutiny_png.zip"])) as archive:
        assert archive.namelist() == ["01.png", "02.png"]


def test_every_mark_of_a_pack_is_in_each_format_of_words(files: dict[str, bytes]) -> None:
    made: Pack = pack()
    text = files["scrutiny.html"].decode()
    assert all(mark.split(":")[0] in text for mark in made.marks)
    assert Pictures().svg(made.exhibits[1].figure, dressed=True).count("ILLUSTRATIVE") >= 1
