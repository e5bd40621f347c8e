"""The actions of a dozen services, as far as we know them: enough to say "there is no such action".

Source: Service Authorization Reference, one page for each service. AWS adds actions each week: what is
not here may be new, and of a service that is not here nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

# service, or of Amazon S3 service and type of resource: its actions. `Get-` begins the names that follow it.
_NAMES = {
    "s3 bucket": """
        AllowVendedLogDeliveryForResource
        Create- Bucket BucketMetadataTableConfiguration
        Delete- Bucket BucketMetadataTableConfiguration BucketPolicy BucketWebsite
        Get- AccelerateConfiguration AnalyticsConfiguration BucketAbac BucketAcl BucketCORS BucketLocation
            BucketLogging BucketMetadataTableConfiguration BucketNotification BucketObjectLockConfiguration
            BucketOwnershipControls BucketPolicy BucketPolicyStatus BucketPublicAccessBlock
            BucketRequestPayment BucketTagging BucketVersioning BucketWebsite EncryptionConfiguration
            IntelligentTieringConfiguration InventoryConfiguration LifecycleConfiguration
            MetricsConfiguration ReplicationConfiguration
        List- Bucket BucketMultipartUploads BucketVersions
        Put- AccelerateConfiguration AnalyticsConfiguration BucketAbac BucketAcl BucketCORS BucketLogging
            BucketNotification BucketObjectLockConfiguration BucketOwnershipControls BucketPolicy
            BucketPublicAccessBlock BucketRequestPayment BucketTagging BucketVersioning BucketWebsite
            EncryptionConfiguration IntelligentTieringConfiguration InventoryConfiguration
            LifecycleConfiguration MetricsConfiguration ReplicationConfiguration
        Update- BucketMetadataAnnotationTableConfiguration BucketMetadataInventoryTableConfiguration
            BucketMetadataJournalTableConfiguration
    """,
    "s3 object": """
        AbortMultipartUpload BypassGovernanceRetention InitiateReplication ObjectOwnerOverrideToBucketOwner
        RenameObject RestoreObject UpdateObjectEncryption
        Delete- Object ObjectAnnotation ObjectTagging ObjectVersion ObjectVersionTagging
        Get- Object ObjectAcl ObjectAnnotation ObjectAttributes ObjectLegalHold ObjectRetention ObjectTagging
            ObjectTorrent ObjectVersion ObjectVersionAcl ObjectVersionAttributes ObjectVersionForReplication
            ObjectVersionTagging ObjectVersionTorrent
        List- MultipartUploadParts ObjectAnnotations
        Put- Object ObjectAcl ObjectAnnotation ObjectLegalHold ObjectRetention ObjectTagging ObjectVersionAcl
            ObjectVersionTagging
        Replicate- Delete Object Tags
    """,
    "s3 account": """
        Create- Job StorageLensGroup
        Get- AccessPoint AccountPublicAccessBlock
        List- AccessPoints AccessPointsForObjectLambda AllMyBuckets Jobs MultiRegionAccessPoints
            StorageLensConfigurations StorageLensGroups
        Put- AccountPublicAccessBlock StorageLensConfiguration
    """,
    "s3": """
        AssociateAccessGrantsIdentityCenter DissociateAccessGrantsIdentityCenter PauseReplication
        SubmitMultiRegionAccessPointRoutes TagResource UntagResource
        Create- AccessGrant AccessGrantsInstance AccessGrantsLocation AccessPoint AccessPointForObjectLambda
            MultiRegionAccessPoint
        Delete- AccessGrant AccessGrantsInstance AccessGrantsInstanceResourcePolicy AccessGrantsLocation
            AccessPoint AccessPointForObjectLambda AccessPointPolicy AccessPointPolicyForObjectLambda
            AccessPointScope JobTagging MultiRegionAccessPoint StorageLensConfiguration
            StorageLensConfigurationTagging StorageLensGroup
        Describe- Job MultiRegionAccessPointOperation
        Get- AccessGrant AccessGrantsInstance AccessGrantsInstanceForPrefix
            AccessGrantsInstanceResourcePolicy AccessGrantsLocation
            AccessPointConfigurationForObjectLambda AccessPointForObjectLambda AccessPointPolicy
            AccessPointPolicyForObjectLambda AccessPointPolicyStatus AccessPointPolicyStatusForObjectLambda
            AccessPointScope DataAccess JobTagging MultiRegionAccessPoint MultiRegionAccessPointPolicy
            MultiRegionAccessPointPolicyStatus MultiRegionAccessPointRoutes StorageLensConfiguration
            StorageLensConfigurationTagging StorageLensGroup
        List- AccessGrants AccessGrantsInstances AccessGrantsLocations AccessPointsForDirectoryBuckets
            CallerAccessGrants TagsForResource
        Put- AccessGrantsInstanceResourcePolicy AccessPointConfigurationForObjectLambda AccessPointPolicy
            AccessPointPolicyForObjectLambda AccessPointScope JobTagging MultiRegionAccessPointPolicy
            StorageLensConfigurationTagging
        Update- AccessGrantsLocation JobPriority JobStatus StorageLensGroup
    """,
    "iam": """
        AcceptDelegationRequest AcquireRole AssociateDelegationRequest ChangePassword DeactivateMFADevice
        PassRole RejectDelegationRequest ResetServiceSpecificCredential ResyncMFADevice SendDelegationToken
        Add- ClientIDToOpenIDConnectProvider RoleToInstanceProfile UserToGroup
        Attach- GroupPolicy RolePolicy UserPolicy
        Create- AccessKey AccountAlias DelegationRequest Group InstanceProfile LoginProfile
            OpenIDConnectProvider Policy PolicyVersion Role SAMLProvider ServiceLinkedRole
            ServiceSpecificCredential User VirtualMFADevice
        Delete- AccessKey AccountAlias AccountPasswordPolicy Group GroupPolicy InstanceProfile LoginProfile
            OpenIDConnectProvider Policy PolicyVersion Role RolePermissionsBoundary RolePolicy SAMLProvider
            SSHPublicKey ServerCertificate ServiceLinkedRole ServiceSpecificCredential SigningCertificate
            User UserPermissionsBoundary UserPolicy VirtualMFADevice
        Detach- GroupPolicy RolePolicy UserPolicy
        Disable- OrganizationsRootCredentialsManagement OrganizationsRootSessions
            OutboundWebIdentityFederation
        Enable- MFADevice OrganizationsRootCredentialsManagement OrganizationsRootSessions
            OutboundWebIdentityFederation
        Generate- CredentialReport OrganizationsAccessReport ServiceLastAccessedDetails
        Get- AccessKeyLastUsed AccountAuthorizationDetails AccountPasswordPolicy AccountProperties
            AccountSummary ContextKeysForCustomPolicy ContextKeysForPrincipalPolicy CredentialReport
            DelegationRequest Group GroupPolicy HumanReadableSummary InstanceProfile LoginProfile MFADevice
            OpenIDConnectProvider OrganizationsAccessReport OutboundWebIdentityFederationInfo Policy
            PolicyVersion Role RolePolicy RoleTemplateVersion SAMLProvider SSHPublicKey ServerCertificate
            ServiceLastAccessedDetails ServiceLastAccessedDetailsWithEntities ServiceLinkedRoleDeletionStatus
            User UserPolicy
        List- AccessKeys AccountAliases AttachedGroupPolicies AttachedRolePolicies AttachedUserPolicies
            DelegationRequests EntitiesForPolicy GroupPolicies Groups GroupsForUser InstanceProfileTags
            InstanceProfiles InstanceProfilesForRole MFADeviceTags MFADevices OpenIDConnectProviderTags
            OpenIDConnectProviders OrganizationsFeatures Policies PoliciesGrantingServiceAccess PolicyTags
            PolicyVersions RolePolicies RoleTags Roles SAMLProviderTags SAMLProviders SSHPublicKeys
            ServerCertificateTags ServerCertificates ServiceSpecificCredentials SigningCertificates
            UserPolicies UserTags Users VirtualMFADevices
        Put- AccountProperties GroupPolicy RolePermissionsBoundary RolePolicy UserPermissionsBoundary
            UserPolicy
        Remove- ClientIDFromOpenIDConnectProvider RoleFromInstanceProfile UserFromGroup
        Set- DefaultPolicyVersion SecurityTokenServicePreferences
        Simulate- CustomPolicy PrincipalPolicy
        Tag- InstanceProfile MFADevice OpenIDConnectProvider Policy Role SAMLProvider ServerCertificate User
        Untag- InstanceProfile MFADevice OpenIDConnectProvider Policy Role SAMLProvider ServerCertificate
            User
        Update- AccessKey AccountPasswordPolicy AssumeRolePolicy DelegationRequest Group LoginProfile
            OpenIDConnectProvider OpenIDConnectProviderThumbprint Role RoleDescription SAMLProvider
            SSHPublicKey ServerCertificate ServiceSpecificCredential SigningCertificate User
        Upload- SSHPublicKey ServerCertificate SigningCertificate
    """,
    "sts": """
        DecodeAuthorizationMessage
        Assume- Role RoleWithSAML RoleWithWebIdentity Root
        Get- AccessKeyInfo CallerIdentity DelegatedAccessToken FederationToken ScopedCredentials
            ServiceBearerToken SessionToken WebIdentityToken
        Set- Context SourceIdentity
        Tag- GetWebIdentityToken Session
    """,
    "ec2": """
        AdvertiseByoipCidr ApplySecurityGroupsToClientVpnTargetNetwork
        BatchModifyIpamRoutingPolicyRegistrations BundleInstance ConfirmProductInstance LockSnapshot
        MonitorInstances PutResourcePolicy RebootInstances ReportInstanceStatus StopInstances UnlockSnapshot
        UnmonitorInstances ValidateSecurityGroupQuotasForInterface WithdrawByoipCidr
        Accept- AddressTransfer CapacityReservationBillingOwnership ReservedInstancesExchangeQuote
            TransitGatewayClientVpnAttachment TransitGatewayMulticastDomainAssociations
            TransitGatewayPeeringAttachment TransitGatewayVpcAttachment VpcEndpointConnections
            VpcPeeringConnection
        Allocate- Address Hosts IpamPoolCidr
        Assign- Ipv6Addresses PrivateIpAddresses PrivateNatGatewayAddress
        Associate- Address ApplicationStatusCheck CapacityReservationBillingOwner ClientVpnTargetNetwork
            DhcpOptions EnclaveCertificateIamRole IamInstanceProfile InstanceEventWindow IpamByoasn
            IpamResourceDiscovery KmsKeyId NatGatewayAddress NetworkingFlexCostAllocationPolicy RouteServer
            RouteTable SecurityGroupVpc SubnetCidrBlock TransitGatewayMulticastDomain
            TransitGatewayPolicyTable TransitGatewayRouteTable TrunkInterface VerifiedAccessInstanceWebAcl
            VpcCidrBlock
        Attach- ClassicLinkVpc ImageWatermark InternetGateway NetworkInterface VerifiedAccessTrustProvider
            Volume VpnGateway
        Authorize- ClientVpnIngress SecurityGroupEgress SecurityGroupIngress
        Cancel- BundleTask CapacityReservation CapacityReservationFleets ConversionTask
            DeclarativePoliciesReport ExportTask ImageLaunchPermission ImportTask ReservedInstancesListing
            SpotFleetRequests SpotInstanceRequests
        Copy- FpgaImage Image Snapshot Volumes
        Create- ApplicationStatusCheck CapacityManagerDataExport CapacityReservation
            CapacityReservationBySplitting CapacityReservationCancellationQuote
            CapacityReservationDateChangeQuote CapacityReservationFleet CarrierGateway ClientVpnEndpoint
            ClientVpnRoute CoipCidr CoipPool CoipPoolPermission CustomerGateway DefaultSubnet DefaultVpc
            DelegateMacVolumeOwnershipTask DhcpOptions EgressOnlyInternetGateway Fleet FlowLogs FpgaImage
            Image ImageUsageReport InstanceConnectEndpoint InstanceEventWindow InstanceExportTask
            InternetGateway InterruptibleCapacityReservationAllocation Ipam
            IpamExternalResourceVerificationToken IpamInternetRegistryAssociation IpamPolicy IpamPool
            IpamPrefixListResolver IpamPrefixListResolverTarget IpamResourceDiscovery
            IpamRoutingPolicyRegistration IpamScope KeyPair LaunchTemplate LaunchTemplateVersion
            LocalGatewayRoute LocalGatewayRouteTable LocalGatewayRouteTablePermission
            LocalGatewayRouteTableVirtualInterfaceGroupAssociation LocalGatewayRouteTableVpcAssociation
            LocalGatewayVirtualInterface LocalGatewayVirtualInterfaceGroup
            MacSystemIntegrityProtectionModificationTask ManagedPrefixList MetricCategory NatGateway
            NetworkAcl NetworkAclEntry NetworkInsightsAccessScope NetworkInsightsPath NetworkInterface
            NetworkInterfacePermission NetworkingFlexCostAllocationPolicy OdbNetworkPeering PlacementGroup
            PublicIpv4Pool ReplaceRootVolumeTask ReservedInstancesListing RestoreImageTask Route RouteServer
            RouteServerEndpoint RouteServerPeer RouteTable SecondaryNetwork SecondarySubnet SecurityGroup
            Snapshot Snapshots SpotDatafeedSubscription StoreImageTask Subnet SubnetCidrReservation Tags
            TrafficMirrorFilter TrafficMirrorFilterRule TrafficMirrorSession TrafficMirrorTarget
            TransitGateway TransitGatewayConnect TransitGatewayConnectPeer TransitGatewayMeteringPolicy
            TransitGatewayMeteringPolicyEntry TransitGatewayMulticastDomain
            TransitGatewayNetworkFunctionAttachment TransitGatewayPeeringAttachment TransitGatewayPolicyTable
            TransitGatewayPolicyTableEntry TransitGatewayPrefixListReference TransitGatewayRoute
            TransitGatewayRouteTable TransitGatewayRouteTableAnnouncement TransitGatewayVpcAttachment
            VerifiedAccessEndpoint VerifiedAccessGroup VerifiedAccessInstance VerifiedAccessTrustProvider
            Volume Vpc VpcBlockPublicAccessExclusion VpcEncryptionControl VpcEndpoint
            VpcEndpointConnectionNotification VpcEndpointServiceConfiguration VpcPeeringConnection
            VpnConcentrator VpnConnection VpnConnectionRoute VpnGateway
        Delete- ApplicationStatusCheck CapacityManagerDataExport CarrierGateway ClientVpnEndpoint
            ClientVpnEndpointAuthorizationPolicy ClientVpnRoute CoipCidr CoipPool CoipPoolPermission
            CustomerGateway DhcpOptions EgressOnlyInternetGateway Fleets FlowLogs FpgaImage ImageUsageReport
            InstanceConnectEndpoint InstanceEventWindow InternetGateway Ipam
            IpamExternalResourceVerificationToken IpamInternetRegistryAssociation IpamPolicy IpamPool
            IpamPrefixListResolver IpamPrefixListResolverTarget IpamResourceDiscovery
            IpamRoutingPolicyRegistration IpamScope KeyPair LaunchTemplate LaunchTemplateVersions
            LocalGatewayRoute LocalGatewayRouteTable LocalGatewayRouteTablePermission
            LocalGatewayRouteTableVirtualInterfaceGroupAssociation LocalGatewayRouteTableVpcAssociation
            LocalGatewayVirtualInterface LocalGatewayVirtualInterfaceGroup ManagedPrefixList MetricCategory
            NatGateway NetworkAcl NetworkAclEntry NetworkInsightsAccessScope
            NetworkInsightsAccessScopeAnalysis NetworkInsightsAnalysis NetworkInsightsPath NetworkInterface
            NetworkInterfacePermission NetworkingFlexCostAllocationPolicies OdbNetworkPeering PlacementGroup
            PublicIpv4Pool QueuedReservedInstances Route RouteServer RouteServerEndpoint RouteServerPeer
            RouteTable SecondaryNetwork SecondarySubnet SecurityGroup Snapshot SpotDatafeedSubscription
            Subnet SubnetCidrReservation Tags TrafficMirrorFilter TrafficMirrorFilterRule
            TrafficMirrorSession TrafficMirrorTarget TransitGateway TransitGatewayClientVpnAttachment
            TransitGatewayConnect TransitGatewayConnectPeer TransitGatewayMeteringPolicy
            TransitGatewayMeteringPolicyEntry TransitGatewayMulticastDomain
            TransitGatewayNetworkFunctionAttachment TransitGatewayPeeringAttachment TransitGatewayPolicyTable
            TransitGatewayPolicyTableEntry TransitGatewayPrefixListReference TransitGatewayRoute
            TransitGatewayRouteTable TransitGatewayRouteTableAnnouncement TransitGatewayVpcAttachment
            VerifiedAccessEndpoint VerifiedAccessGroup VerifiedAccessInstance VerifiedAccessTrustProvider
            Volume Vpc VpcBlockPublicAccessExclusion VpcEncryptionControl VpcEndpointConnectionNotifications
            VpcEndpointServiceConfigurations VpcEndpoints VpcPeeringConnection VpnConcentrator VpnConnection
            VpnConnectionRoute VpnGateway
        Deprovision- ByoipCidr IpamByoasn IpamPoolCidr PublicIpv4PoolCidr
        Deregister- Image InstanceEventNotificationAttributes TransitGatewayMulticastGroupMembers
            TransitGatewayMulticastGroupSources
        Describe- AccountAttributes AccountVpcEncryptionControl AddressTransfers Addresses AddressesAttribute
            AggregateIdFormat ApplicationStatus ApplicationStatusCheckAssociations ApplicationStatusChecks
            AvailabilityZones AwsNetworkPerformanceMetricSubscriptions BundleTasks ByoipCidrs
            CapacityBlockExtensionHistory CapacityBlockExtensionOfferings CapacityBlockOfferings
            CapacityBlockStatus CapacityBlocks CapacityManagerDataExports CapacityReservationBillingRequests
            CapacityReservationCancellationQuotes CapacityReservationDateChangeQuotes
            CapacityReservationFleets CapacityReservationTopology CapacityReservations CarrierGateways
            ClassicLinkInstances ClientVpnAuthorizationRules ClientVpnConnections ClientVpnEndpoints
            ClientVpnRoutes ClientVpnTargetNetworks CoipPools ConversionTasks CustomerGateways
            DeclarativePoliciesReports DhcpOptions EgressOnlyInternetGateways ElasticGpus ExportImageTasks
            ExportTasks FastLaunchImages FastSnapshotRestores FleetHistory FleetInstances Fleets FlowLogs
            FpgaImageAttribute FpgaImages HostReservationOfferings HostReservations Hosts
            IamInstanceProfileAssociations IdFormat IdentityIdFormat ImageAttribute ImageReferences
            ImageUsageReportEntries ImageUsageReports Images ImportImageTasks ImportSnapshotTasks
            InstanceAttribute InstanceConnectEndpoints InstanceCreditSpecifications
            InstanceEventNotificationAttributes InstanceEventWindows InstanceImageMetadata
            InstanceSqlHaHistoryStates InstanceSqlHaStates InstanceStatus InstanceTopology
            InstanceTypeOfferings InstanceTypes Instances InternetGateways IpamByoasn
            IpamExternalResourceVerificationTokens IpamInternetRegistryAssociations IpamPolicies
            IpamPoolAllocations IpamPools IpamPrefixListResolverTargets IpamPrefixListResolvers
            IpamResourceDiscoveries IpamResourceDiscoveryAssociations IpamScopes Ipams Ipv6Pools KeyPairs
            LaunchTemplateVersions LaunchTemplates LocalGatewayRouteTablePermissions
            LocalGatewayRouteTableVirtualInterfaceGroupAssociations LocalGatewayRouteTableVpcAssociations
            LocalGatewayRouteTables LocalGatewayVirtualInterfaceGroups LocalGatewayVirtualInterfaces
            LocalGateways LockedSnapshots MacHosts MacModificationTasks ManagedPrefixLists MetricCategories
            MovingAddresses NatGateways NetworkAcls NetworkInsightsAccessScopeAnalyses
            NetworkInsightsAccessScopes NetworkInsightsAnalyses NetworkInsightsPaths
            NetworkInterfaceAttribute NetworkInterfacePermissions NetworkInterfaces
            NetworkingFlexCostAllocationPolicies NetworkingFlexCostAllocationPolicyAssociations OutpostLags
            PlacementGroups PrefixLists PrincipalIdFormat PublicIpv4Pools Regions ReplaceRootVolumeTasks
            ReservedInstances ReservedInstancesListings ReservedInstancesModifications
            ReservedInstancesOfferings RouteServerEndpoints RouteServerPeers RouteServers RouteTables
            ScheduledInstanceAvailability ScheduledInstances SecondaryInterfaces SecondaryNetworks
            SecondarySubnets SecurityGroupReferences SecurityGroupRules SecurityGroupVpcAssociations
            SecurityGroups ServiceLinkVirtualInterfaces SnapshotAttribute SnapshotTierStatus Snapshots
            SpotDatafeedSubscription SpotFleetInstances SpotFleetRequestHistory SpotFleetRequests
            SpotInstanceRequests SpotPriceHistory StaleSecurityGroups StoreImageTasks Subnets Tags
            TrafficMirrorFilterRules TrafficMirrorFilters TrafficMirrorSessions TrafficMirrorTargets
            TransitGatewayAttachments TransitGatewayConnectPeers TransitGatewayConnects
            TransitGatewayMeteringPolicies TransitGatewayMulticastDomains
            TransitGatewayNetworkFunctionAttachments TransitGatewayPeeringAttachments
            TransitGatewayPolicyTables TransitGatewayRouteTableAnnouncements TransitGatewayRouteTables
            TransitGatewayVpcAttachments TransitGateways TrunkInterfaceAssociations VerifiedAccessEndpoints
            VerifiedAccessGroups VerifiedAccessInstanceLoggingConfigurations
            VerifiedAccessInstanceWebAclAssociations VerifiedAccessInstances VerifiedAccessTrustProviders
            VolumeAttribute VolumeStatus Volumes VolumesModifications VpcAttribute
            VpcBlockPublicAccessExclusions VpcBlockPublicAccessOptions VpcClassicLink
            VpcClassicLinkDnsSupport VpcEncryptionControls VpcEndpointAssociations
            VpcEndpointConnectionNotifications VpcEndpointConnections VpcEndpointServiceConfigurations
            VpcEndpointServicePermissions VpcEndpointServices VpcEndpoints VpcPeeringConnections Vpcs
            VpnConcentrators VpnConnections VpnGateways
        Detach- ClassicLinkVpc ImageWatermark InternetGateway NetworkInterface VerifiedAccessTrustProvider
            Volume VpnGateway
        Disable- AddressTransfer AllowedImagesSettings ApplicationStatusCheckSuppression
            AwsNetworkPerformanceMetricSubscription CapacityManager EbsEncryptionByDefault FastLaunch
            FastSnapshotRestores Image ImageBlockPublicAccess ImageDeprecation ImageDeregistrationProtection
            InstanceSqlHaStandbyDetections IpamOrganizationAdminAccount IpamPolicy RouteServerPropagation
            SerialConsoleAccess SnapshotBlockPublicAccess TransitGatewayRouteTablePropagation
            VgwRoutePropagation VpcClassicLink VpcClassicLinkDnsSupport
        Disassociate- Address ApplicationStatusCheck CapacityReservationBillingOwner ClientVpnTargetNetwork
            EnclaveCertificateIamRole IamInstanceProfile InstanceEventWindow IpamByoasn IpamResourceDiscovery
            KmsKeyId NatGatewayAddress NetworkingFlexCostAllocationPolicy RouteServer RouteTable
            SecurityGroupVpc SubnetCidrBlock TransitGatewayMulticastDomain TransitGatewayPolicyTable
            TransitGatewayRouteTable TrunkInterface VerifiedAccessInstanceWebAcl VpcCidrBlock
        Enable- AddressTransfer AllowedImagesSettings ApplicationStatusCheckSuppression
            AwsNetworkPerformanceMetricSubscription CapacityManager EbsEncryptionByDefault FastLaunch
            FastSnapshotRestores Image ImageBlockPublicAccess ImageDeprecation ImageDeregistrationProtection
            InstanceSqlHaStandbyDetections IpamInternetRegistryAssociation IpamOrganizationAdminAccount
            IpamPolicy ReachabilityAnalyzerOrganizationSharing RouteServerPropagation SerialConsoleAccess
            SnapshotBlockPublicAccess TransitGatewayRouteTablePropagation VgwRoutePropagation VolumeIO
            VpcClassicLink VpcClassicLinkDnsSupport
        Export- ClientVpnClientCertificateRevocationList ClientVpnClientConfiguration Image
            TransitGatewayRoutes VerifiedAccessInstanceClientConfiguration
        Get- ActiveVpnTunnelStatus AllowedImagesSettings AssociatedEnclaveCertificateIamRoles
            AssociatedIpv6PoolCidrs AwsNetworkPerformanceData CapacityManagerAttributes
            CapacityManagerMetricData CapacityManagerMetricDimensions CapacityManagerMonitoredTagKeys
            CapacityManagerSupportabilityScores CapacityReservationUsage ClientVpnEndpointAuthorizationPolicy
            CoipPoolUsage ConsoleOutput ConsoleScreenshot DeclarativePoliciesReportSummary
            DefaultCreditSpecification EbsDefaultKmsKeyId EbsEncryptionByDefault EnabledIpamPolicy
            FlowLogsIntegrationTemplate GroupsForCapacityReservation HostReservationPurchasePreview
            ImageAncestry ImageBlockPublicAccessState ImageFindings InstanceMetadataDefaults InstanceTpmEkPub
            InstanceTypesFromInstanceRequirements InstanceUefiData IpamAddressHistory IpamDiscoveredAccounts
            IpamDiscoveredPublicAddresses IpamDiscoveredResourceCidrs IpamDiscoveredRoutes
            IpamInternetRegistryAssociationAsns IpamInternetRegistryAssociationCidrs
            IpamPolicyAllocationRules IpamPolicyOrganizationTargets IpamPoolAllocations IpamPoolCidrs
            IpamPrefixListResolverRules IpamPrefixListResolverVersionEntries IpamPrefixListResolverVersions
            IpamResourceCidrs IpamRouteOriginAuthorizations IpamRouteProtectionFindings
            IpamRoutingPolicyRegistrationDeltas IpamRoutingPolicyRegistrations LaunchTemplateData
            ManagedPrefixListAssociations ManagedPrefixListEntries ManagedResourceVisibility
            NetworkInsightsAccessScopeAnalysisFindings NetworkInsightsAccessScopeContent
            NetworkingFlexCostAllocationPolicyVersions PasswordData ReservedInstancesExchangeQuote
            ResourcePolicy RouteServerAssociations RouteServerPropagations RouteServerRoutingDatabase
            SecurityGroupsForVpc SerialConsoleAccessStatus SnapshotBlockPublicAccessState SpotPlacementScores
            SubnetCidrReservations TransitGatewayAttachmentNatConfiguration
            TransitGatewayAttachmentPropagations TransitGatewayMeteringPolicyEntries
            TransitGatewayMulticastDomainAssociations TransitGatewayPolicyTableAssociations
            TransitGatewayPolicyTableEntries TransitGatewayPrefixListReferences
            TransitGatewayRouteTableAssociations TransitGatewayRouteTablePropagations
            VerifiedAccessEndpointPolicy VerifiedAccessEndpointTargets VerifiedAccessGroupPolicy
            VerifiedAccessInstanceWebAcl VpcResourcesBlockingEncryptionEnforcement
            VpnConnectionDeviceSampleConfiguration VpnConnectionDeviceTypes VpnTunnelReplacementStatus
        Import- ClientVpnClientCertificateRevocationList Image Instance KeyPair Snapshot Volume
        List- ImagesInRecycleBin SnapshotsInRecycleBin VolumesInRecycleBin
        Modify- AccountVpcEncryptionControl AddressAttribute ApplicationStatusCheck AvailabilityZoneGroup
            CapacityReservation CapacityReservationFleet ClientVpnEndpoint
            ClientVpnEndpointAuthorizationPolicy DefaultCreditSpecification EbsDefaultKmsKeyId Fleet
            FpgaImageAttribute Hosts IdFormat IdentityIdFormat ImageAttribute InstanceAttribute
            InstanceCapacityReservationAttributes InstanceConnectEndpoint InstanceCpuOptions
            InstanceCreditSpecification InstanceEventStartTime InstanceEventWindow InstanceMaintenanceOptions
            InstanceMetadataDefaults InstanceMetadataOptions InstanceNetworkPerformanceOptions
            InstancePlacement Ipam IpamPolicyAllocationRules IpamPool IpamPoolAllocation
            IpamPrefixListResolver IpamPrefixListResolverTarget IpamResourceCidr IpamResourceDiscovery
            IpamRoutingPolicyRegistration IpamScope LaunchTemplate LocalGatewayRoute ManagedPrefixList
            ManagedResourceVisibility MetricCategory NetworkInterfaceAttribute
            NetworkingFlexCostAllocationPolicy OdbNetworkPeering PrivateDnsNameOptions PublicIpDnsNameOptions
            ReservedInstances RouteServer SecurityGroupRules SnapshotAttribute SnapshotTier SpotFleetRequest
            SubnetAttribute TrafficMirrorFilterNetworkServices TrafficMirrorFilterRule TrafficMirrorSession
            TransitGateway TransitGatewayAttachmentNatConfiguration TransitGatewayMeteringPolicy
            TransitGatewayNetworkFunctionAttachment TransitGatewayPeeringAttachment
            TransitGatewayPolicyTableEntry TransitGatewayPrefixListReference TransitGatewayVpcAttachment
            VerifiedAccessEndpoint VerifiedAccessEndpointPolicy VerifiedAccessGroup VerifiedAccessGroupPolicy
            VerifiedAccessInstance VerifiedAccessInstanceLoggingConfiguration VerifiedAccessTrustProvider
            Volume VolumeAttribute VpcAttribute VpcBlockPublicAccessExclusion VpcBlockPublicAccessOptions
            VpcEncryptionControl VpcEndpoint VpcEndpointConnectionNotification VpcEndpointPayerResponsibility
            VpcEndpointServiceConfiguration VpcEndpointServicePayerResponsibility
            VpcEndpointServicePermissions VpcPeeringConnectionOptions VpcTenancy VpnConnection
            VpnConnectionOptions VpnTunnelCertificate VpnTunnelOptions
        Move- AddressToVpc ByoipCidrToIpam CapacityReservationInstances
        Provision- ByoipCidr IpamByoasn IpamPoolCidr PublicIpv4PoolCidr
        Purchase- CapacityBlock CapacityBlockExtension HostReservation ReservedInstancesOffering
            ScheduledInstances
        Register- Image InstanceEventNotificationAttributes TransitGatewayMulticastGroupMembers
            TransitGatewayMulticastGroupSources
        Reject- CapacityReservationBillingOwnership TransitGatewayClientVpnAttachment
            TransitGatewayMulticastDomainAssociations TransitGatewayPeeringAttachment
            TransitGatewayVpcAttachment VpcEndpointConnections VpcPeeringConnection
        Release- Address Hosts IpamPoolAllocation
        Replace- IamInstanceProfileAssociation ImageCriteriaInAllowedImagesSettings
            ImageInstanceTypeSpecification NetworkAclAssociation NetworkAclEntry Route RouteTableAssociation
            TransitGatewayRoute VpnTunnel
        Request- SpotFleet SpotInstances
        Reset- AddressAttribute EbsDefaultKmsKeyId FpgaImageAttribute ImageAttribute InstanceAttribute
            NetworkInterfaceAttribute SnapshotAttribute
        Restore- AddressToClassic ImageFromRecycleBin ManagedPrefixListVersion SnapshotFromRecycleBin
            SnapshotTier VolumeFromRecycleBin
        Revoke- ClientVpnIngress SecurityGroupEgress SecurityGroupIngress
        Run- Instances ScheduledInstances
        Search- LocalGatewayRoutes TransitGatewayMulticastGroups TransitGatewayRoutes
        Send- DiagnosticInterrupt SpotInstanceInterruptions
        Start- DeclarativePoliciesReport Instances NetworkInsightsAccessScopeAnalysis NetworkInsightsAnalysis
            VpcEndpointServicePrivateDnsVerification
        Terminate- ClientVpnConnections Instances
        Unassign- Ipv6Addresses PrivateIpAddresses PrivateNatGatewayAddress
        Update- CapacityManagerMonitoredTagKeys CapacityManagerOrganizationsAccess
            InterruptibleCapacityReservationAllocation SecurityGroupRuleDescriptionsEgress
            SecurityGroupRuleDescriptionsIngress
    """,
    "dynamodb": """
        CancelBulkOperation ConditionCheckItem DisableKinesisStreamingDestination
        EnableKinesisStreamingDestination ExportTableToPointInTime ImportTable Query ReadDataForReplication
        Scan SearchVectors TagResource UntagResource
        Batch- GetItem WriteItem
        Create- Backup GlobalTable Table
        Delete- Backup Item ResourcePolicy Table
        Describe- Backup BulkOperation ContinuousBackups ContributorInsights Endpoints Export GlobalTable
            GlobalTableSettings Import KinesisStreamingDestination Limits ReservedCapacity
            ReservedCapacityOfferings Stream Table TableReplicaAutoScaling TimeToLive
        Get- AbacStatus Item Records ResourcePolicy ShardIterator
        List- Backups BulkOperations ContributorInsights Exports GlobalTables Imports Streams Tables
            TagsOfResource
        Parti- QLDelete QLInsert QLSelect QLUpdate
        Put- Item ResourcePolicy
        Restore- TableFromAwsBackup TableFromBackup TableToPointInTime
        Start- AwsBackupJob BulkPutItems
        Update- ContinuousBackups ContributorInsights GlobalTable GlobalTableSettings Item
            KinesisStreamingDestination Table TableReplicaAutoScaling TimeToLive
    """,
    "lambda": """
        CheckpointDurableExecution DisableReplication EnableReplication PauseDurableExecution
        ResumeDurableExecution StopDurableExecution TagResource UntagResource
        Add- LayerVersionPermission Permission
        Create- Alias CapacityProvider CodeSigningConfig EventSourceMapping Function FunctionUrlConfig
        Delete- Alias CapacityProvider CodeSigningConfig DurableExecution EventSourceMapping Function
            FunctionCodeSigningConfig FunctionConcurrency FunctionEventInvokeConfig FunctionUrlConfig
            LayerVersion ProvisionedConcurrencyConfig ResourcePolicy
        Get- AccountSettings Alias CapacityProvider CodeSigningConfig DurableExecution
            DurableExecutionHistory DurableExecutionState EventSourceMapping Function
            FunctionCodeSigningConfig FunctionConcurrency FunctionConfiguration FunctionEventInvokeConfig
            FunctionRecursionConfig FunctionScalingConfig FunctionUrlConfig LayerVersion LayerVersionByArn
            LayerVersionPolicy Microvm MicrovmImage MicrovmImageBuild MicrovmImageVersion Policy
            ProvisionedConcurrencyConfig ResourcePolicy RuntimeManagementConfig
        Invoke- Async Function
        List- Aliases CapacityProviders CodeSigningConfigs DurableExecutionsByFunction EventSourceMappings
            FunctionEventInvokeConfigs FunctionUrlConfigs FunctionVersionsByCapacityProvider Functions
            FunctionsByCodeSigningConfig LayerVersions Layers ManagedMicrovmImageVersions
            ManagedMicrovmImages MicrovmImageBuilds MicrovmImageVersions MicrovmImages Microvms
            ProvisionedConcurrencyConfigs Tags VersionsByFunction
        Publish- LayerVersion Version
        Put- FunctionCodeSigningConfig FunctionConcurrency FunctionEventInvokeConfig FunctionRecursionConfig
            FunctionScalingConfig ProvisionedConcurrencyConfig ResourcePolicy RuntimeManagementConfig
        Remove- LayerVersionPermission Permission
        Send- DurableExecutionCallbackFailure DurableExecutionCallbackHeartbeat
            DurableExecutionCallbackSuccess
        Update- Alias CapacityProvider CodeSigningConfig EventSourceMapping FunctionCode
            FunctionConfiguration FunctionEventInvokeConfig FunctionUrlConfig
    """,
    "sqs": """
        AddPermission CancelMessageMoveTask ChangeMessageVisibility CreateQueue PurgeQueue ReceiveMessage
        RemovePermission SendMessage SetQueueAttributes StartMessageMoveTask TagQueue UntagQueue
        Delete- Message Queue
        Get- QueueAttributes QueueUrl
        List- DeadLetterSourceQueues MessageMoveTasks QueueTags Queues
    """,
    "sns": """
        AddPermission CheckIfPhoneNumberIsOptedOut ConfirmSubscription OptInPhoneNumber Publish
        PutDataProtectionPolicy RemovePermission Subscribe TagResource Unsubscribe UntagResource
        VerifySMSSandboxPhoneNumber
        Create- PlatformApplication PlatformEndpoint SMSSandboxPhoneNumber Topic
        Delete- Endpoint PlatformApplication SMSSandboxPhoneNumber Topic
        Get- DataProtectionPolicy EndpointAttributes PlatformApplicationAttributes SMSAttributes
            SMSSandboxAccountStatus SubscriptionAttributes TopicAttributes
        List- EndpointsByPlatformApplication OriginationNumbers PhoneNumbersOptedOut PlatformApplications
            SMSSandboxPhoneNumbers Subscriptions SubscriptionsByTopic TagsForResource Topics
        Set- EndpointAttributes PlatformApplicationAttributes SMSAttributes SubscriptionAttributes
            TopicAttributes
    """,
    "logs": """
        CallWithBearerToken FilterLogEvents Link
        Associate- KmsKey SourceToS3TableIntegration
        Cancel- ExportTask ImportTask
        Create- Delivery ExportTask ImportTask LogAnomalyDetector LogDelivery LogGroup LogStream LookupTable
            ScheduledQuery
        Delete- AccountPolicy DataProtectionPolicy Delivery DeliveryDestination DeliveryDestinationPolicy
            DeliverySource Destination IndexPolicy Integration LogAnomalyDetector LogDelivery LogGroup
            LogStream LookupTable MetricFilter QueryDefinition ResourcePolicy RetentionPolicy ScheduledQuery
            SubscriptionFilter SyslogConfiguration Transformer
        Describe- AccountPolicies ConfigurationTemplates Deliveries DeliveryDestinations DeliverySources
            Destinations ExportTasks FieldIndexes ImportTaskBatches ImportTasks IndexPolicies LogGroups
            LogStreams LookupTables MetricFilters Queries QueryDefinitions ResourcePolicies
            SubscriptionFilters
        Disassociate- KmsKey SourceFromS3TableIntegration
        Get- DataProtectionPolicy Delivery DeliveryDestination DeliveryDestinationPolicy DeliverySource
            Integration LogAnomalyDetector LogDelivery LogEvents LogFields LogGroupFields LogObject LogRecord
            LookupTable QueryResults ScheduledQuery ScheduledQueryHistory StorageTierPolicy Transformer
        List- AggregateLogGroupSummaries Anomalies EntitiesForLogGroup Integrations LogAnomalyDetectors
            LogDeliveries LogGroups LogGroupsForEntity LogGroupsForQuery ScheduledQueries
            SourcesForS3TableIntegration SyslogConfigurations TagsForResource TagsLogGroup
        Put- AccountPolicy BearerTokenAuthentication DataProtectionPolicy DeliveryDestination
            DeliveryDestinationPolicy DeliverySource Destination DestinationPolicy IndexPolicy Integration
            LogEvents LogGroupDeletionProtection MetricFilter QueryDefinition ResourcePolicy RetentionPolicy
            StorageTierPolicy SubscriptionFilter SyslogConfiguration Transformer
        Start- LiveTail Query
        Stop- LiveTail Query
        Tag- LogGroup Resource
        Test- MetricFilter Transformer
        Untag- LogGroup Resource
        Update- Anomaly DeliveryConfiguration LogAnomalyDetector LogDelivery LookupTable ScheduledQuery
    """,
    "cloudwatch": """
        AssociateDatasetKmsKey AssumeAccessProfile CallWithBearerToken DisassociateDatasetKmsKey
        InvokeIntegration Link SearchPrincipals SetAlarmState SubmitFeedback TagResource UntagResource
        Create- AccessGrant AccessProfile Alert DomainAccessGrantForOrganization Integration OmniDashboard
            OmniThread OneTimeDeepLinkCode ResourceMetricsConfiguration View
        Delete- AccessGrant AccessProfile AlarmMuteRule Alarms Alert AnomalyDetector Dashboards
            DomainAccessGrantForOrganization InsightRules Integration MetricDataQueryDefinition MetricStream
            OmniDashboard OmniThread ResourceMetricsConfiguration View
        Describe- AlarmContributors AlarmHistory Alarms AlarmsForMetric AnomalyDetectors InsightRules
        Disable- AlarmActions InsightRules
        Enable- AlarmActions InsightRules
        Generate- Query QueryResultsSummary
        Get- AccessGrant AccessProfile AlarmMuteRule Alert ContextGraph Dashboard Dataset Domain
            DomainAccessGrantForOrganization InsightRuleReport Integration IntelligenceConfiguration
            MetricData MetricDataQueryDefinition MetricStatistics MetricStream MetricWidgetImage
            OTelEnrichment OmniDashboard OmniThread Preferences Records ResourceMetricsConfiguration Service
            ServiceLevelObjective Space TelemetryQueryResults View
        List- AccessGrants AccessProfiles AlarmMuteRules Alerts Dashboards DomainAccessGrantsForOrganization
            Integrations ManagedInsightRules MetricDataQueryDefinitions MetricStreams Metrics OmniDashboards
            OmniThreads Spaces SpacesForOrganization TagsForResource TelemetryQuerySessions Views
        Put- AlarmMuteRule AnomalyDetector CompositeAlarm Dashboard InsightRule IntelligenceConfiguration
            LogAlarm ManagedInsightRules MetricAlarm MetricData MetricDataQueryDefinition MetricStream
        Start- MetricStreams OTelEnrichment OmniThreadSession TelemetryQuerySession
        Stop- MetricStreams OTelEnrichment TelemetryQuery TelemetryQuerySession
        Update- AccessProfile Alert Integration OTelEnrichment OmniDashboard OmniThread Preferences
            ResourceMetricsConfiguration Space View
    """,
    "kms": """
        CancelKeyDeletion ConnectCustomKeyStore Decapsulate Decrypt DeriveSharedSecret
        DisconnectCustomKeyStore Encapsulate Encrypt ImportKeyMaterial PutKeyPolicy ReplicateKey RetireGrant
        RevokeGrant RotateKeyOnDemand ScheduleKeyDeletion Sign SynchronizeMultiRegionKey TagResource
        UntagResource Verify VerifyMac
        Create- Alias CustomKeyStore Grant Key
        Delete- Alias CustomKeyStore ImportedKeyMaterial
        Describe- CustomKeyStores Key
        Disable- Key KeyRotation
        Enable- Key KeyRotation
        Generate- DataKey DataKeyPair DataKeyPairWithoutPlaintext DataKeyWithoutPlaintext Mac Random
        Get- KeyLastUsage KeyPolicy KeyRotationStatus ParametersForImport PublicKey
        List- Aliases Grants KeyPolicies KeyRotations Keys ResourceTags RetirableGrants
        Re- EncryptFrom EncryptTo
        Update- Alias CustomKeyStore KeyDescription PrimaryRegion
    """,
    "rds": """
        ApplyPendingMaintenanceAction AuthorizeDBSecurityGroupIngress BacktrackDBCluster
        CrossRegionCommunication DeregisterDBProxyTargets DisableHttpEndpoint DownloadDBLogFilePortion
        EnableHttpEndpoint ListTagsForResource PurchaseReservedDBInstancesOffering RegisterDBProxyTargets
        RevokeDBSecurityGroupIngress
        Add- RoleToDBCluster RoleToDBInstance SourceIdentifierToSubscription TagsToResource
        Cancel- DBCapacityReservation ExportTask
        Copy- DBClusterParameterGroup DBClusterSnapshot DBParameterGroup DBSnapshot OptionGroup
        Create- BlueGreenDeployment CustomDBEngineVersion DBCapacityReservation DBCluster DBClusterEndpoint
            DBClusterParameterGroup DBClusterSnapshot DBInstance DBInstanceReadReplica DBParameterGroup
            DBProxy DBProxyEndpoint DBSecurityGroup DBShardGroup DBSnapshot DBSubnetGroup EventSubscription
            GlobalCluster Integration OptionGroup TenantDatabase
        Delete- BlueGreenDeployment CustomDBEngineVersion DBCluster DBClusterAutomatedBackup
            DBClusterEndpoint DBClusterParameterGroup DBClusterSnapshot DBInstance DBInstanceAutomatedBackup
            DBParameterGroup DBProxy DBProxyEndpoint DBSecurityGroup DBShardGroup DBSnapshot DBSubnetGroup
            EventSubscription GlobalCluster Integration OptionGroup TenantDatabase
        Describe- AccountAttributes BlueGreenDeployments Certificates DBCapacityReservations
            DBClusterAutomatedBackups DBClusterBacktracks DBClusterEndpoints DBClusterParameterGroups
            DBClusterParameters DBClusterSnapshotAttributes DBClusterSnapshots DBClusters DBEngineVersions
            DBInstanceAutomatedBackups DBInstances DBLogFiles DBMajorEngineVersions DBParameterGroups
            DBParameters DBProxies DBProxyEndpoints DBProxyTargetGroups DBProxyTargets DBRecommendations
            DBSecurityGroups DBShardGroups DBSnapshotAttributes DBSnapshotTenantDatabases DBSnapshots
            DBSubnetGroups EngineDefaultClusterParameters EngineDefaultParameters EventCategories
            EventSubscriptions Events ExportTasks GlobalClusters Integrations OptionGroupOptions OptionGroups
            OrderableDBInstanceOptions PendingMaintenanceActions ReservedDBInstances
            ReservedDBInstancesOfferings ServerlessV2PlatformVersions SourceRegions TenantDatabases
            ValidDBInstanceModifications
        Failover- DBCluster GlobalCluster
        Modify- ActivityStream Certificates CurrentDBClusterCapacity CustomDBEngineVersion
            DBCapacityReservation DBCluster DBClusterEndpoint DBClusterParameterGroup
            DBClusterSnapshotAttribute DBInstance DBParameterGroup DBProxy DBProxyEndpoint DBProxyTargetGroup
            DBRecommendation DBShardGroup DBSnapshot DBSnapshotAttribute DBSubnetGroup EventSubscription
            GlobalCluster Integration OptionGroup TenantDatabase
        Promote- ReadReplica ReadReplicaDBCluster
        Reboot- DBCluster DBInstance DBShardGroup
        Remove- FromGlobalCluster RoleFromDBCluster RoleFromDBInstance SourceIdentifierFromSubscription
            TagsFromResource
        Reset- DBClusterParameterGroup DBParameterGroup
        Restore- DBClusterFromS3 DBClusterFromSnapshot DBClusterToPointInTime DBInstanceFromDBSnapshot
            DBInstanceFromS3 DBInstanceToPointInTime
        Start- ActivityStream DBCluster DBInstance DBInstanceAutomatedBackupsReplication ExportTask
        Stop- ActivityStream DBCluster DBInstance DBInstanceAutomatedBackupsReplication
        Switchover- BlueGreenDeployment GlobalCluster ReadReplica
    """,
    "secretsmanager": """
        AssociateCrossAccountReplica BatchGetSecretValue CancelRotateSecret CreateSecret DescribeSecret
        DisassociateCrossAccountReplica RemoveRegionsFromReplication ReplicateSecretToRegions RestoreSecret
        RotateSecret StopReplicationToReplica TagResource UntagResource ValidateResourcePolicy
        Delete- ResourcePolicy Secret
        Get- RandomPassword ResourcePolicy SecretValue
        List- ResourcePolicies SecretVersionIds Secrets
        Put- ResourcePolicy SecretValue
        Update- Secret SecretVersionStage
    """,
}


def _names(words: str) -> Iterator[str]:
    begins = ""
    for word in words.split():
        if word.endswith("-"):
            begins = word[:-1]
        else:
            yield begins + word


@cache
def actions_of(service: str) -> frozenset[str]:
    """All actions that we know of a service; none of a service that we do not know.

    >>> "GetCallerIdentity" in actions_of("sts")
    True
    """
    parts = [words for name, words in _NAMES.items() if name.split()[0] == service.lower()]
    return frozenset(name for words in parts for name in _names(words))


@cache
def actions_on(kind: str) -> frozenset[str]:
    """The actions of Amazon S3 on a `bucket`, on an `object`, or on no resource but the `account`.

    The last want `"Resource": "*"` and never stand in a bucket's policy (Amazon S3 User Guide, "Required
    permissions for Amazon S3 API operations").

    >>> "ListBucket" in actions_on("object")
    False
    """
    return frozenset(_names(_NAMES[f"s3 {kind}"]))


ON_NO_RESOURCE = frozenset(f"s3:{name}".lower() for name in actions_on("account"))
"""Actions of Amazon S3 on the account alone, in lower case."""


def services() -> frozenset[str]:
    """The services whose actions we know."""
    return frozenset(name.split()[0] for name in _NAMES)
