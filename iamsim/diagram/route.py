"""What to show of a result: the ways from the principal to the decision, and the part each policy plays.

EvaluationResult → Picture
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from iamsim.account import Policy, Source
from iamsim.decision import Check, CheckType, Effect, EvaluationResult, StatementResult, explain
from iamsim.decision.explain import headline, mismatch, place, short_name
from iamsim.diagram.picture import Edge, Node, Picture
from iamsim.diagram.sketch import RANKS, Marks, Sketch, nothing, rank

FEW_POLICIES = 8  # of more than these, the ones that do not match share a node for each holder
END = "decision"

_LIMIT = {  # an SCP's or a boundary's part, by what its check says: word and line
    Effect.IMPLICIT_DENY: ("does not allow it", "decides"),
    Effect.NO_IMPACT: ("has no say", "no match"),
}


def of_result(result: EvaluationResult, marks: Marks | None = None) -> Picture:
    """The ways from the principal over groups and policies to the decision."""
    route = _Route(result, Sketch(marks or {}))
    for check in result.checks:
        if check.type is CheckType.PRINCIPAL:
            route.principal(check)
        else:
            route.layer(check)
    end = _decision(result)
    route.sketch.add(end)
    asked = explain.question(result.request)
    deciding = ", ".join(dict.fromkeys(place(one) for one in result.matched_statements))
    answer = f"{end.name[:1].upper()}{end.name[1:]}" + (f": {deciding}" if deciding else "")
    return route.sketch.picture(asked, f"{asked} {answer}.", (asked,))


def _decision(result: EvaluationResult) -> Node:
    words, value = headline(result), result.decision.value
    return Node(END, value, words, "" if words == value else value)


@dataclass(slots=True)
class _Route:
    """The picture of one result in the making."""

    result: EvaluationResult
    sketch: Sketch
    deciding: frozenset[tuple[int, int]] = field(init=False)
    who: str = ""  # the principal's node

    def __post_init__(self) -> None:
        """Keep which statement of which policy decided."""
        self.deciding = frozenset(
            (id(one.policy), one.statement.index) for one in self.result.matched_statements
        )

    def parts(self, policy: Policy) -> list[str]:
        """For each statement of a policy: decides, matches or no match."""
        return [
            "decides"
            if (id(policy), statement.index) in self.deciding
            else RANKS[statement.matches(self.result.request)]
            for statement in policy.document.statements
        ]

    def part(self, policy: Policy) -> str:
        """The weightiest part that a policy's statements play."""
        return max(self.parts(policy), key=rank, default="no match")

    def principal(self, check: Check) -> None:
        """The principal's own policies and those of its groups, in the order in which they were collected."""
        own = self._own(check.sources)
        groups = [source for source in check.sources if source.kind == "group"]
        crowd = sum(len(source.policies) for source in (own, *groups)) > FEW_POLICIES
        who = self.who = self.sketch.holder(own.kind, own.name, note=self.result.request.principal)
        if own.kind == "root user":
            self.sketch.join(Edge(who, END, "no policy limits it", "decides"))
        elif not own.policies and not groups:
            self.sketch.join(Edge(who, END, nothing(own.kind), "no match"))
        quiet = [group for group in groups if crowd and self._loudest(group) == "no match"]
        for source in check.sources:
            if source.kind != "group":
                self._policies(who, own, crowd=crowd)
            elif source not in quiet:
                self._group(who, source, crowd=crowd)
        if quiet:
            key = self.sketch.more(who, [group.name for group in quiet], "group")
            self.sketch.join(Edge(who, key, "member of"))
            self.sketch.join(Edge(key, END, "no match", "no match"))

    def _own(self, sources: Sequence[Source]) -> Source:
        """The principal with its own policies; where these were given by hand, its ARN tells who it is."""
        for source in sources:
            if source.kind in {"user", "role"}:
                return source
        arn = self.result.request.principal
        kind = "root user" if arn.endswith(":root") else "role" if ":assumed-role/" in arn else "user"
        return Source(kind, short_name(arn), sources[0].policies if sources else ())

    def _group(self, who: str, group: Source, *, crowd: bool) -> None:
        key = self.sketch.holder("group", group.name, *([] if group.policies else [nothing("group")]))
        self.sketch.join(
            Edge(who, key, "member of", "path" if self._loudest(group) == "decides" else "plain")
        )
        self._policies(key, group, crowd=crowd)

    def _loudest(self, source: Source) -> str:
        return max(map(self.part, source.policies), key=rank, default="no match")

    def _policies(self, holder: str, source: Source, *, crowd: bool) -> None:
        """Join a holder to its policies and these to the decision; in a crowd the silent ones together."""
        word, kinds = (
            ("", ("plain", "path")) if source.kind == "group" else ("own policy", ("own", "own path"))
        )
        silent = []
        for policy in source.policies:
            part = self.part(policy)
            if crowd and part == "no match":
                silent.append(policy.name)
                continue
            key = self.sketch.policy(policy, holder, self.parts(policy))
            self.sketch.join(Edge(holder, key, word, kinds[part == "decides"]))
            self.sketch.join(Edge(key, END, part, part, self._why(policy)))
        if silent:
            key = self.sketch.more(holder, silent)
            self.sketch.join(Edge(holder, key, word.removesuffix(" policy"), kinds[0]))
            self.sketch.join(Edge(key, END, "no match", "no match"))

    def layer(self, check: Check) -> None:
        """An SCP, a boundary or the policy of the resource."""
        for source in check.sources:
            for policy in source.policies:
                key = self._layer(check, source, policy)
                if check.type is CheckType.PERMISSIONS_BOUNDARY:
                    self.sketch.join(Edge(self.who, key, "at most", "limit"))

    def _layer(self, check: Check, source: Source, policy: Policy) -> str:
        part = self.part(policy)
        if check.type is CheckType.RESOURCE:
            says, word, kind = "policy of the resource", part, part
        else:
            at = f"SCP at {source.name}"
            says = at if check.type is CheckType.SERVICE_CONTROL_POLICY else "permissions boundary"
            word, kind = _LIMIT.get(check.effect, (part, part))
            if word == "matches" or (check.effect is Effect.ALLOW and part == "decides"):
                word, kind = "lets it pass", "matches"
        key = self.sketch.limit(f"{source} {policy.name}", says, policy, self.parts(policy))
        self.sketch.join(Edge(key, END, word, kind, self._why(policy)))
        return key

    def _why(self, policy: Policy) -> str:
        """Why none of its statements apply; nothing if one does."""
        nowhere = Source("", "", ())
        results = [
            StatementResult(CheckType.PRINCIPAL, nowhere, policy, one, self.result.request)
            for one in policy.document.statements
        ]
        return "" if any(one.matched for one in results) else "; ".join(map(mismatch, results))
