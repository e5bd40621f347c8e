"""README: what it says to type is typed here, with stand-ins for `aws` and `pbpaste` that print small examples.

Each command in a block of the README is run by a shell in a folder that has only what the README speaks of.
Commands in its prose and tables install or open something; of these, what they name must exist.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

import start
from iamsim import cli
from tests.test_setup import EXTRAS

ROOT = Path(start.__file__).parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
TYPED = [line for block in re.findall(r"(?ms)^```console\n(.*?)^```$", README) for line in re.findall(r"(?m)^\$ (.*)$", block)]
PROGRAMS = ("conda", "iamsim", "make", "pip", "pipx", "python", "python3", "uv")
MENTIONED = sorted(set(re.findall(rf"`((?:{'|'.join(PROGRAMS)}) [^`]+)`", re.sub(r"(?ms)^```.*?^```$", "", README))))

# an account in which the README's people and buckets are


def policy(name: str, effect: str, action: str, **more: Any) -> dict[str, Any]:
    statement = {"Effect": effect, "Action": action, "Resource": "arn:aws:s3:::reports/*", **more}
    return {"PolicyName": name, "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]}}


MFA = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
TRUST = {"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::123456789012:saml-provider/sso"}, "Action": "sts:AssumeRoleWithSAML"}
DUMP: dict[str, Any] = {
    "UserDetailList": [
        {"UserName": "alice", "Arn": "arn:aws:iam::123456789012:user/alice", "GroupList": ["Analysts"], "UserPolicyList": []},
        {"UserName": "bob", "Arn": "arn:aws:iam::123456789012:user/bob", "UserPolicyList": [policy("clean-up", "Allow", "s3:DeleteObject", **MFA)]},
    ],
    "GroupDetailList": [
        {"GroupName": "Analysts", "Arn": "arn:aws:iam::123456789012:group/Analysts", "GroupPolicyList": [policy("read", "Allow", "s3:GetObject")]},
    ],
    "RoleDetailList": [
        {
            "RoleName": "AWSReservedSSO_Dev_0a1b",
            "Arn": "arn:aws:iam::123456789012:role/AWSReservedSSO_Dev_0a1b",
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [TRUST]},
            "RolePolicyList": [policy("write", "Allow", "s3:PutObject")],
        }
    ],
    "Policies": [],
}  # fmt: skip
EVENT = {
    "eventVersion": "1.11",
    "userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::123456789012:user/alice", "accountId": "123456789012", "userName": "alice"},
    "eventTime": "2026-11-02T09:30:00Z",
    "eventSource": "s3.amazonaws.com",
    "eventName": "DeleteObject",
    "awsRegion": "eu-central-1",
    "sourceIPAddress": "203.0.113.9",
    "errorCode": "AccessDenied",
    "errorMessage": "Access Denied",
    "resources": [{"type": "AWS::S3::Object", "ARN": "arn:aws:s3:::reports/q1.csv"}],
}  # fmt: skip
DECODED = {
    "allowed": False,
    "explicitDeny": False,
    "matchedStatements": {"items": []},
    "context": {
        "principal": {"id": "AIDAEXAMPLE", "name": "alice", "arn": "arn:aws:iam::123456789012:user/alice"},
        "action": "ec2:RunInstances",
        "resource": "arn:aws:ec2:eu-central-1:123456789012:instance/*",
        "conditions": {"items": []},
    },
}  # fmt: skip
DENIED = "User: arn:aws:iam::123456789012:user/alice is not authorized to perform: s3:DeleteObject on resource: arn:aws:s3:::reports/q1.csv"
PRINTS = {
    "aws iam get-account-authorization-details": DUMP,
    "aws cloudtrail lookup-events": {"Events": [{"EventId": "1", "EventName": "DeleteObject", "CloudTrailEvent": json.dumps(EVENT)}]},
    "aws sts decode-authorization-message": {"DecodedMessage": json.dumps(DECODED)},
    "pbpaste": f"An error occurred (AccessDenied) when calling the DeleteObject operation: {DENIED}",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practitioner's folder, with the stand-ins in bin/; commands that write leave their files here."""
    folder = tmp_path_factory.mktemp("practitioner")
    programs = folder / "bin"
    programs.mkdir()
    for number, (command, output) in enumerate(PRINTS.items()):
        name, *words = command.split()
        text = programs / f"output-{number}"
        text.write_text(output if isinstance(output, str) else json.dumps(output), encoding="utf-8")
        with (programs / name).open("a", encoding="utf-8") as stand_in:
            stand_in.write(f'case "$*" in "{" ".join(words)}"*) exec cat "{text}" ;; esac\n')
    (programs / "iamsim").write_text(f'PYTHONPATH="{ROOT}" exec "{sys.executable}" -m iamsim "$@"\n', encoding="utf-8")
    for script in programs.iterdir():
        script.chmod(0o700)
    older = {**DUMP, "GroupDetailList": []}
    older["UserDetailList"] = [{**user, "GroupList": []} for user in DUMP["UserDetailList"]]
    (folder / "last-week.json").write_text(json.dumps(older), encoding="utf-8")
    (folder / "policy.json").write_text(json.dumps(policy("p", "Allow", "s3:GetObject")["PolicyDocument"]), encoding="utf-8")
    return folder


# What is typed, in the README's order: the exit status, and what stands in the answer.
ANSWERS = [
    ("aws iam get-account-authorization-details", 0, ""),
    ("iamsim why account.json alice", 0, "group Analysts"),
    ('iamsim why account.json "User:', 1, "AWSReservedSSO_Dev_0a1b"),
    ("pbpaste", 1, "s3:DeleteObject"),
    ("aws cloudtrail lookup-events", 1, "203.0.113.9"),
    ("aws sts decode-authorization-message", 1, "ec2:RunInstances"),
    ("iamsim who-can", 3, "bob  depends on aws:MultiFactorAuthPresent"),
    ("iamsim matrix", 1, ""),  # as diff: there are changes
    ("iamsim check-policy", 0, "policy.json"),
    ("iamsim check-account", 1, "user bob: is in no group"),
]  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="the stand-ins are shell scripts")
def test_everything_that_the_readme_types_answers(folder: Path) -> None:
    environment = {"PATH": f"{folder / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin", "HOME": str(folder)}
    for line, (begins, status, words) in zip(TYPED, ANSWERS, strict=True):
        assert line.startswith(begins)
        shell = [str(shutil.which("sh")), "-c", line]
        process = subprocess.run(shell, cwd=folder, env=environment, input="", capture_output=True, text=True, check=False)
        assert (process.returncode, process.stderr) == (status, ""), line
        assert words in process.stdout, line
    assert "<html" in (folder / "changes.html").read_text(encoding="utf-8")


def test_the_command_runs_in_the_projects_folder_without_any_package(folder: Path) -> None:
    # -S: without site-packages, -s: without the user's
    command = [sys.executable, "-S", "-s", "-m", "iamsim", "check-policy", str(folder / "policy.json")]
    assert "`python3 -m iamsim`" in README
    assert subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL).returncode == 0


# what is mentioned


def make(*words: str) -> None:
    """See that make starts what start.py knows; nothing is run."""
    shown = subprocess.run(["make", "--no-print-directory", "-n", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S607
    python(*shlex.split(shown)[1:])


def python(*words: str) -> None:
    """See that a module or a command of start.py exists."""
    if words[:2] == ("-m", "iamsim"):
        return  # has its own test
    assert words[0] == "start.py"
    assert words[1] in start.COMMANDS
    assert set(words[2:]) <= {"--no-browser"}


def iamsim(command: str, *_: str) -> None:
    """See that a command exists."""
    assert command == "doctor" or command in cli._MODULES or f"iamsim {command} " in README


def pip(command: str, *words: str) -> None:
    """See that this project is installed, with an extra that it has."""
    assert command == "install"
    assert words[-1].startswith(".")
    assert re.findall(r"\[(\w+)\]", words[-1]) in ([], *([extra] for extra in EXTRAS))


def uv(*words: str) -> None:
    assert words == ("tool", "install", ".")


def conda(*words: str) -> None:
    """See that the environment's file exists, and its name."""
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert words in (("env", "create", "-f", "environment.yml"), ("activate", environment["name"]))


TRIED: dict[str, Callable[..., None]] = {
    "conda": conda, "iamsim": iamsim, "make": make, "pip": pip, "pipx": pip, "python": python, "python3": python, "uv": uv,
}  # fmt: skip


@pytest.mark.parametrize("command", [command for command in MENTIONED if "NAME" not in command])
def test_what_the_readme_mentions_exists(command: str) -> None:
    program, *words = shlex.split(command)
    TRIED[program](*words)


@pytest.mark.parametrize("name", start.COMMANDS)
def test_each_command_of_make_is_one_of_start_without_make(name: str) -> None:
    """The rule that the README gives to those who have no make."""
    assert "Wherever these pages say `make NAME`, on Windows, or where there is no make, it is `python start.py NAME`." in README
    make(name)
