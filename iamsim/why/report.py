"""An Answer as text for a terminal, as Markdown for a ticket, and as JSON for a program.

    Answer → sections (a title, lines) → text, Markdown
           → an object                 → JSON

The answer never says a bare "allowed": it names the policies that AWS also reads and the account's file does
not hold, with the commands that show them. A line that begins with `decides` names a statement that decides
for every value that the unknown keys can have. The words for the decision are `iamsim.decision.explain`'s.
"""

from __future__ import annotations

import itertools
import re
import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from iamsim.aws.actions import actions_without_resource, resource_types_of
from iamsim.decision import (
    Check,
    CheckType,
    Decision,
    Effect,
    EvaluationResult,
    StatementResult,
    near_misses,
    refusing_check,
)
from iamsim.decision.carried_keys import CarriedKey
from iamsim.decision.cases import DecisionCase
from iamsim.decision.explain import (
    access_denied_message,
    decision_words,
    effect_words,
    explain,
    limit_name,
    mismatch,
    near_miss_lines,
    reason,
    request_words,
    statement_name,
    statement_place,
    statement_words,
    way,
)
from iamsim.markup import printable
from iamsim.policy import ConditionElement, Request
from iamsim.why.answer import DEPENDS, Answer, entry_place
from iamsim.why.denial import Denial
from iamsim.why.evidence import blamed_checks
from iamsim.why.next_steps import authorization_command, mfa_commands, see_policy_command
from iamsim.why.unknown_policies import describe_policy_command

_MOST_STATEMENTS = 3
"""How many statements of one heading are shown for a case."""
_MOST_KEYS = 6
# In characters: of the keys or options of one line, of one statement, of the statements of one heading.
_LIST_LENGTH = 300
_LINE_LENGTH = 480
_SECTION_LENGTH = 900


class Section(NamedTuple):
    """Lines that belong together, and their title in Markdown."""

    title: str
    lines: Sequence[str]


def answer_text(answer: Answer, *extra: Section) -> str:
    """Return notes, the decision and its reasons, AWS's sentence and the unknown policies, for a terminal.

    `extra` are sections to add at the end.
    """
    sections = (*_sections(answer), *extra)
    return printable("\n\n".join("\n".join(section.lines) for section in sections))


def answer_markdown(answer: Answer, *extra: Section) -> str:
    """Return the same for a ticket: headings, and every text of the account or the question as code."""
    request = answer.request
    facts = [("Principal", request.principal), ("Action", request.action), ("Resource", request.resource)]
    parts = [
        f"## {_heading(answer)}",
        "\n".join(f"- {name}: {_code_span(printable(value))}" for name, value in facts),
        *[
            f"### {section.title}\n\n{_fenced(printable(chr(10).join(section.lines)))}"
            for section in (*_sections(answer), *extra)
        ],
    ]
    return "\n\n".join(parts)


def _heading(answer: Answer) -> str:
    if answer.exit_status == DEPENDS:
        return "It depends"
    if not answer.is_firm:
        return "Denied, for a reason that depends on what was not given"
    words = decision_words(answer.result.decision)
    return f"{words[:1].upper()}{words[1:]} ({answer.result.decision})"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def _code_span(text: str) -> str:
    """Return a text as a code span, whose marks are longer than any that stand in the text."""
    mark = "`" * (_longest_run(text) + 1)
    padding = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{mark}{padding}{text}{padding}{mark}"


def _fenced(text: str) -> str:
    """Return lines as a block of code, whose fence is longer than any that stands in the lines."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}text\n{text}\n{fence}"


def _sections(answer: Answer) -> list[Section]:
    sections = [
        Section("Notes", [f"note: {note}" for note in _notes(answer)]),
        Section("What AWS says", _denial_lines(answer)),
        Section("Why", _explanation_lines(answer)),
        *[Section(f"Case {number}", lines) for number, lines in enumerate(_case_blocks(answer), 1)],
        Section("Next step", _next_step_lines(answer)),
        Section("AWS would say", _aws_sentence_lines(answer)),
        Section("What this file cannot show", _unknown_policy_lines(answer)),
    ]
    return [section for section in sections if section.lines]


def _notes(answer: Answer) -> list[str]:
    required_policy_notes = [answer.required_policy_note] if answer.required_policy_note else []
    times = answer.question.occurrences
    notes = [f"asked {times} times; this is the latest"] if times > 1 else []
    notes += [
        *answer.question.notes,
        *_no_resource_notes(answer),
        *required_policy_notes,
        *answer.addition_notes,
    ]
    notes += _doubt_notes(answer)
    notes += [_carried_note(key, readers) for key, readers in answer.carried_keys]
    if not answer.is_exact and not answer.is_firm:
        notes.append(
            "the conditions are too many to combine them all: a case may be listed that cannot happen"
        )
    return notes


def _doubt_notes(answer: Answer) -> list[str]:
    """Say how sure it is that a Deny does not stop what a service decides by itself: see docs/truth.md."""
    if not answer.doubtful_denies or not answer.result.allowed:
        return []
    places = _and(list(dict.fromkeys(map(statement_place, answer.doubtful_denies)))[:2])
    doubt = "AWS's page says that policies have no effect on it, and two reports that a Deny stopped it"
    return [f"a Deny is about {answer.request.action} too, in {places}: {doubt}, so try it"]


def _carried_note(key: CarriedKey, readers: Sequence[StatementResult]) -> str:
    """Say which value of a key was taken and why, who reads it, and how to give another one."""
    names = list(dict.fromkeys(statement_place(entry) for entry in readers))
    places = _and(names[:2]) if len(names) <= 2 else f"{names[0]} and {len(names) - 1} more"
    note = f"{key.key} taken as {key.value}, {key.reason}; {places} depends on it"
    return note if key.certain else f"{note}; for another value: --context {key.key}=VALUE"


# Most actions of these names are on no single resource, so nothing was forgotten. Of Amazon S3's own, such as
# s3:ListBucket, most are on one.
_LIST_ACTION = re.compile(r"(?!s3:)[\w-]+:(List|Describe|GetAccount)", re.IGNORECASE)


def _no_resource_notes(answer: Answer) -> list[str]:
    """Note that the question has no resource, if the answer could be another with one."""
    request = answer.request
    if request.resource != "*" or answer.result.service_rule:
        return []
    note = "no resource was given, so it is asked of '*'; give the ARN that the request is about"
    is_on_account = request.lower_action in actions_without_resource()
    if is_on_account:
        note = f"{request.action} is done to the account: only a statement on '*' allows it"
    if answer.result.allowed:
        return [] if is_on_account or _LIST_ACTION.match(request.action) else [note]
    # A refusal changes with the resource only if some Allow fails on its Resource alone.
    fails_on_resource = any(
        not statement.statement.denies
        and [element.name for element in statement.failed_elements] == ["Resource"]
        for statement in answer.result.trace
    )
    return [note] if fails_on_resource else []


def _explanation_lines(answer: Answer) -> list[str]:
    """Return the decision and its statements if they are the same in every case; else what it depends on."""
    words = request_words(answer.request)
    if answer.result.service_rule is not None:
        first, *rest = explain(answer.result).splitlines()
        return [f"probably {first}" if _doubt_notes(answer) else first, *rest]
    if answer.is_firm:
        result = _pruned(answer.result, answer.deciding)
        return [f"{_decision_start(answer)}: {words}: {_because(result)}", *_firm_lines(answer, result)]
    unknown = _unknown_words(answer)
    if answer.depends:
        return [f"it depends on {unknown}: {words}"]
    return [f"denied in every case, and the reason depends on {unknown}: {words}"]


def _decision_start(answer: Answer) -> str:
    """Return how the line begins that says the decision: another policy may still refuse what this allows."""
    if not answer.result.allowed:
        return str(answer.result.decision)
    if answer.required_policy_note:
        return "it depends; allowed here"
    if answer.question.denial:
        return "it depends on what this file does not show; allowed as far as this file goes"
    return "allowed as far as this file goes"


def _because(result: EvaluationResult) -> str:
    because = reason(result)
    check = refusing_check(result)
    is_own = check is not None and check.type is CheckType.PRINCIPAL
    if result.decision is Decision.IMPLICIT_DENY and is_own:
        return f"{decision_words(result.decision)}: {because}"
    return because


def _pruned(result: EvaluationResult, deciding: Iterable[StatementResult]) -> EvaluationResult:
    """Return the result without statements that decide only in some cases, and without unseen policies."""
    places = set(map(entry_place, deciding))
    decides = {entry_place(entry) for entry in result.matched_statements}

    def prune(check: Check) -> Check:
        remaining = [
            place
            for place, entry in zip(check.places, check.determining, strict=True)
            if entry_place(entry) in places or entry_place(entry) not in decides
        ]
        sources = tuple(source for source in check.sources if source.kind != "unseen")
        return check._replace(places=[place for place in remaining if place[0] in sources], sources=sources)

    return replace(result, checks=tuple(map(prune, result.checks)))


def _unknown_words(answer: Answer) -> str:
    """Return what the decision or its reason depends on: `aws:SourceIp, which was not given`."""
    parts = []
    if answer.keys:
        were = "was" if len(answer.keys) == 1 else "were"
        parts.append(f"{_key_words(answer.keys)}, which {were} not given")
    if answer.premises:
        parts.append(f"{_and(answer.premises)}, which this file does not have")
    return ", and on ".join(parts) or "what was not given"


def _key_words(keys: Sequence[str]) -> str:
    count = _count_that_fits(keys)
    count_words = [f"{len(keys) - count:,} more"] if count < len(keys) else []
    return _and([*keys[:count], *count_words])


def _count_that_fits(texts: Sequence[str]) -> int:
    """Return how many of the texts are shown: the first, and the others as far as there is room."""
    lengths = itertools.accumulate(map(len, texts[:_MOST_KEYS]))
    return max(1, sum(length <= _LIST_LENGTH for length in lengths))


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _firm_lines(answer: Answer, result: EvaluationResult) -> list[str]:
    """Return the statements that decide, those that match as well or may, and the near misses."""
    deciding = answer.deciding
    sometimes = [entry for case in answer.cases for entry in (*case.always, *case.sometimes)]
    deciding_places = set(map(entry_place, deciding))
    may_match = {
        entry_place(entry): entry for entry in sometimes if entry_place(entry) not in deciding_places
    }
    matches = [
        entry
        for entry, outcome in result.outcomes()
        if outcome == "matches"
        and entry_place(entry) not in deciding_places
        and entry_place(entry) not in may_match
    ]
    return [
        *_statement_lines("decides", deciding),
        *_statement_lines("matches", matches),
        *_statement_lines("may match", list(may_match.values())),
        *[f"  also      {limit}" for limit in _other_limits(answer)],
        *near_miss_lines(result, _supposed_keys(answer)),
    ]


def _other_limits(answer: Answer) -> list[str]:
    """Say which limits do not allow the request either, beside the one that the reason names.

    Nothing of a limit that unknown keys can open.
    """
    first = refusing_check(answer.result)
    if first is None or not answer.is_firm:
        return []
    can_open = {
        entry.check
        for entry in answer.result.trace
        if not answer.unknown_keys.isdisjoint(entry.statement.all_context_keys)
    }
    return [
        f"{limit_name(check)} {effect_words(check.effect)}"
        for check in answer.result.checks
        if check is not first
        and check.effect is Effect.IMPLICIT_DENY
        and check.type not in can_open
        and _limits(check)
    ]


def _limits(check: Check) -> bool:
    """Tell whether the request needs an Allow of a layer, whatever other layers allow."""
    is_limit = check.type in {CheckType.SERVICE_CONTROL_POLICY, CheckType.PERMISSIONS_BOUNDARY}
    return is_limit or any(source.kind == "trust" for source in check.sources)


def _supposed_keys(answer: Answer) -> frozenset[str]:
    """Return the keys, in lower case, whose values in a result are not those of the question or a case."""
    return answer.unknown_keys - {key.lower() for key in answer.keys}


def _statement_lines(heading: str, statements: Sequence[StatementResult]) -> Iterator[str]:
    """Yield two lines for each statement: a heading and the way to it, and what it says."""
    length = count = 0
    for entry in statements[:_MOST_STATEMENTS]:
        words = _shorten(statement_words(entry.statement, entry.request))
        length += len(words)
        if count and length > _SECTION_LENGTH:
            break
        count += 1
        yield f"  {heading:<9} {way(entry)}"
        yield f"{'':12}{words}"
    if len(statements) > count:
        yield f"  and {len(statements) - count:,} more: {heading}"


def _shorten(text: str) -> str:
    return text if len(text) <= _LINE_LENGTH else f"{text[: _LINE_LENGTH - 1]}…"


def _case_blocks(answer: Answer) -> list[list[str]]:
    """Return for each case of an answer that is not firm how to select it, its reason, its statements."""
    if answer.is_firm:
        return []
    blocks = []
    for case in answer.cases:
        statements = _statements_of(answer, case)
        other_lines = _statement_lines("may match", statements.of_other_values)
        blocks.append(
            [
                f"{_selection(answer, case)}:",
                f"  {_case_decision(case)}{_case_reason(case, statements)}",
                *_statement_lines("matches", statements.matching),
                *_statement_lines("may match", statements.open),
                *near_miss_lines(_pruned(case.result, statements.matching), _supposed_keys(answer)),
                *([_OTHER_VALUES, *other_lines] if statements.of_other_values else []),
            ]
        )
    return blocks


_OTHER_VALUES = "  other values of these keys lead to the same decision, by:"


class _CaseStatements(NamedTuple):
    """What the statements of a case do in a request with the values that select it."""

    matching: tuple[StatementResult, ...]
    open: tuple[StatementResult, ...]  # they read keys besides, whose values change no decision
    of_other_values: tuple[
        StatementResult, ...
    ]  # they match only with other values, which lead to the case too


def _statements_of(answer: Answer, case: DecisionCase) -> _CaseStatements:
    """Sort a case's statements by what they do with the values that select it, as `_selection` shows them."""
    selected_keys = {key.lower() for key in answer.keys} & case.values.keys()
    matching, open_statements, of_other_values = list(_seen(case.always)), [], []
    for entry in _seen(case.sometimes):
        elements = [
            (element, answer.unknown_keys.intersection(element.all_context_keys))
            for element in entry.statement.other_elements
        ]
        decided = [element for element, unknown in elements if unknown <= selected_keys]
        if not all(element.accepts(case.result.request) for element in decided):
            of_other_values.append(entry)
        elif len(decided) == len(elements):
            matching.append(entry)
        else:
            open_statements.append(entry)
    return _CaseStatements(tuple(matching), tuple(open_statements), tuple(of_other_values))


def _seen(entries: Iterable[StatementResult]) -> list[StatementResult]:
    """Return the statements without those that stand in for a policy that nobody has seen."""
    return [entry for entry in entries if entry.source.kind != "unseen"]


def _case_decision(case: DecisionCase) -> str:
    return "allowed as far as this file goes" if case.result.allowed else str(case.decision)


def _case_reason(case: DecisionCase, statements: _CaseStatements) -> str:
    """Return `: ` and the reason; "" where the premise is the reason."""
    if case.premise:
        return ""
    if statements.matching or case.decision is Decision.IMPLICIT_DENY:
        return f": {_because(_pruned(case.result, statements.matching))}"
    return f": {decision_words(case.decision)}, by one of several statements"


def _selection(answer: Answer, case: DecisionCase) -> str:
    """Return when a case is the case: with which `--context`, or under which premise."""
    options, missing, open_keys = [], [], []
    for key in answer.keys:
        values = case.values
        if key.lower() not in values:
            open_keys.append(key)
        elif (value := values[key.lower()]) is None:
            missing.append(key)
        else:
            texts = (value,) if isinstance(value, str) else value
            options += [f"--context {shlex.quote(f'{key}={text}')}" for text in texts]
    parts = []
    if options:
        visible = options[: _count_that_fits(options)]
        count_words = f" and {len(options) - len(visible):,} more, as JSON lists them"
        parts.append(f"with {' '.join(visible)}{count_words if len(visible) < len(options) else ''}")
    if missing:
        parts.append(f"if the request has no {_key_words(missing)}")
    if open_keys and not options:
        parts.append(f"for some values of {_key_words(open_keys)}")
    return ", ".join([*parts, *([case.premise] if case.premise else [])]) or "in some cases"


def _denial_lines(answer: Answer) -> list[str]:
    """Say what follows from AWS's pasted message, and where it says more or other than this file."""
    denial = answer.question.denial
    if denial is None:
        return []
    lines = []
    # A reason such as Block Public Access is no policy, so there is none to compare with.
    if denial.reason:
        lines.append(f"AWS gives a reason that is no policy: {denial.reason}")
    elif denial.policy_type and not blamed_checks(denial, answer.result):
        lines.append(_blame_elsewhere(denial, answer))
    elif answer.contradicts:
        lines.append(_disagreement(denial))
    if answer.facts:
        lines.append(f"{_proof_words(denial)}, so {_and(answer.facts)}")
    if denial.authorization_id:
        lines.append("AWS keeps its own trace of this denial for a day; to see it:")
        lines.append(f"  {authorization_command(denial)}")
    return lines


def _disagreement(denial: Denial) -> str:
    if not denial.policy_type:
        return "AWS refused it, so what refused it is not in this file, or the file is of another time"
    cause = "the file is of another time than the denial, or the request carried other context keys"
    # The file of an account holds no SCPs: those that do not show it are of --scp.
    if denial.policy_type == "service control policy":
        return (
            f"{_blame_words(denial)}; those of --scp do not show that: most likely a level was not given (the"
            " root, each OU and the account have policies of their own); or they are of another time than the"
            " denial, or the request carried other context keys"
        )
    return f"{_blame_words(denial)}; this file does not show that: {cause}"


def _blame_elsewhere(denial: Denial, answer: Answer) -> str:
    """Say what AWS blames, where this file never holds such policies, with the command that shows them."""
    blamed = next(
        (policy for policy in answer.unknown_policies if policy.policy_type == denial.policy_type), None
    )
    lines = [f"{_blame_words(denial)}; this file holds no such policies"]
    command = describe_policy_command(denial.policy_arn) or (blamed.command if blamed else "")
    if command:
        lines = [f"{lines[0]}; to see it:", f"  {command}"]
    if blamed and blamed.remark and command == blamed.command:
        lines.append(f"  {blamed.remark}")
    return "\n".join(lines)


def _proof_words(denial: Denial) -> str:
    """Return what a message says from which something follows for the request's keys."""
    if denial.implicit and not denial.policy_type:
        return "the message says that no Deny matched"
    if denial.implicit:
        return f"{_blame_words(denial)}, and AWS looks at all Denies before it says that"
    return _blame_words(denial)


def _blame_words(denial: Denial) -> str:
    if not denial.policy_type:
        return "AWS names an explicit deny" if denial.explicit else "AWS refused it"
    if not denial.explicit:
        return f"AWS says that no {denial.policy_type} allows it"
    article = "an" if denial.policy_type.startswith("i") else "a"
    arn = f" ({denial.policy_arn})" if denial.policy_arn else ""
    return f"AWS names an explicit deny in {article} {denial.policy_type}{arn}"


def _aws_sentence(answer: Answer) -> str | None:
    """Return AWS's sentence if it is the same in every case; without the resource it would be another."""
    if not answer.is_firm or answer.result.allowed or _lacks_resource(answer.request):
        return None
    sentences = {access_denied_message(_pruned(case.result, answer.deciding)) for case in answer.cases}
    # AWS names one of the policies that deny, nobody knows which.
    entries = (entry for case in answer.cases for entry in (*case.always, *case.sometimes))
    arns = {entry.policy.arn for entry in (*answer.deciding, *entries)}
    return sentences.pop() if len(sentences) == 1 and len(arns) <= 1 else None


def _lacks_resource(request: Request) -> bool:
    """Tell whether no resource was given for an action that, as far as we know, is done to one."""
    return request.resource == "*" and bool(resource_types_of(request.action))


def _aws_sentence_lines(answer: Answer) -> list[str]:
    message = _aws_sentence(answer)
    # Whoever pasted a message has AWS's sentence already.
    if message is None or answer.question.denial is not None:
        return []
    return ["AWS would say:", f"  {message}"]


def _unknown_policy_lines(answer: Answer) -> list[str]:
    """List the policies that the file does not hold and that can change the decision, with their commands."""
    if answer.result.service_rule is not None:
        return []
    policies = answer.unknown_policies
    title = "This file cannot show these, and each can still refuse:"
    if not answer.allowed_somewhere:
        if not _resource_policy_could_allow(answer):
            return []
        policies = tuple(policy for policy in policies if policy.policy_type == "resource-based policy")
        title = "This file cannot show this, and it can allow what nobody here allows:"
    width = max((len(policy.name) for policy in policies), default=0)
    lines: dict[str, None] = {}  # a remark that two kinds of policies have is said once
    for policy in policies:
        lines[f"  {policy.name:<{width}}  {policy.command}"] = None
        if policy.remark:
            lines[f"  {'':<{width}}  {policy.remark}"] = None
    return [title, *lines] if lines else []


def _next_step_lines(answer: Answer) -> list[str]:
    """Say how to get what the answer depends on: the document that the file lacks, a session with MFA."""
    lines = []
    arns = [policy_arn for premise in answer.premises if (policy_arn := premise.rpartition(" ")[2])]
    commands = [see_policy_command(arn) for arn in arns if ":policy/" in arn]
    if commands:
        lines += ["To see what the file lacks:", *[f"  {command}" for command in commands]]
    if _wants_mfa(answer):
        commands = list(mfa_commands(answer.question.principal))
        if commands:
            lines += ["To ask with MFA, get credentials that carry it:", *[f"  {line}" for line in commands]]
    return lines


def _wants_mfa(answer: Answer) -> bool:
    """Tell whether MFA would help: it allows, and the answer depends on it or a refusal on its absence."""
    if answer.decision == Decision.ALLOWED or not answer.allowed_with_mfa:
        return False
    entries = [
        *answer.deciding,
        *(entry for entry in _near_misses(answer) if _misses_mfa_alone(entry)),
    ]
    read = {key.lower() for entry in entries for key in entry.statement.context_keys}
    return any(key.lower().startswith(_MFA_KEYS) for key in (*read, *answer.keys))


_MFA_KEYS = ("aws:multifactorauthpresent", "aws:multifactorauthage")


def _misses_mfa_alone(entry: StatementResult) -> bool:
    return all(element.accepted or "MultiFactorAuth" in element.name for element in entry.elements)


def _resource_policy_could_allow(answer: Answer) -> bool:
    """Tell whether an unknown policy of the resource could turn a refusal into an Allow.

    Not against a Deny or a service control policy, nor where the principal's own policies must allow too
    (reference_policies_evaluation-logic_policy-eval-denyallow).
    """
    if answer.required_policy_note:
        return False
    # A boundary that does not allow it is no obstacle: a resource's policy that names the user passes it.
    checks = [refusing_check(case.result) for case in answer.cases if case.decision is Decision.IMPLICIT_DENY]
    return any(check is None or check.type is not CheckType.SERVICE_CONTROL_POLICY for check in checks)


def merge_answers(answers: Iterable[Answer]) -> list[Answer]:
    """Return one answer for those that say the same, the latest, with the number of their occurrences.

    Requests that differ in what no policy reads, such as another address, have the same answer.
    """
    merged: dict[str, Answer] = {}
    for answer in answers:
        bare = replace(answer, question=replace(answer.question, notes=(), occurrences=1))
        text = answer_text(bare)
        before = merged.get(text)
        if before is None:
            merged[text] = answer
            continue
        latest = max(
            before, answer, key=lambda candidate: str(candidate.question.context.get("aws:CurrentTime", ""))
        )
        occurrences = before.question.occurrences + answer.question.occurrences
        merged[text] = replace(latest, question=replace(latest.question, occurrences=occurrences))
    return list(merged.values())


_FROM_BEST_TO_WORST = (Decision.ALLOWED, Decision.IMPLICIT_DENY, Decision.EXPLICIT_DENY)


def answer_json(answer: Answer) -> dict[str, Any]:
    """Return the answer as an object that `json` can write."""
    result = _pruned(answer.result, answer.deciding)
    decisions = sorted((case.decision for case in answer.cases), key=_FROM_BEST_TO_WORST.index)
    return {
        "decision": answer.decision,
        "principal": answer.request.principal,
        "action": answer.request.action,
        "resource": answer.request.resource,
        "determiningStatements": [_statement_json(entry) for entry in _seen(answer.deciding)],
        "nearMisses": [_near_miss_json(entry, _supposed_keys(answer)) for entry in _near_misses(answer)],
        "checks": [_check_json(check) for check in result.checks] if answer.is_firm else [],
        "missingContextValues": list(answer.keys),
        "atBest": str(decisions[0]),
        "atWorst": str(decisions[-1]),
        # Limits that do not allow it either, beside the layer that the reason names.
        "alsoRefusedBy": _other_limits(answer),
        "cases": [_case_json(answer, case) for case in answer.cases],
        "accessDeniedMessage": _aws_sentence(answer),
        # Why the service decides this call by itself; null where policies decide it.
        "serviceRule": reason(answer.result) if answer.result.service_rule else None,
        "takenContextValues": {key.key: key.value for key, _ in answer.carried_keys},
        "provedByMessage": list(answer.facts),
        "notInThisFile": [
            *[{"what": premise, "command": "", "remark": ""} for premise in answer.premises],
            *[
                {"what": policy.name, "command": policy.command, "remark": policy.remark}
                for policy in answer.unknown_policies
            ],
        ],
        "occurrences": answer.question.occurrences,
        "notes": [*_notes(answer), *_denial_lines(answer)],
    }


def _near_misses(answer: Answer) -> list[StatementResult]:
    entries = {entry_place(entry): entry for case in answer.cases for entry in near_misses(case.result)}
    return list(entries.values())


def _check_json(check: Check) -> dict[str, str]:
    return {"type": str(check.type), "effect": str(check.effect), "target": check.target}


def _case_json(answer: Answer, case: DecisionCase) -> dict[str, Any]:
    """Return one case, with values of the keys that select it; null for a key that is not carried."""
    keys = {key: case.values[key.lower()] for key in answer.keys if key.lower() in case.values}
    statements = _statements_of(answer, case)
    possible = (*statements.open, *statements.of_other_values)
    return {
        "decision": str(case.decision),
        "context": {key: list(value) if isinstance(value, tuple) else value for key, value in keys.items()},
        "premise": case.premise,
        "reason": _case_reason(case, statements).removeprefix(": "),
        "determiningStatements": [_statement_json(entry) for entry in statements.matching],
        # With the values above or others that lead to this decision.
        "possibleStatements": [_statement_json(entry) for entry in possible],
        "nearMisses": [_near_miss_json(entry, _supposed_keys(answer)) for entry in near_misses(case.result)],
    }


def _statement_json(entry: StatementResult) -> dict[str, Any]:
    return {
        "effect": entry.statement.effect,
        "sid": entry.statement.sid,
        "index": entry.statement.index,
        "name": statement_name(entry.statement),
        "policy": entry.policy.name,
        "policyArn": entry.policy.arn,
        "attachedTo": str(entry.source),
        "path": way(entry),
        "statement": statement_words(entry.statement, entry.request),
        "matchingPatterns": {
            element.name: element.matching_value(entry.request)
            for element in entry.statement.elements
            if not isinstance(element, ConditionElement)
        },
    }


def _near_miss_json(entry: StatementResult, supposed: frozenset[str]) -> dict[str, Any]:
    failed = [element.name for element in entry.failed_elements]
    return {**_statement_json(entry), "failedElements": failed, "because": mismatch(entry, supposed)}
