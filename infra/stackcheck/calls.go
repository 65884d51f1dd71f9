package stackcheck

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"storefront/infra/local/access"
)

// recorded has the calls that functions made in the tests of running stores, one a
// line: function, action and resource. A test compares it with a new recording.
//
//go:embed calls.txt
var recorded string

// byTheClock has calls that the tests of running stores make only at certain times, in
// the same form: a day's books close when the day is over, and the sweep counts the
// waitlist's queues every fifth minute.
const byTheClock = `CloseFunction dynamodb:GetItem OrdersTable
CloseFunction dynamodb:PutItem OrdersTable
CloseFunction s3:PutObject LedgerBucket/closed/*
CloseFunction s3:PutObject LedgerBucket/current/*
SweepFunction dynamodb:Query WaitlistTable/index/queue
SweepFunction dynamodb:PutItem WaitlistTable
`

// permission is an action on a resource. The resource is named as in the template:
// "OrdersTable", "OrdersTable/index/x", "OrdersTable/stream/*" or "LedgerBucket/raw/*".
type permission struct{ action, resource string }

func (p permission) String() string { return p.action + " on " + p.resource }

// matches reports whether a permission, which may have wildcards, allows a call.
func (p permission) matches(call permission) bool {
	return access.Matches(p.action, call.action) && access.Matches(p.resource, call.resource)
}

var callChecks = []Check{{
	Name:   "role-calls",
	Proves: "each function's role allows exactly the calls that are made with it: those of the function, as recorded in tests of running stores; the locks on books; reading its secrets when it starts; and those of Lambda, for logs, traces, streams and dead letters",
	Find: func(s *Stack) (f findings) {
		for _, r := range s.of(functionType) {
			called, role := slices.Concat(s.recordedOf(r), s.locked(r), s.secretsRead(r), lambdaCalls(r)), s.find(refersTo(r.Properties["Role"]))
			allowed := permissions(role)
			for _, call := range called {
				if !slices.ContainsFunc(allowed, func(p permission) bool { return p.matches(call) }) {
					f.add("%s does not allow %s, which %s calls", role.ID, call, r.ID)
				}
			}
			for _, p := range allowed {
				if !slices.ContainsFunc(called, p.matches) {
					f.add("%s allows %s, which %s never calls", role.ID, p, r.ID)
				}
			}
		}
		return f
	},
	Mutations: []Mutation{
		{What: "checkout that deletes orders", Edit: set("[dynamodb:GetItem, dynamodb:Query, dynamodb:PutItem, dynamodb:UpdateItem, dynamodb:DeleteItem]", "Resources.CheckoutRole.Properties.Policies.0.PolicyDocument.Statement.4.Action")},
		{What: "checkout that cannot list a buyer's orders", Edit: set("[dynamodb:GetItem, dynamodb:PutItem, dynamodb:UpdateItem]", "Resources.CheckoutRole.Properties.Policies.0.PolicyDocument.Statement.4.Action")},
		{What: "checkout that writes products", Edit: set("[dynamodb:Query, dynamodb:PutItem]", checkoutStatement+".Action")},
		{What: "checkout that queries another table too", Edit: set("[!GetAtt CatalogTable.Arn, !GetAtt WaitlistTable.Arn]", checkoutStatement+".Resource")},
		{What: "a ledger that reads its files", Edit: set("[s3:PutObject, s3:GetObject]", "Resources.LedgerRole.Properties.Policies.0.PolicyDocument.Statement.7.Action")},
		{What: "a ledger that writes closed books", Edit: set("[!Sub '${LedgerBucket.Arn}/raw/*', !Sub '${LedgerBucket.Arn}/closed/*']", "Resources.LedgerRole.Properties.Policies.0.PolicyDocument.Statement.7.Resource")},
		{What: "a secret that the function has no variable for", Edit: set("[!Ref TokenSecret, !Ref DigestSecret]", "Resources.LedgerRole.Properties.Policies.0.PolicyDocument.Statement.6.Resource")},
		{What: "a function that cannot read its secret", Edit: set("!Ref DigestSecret", "Resources.CheckoutRole.Properties.Policies.0.PolicyDocument.Statement.5.Resource")},
		{What: "a stream that the function's role cannot read", Edit: set("!GetAtt OrdersTable.StreamArn", "Resources.NotifyRole.Properties.Policies.0.PolicyDocument.Statement.2.Resource")},
		{What: "a function that cannot write its log", Edit: set("!GetAtt CatalogLogs.Arn", "Resources.CheckoutRole.Properties.Policies.0.PolicyDocument.Statement.0.Resource")},
		{What: "traces without tracing", Edit: set("{ Effect: Allow, Action: [xray:PutTraceSegments, xray:PutTelemetryRecords], Resource: '*' }", "Resources.CheckoutRole.Properties.Policies.0.PolicyDocument.Statement.1")},
	},
}}

// recordedOf returns the recorded calls of a function. The laptop mails finance; a stack without
// FinanceEmail does not.
func (s *Stack) recordedOf(r Resource) []permission {
	return slices.DeleteFunc(recordedCalls(r.ID), func(p permission) bool {
		return r.ID == "CloseFunction" && p.action == "ses:SendEmail" && !s.mailsFinance(r)
	})
}

// recordedCalls returns the recorded calls of a function, and those by the clock.
func recordedCalls(function string) (calls []permission) {
	for line := range strings.Lines(recorded + byTheClock) {
		if fields := strings.Fields(line); len(fields) == 3 && fields[0] == function {
			calls = append(calls, permission{fields[1], fields[2]})
		}
	}
	return calls
}

// locked returns the permissions for the locks that a function puts on books, if books are locked.
// The laptop has no locks.
func (s *Stack) locked(r Resource) (calls []permission) {
	if at(r.Properties, "Environment.Variables.LEDGER_RETENTION_YEARS") == nil || s.Values["BooksRetentionYears"] == "0" {
		return nil
	}
	for _, call := range recordedCalls(r.ID) {
		if call.action == "s3:PutObject" && (call.resource == "LedgerBucket/raw/*" || call.resource == "LedgerBucket/closed/*") {
			calls = append(calls, permission{"s3:PutObjectRetention", call.resource})
		}
	}
	return calls
}

// secretsRead returns the calls of a function for its secrets: it reads each that one
// of its variables names, which the laptop sets to the secret itself.
func (s *Stack) secretsRead(r Resource) (calls []permission) {
	for _, value := range object(at(r.Properties, "Environment.Variables")) {
		if id := refersTo(value); s.find(id).Type == secretType {
			calls = append(calls, permission{"secretsmanager:GetSecretValue", id})
		}
	}
	return calls
}

// lambdaCalls returns what Lambda calls with a function's role.
func lambdaCalls(r Resource) (calls []permission) {
	add := func(resource string, actions ...string) {
		for _, action := range actions {
			calls = append(calls, permission{action, resource})
		}
	}
	add(refersTo(at(r.Properties, "LoggingConfig.LogGroup")), "logs:CreateLogStream", "logs:PutLogEvents")
	if r.Properties["Tracing"] == "Active" {
		add("*", tracing...)
	}
	if queue := refersTo(at(r.Properties, "EventInvokeConfig.DestinationConfig.OnFailure.Destination")); queue != "" {
		add(queue, "sqs:SendMessage")
	}
	for _, event := range object(r.Properties["Events"]) {
		if table := refersTo(at(event, "Properties.Stream")); table != "" {
			add(table+"/stream", "dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")
			add(table+"/stream/*", "dynamodb:ListStreams")
		}
		if queue := refersTo(at(event, "Properties.DestinationConfig.OnFailure.Destination")); queue != "" {
			add(queue, "sqs:SendMessage")
		}
	}
	return calls
}

// permissions returns what a role allows.
func permissions(role Resource) (all []permission) {
	for _, statement := range valuesAt(role.Properties, []string{"Policies", "*", "PolicyDocument", "Statement", "*"}) {
		for _, action := range texts(at(statement, "Action")) {
			for _, resource := range list(at(statement, "Resource")) {
				all = append(all, permission{action, resourceName(resource)})
			}
		}
	}
	return all
}

// resourceName returns the name of a resource in a statement, as permission has it. An
// ARN that is written out is named by its last part, such as "identity/*".
func resourceName(v any) string {
	if sub := list(at(v, "Fn::Sub")); len(sub) > 0 {
		name := text(sub[0])
		if id, rest, found := strings.Cut(strings.TrimPrefix(name, "${"), ".Arn}"); found {
			return id + rest
		}
		return name[strings.LastIndex(name, ":")+1:]
	}
	if attribute := texts(at(v, "Fn::GetAtt")); len(attribute) == 2 && attribute[1] == "StreamArn" {
		return attribute[0] + "/stream"
	}
	if id := refersTo(v); id != "" {
		return id
	}
	return fmt.Sprint(v)
}
