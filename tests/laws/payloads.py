"""Texts that would run as a script where a page does not escape them, and accounts that hold one in every text field.

Each payload would call `ran()`, which a browser's test defines. This file imports nothing from the tests, so that its
source can be run in a notebook.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import iamsim
from iamsim.account import load
from iamsim.account.file_object import FileObject

PAYLOADS = (
    "<script>ran()</script>",
    "<img src=x onerror=ran()>",
    "<img/src=x/onerror=ran()>",
    "<IMG SRC=X:X ONERROR=ran()>",
    "<svg onload=ran()>",
    "<svg><script>ran()</script></svg>",
    "<svg><animate onbegin=ran() attributeName=x dur=1s>",
    "<iframe src=javascript:parent.ran()>",
    "<iframe srcdoc='<script>parent.ran()</script>'>",
    "<details open ontoggle=ran()>",
    "<input autofocus onfocus=ran()>",
    "<video><source onerror=ran()></video>",
    "<audio src=x onerror=ran()>",
    "<body onload=ran()>",
    "<style onload=ran()></style>",
    "<link rel=stylesheet href=x onerror=ran()>",
    "<object data=javascript:ran()>",
    "<a href=javascript:ran()>click</a>",
    "<marquee onstart=ran()>",
    "<math><mtext><img src=x onerror=ran()></mtext></math>",
    '" onmouseover="ran()',
    "' onmouseover='ran()",
    '"><img src=x onerror=ran()>',
    "'><img src=x onerror=ran()>",
    "</style><img src=x onerror=ran()>",
    "</title></desc><script>ran()</script>",
    "</pre></td></table><script>ran()</script>",
    "--><script>ran()</script><!--",
    "]]><script>ran()</script>",
    '"];x [label=<<TABLE HREF="javascript:ran()"><TR><TD>x</TD></TR></TABLE>>];"',
    "&lt;img src=x onerror=ran()&gt;",
    '\\"<img src=x onerror=ran()>\\N',
    "{x}{0}%s$(ran())<img src=x onerror=ran()>",
)


def hostile_account(payloads: Sequence[str]) -> iamsim.Account:
    """Build an account with a user, a group, a role and a managed policy for each payload, which stands in every text.

    Group 1 has all users; each user is in its own group, too.
    """

    def document(payload: str, principal: bool = False) -> dict[str, Any]:
        allow: dict[str, Any] = {
            "Sid": payload,
            "Effect": "Allow",
            "Action": ["s3:GetObject", f"s3:{payload}", f"{payload}:Get"],
            "Resource": ["*", f"arn:aws:s3:::{payload}/{payload}", payload],
            "Condition": {"StringLike": {payload: [payload], f"aws:PrincipalTag/{payload}": payload}},
        }
        deny = {"Sid": f"D{payload}", "Effect": "Deny", "NotAction": [f"s3:{payload}", "s3:GetObject"], "NotResource": payload}
        trust: dict[str, Any] = {"Sid": payload, "Effect": "Allow", "Action": ["sts:AssumeRole", payload]}
        trust["Principal"] = {"AWS": [f"arn:aws:iam::123456789012:user/{payload}", payload], "Service": payload}
        statements = [trust] if principal else [allow, deny, {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}]
        return {"Version": "2012-10-17", "Id": payload, "Statement": statements}

    def arn(kind: str, payload: str) -> str:
        return f"arn:aws:iam::{payload.replace(':', '')}:{kind}/{payload}"

    def inline(payload: str) -> list[dict[str, Any]]:
        return [{"PolicyName": f"inline {payload}", "PolicyDocument": document(payload)}]

    users, groups, roles, policies = [], [], [], []
    for payload in payloads:
        common: dict[str, Any] = {
            "Path": f"/{payload}/",
            "CreateDate": payload,
            "Tags": [{"Key": payload, "Value": payload}],
            "AttachedManagedPolicies": [{"PolicyName": payload, "PolicyArn": arn("policy", payload)}],
        }
        boundary = {"PermissionsBoundary": {"PermissionsBoundaryArn": arn("policy", payload)}}
        member_of = list(dict.fromkeys([f"group {payload}", f"group {payloads[0]}"]))
        names = {"UserName": payload, "UserId": payload, "Arn": arn("user", payload), "GroupList": member_of}
        users.append(common | boundary | names | {"UserPolicyList": inline(payload)})
        groups.append(
            common
            | {"GroupName": f"group {payload}", "GroupId": payload, "Arn": arn("group", payload)}
            | {"GroupPolicyList": inline(payload)}
        )
        roles.append(
            common
            | boundary
            | {"RoleName": payload, "RoleId": payload, "Arn": arn("role", payload), "Description": payload}
            | {"RolePolicyList": inline(payload), "AssumeRolePolicyDocument": document(payload, principal=True)}
        )
        version = {"VersionId": "v1", "IsDefaultVersion": True, "CreateDate": payload, "Document": document(payload)}
        policies.append(
            common
            | {"PolicyName": payload, "PolicyId": payload, "Arn": arn("policy", payload), "Description": payload}
            | {"DefaultVersionId": "v1", "PolicyVersionList": [version]}
        )
    # Not by parse_account, which refuses such names: what shows an account must hold without its help.
    file = {"UserDetailList": users, "GroupDetailList": groups, "RoleDetailList": roles, "Policies": policies}
    return load._AccountReader(FileObject(file)).read()


def hostile_widgets(account: iamsim.Account) -> list[Any]:
    """Every widget and every picture of a hostile account, each of them used once."""
    from iamsim import diagram, widgets  # noqa: PLC0415 - so that the functions alone can be sent to a notebook

    users, groups = list(account.users.values()), list(account.groups.values())
    name, other, policy = users[0].name, users[-1].name, next(iter(account.policies.values())).name
    resource, actions = f"arn:aws:s3:::{name}/{name}", ["s3:GetObject", "s3:PutObject"]
    deny = [[iamsim.allow("ec2:*")]]
    result = iamsim.simulate(account, name, "s3:GetObject", resource, {name: name})
    played = widgets.playground(account)
    for step, values in (
        ("create_user", {"name": name}),
        ("load_file", {"name": name, "text": name}),
        ("choose_resource", {"resource": resource}),
        ("open_policy", {"kind": "user", "holder": name, "name": f"inline {name}"}),
        ("set_text", {"text": name}),
        ("suggest", {"field": "action", "text": name}),
        ("load_code", {"code": name}),  # last, so that its error is shown
    ):
        played.perform(step, values)
    return [
        widgets.membership(account).tick(other, groups[0].name, on=False),
        widgets.together(account, name, actions, resource).join(groups[-1].name),
        widgets.attachments(account, groups[0].name, resource).detach(policy),
        widgets.user_card(account, name, actions, resource).tick("password", on=True),
        widgets.reasons(account, actions, resource).ask(other, "s3:PutObject"),
        widgets.conditions(account, "s3:GetObject", resource, {name: [name, None]}).ask(other, {name: None}),
        widgets.steps(account, name, "s3:GetObject", resource).next().next(),
        widgets.explorer(account, name, "s3:GetObject", resource),
        widgets.explorer(account, other, "s3:PutObject", resource, scps=deny).shuffle(),
        played,
        diagram.draw(account),
        diagram.draw(account, name, highlight={groups[0].name: name}),
        diagram.draw(result),
        diagram.draw(iamsim.simulate(account, other, "s3:PutObject", resource, scps=deny)),
        diagram.AccountLayout.of(account, [name, other]).diagram(result),
        diagram.draw_user(account, name),
        diagram.draw_credentials(account, name),
        diagram.draw_engine(account),
    ]
