"""Why, for a notebook: what people paste or type in, the text of `iamsim why` out.

account, AWS's message | CloudTrail's event | PRINCIPAL ACTION [RESOURCE] → answers as one text
"""

from __future__ import annotations

from iamsim.account import Account
from iamsim.why.answer import answer_question
from iamsim.why.pasted import parse_questions
from iamsim.why.report import answer_text, merge_answers


def explain_pasted(account: Account, *words: str) -> str:
    """Return what `iamsim why` prints about words or a pasted text, without options.

    Raises InvalidInput and NoSuchEntity as `parse_questions` does.

    >>> import iamsim
    >>> iam = iamsim.client("iam")
    >>> _ = iam.create_user(UserName="zoe")
    >>> print(explain_pasted(iam.account, "zoe", "s3:ListAllMyBuckets").partition(":")[0])
    implicitDeny
    """
    questions = parse_questions(words, account)
    answers = merge_answers(answer_question(account, question) for question in questions)
    return "\n\n".join(answer_text(answer) for answer in answers)
