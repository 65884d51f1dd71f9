// Package engine implements DynamoDB and DynamoDB Streams in memory, for the
// laptop and for tests. It speaks their wire protocol over HTTP, so functions,
// the AWS CLI and the SDKs use it as they use AWS.
//
// It implements what the store uses, and answers as Amazon's DynamoDB Local does;
// package differential compares the two. It refuses an operation or a parameter
// that it does not know, by name.
//
// All callers see the same tables, whatever their Region and access key. A lock
// makes each operation atomic, transactions included, and all reads consistent.
// Nothing is throttled.
package engine

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"storefront/infra/engine/expression"
	"storefront/infra/engine/value"
)

// Options configure an engine. The zero value keeps everything in memory.
type Options struct {
	Dir string           // keeps tables and streams for the next engine; created if necessary
	Now func() time.Time // nil: time.Now

	// Broken is called once if a change cannot be kept, such as when the disk is full.
	// All later writes fail with the same error. nil: nothing is called.
	Broken func(error)
}

// Engine holds tables and their streams. It is an http.Handler.
type Engine struct {
	now func() time.Time

	mu       sync.Mutex
	tables   map[string]*table
	tokens   map[string]token // of transactions, by client request token
	sequence uint64           // of the last record of any stream
	log      *log             // nil: nothing is kept
	stop     chan struct{}
	stopped  sync.WaitGroup
}

// Open returns an engine with the tables that its directory keeps.
func Open(options Options) (*Engine, error) {
	e := &Engine{now: options.Now, tables: map[string]*table{}, tokens: map[string]token{}, stop: make(chan struct{})}
	if e.now == nil {
		e.now = time.Now
	}
	if options.Dir != "" {
		if err := e.openLog(options.Dir); err != nil {
			return nil, fmt.Errorf("open the tables in %s: %w", options.Dir, err)
		}
		e.log.onBroken = options.Broken
	}
	e.stopped.Go(e.expirePeriodically)
	return e, nil
}

// Close stops the engine. If it keeps its tables, later writes fail.
func (e *Engine) Close() error {
	close(e.stop)
	e.stopped.Wait()
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.log == nil {
		return nil
	}
	return e.log.close()
}

// expireEvery is the time between two calls of Expire.
const expireEvery = time.Minute

func (e *Engine) expirePeriodically() {
	tick := time.NewTicker(expireEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			e.Expire()
		case <-e.stop:
			return
		}
	}
}

// operation returns the answer to the body of a request.
type operation func(e *Engine, body []byte) (any, error)

// decoded returns the operation that decodes its input and calls answer.
func decoded[In any](answer func(e *Engine, in *In) (any, error)) operation {
	return func(e *Engine, body []byte) (any, error) {
		in := new(In)
		if err := json.Unmarshal(body, in, json.RejectUnknownMembers(true)); err != nil {
			return nil, undecodable(err)
		}
		return answer(e, in)
	}
}

var operations = map[string]operation{
	"DynamoDB_20120810.CreateTable":             decoded((*Engine).createTable),
	"DynamoDB_20120810.DescribeTable":           decoded((*Engine).describeTable),
	"DynamoDB_20120810.DeleteTable":             decoded((*Engine).deleteTable),
	"DynamoDB_20120810.ListTables":              decoded((*Engine).listTables),
	"DynamoDB_20120810.UpdateTimeToLive":        decoded((*Engine).updateTimeToLive),
	"DynamoDB_20120810.DescribeTimeToLive":      decoded((*Engine).describeTimeToLive),
	"DynamoDB_20120810.PutItem":                 decoded((*Engine).putItem),
	"DynamoDB_20120810.UpdateItem":              decoded((*Engine).updateItem),
	"DynamoDB_20120810.DeleteItem":              decoded((*Engine).deleteItem),
	"DynamoDB_20120810.GetItem":                 decoded((*Engine).getItem),
	"DynamoDB_20120810.Query":                   decoded((*Engine).query),
	"DynamoDB_20120810.Scan":                    decoded((*Engine).scan),
	"DynamoDB_20120810.BatchGetItem":            decoded((*Engine).batchGetItem),
	"DynamoDB_20120810.BatchWriteItem":          decoded((*Engine).batchWriteItem),
	"DynamoDB_20120810.TransactWriteItems":      decoded((*Engine).transactWriteItems),
	"DynamoDB_20120810.TransactGetItems":        decoded((*Engine).transactGetItems),
	"DynamoDBStreams_20120810.ListStreams":      decoded((*Engine).listStreams),
	"DynamoDBStreams_20120810.DescribeStream":   decoded((*Engine).describeStream),
	"DynamoDBStreams_20120810.GetShardIterator": decoded((*Engine).getShardIterator),
	"DynamoDBStreams_20120810.GetRecords":       decoded((*Engine).getRecords),
}

// maxBody is the largest request that DynamoDB accepts.
const maxBody = 16 << 20

// ServeHTTP answers one request of DynamoDB's JSON protocol.
func (e *Engine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var answer any
	switch target := r.Header.Get("X-Amz-Target"); {
	case err != nil:
		err = &apiError{Type: "SerializationException", Message: err.Error()}
	case r.Header.Get("Authorization") == "":
		err = &apiError{Type: "MissingAuthenticationTokenException", Message: "Request must contain a signature"}
	case operations[target] == nil:
		err = &apiError{Type: "UnknownOperationException", Message: fmt.Sprintf("the engine does not know the operation %q", target)}
	default:
		answer, err = operations[target](e, body)
	}
	status := http.StatusOK
	if err != nil {
		answer, status = describe(err)
	}
	encoded, err := json.Marshal(answer, json.Deterministic(true), jsontext.AllowDuplicateNames(true))
	if err != nil {
		status, encoded = http.StatusInternalServerError, []byte(`{"__type":"InternalServerError"}`)
	}
	header := w.Header()
	header.Set("Content-Type", "application/x-amz-json-1.0")
	header.Set("Content-Length", strconv.Itoa(len(encoded)))
	header.Set("X-Amz-Crc32", strconv.FormatUint(uint64(crc32.ChecksumIEEE(encoded)), 10))
	w.WriteHeader(status)
	w.Write(encoded)
}

// apiError is an error in the form of an answer.
type apiError struct {
	Type    string     `json:"__type"`
	Message string     `json:"message"`
	Item    value.Item `json:"Item,omitzero"`                // for which a condition failed
	Reasons []reason   `json:"CancellationReasons,omitzero"` // of a transaction
}

func (e *apiError) Error() string { return e.Type + ": " + e.Message }

func invalid(format string, args ...any) error {
	return &apiError{Type: "ValidationException", Message: fmt.Sprintf(format, args...)}
}

// inParameter adds the name of the request's parameter to an error of an expression.
func inParameter(parameter string, err error) error {
	if e, ok := errors.AsType[*expression.Error](err); ok {
		return invalid("Invalid %s: %s", parameter, e.Message)
	}
	return err
}

// undecodable returns the error for a body that cannot be decoded.
func undecodable(err error) error {
	if e, ok := errors.AsType[*value.Invalid](err); ok {
		return e
	}
	if e, ok := errors.AsType[*json.SemanticError](err); ok && errors.Is(err, json.ErrUnknownName) {
		return invalid("the engine does not know the parameter %s", e.JSONPointer)
	}
	return &apiError{Type: "SerializationException", Message: err.Error()}
}

// describe returns the answer for an error.
func describe(err error) (answer *apiError, status int) {
	answer, ok := errors.AsType[*apiError](err)
	if !ok {
		answer = &apiError{Type: "ValidationException", Message: err.Error()}
		_, isInvalid := errors.AsType[*value.Invalid](err)
		_, isRefused := errors.AsType[*expression.Error](err)
		if !isInvalid && !isRefused { // for example, the log cannot be written
			return &apiError{Type: "com.amazonaws.dynamodb.v20120810#InternalServerError", Message: err.Error()}, http.StatusInternalServerError
		}
	}
	named := *answer
	namespace := "com.amazonaws.dynamodb.v20120810#"
	if strings.HasPrefix(named.Type, "Validation") {
		namespace = "com.amazon.coral.validate#"
	}
	named.Type = namespace + named.Type
	return &named, http.StatusBadRequest
}
