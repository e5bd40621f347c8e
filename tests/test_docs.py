"""README, CONTRIBUTING and docs/: links lead somewhere; commands, pictures, licences and figures are today's."""

from __future__ import annotations

import doctest
import io
import json
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import iamsim
from iamsim import cli
from iamsim.decision.explain import reason
from iamsim.learning.classroom.answer_key import AnswerKey
from iamsim.learning.classroom.hand_in import hand_in_text
from iamsim.learning.classroom.inventory import form_questions
from iamsim.learning.classroom.submissions import graded_questions, parse_submission
from iamsim.learning.questions.grading import reference_answer
from iamsim.policy.conditions import OPERATORS
from tests.test_vocabulary import in_todays_words
from tools import draw_docs

ROOT = Path(draw_docs.__file__).resolve().parent.parent
NOTICE = (ROOT / "NOTICE").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [path.relative_to(ROOT).as_posix() for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])]


# links


def links(text: str) -> Iterator[str]:
    """Yield the targets of a page's links and pictures, outside of code."""
    prose = re.sub(r"(?ms)^```.*?^```$|`[^`\n]*`", "", text)
    yield from re.findall(r"\]\(<?([^()\s>]*(?:\([^()]*\))?[^()\s>]*)>?\)", prose)
    yield from re.findall(r"^\[[^\]]+\]:\s+(\S+)", prose, re.MULTILINE)


def anchors(text: str) -> set[str]:
    """Return the anchors that GitHub gives to a page's headings."""
    prose = re.sub(r"(?ms)^```.*?^```$", "", text)
    headings = re.findall(r"^#+ +(.+?) *#*$", prose, re.MULTILINE)
    plain = (re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading) for heading in headings)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in plain}


def broken_links(page: Path, text: str) -> Iterator[str]:
    """Yield the links within the project that lead nowhere."""
    for link in links(text):
        if re.match(r"\w+:", link):
            continue  # a link to another site: no test uses the network
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        if name and not target.exists():
            yield link
        elif anchor and target.suffix == ".md":
            target_text = text if target == page else target.read_text(encoding="utf-8")
            if anchor not in anchors(target_text):
                yield link


@pytest.mark.parametrize("name", PAGES)
def test_every_link_within_the_project_leads_somewhere(name: str) -> None:
    page = ROOT / name
    assert list(broken_links(page, page.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("[a](nowhere.md)", ["nowhere.md"], id="a page that is not there"),
        pytest.param("![a](docs/nowhere.svg)", ["docs/nowhere.svg"], id="a picture that is not there"),
        pytest.param("[a](README.md#nothing)", ["README.md#nothing"], id="a heading that is not there"),
        pytest.param("## On it\n[a](#on-it) [b](#off-it)", ["#off-it"], id="a heading of the page itself"),
        pytest.param("## Why is she denied? On your `own`\n[a](#why-is-she-denied-on-your-own)", [], id="a heading with marks in it"),
        pytest.param("[a](https://example.org/none) `[b](none)`\n```\n[c](none)\n```", [], id="what is elsewhere, or code"),
    ],
)
def test_a_link_that_leads_nowhere_is_found(text: str, found: list[str]) -> None:
    assert list(broken_links(ROOT / "page.md", text)) == found


# README


def test_the_readme_says_how_to_start_and_to_publish_and_links_to_no_site_that_may_not_be_there() -> None:
    start, publish = list(links(README))[:2]
    assert (start, publish) == ("#on-your-computer", "docs/site.md#publish-yours")
    assert not [link for link in links(README) if ".github.io" in link]


def test_the_readme_shows_ten_lines_with_a_denial_in_them() -> None:
    code = re.findall(r"(?ms)^```python\n(.*?)^```$", README)
    assert len(code) == 1
    assert len(code[0].strip().splitlines()) <= 10
    assert "\nimplicitDeny: " in code[0]


def test_the_readmes_code_gives_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    # A plain doctest would fail too when explain.py changes a decision's words; test_vocabulary.py alone reports that.
    monkeypatch.chdir(ROOT)
    examples = doctest.DocTestParser().get_doctest(in_todays_words(README), {}, "README.md", "README.md", 0)
    report = io.StringIO()
    outcome = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(examples, out=report.write)
    assert outcome.attempted == 5
    assert outcome.failed == 0, report.getvalue()


def test_the_readme_names_only_commands_that_there_are() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = set(re.findall(r"`make ([a-z]+)", README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))
    assert commands <= set(re.findall(r"^(\w+):", makefile, re.MULTILINE))
    assert commands >= {"lab", "test", "check", "notebooks"}


def test_what_the_readme_says_of_commands_is_what_they_understand(capsys: pytest.CaptureFixture[str]) -> None:
    shown = re.findall(r"(?m)^\$ iamsim ([\w-]+)", README)
    assert set(shown) == {"why", "who-can", "matrix", "check-policy", "check-account"}
    for command in shown:
        with pytest.raises(SystemExit) as exit_info:
            cli.main([command, "--help"])
        assert exit_info.value.code == 0
    help_texts = capsys.readouterr().out
    options = set(re.findall(r"`(--[a-z-]+)", README.partition("## Why is she denied?")[2]))
    assert options == {"--bucket-policy", "--scp", "--context", "--format", "--before", "--without", "--changes"}
    assert all(option in help_texts for option in options)
    for status in ("0 allowed as far as the file goes", "1 denied", "2 bad input", "3 it depends on what was not given: context, or the policy of a resource elsewhere"):
        assert status in README
        assert status in " ".join(help_texts.split())


TEACHING = (ROOT / "docs" / "teaching.md").read_text(encoding="utf-8")


def test_what_a_teacher_is_told_of_commands_is_what_they_understand(capsys: pytest.CaptureFixture[str]) -> None:
    assert re.findall(r"(?m)^\$ iamsim ([\w-]+)", TEACHING) == ["doctor", "submit", "grade", "grade"]
    assert cli.main(["doctor", "--help"]) == 0
    for command in ("submit", "grade"):
        with pytest.raises(SystemExit) as exit_info:
            cli.main([command, "--help"])
        assert exit_info.value.code == 0
    help_texts = capsys.readouterr().out + (ROOT / "exercises" / "conftest.py").read_text(encoding="utf-8")
    options = set(re.findall(r"(--[a-z]+)", TEACHING))
    assert options == {
        "--learner", "--out", "--without", "--submission", "--lesson", "--roster", "--take", "--assignment", "--course", "--class",
        "--before", "--after",
    }  # fmt: skip
    assert [option for option in sorted(options) if option not in help_texts] == []


def test_the_submission_that_a_teacher_is_shown_is_graded_as_shown() -> None:
    shown = re.search(r"(?ms)^```json\n(.*?)^```$", TEACHING)
    assert shown is not None
    submission = parse_submission(shown[1])
    grades = list(AnswerKey().grades(submission, ["08"]))
    assert hand_in_text("ana.json", submission, ["08"]) in TEACHING
    assert f"wrong: {dict(grades)['08-q2'].text}" in TEACHING
    for name, feedback in grades:
        assert (f"test_submission[{name}]" in TEACHING) is (feedback.status != "correct")


@pytest.fixture
def handed_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A teacher's folder with the submission that docs/teaching.md shows and one more; it is the current one."""
    shown = re.search(r"(?ms)^```json\n(.*?)^```$", TEACHING)
    assert shown is not None
    folder = tmp_path / "handed-in"
    folder.mkdir()
    (folder / "ana.json").write_text(shown[1], encoding="utf-8")
    right_answers = {question.id: reference_answer(question) for question in graded_questions("08")}
    (folder / "ben.json").write_text(json.dumps({"learner": "Ben", "answers": right_answers}), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_class_that_a_teacher_is_shown_is_graded_as_shown(handed_in: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (handed_in / "roster.csv").write_text("name\nAna\nBen\nZoe\n", encoding="utf-8")
    command = "iamsim grade handed-in --lesson 08 --roster roster.csv --out grades"
    assert cli.main(command.split()[1:]) == 0
    assert f"```console\n$ {command}\n{capsys.readouterr().out}```" in TEACHING


def test_the_gain_that_a_teacher_is_shown_is_computed_as_shown(handed_in: Path, capsys: pytest.CaptureFixture[str]) -> None:
    classes = {"before": [("Ana", "A", 6), ("Ben", "B", 9), ("Zoe", "A", 3)], "after": [("Ana", "B", 12), ("Ben", "B", 9)]}
    for name, learners in classes.items():
        lines = [",".join(["learner", "form", *map(str, range(1, 13))])]
        for learner, form, right in learners:
            keys = ["abcd"[reference_answer(question)] for question in form_questions(form)]
            lines.append(",".join([learner, form, *keys[:right]]))
        (handed_in / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = "iamsim grade handed-in --before before.csv --after after.csv --out grades"
    assert cli.main(command.split()[1:]) == 0
    printed = capsys.readouterr().out
    assert f"```console\n$ {command}\n…\n{printed[printed.index('12 questions') :]}```" in TEACHING


@pytest.mark.parametrize("page", ["README.md", "docs/truth.md"])
def test_the_number_of_condition_operators_is_todays(page: str) -> None:
    match = re.search(r"(\d+) condition operators", (ROOT / page).read_text(encoding="utf-8"))
    assert match is not None
    assert int(match[1]) == len(OPERATORS)


# architecture

ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def named_paths(text: str) -> set[str]:
    """The paths of the project that a page names in code, but those of a lesson NN that is not meant."""
    code = " ".join(re.findall(r"`([^`\n]+)`", text))
    folders = r"(?:\.ci|docs|exercises|iamsim|notebooks|requirements|tests|tools)/[\w./*-]*"
    return {path for path in re.findall(rf"(?<![\w/.]){folders}|\b[A-Z]+\.md\b", code) if "NN" not in path}


@pytest.mark.parametrize(("page", "count"), [("docs/architecture.md", 25), ("CONTRIBUTING.md", 10)])
def test_every_path_that_a_maintainer_is_sent_to_exists(page: str, count: int) -> None:
    paths = named_paths((ROOT / page).read_text(encoding="utf-8"))
    assert len(paths) >= count
    assert [path for path in sorted(paths) if not any(ROOT.glob(path.rstrip("/")))] == []


def test_the_paths_that_a_page_names_are_found() -> None:
    text = "`iamsim/cli.py`, `iamsim/aws` and `.venv/bin/pytest tests/x.py`; iamsim/no/code.py, `notebooks/src/NN_a.md`, `README.md`"
    assert named_paths(text) == {"iamsim/cli.py", "iamsim/aws", "tests/x.py", "README.md"}


def test_the_architecture_names_every_package() -> None:
    packages = {path.parent.relative_to(ROOT).as_posix() for path in ROOT.glob("iamsim/*/**/__init__.py")}
    assert packages >= {"iamsim/policy", "iamsim/learning/questions"}
    assert sorted(packages - named_paths(ARCHITECTURE)) == []


def test_the_architecture_says_where_to_make_common_changes() -> None:
    changes = re.findall(r"(?m)^\| \*\*(.+?)\*\* \| .*`.+`.* \|$", ARCHITECTURE.partition("## Where do I change")[2])
    assert len(changes) >= 10
    assert {"a new misconception", "a new condition operator", "a new kind of question", "a new lesson"} <= set(changes)


def test_readme_and_contributing_link_to_the_architecture() -> None:
    assert "docs/architecture.md" in list(links(README))
    assert "docs/architecture.md" in list(links(CONTRIBUTING))


# pictures


def test_no_picture_is_older_than_what_draws_it() -> None:
    assert list(draw_docs.stale_pictures(draw_docs.DOCS)) == [], "run: make pictures"


def test_a_picture_is_stale_when_it_is_missing_or_another(tmp_path: Path) -> None:
    assert sorted(draw_docs.stale_pictures(tmp_path)) == sorted(draw_docs.PICTURES)
    (tmp_path / "ria.svg").write_text(draw_docs.file_text(draw_docs.denial_of_ria()), encoding="utf-8")
    (tmp_path / "shapes.svg").write_text("<svg/>\n", encoding="utf-8")
    assert sorted(draw_docs.stale_pictures(tmp_path)) == sorted(set(draw_docs.PICTURES) - {"ria.svg"})


def test_the_readme_shows_another_question_than_the_first_lessons_and_not_its_answer() -> None:
    acme = iamsim.load_account(draw_docs.ACME)
    result = iamsim.simulate(acme, "ria", "s3:PutObject", draw_docs.PAGE)
    assert "](docs/predict.svg)" in README
    assert "](docs/ria.svg)" not in README
    shown = README + (ROOT / "docs" / "predict.svg").read_text(encoding="utf-8")
    assert not [line for line in [*iamsim.explain(result).splitlines(), reason(result)] if line in shown]


# licences

FREE = r"MIT|BSD|Apache|ISC\b|PSF|Python Software Foundation|Zlib|CC0"
WEAK = r"MPL|Mozilla|EPL|Eclipse|LGPL|Lesser"
STRONG = r"\bA?GPL|Affero|General Public"


def licence(package: str) -> str:
    """Return a package's licence as the package states it."""
    about = metadata.metadata(package).json
    if "license_expression" in about:
        return str(about["license_expression"])
    classifiers = [line.rpartition(" :: ")[2] for line in about.get("classifier", []) if line.startswith("License")]
    return "; ".join(classifiers) or str(about.get("license", "")).partition("\n")[0]


def kind(words: str) -> str:
    """Return "free", "weak" or "strong": what a licence asks of whoever passes the package on."""
    for name, pattern in (("weak", WEAK), ("strong", STRONG), ("free", FREE)):
        if re.search(pattern, words):
            return name
    return f"unknown: {words!r}"


def pinned(file: str) -> set[str]:
    lines = (ROOT / "requirements" / file).read_text(encoding="utf-8").splitlines()
    return {Requirement(line.removesuffix("\\")).name for line in lines if not line.startswith(("#", " "))}


def installed(file: str) -> list[str]:
    """Return the pins of a file that are installed here; some are for other systems only."""
    names = {str(distribution.metadata["Name"]) for distribution in metadata.distributions()}
    return sorted(pinned(file) & {name.lower().replace("_", "-").replace(".", "-") for name in names})


@pytest.mark.parametrize("package", installed("test.txt"))
def test_a_package_is_free_or_named_in_notice(package: str) -> None:
    found = kind(licence(package))
    named = re.search(rf"(?m)^  {package} .*\b(learn|test)$", NOTICE)
    assert found in {"free", "weak"}
    if found == "weak":
        assert named, f"NOTICE lacks {package}: {licence(package)}"
    if named:
        assert named[1] == ("learn" if package in pinned("lab.txt") else "test")


def test_notice_names_no_package_that_is_gone() -> None:
    rows = re.findall(r"(?m)^  ([\w-]+) .*\b(?:learn|test)$", NOTICE)
    assert len(rows) >= 6
    assert set(rows) <= pinned("test.txt")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param("BSD License; Apache Software License", "free", id="a free one"),
        pytest.param("Mozilla Public License 2.0 (MPL 2.0)", "weak", id="a weak copyleft"),
        pytest.param("GNU Lesser General Public License v3 (LGPLv3)", "weak", id="the lesser one"),
        pytest.param("AGPL-3.0-or-later", "strong", id="one that reaches those who call it"),
        pytest.param("GNU General Public License v3", "strong", id="one that reaches those who import it"),
        pytest.param("ours", "unknown: 'ours'", id="one that nobody knows"),
    ],
)
def test_licences_are_told_apart(words: str, found: str) -> None:
    assert kind(words) == found
