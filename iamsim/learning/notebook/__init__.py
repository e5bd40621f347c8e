"""What a lesson's cells call: questions are asked as forms, answers are graded and saved.

In go a question's id and perhaps an answer; out comes a QuestionCard or a Note, which displays itself.

calls              predict, observe, check, quiz, hint, reset, lesson_account
asked_questions    which questions a call asks, and how each stands for this learner
cards              QuestionCard and Note: what is shown, as text
card_html          the same as HTML; its style sheet is card.css
forms              the same as a form of ipywidgets; with form.css and form.js
progress_view      progress, export, merge
live_card          a card to fill in: a line that opens, fields, one button; its style sheet is live_card.css
hand_in_card       hand_in, and its form
hand_in_session    what is handed in, under which name: the same without a form
join_class         join_class, and its form
course_playground  playground
goal_picture       what a challenge wants, as a picture
practice           practice, review, one_more
practice_session   the same without widgets: the tutor, its question, and answers that are kept
one_more_session   the one question after a table whose answers are nearly those of an idea
practice_page      what it shows, as markup and as text; its style sheet is practice.css
ideas_view         topics as bars and wrong ideas by their sentence, for progress and the index
lesson_challenges  challenges: a lesson's own, at its end
open_questions     which questions of a lesson have no answer, by their words
next_step          what_next: the next lesson, and what is still open
decision_tables    who_may: decisions as a heat map, or as text where pandas is absent
answer_mode        lessons that answer themselves, to try them out
"""

from __future__ import annotations
