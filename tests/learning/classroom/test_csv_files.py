"""A teacher's CSV files: whatever separates the cells, and however the text is encoded."""

from __future__ import annotations

from pathlib import Path

import pytest

from iamsim.learning.classroom import csv_files
from iamsim.learning.classroom.csv_files import csv_rows, read_csv
from iamsim.learning.classroom.submissions import SubmissionError

ROWS = [(1, ["name", "note, short"]), (3, ["Gül Öz", "a;b"]), (5, ["Ben", "two lines"])]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_excel_and_libreoffice_write_is_read(tmp_path: Path, separator: str, encoding: str, newline: str) -> None:
    lines = [f'name{separator}"note, short"', separator, f'Gül Öz{separator}"a;b"', f'Ben{separator}"two\nlines"', ""]
    (tmp_path / "x.csv").write_bytes(newline.join(lines).encode(encoding))
    assert csv_rows(read_csv(tmp_path / "x.csv"), "x.csv") == ROWS


def test_an_empty_file_has_no_rows() -> None:
    assert csv_rows("", "x.csv") == csv_rows("\n;;\n", "x.csv") == []


WRONG = [
    pytest.param("Gül".encode("cp1252"), "x.csv: no text in UTF-8; save it as “CSV UTF-8”, as Excel and LibreOffice call it", id="an older encoding"),
    pytest.param(b"PK\x03\x04\xff\xfe", "x.csv: no text in UTF-8; save it as “CSV UTF-8”, as Excel and LibreOffice call it", id="a workbook"),
    pytest.param(b"a" * 101, "x.csv: more than 100 bytes; expected a table of a class", id="too large"),
    pytest.param(None, "x.csv: no such file or directory", id="not there"),
]


@pytest.mark.parametrize(("content", "error"), WRONG)
def test_what_cannot_be_read_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, error: str) -> None:
    monkeypatch.setattr(csv_files, "MAX_BYTES", 100)
    if content is not None:
        (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(SubmissionError) as caught:
        read_csv(tmp_path / "x.csv")
    assert str(caught.value) == error


def test_a_cell_without_end_is_no_csv() -> None:
    with pytest.raises(SubmissionError, match=r"^x\.csv: no CSV: field larger than field limit"):
        csv_rows('a,b\n"' + "x" * 200_000, "x.csv")
