"""What AWS saves without a word and the author may regret, with what to write instead.

    PolicyDocument → each statement → the function of each row of ADVICE_TYPES → Advice

Nothing is said about actions of services that `iamsim.aws.actions` does not have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from iamsim.check import findings
from iamsim.check.statement import CheckedStatement
from iamsim.policy import PolicyDocument, PolicyKind

MAXIMUM = 50
"""At most so many advices are given about a policy: nobody reads on after that."""


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing in a policy that AWS saves and its author may regret."""

    name: str  # of its type: `no-such-action`
    place: str  # `Statement[0].Action`
    problem: str  # what the policy does there
    replacement: str  # what to write instead
    page: str  # of the IAM User Guide

    @property
    def url(self) -> str:
        """The address of the page of the IAM User Guide that explains it."""
        return f"https://docs.aws.amazon.com/IAM/latest/UserGuide/{self.page}.html"

    def __str__(self) -> str:
        """Return three lines: what the policy does, what to write instead, where to read on."""
        return f"{self.place}: {self.problem}\n    instead: {self.replacement}\n    {self.name}, {self.url}"


class AdviceType(NamedTuple):
    """A kind of advice: its name, the page that it rests on, the function that finds the occasions for it."""

    name: str
    page: str
    find: Callable[[CheckedStatement], Iterator[findings.Finding]]


_PRINCIPAL = "reference_policies_elements_principal"
_ACTION = "reference_policies_elements_action"
_RESOURCE = "reference_policies_elements_resource"
_MULTIVALUED_KEYS = "reference_policies_condition-single-vs-multi-valued-context-keys"
_ANALYZER_CHECKS = "access-analyzer-reference-policy-checks"

# Advice about one statement is given in this order: by element, first what gives away the account.
ADVICE_TYPES = (
    # Principal
    AdviceType("trusts-everybody", _PRINCIPAL, findings.role_for_everybody),
    AdviceType("public", _PRINCIPAL, findings.resource_for_everybody),
    AdviceType("any-repository", "id_roles_create_for-idp_oidc", findings.role_for_any_repository),
    AdviceType("not-principal", "reference_policies_elements_notprincipal", findings.not_principal),
    # Action
    AdviceType("everything", "best-practices", findings.all_actions),
    AdviceType("all-of-iam", _ANALYZER_CHECKS, findings.all_iam_actions),
    AdviceType("pass-any-role", _ANALYZER_CHECKS, findings.pass_any_role),
    AdviceType("call-not-action", _ACTION, findings.call_for_action),
    AdviceType("no-such-action", _ACTION, findings.unknown_action),
    AdviceType("allow-not-action", "reference_policies_elements_notaction", findings.allow_not_action),
    # Resource
    AdviceType("bucket-for-object", _RESOURCE, findings.bucket_for_object),
    AdviceType("object-for-bucket", _RESOURCE, findings.object_for_bucket),
    AdviceType("wants-star", _RESOURCE, findings.resource_for_account_action),
    AdviceType("allow-not-resource", "reference_policies_elements_notresource", findings.allow_not_resource),
    AdviceType("wide-deny", _RESOURCE, findings.deny_of_similar_names),
    AdviceType("star-after-bucket", _RESOURCE, findings.star_after_bucket),
    # Condition
    AdviceType("for-all-values", _MULTIVALUED_KEYS, findings.for_all_values),
    AdviceType("wants-set-operator", _MULTIVALUED_KEYS, findings.missing_set_operator),
    AdviceType(
        "star-is-text", "reference_policies_elements_condition_operators", findings.star_in_string_equals
    ),
    AdviceType("missing-key", "reference_policies_condition-keys", findings.deny_without_mfa),
    AdviceType("no-values", _ANALYZER_CHECKS, findings.no_values),
    AdviceType("variable-is-text", "reference_policies_variables", findings.variable_in_old_version),
)


def advise(document: PolicyDocument, kind: PolicyKind = "stored") -> tuple[Advice, ...]:
    """Return advice about each statement in turn; `kind` is what the policy is saved as.

    >>> from iamsim.policy import allow
    >>> print(advise(PolicyDocument.parse(allow("s3:GetObjct", "arn:aws:s3:::reports/*")))[0])
    Statement[0].Action: s3:GetObjct is not in our list of s3's actions, of ......
        instead: s3:GetObject
        no-such-action, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
    """
    return tuple(islice(_advice_of_document(document, kind), MAXIMUM))


def _advice_of_document(document: PolicyDocument, kind: PolicyKind) -> Iterator[Advice]:
    # Statement may be one object in place of a list; its place then has no number.
    is_list = isinstance(document.raw["Statement"], list)
    for statement in document.statements:
        place = f"Statement[{statement.index}]" if is_list else "Statement"
        checked = CheckedStatement(statement, document.version, kind)
        for name, page, find in ADVICE_TYPES:
            for element, problem, replacement in find(checked):
                # A condition is an element named `Condition Bool aws:SecureTransport`; a place has dots.
                element_place = f"{place}.{element.replace(' ', '.')}"
                yield Advice(name, element_place, problem, replacement, page)
