package stackcheck

const bucketType = "AWS::S3::Bucket"

var fileChecks = []Check{{
	Name:   "buckets-and-queues",
	Proves: "buckets keep every version, are encrypted and closed to the public and to whoever does not speak TLS; queues are encrypted, keep messages for 14 days and speak TLS alone",
	Find: func(s *Stack) []string {
		var f findings
		for _, r := range s.of(bucketType) {
			closed := object(r.Properties, "PublicAccessBlockConfiguration")
			for what, is := range map[string]bool{
				"versions":   at(r.Properties, "VersioningConfiguration", "Status") == "Enabled",
				"encryption": len(list(at(r.Properties, "BucketEncryption", "ServerSideEncryptionConfiguration"))) > 0,
				"a public access block": closed["BlockPublicAcls"] == true && closed["BlockPublicPolicy"] == true &&
					closed["IgnorePublicAcls"] == true && closed["RestrictPublicBuckets"] == true,
				"TLS alone": s.refusesPlainHTTP("AWS::S3::BucketPolicy", "Bucket", r.ID),
			} {
				if !is {
					f.add("%s lacks %s", r.ID, what)
				}
			}
		}
		for _, r := range s.of(queueType) {
			if r.Properties["SqsManagedSseEnabled"] != true {
				f.add("%s is not encrypted", r.ID)
			}
			if text(r.Properties["MessageRetentionPeriod"]) != "1209600" {
				f.add("%s forgets before 14 days", r.ID)
			}
			if !s.refusesPlainHTTP("AWS::SQS::QueuePolicy", "Queues", r.ID) {
				f.add("%s speaks plain HTTP", r.ID)
			}
		}
		return f
	},
	Mutations: []Mutation{
		{What: "books that can be overwritten for good", Edit: drop("Resources", "LedgerBucket", "Properties", "VersioningConfiguration")},
		{What: "books in clear", Edit: drop("Resources", "LedgerBucket", "Properties", "BucketEncryption")},
		{What: "books that a policy may open", Edit: set("false", "Resources", "LedgerBucket", "Properties", "PublicAccessBlockConfiguration", "BlockPublicPolicy")},
		{What: "books over plain HTTP", Edit: drop("Resources", "LedgerBucketPolicy")},
		{What: "a policy that refuses TLS", Edit: set(`"true"`, "Resources", "LedgerBucketPolicy", "Properties", "PolicyDocument", "Statement", "0", "Condition", "Bool", "aws:SecureTransport")},
		{What: "failures in clear", Edit: drop("Resources", "LedgerFailures", "Properties", "SqsManagedSseEnabled")},
		{What: "failures that are forgotten", Edit: drop("Resources", "LedgerFailures", "Properties", "MessageRetentionPeriod")},
		{What: "failures over plain HTTP", Edit: drop("Resources", "LedgerFailuresPolicy")},
	},
}}

// refusesPlainHTTP says whether a policy of a type, on a resource, denies
// everything to everybody who does not speak TLS.
func (s *Stack) refusesPlainHTTP(policyType, property, id string) bool {
	for _, policy := range s.of(policyType) {
		on := list(policy.Properties[property])
		if len(on) != 1 || refersTo(on[0]) != id {
			continue
		}
		for _, statement := range list(at(policy.Properties, "PolicyDocument", "Statement")) {
			action := text(at(statement, "Action"))
			if at(statement, "Effect") == "Deny" && at(statement, "Principal") == "*" && (action == "s3:*" || action == "sqs:*") &&
				text(at(statement, "Condition", "Bool", "aws:SecureTransport")) == "false" {
				return true
			}
		}
	}
	return false
}
