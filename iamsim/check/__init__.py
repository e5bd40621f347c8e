"""Whether AWS would save a policy, and what one would regret: a policy's text in, a PolicyReport out.

report      a file's content → PolicyReport: AWS's error, or "AWS would save it" with advice
advice      PolicyDocument → Advice; the table of all kinds of advice
findings    the function behind each kind of advice, by the element of a statement
statement   CheckedStatement: a statement as those functions read it
"""

from __future__ import annotations

from iamsim.check.advice import Advice, advise
from iamsim.check.report import REFUSED, PolicyReport, check_policy

__all__ = ["REFUSED", "Advice", "PolicyReport", "advise", "check_policy"]
