package access

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"storefront/infra/local/template"
)

// maxBody is the largest request of any of the services.
const maxBody = 40 << 20

// DynamoDB returns a handler that passes on to a DynamoDB what the callers may call.
func (g *Guard) DynamoDB(next http.Handler) http.Handler {
	return g.around(next, dynamoDBCalls, refuseJSON(http.StatusBadRequest))
}

// SQS does so for queues.
func (g *Guard) SQS(next http.Handler) http.Handler {
	return g.around(next, sqsCalls, refuseJSON(http.StatusBadRequest))
}

// SES does so for a mailbox.
func (g *Guard) SES(next http.Handler) http.Handler {
	return g.around(next, sesCalls, refuseJSON(http.StatusForbidden))
}

// S3 does so for buckets. As in S3, whoever may not list a bucket is not told that it
// lacks an object.
func (g *Guard) S3(next http.Handler) http.Handler {
	return g.around(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := g.caller(r)
		bucket, key := object(r)
		if c == nil || key == "" || r.Method != http.MethodGet && r.Method != http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(&hiding{ResponseWriter: w, denied: func() string {
			return g.denied(c, call{action: "s3:ListBucket", resource: template.BucketARN(bucket)})
		}}, r)
	}), s3Calls, refuseXML)
}

// hiding is the answer to a request for an object. In place of 404 it is 403 if the
// caller may not know that.
type hiding struct {
	http.ResponseWriter
	denied  func() string
	refused bool
}

func (h *hiding) WriteHeader(status int) {
	if status == http.StatusNotFound {
		if reason := h.denied(); reason != "" {
			h.refused = true
			h.Header().Del("Content-Length")
			refuseXML(h.ResponseWriter, reason)
			return
		}
	}
	h.ResponseWriter.WriteHeader(status)
}

func (h *hiding) Write(b []byte) (int, error) {
	if h.refused {
		return len(b), nil
	}
	return h.ResponseWriter.Write(b)
}

// around passes on a request if its caller may make all of the calls in it.
func (g *Guard) around(next http.Handler, calls func(*Caller, *http.Request, []byte) ([]call, error), refuse func(http.ResponseWriter, string)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := g.caller(r)
		if c == nil {
			next.ServeHTTP(w, r)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			http.Error(w, "read the request: "+err.Error(), http.StatusBadRequest)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		list, err := calls(c, r, body)
		if err != nil {
			refuse(w, fmt.Sprintf("%s: which call this is cannot be told: %v", c.Function.LogicalID, err))
			return
		}
		for _, call := range list {
			if reason := g.denied(c, call); reason != "" {
				refuse(w, reason)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// actions are those that DynamoDB asks IAM for, by the parts of a transaction.
var actions = map[string]string{
	"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem", "Get": "GetItem",
}

func dynamoDBCalls(c *Caller, r *http.Request, body []byte) (list []call, err error) {
	var in struct {
		TableName, IndexName string
		RequestItems         map[string]jsontext.Value
		TransactItems        []map[string]struct{ TableName string }
		Key                  struct {
			PK struct{ S string } `json:"pk"`
		}
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, err
	}
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	add := func(action, table string) {
		resource := c.table(table)
		if in.IndexName != "" {
			resource += "/index/" + in.IndexName
		}
		list = append(list, call{action: "dynamodb:" + action, resource: resource, leading: in.Key.PK.S[:strings.Index(in.Key.PK.S, "#")+1]})
	}
	if in.TableName != "" {
		add(operation, in.TableName)
	}
	for table := range in.RequestItems {
		add(operation, table)
	}
	for _, item := range in.TransactItems {
		for part, of := range item {
			add(actions[part], of.TableName)
		}
	}
	if len(list) == 0 {
		list = []call{{action: "dynamodb:" + operation, resource: "*"}}
	}
	return list, nil
}

func sqsCalls(c *Caller, r *http.Request, body []byte) ([]call, error) {
	var in struct {
		QueueURL string `json:"QueueUrl"`
	}
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	err := json.Unmarshal(body, &in)
	return []call{{action: "sqs:" + operation, resource: template.ARN(c.Region, "sqs", path.Base(in.QueueURL))}}, err
}

func sesCalls(c *Caller, r *http.Request, body []byte) ([]call, error) {
	var in struct {
		FromEmailAddress     string
		ConfigurationSetName string
		Destination          struct{ ToAddresses, CcAddresses, BccAddresses []string }
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, err
	}
	if r.URL.Path != "/v2/email/outbound-emails" {
		return nil, errors.New("it is not SendEmail")
	}
	_, domain, _ := strings.Cut(in.FromEmailAddress, "@")
	to := slices.Concat(in.Destination.ToAddresses, in.Destination.CcAddresses, in.Destination.BccAddresses)
	send := call{action: "ses:SendEmail", sender: in.FromEmailAddress, recipient: strings.Join(to, ",")}
	send.resource = template.ARN(c.Region, "ses", "identity/"+domain)
	list := []call{send}
	if in.ConfigurationSetName != "" {
		send.resource = template.ARN(c.Region, "ses", "configuration-set/"+in.ConfigurationSetName)
		list = append(list, send)
	}
	return list, nil
}

func s3Calls(_ *Caller, r *http.Request, _ []byte) ([]call, error) {
	bucket, key := object(r)
	if key == "" {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			return nil, fmt.Errorf("a function does not %s a bucket", r.Method)
		}
		action := "s3:ListBucket"
		if r.URL.Query().Has("versions") {
			action = "s3:ListBucketVersions"
		}
		return []call{{action: action, resource: template.BucketARN(bucket)}}, nil
	}
	action := map[string]string{
		http.MethodGet: "s3:GetObject", http.MethodHead: "s3:GetObject", http.MethodPut: "s3:PutObject", http.MethodDelete: "s3:DeleteObject",
	}[r.Method]
	if action == "" {
		return nil, fmt.Errorf("the method is %s", r.Method)
	}
	if r.URL.Query().Has("versionId") {
		action += "Version"
	}
	return []call{{action: action, resource: template.BucketARN(bucket) + "/" + key}}, nil
}

// object returns the bucket and the key that a path has.
func object(r *http.Request) (bucket, key string) {
	bucket, key, _ = strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	return bucket, key
}

func refuseJSON(status int) func(http.ResponseWriter, string) {
	return func(w http.ResponseWriter, reason string) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.Header().Set("X-Amzn-Errortype", "AccessDeniedException")
		w.WriteHeader(status)
		json.MarshalWrite(w, map[string]string{ //nolint:errcheck // the function is gone
			"__type": "com.amazon.coral.service#AccessDeniedException", "Message": reason,
		})
	}
}

func refuseXML(w http.ResponseWriter, reason string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(http.StatusForbidden)
	xml.NewEncoder(w).Encode(struct { //nolint:errcheck // the function is gone
		XMLName       xml.Name `xml:"Error"`
		Code, Message string
	}{Code: "AccessDenied", Message: reason})
}
