"""What is doubtful in a statement: a CheckedStatement in, an Issue out for each occasion for advice.

Each function finds one kind; its code and the page that it rests on stand in `iamsim.check.advice`.

    principals   Principal and NotPrincipal
    actions      Action and NotAction, against the list of AWS's actions
    resources    Resource and NotResource, against the resource types of the actions
    conditions   Condition: operators, keys and values
    redundancy   a statement that another one makes superfluous
"""

from __future__ import annotations
