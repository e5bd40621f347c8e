"""The picture of a decision: the ways from the principal to the decision, and what each policy does in it.

EvaluationResult → PictureBuilder → Picture
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from iamsim.account import Policy, Source
from iamsim.decision import Check, CheckType, Effect, EvaluationResult, StatementResult
from iamsim.decision.explain import effect_words, headline, mismatch, place, question, short_name
from iamsim.diagram.picture import (
    Highlights,
    Node,
    Picture,
    PictureBuilder,
    no_policy_text,
    role_weight,
)

MOST_POLICIES = 8  # of more than these, the ones that do not match share a node for each holder
DECISION = "decision"  # the key of the node at which all ways end


def decision_picture(result: EvaluationResult, highlights: Highlights | None = None) -> Picture:
    """Return the ways from the principal over groups and policies to the decision."""
    builder = _DecisionBuilder(result, PictureBuilder(highlights or {}))
    for check in result.checks:
        if check.type is CheckType.PRINCIPAL:
            builder.add_principal(check)
        else:
            builder.add_check(check)
    words, value = headline(result), result.decision.value
    builder.picture.add_node(Node(DECISION, value, words, "" if words == value else value))
    title = question(result.request)
    deciding = ", ".join(dict.fromkeys(place(statement) for statement in result.matched_statements))
    answer = f"{words[:1].upper()}{words[1:]}" + (f": {deciding}" if deciding else "")
    return builder.picture.build(title, f"{title} {answer}.", (title,))


@dataclass(slots=True)
class _DecisionBuilder:
    """Adds the checks of one result to a picture."""

    result: EvaluationResult
    picture: PictureBuilder
    principal: str = ""  # the key of the principal's node

    def add_principal(self, check: Check) -> None:
        """Add the principal with its own policies and its groups with theirs, as they were collected."""
        own = self._own_source(check)
        groups = [source for source in check.sources if source.kind == "group"]
        # Dozens of policies that do not match would push the one that decides off the screen.
        bundle = sum(len(source.policies) for source in (own, *groups)) > MOST_POLICIES
        key = self.picture.add_identity(own.kind, own.name, note=self.result.request.principal)
        self.principal = key
        # The decision needs at least one line to it; without a policy this one says why there is none.
        if own.kind == "root user":
            self.picture.add_edge(key, DECISION, "no policy limits it", "decides")
        elif not own.policies and not groups:
            self.picture.add_edge(key, DECISION, no_policy_text(own.kind), "no match")
        without_match = [group.name for group in groups if bundle and self._role(check, group) == "no match"]
        for source in check.sources:
            if source.kind != "group":
                self._add_policies(check, source, key, bundle=bundle)
            elif source.name not in without_match:
                self._add_group(check, source, bundle=bundle)
        if without_match:
            group_key = self.picture.add_remaining(key, without_match, "group")
            self.picture.add_edge(key, group_key, "member of")
            self.picture.add_edge(group_key, DECISION, "no match", "no match")

    def _own_source(self, check: Check) -> Source:
        """Return the principal's own policies; `evaluate` knows no identity, so the ARN tells its kind."""
        for source in check.sources:
            if source.kind in {"user", "role"}:
                return source
        arn = self.result.request.principal
        kind = "root user" if arn.endswith(":root") else "role" if ":assumed-role/" in arn else "user"
        return Source(kind, short_name(arn), check.sources[0].policies if check.sources else ())

    def _add_group(self, check: Check, group: Source, *, bundle: bool) -> None:
        facts = [] if group.policies else [no_policy_text("group")]
        key = self.picture.add_identity("group", group.name, *facts)
        kind = "path" if self._role(check, group) == "decides" else "plain"
        self.picture.add_edge(self.principal, key, "member of", kind)
        self._add_policies(check, group, key, bundle=bundle)

    def _add_policies(self, check: Check, source: Source, holder: str, *, bundle: bool) -> None:
        """Add the policies of the holder's node; with `bundle`, one node for all that do not match."""
        label, kind, deciding_kind = ("own policy", "own", "own path")
        if source.kind == "group":
            label, kind, deciding_kind = ("", "plain", "path")
        without_match = []
        for policy in source.policies:
            statements = self._statements(check, source, policy)
            role = self._weightiest_role(statements)
            if bundle and role == "no match":
                without_match.append(policy.name)
                continue
            key = self.picture.add_policy(policy, holder, [*map(self.result.outcome, statements)])
            self.picture.add_edge(holder, key, label, deciding_kind if role == "decides" else kind)
            self.picture.add_edge(key, DECISION, role, role, _mismatches(statements))
        if without_match:
            key = self.picture.add_remaining(holder, without_match)
            self.picture.add_edge(holder, key, label.removesuffix(" policy"), kind)
            self.picture.add_edge(key, DECISION, "no match", "no match")

    def add_check(self, check: Check) -> None:
        """Add the policies of an SCP, of a permissions boundary or of the resource."""
        for source in check.sources:
            for policy in source.policies:
                statements = self._statements(check, source, policy)
                roles = [*map(self.result.outcome, statements)]
                label, kind = _limit_label(check, self._weightiest_role(statements))
                type_name = _LIMIT_NAMES[check.type] + (f" at {source.name}" if check.target else "")
                key = self.picture.add_limit(f"{source} {policy.name}", type_name, policy, roles)
                self.picture.add_edge(key, DECISION, label, kind, _mismatches(statements))
                if check.type is CheckType.PERMISSIONS_BOUNDARY:
                    self.picture.add_edge(self.principal, key, "at most", "limit")

    def _statements(self, check: Check, source: Source, policy: Policy) -> list[StatementResult]:
        request = self.result.request
        return [
            StatementResult(check.type, source, policy, statement, request)
            for statement in policy.document.statements
        ]

    def _role(self, check: Check, source: Source) -> str:
        """Return the weightiest role that any statement of a source has."""
        return self._weightiest_role(
            statement for policy in source.policies for statement in self._statements(check, source, policy)
        )

    def _weightiest_role(self, statements: Iterable[StatementResult]) -> str:
        return max(map(self.result.outcome, statements), key=role_weight, default="no match")


_LIMIT_NAMES = {
    CheckType.RESOURCE: "policy of the resource",
    CheckType.SERVICE_CONTROL_POLICY: "SCP",
    CheckType.PERMISSIONS_BOUNDARY: "permissions boundary",
}


def _limit_label(check: Check, role: str) -> tuple[str, str]:
    """Return the label and the kind of the line from a policy of this check to the decision."""
    if check.type is CheckType.RESOURCE:
        return role, role
    if check.effect is Effect.IMPLICIT_DENY:
        return effect_words(check.effect), "decides"
    if check.effect is Effect.NO_IMPACT:
        return effect_words(check.effect), "no match"
    # A boundary or an SCP never gives a permission, so its matching Allow does not decide.
    allows = role == "matches" or (check.effect is Effect.ALLOW and role == "decides")
    return ("lets it pass", "matches") if allows else (role, role)


def _mismatches(statements: Iterable[StatementResult]) -> str:
    """Return why none of the statements matches; "" if one does."""
    reasons = [mismatch(statement) for statement in statements]
    return "; ".join(reasons) if all(reasons) else ""
