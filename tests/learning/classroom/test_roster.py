"""A class's roster: any columns, any of the usual separators, and whose a submission is."""

from __future__ import annotations

from pathlib import Path

import pytest

from iamsim.learning.classroom.roster import Roster, learner_key
from iamsim.learning.classroom.submissions import SubmissionError

MOODLE = "\ufeffIdentifier,Full name,Email address,Status,Grade\nParticipant 17,Ana Lee,ana@x.org,,\nParticipant 18,Ben Ng,ben@x.org,,\n"
CANVAS = 'Student,ID,SIS User ID,SIS Login ID,Section,Quiz (4)\n    Points Possible,,,,,10\n"Lee, Ana",17,S1,ana1,A,\n"Ng, Ben",18,S2,ben1,A,\n'
OWN = "First name;Last name;Number\nAna;Lee;17\nBen;Ng;18\n"

# As lib/gradebook_exporter.rb of Canvas writes it where grades of an assignment are hidden.
CANVAS_HIDDEN = 'Student,ID,SIS User ID,SIS Login ID,Section,Quiz (4),Final Points\n,,,,,Manual Posting,\n    Points Possible,,,,,10,(read only)\n"Lee, Ana Maria",17,S1,ana1,A,18,17\n"Ng, Ben",18,S2,ben1,A,5,9\n"Student, Test",99,,x1,A,,0\n'
WORKSHEET = (
    "Identifier,Full name,Email address,Status,Group,Grade,Maximum grade,Last modified (grade)\n"
    "Participant 17,Ana Lee,ana@x.org,Submitted,Group 3,99,100,-\nParticipant 18,Ben Ng,ben@x.org,,Group 4,17,100,-\n"
)
MATRIKEL = "Nachname;Vorname;Matrikel;Punkte\nLee;Ana;17;9\nNg;Ben;18;17,5\n"

FOUND = [
    pytest.param(MOODLE, ("17",), 0, id="Moodle's number"),
    pytest.param(MOODLE, ("", "BEN@x.org"), 1, id="an e-mail address"),
    pytest.param(MOODLE, ("99", "ben  ng"), 1, id="a name where the number is unknown"),
    pytest.param(CANVAS, ("17",), 0, id="Canvas' number"),
    pytest.param(CANVAS, ("", "", "ngben"), 1, id="the name in Canvas' files"),
    pytest.param(CANVAS, ("", "Ben Ng"), 1, id="a name the other way round"),
    pytest.param(CANVAS, ("", "ana1"), 0, id="a login"),
    pytest.param(OWN, ("", "lee, ana"), 0, id="of two columns"),
    pytest.param(CANVAS, ("A",), None, id="what several lines have"),
    pytest.param(OWN, ("", "", ""), None, id="nothing to find it by"),
    pytest.param(OWN, ("Zoe",), None, id="not on it"),
    pytest.param(CANVAS_HIDDEN, ("18",), 1, id="Canvas' number, and not somebody's points"),
    pytest.param(CANVAS_HIDDEN, ("5",), None, id="points are no number of a learner"),
    pytest.param(CANVAS_HIDDEN, ("", "Ana Maria Lee"), 0, id="two first names"),
    pytest.param(CANVAS_HIDDEN, ("", "leeanamaria"), 0, id="two first names in Canvas' files"),
    pytest.param(WORKSHEET, ("17",), 0, id="Moodle's number, and not somebody's grade"),
    pytest.param(WORKSHEET, ("99",), None, id="a grade is no number of a learner"),
    pytest.param(WORKSHEET, ("3",), None, id="a group is no number of a learner"),
    pytest.param(MATRIKEL, ("18",), 1, id="a number under a name of another language"),
    pytest.param('Name,Group\n"Lee, Ana",A\n"Ng, Ben",A\n', ("ben ng",), 1, id="a column of Last, First"),
    pytest.param("Name\nLee, Ana\nNg, Ben\n", ("ben ng",), 1, id="a column of Last, First without quotes"),
    pytest.param("sep=;\nName;Mail\nLee, Ana;a@x.org\nNg, Ben;b@x.org\n", ("b@x.org",), 1, id="a line for Excel"),
    pytest.param("Name\nZoe\u0308\nBen\n", ("zo\xeb",), 0, id="a name as macOS writes it"),
    pytest.param("Name\nAna\xa0Lee\n\u202aBen\u202c Ng\n", ("Ben Ng",), 1, id="marks that nobody sees"),
    pytest.param("Name;Kurs\nAna;1\nAna;1\nBen;2\n", ("ana",), 0, id="a line that is there twice"),
    pytest.param("\ufeffИмя;Почта\r\n\r\nАна Ли;a@x.org\r\n;\r\nБен Нг;b@x.org\r\n", ("БЕН нг",), 1, id="Cyrillic, with empty rows"),
]


@pytest.mark.parametrize(("text", "words", "line"), FOUND)
def test_whose_a_submission_is(text: str, words: tuple[str, ...], line: int | None, tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text(text, encoding="utf-8")
    roster = Roster.read(tmp_path / "roster.csv")
    assert len(roster.lines) == 2
    assert roster.line_of(*words) == line


def test_a_name_of_several_lines_is_shared() -> None:
    roster = Roster.parse("name,number\nAna Lee,17\nAna Lee,18\n")
    assert [roster.is_shared(word) for word in ("ana lee", "17", "", "Zoe")] == [True, False, False, False]


def test_a_name_is_the_full_one() -> None:
    assert [Roster.parse(text).name_of(1) for text in (MOODLE, CANVAS, OWN, "Number,Note\n1,a\n2,b\n")] == ["Ben Ng", "Ben Ng", "Ben Ng", "2"]


BAD = [
    pytest.param("", "roster.csv: expected a line of column names and one a learner, found nothing", id="empty"),
    pytest.param("name\n", "roster.csv: expected a line of column names and one a learner, found 1 line", id="no learner"),
    pytest.param('a,b\n"' + "x" * 200_000 + "\n", "roster.csv: no CSV: field larger than field limit (131072)", id="no CSV"),
]


@pytest.mark.parametrize(("text", "error"), BAD)
def test_what_is_no_roster_says_why(text: str, error: str) -> None:
    with pytest.raises(SubmissionError) as caught:
        Roster.parse(text)
    assert str(caught.value) == error


def test_a_roster_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(SubmissionError, match=r"^r\.csv: no text in UTF-8"):
        Roster.read(tmp_path / "r.csv")


HEADS = [
    pytest.param("name", True, id="a name"),
    pytest.param("Nachname;Vorname;Kurs 3", True, id="German"),
    pytest.param("Apellido(s);Dirección de correo", True, id="Spanish"),
    pytest.param("week,2,ID number", True, id="a number among the columns"),
    pytest.param("Ana Lee", False, id="a list of names"),
    pytest.param("Lee,Ana,17", False, id="a number"),
    pytest.param("Lee,Ana,ana@mail.org", False, id="an e-mail address"),
    pytest.param("17,name@x.org", False, id="an e-mail address that has a column's name in it"),
    pytest.param("Ana,Nomi,Identa", False, id="names that begin like a column's"),
    pytest.param("姓名,邮箱\nBen,ben@x.org", True, id="any language, an e-mail address below"),
    pytest.param("Ad;Soyad;Numara\nBen;Ng;18", True, id="any language, a number below"),
    pytest.param("Ana;Lee\nBen;Ng", False, id="names alone"),
]


@pytest.mark.parametrize(("first_lines", "is_head"), HEADS)
def test_a_roster_without_columns_names_loses_no_learner(first_lines: str, is_head: bool) -> None:
    first_line, _, others = first_lines.partition("\n")
    text = f"{first_line}\n{others or 'Ben'}\n"
    if is_head:
        assert len(Roster.parse(text).lines) == 1
        return
    with pytest.raises(SubmissionError) as caught:
        Roster.parse(text)
    found = first_line.replace(",", ", ").replace(";", ", ")
    assert str(caught.value) == f"roster.csv: line 1: expected the columns' names, such as name,email; found {found}"


def test_a_learner_is_joined_by_the_rosters_line_else_by_name() -> None:
    roster = Roster.parse(MOODLE)
    keys = [learner_key(roster, name) for name in ("ana@x.org", "Ana  LEE", "Zoe")]
    assert [*keys, learner_key(None, " Ana  Lee ")] == [0, 0, "zoe", "ana lee"]
