"""AWS's AccessDenied messages, as people paste them → Denial: who was refused what, and what AWS blames.

    An error occurred (AccessDenied) when calling the PutObject operation: User: … with an explicit deny in …

Pasted text comes from a terminal, a log or a chat: lines broken anywhere, a frame at the left, curly quotes,
a program's own words before and after.
Source: IAM User Guide, troubleshoot_access-denied and troubleshoot_access-denied-authorization-id.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from iamsim.aws.errors import InvalidInput
from iamsim.decision import CheckType
from iamsim.decision.explain import AWS_POLICY_TYPES

POLICY_TYPES: dict[str, CheckType | None] = {
    **{name: check_type for check_type, name in AWS_POLICY_TYPES.items()},
    # To assume a role is a request on the role: its trust policy is the resource's policy.
    "role trust policy": CheckType.RESOURCE,
    **dict.fromkeys(("resource control policy", "session policy", "VPC endpoint policy")),
}
"""The policy types that AWS names in a denial, each with the check that reads them; None if none does."""


@dataclass(frozen=True, slots=True)
class Denial:
    """What AWS says of a refusal; "" for a part that it does not say."""

    principal: str
    action: str
    resource: str = ""
    policy_type: str = ""  # one of POLICY_TYPES
    explicit: bool = False  # a Deny matched
    policy_arn: str = ""
    reason: str = ""  # AWS's words, where they blame no policy type
    authorization_id: str = ""
    region: str = ""  # of the link to the Access Troubleshooter
    implicit: bool = False  # no Deny matched; AWS's oldest messages say neither this nor `explicit`
    statement_ids: tuple[str, ...] = ()  # Sids of the statements that matched


def is_denial(text: str) -> bool:
    """Tell whether a text has words that only AWS's messages about refused requests have."""
    letters = _remove_space(_normalize(text))
    return any(marker in letters for marker in _MARKERS)


def parse_denials(text: str) -> tuple[Denial, ...]:
    """Parse all of AWS's messages in a text, such as a log; none if no message says who was refused what.

    Raises InvalidInput if all requests were unsigned, and so are of nobody.
    """
    message = _normalize(text)
    # Before the encoded part, which EC2 appends to the sentence in plain words as well.
    denials = [denial for denial in _sentences(message) if denial.principal.lower() != "anonymous"]
    if not denials and _ANONYMOUS.search(message):
        raise InvalidInput(
            "", "the request was unsigned (User: anonymous), so it is of no user and no role; sign it"
        )
    if not denials:
        denials = [_denial_of_console_box(match) for match in _CONSOLE_BOX.finditer(message)]
    return tuple(denials)


# Compared without white space, because a narrow terminal may have broken a line inside a word.
_MARKERS = ("notauthorizedtoperform", "Onresource(s):", "Encodedauthorizationfailuremessage")
_ANONYMOUS = re.compile(r"User:\s*anonymous\b", re.IGNORECASE)
# Terraform frames its errors with │ at the left, mail and chats quote with >.
_LINE_BREAK = re.compile(r"[ \t\u00a0]*\r?\n[ \t\u00a0]*(?:[│┃|>][ \t\u00a0]*)?\s*")
# Chats and word processors make quotes curly and hyphens long, and add characters without width.
_PLAIN_CHARACTERS = str.maketrans(
    {
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‘’‚‛′`", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013", "-"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", None),
    }
)
# Amazon S3 answers in XML. Only entities with their semicolon: the key of an object may have `&copy=1` in it,
# which html.unescape alone would change.
_ENTITY = re.compile(r"&(?:quot|apos|lt|gt|amp|#\d{2,4}|#x[0-9a-f]{2,4});", re.IGNORECASE)
# A log may hold JSON inside JSON, which puts several backslashes before a quote, or writes it as \u0022.
_ESCAPED_QUOTE = re.compile(r'\\+"')
_ESCAPED_CHARACTER = re.compile(r"\\+u00([2-7][0-9a-f])", re.IGNORECASE)
_COLOR = re.compile(r"\x1b\[[0-9;]*m")  # of a terminal, in the raw log of a build


def _normalize(text: str) -> str:
    """Return the text with plain quotes and hyphens, and a bare line feed for each line break."""
    unescaped = _ENTITY.sub(lambda entity: html.unescape(entity[0].lower()), _COLOR.sub("", text))
    unescaped = _ESCAPED_CHARACTER.sub(lambda escape: chr(int(escape[1], 16)), unescaped)
    normalized = _ESCAPED_QUOTE.sub('"', unescaped.translate(_PLAIN_CHARACTERS))
    return _LINE_BREAK.sub("\n", normalized).strip()


def _remove_space(text: str) -> str:
    return "".join(text.split())


def _breakable(words: str) -> str:
    """Return a regular expression for words in which a line may be broken between any two letters."""
    return r"\s+".join(r"\n?".join(map(re.escape, word)) for word in words.split(" "))


_POLICY_TYPE = "|".join(map(_breakable, POLICY_TYPES))
_UNBROKEN = r"[^\s,;)]+"
# Only at the end of the text can a line break stand inside an ARN: elsewhere it may as well end the ARN.
_BROKEN_TO_THE_END = rf"{_UNBROKEN}(?:\n{_UNBROKEN})*$"
_REASON = (
    rf"\s+{_breakable('because no')}\s+(?P<silent_type>{_POLICY_TYPE})"
    rf"|\s+(?P<explicit>{_breakable('with an explicit deny')})"
    rf"(?:\s+{_breakable('in')}\s+(?:{_breakable('an')}|a|{_breakable('the')})\s+(?P<denying_type>{_POLICY_TYPE})"
    rf"(?:\s*:\s*(?P<policy_arn>{_BROKEN_TO_THE_END}|{_UNBROKEN}))?)?"
    rf"|\s+{_breakable('because')}\s+(?P<reason>[^.]+)"
)
_REASON_START = rf"\s+(?:{_breakable('because')}|{_breakable('with an explicit deny')})\b"
_BROKEN_ACTION = r"[\w-][\w\n-]*:[\w\n]+"
# IAM itself names a resource by kind and name, `group Admin`, where other services give an ARN.
_IAM_KIND = "(?:(?:user|group|role|policy) path|user|group|role|policy|instance profile)"
# Neither the principal nor the resource may contain a second `User:`: a log holds many messages, and without
# that limit one would go on in the next, and a text of many beginnings would take quadratic time.
_WITHIN = rf"(?:(?!{_breakable('User:')}).)"
_SENTENCE = re.compile(
    rf"{_breakable('User:')}\s*(?P<principal>\S{_WITHIN}*?)\s+"
    rf"{_breakable('is not authorized to perform:')}\s+"
    rf"(?P<action>(?:{_BROKEN_ACTION}?(?=\s+{_breakable('on')}\s|{_REASON_START}))|[\w-]+:\w+)"
    rf"(?:\s+{_breakable('on resource:')}\s+"
    rf"(?P<resource>\"[^\"]*\"|'[^']*'|{_WITHIN}+?(?={_REASON_START})|{_BROKEN_TO_THE_END}|{_IAM_KIND}\s+\S+|\S+)"
    rf"|\s+{_breakable('on the resource associated with this ciphertext')})?"
    rf"(?:{_REASON})?",
    re.DOTALL,
)
# Amazon SES says it by SMTP, in quotes of its own: User `ARN' is not authorized to perform `ses:SendEmail' on
# resource `ARN'.
_SES_SENTENCE = re.compile(
    r"User '(?P<principal>[^'\n]+)' is not authorized to perform '(?P<action>[\w-]+:\w+)'"
    r"(?: on resource '(?P<resource>[^'\n]+)')?"
)
_CONSOLE_BOX = re.compile(
    r"User:\s*(?P<principal>arn:\S+?)\s*(?:Service:\s*(?P<service>[\w-]+?)\s*)?"
    r"Action:\s*(?P<action>[\w-]+(?::\w+?)?)\s*On resource\(s\):\s*(?P<resource>\S+?)\s*"
    r"(?:Context:\s*(?P<context>.+))?$",
    re.DOTALL,
)
# The id stands in the link and in words behind it; a narrow terminal may have broken either.
_AUTHORIZATION_ID = re.compile(
    rf"(?:#/authorization-details/|{_breakable('authorization id:')}\s*)(?P<id>[0-9a-zA-Z-]+)"
)
_LINK_REGION = re.compile(
    r"console\.(?:aws\.amazon|amazonaws-us-gov|amazonaws)\.com\S*[?&]region=(?P<region>[a-z0-9-]+)"
)


def _sentences(message: str) -> Iterator[Denial]:
    """Yield the denial of each of AWS's sentences; a link belongs to the sentence before it."""
    for match in _SES_SENTENCE.finditer(message):
        yield Denial(match["principal"], match["action"], match["resource"] or "")
    matches = list(_SENTENCE.finditer(message))
    for match, following in zip_longest(matches, matches[1:]):
        end = following.start() if following else len(message)
        yield _denial_of_sentence(match, message[match.end("action") : end])


def _denial_of_sentence(match: re.Match[str], rest: str) -> Denial:
    authorization, link = _AUTHORIZATION_ID.search(rest), _LINK_REGION.search(rest)
    policy_type = _remove_space(match["silent_type"] or match["denying_type"] or "")
    return Denial(
        _join_broken(match["principal"]),
        _join_broken(match["action"]),
        _clean_resource(match["resource"] or ""),
        policy_type=next((name for name in POLICY_TYPES if _remove_space(name) == policy_type), ""),
        explicit=match["explicit"] is not None,
        policy_arn=_join_broken(match["policy_arn"] or ""),
        reason=" ".join((match["reason"] or "").split()),
        authorization_id=authorization["id"] if authorization else "",
        region=link["region"] if link else "",
        implicit=match["silent_type"] is not None,
    )


def _denial_of_console_box(match: re.Match[str]) -> Denial:
    """Read the console's own form: Service and Action in separate lines, and the reason as Context."""
    action = match["action"] if ":" in match["action"] else f"{match['service']}:{match['action']}"
    context = _remove_space(match["context"] or "")
    policy_type = next((name for name in POLICY_TYPES if _remove_space(name) in context), "")
    explicit = "explicit" in context
    implicit = bool(policy_type) and not explicit
    return Denial(
        match["principal"],
        action,
        match["resource"],
        policy_type=policy_type,
        explicit=explicit,
        implicit=implicit,
    )


def _join_broken(text: str) -> str:
    """Return a name or an ARN without line breaks, quotes and punctuation around it."""
    return _remove_space(text).strip("\"'.,")


def _clean_resource(text: str) -> str:
    """Return a resource without quotes and line breaks; IAM's `user bob` keeps its space."""
    return text.strip("\"'").replace("\n", " " if ":" not in text else "").rstrip(".,")
