package template

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

const (
	apiType      = "AWS::Serverless::HttpApi"
	bucketType   = "AWS::S3::Bucket"
	functionType = "AWS::Serverless::Function"
	logGroupType = "AWS::Logs::LogGroup"
	queueType    = "AWS::SQS::Queue"
	roleType     = "AWS::IAM::Role"
	secretType   = "AWS::SecretsManager::Secret"
	tableType    = "AWS::DynamoDB::Table"
)

// idle lists the resource types that a laptop ignores: they monitor, protect, log
// or serve the store on AWS and change none of its answers.
var idle = []string{
	"AWS::ApiGatewayV2::ApiMapping",
	"AWS::ApiGatewayV2::DomainName",
	"AWS::Athena::WorkGroup",
	"AWS::Budgets::Budget",
	"AWS::CE::AnomalySubscription",
	"AWS::CloudFront::CachePolicy",
	"AWS::CloudFront::Distribution",
	"AWS::CloudFront::Function",
	"AWS::CloudFront::OriginRequestPolicy",
	"AWS::CloudFront::ResponseHeadersPolicy",
	"AWS::CloudWatch::Alarm",
	"AWS::CloudWatch::Dashboard",
	"AWS::CodeDeploy::DeploymentConfig",
	"AWS::Glue::Database",
	"AWS::Glue::Table",
	"AWS::IAM::ManagedPolicy",
	"AWS::Lambda::Permission",
	logGroupType,
	"AWS::Logs::MetricFilter",
	"AWS::Route53::RecordSet",
	"AWS::S3::BucketPolicy",
	"AWS::SES::ConfigurationSet",
	"AWS::SES::ConfigurationSetEventDestination",
	"AWS::SNS::Subscription",
	"AWS::SNS::Topic",
	"AWS::SNS::TopicPolicy",
	"AWS::SQS::QueuePolicy",
}

// The account of the local DynamoDB and of the laptop's ARNs.
const (
	accountID = "000000000000"
	partition = "aws"
)

// A resource is one entry of the Resources section.
type resource struct {
	id         *yaml.Node // its key, which is the position of errors about all of it
	kind       string
	created    bool // its condition, if any, is true
	properties *yaml.Node
	metadata   *yaml.Node
	naming     bool // its name is being read
}

var (
	bucketShape = shape{
		name: "bucket property",
		read: []string{"BucketName"},
		lack: map[string]string{"LifecycleConfiguration": "expiry of objects", "ObjectLockConfiguration": "locks of objects"},
		// The laptop's buckets always keep versions.
		skip: []string{"BucketEncryption", "OwnershipControls", "PublicAccessBlockConfiguration", "Tags", "VersioningConfiguration"},
	}
	queueShape = shape{
		name: "queue property",
		read: []string{"QueueName"},
		lack: map[string]string{"MessageRetentionPeriod": "expiry of messages", "VisibilityTimeout": "the queue's own visibility timeout"},
		skip: []string{"KmsMasterKeyId", "SqsManagedSseEnabled", "Tags"},
	}
	secretShape = shape{
		name: "secret property",
		skip: []string{"Description", "GenerateSecretString", "KmsKeyId", "Name", "Tags"}, // the laptop makes the value
	}
)

var resourceShape = shape{
	name: "resource attribute",
	read: []string{"Condition", "Metadata", "Properties", "Type"},
	skip: []string{"CreationPolicy", "DeletionPolicy", "DependsOn", "UpdatePolicy", "UpdateReplacePolicy"},
}

func (r *reader) readResources(section *yaml.Node) {
	known := slices.Concat(idle, []string{apiType, bucketType, functionType, queueType, roleType, secretType, tableType})
	for id, declaration := range r.entries(section) {
		attribute := r.fields(declaration, resourceShape)
		kind := r.need(id, attribute, "Type")
		if !slices.Contains(known, r.text(kind)) {
			r.fail(kind, "the laptop does not know the resource type %s", r.text(kind))
		}
		r.resources = append(r.resources, &resource{
			id:         id,
			kind:       r.text(kind),
			created:    attribute["Condition"] == nil || r.holds(attribute["Condition"]),
			properties: attribute["Properties"],
			metadata:   attribute["Metadata"],
		})
	}
}

// stack returns the resources that the laptop runs, in the template's order.
func (r *reader) stack() *Stack {
	s := &Stack{Name: r.options.StackName}
	for _, res := range r.resources {
		switch {
		case !res.created:
		case res.kind == apiType:
			r.addAPI(s, res)
		case res.kind == bucketType:
			r.fields(res.properties, bucketShape)
			s.Buckets = append(s.Buckets, Bucket{LogicalID: res.id.Value, Name: r.name(res, "BucketName")})
		case res.kind == functionType:
			r.addFunction(s, res)
		case res.kind == queueType:
			r.fields(res.properties, queueShape)
			name := r.name(res, "QueueName")
			s.Queues = append(s.Queues, Queue{LogicalID: res.id.Value, Name: name, URL: r.queueURL(name)})
		case res.kind == roleType:
			r.statements(res) // fails on what the laptop does not know
		case res.kind == secretType:
			r.fields(res.properties, secretShape)
			r.secret(res.id, res.id.Value) // also if no function reads it: then it is for operators
		case res.kind == tableType:
			s.Tables = append(s.Tables, r.table(res))
		default:
			r.leftOut[strings.TrimPrefix(res.kind, "AWS::")] = true
		}
	}
	s.LeftOut = slices.Sorted(maps.Keys(r.leftOut))
	return s
}

// resource returns the resource with a logical id, which this stack must have.
func (r *reader) resource(at *yaml.Node, id string) *resource {
	for _, res := range r.resources {
		if res.id.Value != id {
			continue
		}
		if !res.created {
			r.fail(at, "this stack has no %s: its condition is false", id)
		}
		return res
	}
	r.fail(at, "there is no parameter or resource %s", id)
	return nil
}

// attribute returns an attribute of a resource, as Fn::GetAtt does, or the value
// of its Ref if the attribute's name is "Ref".
func (r *reader) attribute(at *yaml.Node, id, name string) string {
	res := r.resource(at, id)
	switch res.kind + " " + name {
	case bucketType + " Arn":
		return BucketARN(r.name(res, "BucketName"))
	case bucketType + " Ref":
		return r.name(res, "BucketName")
	case logGroupType + " Arn":
		return r.arn("logs", "log-group:"+r.name(res, "LogGroupName")+":*")
	case queueType + " Ref":
		return r.queueURL(r.name(res, "QueueName"))
	case queueType + " Arn":
		return r.queueARN(res)
	case tableType + " Ref":
		return r.name(res, "TableName")
	case tableType + " Arn":
		return r.tableARN(res)
	case tableType + " StreamArn":
		return r.streamARN(at, res)
	case secretType + " Ref":
		if r.identifying {
			return r.arn("secretsmanager", "secret:"+id)
		}
		return r.secret(at, id)
	}
	r.fail(at, "the laptop has no value for %s of %s", name, id)
	return ""
}

// name returns the name of a resource, which one of its properties may set. It
// reads no other property. A name may not depend on itself.
func (r *reader) name(res *resource, property string) string {
	if res.naming {
		r.fail(res.id, "the name of %s depends on itself", res.id.Value)
	}
	res.naming = true
	defer func() { res.naming = false }()
	if name := r.resolve(valueOf(r.resolve(res.properties), property)); name != nil {
		return r.text(name)
	}
	return r.options.StackName + "-" + res.id.Value
}

func (r *reader) queueARN(res *resource) string {
	return r.arn("sqs", r.name(res, "QueueName"))
}

// queueURL returns the URL that a queue has on AWS. On a laptop it identifies the
// queue, at whatever address queues are served.
func (r *reader) queueURL(name string) string {
	return fmt.Sprintf("https://sqs.%s.amazonaws.com/%s/%s", r.options.AWSRegion, accountID, name)
}

func (r *reader) secret(at *yaml.Node, id string) string {
	if secret, asked := r.secrets[id]; asked {
		return secret
	}
	if r.options.Secret == nil {
		r.fail(at, "there is no value for the secret %s", id)
	}
	secret, err := r.options.Secret(id)
	if err != nil {
		r.fail(at, "make the secret %s: %w", id, err)
	}
	r.secrets[id] = secret
	return secret
}

func (r *reader) arn(service, resource string) string {
	return ARN(r.options.AWSRegion, service, resource)
}

// ARN returns the ARN of a resource that belongs to an AWS Region.
func ARN(awsRegion, service, resource string) string {
	return fmt.Sprintf("arn:%s:%s:%s:%s:%s", partition, service, awsRegion, accountID, resource)
}

// BucketARN returns the ARN of a bucket, which names no AWS Region.
func BucketARN(bucket string) string { return "arn:" + partition + ":s3:::" + bucket }
