"""What a learner has done: kept as events in one file, read as how each question stands.

In go events (an answer with its status, a skipped prediction, a hint, a reset); out come the record of each
question and the questions that are due again.

journal   JournalEvent, Journal: events as JSON text and as values; QuestionRecord, DueQuestion
storage   Storage: the file `progress.json`, replaced as a whole under a lock
"""

from __future__ import annotations

from iamsim.learning.records.journal import (
    CONFIDENCES,
    LAST_REVIEW_LESSON,
    TRY_STATUSES,
    DueQuestion,
    Journal,
    JournalError,
    JournalEvent,
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
    "LAST_REVIEW_LESSON",
    "PROGRESS_FILE",
    "TRY_STATUSES",
    "DueQuestion",
    "Journal",
    "JournalError",
    "JournalEvent",
    "QuestionRecord",
    "SavedJournal",
    "Storage",
    "lesson_of",
    "progress_path",
    "replace_file",
]
