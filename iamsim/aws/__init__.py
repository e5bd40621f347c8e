"""AWS's facts as data: what IAM's actions, quotas and errors are called.

The other packages import from its modules by name; the package itself hands on nothing.

    errors      the errors that IAM's API answers with, under AWS's names and codes
    actions     the actions of AWS's services
    quotas      quotas and limits, AWS managed policies, API calls that are no action
"""

from __future__ import annotations
