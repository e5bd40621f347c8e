"""The names of the global context keys, compared with AWS's page."""

from __future__ import annotations

import pytest

from iamsim.aws import context_keys
from iamsim.aws.actions import keys_of_other_prefixes

# IAM User Guide, reference_policies_condition-keys: the table of all keys, without those that end in a tag's key.
PAGE = """
    aws:PrincipalArn aws:PrincipalAccount aws:PrincipalOrgPaths aws:PrincipalOrgID aws:PrincipalIsAWSService
    aws:PrincipalServiceName aws:PrincipalServiceNamesList aws:PrincipalType aws:userid aws:username
    aws:AssumedRoot aws:FederatedProvider aws:TokenIssueTime aws:SignInSessionArn aws:MultiFactorAuthAge
    aws:MultiFactorAuthPresent aws:ChatbotSourceArn aws:Ec2InstanceSourceVpc aws:Ec2InstanceSourcePrivateIPv4
    aws:SourceIdentity
    aws:SourceIp aws:SourceVpc aws:SourceVpcArn aws:SourceVpce aws:VpceAccount aws:VpceOrgID aws:VpceOrgPaths aws:VpcSourceIp
    aws:ResourceAccount aws:ResourceOrgID aws:ResourceOrgPaths
    aws:CalledVia aws:CalledViaFirst aws:CalledViaLast aws:CalledViaAWSMCP aws:ViaAWSService aws:ViaAWSMCPService
    aws:CurrentTime aws:EpochTime aws:referer aws:RequestedRegion aws:TagKeys aws:SecureTransport aws:SourceAccount
    aws:SourceArn aws:SourceOrgID aws:SourceOrgPaths aws:UserAgent aws:IsMcpServiceAction
"""


LISTED_KEYS = [
    *context_keys.ADDRESS_KEYS,
    *context_keys.BOOLEAN_KEYS,
    *context_keys.DATE_KEYS,
    *context_keys.NUMBER_KEYS,
    *context_keys.TEXT_KEYS,
]


def test_the_keys_are_those_of_awss_page() -> None:
    assert sorted(LISTED_KEYS) == sorted(PAGE.split())


def test_keys_with_several_values_are_texts() -> None:
    assert {*context_keys.MULTIVALUED_KEYS} <= {*context_keys.TEXT_KEYS}


@pytest.mark.parametrize(
    ("key", "name"),
    [
        pytest.param("AWS:SourceIp", "aws:SourceIp", id="a global key in another case"),
        pytest.param("aws:PrincipalTag/Team", "aws:PrincipalTag/", id="a tag"),
        pytest.param("s3:Prefix", "s3:prefix", id="a service's key"),
        pytest.param("s3:ExistingObjectTag/team", "s3:ExistingObjectTag/<key>", id="a service's key with a tag's"),
        pytest.param("kms:EncryptionContext:app", "kms:EncryptionContext:${EncryptionContextKey}", id="two colons"),
        pytest.param("lakeformation:gluearn", "lakeformation:GlueARN", id="a key that only managed policies have"),
        pytest.param("saml:aud", "saml:aud", id="a prefix that is no service"),
        pytest.param("token.actions.githubusercontent.com:ref", "token.actions.githubusercontent.com:ref", id="a web identity"),
        pytest.param("aws:UserNme", None, id="a misspelled key"),
        pytest.param("s3:prefixx", None, id="a misspelled key of a service"),
        pytest.param("s3:ExistingObjectTag/", None, id="no tag"),
        pytest.param("username", None, id="no prefix"),
    ],
)
def test_a_key_is_known_or_not(key: str, name: str | None) -> None:
    context_key = context_keys.find_context_key(key)
    assert (context_key and context_key.name) == name


def test_a_key_has_the_type_of_its_values() -> None:
    types = {key: context_keys.find_context_key(key) for key in ("aws:SourceIp", "aws:TagKeys", "ec2:IsLaunchTemplateResource", "s3:max-keys")}
    assert [entry and entry.value_type for entry in types.values()] == ["IPAddress", "ArrayOfString", "Bool", "Numeric"]


def test_prefixes_of_which_all_keys_are_listed() -> None:
    assert all(map(context_keys.has_all_keys_of, ["aws", "S3", "ec2"]))
    assert not any(map(context_keys.has_all_keys_of, ["deeplens", "oidc.example.com", ""]))


def test_every_global_key_that_a_service_uses_is_listed() -> None:
    keys = {entry.name for name, entry in keys_of_other_prefixes().items() if name.startswith("aws:")}
    assert len(keys) >= 3
    assert {key for key in keys if not context_keys.find_context_key(key)} == set()
