package stream

import (
	"fmt"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// record is one change of an item.
type record struct {
	shard    string
	sequence string
	at       time.Time
	event    map[string]any // as a function's event has it; "dynamodb" is a later
}

// later is the JSON of a member of an event, encoded when it is first needed.
type later func() (jsontext.Value, error)

func newRecord(r types.Record, awsRegion, sourceARN string) record {
	event := map[string]any{
		"eventID":        aws.ToString(r.EventID),
		"eventName":      string(r.EventName),
		"eventVersion":   "1.1",
		"eventSource":    "aws:dynamodb",
		"awsRegion":      awsRegion,
		"dynamodb":       later(sync.OnceValues(func() (jsontext.Value, error) { return change(r.Dynamodb) })),
		"eventSourceARN": sourceARN,
	}
	if r.UserIdentity != nil { // as when an item has expired
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

// change encodes how a record's item changed.
func change(r *types.StreamRecord) (jsontext.Value, error) {
	c := map[string]any{
		"ApproximateCreationDateTime": aws.ToTime(r.ApproximateCreationDateTime).Unix(),
		"SequenceNumber":              aws.ToString(r.SequenceNumber),
		"SizeBytes":                   aws.ToInt64(r.SizeBytes),
		"StreamViewType":              string(r.StreamViewType),
	}
	for name, image := range map[string]map[string]types.AttributeValue{"Keys": r.Keys, "NewImage": r.NewImage, "OldImage": r.OldImage} {
		if image == nil {
			continue
		}
		it, err := attributevalue.FromDynamoDBStreamsMap(image)
		if err != nil {
			return nil, fmt.Errorf("encode %s: %w", name, err)
		}
		encoded, err := attributevalue.MarshalMapJSON(it)
		if err != nil {
			return nil, fmt.Errorf("encode %s: %w", name, err)
		}
		c[name] = jsontext.Value(encoded)
	}
	return json.Marshal(c)
}

// MarshalJSON returns the member's JSON.
func (l later) MarshalJSON() ([]byte, error) { return l() }

// value decodes the member, for filters to look into.
func (l later) value() (value any, err error) {
	text, err := l()
	if err != nil {
		return nil, err
	}
	err = json.Unmarshal(text, &value)
	return value, err
}
