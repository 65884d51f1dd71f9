package stackcheck

import (
	"slices"
	"strings"
)

// retained is the policy that deletes a resource only when the deploy that creates it is
// taken back.
const retained = "RetainExceptOnCreate"

var dataChecks = []Check{
	{
		Name:   "tables",
		Proves: "every table outlives the stack and an update that replaces it, has point-in-time recovery and encryption, is protected from deletion if a parameter says so, and is billed per request",
		Require: []requirement{
			{tableType, "DeletionPolicy", retained},
			{tableType, "UpdateReplacePolicy", "Retain"},
			{tableType, "Properties.DeletionProtectionEnabled", func(s *Stack, v any) bool { return v == (s.Values["ProtectTables"] == "on") }},
			{tableType, "Properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled", true},
			{tableType, "Properties.SSESpecification.SSEEnabled", true},
			{tableType, "Properties.BillingMode", "PAY_PER_REQUEST"},
		},
		Mutations: []Mutation{
			{What: "orders deleted with the stack", Edit: drop("Resources.OrdersTable.DeletionPolicy")},
			{What: "orders lost to a replacement", Edit: drop("Resources.OrdersTable.UpdateReplacePolicy")},
			{What: "no deletion protection", With: map[string]string{"ProtectTables": "on"}, Edit: set("false", "Resources.StockTable.Properties.DeletionProtectionEnabled")},
			{What: "no point-in-time recovery", Edit: drop("Resources.OrdersTable.Properties.PointInTimeRecoverySpecification")},
			{What: "no encryption", Edit: drop("Resources.WaitlistTable.Properties.SSESpecification")},
			{What: "provisioned capacity", Edit: set("PROVISIONED", "Resources.StockTable.Properties.BillingMode")},
		},
	},
	{
		Name:   "kept-resources",
		Proves: "buckets, and the keys behind tokens, digests and sealed copies, are kept like the tables",
		Require: []requirement{
			{bucketType, "DeletionPolicy", retained},
			{bucketType, "UpdateReplacePolicy", "Retain"},
			{"TokenSecret", "DeletionPolicy", retained},
			{"TokenSecret", "UpdateReplacePolicy", "Retain"},
			{"DigestSecret", "DeletionPolicy", retained},
			{"DigestSecret", "UpdateReplacePolicy", "Retain"},
			{"SealSecret", "DeletionPolicy", retained},
			{"SealSecret", "UpdateReplacePolicy", "Retain"},
		},
		Mutations: []Mutation{
			{What: "a key deleted with the stack", Edit: drop("Resources.TokenSecret.DeletionPolicy")},
			{What: "a key lost to a replacement", Edit: drop("Resources.DigestSecret.UpdateReplacePolicy")},
			{What: "sealed copies that nobody can open", Edit: drop("Resources.SealSecret.DeletionPolicy")},
			{What: "books deleted with the stack", Edit: drop("Resources.LedgerBucket.DeletionPolicy")},
		},
	},
	{
		Name:   "time-to-live",
		Proves: "unconfirmed waitlist entries, the books' references to buyers and the tombstones of erased ones expire by themselves; orders and lots never do",
		Require: []requirement{
			{"WaitlistTable", "Properties.TimeToLiveSpecification.Enabled", true},
			{"BuyersTable", "Properties.TimeToLiveSpecification.Enabled", true},
			{"OrdersTable", "Properties.TimeToLiveSpecification", nothing{}},
			{"StockTable", "Properties.TimeToLiveSpecification", nothing{}},
		},
		Mutations: []Mutation{
			{What: "a waitlist that keeps everything", Edit: drop("Resources.WaitlistTable.Properties.TimeToLiveSpecification")},
			{What: "tombstones that stay", Edit: drop("Resources.BuyersTable.Properties.TimeToLiveSpecification")},
			{What: "orders that expire by time to live", Edit: set("{ AttributeName: hold_expires_at, Enabled: true }", "Resources.OrdersTable.Properties.TimeToLiveSpecification")},
		},
	},
	{
		Name:   "erasures",
		Proves: "the list of erasures outlives the 35 days of point-in-time recovery, and not by much; the function that erases may change the catalog and orders and nothing else",
		Find: func(s *Stack) (f findings) {
			rules := list(at(s.find("LedgerBucket").Properties, "LifecycleConfiguration.Rules"))
			if !slices.ContainsFunc(rules, endsErasures) {
				f.add("the list of erasures is not kept for 40 to 90 days")
			}
			for _, statement := range valuesAt(s.find("EraseRole").Properties, []string{"Policies", "*", "PolicyDocument", "Statement", "*"}) {
				for _, action := range texts(at(statement, "Action")) {
					if allowed, known := erases[action]; strings.HasPrefix(action, "dynamodb:") && (!known || !slices.Contains(allowed, refersTo(at(statement, "Resource")))) {
						f.add("the function that erases may %s of %v", action, refersTo(at(statement, "Resource")))
					}
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "a list that is kept for a month", Edit: set("30", "Resources.LedgerBucket.Properties.LifecycleConfiguration.Rules.1.ExpirationInDays")},
			{What: "a list that is kept for good", Edit: set("Disabled", "Resources.LedgerBucket.Properties.LifecycleConfiguration.Rules.1.Status")},
			{What: "books that expire", Edit: set("raw/", "Resources.LedgerBucket.Properties.LifecycleConfiguration.Rules.1.Prefix")},
			{What: "an eraser that may delete orders", Edit: set("[dynamodb:Scan, dynamodb:DeleteItem]", "Resources.EraseRole.Properties.Policies.0.PolicyDocument.Statement.3.Action")},
			{What: "an eraser that may change stock", Edit: set("!GetAtt StockTable.Arn", "Resources.EraseRole.Properties.Policies.0.PolicyDocument.Statement.3.Resource")},
		},
	},
	{
		Name:   "sealed-copies",
		Proves: "nothing in the stack may read the key of sealed copies, neither a function nor finance: only operators can; its name is the one that they look for",
		Require: []requirement{
			{"SealSecret", "Properties.Name", map[string]any{"Fn::Sub": "${AWS::StackName}-seal"}},
		},
		Find: func(s *Stack) (f findings) {
			for _, r := range s.Resources {
				if r.ID == "SealSecret" {
					continue
				}
				walk(r.Attributes, func(v any) {
					if refersTo(v) == "SealSecret" || slices.Contains(substituted(v), "SealSecret") || strings.HasSuffix(text(at(v, "Fn::Sub")), "-seal") {
						f.add("%s has the key of sealed copies", r.ID)
					}
					if readsAnySecret(v) {
						f.add("%s may read every secret", r.ID)
					}
				})
			}
			return f
		},
		Mutations: []Mutation{
			{What: "a function that has the key", Edit: set("!Ref SealSecret", "Resources.EraseFunction.Properties.Environment.Variables.SEAL_SECRET")},
			{What: "a role that may read the key", Edit: set("!Ref SealSecret", "Resources.LedgerRole.Properties.Policies.0.PolicyDocument.Statement.6.Resource")},
			{What: "a role that may read every secret", Edit: set("'*'", "Resources.LedgerRole.Properties.Policies.0.PolicyDocument.Statement.6.Resource")},
			{What: "a role that may read secrets by a pattern", Edit: set("!Sub 'arn:${AWS::Partition}:secretsmanager:*:*:secret:${AWS::StackName}-*'", "Resources.LedgerRole.Properties.Policies.0.PolicyDocument.Statement.6.Resource")},
			{What: "finance that reads the key", Edit: set("{ Effect: Allow, Action: secretsmanager:GetSecretValue, Resource: !Ref SealSecret }", financeStatement+".2")},
			{What: "a key that operators do not find", Edit: drop("Resources.SealSecret.Properties.Name")},
		},
	},
	{
		Name:   "warm-throughput",
		Proves: "a parameter warms the stock and orders tables for a sale day; without it, nothing is paid for",
		Require: []requirement{
			{"StockTable", "Properties.WarmThroughput.WriteUnitsPerSecond", warm},
			{"OrdersTable", "Properties.WarmThroughput.WriteUnitsPerSecond", warm},
		},
		Mutations: []Mutation{
			{What: "orders that stay cold", With: map[string]string{"WarmWriteUnits": "10000"}, Edit: drop("Resources.OrdersTable.Properties.WarmThroughput")},
			{What: "stock that is always warm", Edit: set("{ ReadUnitsPerSecond: 12000, WriteUnitsPerSecond: !Ref WarmWriteUnits }", "Resources.StockTable.Properties.WarmThroughput")},
		},
	},
	{
		Name:   "buckets-and-queues",
		Proves: "buckets keep every version, are encrypted, private and reached by TLS alone; queues are encrypted, keep messages for 14 days and are reached by TLS alone",
		Require: []requirement{
			{bucketType, "Properties.VersioningConfiguration.Status", "Enabled"},
			{bucketType, "Properties.BucketEncryption.ServerSideEncryptionConfiguration", anything{}},
			{bucketType, "Properties.PublicAccessBlockConfiguration.BlockPublicAcls", true},
			{bucketType, "Properties.PublicAccessBlockConfiguration.BlockPublicPolicy", true},
			{bucketType, "Properties.PublicAccessBlockConfiguration.IgnorePublicAcls", true},
			{bucketType, "Properties.PublicAccessBlockConfiguration.RestrictPublicBuckets", true},
			{queueType, "Properties.SqsManagedSseEnabled", true},
			{queueType, "Properties.MessageRetentionPeriod", 14 * 24 * 3600},
		},
		Find: func(s *Stack) (f findings) {
			for _, r := range append(s.of(bucketType), s.of(queueType)...) {
				if !slices.ContainsFunc(s.Resources, func(policy Resource) bool { return deniesPlainHTTP(policy, r) }) {
					f.add("%s accepts plain HTTP", r.ID)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "books that can be overwritten for good", Edit: drop("Resources.LedgerBucket.Properties.VersioningConfiguration")},
			{What: "books without encryption", Edit: drop("Resources.LedgerBucket.Properties.BucketEncryption")},
			{What: "books that a policy may open", Edit: set("false", "Resources.LedgerBucket.Properties.PublicAccessBlockConfiguration.BlockPublicPolicy")},
			{What: "books over plain HTTP", Edit: drop("Resources.LedgerBucketPolicy")},
			{What: "a policy that denies TLS", Edit: set(`"true"`, "Resources.LedgerBucketPolicy.Properties.PolicyDocument.Statement.0.Condition.Bool.aws:SecureTransport")},
			{What: "dead letters without encryption", Edit: drop("Resources.LedgerFailures.Properties.SqsManagedSseEnabled")},
			{What: "dead letters kept for 4 days", Edit: drop("Resources.LedgerFailures.Properties.MessageRetentionPeriod")},
			{What: "dead letters over plain HTTP", Edit: drop("Resources.LedgerFailuresPolicy")},
		},
	},
}

// erases has the tables on which the function that erases needs an action.
var erases = map[string][]string{
	"dynamodb:Scan": {"CatalogTable", "OrdersTable"}, "dynamodb:UpdateItem": {"CatalogTable", "OrdersTable"},
}

// readsAnySecret reports whether a statement allows a call for secrets that it does not name one by one.
func readsAnySecret(statement any) (every bool) {
	for _, action := range texts(at(statement, "Action")) {
		if !strings.HasPrefix(action, "secretsmanager:") && action != "*" {
			continue
		}
		walk(at(statement, "Resource"), func(v any) { every = every || strings.Contains(text(v), "*") })
	}
	return every
}

// endsErasures reports whether a rule of a bucket ends the list of erasures, and nothing
// else, once no backup is older.
func endsErasures(rule any) bool {
	days, _ := number(at(rule, "ExpirationInDays"))
	return at(rule, "Status") == "Enabled" && at(rule, "Prefix") == "erasures/" && days >= 40 && days <= 90
}

// warm reports whether a table is warm exactly if WarmWriteUnits is set.
func warm(s *Stack, units any) bool {
	return (refersTo(units) == "WarmWriteUnits") == (s.Values["WarmWriteUnits"] != "0")
}

// policies are the policies of a resource, by its type: their type, the property
// that names the resource, and every action on it.
var policies = map[string]struct{ kind, on, all string }{
	bucketType: {"AWS::S3::BucketPolicy", "Bucket", "s3:*"},
	queueType:  {"AWS::SQS::QueuePolicy", "Queues", "sqs:*"},
}

// deniesPlainHTTP reports whether a resource is the policy of another and denies
// everyone everything without TLS.
func deniesPlainHTTP(policy, r Resource) bool {
	want := policies[r.Type]
	on := list(policy.Properties[want.on])
	if policy.Type != want.kind || len(on) != 1 || refersTo(on[0]) != r.ID {
		return false
	}
	return slices.ContainsFunc(list(at(policy.Properties, "PolicyDocument.Statement")), func(statement any) bool {
		return at(statement, "Effect") == "Deny" && at(statement, "Principal") == "*" && at(statement, "Action") == want.all &&
			text(at(statement, "Condition.Bool.aws:SecureTransport")) == "false"
	})
}
