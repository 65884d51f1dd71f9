package differential

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// sequence is a list of tables and the requests to them. It does not depend on any
// answer.
type sequence struct {
	number int
	tables []table
	steps  []step
}

// finding is a difference at one step.
type finding struct {
	step          step
	at            int // its index; len(steps) for the final state
	amazon, other reply
}

// kind returns a text that is equal for differences that probably have one cause.
func (f finding) kind() string {
	covers := strings.Join(f.step.covers, ", ")
	if !strings.HasPrefix(covers, "refusal: ") {
		covers = ""
	}
	a, o := comparableReply(f.step, f.amazon), comparableReply(f.step, f.other)
	if f.amazon.Status != f.other.Status || f.amazon.errorType() != f.other.errorType() {
		return fmt.Sprintf("%s, Amazon: %v %v, other: %v %v, %s", f.step.Op, a["status"], a["error"], o["status"], o["error"], covers)
	}
	fields := differingFields(a, o)
	x, _ := a["body"].(map[string]any)
	y, _ := o["body"].(map[string]any)
	return fmt.Sprintf("%s %v: in %s %s, %s", f.step.Op, f.step.Body["ReturnValues"], fields, differingFields(x, y), covers)
}

// differingFields returns the names of the fields whose values differ.
func differingFields(a, b map[string]any) []string {
	var names []string
	for name := range a {
		if !reflect.DeepEqual(a[name], b[name]) {
			names = append(names, name)
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// trial runs sequences on both engines.
type trial struct {
	amazon, other endpoint
	note          func(s step, amazon reply, exception string) // called for every equal step; may be nil
}

// run sends every step to both engines and compares the answers, then the tables,
// indexes and streams at the end. It returns nil if all are equal.
func (t trial) run(ctx context.Context, name string, q sequence) (*finding, error) {
	defer t.clear(context.WithoutCancel(ctx), name, q)
	steps := slices.Concat(q.steps, leftovers(q.tables))
	for i, s := range steps {
		amazon, other := t.both(func(e endpoint) reply {
			if s.Op == readStream {
				return e.stream(ctx, name, s)
			}
			return e.do(ctx, name, s)
		})
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if amazon.Status == 0 {
			return nil, fmt.Errorf("ask Amazon's engine to %s: %v", s.Op, amazon.Body)
		}
		equal, exception := verdict(s, amazon, other)
		if !equal {
			return &finding{s, min(i, len(q.steps)), amazon, other}, nil
		}
		if t.note != nil && i < len(q.steps) {
			t.note(s, amazon, exception)
		}
	}
	return nil, nil
}

// both calls ask for both engines concurrently.
func (t trial) both(ask func(endpoint) reply) (amazon, other reply) {
	var wait sync.WaitGroup
	wait.Go(func() { amazon = ask(t.amazon) })
	other = ask(t.other)
	wait.Wait()
	return amazon, other
}

// clear deletes the tables of a run that exist.
func (t trial) clear(ctx context.Context, name string, q sequence) {
	for _, table := range q.tables {
		s := step{Op: "DeleteTable", Body: map[string]any{"TableName": table.name}}
		t.both(func(e endpoint) reply { return e.do(ctx, name, s) })
	}
}

// readStream is the operation of a step that reads a table's whole stream.
const readStream = "all of the stream"

// leftovers returns the steps that read the final state.
func leftovers(tables []table) []step {
	var steps []step
	for _, t := range tables {
		steps = append(steps, step{Op: "Scan", Body: map[string]any{"TableName": t.name, "ConsistentRead": true}})
		if t.index {
			steps = append(steps, step{Op: "Scan", Body: map[string]any{"TableName": t.name, "IndexName": indexName}})
		}
		if t.view != "" {
			steps = append(steps, step{Op: readStream, Body: map[string]any{"TableName": t.name}})
		}
	}
	return steps
}

// stream reads a table's stream and returns the records of each item. It also checks
// the order of sequence numbers, and iterators.
func (e endpoint) stream(ctx context.Context, run string, s step) reply {
	table := e.do(ctx, run, step{Op: "DescribeTable", Body: s.Body})
	description, _ := table.Body["Table"].(map[string]any)
	if table.Status != http.StatusOK {
		return table
	}
	stream := map[string]any{"StreamArn": description["LatestStreamArn"]}
	r := e.do(ctx, run, step{Op: "DescribeStream", Body: stream})
	described, _ := r.Body["StreamDescription"].(map[string]any)
	shards, _ := described["Shards"].([]any)
	listed := e.do(ctx, run, step{Op: "ListStreams", Body: s.Body})
	body := map[string]any{
		"view": described["StreamViewType"], "status": described["StreamStatus"], "keys": described["KeySchema"],
		"listed": strings.Contains(text(listed.Body["Streams"]), text(stream["StreamArn"])),
	}
	for _, shard := range shards {
		of, _ := shard.(map[string]any)
		stream["ShardId"] = of["ShardId"]
		records, err := e.shard(ctx, run, stream)
		if err != nil {
			return noReply(err)
		}
		for _, record := range records {
			change, _ := record["dynamodb"].(map[string]any)
			key := text(normalised(change["Keys"]))
			list, _ := body[key].([]any)
			delete(change, "SequenceNumber")
			delete(change, "ApproximateCreationDateTime")
			body[key] = append(list, map[string]any{"event": record["eventName"], "change": change})
		}
	}
	return reply{Status: r.Status, Body: body}
}

// shard reads a shard from its start, and checks iterators at its middle and end.
func (e endpoint) shard(ctx context.Context, run string, stream map[string]any) ([]map[string]any, error) {
	records, err := e.records(ctx, run, stream, "TRIM_HORIZON", "")
	if err != nil || len(records) == 0 {
		return nil, err
	}
	for i := range records[1:] {
		if before, after := sequenceNumber(records[i]), sequenceNumber(records[i+1]); before >= after {
			return nil, fmt.Errorf("sequence number %s is followed by %s", before, after)
		}
	}
	middle := len(records) / 2
	for kind, want := range map[string]int{"AT_SEQUENCE_NUMBER": len(records) - middle, "AFTER_SEQUENCE_NUMBER": len(records) - middle - 1, "LATEST": 0} {
		number := sequenceNumber(records[middle])
		if kind == "LATEST" {
			number = ""
		}
		rest, err := e.records(ctx, run, stream, kind, number)
		if err != nil {
			return nil, err
		}
		if len(rest) != want || want > 0 && sequenceNumber(rest[want-1]) != sequenceNumber(records[len(records)-1]) {
			return nil, fmt.Errorf("an iterator %s record %d of %d gives %d", kind, middle, len(records), len(rest))
		}
	}
	return records, nil
}

// sequenceNumber returns a record's sequence number, which sorts as text.
func sequenceNumber(record map[string]any) string {
	change, _ := record["dynamodb"].(map[string]any)
	n, _ := change["SequenceNumber"].(string)
	return n
}

// records reads a shard to its present end.
func (e endpoint) records(ctx context.Context, run string, stream map[string]any, kind, number string) ([]map[string]any, error) {
	body := map[string]any{"StreamArn": stream["StreamArn"], "ShardId": stream["ShardId"], "ShardIteratorType": kind}
	if number != "" {
		body["SequenceNumber"] = number
	}
	r := e.do(ctx, run, step{Op: "GetShardIterator", Body: body})
	iterator, ok := r.Body["ShardIterator"].(string)
	const limit = 20 // several calls are needed
	var records []map[string]any
	for ok {
		r = e.do(ctx, run, step{Op: "GetRecords", Body: map[string]any{"ShardIterator": iterator, "Limit": limit}})
		page, isList := r.Body["Records"].([]any)
		if !isList {
			break
		}
		if len(page) == 0 {
			return records, nil
		}
		if len(page) > limit {
			return nil, fmt.Errorf("asked for %d records at most, got %d", limit, len(page))
		}
		for _, p := range page {
			record, _ := p.(map[string]any)
			records = append(records, record)
		}
		if iterator, ok = r.Body["NextShardIterator"].(string); !ok {
			return records, nil
		}
	}
	return nil, fmt.Errorf("read a shard from %s %s: %s", kind, number, text(r.Body))
}

// difference is a shortened sequence that the two engines answer differently.
type difference struct {
	sequence int // its number under the seed
	alike    int // the number of others of its kind
	steps    []step
	finding
}

// String returns the requests, one on a line, then the two answers to the last, or
// the two final states.
func (d difference) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "sequence %d (and %d like it): %s\n", d.sequence, d.alike, d.kind())
	for _, s := range append(d.steps[:min(d.at, len(d.steps)):len(d.steps)], d.step) {
		fmt.Fprintf(&b, "  %s %s\n", s.Op, short(s.Body))
	}
	fmt.Fprintf(&b, "  Amazon: %d %s\n  other:  %d %s\n", d.amazon.Status, short(d.amazon.Body), d.other.Status, short(d.other.Body))
	return b.String()
}

// short returns the JSON of a body, without the middle if it is long.
func short(body map[string]any) string {
	const most = 2000
	encoded, err := json.Marshal(body)
	s := cmp.Or(string(encoded), fmt.Sprint(err))
	if len(s) > most {
		s = s[:most/2] + " … " + s[len(s)-most/2:]
	}
	return s
}
