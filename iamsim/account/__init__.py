"""An AWS account as values: users, groups, roles and the policies attached to them.

The file of `aws iam get-account-authorization-details` goes in, an Account comes out, and back.

    entities      User, Group, Role, Account
    policies      inline and managed policies; Source, a holder with its policies
    load          AWS's file → Account
    dump          Account → AWS's file
    api_json      entities and policies as the objects of AWS's API
    json_fields   typed fields out of JSON that anyone may have written
    principals    a user's name or an ARN → who calls
"""

from __future__ import annotations

from iamsim.account.dump import dump_account
from iamsim.account.entities import (
    AccessKey,
    Account,
    Group,
    Identity,
    LoginProfile,
    Role,
    User,
    build_account,
    fold_name,
)
from iamsim.account.load import decode, load_account, parse_account
from iamsim.account.policies import (
    DEFAULT_DATE,
    InlinePolicy,
    ManagedPolicy,
    Policy,
    PolicyVersion,
    Source,
    Tags,
)
from iamsim.account.principals import Caller, find_caller

__all__ = [
    "DEFAULT_DATE",
    "AccessKey",
    "Account",
    "Caller",
    "Group",
    "Identity",
    "InlinePolicy",
    "LoginProfile",
    "ManagedPolicy",
    "Policy",
    "PolicyVersion",
    "Role",
    "Source",
    "Tags",
    "User",
    "build_account",
    "decode",
    "dump_account",
    "find_caller",
    "fold_name",
    "load_account",
    "parse_account",
]
