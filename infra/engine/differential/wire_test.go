package differential

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// runName is the placeholder, in steps and answers, for the prefix of a run's table
// names. It differs for each run and side, so that a sequence can run again on
// fresh tables, and one server can be both sides.
const runName = "@run"

// step is one request of a sequence.
type step struct {
	Op   string         `json:"operation"`
	Body map[string]any `json:"request"`

	covers []string // what it exercises, for the table of coverage
}

// paged reports whether all pages are read as one answer, since the order of the
// items, and so the content of each page, is not defined.
func (s step) paged() bool {
	_, index := s.Body["IndexName"]
	return s.Op == "Scan" || s.Op == "Query" && index
}

// reply is an engine's answer. If there was none, Status is 0 and Body has the
// reason.
type reply struct {
	Status int            `json:"status"`
	Body   map[string]any `json:"body"`
}

func noReply(why error) reply { return reply{Body: map[string]any{"no answer": why.Error()}} }

// errorType returns the name of the exception, without the namespace.
func (r reply) errorType() string {
	name, _ := r.Body["__type"].(string)
	return name[strings.LastIndex(name, "#")+1:]
}

// endpoint is one of the two engines.
type endpoint struct {
	url    string
	side   string // suffix of a run's name, of equal length on both sides
	client *http.Client
}

// do sends one step.
func (e endpoint) do(ctx context.Context, run string, s step) reply {
	encoded, err := json.Marshal(s.Body)
	if err != nil {
		return noReply(err)
	}
	if !s.paged() {
		return e.post(ctx, run, s.Op, encoded)
	}
	return e.gather(ctx, run, s.Op, encoded)
}

// gather follows LastEvaluatedKey to the end and merges all pages into one answer.
func (e endpoint) gather(ctx context.Context, run, op string, encoded []byte) reply {
	var body map[string]any
	if err := json.Unmarshal(encoded, &body); err != nil {
		return noReply(err)
	}
	const maxPages = 500
	var items, scanned []any
	total := 0.0
	for range maxPages {
		page, err := json.Marshal(body)
		if err != nil {
			return noReply(err)
		}
		r := e.post(ctx, run, op, page)
		if r.Status != http.StatusOK {
			return r
		}
		of, _ := r.Body["Items"].([]any)
		items, scanned = append(items, of...), append(scanned, r.Body["ScannedCount"])
		count, _ := r.Body["Count"].(float64)
		total += count
		next := r.Body["LastEvaluatedKey"]
		if next == nil {
			r.Body["Items"], r.Body["Count"], r.Body["ScannedCount"] = items, total, scanned
			return r
		}
		body["ExclusiveStartKey"] = next
	}
	return noReply(fmt.Errorf("more than %d pages", maxPages))
}

// post sends one request as the SDKs do, but with an invalid signature, which local
// engines do not verify.
func (e endpoint) post(ctx context.Context, run, op string, body []byte) reply {
	name := []byte(run + e.side)
	body = bytes.ReplaceAll(body, []byte(runName), name)
	service := "DynamoDB_20120810."
	switch op {
	case "ListStreams", "DescribeStream", "GetShardIterator", "GetRecords":
		service = "DynamoDBStreams_20120810."
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.url, bytes.NewReader(body))
	if err != nil {
		return noReply(err)
	}
	req.Header.Set("Content-Type", "application/x-amz-json-1.0")
	req.Header.Set("X-Amz-Target", service+op)
	req.Header.Set("X-Amz-Date", "20260101T000000Z")
	req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=storefront/20260101/local/dynamodb/aws4_request, "+
		"SignedHeaders=host;x-amz-date;x-amz-target, Signature="+strings.Repeat("0", 64))
	resp, err := e.client.Do(req)
	if err != nil {
		return noReply(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return noReply(err)
	}
	text = bytes.ReplaceAll(text, name, []byte(runName))
	r := reply{Status: resp.StatusCode}
	if err := json.Unmarshal(text, &r.Body); err != nil {
		return noReply(fmt.Errorf("status %d, no JSON object: %w: %.200q", resp.StatusCode, err, text))
	}
	return r
}
