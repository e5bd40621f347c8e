"""The global condition context keys of AWS, as AWS spells them, by the type of their values.

Keys that end in the key of a tag, such as aws:PrincipalTag/team, are not listed.
Source: IAM User Guide, reference_policies_condition-keys: under each key its "Data type" and "Value type".
"""

from __future__ import annotations

ADDRESS_KEYS = ("aws:Ec2InstanceSourcePrivateIPv4", "aws:SourceIp", "aws:VpcSourceIp")
BOOLEAN_KEYS = (
    "aws:AssumedRoot", "aws:IsMcpServiceAction", "aws:MultiFactorAuthPresent", "aws:PrincipalIsAWSService",
    "aws:SecureTransport", "aws:ViaAWSMCPService", "aws:ViaAWSService",
)  # fmt: skip
DATE_KEYS = ("aws:CurrentTime", "aws:EpochTime", "aws:TokenIssueTime")
NUMBER_KEYS = ("aws:MultiFactorAuthAge",)
# Only of these a request carries several values, so only these need ForAnyValue or ForAllValues.
MULTIVALUED_KEYS = (
    "aws:CalledVia", "aws:PrincipalOrgPaths", "aws:PrincipalServiceNamesList", "aws:ResourceOrgPaths",
    "aws:SourceOrgPaths", "aws:TagKeys", "aws:VpceOrgPaths",
)  # fmt: skip
TEXT_KEYS = (
    "aws:CalledViaAWSMCP", "aws:CalledViaFirst", "aws:CalledViaLast", "aws:ChatbotSourceArn",
    "aws:Ec2InstanceSourceVpc", "aws:FederatedProvider", "aws:PrincipalAccount", "aws:PrincipalArn",
    "aws:PrincipalOrgID", "aws:PrincipalServiceName", "aws:PrincipalType", "aws:referer",
    "aws:RequestedRegion", "aws:ResourceAccount", "aws:ResourceOrgID", "aws:SignInSessionArn",
    "aws:SourceAccount", "aws:SourceArn", "aws:SourceIdentity", "aws:SourceOrgID", "aws:SourceVpc",
    "aws:SourceVpcArn", "aws:SourceVpce", "aws:UserAgent", "aws:userid", "aws:username", "aws:VpceAccount",
    "aws:VpceOrgID", *MULTIVALUED_KEYS,
)  # fmt: skip
