"""Each kind of question has an example in docs/exercises.md that can be asked and graded."""

from __future__ import annotations

import re
from pathlib import Path

from iamsim.learning.course_challenges import load_challenges
from iamsim.learning.questions import exercises
from iamsim.learning.questions.grading import answer_of, grade, reference_answer

PAGE = Path(__file__).resolve().parents[3] / "docs" / "exercises.md"


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
