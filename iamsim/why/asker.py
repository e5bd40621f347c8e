"""Who asks, and which context keys of its request nobody can know.

    account, AccessQuestion → Asker → is a key unknown, certainly absent, or known?

The account's file says everything of a user. Of a role's session it does not say the tags, and of another
account's principal nothing but what policies here say of it.
Source: IAM User Guide, reference_policies_condition-keys; id_session-tags.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from iamsim.account import Account, Caller, Role, find_caller
from iamsim.aws.errors import InvalidInput
from iamsim.decision import Layers, assumed_role_trust
from iamsim.decision.carried_keys import CarriedKey, is_known_absent
from iamsim.decision.cases import sources_of
from iamsim.policy import Request, principal_context, split_arn
from iamsim.why.question import AccessQuestion, Additions


class Asker(NamedTuple):
    """The principal of a question, and what the account's file says of it."""

    caller: Caller
    knows_tags: bool  # false for a session, which may have tags of its own
    is_of_account: bool
    # In lower case: keys of which a pasted text says that the request did not have them.
    absent_keys: frozenset[str] = frozenset()

    def is_unknown(self, key: str, request: Request) -> bool:
        """Tell whether nobody can say which value a key, in lower case, has in this request."""
        if key in request.context or key in self.absent_keys:
            return False
        return not is_known_absent(key, knows_tags=self.knows_tags, knows_id=self.is_of_account)


def find_asker(account: Account, question: AccessQuestion, additions: Additions) -> Asker:
    """Find who asks; another account's principal is known by its ARN alone, if a policy here may name it."""
    parts = split_arn(question.principal)
    if parts is None or parts[2] not in {"iam", "sts"} or parts[4] in {"", account.account_id}:
        caller = find_caller(account, question.principal)
        return Asker(caller, not isinstance(caller.identity, Role), is_of_account=True)
    request = Request(question.principal, question.action, question.resource)
    if additions.resource_policy is None and assumed_role_trust(account, request) is None:
        find_caller(account, question.principal)  # raises InvalidInput, which says of which account it is
    return Asker(Caller(question.principal, None, {}), knows_tags=False, is_of_account=False)


def role_tags(asker: Asker) -> dict[str, CarriedKey]:
    """Return the tags of the role of a session, by their context keys."""
    if not isinstance(asker.caller.identity, Role):
        return {}
    reason = "the role's own tag; a tag of the session would replace it"
    keys = ((f"aws:PrincipalTag/{key}", value) for key, value in asker.caller.identity.tags)
    return {key.lower(): CarriedKey(key, value, reason, certain=False) for key, value in keys}


def check_user_name(principal: str, context: Mapping[str, Any]) -> None:
    """Raise InvalidInput for an aws:username that is not the principal's: IAM fills in this key itself."""
    own_name = principal_context(principal).get("aws:username")
    user_name = next((value for key, value in context.items() if key.lower() == "aws:username"), own_name)
    if user_name != own_name:
        expected = f"{own_name!r} for this principal" if own_name else "absent for this principal"
        raise InvalidInput("", f"--context aws:username={user_name}: IAM fills in this key; it is {expected}")


def unknown_keys_of(request: Request, layers: Layers, asker: Asker) -> frozenset[str]:
    """Return the keys, in lower case, that a policy reads and nobody gave."""
    return frozenset(
        key
        for _, source in sources_of(layers)
        for _, statement in source.statements_matching(request.lower_action)
        for element in statement.other_elements
        for key in element.all_context_keys
        if asker.is_unknown(key, request)
    )
