"""Hand in and grade: a learner's progress becomes one file, a class's files become grades and feedback.

In go answers as JSON data; out come feedback for each question, a report for the teacher, and tables that
spreadsheets, Moodle and Canvas read. Nothing of a submission is executed.

submissions    Submission: a learner's answers as one file, written and read
hand_in        this folder's progress → a submission's file
handed_in      files, folders and a learning platform's zip → the files of a class
csv_files      a teacher's CSV files → rows
roster         Roster: who is in the class, and whose a submission is
inventory      12 questions in two forms, on paper; BeforeAfter: what a class gained between them
answer_key     AnswerKey: the questions, each read once, and the feedback to answers
gradebook      GradeBook: the submissions of a class, graded, and which misconceptions they show
attempts       which files of one learner count, lesson by lesson
class_grading  the files of a class → GradeBook
class_text     the report in a terminal
grade_tables   the tables of grades, as CSV
html_page      what all pages share: their head, style, tables and marks
class_page     the report, as HTML
learner_marks  its table of what each learner reached
feedback_page  a learner's feedback, as HTML
grade_folder   all of these, written into a folder
graders        assert_correct, for the test cells of nbgrader and otter-grader
"""

from __future__ import annotations

from iamsim.learning.classroom.class_grading import GradingOptions, grade_class
from iamsim.learning.classroom.class_text import class_text
from iamsim.learning.classroom.grade_folder import WrittenGrades, write_grades
from iamsim.learning.classroom.gradebook import GradeBook
from iamsim.learning.classroom.graders import assert_correct
from iamsim.learning.classroom.inventory import BeforeAfter
from iamsim.learning.classroom.roster import Roster
from iamsim.learning.classroom.submissions import Submission, SubmissionError, read_submission

__all__ = [
    "BeforeAfter",
    "GradeBook",
    "GradingOptions",
    "Roster",
    "Submission",
    "SubmissionError",
    "WrittenGrades",
    "assert_correct",
    "class_text",
    "grade_class",
    "read_submission",
    "write_grades",
]
