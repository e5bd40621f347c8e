"""A small account, drawn around one request so that its statements meet in it.

    Recipe("deny", 2, 17) + Cast → Situation: raw words for `parse_scenario`, and the request

A recipe gives the same structure always, on every Python; the names alone hang on the cast. A level (1–3)
says how large an account may be, a kind which statements and facts are likely in it. Which of all recipes
are asked is chosen beforehand (`bank.py`).
"""

from __future__ import annotations

from typing import Any, NamedTuple, Self

from iamsim.learning.scenario import ACCOUNT_ID, ScenarioRequest
from iamsim.learning.tutor.cast import Cast, Draw


class Recipe(NamedTuple):
    """The seed of a structure: kind, level and number."""

    kind: str  # one of KINDS
    level: int
    number: int

    @classmethod
    def of(cls, text: str) -> Self:
        """Read `deny-2-17`. Raises ValueError."""
        kind, level, number = text.split("-")
        if kind not in KINDS:
            raise ValueError(f"no kind of account {kind!r:.40}")
        return cls(kind, int(level), int(number))

    def __str__(self) -> str:
        """Return the recipe as one word: `deny-2-17`."""
        return f"{self.kind}-{self.level}-{self.number}"


class Situation(NamedTuple):
    """What a question is about, as raw data: `parse_scenario(raw)` and one request."""

    raw: dict[str, Any]
    request: ScenarioRequest


class Thing(NamedTuple):
    """What requests are about: where it is kept, the thing that is asked for, one beside it, its actions."""

    container: str
    name: str
    other: str
    actions: tuple[str, ...]


_REGION = f"eu-central-1:{ACCOUNT_ID}"
_S3_ACTIONS = ("s3:GetObject", "s3:PutObject", "s3:DeleteObject")
BUCKETS = (
    Thing("arn:aws:s3:::{firm}-website", "/index.html", "/news.html", _S3_ACTIONS),
    Thing("arn:aws:s3:::{firm}-reports", "/may.csv", "/june.csv", _S3_ACTIONS),
    Thing("arn:aws:s3:::{firm}-photos", "/team.jpg", "/office.jpg", _S3_ACTIONS),
)
THINGS = (
    *BUCKETS,
    Thing(
        f"arn:aws:dynamodb:{_REGION}:table",
        "/{firm}-orders",
        "/{firm}-customers",
        ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"),
    ),
    Thing(
        f"arn:aws:ec2:{_REGION}:instance",
        "/i-0a1b2c3d",
        "/i-4e5f6a7b",
        ("ec2:StartInstances", "ec2:StopInstances", "ec2:RebootInstances"),
    ),
)

# Roles of a statement: matches the request (A: Allow, D: Deny) or does not (a, d).
_ROLES = "ADad"
_WEIGHTS = {  # kind of account → how likely each role is in what the asking user has
    "groups": (5, 0, 3, 0),
    "silence": (3, 0.8, 5, 1.2),
    "own": (5, 2, 3, 0.8),
    "deny": (5, 4, 1, 1.5),
    "bucket": (3, 1, 1, 0.3),
    "prefix": (3, 1, 1, 0.3),
    "owner": (2, 1, 4, 1),
    "maker": (2, 1, 4, 1),
    "key": (3, 1, 2, 0.5),
    "time": (3, 2, 2, 0.6),
    "scp": (3, 1, 2, 0.5),
    "mfa": (3, 1, 1, 0.3),
}
KINDS = tuple(_WEIGHTS)
MOST_STATEMENTS = 3  # of one policy
MOST_POLICIES = 2  # of one user or group
MFA_KEY = "aws:MultiFactorAuthPresent"
_FACTS = ("owner", "maker", "key", "time", "scp")  # what an account document does not hold, and a key


def situation(recipe: Recipe, cast: Cast) -> Situation:
    """Draw the account and the request of a recipe, with the names of a cast."""
    return _Drawing(recipe, cast).situation()


class _Drawing:
    """One account while it is drawn."""

    def __init__(self, recipe: Recipe, cast: Cast) -> None:
        self.draw = draw = Draw(str(recipe))
        self.kind, self.level = recipe.kind, recipe.level
        # At level 1 no Deny: whom it stops is a later lesson than whose policies are read.
        self.denies = recipe.level > 1
        # The first accounts are about objects in a bucket, whose ARNs are short.
        only_buckets = recipe.kind in {"bucket", "prefix"} or recipe.level == 1
        thing = draw.choice(BUCKETS if only_buckets else THINGS)
        self.actions = thing.actions
        self.container, name, other = (
            text.format(firm=cast.firm) for text in (thing.container, thing.name, thing.other)
        )
        self.action = draw.choice(thing.actions)
        self.asker, *other_users = cast.people
        self.facts = self._facts()
        in_another_bucket = recipe.kind == "prefix" and draw.chance(0.75)
        place = f"{self.container}-test" if in_another_bucket else self.container
        self.all_things, self.resource, self.other = f"{place}/*", place + name, place + other
        joined = draw.weighted((0, 1, 2, 3), (1, 3, 4, 2 if self.level > 1 else 0))
        outside = draw.weighted((0, 1), (2, 3) if recipe.kind == "groups" else (4, 1))
        self.joined = list(cast.jobs[:joined])
        self.outside = list(cast.jobs[joined : joined + outside])
        if not self.joined and not self.outside:
            self.outside = list(cast.jobs[:1])
        self.held: dict[str, list[list[str]]] = {  # holder → its policies, each with statements in words
            name: [] for name in (self.asker, *self.joined, *self.outside)
        }
        self.others = other_users[: 1 if self.level < 3 else 2]

    def _facts(self) -> set[str]:
        main = self.kind if self.kind in _FACTS else ""
        has_second_fact = main and self.level > 2 and self.draw.chance(0.25)
        return {main, self.draw.choice(_FACTS[:3]) if has_second_fact else main} - {""}

    # ------------------------------------------------------------------------------------- statements

    def statement(self, role: str) -> str:
        """Return a statement in words that matches the request or not."""
        draw = self.draw
        effect = "Deny" if role in "Dd" else "Allow"
        places = [self.all_things, self.resource, "*"]
        actions = {self.action}
        other_actions = [action for action in self.actions if action != self.action]
        if self.kind == "bucket" and draw.chance(0.6):
            places = [self.container]
        elif self.kind == "prefix" and draw.chance(0.7):
            places = [f"{self.container}*"]
        elif role in "ad":
            if draw.chance(0.75):
                actions = {draw.choice(other_actions)}
            else:
                places = [self.other]
        if draw.chance(0.3):
            actions.add(draw.choice(other_actions))
        service = self.action.partition(":")[0]
        words = f"{service}:*" if role in "AD" and draw.chance(0.12) else ", ".join(sorted(actions))
        return f"{effect} {words} on {draw.choice(places)}{self.condition(effect)}"

    def condition(self, effect: str) -> str:
        """Return a condition about MFA in words, in an account about MFA; else ""."""
        if self.kind != "mfa" or self.draw.chance(0.35):
            return ""
        operator = self.draw.choice(("Bool", "BoolIfExists"))
        # As they are written in life: allow with MFA, deny without; now and then the other way round.
        usual, other = ("true", "false") if effect == "Allow" else ("false", "true")
        return f" if {operator} {MFA_KEY} {self.draw.weighted((usual, other), (8, 1))}"

    def fill(self) -> None:
        """Give statements to the user and the groups."""
        draw, weights = self.draw, _WEIGHTS[self.kind]
        if not self.denies:
            weights = (weights[0], 0, weights[2], 0)
        own = {"own": 3.0, "deny": 1.5}.get(self.kind, 0.8)
        holders = [self.asker, *self.joined]
        shares = [own, *(1.5 for _ in self.joined)]
        count = draw.weighted(
            (1, 2, 3, 4, 5), {1: (2, 4, 3, 0, 0), 2: (1, 3, 4, 2, 0), 3: (0.5, 2, 4, 4, 2)}[self.level]
        )
        for _ in range(count):
            self.give(draw.weighted(holders, shares), draw.weighted(_ROLES, weights))
        for name in self.outside:
            self.give(name, draw.weighted(_ROLES, (5, 1 if weights[1] else 0, 1, 0)))
        # A group without a policy is no use to anybody: it gets one that has nothing to do with the request.
        for name in (*self.joined, *self.outside):
            while not self.held[name]:
                self.give(name, "a")

    def give(self, holder: str, role: str) -> None:
        """Add a statement to a holder: into its last policy, or as a policy of its own."""
        policies, words = self.held[holder], self.statement(role)
        if any(words in statements for statements in policies):
            return
        full = bool(policies) and len(policies[-1]) == MOST_STATEMENTS
        if policies and not full and (len(policies) == MOST_POLICIES or self.draw.chance(0.6)):
            # Nobody writes into one policy what its other statements say already.
            if not any(_covers(words, other) or _covers(other, words) for other in policies[-1]):
                policies[-1].append(words)
        elif len(policies) < MOST_POLICIES:
            policies.append([words])

    # ------------------------------------------------------------------------------------------ whole

    def situation(self) -> Situation:
        """Draw the rest, and put all together."""
        draw = self.draw
        self.fill()
        policies = {name: self.named_policies(name) for name in self.held}
        own = list(policies[self.asker])
        items = draw.sample([*self.joined, *own], len(self.joined) + len(own))
        # Own policies stay in the order of their numbers.
        in_turn = iter(own)
        items = [next(in_turn) if item in own else item for item in items]
        users = {self.asker: [*items, *self.credentials()]}
        jobs = [*self.joined, *self.outside]
        for number, name in enumerate(self.others):
            # Somebody must be in a group that the asking user is not in.
            member = [*(self.outside if number == 0 else ()), *draw.sample(self.joined, 1)]
            users[name] = [*dict.fromkeys(member or jobs[:1]), "password"]
        raw: dict[str, Any] = {
            "users": {name: users[name] for name in sorted(users)},
            "groups": {name: policies[name] for name in sorted(jobs)},
        }
        if "owner" in self.facts:
            raw["owner"] = self.asker
        if "maker" in self.facts:
            raw["creators"] = {self.resource: self.asker}
        if "scp" in self.facts:
            raw["scps"] = [self.scp()]
        if "time" in self.facts:
            raw["events"], gains = self.events(policies)
            raw["given"] = {self.asker: [item.partition(": ")[0] for item in [*items, *gains]]}
        time = "11:00" if "time" in self.facts else ""
        request = ScenarioRequest(self.asker, self.action, self.resource, time, context=self.context())
        return Situation(raw, request)

    def context(self) -> dict[str, Any]:
        """Return whether the request is made with MFA, in an account about MFA."""
        if self.kind != "mfa":
            return {}
        # An empty list is a key that the request does not carry.
        return {MFA_KEY: self.draw.choice(("true", "false", []))}

    def named_policies(self, holder: str) -> list[str]:
        """Return a holder's policies in words, each with its name."""
        return [
            f"{holder.lower()}-{number}: {'; '.join(statements)}"
            for number, statements in enumerate(self.held[holder], 1)
        ]

    def credentials(self) -> list[str]:
        """Return what the asking user proves its identity with."""
        return ["access key"] if "key" in self.facts else ["password"]

    def scp(self) -> str:
        """Return an SCP in words: a list of what may pass, or all but one action."""
        draw, actions = self.draw, self.actions
        if draw.chance(0.2):
            return f"Allow * on *; Deny {draw.choice(actions)} on *"
        return f"Allow {', '.join(sorted(draw.sample(actions, draw.choice((1, 2)))))} on *"

    def events(self, policies: dict[str, list[str]]) -> tuple[list[list[str]], list[str]]:
        """Return a sign-in and a change, one before the other, and what the change gives to the user."""
        draw, user = self.draw, self.asker
        role = draw.weighted("ADa", (4, 2 * self.denies, 1))
        new = f"{user}-new: {self.statement(role)}"
        changes: list[tuple[list[str], list[str]]] = [(["put_user_policy", user, *new.split(": ", 1)], [new])]
        changes += [(["add_user_to_group", user, name], [name]) for name in self.outside for _ in range(2)]
        for name in self.joined[:1]:
            policy = [f"{name.lower()}-new", self.statement(role)]
            changes += [
                (["remove_user_from_group", user, name], []),
                (["put_group_policy", name, *policy], []),
            ]
            changes += [
                (["delete_group_policy", name, words.partition(": ")[0]], []) for words in policies[name]
            ]
        (change, gains) = draw.choice(changes)
        first, second = draw.sample([["sign_in", user], change], 2)
        return [["09:00", *first], ["10:00", *second]], gains


def _covers(wide: str, narrow: str) -> bool:
    """Tell whether a statement in words says all that another says, under the same condition."""
    wide_actions, _, wide_place = wide.partition(" on ")
    narrow_actions, _, narrow_place = narrow.partition(" on ")
    wide_place, _, wide_condition = wide_place.partition(" if ")
    narrow_place, _, narrow_condition = narrow_place.partition(" if ")
    effect, _, actions = wide_actions.partition(" ")
    narrow_effect, _, only = narrow_actions.partition(" ")
    is_wider = wide_place.endswith("*") and narrow_place.startswith(wide_place.removesuffix("*"))
    return (
        (effect, wide_condition) == (narrow_effect, narrow_condition)
        and (actions.endswith(":*") or set(actions.split(", ")) >= set(only.split(", ")))
        and (is_wider or wide_place == narrow_place)
    )
