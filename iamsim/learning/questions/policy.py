"""A policy that the learner writes: it is put on a user or a group, and tried with requests."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

from iamsim.account import Account, Group, InlinePolicy, User
from iamsim.aws.errors import MalformedPolicyDocument
from iamsim.learning.questions.account import BuildQuestion, Case
from iamsim.learning.questions.question import Malformed, TextInput
from iamsim.learning.questions.toml_reader import check_name, key_named, place
from iamsim.policy import PolicyDocument

POLICY_NAME = "your policy"
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
        is_empty = isinstance(data, dict) and data.get("Statement") in ([], None)
        return is_empty or bool(data == json.loads(self.start))

    def build(self, data: Any) -> Account:
        """Put the policy on its holder. Raises Malformed."""
        try:
            policy = InlinePolicy(POLICY_NAME, PolicyDocument.parse(data, "inline"))
        except MalformedPolicyDocument as error:
            raise Malformed(str(error)) from None
        holder = self._holder()
        return self.scenario.account.with_identity(replace(holder, inline=(*holder.inline, policy)))


KIND = PolicyQuestion
