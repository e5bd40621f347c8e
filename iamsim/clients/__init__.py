"""IAM and STS as boto3 shows them, on an account that is a value: calls in, responses and a new account out.

iam = iamsim.client("iam")        iam.create_user(UserName="ana") → the response of boto3
perform(IAM["create_user"], account, {"UserName": "ana"})         → (account after it, response)

boto3_client    `client` and Client: methods, pages and exceptions as boto3 has them
history         the calls on an account, undo and redo, paths through AWS's console
aws_cli         calls and results as lines of the AWS CLI
operations      the table of all calls
call            one call on one account: Call, Operation, `perform`; ids and dates of what it creates
parameters      types of parameters; what boto3 and AWS refuse by them
identities      calls about users, groups and roles, members, tags, the account as a whole
policies        calls about inline policies, attachments of managed ones, boundaries
managed_policies  calls about managed policies and their versions
trust           trust policies: the principals they name
credentials     calls about passwords, access keys and sessions of roles
simulation      AWS's policy simulator as calls
memberships     from a list of who has which job to the calls that are missing
"""

from __future__ import annotations

from iamsim.clients.aws_cli import as_cli, simulation_arguments
from iamsim.clients.boto3_client import Client, client
from iamsim.clients.call import Operation, perform
from iamsim.clients.memberships import membership_calls
from iamsim.clients.operations import IAM, STS

__all__ = [
    "IAM",
    "STS",
    "Client",
    "Operation",
    "as_cli",
    "client",
    "membership_calls",
    "perform",
    "simulation_arguments",
]
