package stream

import (
	"encoding/base64"
	"encoding/json"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// record is one change of an item.
type record struct {
	shard    string
	sequence string
	at       time.Time
	event    map[string]any // as it stands in a function's event; what changed comes later
}

// later is a member of an event that is made when it is asked for.
type later func() any

func newRecord(r types.Record, awsRegion, sourceARN string) record {
	event := map[string]any{
		"eventID":        aws.ToString(r.EventID),
		"eventName":      string(r.EventName),
		"eventVersion":   "1.1",
		"eventSource":    "aws:dynamodb",
		"awsRegion":      awsRegion,
		"dynamodb":       later(sync.OnceValue(func() any { return change(r.Dynamodb) })),
		"eventSourceARN": sourceARN,
	}
	if r.UserIdentity != nil { // such as that of an expired item's deletion
		event["userIdentity"] = map[string]any{
			"type":        aws.ToString(r.UserIdentity.Type),
			"principalId": aws.ToString(r.UserIdentity.PrincipalId),
		}
	}
	return record{
		sequence: aws.ToString(r.Dynamodb.SequenceNumber),
		at:       aws.ToTime(r.Dynamodb.ApproximateCreationDateTime),
		event:    event,
	}
}

// change is what a record says of the item.
func change(r *types.StreamRecord) map[string]any {
	c := map[string]any{
		"ApproximateCreationDateTime": float64(aws.ToTime(r.ApproximateCreationDateTime).Unix()),
		"Keys":                        item(r.Keys),
		"SequenceNumber":              aws.ToString(r.SequenceNumber),
		"SizeBytes":                   float64(aws.ToInt64(r.SizeBytes)),
		"StreamViewType":              string(r.StreamViewType),
	}
	if r.NewImage != nil {
		c["NewImage"] = item(r.NewImage)
	}
	if r.OldImage != nil {
		c["OldImage"] = item(r.OldImage)
	}
	return c
}

// MarshalJSON writes what is made when it is written.
func (l later) MarshalJSON() ([]byte, error) { return json.Marshal(l()) }

func item(attributes map[string]types.AttributeValue) map[string]any {
	fields := map[string]any{}
	for name, value := range attributes {
		fields[name] = attribute(value)
	}
	return fields
}

// attribute gives a value in DynamoDB's own JSON, such as {"S": "text"}.
func attribute(value types.AttributeValue) map[string]any {
	switch v := value.(type) {
	case *types.AttributeValueMemberS:
		return map[string]any{"S": v.Value}
	case *types.AttributeValueMemberN:
		return map[string]any{"N": v.Value}
	case *types.AttributeValueMemberB:
		return map[string]any{"B": base64.StdEncoding.EncodeToString(v.Value)}
	case *types.AttributeValueMemberBOOL:
		return map[string]any{"BOOL": v.Value}
	case *types.AttributeValueMemberNULL:
		return map[string]any{"NULL": v.Value}
	case *types.AttributeValueMemberSS:
		return map[string]any{"SS": list(v.Value)}
	case *types.AttributeValueMemberNS:
		return map[string]any{"NS": list(v.Value)}
	case *types.AttributeValueMemberBS:
		values := []any{}
		for _, element := range v.Value {
			values = append(values, base64.StdEncoding.EncodeToString(element))
		}
		return map[string]any{"BS": values}
	case *types.AttributeValueMemberM:
		return map[string]any{"M": item(v.Value)}
	case *types.AttributeValueMemberL:
		values := []any{}
		for _, element := range v.Value {
			values = append(values, attribute(element))
		}
		return map[string]any{"L": values}
	default:
		return nil // the SDK knows no other
	}
}

// list makes a list that filters can look into.
func list(values []string) []any {
	elements := make([]any, len(values))
	for i, v := range values {
		elements[i] = v
	}
	return elements
}
