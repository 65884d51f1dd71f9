package template

import (
	"fmt"
	"strings"
	"testing"
)

// TestMistakes makes one mistake at a time in everything.yaml. The error must name the
// line of the », which is removed, or without one the line where the replacement
// begins.
func TestMistakes(t *testing.T) {
	t.Parallel()
	base := string(everything(t))
	for _, test := range []struct{ name, replace, with, want string }{
		// The document.
		{"invalid YAML", "Description: A template", "Description: @ template", "found character that cannot start any token"},
		{"duplicate key", "Description: A template", "Transform: x\nDescription: A template", "Transform appears twice"},
		{"key that is not a string", "Rules:", "[a]: b\nRules:", "a key must be a plain string"},
		{"alias", "Anything: {", "This: &here { A: b }, Other: *here, Anything: {", "CloudFormation does not support YAML aliases"},
		{"YAML 1.1 boolean", "NUMBER: 10", "NUMBER: off", "CloudFormation does not read off as a string: quote it"},
		{"YAML 1.1 octal", "NUMBER: 10", "NUMBER: 010", "CloudFormation does not read 010 as a string: quote it"},
		{"YAML 1.1 sexagesimal", "NUMBER: 10", "NUMBER: 20:15", "CloudFormation does not read 20:15 as a string: quote it"},
		{"unknown section", "Rules:", "Hooks:", "the laptop does not know the section Hooks"},
		{"other transform", "AWS::Serverless-2016-10-31", "AWS::LanguageExtensions", `want AWS::Serverless-2016-10-31, not "AWS::LanguageExtensions"`},
		{"list of transforms", "Transform: AWS::Serverless-2016-10-31", "Transform: [AWS::Serverless-2016-10-31]", "want a single value"},

		// Parameters.
		{"no value", "Default: 7, ", "", "the parameter Timeout has neither a value nor a default"},
		{"value not allowed", "Default: test,", "Default: prod,", `the parameter Stage is "prod", want test or live`},
		{"value too small", "MinValue: 1", "MinValue: 8", "the parameter Timeout is below its minimum 8"},
		{"value too big", "MaxValue: 9", "MaxValue: 6", "the parameter Timeout is above its maximum 6"},
		{"bound that is not a number", "MaxValue: 9", "MaxValue: nine", `want a number, not "nine"`},
		{"value that does not match the pattern", `"[a-z]+"`, `"[a-k]+"`, `the parameter Greeting is "hello", which does not match [a-k]+`},
		{"invalid pattern", `"[a-z]+"`, `"("`, "the laptop does not understand the pattern: error parsing regexp: missing closing ): `^(?:()$`"},
		{"value that is not a number", "Default: 7", "Default: seven", `the parameter Timeout is not a number: "seven"`},
		{"parameter type", "Type: Number", "Type: AWS::SSM::Parameter::Value<String>", `want String or Number, not "AWS::SSM::Parameter::Value<String>"`},
		{"parameter without type", "{ Type: Number,", "{", "Type is missing"},
		{"parameter attribute", "NoEcho: true", "Noecho: true", "the laptop does not know the parameter attribute Noecho"},

		// Rules.
		{"broken rule", "Assert: !Equals [a, a]", "Assert: !Equals [a, b]", "the parameters break the rule AnyRule: a is a."},
		{"rule whose condition holds", "RuleCondition: !Equals [!Ref Timeout, 1]", "RuleCondition: !Equals [!Ref Timeout, 7]", "the parameters break the rule HurryRule: "},
		{"rule without a condition", "RuleCondition: !Equals [!Ref Timeout, 1], ", "", "the parameters break the rule HurryRule: "},
		{"rule of a condition", "Assert: !Equals [a, a]", "Assert: !Condition Live", "there is no condition Live"},
		{"rule's own function", "Assert: !Equals [a, a]", "Assert: !Contains [[a], a]", "want Fn::Equals, Fn::And, Fn::Or, Fn::Not or Condition"},
		{"assertion of nothing", "Assert: !Equals [a, a], ", "", "Assert is missing"},
		{"rule that asserts nothing", "RuleCondition: !Equals [!Ref Timeout, 1], Assertions: [{ Assert: !Equals [a, b] }]", "RuleCondition: !Equals [a, a]", "Assertions is missing"},
		{"rule attribute", "AssertDescription: a is a.", "Description: a is a.", "the laptop does not know the assertion attribute Description"},

		// Conditions.
		{"value that is not a condition", "!Equals [!Ref Stage, live]", "!Ref Stage", "want Fn::Equals, Fn::And, Fn::Or, Fn::Not or Condition"},
		{"undeclared condition", "!Not [!Condition Live]", "!Not [!Condition Alive]", "there is no condition Alive"},
		{"condition that depends on itself", "!Not [!Condition Live]", "!Not [!Condition Test]", "the condition Test depends on itself"},
		{"too few conditions", "!And [!Condition Live, !Condition Test]", "!And [!Condition Live]", "want 2 to 10 arguments, not 1"},
		{"condition of a list", "!Equals [!Ref Stage, live]", "!Equals [[a], live]", "want a single value"},
		{"condition that refers to a resource", "!Equals [!Ref Stage, live]", "!Equals [!Ref Api, live]", "there is no parameter or resource Api"},
		{"undeclared condition of a resource", "Condition: Either", "Condition: Neither", "there is no condition Neither"},

		// Functions in values.
		{"unknown function", "STAGE: !Ref Stage", "STAGE: !ImportValue x", "the laptop does not know the function Fn::ImportValue here"},
		{"unknown function, long form", "STAGE: !Ref Stage", "STAGE: { Fn::ImportValue: x }", "the laptop does not know the function Fn::ImportValue here"},
		{"unknown name", "STAGE: !Ref Stage", "STAGE: !Ref Stagg", "there is no parameter or resource Stagg"},
		{"name that is not a string", "STAGE: !Ref Stage", "STAGE: !Ref [Stage]", "want a string, not a function or a list"},
		{"list for a value", "STAGE: !Ref Stage", "STAGE: [a]", "want a single value"},
		{"nothing for a value", "STAGE: !Ref Stage", "STAGE:", "want a single value"},
		{"dynamic reference", "STAGE: !Ref Stage", "STAGE: '{{resolve:ssm:x}}'", "the laptop does not know the value of a dynamic reference"},
		{"resource without a value", "STAGE: !Ref Stage", "STAGE: !Ref Api", "the laptop has no value for Ref of Api"},
		{"attribute without a value", "STAGE: !Ref Stage", "STAGE: !GetAtt DeadLetters.QueueName", "the laptop has no value for QueueName of DeadLetters"},
		{"destination that is not a queue", "Destination: !GetAtt DeadLetters.Arn", "Destination: !GetAtt KeyedTable.Arn", "no queue of this stack has the ARN arn:aws:dynamodb:us-west-2:000000000000:table/test-us-keyed"},
		{"resource that is not created", "STAGE: !Ref Stage", "STAGE: !GetAtt LiveFunction.Arn", "this stack has no LiveFunction: its condition is false"},
		{"attribute missing", "STAGE: !Ref Stage", "STAGE: !GetAtt KeyedTable", `want a resource and its attribute, not "KeyedTable"`},
		{"table without stream", "STAGE: !Ref Stage", "STAGE: !GetAtt KeyedTable.StreamArn", "the table KeyedTable has no stream"},
		{"unknown map", "!FindInMap [Sizes,", "!FindInMap [Seizes,", "Mappings have no Seizes here"},
		{"map that calls a function", "test: { Memory: 256", "test: { Memory: !FindInMap [Sizes, test, Memory]", "Mappings cannot call Fn::FindInMap"},
		{"unknown key of a map", "!Ref Stage, Memory]", "!Ref Stage, Memories]", "Mappings have no Memories here"},
		{"map too deep", "!FindInMap [Sizes, !Ref Stage, Memory]", "!FindInMap [Sizes, !Ref Stage, Memory, x]", "want 3 to 3 arguments, not 4"},
		{"If without a condition", "!If [Live, here,", "!If [Alive, here,", "there is no condition Alive"},
		{"If without an else", "!If [Live, here, !Ref AWS::NoValue]", "!If [Live, here]", "want 3 to 3 arguments, not 2"},
		{"If without a list", "!If [Live, here, !Ref AWS::NoValue]", "!If Live", "want a list of arguments"},
		{"Sub not closed", "STAGE: !Ref Stage", "STAGE: !Sub '${Stage'", "${Stage is not closed"},
		{"Sub of nothing", "STAGE: !Ref Stage", "STAGE: !Sub 'a${}'", "${} is not a name"},
		{"Sub of an unknown name", "STAGE: !Ref Stage", "STAGE: !Sub '${Stagg}'", "there is no parameter or resource Stagg"},
		{"Sub on another line", "STAGE: !Ref Stage", "STAGE: !Sub\n          - ${Key}\n          - »Key: !Ref Stagg", "there is no parameter or resource Stagg"},
		{"NoValue in Sub", "STAGE: !Ref Stage", "STAGE: !Sub '${AWS::NoValue}'", "AWS::NoValue has no place here"},
		{"NoValue as an operand", "STAGE: !Ref Stage", "STAGE: !FindInMap [!Ref AWS::NoValue, a, b]", "AWS::NoValue has no place here"},

		// Resources.
		{"resource type", "AWS::SQS::Queue", "AWS::SQS::Cue", "the laptop does not know the resource type AWS::SQS::Cue"},
		{"resource without type", "DeadLetters:\n    Type: AWS::SQS::Queue", "DeadLetters:\n    Properties: {}", "Type is missing"},
		{"resource attribute", "DependsOn: Logs", "DependOn: Logs", "the laptop does not know the resource attribute DependOn"},
		{"resource that is not a mapping", "    Type: AWS::SQS::Queue", "    - »a", "want a mapping"},

		// The API.
		{"stage", "StageName: $default", "StageName: live", `want $default, not "live"`},
		{"API property", "StageName: $default", "DefinitionBody: {}", "the laptop does not know the API property DefinitionBody"},
		{"two APIs", "  Secret:\n", "  Second: { Type: AWS::Serverless::HttpApi }\n  Secret:\n", "the laptop serves one HTTP API, which is Api"},

		{"CORS property", "AllowOrigins:", "AllowOrigin:", "the laptop does not know the CORS property AllowOrigin"},
		{"CORS for everyone", "CorsConfiguration: { AllowOrigins: [\"https://shop.example.com\"] }", "CorsConfiguration: true", "want a mapping"},
		{"bucket property", "VersioningConfiguration:", "WebsiteConfiguration:", "the laptop does not know the bucket property WebsiteConfiguration"},
		{"queue property", "SqsManagedSseEnabled:", "FifoQueue:", "the laptop does not know the queue property FifoQueue"},
		{"secret property", "GenerateSecretString:", "SecretString:", "the laptop does not know the secret property SecretString"},

		// Functions.
		{"kind of global", "HttpApi: {", "Api: {", "the laptop does not know the kind of global Api"},
		{"globals that are not a mapping", "    Runtime: provided.al2023\n    Handler: bootstrap\n    Timeout: !Ref Timeout\n    MemorySize: 128\n    Environment:\n      Variables:\n        STAGE: !Ref Stage\n        FROM: globals\n", "    - all of them\n", "want a mapping"},
		{"global property", "Handler: bootstrap", "Layers: [x]", "the laptop does not know the function property Layers"},
		{"function property", "DependsOn: Logs", "VpcConfig: {}", "the laptop does not know the resource attribute VpcConfig"},
		{"runtime", "provided.al2023", "python3.13", `want provided.al2023, not "python3.13"`},
		{"handler", "Handler: bootstrap", "Handler: main", `want bootstrap, not "main"`},
		{"without runtime", "  FrontFunction:\n", "  »F: { Type: AWS::Serverless::Function, Properties: { Runtime: !Ref AWS::NoValue } }\n  FrontFunction:\n", "Runtime is missing"},
		{"build method", "BackFunction:\n    Type: AWS::Serverless::Function\n    Metadata: { BuildMethod: go1.x }", "BackFunction:\n    Type: AWS::Serverless::Function\n    Metadata: { »BuildMethod: makefile }", `want go1.x, not "makefile"`},
		{"without code", "BackFunction:\n    Type: AWS::Serverless::Function\n    Metadata: { BuildMethod: go1.x }\n    Properties:\n      CodeUri: functions/back\n", "BackFunction:\n    Type: AWS::Serverless::Function\n    Metadata: { BuildMethod: go1.x }\n    Properties:\n", "CodeUri is missing"},
		{"code outside the template's folder", "functions/back", "../functions/back", `want a folder below the template's, not "../functions/back"`},
		{"code in a bucket", "functions/back", "{ Bucket: b, Key: k }", "want a single value"},
		{"one folder twice", "BackFunction:\n    Type: AWS::Serverless::Function\n    Metadata: { BuildMethod: go1.x }\n    Properties:\n      CodeUri: functions/back", "BackFunction:\n    Type: AWS::Serverless::Function\n    Metadata: { BuildMethod: go1.x }\n    Properties:\n      CodeUri: other/front", "two functions have the name front, the last element of their CodeUri"},
		{"timeout", "Timeout: 900", "Timeout: 901", `want a whole number from 1 to 900, not "901"`},
		{"memory", "MemorySize: !FindInMap", "MemorySize: !Sub 64 #", `want a whole number from 128 to 10240, not "64"`},
		{"concurrency of zero", "ReservedConcurrentExecutions: 2", "ReservedConcurrentExecutions: 0", `want a whole number from 1 to 1000000, not "0"`},
		{"environment property", "      Variables:\n        STAGE", "      Varables:\n        STAGE", "the laptop does not know the environment property Varables"},
		{"name of a variable", "NUMBER: 10", "NUM-BER: 10", "NUM-BER cannot be the name of an environment variable"},
		{"event type", "Type: Schedule\n          Properties: { Schedule: rate(2 days)", "Type: S3\n          Properties: { Bucket: b", "the laptop does not know the event type S3"},
		{"event without type", "Minute:\n          Type: Schedule\n", "Minute:\n", "Type is missing"},

		// Roles.
		{"role of another resource", "Role: !GetAtt Role.Arn", "Role: !GetAtt KeyedTable.Arn", "want the Arn of an AWS::IAM::Role"},
		{"role that is not created here", "Role: !GetAtt Role.Arn", "Role: arn:aws:iam::000000000000:role/any", "want the Arn of an AWS::IAM::Role"},
		{"role property", "AssumeRolePolicyDocument:", "ManagedPolicyArns:", "the laptop does not know the role property ManagedPolicyArns"},
		{"all actions but some", "Action: [dynamodb:Query", "NotAction: [dynamodb:Query", "the laptop does not know the statement element NotAction"},
		{"denial", "- { Effect: Allow, Action: s3:", "- { »Effect: Deny, Action: s3:", `want Allow, not "Deny"`},
		{"statement without action", "{ Effect: Allow, Action: a, Resource:", "{ Effect: Allow, Resource:", "Action is missing"},
		{"condition's operator", "StringEquals:", "StringLike:", `want StringEquals or ForAllValues:StringEquals or ForAllValues:StringLike, not "StringLike"`},
		{"condition's key", "ses:FromAddress:", "aws:SourceIp:", `want ses:FromAddress, not "aws:SourceIp"`},
		{"item that is not there", "!Select [1, ", "!Select [2, ", `want a whole number from 0 to 1, not "2"`},

		// Routes.
		{"route without API", "List:\n          Type: HttpApi\n          Properties: { ApiId: !Ref Api, Method: GET, Path: /v1/things }", "List:\n          Type: HttpApi\n          Properties: { Method: GET, Path: /v1/things }", "ApiId is missing"},
		{"route of another resource", "ApiId: !Ref Api, Method: GET", "ApiId: !Ref Role, Method: GET", "want a Ref of an AWS::Serverless::HttpApi"},
		{"route without method", "List:\n          Type: HttpApi\n          Properties: { ApiId: !Ref Api, Method: GET, Path: /v1/things }", "List:\n          Type: HttpApi\n          Properties: { ApiId: !Ref Api, Path: /v1/things }", "Method is missing"},
		{"route without path", "List:\n          Type: HttpApi\n          Properties: { ApiId: !Ref Api, Method: GET, Path: /v1/things }", "List:\n          Type: HttpApi\n          Properties: { ApiId: !Ref Api, Method: GET }", "Path is missing"},
		{"method", "Method: GET", "Method: FETCH", `want GET or HEAD or POST or PUT or PATCH or DELETE or OPTIONS or ANY, not "FETCH"`},
		{"path", "Path: /v1/things }", "Path: v1/things }", `want a path that begins with /, not "v1/things"`},
		{"payload format", `PayloadFormatVersion: "2.0"`, `PayloadFormatVersion: "1.0"`, `want 2.0, not "1.0"`},
		{"route property", "Method: GET,", "Method: GET, Auth: {},", "the laptop does not know the route property Auth"},
		{"route twice", "        Rest:\n", "        »Again: { Type: HttpApi, Properties: { ApiId: !Ref Api, Method: GET, Path: /v1/things } }\n        Rest:\n", "there is another route GET /v1/things"},
		{"default route twice", "        Rest:\n", "        First: { Type: HttpApi, Properties: { ApiId: !Ref Api } }\n        »Rest:\n", "there is another route $default"},

		// Schedules.
		{"cron", "rate(1 minute)", "'cron(0 12 ? * MON *)'", "the laptop runs schedules such as rate(1 minute) or rate(5 minutes), not cron(0 12 ? * MON *)"},
		{"one in the plural", "rate(1 minute)", "rate(1 minutes)", "the laptop runs schedules such as rate(1 minute) or rate(5 minutes), not rate(1 minutes)"},
		{"many in the singular", "rate(2 days)", "rate(2 day)", "the laptop runs schedules such as rate(1 minute) or rate(5 minutes), not rate(2 day)"},
		{"never", "rate(2 days)", "rate(0 days)", `want a whole number from 1 to 99999, not "0"`},
		{"schedule property", "RetryPolicy:", "StartDate: x, RetryPolicy:", "the laptop does not know the schedule property StartDate"},
		{"schedule without expression", "Minute:\n          Type: Schedule\n          Properties: { Schedule: rate(1 minute) }", "Minute:\n          Type: Schedule\n          Properties: {}", "Schedule is missing"},
		{"input", `'{"full":true}'`, `'{full}'`, "the input is not JSON"},
		{"state", "State: ENABLED", "State: enabled", `want ENABLED or DISABLED, not "enabled"`},
		{"enabled", "Enabled: false }\n        AlsoSwitchedOff", "Enabled: never }\n        AlsoSwitchedOff", `want true or false, not "never"`},

		// Streams.
		{"value that is not a list", "FunctionResponseTypes: [ReportBatchItemFailures]", "FunctionResponseTypes: ReportBatchItemFailures", "want a list"},
		{"stream property", "ParallelizationFactor: 4", "TumblingWindowInSeconds: 4", "the laptop does not know the stream property TumblingWindowInSeconds"},
		{"stream of another stack", "Stream: !GetAtt StreamedTable.StreamArn\n", "Stream: arn:aws:dynamodb:x\n", "no table of this stack has the stream arn:aws:dynamodb:x"},
		{"without stream", "AllOfIt:\n          Type: DynamoDB\n          Properties:\n            Stream: !GetAtt StreamedTable.StreamArn\n", "AllOfIt:\n          Type: DynamoDB\n          Properties:\n", "Stream is missing"},
		{"starting position", "StartingPosition: TRIM_HORIZON", "StartingPosition: AT_TIMESTAMP", `want TRIM_HORIZON or LATEST, not "AT_TIMESTAMP"`},
		{"batch size", "BatchSize: 10", "BatchSize: 10001", `want a whole number from 1 to 10000, not "10001"`},
		{"response type", "[ReportBatchItemFailures]", "[ReportNothing]", `want ReportBatchItemFailures, not "ReportNothing"`},
		{"filter", `'{"eventName":["INSERT"]}'`, "'{'", "the filter pattern is not JSON"},
		{"filter property", `Pattern: '{"eventName":["INSERT"]}'`, "Patern: x", "the laptop does not know the filter property Patern"},

		// Tables.
		{"table property", "TableName: !Sub", "LocalSecondaryIndexes: []\n      TableName: !Sub", "the laptop does not know the table property LocalSecondaryIndexes"},
		{"stream view", "StreamViewType: NEW_IMAGE", "StreamViewType: ALL", `want KEYS_ONLY or NEW_IMAGE or OLD_IMAGE or NEW_AND_OLD_IMAGES, not "ALL"`},
		{"key without type", "[{ AttributeName: raw, KeyType: HASH }]", "[{ AttributeName: raww, KeyType: HASH }]", "AttributeDefinitions do not give the type of the key raww"},
		{"attribute type", "AttributeType: N", "AttributeType: Number", `want S or N or B, not "Number"`},
		{"sort key first", "{ AttributeName: pk, KeyType: HASH }\n        -", "{ AttributeName: pk, KeyType: RANGE }\n        -", `want HASH, not "RANGE"`},
		{"no keys", "KeySchema: [{ AttributeName: pk, KeyType: HASH }]", "KeySchema: []", "want a partition key and at most a sort key"},
		{"projection", "ProjectionType: ALL", "ProjectionType: SOME", `want ALL or KEYS_ONLY or INCLUDE, not "SOME"`},
		{"without projection", "        - IndexName: by-time\n", "        - »IndexName: by-pk\n          KeySchema: [{ AttributeName: pk, KeyType: HASH }]\n        - IndexName: by-time\n", "Projection is missing"},
		{"table's name that depends on itself", "  Secret:\n", "  »Circular: { Type: AWS::DynamoDB::Table, Properties: { TableName: !Ref Circular } }\n  Secret:\n", "the name of Circular depends on itself"},
		{"queue's name that depends on itself", "  Secret:\n", "  »Circular: { Type: AWS::SQS::Queue, Properties: { QueueName: !GetAtt Circular.Arn } }\n  Secret:\n", "the name of Circular depends on itself"},
		{"bucket's name that depends on itself", "  Secret:\n", "  »Circular: { Type: AWS::S3::Bucket, Properties: { BucketName: !Ref Circular } }\n  Secret:\n", "the name of Circular depends on itself"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			text, line := mutate(t, base, test.replace, test.with)
			_, err := Parse("template.yaml", []byte(text), testOptions())
			if want := fmt.Sprintf("template.yaml:%d: %s", line, test.want); err == nil || err.Error() != want {
				t.Errorf("\n got %v\nwant %s", err, want)
			}
		})
	}
}

// mutate replaces the first old in text and returns the line of the mistake.
func mutate(t *testing.T, text, old, with string) (mutant string, line int) {
	t.Helper()
	before, after, found := strings.Cut(text, old)
	if !found {
		t.Fatalf("everything.yaml has no %q", old)
	}
	lead, rest, _ := strings.Cut(with, "»")
	if rest == "" {
		lead, rest = "", with
	}
	return before + lead + rest + after, 1 + strings.Count(before+lead, "\n")
}
