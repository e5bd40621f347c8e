"""What a picture of decisions consists of, before it has places: holders, policies, links and checks.

    EvaluationResult | Account → Parts → (decision_states) what each part does in one decision

Each part has a key, a text that no question changes: a picture is laid out once for all questions of an
account, and a question only says of each key what its state is.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from iamsim.account import Account, Policy, Source
from iamsim.decision import Check, CheckType, Decision, Effect, EvaluationResult, StatementResult, simulate
from iamsim.decision.explain import (
    limit_name,
    reason,
    short_name,
    short_statement_lines,
    statement_name,
    statement_words,
)
from iamsim.diagram.picture import count_of, first_of, no_policy_text
from iamsim.policy import PolicySource, Request, Statement

DENY_CHECK, ALLOW_CHECK, SERVICE_CHECK = "check Deny", "check Allow", "check service"
SERVICE_RULE = "service rule"  # the row of what a service decides by itself
NO_LIMIT = "no policy limits it"  # of the root user
MOST_POLICIES = 8  # of more than these, the ones that do not match share a box for each holder
MOST_STATEMENTS = 4  # of one policy that have a row of their own
_TYPE_NAMES = {
    "user": "own policy",
    "role": "own policy",
    "policy": "own policy",
    "group": "policy",
    "boundary": "permissions boundary",
}


@dataclass(frozen=True, slots=True)
class PolicyHolder:
    """A user, group, role or root user; `kind` is a key of style.NODES."""

    key: str
    kind: str
    name: str
    note: str = ""  # its ARN

    def __str__(self) -> str:
        return self.kind if self.kind == "root user" else f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement in its policy, or several that share a row; without `statements`, why there is none."""

    key: str
    kind: str  # "allow", "deny", "limit" for an Allow that only limits, or "text"
    phrases: tuple[str, ...]  # what it says, before it is broken into lines
    fact: str  # what it says in one line, with whole ARNs
    statements: tuple[str, ...] = ()  # keys


@dataclass(frozen=True, slots=True)
class Box:
    """A policy with its statements; without a name, the place of a policy that is missing."""

    key: str
    type_name: str
    name: str
    rows: tuple[StatementRow, ...]
    check: str = ALLOW_CHECK  # the key of the check to which its Allows lead
    note: str = ""  # its ARN, or whose it is

    def __str__(self) -> str:
        return f"{self.type_name} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class Link:
    """That a user is a member of a group, or that a holder has a policy."""

    tail: str
    head: str
    label: str = ""  # "member of", "own", "at most"

    @property
    def key(self) -> str:
        """The key of the link."""
        return f"{self.tail} > {self.head}"


@dataclass(frozen=True, slots=True)
class Stage:
    """A check after the one for Denies: one of its policies must allow."""

    key: str
    limit: str = ""  # "the boundary"; "" where any Allow is enough


@dataclass(slots=True)
class Parts:
    """The parts of a picture, each once, in the order in which they were added.

    With `repeat`, a managed policy has a box at each of its holders, else one box for all of them.
    """

    repeat: bool = True
    holders: dict[str, PolicyHolder] = field(default_factory=dict)
    boxes: dict[str, Box] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    stages: dict[str, Stage] = field(default_factory=dict)

    def add_result(self, result: EvaluationResult, states: Mapping[str, str] | None = None) -> None:
        """Add what one decision rests on.

        With `states`, those of its statements by key, of many policies and statements the ones that do not
        match share a place.
        """
        adder = _Adder(self, principal_of(result), result.request if states else None, states)
        for check in result.checks:
            if check.type is CheckType.PRINCIPAL:
                adder.add_principal(check)
            elif stage_key(check) != ALLOW_CHECK:
                adder.add_limit(check)
        for check in result.checks:
            # In one account, an Allow of the resource's policy is as good as one of the principal's policies.
            if check.type is CheckType.RESOURCE and stage_key(check) == ALLOW_CHECK:
                adder.add_source(check.sources[0])
        if result.service_rule is not None and self.repeat:
            because = reason(result)
            row = StatementRow(SERVICE_RULE, "text", (because,), because)
            self.stages[SERVICE_CHECK] = Stage(SERVICE_CHECK, "the service")
            box = Box(f"{SERVICE_RULE} box", "", "", (row,), SERVICE_CHECK)
            self.boxes[box.key] = box

    def add_account(
        self,
        account: Account,
        users: Iterable[str],
        scps: Sequence[Sequence[PolicySource]] = (),
        resource_policy: PolicySource | None = None,
    ) -> None:
        """Add all groups, these users, and their policies. What is there already keeps its place."""
        # Which policies are checked does not depend on the action; root has those of the organization alone.
        results = [
            simulate(account, user, "iam:GetUser", scps=scps, resource_policy=resource_policy)
            for user in (account.root_arn, *users)
        ]
        for result in results[1:]:
            holder = principal_of(result)
            self.holders.setdefault(holder.key, holder)
        for group in account.groups.values():
            holder = PolicyHolder(f"group {group.name}", "group", group.name, group.arn)
            self.holders.setdefault(holder.key, holder)
            _Adder(self, holder).add_source(Source("group", group.name, account.policies_of(group)))
        for result in results[1:] or results:
            self.add_result(result)
        # In the order of the results' checks, also where only the second user has a boundary.
        order = [stage_key(check) for result in results for check in result.checks]
        self.stages = {key: self.stages[key] for key in sorted(self.stages, key=order.index)}

    def add_link(self, tail: str, head: str, label: str = "") -> None:
        """Add a link between the parts with these keys."""
        link = Link(tail, head, label)
        self.links.setdefault(link.key, link)


@dataclass(slots=True)
class _Adder:
    """Adds the policies of one principal to the parts of a picture."""

    parts: Parts
    principal: PolicyHolder
    request: Request | None = None
    states: Mapping[str, str] | None = None

    def add_principal(self, check: Check) -> None:
        """Add the principal with its own policies and its groups with theirs, as they were collected."""
        parts, principal = self.parts, self.principal.key
        parts.stages.setdefault(ALLOW_CHECK, Stage(ALLOW_CHECK))
        parts.holders.setdefault(principal, self.principal)
        # Dozens of policies that do not match would push the one that decides off the screen.
        has_many_policies = (
            self.states is not None and sum(len(source.policies) for source in check.sources) > MOST_POLICIES
        )
        groups = []
        for source in check.sources:
            if source.kind != "group":
                self.add_source(source, choose=has_many_policies)
            elif has_many_policies and not self._matches(source, source.policies):
                groups.append(source)
            else:
                group = PolicyHolder(f"group {source.name}", "group", source.name)
                parts.holders.setdefault(group.key, group)
                parts.add_link(principal, group.key, "member of")
                _Adder(parts, group, self.request, self.states).add_source(source, choose=has_many_policies)
        if groups:
            self._add_bundle("group", "member of", [source.name for source in groups], groups)
        if parts.repeat and not any(link.tail == principal for link in parts.links.values()):
            is_root = self.principal.kind == "root user"
            self._add_text(NO_LIMIT if is_root else no_policy_text(self.principal.kind))

    def add_limit(self, check: Check) -> None:
        """Add an SCP, a permissions boundary or a policy of the resource that must allow."""
        self.parts.stages.setdefault(stage_key(check), Stage(stage_key(check), limit_name(check)))
        for source in check.sources:
            self.add_source(source, stage_key(check))

    def add_source(self, source: Source, stage: str = ALLOW_CHECK, *, choose: bool = False) -> None:
        """Add the policies of a source; with `choose`, one box for all that do not match."""
        holder = "" if source.kind in {"scp", "resource", "trust"} else self.principal.key
        label = {"group": "", "boundary": "at most"}.get(source.kind, "own")
        without_match = []
        for policy in source.policies:
            if choose and not self._matches(source, (policy,)):
                without_match.append(policy)
                continue
            key = policy_key(source, policy, holder if self.parts.repeat else "")
            type_name = _TYPE_NAMES.get(source.kind, f"SCP at {source.name}")
            if policy.arn and ":iam::aws:" in policy.arn and source.kind != "boundary":
                type_name = "AWS managed policy"
            name, note = policy.name, policy.arn or f"part of {holder}"
            if source.kind in {"resource", "trust"}:  # AWS gives these policies no name
                type_name, name, note = (
                    "",
                    "policy of the resource"
                    if source.kind == "resource"
                    else f"trust policy of {source.name}",
                    "",
                )
            rows = tuple(self._rows(key, source.kind, policy))
            self.parts.boxes[key] = Box(key, type_name, name, rows, stage, note)
            if holder:
                self.parts.add_link(holder, key, label)
        if without_match:
            names = [policy.name for policy in without_match]
            rest = Source(source.kind, source.name, tuple(without_match))
            self._add_bundle("policy", label, names, [rest])
        if not source.policies and source.kind == "group" and self.parts.repeat:
            self._add_text(no_policy_text("group"))

    def _rows(self, key: str, kind: str, policy: Policy) -> Iterator[StatementRow]:
        """Yield a policy's rows; of many statements, those that weigh most have one of their own."""
        statements = dict(statement_keys(key, policy))
        by_weight = sorted(statements, key=self._weight, reverse=True) if self.states else [*statements]
        own_row, bundled = {*by_weight[:MOST_STATEMENTS]}, {*by_weight[MOST_STATEMENTS:]}
        allow = "limit" if kind in {"boundary", "scp"} else "allow"
        for row_key, statement in statements.items():
            if row_key in own_row:
                phrases = short_statement_lines(statement, self.request)
                fact = statement_words(statement, self.request)
                if len(statements) > 1 or statement.sid:
                    name = f"{statement_name(statement)}: "
                    phrases, fact = (f"{name}{phrases[0]}", *phrases[1:]), f"{name}{fact}"
                yield StatementRow(row_key, "deny" if statement.denies else allow, phrases, fact, (row_key,))
        for effect, row_kind in (("Deny", "deny"), ("Allow", allow)):
            rest = [k for k, statement in statements.items() if k in bundled and statement.effect == effect]
            if rest:
                text = f"{len(rest)} more with {effect}"
                facts = "; ".join(statement_words(statements[k]) for k in rest)
                yield StatementRow(f"{key} more {effect}", row_kind, (text,), f"{text}: {facts}", tuple(rest))

    def _weight(self, key: str) -> int:
        return state_weight(self.states[key]) if self.states else 0

    def _matches(self, source: Source, policies: Iterable[Policy]) -> bool:
        """Tell whether a statement of these policies matches."""
        no_match_weight = state_weight("no-match")
        return any(
            self._weight(key) > no_match_weight for policy in policies for key in self._keys(source, policy)
        )

    def _keys(self, source: Source, policy: Policy) -> list[str]:
        """Return the keys of a policy's statements."""
        holder = f"group {source.name}" if source.kind == "group" else self.principal.key
        return [key for key, _ in statement_keys(policy_key(source, policy, holder), policy)]

    def _add_bundle(self, thing: str, label: str, names: Sequence[str], sources: Sequence[Source]) -> None:
        """Add one box for policies, or for groups with theirs, of which no statement matches."""
        holder = self.principal.key
        statements = [
            key for source in sources for policy in source.policies for key in self._keys(source, policy)
        ]
        key = f"more {thing} of {holder}"
        row = StatementRow(f"{key} row", "text", (first_of(names, 3),), ", ".join(names), tuple(statements))
        self.parts.boxes[key] = Box(key, "", count_of(len(names), f"more {thing}"), (row,))
        self.parts.add_link(holder, key, label)

    def _add_text(self, text: str) -> None:
        """Add a row in place of the policies that a holder does not have."""
        key = f"no policy of {self.principal.key}"
        self.parts.boxes[key] = Box(key, "", "", (StatementRow(f"{key} row", "text", (text,), text),))
        self.parts.add_link(self.principal.key, key)


def principal_of(result: EvaluationResult) -> PolicyHolder:
    """Return who asks; `evaluate` knows no identity, so the ARN tells its kind."""
    arn = result.request.principal
    check = next(check for check in result.checks if check.type is CheckType.PRINCIPAL)
    for source in check.sources:
        if source.kind in {"user", "role"}:
            return PolicyHolder(f"{source.kind} {source.name}", source.kind, source.name, arn)
    kind = "root user" if arn.endswith(":root") else "role" if ":assumed-role/" in arn else "user"
    return PolicyHolder(f"{kind} {short_name(arn)}", kind, short_name(arn), arn)


def policy_key(source: Source, policy: Policy, holder: str) -> str:
    """Return the key of a policy's box; with `holder`, of the box at that holder."""
    if source.kind in {"user", "role", "group", "policy"}:
        place = holder if holder or policy.arn else str(source)
    else:
        place = str(source)  # also a boundary's: the same policy may be attached as well
    return f"policy {policy.arn or policy.name}" + (f" of {place}" if place else "")


def statement_keys(key: str, policy: Policy) -> Iterator[tuple[str, Statement]]:
    """Yield the key of each statement of a policy, whose own key is given, and the statement."""
    # Made of what a statement says and not of its number, which another one gets where it is switched off.
    counts: Counter[str] = Counter()
    for statement in policy.document.statements:
        text = hashlib.sha256(f"{statement.sid} {statement}".encode(errors="replace")).hexdigest()[:12]
        counts[text] += 1
        yield f"{key} {text}" + (f" {counts[text]}" if counts[text] > 1 else ""), statement


def _must_allow(check: Check) -> bool:
    """Tell whether a resource's policy must allow, as a trust policy must."""
    return check.type is CheckType.RESOURCE and (
        check.effect is Effect.IMPLICIT_DENY or any(source.kind == "trust" for source in check.sources)
    )


def stage_key(check: Check) -> str:
    """Return the key of the stage in which a check's Allows are looked for."""
    if check.type is CheckType.PRINCIPAL or (check.type is CheckType.RESOURCE and not _must_allow(check)):
        return ALLOW_CHECK
    return f"check {check.sources[0]}"


# What a statement does in a decision, from the least to the most that is drawn of it.
STATES = ("off", "other", "no-match", "no-effect", "passes", "stopped", "decides")


def state_weight(state: str) -> int:
    """Return how much a state weighs: a policy has the weightiest state of its statements."""
    return STATES.index(state)


def statement_key_of(result: EvaluationResult, entry: StatementResult, *, repeat: bool = True) -> str:
    """Return the key of one statement of a result's trace."""
    holder = f"group {entry.source.name}" if entry.source.kind == "group" else principal_of(result).key
    key = policy_key(entry.source, entry.policy, holder if repeat else "")
    pairs = statement_keys(key, entry.policy)
    return next(statement_key for statement_key, statement in pairs if statement is entry.statement)


def statement_states(result: EvaluationResult, *, repeat: bool = True) -> dict[str, str]:
    """Return the state of each statement of a result by its key; `repeat` as in Parts."""
    principal = principal_of(result).key
    deciding = {
        (s.check, str(s.source), s.policy.arn or s.policy.name, s.statement.index)
        for s in result.matched_statements
    }
    states: dict[str, str] = {}
    for check in result.checks:
        for source in check.sources:
            holder = f"group {source.name}" if source.kind == "group" else principal
            for policy in source.policies:
                key = policy_key(source, policy, holder if repeat else "")
                for statement_key, statement in statement_keys(key, policy):
                    place = (check.type, str(source), policy.arn or policy.name, statement.index)
                    if place in deciding:
                        state = "decides"
                    elif not statement.matches(result.request):
                        state = "no-match"
                    elif result.decision is Decision.EXPLICIT_DENY:
                        state = "stopped"
                    elif result.service_rule is not None or check.effect is Effect.NO_IMPACT:
                        state = "no-effect"
                    else:
                        state = "passes"
                    # One box of a policy that two groups have: what it does for one of them, it does.
                    states[statement_key] = max(states.get(statement_key, "off"), state, key=state_weight)
    return states
