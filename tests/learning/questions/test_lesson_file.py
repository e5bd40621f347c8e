"""A file of questions is read strictly: each complaint has file, key and problem."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from iamsim.learning.questions import ExerciseError
from iamsim.learning.questions.exercises import Lesson
from iamsim.learning.questions.idea_trials import REFUTABLE
from iamsim.learning.questions.toml_reader import known_names
from iamsim.learning.scenario import CALLS
from tests.learning.questions.examples import CHOICE, HEAD, OPTIONS

Reads = Callable[[str], Lesson]
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
