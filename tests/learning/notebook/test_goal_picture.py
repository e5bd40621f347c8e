"""What a challenge wants as a picture: lines from user over request to answer, dashed until it is so."""

from __future__ import annotations

from iamsim.decision.explain import context_words
from iamsim.learning.course_challenges import after_calls, load_challenges
from iamsim.learning.notebook.goal_picture import goal_picture

CHALLENGES = {entry.challenge.id: entry for entry in load_challenges()}
ENTRY = CHALLENGES["04-two-jobs"]


def lines(calls: tuple[list[str], ...] = ()) -> list[str]:
    """Each line of the picture with its kind."""
    account = after_calls(ENTRY.challenge.account, calls)
    picture = goal_picture(ENTRY.challenge, account).picture
    return [f"{edge.tail} → {edge.head}: {edge.kind}" for edge in picture.edges]  # type: ignore[union-attr]


def test_a_request_leads_from_its_user_to_the_wanted_answer() -> None:
    assert lines() == [
        "user eva → request 0: limit", "request 0 → answer allowed: limit",
        "user eva → request 1: limit", "request 1 → answer allowed: limit",
        "user eva → request 2: asks", "request 2 → answer refused: asks",
        "user tim → request 3: asks", "request 3 → answer refused: asks",
    ]  # fmt: skip


def test_a_line_is_whole_when_the_answer_is_as_wanted() -> None:
    one = (["add_user_to_group", "eva", "Cutters"],)
    assert [line.rpartition(" ")[2] for line in lines(one)] == ["asks"] * 2 + ["limit"] * 2 + ["asks"] * 4
    assert all(line.endswith("asks") for line in lines(ENTRY.solutions[0]))


def test_it_has_a_text_and_can_be_drawn_for_every_challenge() -> None:
    for entry in CHALLENGES.values():
        diagram = goal_picture(entry.challenge, entry.challenge.account)
        assert diagram.svg.startswith("<svg")
        for goal in entry.challenge.goals:
            assert goal.user in str(diagram)
            assert goal.action in str(diagram)
            assert context_words(goal.context) in str(diagram)
