"""The output of `aws sts decode-authorization-message` → AccessQuestion.

    {"allowed": false, "explicitDeny": false, "matchedStatements": …, "context": {"action": …}} → question

Source: AWS STS API Reference, DecodeAuthorizationMessage.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from iamsim.aws.errors import InvalidInput
from iamsim.policy import text_of
from iamsim.why.denial import Denial
from iamsim.why.question import AccessQuestion


def is_decoded_message(value: Mapping[str, Any]) -> bool:
    """Tell whether an object is a decoded message; its outer form, {"DecodedMessage": text}, is not."""
    context = value.get("context")
    return "explicitDeny" in value and isinstance(context, dict) and "action" in context


def question_of_message(message: Mapping[str, Any]) -> AccessQuestion:
    """Return the question of a decoded message. Raises InvalidInput if it does not say who asked for what."""
    request: Mapping[str, Any] = message["context"]
    principal, action = _object(request.get("principal")).get("arn"), request.get("action")
    if not isinstance(principal, str) or not isinstance(action, str):
        raise InvalidInput(
            "", "the decoded message has no context.principal.arn or context.action; paste it whole"
        )
    resource = request.get("resource")
    resource = resource if isinstance(resource, str) and resource else "*"
    context = _context(request)
    denial = None
    notes = [f"from the decoded message: {_words(context)}"] if context else []
    if message.get("allowed") is True:
        notes.append("the decoded message says that the request was allowed")
    else:
        explicit = message.get("explicitDeny") is True
        denial = Denial(
            principal,
            action,
            resource,
            explicit=explicit,
            implicit=not explicit,
            statement_ids=_statement_ids(message) if explicit else (),
        )
    return AccessQuestion(principal, action, resource, denial, tuple(notes), context)


# Keys of the message that policies know under another name.
_KEY_NAMES = {"aws:region": "aws:RequestedRegion", "aws:account": "aws:ResourceAccount"}
# Parts of the resource's ARN, which are no condition keys.
_PARTS_OF_RESOURCE = {"aws:service", "aws:resource", "aws:type", "aws:id", "aws:arn"}


def _context(request: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """Return the request's condition keys; a key with one value gets that value, with several a list."""
    context: dict[str, str | list[str]] = {}
    for condition in _items(request.get("conditions")):
        key = condition.get("key")
        values = [item["value"] for item in _items(condition.get("values")) if "value" in item]
        if not isinstance(key, str) or not values or key.lower() in _PARTS_OF_RESOURCE:
            continue
        texts = [text_of(value) for value in values]
        context[_KEY_NAMES.get(key.lower(), key)] = texts if len(texts) > 1 else texts[0]
    return context


def _statement_ids(message: Mapping[str, Any]) -> tuple[str, ...]:
    ids = (item.get("statementId") for item in _items(message.get("matchedStatements")))
    return tuple([text for text in ids if isinstance(text, str) and text])


def _items(value: Any) -> list[dict[str, Any]]:
    """Return the objects of `{"items": […]}`, as the message has them for each list."""
    items = _object(value).get("items")
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _words(context: Mapping[str, str | list[str]]) -> str:
    return "; ".join(
        f"{key}={', '.join(value) if isinstance(value, list) else value}" for key, value in context.items()
    )
