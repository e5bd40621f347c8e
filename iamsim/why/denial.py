"""AWS's AccessDenied sentence, as people paste it → who asked for what, and which kind of policy AWS blames.

    An error occurred (AccessDenied) when calling the PutObject operation: User: … with an explicit deny in …

A paste has been through a terminal, a log or a chat: lines broken anywhere, a frame at their left, quotes
made curly, words of a program before and behind.
Source: IAM User Guide, troubleshoot_access-denied and troubleshoot_access-denied-authorization-id.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from iamsim.aws.errors import InvalidInput

LAYERS = (
    "identity-based policy",
    "permissions boundary",
    "service control policy",
    "resource control policy",
    "resource-based policy",
    "session policy",
    "VPC endpoint policy",
    "role trust policy",
)
"""The kinds of policies that AWS names in a denial."""


@dataclass(frozen=True, slots=True)
class Denial:
    """What a sentence says; where it says nothing, an empty text."""

    principal: str
    action: str
    resource: str = ""
    layer: str = ""  # one of LAYERS
    explicit: bool = False
    policy_arn: str = ""
    reason: str = ""  # AWS's words, where they blame no kind of policy
    authorization_id: str = ""


def looks_like_a_denial(text: str) -> bool:
    """Tell whether a text speaks as AWS does when it refuses."""
    squeezed = _squeezed(_clean(text))
    return any(sign in squeezed for sign in _SIGNS)


def denial(text: str) -> Denial:
    """Take a pasted sentence apart. Raises InvalidInput if it does not say who was refused what."""
    clean = _clean(text)
    if _ANONYMOUS.search(clean):
        raise InvalidInput(
            "", "the request was unsigned (User: anonymous), so it is of no user and no role; sign it"
        )
    found = _SENTENCE.search(clean)
    if found is not None:
        return _from_sentence(found)
    found = _CONSOLE.search(clean)
    if found is not None:
        return _from_console(found)
    if "Encodedauthorizationfailuremessage" in _squeezed(clean):
        raise InvalidInput(
            "", "the message is encoded; aws sts decode-authorization-message --encoded-message TEXT opens it"
        )
    expected = "User: ARN is not authorized to perform: SERVICE:ACTION on resource: ARN ..."
    raise InvalidInput("", f"the message does not say who was refused what; expected {expected!r}")


_ANONYMOUS = re.compile(r"User:\s*anonymous\b", re.IGNORECASE)
_SIGNS = ("notauthorizedtoperform", "(AccessDenied", "Onresource(s):", "Encodedauthorizationfailuremessage")
_FRAME = re.compile(r"[ \t\u00a0]*\r?\n[ \t\u00a0]*(?:[│┃|>][ \t\u00a0]*)?\s*")
_LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‘’‚‛′`", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013", "-"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", None),
    }
)


_ENTITY = re.compile(r"&(?:quot|apos|lt|gt|amp|#\d{2,4}|#x[0-9a-f]{2,4});", re.IGNORECASE)


def _character(entity: re.Match[str]) -> str:
    """What an entity of S3's XML stands for."""
    return html.unescape(entity[0].lower())


def _clean(text: str) -> str:
    """The text with plain quotes and hyphens, and a bare line break wherever a line was broken."""
    return _FRAME.sub("\n", _ENTITY.sub(_character, text).translate(_LOOKALIKES).replace('\\"', '"')).strip()


def _squeezed(text: str) -> str:
    """The text without any white space, so that words broken by a line end are whole."""
    return "".join(text.split())


def _loosely(words: str) -> str:
    """A regular expression for words that a line end may have broken anywhere."""
    return r"\s+".join(r"\n?".join(map(re.escape, word)) for word in words.split(" "))


_LAYER = "|".join(map(_loosely, LAYERS))
_UNBROKEN = r"[^\s,;)]+"
_TO_THE_END = rf"{_UNBROKEN}(?:\n{_UNBROKEN})*$"  # only there a line end may as well stand inside a word
_REASON = (
    rf"\s+{_loosely('because no')}\s+(?P<silent>{_LAYER})"
    rf"|\s+(?P<explicit>{_loosely('with an explicit deny')})"
    rf"(?:\s+{_loosely('in')}\s+(?:{_loosely('an')}|a|{_loosely('the')})\s+(?P<denying>{_LAYER})(?:\s*:\s*(?P<arn>{_TO_THE_END}|{_UNBROKEN}))?)?"
    rf"|\s+{_loosely('because')}\s+(?P<reason>[^.]+)"
)
_BEGINS = rf"\s+(?:{_loosely('because')}|{_loosely('with an explicit deny')})\b"
_NAME = r"[\w-][\w\n-]*:[\w\n]+"
_SENTENCE = re.compile(
    rf"{_loosely('User:')}\s*(?P<principal>\S(?:(?!{_loosely('User:')}).)*?)\s+"
    rf"{_loosely('is not authorized to perform:')}\s+"
    rf"(?P<action>(?:{_NAME}?(?=\s+{_loosely('on')}\s|{_BEGINS}))|[\w-]+:\w+)"
    rf"(?:\s+{_loosely('on resource:')}\s+"
    rf"(?P<resource>\"[^\"]*\"|'[^']*'|.+?(?={_BEGINS})|{_TO_THE_END}|(?:{{kinds}})\s+\S+|\S+)"
    rf"|\s+{_loosely('on the resource associated with this ciphertext')})?"
    rf"(?:{_REASON})?".replace("{kinds}", "user|group|role|policy|instance profile"),
    re.DOTALL,
)
_CONSOLE = re.compile(
    r"User:\s*(?P<principal>arn:\S+?)\s*(?:Service:\s*(?P<service>[\w-]+?)\s*)?"
    r"Action:\s*(?P<action>[\w-]+(?::\w+?)?)\s*On resource\(s\):\s*(?P<resource>\S+?)\s*"
    r"(?:Context:\s*(?P<context>.+))?$",
    re.DOTALL,
)
_AUTHORIZATION = re.compile(rf"{_loosely('authorization id:')}\s*(?P<id>[0-9a-zA-Z]+)")


def _from_sentence(found: re.Match[str]) -> Denial:
    told = _AUTHORIZATION.search(found.string)
    return Denial(
        _whole(found["principal"]),
        _whole(found["action"]),
        _resource(found["resource"] or ""),
        _layer(found["silent"] or found["denying"] or ""),
        found["explicit"] is not None,
        _whole(found["arn"] or ""),
        " ".join((found["reason"] or "").split()),
        told["id"] if told else "",
    )


def _from_console(found: re.Match[str]) -> Denial:
    """The box that the console shows: Service and Action apart, and its reason as Context."""
    action = found["action"] if ":" in found["action"] else f"{found['service']}:{found['action']}"
    context = _squeezed(found["context"] or "")
    layer = next((one for one in LAYERS if _squeezed(one) in context), "")
    return Denial(found["principal"], action, found["resource"], layer, "explicit" in context)


def _whole(text: str) -> str:
    """A name or an ARN without the line ends that broke it."""
    return _squeezed(text).strip("\"'.,")


def _resource(text: str) -> str:
    """A resource without its quotes and without line ends; IAM's `user bob` keeps its space."""
    return text.strip("\"'").replace("\n", " " if ":" not in text else "").rstrip(".,")


def _layer(text: str) -> str:
    return next((one for one in LAYERS if _squeezed(one) == _squeezed(text)), "")
