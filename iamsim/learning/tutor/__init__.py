"""Practice without an end: fresh accounts, one request at a time, until no wrong idea is left.

    bank → the structure that tells most → a fresh account → answer → beliefs → an idea is named → mastered

topics      what is practised: topics, their ideas, their lessons
cast        names for an account
accounts    the structure of an account, drawn around a request by a seed
story       an account and a request in words
question    a question, and what each engine answers to it
facts       what meets in a question, seen without any wrong idea
bank        structures with their patterns, drawn beforehand
interview   a learner's answers: which idea is named, when all is mastered
next_question  which question is next
one_more    one question after a table whose answers fit nothing, to be sure
words       what a learner reads after an answer
tutor       all of it together

No widgets, no clock, no global random: the same seed and answers lead to the same questions.
"""

from __future__ import annotations

from iamsim.learning.questions.question import Feedback
from iamsim.learning.tutor.one_more import OneMore, one_more
from iamsim.learning.tutor.question import ANSWERS, believed
from iamsim.learning.tutor.question import TutorQuestion as Question
from iamsim.learning.tutor.topics import IDEAS, TOPIC_OF, TOPICS, Topic
from iamsim.learning.tutor.tutor import Tutor, TutorError

__all__ = [
    "ANSWERS",
    "IDEAS",
    "TOPICS",
    "TOPIC_OF",
    "Feedback",
    "OneMore",
    "Question",
    "Topic",
    "Tutor",
    "TutorError",
    "believed",
    "one_more",
]
