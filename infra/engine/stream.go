package engine

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"storefront/infra/engine/value"
)

const (
	recordLife   = 24 * time.Hour
	iteratorLife = 15 * time.Minute

	// A stream has one shard, which is never closed.
	shardID = "shardId-00000000000000000000-00000001"

	maxRecords     = 1000
	maxRecordBytes = 1 << 20
)

// stream has the changes of a table's items during the last day, in order.
type stream struct {
	arn, label, view string
	table            *table
	records          []*record
	first            uint64 // sequence number of the oldest record that may be kept
}

// record is a change of an item. It has both images, whatever the stream's view.
type record struct {
	Sequence uint64
	At       int64 // Unix milliseconds
	Keys     value.Item
	Old, New image         `json:",omitzero"` // zero: no item
	User     *userIdentity `json:",omitzero"` // nil: a client
}

// image is an item before or after a change.
type image struct {
	JSON jsontext.Value
	Size int
}

// userIdentity is who changed an item, other than a client.
type userIdentity struct{ PrincipalId, Type string }

func newRecord(t *table, sequence uint64, old, next *row, change *entry) *record {
	r := &record{Sequence: sequence, At: change.At, User: change.User}
	if old != nil {
		r.Old, r.Keys = image{old.json, old.size}, old.item.Pick(t.names()...)
	}
	if next != nil {
		r.New, r.Keys = image{next.json, next.size}, next.item.Pick(t.names()...)
	}
	return r
}

func (t *table) openStream(wanted *streamSpecification) error {
	if wanted == nil || !wanted.StreamEnabled {
		return nil
	}
	if !slices.Contains([]string{"KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"}, wanted.StreamViewType) {
		return invalid("One or more parameter values were invalid: StreamViewType %q", wanted.StreamViewType)
	}
	label := t.created.UTC().Format("2006-01-02T15:04:05.000")
	t.stream = &stream{arn: tableARN(t.name) + "/stream/" + label, label: label, view: wanted.StreamViewType, table: t}
	return nil
}

func (s *stream) add(r *record) { s.records = append(s.records, r) }

// trim drops records older than a day.
func (s *stream) trim(now time.Time) {
	oldest := now.Add(-recordLife).UnixMilli()
	n, _ := slices.BinarySearchFunc(s.records, oldest, func(r *record, oldest int64) int { return int(min(1, max(-1, r.At-oldest))) })
	if n > 0 {
		s.first = s.records[n-1].Sequence + 1
		s.records = slices.Clone(s.records[n:])
	}
}

func (e *Engine) stream(arn string) (*stream, error) {
	t := e.tables[tableOfStream(arn)]
	if t == nil || t.stream == nil || t.stream.arn != arn {
		return nil, &apiError{Type: "ResourceNotFoundException", Message: "Requested resource not found: Stream: " + arn + " not found"}
	}
	return t.stream, nil
}

type listStreamsInput struct {
	TableName               string
	Limit                   int
	ExclusiveStartStreamArn string
}

func (e *Engine) listStreams(in *listStreamsInput) (any, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	list := []map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(e.tables)) {
		s := e.tables[name].stream
		if s == nil || in.TableName != "" && in.TableName != name || s.arn <= in.ExclusiveStartStreamArn {
			continue
		}
		if in.Limit > 0 && len(list) == in.Limit {
			return map[string]any{"Streams": list, "LastEvaluatedStreamArn": list[len(list)-1]["StreamArn"]}, nil
		}
		list = append(list, map[string]string{"StreamArn": s.arn, "StreamLabel": s.label, "TableName": name})
	}
	return map[string]any{"Streams": list}, nil
}

type describeStreamInput struct {
	StreamArn             string
	Limit                 int // has no effect: there is one shard
	ExclusiveStartShardId string
}

func (e *Engine) describeStream(in *describeStreamInput) (any, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s, err := e.stream(in.StreamArn)
	if err != nil {
		return nil, err
	}
	shards := []map[string]any{}
	if in.ExclusiveStartShardId < shardID {
		shards = append(shards, map[string]any{
			"ShardId":             shardID,
			"SequenceNumberRange": map[string]string{"StartingSequenceNumber": sequenceText(s.first)},
		})
	}
	return map[string]any{"StreamDescription": map[string]any{
		"StreamArn": s.arn, "StreamLabel": s.label, "StreamStatus": "ENABLED", "StreamViewType": s.view,
		"TableName": s.table.name, "KeySchema": s.table.definition.KeySchema,
		"CreationRequestDateTime": float64(s.table.created.Unix()), "Shards": shards,
	}}, nil
}

// sequenceText returns a sequence number in the API's form, of at least 21 digits.
func sequenceText(n uint64) string { return fmt.Sprintf("%021d", n) }

type getShardIteratorInput struct {
	StreamArn         string
	ShardId           string
	ShardIteratorType string
	SequenceNumber    *string
}

func (e *Engine) getShardIterator(in *getShardIteratorInput) (any, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s, err := e.stream(in.StreamArn)
	if err != nil {
		return nil, err
	}
	if in.ShardId != shardID {
		return nil, &apiError{Type: "ResourceNotFoundException", Message: "Requested resource not found: Shard does not exist"}
	}
	next := s.first
	switch in.ShardIteratorType {
	case "TRIM_HORIZON":
	case "LATEST":
		next = e.sequence + 1
	case "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER":
		if in.SequenceNumber == nil {
			return nil, invalid("SequenceNumber must be specified when using iterator type %s", in.ShardIteratorType)
		}
		if next, err = strconv.ParseUint(*in.SequenceNumber, 10, 64); err != nil {
			return nil, invalid("Invalid SequenceNumber: %s", *in.SequenceNumber)
		}
		if next < s.first {
			return nil, errTrimmed
		}
		if in.ShardIteratorType == "AFTER_SEQUENCE_NUMBER" {
			next++
		}
	default:
		return nil, invalid("the engine does not know the ShardIteratorType %q", in.ShardIteratorType)
	}
	return map[string]string{"ShardIterator": e.iterator(s, next)}, nil
}

var errTrimmed = &apiError{Type: "TrimmedDataAccessException", Message: "Attempted access to trimmed data"}

// iterator returns a shard iterator for the place before a record. It includes the
// time, since iterators expire.
func (e *Engine) iterator(s *stream, next uint64) string {
	return fmt.Sprintf("%s|%d|%d", s.arn, next, e.now().Unix())
}

func (e *Engine) parseIterator(text string) (s *stream, next uint64, err error) {
	parts := strings.Split(text, "|")
	if len(parts) != 3 {
		return nil, 0, invalid("Invalid ShardIterator")
	}
	next, err = strconv.ParseUint(parts[1], 10, 64)
	if err != nil {
		return nil, 0, invalid("Invalid ShardIterator")
	}
	issued, err := strconv.ParseInt(parts[2], 10, 64)
	if err != nil {
		return nil, 0, invalid("Invalid ShardIterator")
	}
	if e.now().Sub(time.Unix(issued, 0)) > iteratorLife {
		return nil, 0, &apiError{Type: "ExpiredIteratorException", Message: "Iterator expired"}
	}
	s, err = e.stream(parts[0])
	return s, next, err
}

type getRecordsInput struct {
	ShardIterator string
	Limit         *int
}

type getRecordsOutput struct {
	Records           []streamRecord
	NextShardIterator string
}

type streamRecord struct {
	AwsRegion    string        `json:"awsRegion"`
	DynamoDB     change        `json:"dynamodb"`
	EventID      string        `json:"eventID"`
	EventName    string        `json:"eventName"`
	EventSource  string        `json:"eventSource"`
	EventVersion string        `json:"eventVersion"`
	UserIdentity *userIdentity `json:"userIdentity,omitzero"`
}

type change struct {
	ApproximateCreationDateTime float64 // whole Unix seconds
	Keys                        value.Item
	NewImage                    jsontext.Value `json:",omitzero"`
	OldImage                    jsontext.Value `json:",omitzero"`
	SequenceNumber              string
	SizeBytes                   int
	StreamViewType              string
}

func (e *Engine) getRecords(in *getRecordsInput) (any, error) {
	limit := maxRecords
	if in.Limit != nil {
		if limit = *in.Limit; limit < 1 || limit > maxRecords {
			return nil, invalid("Limit must be from 1 to %d", maxRecords)
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	s, next, err := e.parseIterator(in.ShardIterator)
	if err != nil {
		return nil, err
	}
	if next < s.first {
		return nil, errTrimmed
	}
	out := getRecordsOutput{Records: []streamRecord{}}
	from, _ := slices.BinarySearchFunc(s.records, next, func(r *record, n uint64) int {
		if r.Sequence < n {
			return -1
		}
		return 1
	})
	size := 0
	for _, r := range s.records[from:] {
		shown := s.show(r)
		if size += shown.DynamoDB.SizeBytes; len(out.Records) == limit || size > maxRecordBytes && len(out.Records) > 0 {
			break
		}
		out.Records = append(out.Records, shown)
		next = r.Sequence + 1
	}
	out.NextShardIterator = e.iterator(s, next)
	return out, nil
}

// show returns a record in the form of the stream's view.
func (s *stream) show(r *record) streamRecord {
	c := change{
		ApproximateCreationDateTime: float64(r.At / 1000), Keys: r.Keys,
		SequenceNumber: sequenceText(r.Sequence), StreamViewType: s.view, SizeBytes: r.Keys.Size(),
	}
	if strings.HasPrefix(s.view, "NEW") {
		c.NewImage = r.New.JSON
		c.SizeBytes += r.New.Size
	}
	if strings.HasSuffix(s.view, "OLD_IMAGES") || s.view == "OLD_IMAGE" {
		c.OldImage = r.Old.JSON
		c.SizeBytes += r.Old.Size
	}
	name := "MODIFY"
	switch {
	case r.Old.JSON == nil:
		name = "INSERT"
	case r.New.JSON == nil:
		name = "REMOVE"
	}
	return streamRecord{
		AwsRegion: "local", DynamoDB: c, EventID: fmt.Sprintf("%032x", r.Sequence), EventName: name,
		EventSource: "aws:dynamodb", EventVersion: "1.1", UserIdentity: r.User,
	}
}
