"""An AWS account as values: users, groups, roles and the policies attached to them.

The file of `aws iam get-account-authorization-details` goes in, an Account comes out, and back.

    policies      inline and managed policies; Source, a holder with its policies
    entities      User, Group, Role, Account
    load          AWS's file → Account
    file_object   one object of that file, with its path for complaints
    api_json      users, groups, roles and policies → the objects of AWS's responses
    dump          Account → AWS's file
    principals    a user's name or an ARN → Caller
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
from iamsim.account.load import decode_text, load_account, parse_account
from iamsim.account.policies import (
    DEFAULT_DATE,
    InlinePolicy,
    ManagedPolicy,
    Policy,
    PolicyVersion,
    Source,
    Tags,
)
from iamsim.account.principals import Caller, check_exact_arn, find_caller

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
    "check_exact_arn",
    "decode_text",
    "dump_account",
    "find_caller",
    "fold_name",
    "load_account",
    "parse_account",
]
