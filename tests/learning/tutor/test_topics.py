from __future__ import annotations

from iamsim.learning.misconceptions import ENGINES, TRUTH
from iamsim.learning.tutor.topics import IDEAS, TOPIC_OF, TOPICS, ideas_of


def test_each_engine_belongs_to_one_topic() -> None:
    in_topics = [idea for topic in TOPICS.values() for idea in topic.ideas]
    assert sorted(in_topics) == sorted(set(ENGINES) - {TRUTH})
    assert list(IDEAS) == in_topics


def test_ideas_of_topics_are_in_the_order_of_all_ideas() -> None:
    assert ideas_of(["deny", "groups"]) == TOPICS["groups"].ideas + TOPICS["deny"].ideas
    assert {TOPIC_OF[idea] for idea in ideas_of(["time"])} == {"time"}
