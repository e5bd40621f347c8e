"""What a learner has done: kept as events in one file, read as how each question stands.

In go events (an answer with its status, a skipped prediction, a hint, a reset); out come the record of each
question and the questions that are due again.

journal   JournalEvent, Journal: events as JSON text and as values; QuestionRecord, DueQuestion
class_membership  a name in a class, and the variants of closing questions that it gives
ideas     PracticeAnswer, IdeaRecord: how each wrong idea stands, and when it is asked again
storage   Storage: the file `progress.json`, replaced as a whole under a lock
"""

from __future__ import annotations

from iamsim.learning.records.class_membership import (
    ClassMembership,
    drawn_variant,
    membership,
    variant_seed,
)
from iamsim.learning.records.ideas import (
    DAYS_TO_BEAT,
    REVIEW,
    IdeaRecord,
    Occasion,
    PracticeAnswer,
    due_ideas,
    idea_records,
    next_due,
    practice_answers,
)
from iamsim.learning.records.journal import (
    CONFIDENCES,
    JOIN,
    LAST_REVIEW_LESSON,
    PRACTICE,
    RECALL_VERBS,
    TRY_STATUSES,
    DueQuestion,
    Journal,
    JournalError,
    JournalEvent,
    NewerVersionError,
    QuestionRecord,
    lesson_of,
)
from iamsim.learning.records.storage import (
    PROGRESS_FILE,
    SavedJournal,
    Storage,
    progress_path,
    replace_file,
)

__all__ = [
    "CONFIDENCES",
    "DAYS_TO_BEAT",
    "JOIN",
    "LAST_REVIEW_LESSON",
    "PRACTICE",
    "PROGRESS_FILE",
    "RECALL_VERBS",
    "REVIEW",
    "TRY_STATUSES",
    "ClassMembership",
    "DueQuestion",
    "IdeaRecord",
    "Journal",
    "JournalError",
    "JournalEvent",
    "NewerVersionError",
    "Occasion",
    "PracticeAnswer",
    "QuestionRecord",
    "SavedJournal",
    "Storage",
    "drawn_variant",
    "due_ideas",
    "idea_records",
    "lesson_of",
    "membership",
    "next_due",
    "practice_answers",
    "progress_path",
    "replace_file",
    "variant_seed",
]
