"""What AWS saves without a word and its author may not mean, with what to write instead.

    PolicyDocument → each statement → the function of each row of ADVICE_TYPES → Advice

The codes are stable: `--ignore` takes them, docs/check-policy.md has an example of each. Of actions, services
and keys that are not in the lists of `iamsim.aws` nothing is known, and nothing is said as certain.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from iamsim.check.checked_statement import CheckedStatement, Issue
from iamsim.check.rules import actions, conditions, principals, redundancy, resources
from iamsim.policy import PolicyDocument, PolicyKind

MAXIMUM = 50
"""At most so many advices are given about a policy: nobody reads on after that."""


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing in a policy that AWS saves and its author may not mean."""

    code: str  # of its type: `no-such-action`
    place: str  # `Statement[0].Action`
    problem: str  # what the policy does there
    replacement: str  # what to write instead
    page: str  # of the IAM User Guide, or a whole address

    @property
    def url(self) -> str:
        """The address of the page of AWS's documentation that explains it."""
        if self.page.startswith("https://"):
            return self.page
        return f"https://docs.aws.amazon.com/IAM/latest/UserGuide/{self.page}.html"

    def __str__(self) -> str:
        """Return three lines: what the policy does, what to write instead, where to read on."""
        return f"{self.place}: {self.problem}\n    instead: {self.replacement}\n    {self.code}, {self.url}"


class AdviceType(NamedTuple):
    """A kind of advice: its code, the page that it rests on, the function that finds the occasions for it."""

    code: str
    page: str
    find: Callable[[CheckedStatement], Iterator[Issue]]


_PRINCIPAL = "reference_policies_elements_principal"
_ACTION = "reference_policies_elements_action"
_RESOURCE = "reference_policies_elements_resource"
_MULTIVALUED_KEYS = "reference_policies_condition-single-vs-multi-valued-context-keys"
_ANALYZER_CHECKS = "access-analyzer-reference-policy-checks"

_CONDITION_OPERATORS = "reference_policies_elements_condition_operators"
_CONDITION_KEYS = "reference_policies_condition-keys"
_VARIABLES = "reference_policies_variables"

# Advice about one statement is given in this order: by element, first what gives away the account.
ADVICE_TYPES = (
    # Principal
    AdviceType("trusts-everybody", _PRINCIPAL, principals.role_for_everybody),
    AdviceType("public", _PRINCIPAL, principals.resource_for_everybody),
    AdviceType(
        "any-repository", "id_roles_providers_oidc_secure-by-default", principals.role_for_any_repository
    ),
    AdviceType("not-principal", "reference_policies_elements_notprincipal", principals.not_principal),
    AdviceType("star-in-principal", _PRINCIPAL, principals.wildcard_in_principal),
    AdviceType("no-such-service-principal", _PRINCIPAL, principals.unknown_service_principal),
    AdviceType("nobody", _ANALYZER_CHECKS, principals.nobody),
    # Action
    AdviceType("everything", "best-practices", actions.all_actions),
    AdviceType("all-of-iam", _ANALYZER_CHECKS, actions.all_iam_actions),
    AdviceType("pass-any-role", _ANALYZER_CHECKS, actions.pass_any_role),
    AdviceType("no-such-service", _ACTION, actions.unknown_service),
    AdviceType("call-not-action", _ACTION, actions.call_for_action),
    AdviceType("no-such-action", _ACTION, actions.unknown_action),
    AdviceType("allow-not-action", "reference_policies_elements_notaction", actions.allow_not_action),
    # Resource
    AdviceType("bucket-for-object", _RESOURCE, resources.bucket_for_object),
    AdviceType("object-for-bucket", _RESOURCE, resources.object_for_bucket),
    AdviceType("wants-star", _RESOURCE, resources.resource_for_account_action),
    AdviceType("wrong-resource", _RESOURCE, resources.resource_of_other_type),
    AdviceType("wrong-arn", "reference-arns", resources.region_or_account),
    AdviceType("allow-not-resource", "reference_policies_elements_notresource", resources.allow_not_resource),
    AdviceType("wide-deny", _RESOURCE, resources.deny_of_similar_names),
    AdviceType("star-after-bucket", _RESOURCE, resources.star_after_bucket),
    # Condition
    AdviceType("for-all-values", _MULTIVALUED_KEYS, conditions.for_all_values),
    AdviceType("wants-set-operator", _MULTIVALUED_KEYS, conditions.missing_set_operator),
    AdviceType("star-is-text", _CONDITION_OPERATORS, conditions.star_in_string_equals),
    AdviceType("missing-key", _CONDITION_KEYS, conditions.access_key_without_mfa),
    AdviceType("no-values", _ANALYZER_CHECKS, conditions.no_values),
    AdviceType("no-such-key", _CONDITION_KEYS, conditions.unknown_key),
    AdviceType("key-of-other-action", _ANALYZER_CHECKS, conditions.key_of_other_actions),
    AdviceType("private-address", _CONDITION_KEYS, conditions.private_address),
    AdviceType("cidr-is-text", _CONDITION_OPERATORS, conditions.range_as_text),
    AdviceType("wrong-value", _CONDITION_OPERATORS, conditions.value_of_other_type),
    # Resource and Condition
    AdviceType("variable-is-text", _VARIABLES, conditions.variable_in_old_version),
    AdviceType("broken-variable", _VARIABLES, conditions.unclosed_variable),
    # the whole statement
    AdviceType("redundant", _ANALYZER_CHECKS, redundancy.superfluous_statement),
)


def advise(
    document: PolicyDocument, kind: PolicyKind = "stored", ignored: Collection[str] = ()
) -> tuple[Advice, ...]:
    """Return advice about each statement in turn, without the codes in `ignored`.

    `kind` is what the policy is saved as.

    >>> from iamsim.policy import allow
    >>> print(advise(PolicyDocument.parse(allow("s3:GetObjct", "arn:aws:s3:::reports/*")))[0])
    Statement[0].Action: s3:GetObjct is not in our list of s3's actions, of ...
        instead: s3:GetObject
        no-such-action, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
    """
    advice_types = [entry for entry in ADVICE_TYPES if entry.code not in ignored]
    return tuple(islice(_advice_of_document(document, kind, advice_types), MAXIMUM))


def _advice_of_document(
    document: PolicyDocument, kind: PolicyKind, advice_types: Collection[AdviceType]
) -> Iterator[Advice]:
    # Statement may be one object in place of a list; its place then has no number.
    is_list = isinstance(document.raw["Statement"], list)
    for statement in document.statements:
        place = f"Statement[{statement.index}]" if is_list else "Statement"
        checked = CheckedStatement(statement, document, kind)
        for code, page, find in advice_types:
            for element, problem, replacement in find(checked):
                # A condition is an element named `Condition Bool aws:SecureTransport`; a place has dots.
                element_place = f"{place}.{element.replace(' ', '.')}" if element else place
                yield Advice(code, element_place, problem, replacement, page)
