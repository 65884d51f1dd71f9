// Package template reads template.yaml, the SAM template that deploys the store.
// It has the only evaluator of CloudFormation's conditions and functions. [Read]
// returns what a laptop runs: functions, tables, routes, schedules and stream
// mappings. [Decide] returns the whole template for one deployment. A construct that
// the package does not know is an error that names the line, so that the laptop
// never silently differs from AWS.
package template

import "time"

// Stack is what a laptop runs of a template for one deployment.
type Stack struct {
	Name      string // the CloudFormation stack's name, such as "storefront-us"
	Functions []Function
	Tables    []Table
	Buckets   []Bucket
	Queues    []Queue
	Routes    []Route
	CORS      *CORS // of the HTTP API; nil: none
	Schedules []Schedule
	Streams   []StreamMapping
	Rules     []EventRule
	LeftOut   []string // what the template has, and a laptop does not do, sorted
}

// Function is one AWS::Serverless::Function.
type Function struct {
	LogicalID   string // such as "CheckoutFunction"
	Name        string // the last element of CodeDir, such as "checkout"
	CodeDir     string // CodeUri, relative to the template, such as "functions/checkout"
	MemoryMB    int
	Timeout     time.Duration
	Concurrency int // reserved concurrency; 0: none
	Env         map[string]string
	Role        Role
}

// Role is one AWS::IAM::Role. Without a statement that allows an action, it is denied.
type Role struct {
	LogicalID  string // empty: SAM creates the role
	Statements []Statement
}

// Statement allows actions on resources, both of which may have the wildcards * and ?.
type Statement struct {
	Actions    []string            // such as "dynamodb:PutItem"
	Resources  []string            // ARNs
	Conditions map[string][]string `json:",omitempty"` // the values that each key of the request may have
}

// Table is one AWS::DynamoDB::Table.
type Table struct {
	LogicalID    string
	Name         string
	PartitionKey Attribute
	SortKey      Attribute // zero: none
	Indexes      []Index
	StreamView   string // such as "NEW_AND_OLD_IMAGES"; empty: no stream
	TTLAttribute string // empty: none
}

// Attribute is a key attribute with its DynamoDB type: "S", "N" or "B".
type Attribute struct {
	Name string
	Type string
}

// Index is a global secondary index.
type Index struct {
	Name         string
	PartitionKey Attribute
	SortKey      Attribute // zero: none
	Projection   string    // "ALL", "KEYS_ONLY" or "INCLUDE"
	Include      []string  // with "INCLUDE"
}

// Bucket is one AWS::S3::Bucket.
type Bucket struct {
	LogicalID string
	Name      string
}

// Queue is one AWS::SQS::Queue.
type Queue struct {
	LogicalID string
	Name      string
	URL       string
}

// CORS says which pages of other origins may use the HTTP API. Origins may end in a *.
type CORS struct {
	Origins, Methods, Headers, Expose []string
	MaxAge                            time.Duration
	Credentials                       bool
}

// Route is one route of the HTTP API.
type Route struct {
	Method   string // upper case; "ANY" is any method; empty if Path is "$default"
	Path     string // such as "/v1/{market}/products/{sku}", or "$default"
	Function string // logical id
}

// Schedule invokes a function at a fixed rate.
type Schedule struct {
	Name     string
	Function string // logical id
	Every    time.Duration
	Input    string // JSON; empty: the service's own event
}

// EventRule invokes a function with events that services of AWS send.
type EventRule struct {
	Name     string
	Function string // logical id
	Pattern  string // JSON
}

// StreamMapping invokes a function with the records of a table's stream.
type StreamMapping struct {
	Name               string
	Function           string // logical id
	Table              string // logical id
	StartingPosition   string // "TRIM_HORIZON" or "LATEST"
	BatchSize          int
	BatchingWindow     time.Duration
	MaxRetryAttempts   int           // -1: no limit
	MaxRecordAge       time.Duration // 0: no limit
	BisectOnError      bool
	PartialBatchResult bool     // FunctionResponseTypes has ReportBatchItemFailures
	Filters            []string // event patterns as JSON; a record passes if one matches it
	OnFailure          string   // name of the queue that receives dead letters; empty: none
}
