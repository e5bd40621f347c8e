"""Hand in and grade: a learner's progress becomes one file, a folder of such files becomes a grade book.

In go answers as JSON data; out come feedback for each question, a report for the teacher and a CSV table.
Nothing of a submission is executed.

submissions   Submission: `iamsim submit` writes it from the progress; read again, and graded
gradebook     GradeBook: `iamsim grade`, the submissions of a class, and which misconceptions they show
"""

from __future__ import annotations

from iamsim.learning.classroom.gradebook import GradeBook, grade_class
from iamsim.learning.classroom.submissions import Submission, SubmissionError, read_submission

__all__ = ["GradeBook", "Submission", "SubmissionError", "grade_class", "read_submission"]
