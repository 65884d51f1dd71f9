package dynamo

import (
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// item is an item or a key as the SDK has it.
type item = map[string]types.AttributeValue

// pk returns the key of an item whose table has no sort key.
func pk(value string) item { return item{"pk": text(value)} }

// numberedKey returns the key of an item whose sort key is a number.
func numberedKey(pk string, sk int64) item { return item{"pk": text(pk), "sk": number(sk)} }

// seconds returns a time in Unix seconds, or 0 for the zero time. It rounds up, so
// that no claim is due before its hold has ended.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Add(time.Second - 1).Unix()
}

func fromSeconds(s int64) time.Time {
	if s == 0 {
		return time.Time{}
	}
	return time.Unix(s, 0).UTC()
}

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func number[N int | int64](n N) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(int64(n), 10)}
}

// millis returns a time in Unix milliseconds, or 0 for the zero time.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
