package stackcheck

import (
	"maps"

	"go.yaml.in/yaml/v3"
)

const (
	apiDomainType  = "AWS::ApiGatewayV2::DomainName"
	apiMappingType = "AWS::ApiGatewayV2::ApiMapping"
	recordType     = "AWS::Route53::RecordSet"
)

// originChecks are about the addresses of the store: with the edge on, the edge is the
// only one that answers.
var originChecks = []Check{
	{
		Name:   "edge-origin",
		Proves: "with the edge on, the API's own address is switched off, and the edge asks the API at OriginName; with it off, the API has its own address, and DomainName if there is one; the deploy can do both",
		Find: func(s *Stack) (f findings) {
			edge := s.Values["Edge"] == "on"
			for _, api := range s.of(apiType) {
				if off := api.Properties["DisableExecuteApiEndpoint"] == true; off != edge {
					f.add("with Edge %s, the own address of %s is off: %v", s.Values["Edge"], api.ID, off)
				}
				if api.Properties["FailOnWarnings"] == true {
					f.add("%s fails on API Gateway's warning of SAM's server without a URL", api.ID)
				}
			}
			for _, d := range s.of(distributionType) {
				for _, origin := range list(at(d.Properties, "DistributionConfig.Origins")) {
					if domain := refersTo(at(origin, "DomainName")); s.find(domain).Type != apiDomainType {
						f.add("%s asks %v, which is no domain of the API", d.ID, at(origin, "DomainName"))
					}
				}
			}
			s.checkDomain(&f, map[bool]string{true: "OriginName", false: "DomainName"}[edge])
			return f
		},
		Mutations: []Mutation{
			{What: "the API's own address beside the edge", With: withEdge, Edit: set("false", "Resources.Api.Properties.DisableExecuteApiEndpoint")},
			{What: "no address without the edge", Edit: set("true", "Resources.Api.Properties.DisableExecuteApiEndpoint")},
			{What: "an API that fails on warnings", Edit: set("true", "Resources.Api.Properties.FailOnWarnings")},
			{What: "an edge that asks the API's own address", With: withEdge, Edit: set("!Sub '${Api}.execute-api.${AWS::Region}.amazonaws.com'", distribution+"Origins.0.DomainName")},
			{What: "an API at the edge's name", With: edgeInZone, Edit: set("!Ref DomainName", "Resources.ApiDomain.Properties.DomainName")},
			{What: "an origin that leads to no API", With: withEdge, Edit: drop("Resources.ApiDomainMapping")},
		},
	},
	{
		Name:   "edge-complete",
		Proves: "with the edge on, the distribution has the web ACL, and CloudFormation refuses an edge without a DomainName, a web ACL, an OriginName or its certificate, with one name for both, or with another routing; it also refuses a domain without a certificate and a routing without a zone",
		Require: []requirement{
			{distributionType, "Properties.DistributionConfig.WebACLId", map[string]any{"Ref": "EdgeWebAclArn"}},
		},
		Find: func(s *Stack) (f findings) {
			s.checkRefused(&f, "break the rule", incomplete)
			return f
		},
		Mutations: []Mutation{
			{What: "an edge that limits nobody", With: withEdge, Edit: drop(distribution + "WebACLId")},
			{What: "a domain that may be left out", Edit: accept("EdgeIsComplete.Assertions.0")},
			{What: "a web ACL that may be left out", Edit: accept("EdgeIsComplete.Assertions.1")},
			{What: "an origin that may be left out", Edit: accept("EdgeIsComplete.Assertions.2")},
			{What: "an origin's certificate that may be left out", Edit: accept("EdgeIsComplete.Assertions.3")},
			{What: "one name that may be both", Edit: accept("EdgeIsComplete.Assertions.4")},
			{What: "an edge that may be routed", Edit: accept("EdgeIsComplete.Assertions.5")},
			{What: "a domain's certificate that may be left out", Edit: accept("DomainHasCertificate.Assertions.0")},
			{What: "a routing that needs no zone", Edit: accept("RoutingHasZone.Assertions.0")},
		},
	},
	{
		Name:   "names",
		Proves: "with a hosted zone, DomainName leads to the edge if it is on and otherwise to the API, and OriginName to the API; no two resources claim one name, not even under different conditions, because CloudFormation creates the one before it deletes the other",
		Find: func(s *Stack) (f findings) {
			s.checkNames(&f)
			edge, zone := s.Values["Edge"] == "on", s.Values["HostedZoneId"] != ""
			target := map[bool]string{true: distributionType, false: apiDomainType}[edge]
			s.checkRecord(&f, "A", "DomainName", target, zone && s.Values["DomainName"] != "")
			s.checkRecord(&f, "AAAA", "DomainName", distributionType, zone && edge && s.Values["DomainName"] != "")
			s.checkRecord(&f, "A", "OriginName", apiDomainType, zone && edge)
			return f
		},
		Mutations: []Mutation{
			{What: "a record for each side of a condition", Edit: set(
				"{ Type: AWS::Route53::RecordSet, Condition: HasNoEdge, Properties: { HostedZoneId: !Ref HostedZoneId, Name: !Ref DomainName, Type: A, TTL: '60', ResourceRecords: [192.0.2.1] } }",
				"Resources.ApiRecord")},
			{What: "a table for each side of a condition", Edit: set(
				"{ Type: AWS::DynamoDB::Table, Condition: HasEdge, Properties: { TableName: !Sub '${AWS::StackName}-orders' } }",
				"Resources.EdgeOrders")},
			{What: "a name that leads past the edge", With: edgeInZone, Edit: set("!GetAtt ApiDomain.RegionalDomainName", "Resources.StoreRecord.Properties.AliasTarget.DNSName")},
			{What: "no IPv6 at the edge", With: edgeInZone, Edit: drop("Resources.StoreRecordV6")},
			{What: "an origin that nobody finds", With: edgeInZone, Edit: drop("Resources.OriginRecord")},
		},
	},
}

// incomplete lists parameters that CloudFormation must refuse, by what is wrong.
var incomplete = map[string]map[string]string{
	"an edge without a web ACL":               join(edgeInZone, "EdgeWebAclArn", ""),
	"an edge without a domain":                join(edgeInZone, "DomainName", ""),
	"an edge without an origin":               join(edgeInZone, "OriginName", ""),
	"an edge without an origin's certificate": join(edgeInZone, "OriginCertificateArn", ""),
	"an edge whose origin is itself":          join(edgeInZone, "OriginName", edgeInZone["DomainName"]),
	"an edge with latency routing":            join(edgeInZone, "Routing", "latency"),
	"a domain without a certificate":          {"DomainName": "api.storefront.example", "CertificateArn": "", "Edge": "off"},
	"a routing without a zone":                {"Routing": "latency", "HostedZoneId": "", "Edge": "off"},
}

// join returns a copy of some parameters with other values for those named in pairs.
func join(parameters map[string]string, pairs ...string) map[string]string {
	joined := maps.Clone(parameters)
	for i := 0; i+1 < len(pairs); i += 2 {
		joined[pairs[i]] = pairs[i+1]
	}
	return joined
}

// checkDomain fails unless the API has the domain that a parameter names and no other.
// Without a value of the parameter, it must have none.
func (s *Stack) checkDomain(f *findings, parameter string) {
	mapped := map[string]bool{}
	for _, m := range s.of(apiMappingType) {
		mapped[refersTo(m.Properties["DomainName"])] = s.find(refersTo(m.Properties["ApiId"])).Type == apiType
	}
	domains := s.of(apiDomainType)
	if want := s.Values[parameter] != ""; want != (len(domains) == 1) {
		f.add("the API has %d domains, and %s is %q", len(domains), parameter, s.Values[parameter])
	}
	for _, d := range domains {
		if name := refersTo(d.Properties["DomainName"]); name != parameter || !mapped[d.ID] {
			f.add("%s has the name %s, want %s; leads to an API: %v", d.ID, name, parameter, mapped[d.ID])
		}
	}
}

// checkRecord fails unless the name in a parameter has a record of a type if it is
// wanted, which leads to a resource of the target's type, and none otherwise.
func (s *Stack) checkRecord(f *findings, kind, parameter, target string, wanted bool) {
	found := false
	for _, r := range s.of(recordType) {
		if r.Properties["Type"] != kind || refersTo(r.Properties["Name"]) != parameter {
			continue
		}
		found = true
		if to := s.find(refersTo(at(r.Properties, "AliasTarget.DNSName"))).Type; to != target {
			f.add("%s leads to %q, want %s", r.ID, to, target)
		}
	}
	if found != wanted {
		f.add("%s has a record of type %s: %v, want %v", parameter, kind, found, wanted)
	}
}

// claimed lists the property that holds the name of a resource. AWS allows one
// resource of a name.
var claimed = map[string]string{
	apiDomainType: "DomainName", bucketType: "BucketName", dashboardType: "DashboardName", lockType: "DeploymentConfigName",
	logGroupType: "LogGroupName", queueType: "QueueName", recordType: "Name", secretType: "Name", tableType: "TableName",
}

// checkNames fails if two resources of the template have the same name, whatever their
// conditions.
func (s *Stack) checkNames(f *findings) {
	var raw struct {
		Resources map[string]struct {
			Type       string               `yaml:"Type"`
			Properties map[string]yaml.Node `yaml:"Properties"`
		} `yaml:"Resources"`
	}
	if err := yaml.Unmarshal([]byte(s.Source.Template), &raw); err != nil {
		f.add("%v", err)
	}
	owner := map[string]string{}
	for id, r := range raw.Resources {
		name := r.Properties[claimed[r.Type]]
		if name.Kind == 0 {
			continue
		}
		claim := r.Type + " " + name.Tag + " " + name.Value
		if r.Type == recordType {
			kind := r.Properties["Type"]
			claim += " " + kind.Value
		}
		if other := owner[claim]; other != "" {
			f.add("%s and %s claim one name", id, other)
		}
		owner[claim] = id
	}
}
