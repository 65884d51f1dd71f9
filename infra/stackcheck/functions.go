package stackcheck

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
)

const (
	functionType = "AWS::Serverless::Function"
	logGroupType = "AWS::Logs::LogGroup"

	// gatewayTimeout is how long API Gateway waits for a function, in seconds.
	gatewayTimeout = 30
	// unreserved is the concurrency that Lambda keeps for functions without a reservation,
	// and accountQuota what an account has in an AWS Region by default.
	unreserved   = 100
	accountQuota = 1000
)

var functionChecks = []Check{
	{
		Name:   "runtime",
		Proves: "every function is a Go binary `bootstrap` for provided.al2023 on arm64, built by SAM's go1.x from a folder of its own that holds `package main`",
		Find: func(s *Stack) []string {
			var f findings
			folders := map[string]string{}
			for _, r := range s.of(functionType) {
				for property, want := range map[string]string{"Runtime": "provided.al2023", "Handler": "bootstrap"} {
					if got := text(r.Properties[property]); got != want {
						f.add("%s: %s is %q, want %s", r.ID, property, got, want)
					}
				}
				if architectures := list(r.Properties["Architectures"]); len(architectures) != 1 || architectures[0] != "arm64" {
					f.add("%s: runs on %v, want arm64", r.ID, architectures)
				}
				if got := text(at(r.Attributes, "Metadata", "BuildMethod")); got != "go1.x" {
					f.add("%s: is built by %q, want go1.x", r.ID, got)
				}
				folder := text(r.Properties["CodeUri"])
				if other := folders[folder]; other != "" {
					f.add("%s and %s share the folder %s", other, r.ID, folder)
				}
				folders[folder] = r.ID
				if !holdsMain(filepath.Join(s.Source.Root, folder)) {
					f.add("%s: %s holds no package main", r.ID, folder)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "another runtime", Edit: set("provided.al2", "Globals", "Function", "Runtime")},
			{What: "another architecture", Edit: set("[x86_64]", "Globals", "Function", "Architectures")},
			{What: "another handler", Edit: set("main", "Globals", "Function", "Handler")},
			{What: "no BuildMethod", Edit: drop("Resources", "CheckoutFunction", "Metadata")},
			{What: "a folder shared by two", Edit: set("functions/catalog", "Resources", "CheckoutFunction", "Properties", "CodeUri")},
			{What: "a folder without package main", Edit: set("shared/stock", "Resources", "CheckoutFunction", "Properties", "CodeUri")},
		},
	},
	{
		Name:   "memory-and-timeout",
		Proves: "every function says how much memory and time it gets, behind the API less than the 30 s that API Gateway waits",
		Find: func(s *Stack) []string {
			var f findings
			served := s.served()
			for _, r := range s.of(functionType) {
				if _, ok := number(r.Properties["MemorySize"]); !ok {
					f.add("%s has no MemorySize", r.ID)
				}
				timeout, ok := number(r.Properties["Timeout"])
				if !ok {
					f.add("%s has no Timeout", r.ID)
				}
				if served[r.ID] && timeout >= gatewayTimeout {
					f.add("%s may take %v s, and API Gateway waits for %d", r.ID, timeout, gatewayTimeout)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "checkout without memory", Edit: drop("Resources", "CheckoutFunction", "Properties", "MemorySize")},
			{What: "the sweep without a timeout", Edit: drop("Resources", "SweepFunction", "Properties", "Timeout")},
			{What: "checkout with 30 s", Edit: set("30", "Resources", "CheckoutFunction", "Properties", "Timeout")},
		},
	},
	{
		Name:   "reserved-concurrency",
		Proves: "the reserved concurrency of all functions leaves the 100 that Lambda insists on, out of an account's 1,000, and can be switched off",
		Find: func(s *Stack) []string {
			var f findings
			sum := 0.0
			for _, r := range s.of(functionType) {
				n, reserves := number(r.Properties["ReservedConcurrentExecutions"])
				if wanted := s.parameter("ReserveConcurrency") == "on"; reserves != wanted {
					f.add("%s reserves %v, with ReserveConcurrency %s", r.ID, n, s.parameter("ReserveConcurrency"))
				}
				sum += n
			}
			if sum > accountQuota-unreserved {
				f.add("together they reserve %v of %d, which leaves less than %d", sum, accountQuota, unreserved)
			}
			return f
		},
		Mutations: []Mutation{
			{What: "checkout alone takes 900", Edit: set("!If [ReservesConcurrency, 900, !Ref AWS::NoValue]", "Resources", "CheckoutFunction", "Properties", "ReservedConcurrentExecutions")},
			{What: "catalog takes what is left", Edit: drop("Resources", "CatalogFunction", "Properties", "ReservedConcurrentExecutions")},
			{What: "a reservation that stays", With: map[string]string{"ReserveConcurrency": "off"}, Edit: set("10", "Resources", "CatalogFunction", "Properties", "ReservedConcurrentExecutions")},
		},
	},
	{
		Name:   "logs",
		Proves: "every function and the API log to a group of their own in the template, with a retention; functions log JSON",
		Find: func(s *Stack) []string {
			var f findings
			used := map[string]string{}
			use := func(by string, group any) {
				id := refersTo(group)
				if s.find(id).Type != logGroupType {
					f.add("%s logs to no group of the template", by)
					return
				}
				if other := used[id]; other != "" {
					f.add("%s and %s share the log group %s", other, by, id)
				}
				used[id] = by
			}
			for _, r := range s.of(functionType) {
				use(r.ID, at(r.Properties, "LoggingConfig", "LogGroup"))
				if got := text(at(r.Properties, "LoggingConfig", "LogFormat")); got != "JSON" {
					f.add("%s logs in format %q, want JSON", r.ID, got)
				}
			}
			for _, r := range s.of(apiType) {
				use(r.ID, at(r.Properties, "AccessLogSettings", "DestinationArn"))
			}
			for _, r := range s.of(logGroupType) {
				if r.Properties["RetentionInDays"] == nil {
					f.add("%s keeps its logs for ever", r.ID)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "a group without retention", Edit: drop("Resources", "SweepLogs", "Properties", "RetentionInDays")},
			{What: "two functions with one group", Edit: set("{ LogGroup: !Ref CatalogLogs }", "Resources", "CheckoutFunction", "Properties", "LoggingConfig")},
			{What: "a function with the group that Lambda makes", Edit: drop("Resources", "WaitlistFunction", "Properties", "LoggingConfig")},
			{What: "logs as text", Edit: set("Text", "Globals", "Function", "LoggingConfig", "LogFormat")},
			{What: "an API without access log", Edit: drop("Resources", "Api", "Properties", "AccessLogSettings")},
		},
	},
}

// holdsMain says whether a folder holds a Go program.
func holdsMain(dir string) bool {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return false
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly)
		if err == nil && parsed.Name.Name == "main" {
			return true
		}
	}
	return false
}
