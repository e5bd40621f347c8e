"""An account that somebody builds, a request to it, and what the last step changed; without any widget.

    workspace.perform("set_member", {"user": "ria", "group": "Web", "member": True})
      → workspace.account, .decision("ria", "s3:GetObject"), .changed(...), .result, .error

Each step is one of IAM's calls, made by the simulated client: what IAM refuses is refused here, with IAM's
words, and the history is a script that builds the same account.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from iamsim.account import Account, Group, InlinePolicy, ManagedPolicy, User
from iamsim.aws.errors import (
    ClientError,
    InvalidInput,
    MalformedAccount,
    ParamValidationError,
)
from iamsim.aws.managed_policies import AWS_MANAGED_POLICIES
from iamsim.clients import Client, client
from iamsim.decision import EvaluationResult, simulate
from iamsim.decision.account_matrix import MatrixCell, cell
from iamsim.decision.matrix import Matrix
from iamsim.policy import Context, PolicyDocument
from iamsim.widgets.account_builder.named_texts import (
    DEFAULT_RESOURCE,
    actions_to_ask,
    resources_to_ask,
)

MAX_PEOPLE = 40
"""Rows that are shown; of a larger account the people who were asked for."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The user or group whose policy is meant."""

    kind: str  # "user" or "group"
    name: str


@dataclass(frozen=True, slots=True)
class HeldPolicy:
    """A policy as somebody has it: inline, or managed and attached."""

    holder: Holder
    policy: InlinePolicy | ManagedPolicy

    @property
    def arn(self) -> str:
        """The ARN of a managed policy; "" for an inline one."""
        return self.policy.arn or ""


class Workspace:
    """An account with its undo history, and a table of requests: users × actions on one resource."""

    def __init__(
        self,
        account: Account | None = None,
        *,
        actions: Iterable[str] = (),
        resource: str = "",
        user: str = "",
        context: Context | None = None,
    ) -> None:
        self.error: str = ""
        self.context: Context = dict(context or {})
        self.load(account or Account(), actions=actions, resource=resource, user=user)

    def load(
        self, account: Account, *, actions: Iterable[str] = (), resource: str = "", user: str = ""
    ) -> None:
        """Start anew with an account; what is not given is taken from what its policies name."""
        self.client: Client = client("iam", account=account)
        self.start_account = account
        self.actions = tuple(dict.fromkeys(actions)) or actions_to_ask(account)
        self.resource = resource or next(iter(resources_to_ask(account)), DEFAULT_RESOURCE)
        users = [entity.name for entity in account.users.values()]
        self.users: tuple[str, ...] = tuple(users[:MAX_PEOPLE])
        self.action = self.actions[0]
        self.user = ""
        self._previous: dict[tuple[str, str], MatrixCell] = {}
        self._select(user)
        self._answers = self._answer_all()

    @property
    def account(self) -> Account:
        """The account as it is now."""
        return self.client.account

    @property
    def can_undo(self) -> bool:
        """True if there is a change to undo."""
        return self.client.account_history.can_undo

    @property
    def can_redo(self) -> bool:
        """True if a change was undone last."""
        return self.client.account_history.can_redo

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """User and action of each cell of the table, row by row."""
        return tuple((user, action) for user in self.users for action in self.actions)

    @property
    def resources(self) -> tuple[str, ...]:
        """Resources to ask about: those that the account's policies name."""
        return resources_to_ask(self.account)

    @property
    def result(self) -> EvaluationResult | None:
        """The decision on the request that is chosen; None while the account has no user."""
        if not self.user:
            return None
        return simulate(self.account, self.user, self.action, self.resource, self.context)

    def answer(self, user: str, action: str) -> MatrixCell:
        """Return what a cell of the table shows."""
        return self._answers[user, action]

    def previous_answer(self, user: str, action: str) -> MatrixCell | None:
        """Return what a cell showed before the last step, if that step changed it; else None."""
        previous = self._previous.get((user, action))
        return None if previous == self._answers.get((user, action)) else previous

    @property
    def context_keys(self) -> tuple[str, ...]:
        """The context keys that some answer depends on, or that were given, as the policies spell them."""
        keys = [*self.context, *(key for answer in self._answers.values() for key in answer.depends_on)]
        return tuple({key.lower(): key for key in reversed(keys)}.values())[::-1]

    @property
    def unknown_keys(self) -> tuple[str, ...]:
        """The context keys that nobody gave and on which the answer to the chosen request depends."""
        answer = self._answers.get((self.user, self.action))
        return answer.depends_on if answer else ()

    @property
    def policies(self) -> tuple[HeldPolicy, ...]:
        """Every policy of the groups and of the users that are shown, groups first."""
        users = (self.account.user(name) for name in self.users)
        identities: list[User | Group] = [*self.account.groups.values(), *users]
        return tuple(
            HeldPolicy(Holder(identity.kind, identity.name), policy)
            for identity in identities
            for policy in self.account.policies_of(identity)
        )

    def attachable_policies(self, identity: User | Group) -> dict[str, str]:
        """Return the name of each managed policy that can be attached to a user or a group, by its ARN.

        The account's own policies stand before AWS's. What a policy says has to be known.
        """
        own = {arn: policy.name for arn, policy in self.account.policies.items() if not policy.is_unseen}
        # A policy of AWS's is in the account only while somebody has it.
        of_aws = AWS_MANAGED_POLICIES if self.account.partition == "aws" else ()
        names = own | {arn: f"{arn.rpartition('/')[2]} (AWS managed)" for arn in of_aws}
        return {arn: name for arn, name in names.items() if arn not in identity.attached}

    # What a page can ask for: the name of a step, its method, and the types of its arguments.
    def perform(self, step: str, arguments: Mapping[str, Any]) -> None:
        """Do a step that a page asks for. What goes wrong becomes `error`, one line; nothing is raised.

        `step` is one of STEPS, `arguments` its values by name.
        """
        self.error = ""
        method, types = STEPS.get(step, (None, {}))
        if method is None or arguments.keys() != types.keys():
            self.error = f"playground: no step {step!r} with {', '.join(arguments) or 'no values'}"
            return
        if not all(isinstance(arguments[name], expected) for name, expected in types.items()):
            self.error = f"playground: step {step!r} got a value of another type"
            return
        before, answers = self.account, self._answers
        try:
            method(self, **arguments)
        except (ClientError, ParamValidationError, ValueError) as error:
            self.error = str(error)
        self._select(self.user)
        if self.account is not before or step in _STEPS_OF_THE_TABLE:
            try:
                self._answers = self._answer_all()
            except MalformedAccount as error:  # a group has a policy whose text the account's file lacks
                self.error = str(error)
                while self.account is not before:
                    self.client.undo()
        if self.account is not before:
            self._previous = answers

    def choose(self, user: str, action: str) -> None:
        """Choose the request whose way and reason are shown."""
        if action not in self.actions:
            raise InvalidInput("", f"action {action!r}: the table has {', '.join(self.actions)}")
        self.user, self.action = self.account.user(user).name, action

    def choose_resource(self, resource: str) -> None:
        """Ask everything of another resource."""
        resource = resource.strip()
        if resource != "*" and not resource.startswith("arn:"):
            raise InvalidInput("", f"resource {resource!r}: expected an ARN, such as {DEFAULT_RESOURCE}")
        # Answers about another resource are no change of the account, so nothing is marked.
        self.resource, self._previous = resource, {}

    def add_action(self, action: str) -> None:
        """Add a column to the table."""
        action = action.strip()
        simulate(self.account, self.account.root_arn, action, self.resource)  # raises for what is no action
        # Actions ignore case; the column that is there keeps its spelling.
        same = next((listed for listed in self.actions if listed.lower() == action.lower()), action)
        self.actions = self.actions if same in self.actions else (*self.actions, same)
        self.action = same

    def remove_action(self, action: str) -> None:
        """Take a column from the table; the last one stays."""
        remaining = tuple(name for name in self.actions if name != action)
        self.actions = remaining or self.actions
        self.action = self.action if self.action in self.actions else self.actions[0]

    def set_context(self, key: str, value: str) -> None:
        """Give the requests a context key; without a value take it away."""
        other_keys = {name: present for name, present in self.context.items() if name.lower() != key.lower()}
        self.context, self._previous = (other_keys | {key: value} if value else other_keys), {}

    def show_user(self, user: str) -> None:
        """Add a row to the table: somebody of a large account."""
        name = self.account.user(user.strip()).name
        simulate(self.account, name, self.action, self.resource)  # raises where a policy's text is unknown
        self.users = tuple(dict.fromkeys((*self.users, name)))
        self.user = name

    def set_member(self, user: str, group: str, member: bool) -> None:
        """Put a user into a group, or take him out of it."""
        call = self.client.add_user_to_group if member else self.client.remove_user_from_group
        call(GroupName=group, UserName=user)

    def create_user(self, name: str) -> None:
        """Add a person."""
        created = self.client.create_user(UserName=name.strip())["User"]["UserName"]
        self.users = (*self.users, created)
        self.user = created

    def rename_user(self, user: str, name: str) -> None:
        """Give a person another name."""
        self.client.update_user(UserName=user, NewUserName=name.strip())
        self.users = tuple(name.strip() if listed == user else listed for listed in self.users)
        if self.user == user:
            self.user = name.strip()

    def delete_user(self, user: str) -> None:
        """Delete a person, as IAM does: memberships and policies have to be taken away before."""
        self.client.delete_user(UserName=user)

    def create_group(self, name: str) -> None:
        """Add a group."""
        self.client.create_group(GroupName=name.strip())

    def rename_group(self, group: str, name: str) -> None:
        """Give a group another name."""
        self.client.update_group(GroupName=group, NewGroupName=name.strip())

    def delete_group(self, group: str) -> None:
        """Delete a group, as IAM does: members and policies have to be taken away before."""
        self.client.delete_group(GroupName=group)

    def put_policy(self, kind: str, holder: str, name: str, document: str) -> None:
        """Save an inline policy of a user or a group, new or in place of the one with that name."""
        call = getattr(self.client, f"put_{_kind(kind)}_policy")
        call(**{_name_parameter(kind): holder}, PolicyName=name.strip(), PolicyDocument=document)

    def delete_policy(self, kind: str, holder: str, name: str) -> None:
        """Delete an inline policy."""
        call = getattr(self.client, f"delete_{_kind(kind)}_policy")
        call(**{_name_parameter(kind): holder}, PolicyName=name)

    def set_attached(self, kind: str, holder: str, arn: str, attached: bool) -> None:
        """Attach a managed policy to a user or a group, or detach it."""
        call = getattr(self.client, f"{'attach' if attached else 'detach'}_{_kind(kind)}_policy")
        call(**{_name_parameter(kind): holder}, PolicyArn=arn)

    def save_version(self, arn: str, document: str) -> None:
        """Save a managed policy's new default version, in place of the oldest where there are five."""
        # iam/latest: at most five versions; the console asks for one to delete, so this deletes the oldest.
        versions = self.client.list_policy_versions(PolicyArn=arn)["Versions"]
        PolicyDocument.parse(document, "managed")  # refused before a version is deleted for it
        if len(versions) == MAX_VERSIONS:
            oldest = min((v for v in versions if not v["IsDefaultVersion"]), key=lambda v: v["CreateDate"])
            self.client.delete_policy_version(PolicyArn=arn, VersionId=oldest["VersionId"])
        self.client.create_policy_version(PolicyArn=arn, PolicyDocument=document, SetAsDefault=True)

    def create_managed_policy(self, kind: str, holder: str, name: str, document: str) -> None:
        """Create a managed policy and attach it to a user or a group."""
        created = self.client.create_policy(PolicyName=name.strip(), PolicyDocument=document)
        self.set_attached(kind, holder, created["Policy"]["Arn"], True)

    def undo(self) -> None:
        """Go back to before the last change."""
        self.client.undo()

    def redo(self) -> None:
        """Make the change again that was undone last."""
        self.client.redo()

    @property
    def python_lines(self) -> tuple[str, ...]:
        """The steps so far as calls of boto3."""
        return tuple(
            f"iam.{call.operation}({', '.join(f'{name}={v!r}' for name, v in call.arguments.items())})"
            for call in self.client.history
            if not call.error_code
        )

    @property
    def cli_lines(self) -> tuple[str, ...]:
        """The steps so far as commands of the AWS CLI."""
        return tuple(call.command for call in self.client.history if not call.error_code)

    def _select(self, user: str) -> None:
        """Keep the rows of those who are still there, and a person among them chosen."""
        existing = {entity.name for entity in self.account.users.values()}
        visible = [name for name in self.users if name in existing]
        # Undo may bring somebody back, or a renamed person's old name.
        missing = [name for name in existing - set(visible) if len(existing) <= MAX_PEOPLE]
        order = {entity.name: index for index, entity in enumerate(self.account.users.values())}
        self.users = (*visible, *sorted(missing, key=order.__getitem__))
        self.user = user if user in self.users else next(iter(self.users), "")

    def _answer_all(self) -> dict[tuple[str, str], MatrixCell]:
        if not self.users:
            return {}
        matrix = Matrix(self.account, self.actions, [self.resource], users=self.users, context=self.context)
        return {(user, action): cell(matrix, user, action, self.resource) for user, action in self.cells}


def _kind(kind: str) -> str:
    # From the page, so it may be anything.
    return "user" if kind == "user" else "group"


def _name_parameter(kind: str) -> str:
    return f"{_kind(kind).title()}Name"


Step = Callable[..., None]
_REQUEST = {"user": str, "action": str}
_HOLDER = {"kind": str, "holder": str}
STEPS: Mapping[str, tuple[Step, Mapping[str, type]]] = {
    "choose": (Workspace.choose, _REQUEST),
    "choose_resource": (Workspace.choose_resource, {"resource": str}),
    "add_action": (Workspace.add_action, {"action": str}),
    "remove_action": (Workspace.remove_action, {"action": str}),
    "set_context": (Workspace.set_context, {"key": str, "value": str}),
    "show_user": (Workspace.show_user, {"user": str}),
    "set_member": (Workspace.set_member, {"user": str, "group": str, "member": bool}),
    "create_user": (Workspace.create_user, {"name": str}),
    "rename_user": (Workspace.rename_user, {"user": str, "name": str}),
    "delete_user": (Workspace.delete_user, {"user": str}),
    "create_group": (Workspace.create_group, {"name": str}),
    "rename_group": (Workspace.rename_group, {"group": str, "name": str}),
    "delete_group": (Workspace.delete_group, {"group": str}),
    "put_policy": (Workspace.put_policy, {**_HOLDER, "name": str, "document": str}),
    "delete_policy": (Workspace.delete_policy, {**_HOLDER, "name": str}),
    "set_attached": (Workspace.set_attached, {**_HOLDER, "arn": str, "attached": bool}),
    "save_version": (Workspace.save_version, {"arn": str, "document": str}),
    "create_managed_policy": (Workspace.create_managed_policy, {**_HOLDER, "name": str, "document": str}),
    "undo": (Workspace.undo, {}),
    "redo": (Workspace.redo, {}),
}
"""What a page may ask for: each step with its method, and the names and types of its values."""
_STEPS_OF_THE_TABLE = frozenset(
    ("choose_resource", "add_action", "remove_action", "set_context", "show_user")
)
MAX_VERSIONS = 5
"""Versions of a managed policy (reference_iam-quotas)."""
