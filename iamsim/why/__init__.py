"""Why a request was refused: what people type or paste in, an explained answer out.

An account's file and a question (three words, or what people paste) go in; an Answer comes out, which
`answer_text` and `answer_json` write for a terminal and for a program.

    pasted                 a pasted text → AccessQuestions, by what it is:
    denial                 AWS's AccessDenied messages → Denial
    cloudtrail             CloudTrail's events → AccessQuestion
    cloudtrail_fields      the fields of an event, whatever has exported it
    cloudtrail_context     the context keys that an event states
    decoded_message        what `aws sts decode-authorization-message` prints → AccessQuestion
    authorization_details  AWS's own trace of a denial → AccessQuestions
    s3_access_log          lines of Amazon S3's server access log → AccessQuestions
    bare_denial            a message that names nobody → the next step
    json_texts             JSON that stands somewhere in a text
    question               typed words → AccessQuestion
    resource_arns          what services call their resources → ARNs
    context_keys           KEY=VALUE → a request's context
    evidence               what AWS's message about a denial rules out and proves
    next_steps             commands that one can copy
    asker                  who asks, and which keys of its request nobody can know
    layers                 the policies that apply, and what those without a document may do
    question_cases         all decisions that the request can have, as far as AWS's message agrees
    answer                 account and AccessQuestion → Answer: all cases that remain
    change_report          the edits of the account that would turn an answer
    without                what if: the account without a membership or a policy
    unknown_policies       the policies that AWS also reads and the account's file does not hold
    report                 Answer → text, Markdown: sections, each of the lines of one of these modules
    note_lines             what was taken for granted, and how sure it is
    message_lines          AWS's own message: what it proves, which one AWS would write
    reason_lines           the decision and its reason, with the statements that decide
    case_lines             the cases of an answer that is not the same in all of them
    next_step_lines        how to see what the file lacks, and how to ask with MFA
    report_json            Answer → JSON
    explanation            the text of all answers, for a notebook
"""

from __future__ import annotations

from iamsim.why.answer import BAD_INPUT, Answer, answer_question
from iamsim.why.change_report import change_section, changes_json
from iamsim.why.context_keys import parse_context
from iamsim.why.explanation import explain_pasted
from iamsim.why.pasted import parse_questions
from iamsim.why.question import AccessQuestion, Additions, parse_question
from iamsim.why.report import answer_markdown, answer_text, merge_answers
from iamsim.why.report_json import answer_json
from iamsim.why.without import account_without

__all__ = [
    "BAD_INPUT",
    "AccessQuestion",
    "Additions",
    "Answer",
    "account_without",
    "answer_json",
    "answer_markdown",
    "answer_question",
    "answer_text",
    "change_section",
    "changes_json",
    "explain_pasted",
    "merge_answers",
    "parse_context",
    "parse_question",
    "parse_questions",
]
