package faultproxy

import (
	"crypto/rand"
	"hash/crc32"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
)

// reply is an HTTP response of DynamoDB or of the proxy.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// rewrite replaces the body, and its checksum, which the SDK verifies.
func (r *reply) rewrite(body []byte) {
	r.body = body
	r.header.Set("X-Amz-Crc32", strconv.FormatUint(uint64(crc32.ChecksumIEEE(body)), 10))
}

func (r *reply) send(w http.ResponseWriter) {
	for name, values := range r.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(r.body)))
	w.WriteHeader(r.status)
	w.Write(r.body)
}

// exception is the body of an error.
type exception struct {
	Type    string               `json:"__type"`
	Message string               `json:"message"`
	Reasons []throttlingReason   `json:"throttlingReasons,omitzero"`
	Cancel  []cancellationReason `json:"CancellationReasons,omitzero"`
}

type throttlingReason struct {
	Reason   string `json:"reason"`
	Resource string `json:"resource"`
}

type cancellationReason struct {
	Code    string
	Message string `json:",omitzero"`
}

const namespace = "com.amazonaws.dynamodb.v20120810#"

func (e exception) reply(status int) reply {
	e.Type = namespace + e.Type
	body, err := json.Marshal(e)
	if err != nil {
		panic(err) // it holds only strings
	}
	r := reply{status: status, header: http.Header{
		"Content-Type":     {"application/x-amz-json-1.0"},
		"X-Amzn-Requestid": {rand.Text()},
	}}
	r.rewrite(body)
	return r
}

func internalError() reply {
	return exception{Type: "InternalServerError", Message: "Internal server error"}.reply(http.StatusInternalServerError)
}

// unavailable is the proxy's own error: DynamoDB gave no answer that it understands.
func unavailable(err error) reply {
	return exception{Type: "ServiceUnavailable", Message: "fault proxy: " + err.Error()}.reply(http.StatusServiceUnavailable)
}

const tooHot = "Throughput exceeds the current capacity of your table or index. " +
	"DynamoDB is automatically scaling your table or index so please try again shortly. " +
	"If exceptions persist, check if you have a hot key: " +
	"https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html"

// throttled returns what an on-demand table answers when one of its partitions is
// asked for more than it can do. (A table of provisioned capacity would answer
// ProvisionedThroughputExceededException.) A transaction is canceled instead.
func throttled(r *request, refused []access) reply {
	if r.transaction() {
		return canceled(r, refused)
	}
	e := exception{Type: "ThrottlingException", Message: tooHot}
	for _, a := range refused {
		if reason := a.throttlingReason(); !slices.Contains(e.Reasons, reason) {
			e.Reasons = append(e.Reasons, reason)
		}
	}
	return e.reply(http.StatusBadRequest)
}

func (a access) throttlingReason() throttlingReason {
	kind, resource := "Table", "arn:aws:dynamodb:ddblocal:000000000000:table/"+a.TableName
	if a.IndexName != "" {
		kind, resource = "Index", resource+"/index/"+a.IndexName
	}
	if a.write {
		kind += "Write"
	} else {
		kind += "Read"
	}
	return throttlingReason{Reason: kind + "KeyRangeThroughputExceeded", Resource: resource}
}

// canceled reports for each item of a transaction whether it was throttled.
func canceled(r *request, refused []access) reply {
	e := exception{Type: transactionCanceled}
	var codes []string
	for _, a := range r.accesses {
		reason := cancellationReason{Code: "None"}
		if slices.ContainsFunc(refused, func(b access) bool { return a.position == b.position }) {
			reason = cancellationReason{"ThrottlingError", tooHot}
		}
		e.Cancel = append(e.Cancel, reason)
		codes = append(codes, reason.Code)
	}
	e.Message = "Transaction cancelled, please refer cancellation reasons for specific reasons [" + strings.Join(codes, ", ") + "]"
	return e.reply(http.StatusBadRequest)
}
