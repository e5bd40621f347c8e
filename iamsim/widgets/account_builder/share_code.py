"""An account and what is asked of it ↔ a code of a few hundred characters, to paste or to put into a link.

    write_share_code(account, "ria", "s3:GetObject", "arn:aws:s3:::acme/index.html") → "i1.eNqN…"
    read_share_code("i1.eNqN…") → SharedState

The code is AWS's own description of the account without ids and dates, as compressed JSON. It runs nothing:
what is read passes `parse_account`, as any account from a file does.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from dataclasses import dataclass
from typing import Any

from iamsim.account import Account, dump_account, parse_account
from iamsim.aws.errors import InvalidInput, MalformedAccount

PREFIX = "i1."
"""The version of the format: `_DICTIONARY` is part of it, so another dictionary needs another prefix."""
_VERSION = re.compile(r"i(\d{1,3})\.")
# A page's address has to stay short, and a code of a few hundred bytes must not unfold to gigabytes.
MAX_CODE_LENGTH = 8_000
MAX_UNFOLDED_BYTES = 400_000
_DAMAGED = "this share code is cut or altered; copy all of it"

# Text that most accounts have, so that a code only refers to it (zlib: `zdict`); the frequent parts last.
_DICTIONARY = (
    b'{"Condition":{"StringEquals":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"},"IpAddress":'
    b'{"aws:SourceIp":"${aws:username}"RoleDetailList":[{"RoleName":"AssumeRolePolicyDocument":{'
    b'"Policies":[{"PolicyName":"","Arn":"arn:aws:iam::123456789012:policy/","PolicyVersionList":[{'
    b'"IsDefaultVersion":true,"VersionId":"v1","Document":{"DefaultVersionId":"v1","AttachmentCount":1,'
    b'"AttachedManagedPolicies":[{"PolicyArn":"arn:aws:iam::aws:policy/AdministratorAccess","PolicyName":"'
    b'"GroupDetailList":[{"Arn":"arn:aws:iam::123456789012:group/","GroupName":"","GroupPolicyList":[{'
    b'"UserDetailList":[{"UserName":"","Arn":"arn:aws:iam::123456789012:user/","GroupList":["'
    b'"UserPolicyList":[{"PolicyName":"","PolicyDocument":{"Version":"2012-10-17","Statement":[{"Sid":"",'
    b'"Effect":"Deny","Action":["s3:GetObject","s3:PutObject","s3:DeleteObject"],"NotAction":"ec2:'
    b'"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::acme-website/*"}]}'
)
# Of no effect on a decision, but for a user's and a role's id where a policy reads it (aws:userid).
_DATES = frozenset(("CreateDate", "UpdateDate", "GroupId", "PolicyId", "IsTruncated", "AttachmentCount"))
_PRINCIPAL_IDS = frozenset(("UserId", "RoleId"))
_DOCUMENTS = frozenset(("PolicyDocument", "AssumeRolePolicyDocument", "Document"))


@dataclass(frozen=True, slots=True)
class SharedState:
    """What a share code holds: an account, and the request that was shown; "" where none was."""

    account: Account
    user: str = ""
    action: str = ""
    resource: str = ""


def write_share_code(account: Account, user: str = "", action: str = "", resource: str = "") -> str:
    """Return the code of an account and a request.

    Raises InvalidInput for an account whose code would be longer than MAX_CODE_LENGTH characters.
    """
    dump = dump_account(account)
    reads_ids = "aws:userid" in json.dumps(dump).lower()
    state = {"a": _shorten(dump, _DATES if reads_ids else _DATES | _PRINCIPAL_IDS)}
    request = {"q": [user, action, resource]} if user else {}
    text = json.dumps(state | request, separators=(",", ":")).encode()
    compressor = zlib.compressobj(level=9, zdict=_DICTIONARY)
    compressed = compressor.compress(text) + compressor.flush()
    code = PREFIX + base64.urlsafe_b64encode(compressed).decode().rstrip("=")
    if len(code) > MAX_CODE_LENGTH or len(text) > MAX_UNFOLDED_BYTES:
        raise InvalidInput("", "this account is too large for a share code; give its file instead")
    return code


def read_share_code(code: str) -> SharedState:
    """Read a share code, or a link with one.

    Raises InvalidInput, in one line, for a text that is none, or not a whole one.
    """
    # Chats and mail break long words, so white space inside is dropped.
    code = "".join(code.split()).rpartition("#play=")[2]
    version = _VERSION.match(code)
    if version and version[0] != PREFIX:
        problem = f"it is of version {version[1]}, and this iamsim reads version {PREFIX[1:-1]}"
        raise InvalidInput("", f"this share code cannot be read here: {problem}")
    if version is None:
        raise InvalidInput("", f"this is no share code: expected a text that begins with {PREFIX}")
    if len(code) > MAX_CODE_LENGTH:
        raise InvalidInput("", f"this is no share code: expected at most {MAX_CODE_LENGTH:,} characters")
    try:
        state = json.loads(_unfold(code.removeprefix(PREFIX)))
    except (ValueError, zlib.error, RecursionError):
        raise InvalidInput("", _DAMAGED) from None
    request = state.get("q", ["", "", ""]) if isinstance(state, dict) else None
    if not isinstance(request, list) or len(request) != 3 or not all(isinstance(t, str) for t in request):
        raise InvalidInput("", _DAMAGED)
    try:
        account = parse_account(json.dumps(state.get("a")))
    except MalformedAccount as error:
        raise InvalidInput("", f"{_DAMAGED}: {error}") from None
    return SharedState(account, *request)


def _unfold(encoded: str) -> bytes:
    """Return the bytes that a code without its prefix stands for.

    Raises ValueError or zlib.error if they are not whole.
    """
    compressed = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
    decompressor = zlib.decompressobj(zdict=_DICTIONARY)
    content = decompressor.decompress(compressed, MAX_UNFOLDED_BYTES)
    # zlib's own checksum at the end says whether a character was changed on the way.
    if not decompressor.eof or decompressor.unused_data:
        raise ValueError("not whole")
    return content


def _shorten(value: Any, left_out: frozenset[str]) -> Any:
    """Return JSON without some fields and without empty lists, which `parse_account` takes as absent."""
    if isinstance(value, dict):
        return {
            name: child if name in _DOCUMENTS else _shorten(child, left_out)
            for name, child in value.items()
            # In a policy an empty text or list says something, so documents stay as they are.
            if name in _DOCUMENTS or not (name in left_out or child in ([], {}, "", "/"))
        }
    return [_shorten(child, left_out) for child in value] if isinstance(value, list) else value
