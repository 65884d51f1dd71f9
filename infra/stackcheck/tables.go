package stackcheck

const tableType = "AWS::DynamoDB::Table"

var tableChecks = []Check{
	{
		Name:   "tables",
		Proves: "every table is kept when the stack goes or would replace it, can be restored to any second, is encrypted and protected from deletion",
		Find: func(s *Stack) []string {
			var f findings
			for _, r := range s.of(tableType) {
				for what, is := range map[string]bool{
					"DeletionPolicy Retain":      r.Attributes["DeletionPolicy"] == "Retain",
					"UpdateReplacePolicy Retain": r.Attributes["UpdateReplacePolicy"] == "Retain",
					"deletion protection":        at(r.Properties, "DeletionProtectionEnabled") == true,
					"point-in-time recovery":     at(r.Properties, "PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled") == true,
					"encryption":                 at(r.Properties, "SSESpecification", "SSEEnabled") == true,
					"payment per request":        at(r.Properties, "BillingMode") == "PAY_PER_REQUEST",
				} {
					if !is {
						f.add("%s lacks %s", r.ID, what)
					}
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "orders deleted with the stack", Edit: drop("Resources", "OrdersTable", "DeletionPolicy")},
			{What: "orders lost to a replacement", Edit: drop("Resources", "OrdersTable", "UpdateReplacePolicy")},
			{What: "no deletion protection", Edit: set("false", "Resources", "StockTable", "Properties", "DeletionProtectionEnabled")},
			{What: "no point-in-time recovery", Edit: drop("Resources", "OrdersTable", "Properties", "PointInTimeRecoverySpecification")},
			{What: "no encryption", Edit: drop("Resources", "WaitlistTable", "Properties", "SSESpecification")},
			{What: "provisioned capacity", Edit: set("PROVISIONED", "Resources", "StockTable", "Properties", "BillingMode")},
		},
	},
	{
		Name:   "kept-resources",
		Proves: "buckets, and the key that signed what shoppers hold, are kept like the tables",
		Find: func(s *Stack) []string {
			var f findings
			for _, r := range append(s.of(bucketType), s.find("TokenSecret")) {
				if r.Attributes["DeletionPolicy"] != "Retain" || r.Attributes["UpdateReplacePolicy"] != "Retain" {
					f.add("%s goes with the stack or with a replacement", r.ID)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "a key deleted with the stack", Edit: drop("Resources", "TokenSecret", "DeletionPolicy")},
			{What: "a key lost to a replacement", Edit: drop("Resources", "TokenSecret", "UpdateReplacePolicy")},
			{What: "books deleted with the stack", Edit: drop("Resources", "LedgerBucket", "DeletionPolicy")},
		},
	},
	{
		Name:   "time-to-live",
		Proves: "waitlist entries that nobody confirmed go by themselves, and orders never do",
		Find: func(s *Stack) []string {
			var f findings
			for id, want := range map[string]bool{"WaitlistTable": true, "OrdersTable": false, "StockTable": false} {
				if got := at(s.find(id).Properties, "TimeToLiveSpecification", "Enabled") == true; got != want {
					f.add("%s has time to live: %v, want %v", id, got, want)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "a waitlist that keeps everything", Edit: drop("Resources", "WaitlistTable", "Properties", "TimeToLiveSpecification")},
			{What: "orders that expire by time to live", Edit: set("{ AttributeName: hold_expires_at, Enabled: true }", "Resources", "OrdersTable", "Properties", "TimeToLiveSpecification")},
		},
	},
	{
		Name:   "warm-throughput",
		Proves: "a parameter warms the stock and orders tables for a sale day, and without it nothing is paid for",
		Find: func(s *Stack) []string {
			var f findings
			warm := s.parameter("WarmWriteUnits") != "0"
			for _, id := range []string{"StockTable", "OrdersTable"} {
				units := refersTo(at(s.find(id).Properties, "WarmThroughput", "WriteUnitsPerSecond"))
				if got := units == "WarmWriteUnits"; got != warm {
					f.add("%s is warm: %v, want %v", id, got, warm)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "orders that stay cold", With: map[string]string{"WarmWriteUnits": "10000"}, Edit: drop("Resources", "OrdersTable", "Properties", "WarmThroughput")},
			{What: "stock that is always warm", Edit: set("{ ReadUnitsPerSecond: 12000, WriteUnitsPerSecond: !Ref WarmWriteUnits }", "Resources", "StockTable", "Properties", "WarmThroughput")},
		},
	},
}
