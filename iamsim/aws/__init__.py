"""AWS's facts as data: what IAM's actions, quotas, managed policies and errors are called.

Nothing goes in; constants, lookup functions and exception classes come out. The other packages import its
modules by name; the package itself exports nothing.

    errors              the errors that IAM's API answers with, under AWS's names and codes
    actions             the services' actions, resource types and condition keys; API calls with another name
    context_keys        condition keys: of all services, by the type of their values, and of a single one
    service_rules       calls that a service decides by itself, whatever the policies say
    quotas              quotas and limits: how many, how long
    managed_policies    the documents of a few AWS managed policies
"""

from __future__ import annotations
