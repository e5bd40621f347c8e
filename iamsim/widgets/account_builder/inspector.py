"""What the playground shows of the person, the group or the policy that is open: its form."""

from __future__ import annotations

from iamsim.markup import Content, Markup, element, fragment
from iamsim.widgets.account_builder.page_controls import button, menu, name_form, text_field
from iamsim.widgets.account_builder.policy_editor import OPERATORS, PolicyEditor
from iamsim.widgets.account_builder.workspace import Holder, Workspace


def inspector(workspace: Workspace, inspected: Holder | None, editor: PolicyEditor) -> Markup:
    """Return the form of the person, the group or the policy that is open; nothing if none is."""
    if editor.holder is not None:
        return _policy_form(editor)
    if inspected is None:
        return fragment()
    kind, name = inspected.kind, inspected.name
    account = workspace.account
    identity = account.user(name) if kind == "user" else account.group(name)
    attachable = workspace.attachable_policies(identity)
    attached = [
        button(
            f"detach {account.policy(arn).name}",
            "set_attached",
            kind=kind,
            holder=name,
            arn=arn,
            attached=False,
        )
        for arn in identity.attached
    ]
    attach = (
        menu(
            "attach a managed policy",
            [("", "attach a managed policy …"), *attachable.items()],
            "",
            "set_attached",
            "arn",
            kind=kind,
            holder=name,
            attached=True,
        )
        if attachable
        else ""
    )
    return element(
        "section",
        {
            "class": "iamsim-inspector",
            "data-reveal": "",
            "aria-label": f"{kind} {name}",
            "data-key": f"{kind} {name}",
        },
        element("strong", {}, f"{kind} {name}"),
        name_form(f"new name of {name}", f"rename_{kind}", "name", "Rename", **{kind: name}),
        button("+ policy", "new_policy", kind=kind, holder=name),
        attach,
        *attached,
        button(f"Delete {name}", f"delete_{kind}", **{kind: name}),
        button("Close", "close"),
    )


def _policy_form(editor: PolicyEditor) -> Markup:
    holder = editor.holder
    if holder is None:
        return fragment()
    title = f"policy {editor.name or '(new)'} of {holder.kind} {holder.name}"
    form = editor.form
    fields: Content = element(
        "p",
        {"class": "iamsim-fields"},
        "The form comes back when AWS would save this text."
        if editor.problem
        else "This policy says more than a form can show; edit it as JSON.",
    )
    if form is not None:
        fields = element(
            "div",
            {"class": "iamsim-fields"},
            menu(
                "effect",
                [("Allow", "Allow"), ("Deny", "Deny")],
                form.effect,
                "set_field",
                "value",
                field="effect",
            ),
            text_field("actions", form.actions, "action, or several with commas", suggest="actions"),
            " on ",
            text_field("resources", form.resources, "resource", suggest="resources"),
            " if ",
            text_field("key", form.key, "condition key, or nothing", suggest="key"),
            menu(
                "operator", [(o, o) for o in OPERATORS], form.operator, "set_field", "value", field="operator"
            ),
            text_field("value", form.value, "value"),
        )
    problem = editor.problem
    complaint = (
        f"line {problem.line}, column {problem.column}: {problem.text}" if problem else "AWS would save this."
    )
    text_area = element(
        "textarea",
        {
            "data-step": "set_text",
            "data-value": "text",
            "data-typing": "",
            "data-values": "{}",
            "data-key": "policy text",
            "aria-label": "policy as JSON",
            "rows": str(max(12, min(20, editor.text.count("\n") + 2))),
            "spellcheck": "false",
            "wrap": "off",
            # The line of the error has a background: --line is its number.
            **({"class": "has-problem", "style": f"--line: {problem.line}"} if problem else {}),
        },
        editor.text,
    )
    save = (
        name_form("name of the policy", "save_policy", "name", "Save")
        if editor.is_new
        else button("Save", "save_policy", name=editor.name)
    )
    delete = "" if editor.is_new or editor.arn else button("Delete policy", "delete_open_policy")
    return element(
        "section",
        {"class": "iamsim-inspector", "data-reveal": "", "aria-label": title, "data-key": title},
        element("strong", {}, title),
        fields,
        text_area,
        element("p", {"class": "iamsim-problem" if problem else "iamsim-fine", "role": "status"}, complaint),
        element("div", {"class": "iamsim-bar"}, save, delete, button("Close", "close")),
    )
