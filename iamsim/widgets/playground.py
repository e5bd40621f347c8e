"""`playground(account)`: the workspace, its page in the browser, and its text and HTML versions.

    playground(account) → Playground: .perform(step, values), .workspace, .text(), .html()

What the page sends goes to `perform`; everything that it asks for, code can ask for in the same way.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from iamsim.account import Account, parse_account
from iamsim.aws.errors import ClientError, InvalidInput, MalformedAccount
from iamsim.diagram import NotDrawn
from iamsim.markup import Markup, card_style, element, fragment, trusted
from iamsim.widgets.account_builder import (
    Challenge,
    HeldPolicy,
    Holder,
    PolicyEditor,
    Progress,
    RequestPicture,
    Workspace,
    page,
    people_table,
    read_share_code,
    suggestions,
    write_share_code,
)
from iamsim.widgets.account_builder.inspector import inspector
from iamsim.widgets.base import PictureMaker, Widget
from iamsim.widgets.controls import Control
from iamsim.widgets.live_page import LivePage, PageForm, PageState

AREAS = ("toolbar", "challenge_card", "request", "table", "adding", "why", "inspector", "picture", "footer")
"""The areas of the page, from top to bottom."""


@dataclass(frozen=True, slots=True)
class Start:
    """An account to begin with, and the table that is shown of it."""

    title: str
    account: Account
    actions: tuple[str, ...] = ()
    resource: str = ""
    user: str = ""


SaveSolution = Callable[[str, int], None]
"""Called with a challenge's id and the number of calls, each time it is solved."""
EMPTY = Start("an empty account", Account())


def playground(
    account: Account | None = None,
    *,
    starts: Sequence[Start] = (),
    challenges: Sequence[Challenge] = (),
    save: SaveSolution | None = None,
) -> Playground:
    """Build an account by hand, and see who may do what in it.

    Begins with `account`, else with the first of `starts`, else with an empty account. `starts` are further
    accounts to begin with, `challenges` tasks to solve; `save` is called for each solved one. Everything that
    the page does, `Playground.perform` does in code; `account` itself is never changed.
    """
    own = [Start("this account", account)] if account is not None else []
    return Playground((*own, *starts, EMPTY), tuple(challenges), save)


class Playground(Widget):
    """A workspace, the policy that is edited in it, and the challenge that is tried."""

    def __init__(
        self, starts: Sequence[Start], challenges: tuple[Challenge, ...], save: SaveSolution | None
    ) -> None:
        self.starts = {start.title: start for start in starts}
        self.challenges = {challenge.title: challenge for challenge in challenges}
        self._save = save
        self._page: LivePage | None = None
        self._error = ""  # of a step that the workspace does not know
        self._narrow = False
        self.start = ""
        self.challenge: Challenge | None = None
        self.workspace = Workspace()
        # What was built before something else was begun: undo leads back to it.
        self._left: tuple[str, Challenge | None, Workspace] | None = None
        self._begin(starts[0])

    def _begin(self, start: Start) -> None:
        # First, as it refuses an account with a policy whose text is unknown.
        workspace = Workspace(start.account, actions=start.actions, resource=start.resource, user=start.user)
        if self.workspace.can_undo:
            self._left = (self.start, self.challenge, self.workspace)
        self.workspace, self.start = workspace, start.title
        self.challenge = None
        self._show_anew()

    def _show_anew(self) -> None:
        """Forget what belongs to the account that was shown before."""
        self.editor = PolicyEditor()
        self.inspected: Holder | None = None
        self.tidy()
        self._share: tuple[object, str] | None = None
        self._start_code = ""
        self._judged: tuple[Account, Progress] | None = None

    @property
    def account(self) -> Account:
        """The account as it is now."""
        return self.workspace.account

    @property
    def progress(self) -> Progress | None:
        """How far the challenge is; None without one."""
        if self.challenge is None:
            return None
        # Asked for several times in each step, and to judge takes 2 ms.
        if self._judged is None or self._judged[0] is not self.account:
            self._judged = (self.account, self.challenge.progress(self.account))
        return self._judged[1]

    @property
    def share_code(self) -> str:
        """The code of the account and the request that is chosen."""
        chosen = self.workspace
        request = (chosen.user, chosen.action, chosen.resource)
        # To compress an account of 40 people takes 20 ms on the site.
        if self._share is None or self._share[0] != (id(self.account), request):
            self._share = ((id(self.account), request), _code_or_reason(self.account, *request))
        return self._share[1]

    @property
    def start_code(self) -> str:
        """The code of the account before the steps; "" while there are none."""
        if not self.workspace.python_lines:
            return ""
        self._start_code = self._start_code or _code_or_reason(self.workspace.start_account)
        return self._start_code

    def perform(self, step: str, values: Mapping[str, Any] | None = None) -> Playground:
        """Do a step, as the page asks for it; a step that fails leaves its reason in `workspace.error`."""
        values = values or {}
        if step == "suggest":
            self._suggest(values)
            return self
        if step == "set_narrow":
            self._narrow = self.picture.narrow = values.get("narrow") is True
            return self.refresh()
        solved_before = self.progress is not None and self.progress.solved
        method, names = PAGE_STEPS.get(step, (None, ()))
        if method is None:
            self.workspace.perform(step, values)
        elif set(values) == set(names) and all(isinstance(value, str) for value in values.values()):
            self.workspace.error = ""
            try:
                method(self, **values)
            except ClientError as error:
                self.workspace.error = str(error)
        else:
            self.workspace.error = f"playground: step {step!r} expects {', '.join(names) or 'no values'}"
        self._close_what_is_gone()
        solved = self.progress is not None and self.progress.solved
        if solved and not solved_before and self._save and self.challenge:
            self._save(self.challenge.id, len(self.workspace.cli_lines))
        return self.refresh()

    def _suggest(self, values: Mapping[str, Any]) -> None:
        field, text = (str(values.get(name, ""))[:2_000] for name in ("field", "text"))
        form = self.editor.form
        options = suggestions(field, text, self.workspace, form.actions if form else "")
        if self._page is not None:
            self._page.suggest(field, options)

    def begin(self, name: str) -> None:
        """Begin anew with one of the accounts, or with a challenge, by its title."""
        if name in self.challenges:
            challenge = self.challenges[name]
            self._begin(Start(name, challenge.account, challenge.actions, challenge.resource))
            self.challenge = challenge
        elif name in self.starts:
            self._begin(self.starts[name])
        else:
            raise InvalidInput("", f"playground: no account and no challenge {name!r} to begin with")

    def load_code(self, code: str) -> None:
        """Begin anew with the account of a share code."""
        shared = read_share_code(code)
        self._begin(Start("a share code", shared.account, (), shared.resource, shared.user))
        if shared.action:
            # The table's actions are those that the policies name; the one that was asked may be another.
            self.workspace.perform("add_action", {"action": shared.action})

    def load_file(self, name: str, text: str) -> None:
        """Begin anew with the account of a file that `get-account-authorization-details` wrote."""
        try:
            self._begin(Start(name or "a file", parse_account(text)))
        except MalformedAccount as error:
            raise InvalidInput("", f"{name}: {error}") from None

    def ask_user(self, user: str) -> None:
        """Choose somebody's request for the action that is shown, and open that person."""
        self.workspace.perform("choose", {"user": user, "action": self.workspace.action})
        if not self.workspace.error:
            self.inspect("user", self.workspace.user)

    @property
    def can_undo(self) -> bool:
        """True if there is a change to undo, or something to go back to that was built before."""
        return self.workspace.can_undo or self._left is not None

    def undo(self) -> None:
        """Go back to before the last change; at the beginning, to what was built before it."""
        if self._left is None or self.workspace.can_undo:
            self.workspace.perform("undo", {})
            return
        self.start, self.challenge, self.workspace = self._left
        self._left = None
        self._show_anew()

    def tidy(self) -> None:
        """Lay out the picture anew, without what is no longer there."""
        self.picture = RequestPicture()
        self.picture.narrow = self._narrow

    def show_request(self, user: str, action: str, resource: str) -> None:
        """Choose a request that may be about another resource than the table."""
        if resource != self.workspace.resource:
            self.workspace.perform("choose_resource", {"resource": resource})
        self.workspace.perform("add_action", {"action": action})
        self.workspace.perform("choose", {"user": user, "action": self.workspace.action})

    def inspect(self, kind: str, name: str) -> None:
        """Open a person or a group: rename, delete, attach."""
        self.editor.close()
        self.inspected = Holder(kind, name)

    def open_policy(self, kind: str, holder: str, name: str) -> None:
        """Open a policy of a user or a group in the editor."""
        for held in self.workspace.policies:
            if held.holder == Holder(kind, holder) and held.policy.name == name:
                self.inspected = None
                self.editor.open(held)
                return
        raise InvalidInput("", f"playground: {kind} {holder} has no policy {name!r}")

    def new_policy(self, kind: str, holder: str) -> None:
        """Begin a new policy of a user or a group in the editor."""
        self.inspected = None
        self.editor.open_new(Holder(kind, holder), self.workspace.resource)

    def set_text(self, text: str) -> None:
        """Take the policy's text as it stands while it is typed."""
        self.editor.set_text(text)

    def set_field(self, field: str, value: str) -> None:
        """Set a field of the policy's form."""
        self.editor.set_field(field, value)

    def save_policy(self, name: str) -> None:
        """Save the policy in the editor, as the call of IAM that saves it."""
        holder = self.editor.holder
        if holder is None:
            return
        if self.editor.arn:
            self.workspace.perform("save_version", {"arn": self.editor.arn, "document": self.editor.text})
        else:
            values = {"kind": holder.kind, "holder": holder.name, "name": name, "document": self.editor.text}
            self.workspace.perform("put_policy", values)
        if not self.workspace.error:
            self.editor.close()

    def delete_open_policy(self) -> None:
        """Delete the inline policy in the editor."""
        holder = self.editor.holder
        if holder is not None:
            values = {"kind": holder.kind, "holder": holder.name, "name": self.editor.name}
            self.workspace.perform("delete_policy", values)
            self.editor.close()

    def close(self) -> None:
        """Close the editor, or the form of a person or a group."""
        self.editor.close()
        self.inspected = None

    def _close_what_is_gone(self) -> None:
        """Close what shows somebody who was deleted, renamed or undone."""
        for holder in (self.inspected, self.editor.holder):
            if holder is not None:
                names = self.account.users if holder.kind == "user" else self.account.groups
                if holder.name.casefold() not in names:
                    self.close()

    def areas(self, picture: Markup, *, static: bool = False) -> dict[str, Markup]:
        """Return the markup of each area; with `static`, its cells and boxes are filled."""
        workspace = self.workspace
        return {
            "toolbar": page.toolbar(
                [*self.starts],
                [*self.challenges],
                self.start,
                can_undo=self.can_undo,
                can_redo=workspace.can_redo,
            ),
            "challenge_card": page.challenge_card(self.challenge, self.progress, len(workspace.cli_lines)),
            "request": page.request(workspace),
            "table": people_table.table(workspace, self.challenge, static=static),
            "adding": page.adding(workspace),
            "why": page.why(workspace),
            "picture": page.picture(
                picture,
                self.picture.others,
                workspace.unknown_keys,
                has_ghosts=self.picture.has_ghosts,
            ),
            "inspector": inspector(workspace, self.inspected, self.editor),
            "footer": page.footer(
                workspace,
                self.share_code,
                self.start_code,
                has_link=sys.platform == "emscripten",
            ),
        }

    def _live_picture(self) -> Markup:
        """Return the picture whose parts can be pressed, or a line that says why there is none."""
        try:
            self.picture.show(self.workspace, self._opened())
        except NotDrawn as error:
            return element("p", {}, f"({error})")
        # Made of elements, too: names in it are escaped.
        return trusted(self.picture.svg)

    def _opened(self) -> Holder | HeldPolicy | None:
        """Return the person, the group or the policy that is open."""
        if self.editor.holder is None:
            return self.inspected
        wanted = (self.editor.holder, self.editor.name)
        held = (held for held in self.workspace.policies if (held.holder, held.policy.name) == wanted)
        return next(held, None)

    def text(self) -> str:
        """Return the table and the answer as text."""
        return page.text_version(self.workspace)

    def content(self, picture: PictureMaker) -> Markup:
        """Return the whole page, as it stands where nothing can be clicked."""
        diagram = self.picture.diagram(self.workspace)
        markup = picture(diagram) if diagram else fragment()
        made = self.areas(markup, static=True)
        areas = (element("div", {"data-area": name}, area) for name, area in made.items())
        style = element("style", {}, trusted(PAGE_STYLE))
        return fragment(style, element("div", {"class": "iamsim-live iamsim-playground"}, *areas))

    def controls(self) -> Sequence[Control]:
        """Return nothing: the page itself is the control."""
        return ()

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        """Return the page where anywidget is installed, and the text and HTML versions."""
        versions = {"text/plain": self.text(), "text/html": self.html()}
        try:
            if self._page is None:
                form = PageForm(
                    CSS_CLASS,
                    AREAS,
                    people_table.CELL_WORDS,
                    f"{card_style()}{PAGE_STYLE}",
                    address_step="load_code",
                )
                self._page = LivePage(form, self._on_step)
                self.refresh()
        except ImportError:
            return versions
        bundle = self._page.ipywidget._repr_mimebundle_(**options)
        # anywidget returns metadata, too.
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        return {**data, **versions}

    def _on_step(self, step: str, values: Mapping[str, Any]) -> None:
        self.perform(step, values)

    def refresh(self) -> Playground:
        """Update the page, if it is shown; return the playground itself."""
        if self._page is None:
            return self
        workspace = self.workspace
        now = [people_table.cell_letter(workspace.answer(*cell)) for cell in workspace.cells]
        before = [
            people_table.cell_letter(previous) if (previous := workspace.previous_answer(*cell)) else letter
            for cell, letter in zip(workspace.cells, now, strict=True)
        ]
        chosen = (workspace.user, workspace.action)
        areas = self.areas(self._live_picture())
        state = PageState(
            cells="".join(now),
            cells_before="".join(before),
            goals=people_table.goal_letters(workspace, self.challenge, self.progress),
            chosen_cell=workspace.cells.index(chosen) if chosen in workspace.cells else -1,
            boxes=people_table.box_letters(workspace),
            marks=self.picture.marks,
            failed=bool(workspace.error),
        )
        self._page.show(areas, state)
        return self


def _code_or_reason(account: Account, *request: str) -> str:
    """Return the share code of an account, or why there is none."""
    try:
        return write_share_code(account, *request)
    except InvalidInput as error:
        return str(error)


PAGE_STEPS: Mapping[str, tuple[Callable[..., None], tuple[str, ...]]] = {
    "start": (Playground.begin, ("name",)),
    "show_request": (Playground.show_request, ("user", "action", "resource")),
    "load_code": (Playground.load_code, ("code",)),
    "load_file": (Playground.load_file, ("name", "text")),
    "ask_user": (Playground.ask_user, ("user",)),
    "undo": (Playground.undo, ()),
    "tidy": (Playground.tidy, ()),
    "inspect": (Playground.inspect, ("kind", "name")),
    "open_policy": (Playground.open_policy, ("kind", "holder", "name")),
    "new_policy": (Playground.new_policy, ("kind", "holder")),
    "set_text": (Playground.set_text, ("text",)),
    "set_field": (Playground.set_field, ("field", "value")),
    "save_policy": (Playground.save_policy, ("name",)),
    "delete_open_policy": (Playground.delete_open_policy, ()),
    "close": (Playground.close, ()),
}
"""The steps that concern more than the account: each with its method, and the names of its values."""
CSS_CLASS = "iamsim-sheet iamsim-live iamsim-playground"
PAGE_STYLE = (
    resources.files(f"{__package__}.account_builder").joinpath("page.css").read_text(encoding="utf-8")
)
