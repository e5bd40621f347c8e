"""A policy that the learner writes: it is put on a user or a group, and tried with requests."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

from iamsim.account import Account, Group, InlinePolicy, User
from iamsim.aws.errors import MalformedPolicyDocument
from iamsim.decision.explain import brief_mismatch
from iamsim.learning.questions.build import BuildQuestion, slip_words
from iamsim.learning.questions.question import Malformed, TextInput
from iamsim.learning.questions.requirements import Case, Requirement
from iamsim.learning.questions.toml_reader import check_name, key_named, place
from iamsim.policy import PolicyDocument

POLICY_NAME = "your policy"
BLANKS = ("...", "…", "____")
"""What stands in a start where the learner is to write something."""
EMPTY_POLICY = '{"Version": "2012-10-17", "Statement": []}'


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyQuestion(BuildQuestion):
    """A policy document, as text or as JSON data."""

    cases: tuple[Case, ...] = field(metadata=key_named("case"))
    holder: str  # who gets the policy: "group Contractors"
    start: str = EMPTY_POLICY

    build_name: ClassVar[str] = "policy"

    def completed(self) -> Self:
        """Check that there are holder and users: who writes a policy does not make them. Read the start."""
        self.check_rules()
        self._holder()
        for case in self.cases:
            self.scenario.account.user(case.user)
        try:
            json.loads(self.start)
        except ValueError as error:
            raise ValueError(f"start: not JSON ({error})") from None
        return self

    def _holder(self) -> User | Group:
        kind, _, name = self.holder.partition(" ")
        with place("holder"):
            check_name(kind, ("group", "user"))
        account = self.scenario.account
        return account.user(name) if kind == "user" else account.group(name)

    @property
    def input(self) -> TextInput:
        """A field with the policy that the learner begins with."""
        return TextInput(json.dumps(json.loads(self.start), indent=2))

    def is_start(self, data: Any) -> bool:
        """Tell whether a policy is the start, or has no statement."""
        # AWS refuses a policy without a statement; here it is what an editor begins with.
        is_empty = data == {} or (isinstance(data, dict) and data.get("Statement", data) in ([], None))
        return is_empty or bool(data == json.loads(self.start))

    def to_json(self, answer: Any) -> Any:
        """Return the policy as it was written. Raises Malformed for an account, another exercise's answer."""
        if isinstance(getattr(answer, "account", answer), Account):
            raise Malformed(f'expected a policy, got an account: check("{self.id}", answer)')
        return answer

    def build(self, data: Any) -> Account:
        """Put the policy on its holder. Raises Malformed."""
        if isinstance(data, dict) and "Effect" in data:
            raise Malformed(
                'expected a policy, got one statement: put it into {"Version": …, "Statement": [ … ]}'
            )
        blanks = list(_blanks(data))
        if blanks:
            raise Malformed(f"fill what is still open first: {', '.join(blanks)}")
        try:
            policy = InlinePolicy(POLICY_NAME, PolicyDocument.parse(data, "inline"))
        except MalformedPolicyDocument as error:
            raise Malformed(str(error)) from None
        holder = self._holder()
        return self.scenario.account.with_identity(replace(holder, inline=(*holder.inline, policy)))

    def misspelled(self, data: Any) -> str:
        """Return the first thing in a policy that AWS does not have, and what is probably meant."""
        return slip_words(PolicyDocument.parse(data, "inline"))

    def mismatch(self, failed: Sequence[Requirement]) -> str:
        """Return why none of the policy's Denies matches the first request that fails."""
        result = failed[0].result if failed else None
        own = [line for line in result.trace if line.policy.name == POLICY_NAME] if result else []
        denies = [line for line in own if line.statement.denies]
        if not denies or any(line.matched for line in denies):
            return ""
        return f"Your Deny {brief_mismatch(denies[0])}."


def _blanks(data: Any, place: str = "") -> Iterator[str]:
    """Yield each place of a policy where a blank of the start still stands: `Statement[0].Effect`."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from _blanks(value, f"{place}.{name}" if place else name)
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from _blanks(value, f"{place}[{number}]")
    elif isinstance(data, str) and any(blank in data for blank in BLANKS):
        yield f"{place} is {data!r}"


KIND = PolicyQuestion
