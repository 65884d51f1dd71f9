package doctor

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"
)

// kept is what a stack that is gone has left in the account.
type kept struct {
	id         string            // logical, in the template
	resource   map[string]any    // as in the template, with every value written out
	identifier map[string]string // by which CloudFormation imports it
	named      bool              // the template gives it its name, so no other can be made
	retained   bool              // the template keeps it when the stack is deleted
	what       string            // for people
}

const secretType = "AWS::SecretsManager::Secret"

// kept returns the resources that the account has of those that outlive a stack, by
// logical id.
func (x *examination) kept(ctx context.Context) ([]kept, error) {
	var all []kept
	for _, id := range slices.Sorted(maps.Keys(x.document.Resources)) {
		resource, _ := x.literal(x.document.Resources[id]).(map[string]any)
		policy, _ := resource["DeletionPolicy"].(string)
		k := kept{id: id, resource: resource, named: true, retained: strings.HasPrefix(policy, "Retain")}
		if !k.retained && resource["Type"] != secretType { // a secret that is deleted keeps its name for weeks
			continue
		}
		exists, err := x.find(ctx, &k)
		if err != nil {
			return nil, err
		}
		if exists {
			all = append(all, k)
		}
	}
	return all, nil
}

// find reports whether the account has a resource, and completes what is known of it.
func (x *examination) find(ctx context.Context, k *kept) (bool, error) {
	properties, _ := k.resource["Properties"].(map[string]any)
	switch k.resource["Type"] {
	case "AWS::DynamoDB::Table":
		name := fmt.Sprint(properties["TableName"])
		k.identifier, k.what = map[string]string{"TableName": name}, "table "+name
		_, err := dynamodb.NewFromConfig(x.AWS).DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &name})
		return exists(err, "ResourceNotFoundException")
	case "AWS::S3::Bucket":
		name := fmt.Sprint(properties["BucketName"])
		k.identifier, k.what = map[string]string{"BucketName": name}, "bucket "+name
		buckets := s3.NewFromConfig(x.AWS, func(o *s3.Options) { o.UsePathStyle = o.BaseEndpoint != nil })
		_, err := buckets.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &name})
		return exists(err, "NotFound", "NoSuchBucket")
	case secretType:
		return x.findSecret(ctx, k, properties["Name"])
	default: // a policy of one of these, which the next deploy writes again
		return false, nil
	}
}

// findSecret finds a secret by its name, or by the tags of the stack that made it.
func (x *examination) findSecret(ctx context.Context, k *kept, name any) (bool, error) {
	if name != nil {
		secret, err := x.describeSecret(ctx, fmt.Sprint(name))
		found, err := exists(err, "ResourceNotFoundException")
		if found {
			k.identifier, k.what = map[string]string{"Id": aws.ToString(secret.ARN)}, fmt.Sprint("secret ", name)
			if secret.DeletedDate != nil {
				k.what += ", which waits for its deletion"
			}
		}
		return found, err
	}
	k.named = false
	out, err := secretsmanager.NewFromConfig(x.AWS).ListSecrets(ctx, &secretsmanager.ListSecretsInput{
		Filters: []types.Filter{{Key: types.FilterNameStringTypeTagValue, Values: []string{x.Environment.StackName}}},
	})
	if err != nil {
		return false, err
	}
	for _, secret := range out.SecretList {
		tags := map[string]string{}
		for _, tag := range secret.Tags {
			tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
		}
		if tags["aws:cloudformation:stack-name"] == x.Environment.StackName && tags["aws:cloudformation:logical-id"] == k.id {
			k.identifier, k.what = map[string]string{"Id": aws.ToString(secret.ARN)}, "secret "+aws.ToString(secret.Name)
			return true, nil
		}
	}
	return false, nil
}

// exists reports whether a look-up found something, given its error and the codes of
// the errors that mean that there is nothing.
func exists(err error, absent ...string) (bool, error) {
	if is(err, absent...) {
		return false, nil
	}
	return err == nil, err
}

// literal returns a value of the template with parameters and the names of stack, AWS
// Region and account written out. What only the deploy knows stays as it is.
func (x *examination) literal(v any) any {
	switch v := v.(type) {
	case []any:
		written := make([]any, len(v))
		for i, item := range v {
			written[i] = x.literal(item)
		}
		return written
	case map[string]any:
		if name, ok := v["Ref"].(string); ok {
			if value, known := x.names()[name]; known {
				return value
			}
		}
		if text, ok := v["Fn::Sub"].(string); ok {
			for name, value := range x.names() {
				text = strings.ReplaceAll(text, "${"+name+"}", value)
			}
			if !strings.Contains(text, "${") {
				return text
			}
		}
		written := make(map[string]any, len(v))
		for key, item := range v {
			written[key] = x.literal(item)
		}
		return written
	default:
		return v
	}
}

// names are the values that are known before a deploy.
func (x *examination) names() map[string]string {
	names := maps.Clone(x.document.Values)
	names["AWS::StackName"], names["AWS::Region"], names["AWS::AccountId"] = x.Environment.StackName, x.Environment.AWSRegion, x.account
	return names
}
