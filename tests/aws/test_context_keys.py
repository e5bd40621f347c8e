"""The names of the global context keys, compared with AWS's page."""

from __future__ import annotations

from iamsim.aws import context_keys

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
