"""Exercise files: read strictly, each complaint with file, key and problem; and a seed draws a variant of a question."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from iamsim.learning.course_challenges import load_challenges
from iamsim.learning.questions import ExerciseError, Question, exercises
from iamsim.learning.questions.exercises import Lesson
from iamsim.learning.questions.grading import answer_of, grade, reference_answer
from iamsim.learning.questions.refute import REFUTABLE
from iamsim.learning.questions.table import Grid, TableQuestion
from iamsim.learning.questions.toml_reader import known_names
from iamsim.learning.scenario import CALLS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "exercises.md"
Reads = Callable[[str], Lesson]


HEAD = """\
lesson = "42"
users = { ana = ["Readers"] }
groups = { Readers = ["Allow s3:GetObject on *"] }
"""
OPTIONS = """
options = [{ text = "Yes", gives = "TRUTH", why = "." }, { text = "No", gives = "DEFAULT_ALLOW", why = "." }]
"""
CHOICE = f"""
[[question]]
id = "42-q"
section = "quiz"
kind = "choice"
text = "?"
request = ["ana", "s3:GetObject"]
{OPTIONS}"""
TABLE = """
[[question]]
id = "42-t"
section = "quiz"
kind = "table"
text = "?"
"""
GRID = f"""{TABLE}
users = {{ ana = ["Deny s3:PutObject on *"] }}
grid = {{ users = ["ana"], actions = ["s3:GetObject", "s3:PutObject"] }}
"""
BUILT = """
[exercise]
id = "42"
text = "?"
hints = []
right = []
wrong = []
kind = "account"
"""
REFUTED = BUILT.replace("account", "refute") + 'needs = "."\n'
BLANKS = """
[[question]]
id = "42-b"
section = "quiz"
kind = "blanks"
text = "?"
source = "https://docs.aws.amazon.com/"
word = [{ text = "members" }, { text = "a key" }]
sentence = [{ text = "A group has ____", word = "members", why = "." }]
"""
STEP = 'id = "a", text = "a", why = "."'
CASE = 'user = "ana", action = "s3:GetObject", because = "."'


def order(*steps: str) -> str:
    return HEAD + BUILT.replace("account", "order") + f"step = [{', '.join(steps)}]\n"


def policy(rest: str) -> str:
    return HEAD + BUILT.replace("account", "policy") + rest


def choice(old: str, new: str, rest: str = "") -> str:
    assert old in CHOICE
    return HEAD + CHOICE.replace(old, new) + rest


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("lesson = ", "not TOML: Invalid value (at end of document)", id="text that is not TOML"),
        pytest.param(
            HEAD + "color = 1",
            "key: unknown 'color' (there is: account, creators, events, exercise, given, groups, lesson, minutes and 6 more)",
            id="a key that the file has not",
        ),
        pytest.param(HEAD + CHOICE + "claim = []", "42-q: key: unknown 'claim' (did you mean 'claims'?)", id="a misspelt key"),
        pytest.param(choice('text = "?"', ""), "42-q: text: missing", id="a key that must be there"),
        pytest.param(choice('text = "?"', "text = 3"), "42-q: text: expected text, got 3", id="a number for a text"),
        pytest.param(
            choice('"choice"', '"quiz"'),
            "42-q: kind: unknown 'quiz' (there is: account, blanks, choice, order, parts, policy, refute, rubric and 2 more)",
            id="a kind that there is not",
        ),
        pytest.param(
            choice('kind = "choice"', ""),
            "42-q: kind: missing (there is: account, blanks, choice, order, parts, policy, refute, rubric and 2 more)",
            id="no kind",
        ),
        pytest.param(
            choice('"quiz"', '"exercise"'),
            "42-q: section: unknown 'exercise' (there is: observation, prediction, quiz, reading, warmup)",
            id="a question's section is none of the exercise's",
        ),
        pytest.param(
            choice("DEFAULT_ALLOW", "DEFAULT_ALOW"),
            "42-q: options[2]: gives: unknown 'DEFAULT_ALOW' (did you mean 'DEFAULT_ALLOW'?)",
            id="a misspelt misconception",
        ),
        pytest.param(
            HEAD + CHOICE + 'claims = ["ALL_GROUP"]',
            "42-q: claims: unknown 'ALL_GROUP' (did you mean 'ALL_GROUPS'?)",
            id="a claim that there is not",
        ),
        pytest.param(HEAD + CHOICE + "claims = [3]", "42-q: claims: expected texts, got 3", id="a claim that is no text"),
        pytest.param(
            HEAD + CHOICE.replace(OPTIONS, "options = [3]"),
            "42-q: options[1]: expected a table, got 3",
            id="an option that is no table",
        ),
        pytest.param(
            choice("TRUTH", "ALLOW_WINS"), "42-q: options: expected one with gives = TRUTH, got 0", id="no right option"
        ),
        pytest.param(
            choice("DEFAULT_ALLOW", "TRUTH"), "42-q: options: expected one with gives = TRUTH, got 2", id="two right options"
        ),
        pytest.param(
            choice("TRUTH", "ALLOW_WINS", "several = true"),
            "42-q: options: expected some with gives = TRUTH, got 0",
            id="several, and none of them right",
        ),
        pytest.param(
            choice('request = ["ana", "s3:GetObject"]', ""),
            "42-q: expected a request that IAM can be asked, or the source that the key rests on",
            id="a key that rests on nothing",
        ),
        pytest.param(
            choice('["ana", "s3:GetObject"]', '["ana"]'), "42-q: request: expected user, action and resource", id="half a request"
        ),
        pytest.param(
            choice('"ana"', '"anne"'), "42-q: no user named 'anne' (this account has: ana)", id="a request of nobody"
        ),
        pytest.param(
            HEAD + CHOICE + 'time = "10:00"', "42-q: request: time: nothing happens", id="a time, and nothing happens"
        ),
        pytest.param(
            HEAD + CHOICE + 'events = [["10:00", "sign_in", "ana"]]',
            "42-q: request: expected a time HH:MM, as the situation has events",
            id="something happens, and no time",
        ),
        pytest.param(
            HEAD + 'events = [["10:00", "tag_role", "ana"]]',
            f"events[1]: unknown call 'tag_role'; expected one of {', '.join(CALLS)}",
            id="a call that the timeline has not",
        ),
        pytest.param(
            HEAD + 'events = [["10:00", "add_user_to_group", "ana"]]',
            "events[1]: add_user_to_group takes UserName, GroupName; got ana",
            id="a call with a name missing",
        ),
        pytest.param(
            HEAD + 'events = [["10:00"]]',
            "events[1]: expected time, call and names, got ['10:00']",
            id="a time without a call",
        ),
        pytest.param(
            HEAD + 'events = [["10:00", "sign_in", "ana"], ["09:00", "sign_in", "ana"]]',
            "events: expected times HH:MM in order, got 10:00, 09:00",
            id="events that go back in time",
        ),
        pytest.param(
            HEAD + 'events = [["10 am", "sign_in", "ana"]]',
            "events: expected times HH:MM in order, got 10 am",
            id="a time in other words",
        ),
        pytest.param(
            HEAD + 'events = [["24:00", "sign_in", "ana"]]',
            "events: expected times HH:MM in order, got 24:00",
            id="an hour that no clock shows",
        ),
        pytest.param(
            HEAD + 'events = [["10:00", "add_user_to_group", "bo", "Readers"]]',
            "no user named 'bo' (this account has: ana)",
            id="an event of nobody",
        ),
        pytest.param(HEAD + 'given = { bo = ["own"] }', "no user named 'bo' (this account has: ana)", id="given to nobody"),
        pytest.param(HEAD + 'owner = "bo"', "no user named 'bo' (this account has: ana)", id="an owner who is nobody"),
        pytest.param(
            HEAD + 'creators = { "arn:aws:s3:::a" = "bo" }',
            "no user named 'bo' (this account has: ana)",
            id="made by nobody",
        ),
        pytest.param(
            HEAD.replace('["Readers"]', '"Readers"'),
            "ana: expected a list of what was given, got 'Readers'",
            id="what was given is no list",
        ),
        pytest.param(
            HEAD.replace('["Readers"]', '["Reader"]'),
            "ana: 'Reader' is no group and no statement; this account has: Readers",
            id="neither group nor statement",
        ),
        pytest.param(
            HEAD.replace("Allow s3:GetObject on *", "read: Permit s3:GetObject on *"),
            "expected a statement such as 'Allow s3:GetObject on *', got 'Permit s3:GetObject on *'",
            id="a statement with another effect",
        ),
        pytest.param(
            HEAD.replace("Allow s3:GetObject on *", "read: Allow s3:GetObject"),
            "expected a statement such as 'Allow s3:GetObject on *', got 'Allow s3:GetObject'",
            id="a statement about nothing",
        ),
        pytest.param(
            'lesson = "42"\naccount = "accounts/none.json"',
            "account: 'accounts/none.json': no such file or directory",
            id="an account that is not there",
        ),
        pytest.param(
            HEAD + TABLE, "42-t: expected a grid, or at least two rows, each with a label of its own", id="a table without rows"
        ),
        pytest.param(
            HEAD + TABLE + 2 * '[[question.row]]\nuser = "ana"\naction = "s3:GetObject"\n',
            "42-t: expected a grid, or at least two rows, each with a label of its own",
            id="two rows alike",
        ),
        pytest.param(HEAD + GRID + 'answers = { denied = "no" }', "42-t: answers: allowed: missing", id="a table that cannot say yes"),
        pytest.param(
            HEAD + GRID + 'answers = { allowed = "yes", implicitDeny = "no" }',
            "42-t: answers: denied: missing",
            id="a table that cannot say what IAM answers",
        ),
        pytest.param(
            HEAD + TABLE + 'answers = { allowed = "yes", denied = "no", maybe = "?" }',
            "42-t: answers: unknown 'maybe' (there is: allowed, denied, explicitDeny, implicitDeny)",
            id="an answer that IAM never gives",
        ),
        pytest.param(
            HEAD + TABLE + 'grid = { users = ["bo"], actions = ["s3:GetObject"] }',
            "42-t: no user named 'bo' (this account has: ana)",
            id="a grid with nobody in it",
        ),
        pytest.param(
            HEAD + TABLE + 'row = [{ user = "ana", act = "s3:GetObject" }]',
            "42-t: row[1]: key: unknown 'act' (there is: action, context, label, resource, time, user)",
            id="a row with another key",
        ),
        pytest.param(
            HEAD + CHOICE.replace(OPTIONS, "").replace("choice", "source").replace("Get", "Put"),
            "42-q: 0 sources are right; say several = true, or ask another request",
            id="a source that is nowhere",
        ),
        pytest.param(
            HEAD + CHOICE.replace(OPTIONS, 'asks = "which"').replace("choice", "source"),
            "42-q: asks: unknown 'which' (there is: decides, matches)",
            id="another question about sources",
        ),
        pytest.param(
            order(f'{{ {STEP}, stage = "collect" }}'),
            "exercise: step: expected two or more, each with its own id, and not yet in order",
            id="one step",
        ),
        pytest.param(
            order(f'{{ {STEP}, stage = "match" }}', f'{{ {STEP}, stage = "collect" }}'),
            "exercise: step: expected two or more, each with its own id, and not yet in order",
            id="two steps of one id",
        ),
        pytest.param(
            order(f"{{ {STEP} }}"),
            "exercise: step[1]: expected either the stage of the engine or the time (HH:MM) that it belongs to",
            id="a step that belongs nowhere",
        ),
        pytest.param(
            order(f'{{ {STEP}, stage = "match", time = "10:00" }}'),
            "exercise: step[1]: expected either the stage of the engine or the time (HH:MM) that it belongs to",
            id="a step that belongs to two things",
        ),
        pytest.param(
            order(f'{{ {STEP}, time = "ten" }}'),
            "exercise: step[1]: expected either the stage of the engine or the time (HH:MM) that it belongs to",
            id="a step at no time",
        ),
        pytest.param(
            policy('holder = "Readers"\ncase = []'),
            "exercise: holder: unknown 'Readers' (there is: group, user)",
            id="a holder without its kind",
        ),
        pytest.param(
            policy('holder = "group Writers"\ncase = []'),
            "exercise: no group named 'Writers' (this account has: Readers)",
            id="a holder that there is not",
        ),
        pytest.param(
            policy('holder = "group Readers"\nstart = "{"\ncase = []'),
            "exercise: start: not JSON (Expecting property name enclosed in double quotes: line 1 column 2 (char 1))",
            id="a start that is not JSON",
        ),
        pytest.param(
            policy(f'holder = "group Readers"\ncase = [{{ {CASE.replace("ana", "bo")}, decision = "allowed" }}]'),
            "exercise: no user named 'bo' (this account has: ana)",
            id="a policy tried with nobody",
        ),
        pytest.param(
            HEAD + BUILT + f'case = [{{ {CASE}, decision = "yes" }}]',
            "exercise: case[1]: decision: unknown 'yes' (there is: allowed, denied, explicitDeny, implicitDeny)",
            id="a case with another decision",
        ),
        pytest.param(
            HEAD + BUILT + f'case = [{{ {CASE}, decision = "allowed", lend = "all" }}]',
            "exercise: case[1]: lend: expected a statement such as 'Allow s3:GetObject on *', got 'all'",
            id="a loan that is no statement",
        ),
        pytest.param(
            HEAD + BUILT + "rules = { max_direct_policy = 1 }",
            "exercise: rules: key: unknown 'max_direct_policy' (did you mean 'max_direct_policies'?)",
            id="a rule that there is not",
        ),
        pytest.param(
            HEAD + BUILT + 'rules = { max_attachments = "one" }',
            "exercise: rules: max_attachments: expected a number, got 'one'",
            id="a rule with another limit",
        ),
        pytest.param(
            HEAD + BLANKS.replace("____", "…"),
            "42-b: sentence[1]: text: expected one ____, got 'A group has …'",
            id="a sentence without a blank",
        ),
        pytest.param(
            HEAD + BLANKS.replace('word = "members"', 'word = "member s"'),
            "42-b: sentence[1]: word: unknown 'member s' (there is: a key, members)",
            id="a sentence whose word is not among the words",
        ),
        pytest.param(
            HEAD + BLANKS.replace('text = "a key"', 'text = "members"'),
            "42-b: expected words and sentences that differ",
            id="the same word twice",
        ),
        pytest.param(
            HEAD + BLANKS.replace('source = "https://docs.aws.amazon.com/"', ""),
            "42-b: source: missing; the key rests on it",
            id="blanks without the page that they rest on",
        ),
        pytest.param(
            HEAD + REFUTED + 'refutes = "COPIE"',
            "exercise: refutes: unknown 'COPIE' (did you mean 'COPIED'?)",
            id="refutes a myth that there is not",
        ),
        pytest.param(
            HEAD + REFUTED + 'refutes = "OVERGRANT"',
            f"exercise: refutes: unknown 'OVERGRANT' ({known_names('OVERGRANT', REFUTABLE)})",
            id="refutes what has neither an engine nor another way to be tried",
        ),
        pytest.param(
            HEAD + REFUTED + 'refutes = "ALL_GROUPS"',
            "exercise: right: expected an account that refutes; the smallest is shown for comparison",
            id="refutes, and knows no account that does",
        ),
        pytest.param(
            HEAD + REFUTED.replace("right = []", 'right = [{ do = [["create_user", "bo"]] }, { do = [["create_group", "B"]] }]') + 'refutes = "NO_DIRECT"',
            "exercise: right[1]: expected an account that refutes NO_DIRECT; both agree on it",
            id="refutes, and its right answer does not",
        ),
        pytest.param(
            HEAD + BUILT.replace("right = []", "right = [{ answer = 1, do = [] }]"),
            "exercise: right[1]: expected either answer, or do with the calls that lead to it",
            id="a sample that says it twice",
        ),
        pytest.param(
            HEAD + BUILT.replace("right = []", 'right = [{ says = "x" }]'),
            "exercise: right[1]: expected either answer, or do with the calls that lead to it",
            id="a sample without an answer",
        ),
        pytest.param(
            HEAD + BUILT.replace("right = []", 'right = [{ do = [["create_user"]] }]'),
            "exercise: right[1]: do: events[1]: create_user takes UserName; got none",
            id="a sample's call with a name missing",
        ),
        pytest.param(
            HEAD + BUILT.replace("right = []", 'right = [{ do = [["create_user", "Ana"]] }]'),
            "exercise: right[1]: do: there is a user 'ana' already",
            id="a sample makes a user who is there, spelt otherwise",
        ),
        pytest.param(
            HEAD + BUILT.replace("right = []", 'right = [{ do = [["create_group", "readers"]] }]'),
            "exercise: right[1]: do: there is a group 'Readers' already",
            id="a sample makes a group that is there",
        ),
        pytest.param(
            HEAD + BUILT.replace("wrong = []", 'wrong = [{ answer = 1, names = "NESTE" }]'),
            "exercise: wrong[1]: names: unknown 'NESTE' (did you mean 'NESTED'?)",
            id="a sample names a misconception that there is not",
        ),
        pytest.param(HEAD + CHOICE + CHOICE, "two questions have the id '42-q'", id="one id twice"),
        pytest.param(
            choice("42-q", "41-q"),
            "id '41-q': expected the lesson's number, '42', before the first -",
            id="an id of another lesson",
        ),
        pytest.param(
            choice('"quiz"', '"observation"', 'of = "42-p"'),
            "42-q: of: there is no prediction '42-p'",
            id="an observation of nothing",
        ),
    ],
)  # fmt: skip
def test_a_complaint_names_file_key_and_problem(read: Reads, text: str, complaint: str) -> None:
    with pytest.raises(ExerciseError) as error:
        read(text)
    assert str(error.value) == f"42_test.toml: {complaint}"


def test_a_repeated_question_must_be_there(read: Reads) -> None:
    again = '[[question]]\nid = "42-w"\nsection = "warmup"\nrepeat = "04-q7"\n'
    with pytest.raises(ExerciseError, match=re.escape("04_small.toml: no question '04-q7' (there is: 04-both, 04-q1)")):
        read(HEAD + again)


def test_a_pool_has_a_word_for_each_word(read: Reads) -> None:
    lesson = read(HEAD + CHOICE + '[[vary]]\nwords = ["ana", "bo"]\npool = ["ana"]\n')
    with pytest.raises(ExerciseError) as error:
        exercises.variant(lesson.questions[0], "seed")
    assert str(error.value) == "42_test.toml: vary[1]: pool: expected at least 2 words, got 1"


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        pytest.param("07-q1", "no lesson '07' in exercises/ (there is: 04, 08, 09)", id="a lesson that there is not"),
        pytest.param(
            "08-q9",
            "08_small.toml: no question '08-q9' (there is: 08, 08-publish, 08-q1, 08-q2, 08-seen, 08-table, 08-w1)",
            id="a question that there is not",
        ),
    ],
)
def test_an_unknown_id_says_what_there_is(name: str, complaint: str) -> None:
    with pytest.raises(ExerciseError) as error:
        exercises.question(name)
    assert str(error.value) == complaint


def test_every_example_of_the_page_can_be_asked_and_graded(work: Path) -> None:
    examples = re.findall(r"^```toml\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    # A challenge stands in a file of its own.
    challenges = [example for example in examples if example.startswith("[[challenge]]")]
    (work / "exercises" / "challenges.toml").write_text("\n".join(challenges), encoding="utf-8")
    assert [entry.challenge.id for entry in load_challenges()]
    whole, *parts = (example for example in examples if example not in challenges)
    text = "\n".join(parts).replace('repeat = "04-q2"', 'repeat = "04-q1"')
    (work / "exercises" / "98_first.toml").write_text(whole, encoding="utf-8")
    (work / "exercises" / "99_page.toml").write_text(text, encoding="utf-8")
    assert [question.id for question in exercises.lesson("98").everything] == ["98-tom"]
    asked = (*exercises.lesson("98").everything, *exercises.lesson("99").everything)
    assert {question.kind for question in asked} == set(exercises.KINDS)
    for question in asked:
        assert grade(question, reference_answer(question)).status == "correct"
        for model in question.claims:
            answer = answer_of(question, model)
            assert answer is None or grade(question, answer).misconception == model
        for sample in question.wrong:
            assert sample.says in grade(question, sample.answer).text


# ------------------------------------------------------------------------------------------------ variants

VARIED = """
lesson = "42"
users = { ana = ["Readers"], bo = [] }
groups = { Readers = ["Allow s3:GetObject on arn:aws:s3:::depot/*"] }
vary = [
  { words = ["ana", "bo"], pool = ["ana", "bo", "ida", "pia"] },
  { words = ["depot"], pool = ["archive", "library"] },
]
[[question]]
id = "42-t"
section = "quiz"
kind = "table"
text = "Ana, Bo and the depot, but no anagram: who may do what?"
claims = ["ALL_GROUPS"]
grid = { users = ["ana", "bo"], actions = ["s3:GetObject", "s3:PutObject"], resource = "arn:aws:s3:::depot/a.txt" }
[[question]]
id = "42-r"
section = "quiz"
kind = "table"
text = "?"
row = [
  { user = "ana", action = "s3:GetObject", resource = "arn:aws:s3:::depot/a.txt" },
  { user = "bo", action = "s3:GetObject", resource = "arn:aws:s3:::depot/a.txt" },
  { user = "bo", action = "s3:GetObject", resource = "arn:aws:s3:::other/a.txt" },
]
[[question]]
id = "42-day"
section = "quiz"
kind = "table"
text = "?"
events = [["10:00", "remove_user_from_group", "ana", "Readers"]]
row = [
  { time = "09:00", user = "ana", action = "s3:GetObject" },
  { time = "11:00", user = "ana", action = "s3:GetObject" },
]
[exercise]
id = "42"
kind = "order"
text = "?"
hints = []
right = []
wrong = []
step = [
  { id = "b", text = "b", why = ".", stage = "match" },
  { id = "a", text = "a", why = ".", stage = "collect" },
]
"""


def grid_of(question: Question) -> Grid:
    assert isinstance(question, TableQuestion)
    assert question.grid is not None
    return question.grid


def test_names_change_everywhere_at_once_and_whole_words_only(read: Callable[[str], Lesson]) -> None:
    question = read(VARIED).questions[0]
    variants = {seed: exercises.variant(question, seed) for seed in map(str, range(30))}
    for variant in variants.values():
        first, second = (variant.text.split()[0].rstrip(","), variant.text.split()[1])
        assert variant.text.endswith("but no anagram: who may do what?")
        assert {first.lower(), second.lower()} == set(grid_of(variant).users) == set(variant.scenario.account.users)
        assert variant.requests[0].resource in {"arn:aws:s3:::archive/a.txt", "arn:aws:s3:::library/a.txt"}
        assert grade(variant, reference_answer(variant)).status == "correct"
    assert len({grid_of(variant).users for variant in variants.values()}) > 6
    assert len({grid_of(variant).actions for variant in variants.values()}) == 2
    assert variants["1"] == exercises.variant(question, "1")


def test_rows_of_a_grid_stay_a_grid(read: Callable[[str], Lesson]) -> None:
    question = read(VARIED).questions[0]
    for seed in "abcdef":
        variant = exercises.variant(question, seed)
        grid = grid_of(variant)
        pairs = [(row.user, row.action) for row in variant.requests]
        assert pairs == [(user, action) for user in grid.users for action in grid.actions]


def test_single_rows_are_mixed_and_the_rows_of_a_day_are_not(read: Callable[[str], Lesson]) -> None:
    _, single, day = read(VARIED).questions
    assert {exercises.variant(single, seed).requests[0].resource[13:] for seed in "abcdefgh"} > {"other/a.txt"}
    assert {tuple(row.time for row in exercises.variant(day, seed).requests) for seed in "abcdefgh"} == {("09:00", "11:00")}


def test_steps_are_never_drawn_in_order(read: Callable[[str], Lesson]) -> None:
    exercise = read(VARIED).exercise
    assert exercise is not None
    assert {tuple(step.id for step in exercises.variant(exercise, seed).options) for seed in "abcdefgh"} == {("b", "a")}


def test_without_a_seed_it_is_the_question_itself(read: Callable[[str], Lesson]) -> None:
    lesson = read(VARIED.replace("vary = [", "vary = [] #").replace("  { words", "# { words").replace("\n]\n[[", "\n[[", 1))
    assert exercises.variant(lesson.questions[0], "") == lesson.questions[0]
