package access_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"storefront/infra/local/access"
	"storefront/infra/local/template"
)

const (
	orders = "arn:aws:dynamodb:us-west-2:000000000000:table/test-orders"
	books  = "arn:aws:s3:::test-books"
	letter = `{"FromEmailAddress":"shop@example.com","Destination":{"ToAddresses":["ada@example.net"]}}`
)

// guarded returns a guard of two functions, and its log. Only the first may do anything.
func guarded() (*access.Guard, *strings.Builder) {
	allow := func(resource string, actions ...string) template.Statement {
		return template.Statement{Actions: actions, Resources: []string{resource}}
	}
	mail := allow("arn:aws:ses:us-west-2:000000000000:identity/example.com", "ses:SendEmail")
	mail.Conditions = map[string][]string{"ses:FromAddress": {"shop@example.com"}, "ses:Recipients": {"ada@example.net"}}
	draws := allow("arn:aws:dynamodb:us-west-2:000000000000:table/test-waitlist", "dynamodb:GetItem")
	draws.Conditions = map[string][]string{"dynamodb:LeadingKeys": {"DRAW#*"}}
	stack := &template.Stack{
		Tables:  []template.Table{{LogicalID: "OrdersTable", Name: "test-orders"}, {LogicalID: "StockTable", Name: "test-stock"}},
		Buckets: []template.Bucket{{LogicalID: "Books", Name: "test-books"}},
		Queues:  []template.Queue{{LogicalID: "Letters", Name: "test-letters"}},
	}
	var text strings.Builder
	callers := []*access.Caller{
		{Key: "usF", Function: template.Function{LogicalID: "F", Role: template.Role{LogicalID: "FRole", Statements: []template.Statement{
			allow(orders, "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:BatchGetItem"), allow(orders+"/index/*", "dynamodb:Query"),
			allow(books+"/raw/*", "s3:*Object"), allow("arn:aws:sqs:us-west-2:000000000000:test-letters", "sqs:SendMessage"), mail, draws,
		}}}},
		{Key: "usG", Function: template.Function{LogicalID: "G"}},
	}
	for _, c := range callers {
		c.Stack, c.Region, c.Log = stack, "us-west-2", log.New(&text, "", 0)
	}
	return access.New(callers), &text
}

// served answers 200 with the body of the request, or 404 where the path says so.
var served = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/missing") {
		w.WriteHeader(http.StatusNotFound)
	}
	io.Copy(w, r.Body) //nolint:errcheck // a recorder takes everything
})

func send(handler http.Handler, key, method, path, target, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+key+"/20261128/us-west-2/any/aws4_request, SignedHeaders=host, Signature=0")
	r.Header.Set("X-Amz-Target", target)
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

func TestDynamoDB(t *testing.T) {
	t.Parallel()
	g, text := guarded()
	handler := g.DynamoDB(served)
	for _, test := range []struct {
		operation, body string
		denied          string // the action on a resource; empty: allowed
	}{
		{"GetItem", `{"TableName":"test-orders","Key":{"pk":{"S":"a"}}}`, ""},
		{"GetItem", `{"TableName":"test-waitlist","Key":{"pk":{"S":"DRAW#sale#sku"}}}`, ""},
		{"GetItem", `{"TableName":"test-waitlist","Key":{"pk":{"S":"DRAWER"}}}`, "dynamodb:GetItem on resource: arn:aws:dynamodb:us-west-2:000000000000:table/test-waitlist"},
		{"GetItem", `{"TableName":"test-waitlist"}`, "dynamodb:GetItem on resource: arn:aws:dynamodb:us-west-2:000000000000:table/test-waitlist"},
		{"GetItem", `{"TableName":"test-stock"}`, "dynamodb:GetItem on resource: arn:aws:dynamodb:us-west-2:000000000000:table/test-stock"},
		{"GetItem", `{"TableName":"test-orders-too"}`, "dynamodb:GetItem on resource: " + orders + "-too"},
		{"DeleteItem", `{"TableName":"test-orders"}`, "dynamodb:DeleteItem on resource: " + orders},
		{"Query", `{"TableName":"test-orders","IndexName":"by-day"}`, ""},
		{"Query", `{"TableName":"test-orders"}`, "dynamodb:Query on resource: " + orders},
		{"BatchGetItem", `{"RequestItems":{"test-orders":{"Keys":[]}}}`, ""},
		{"BatchGetItem", `{"RequestItems":{"test-orders":{"Keys":[]},"test-stock":{"Keys":[]}}}`, "dynamodb:BatchGetItem on resource: arn:aws:dynamodb:us-west-2:000000000000:table/test-stock"},
		{"TransactWriteItems", `{"TransactItems":[{"Put":{"TableName":"test-orders"}}]}`, ""},
		{"TransactWriteItems", `{"TransactItems":[{"Put":{"TableName":"test-orders"}},{"ConditionCheck":{"TableName":"test-orders"}}]}`, "dynamodb:ConditionCheckItem on resource: " + orders},
		{"ListTables", `{}`, "dynamodb:ListTables on resource: *"},
	} {
		w := send(handler, "usF", http.MethodPost, "/", "DynamoDB_20120810."+test.operation, test.body)
		if test.denied == "" && (w.Code != http.StatusOK || w.Body.String() != test.body) {
			t.Errorf("%s %s is answered with %d %s", test.operation, test.body, w.Code, w.Body)
		}
		if test.denied != "" && (w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "#AccessDeniedException") ||
			!strings.Contains(w.Body.String(), "assumed-role/FRole/F is not authorized to perform: "+test.denied+" because")) {
			t.Errorf("%s %s is answered with %d %s, want a denial of %s", test.operation, test.body, w.Code, w.Body, test.denied)
		}
	}
	again := strings.Count(text.String(), "\n")
	send(handler, "usF", http.MethodPost, "/", "DynamoDB_20120810.DeleteItem", `{"TableName":"test-orders"}`)
	if want := "access denied: FRole does not allow dynamodb:DeleteItem on " + orders + "\n"; strings.Count(text.String(), want) != 1 || strings.Count(text.String(), "\n") != again {
		t.Errorf("the log has\n%s, want once %s", text, want)
	}
}

// A function without a role in the template may call nothing. The developer's own
// commands may call everything.
func TestCallers(t *testing.T) {
	t.Parallel()
	g, _ := guarded()
	for key, want := range map[string]int{"usF": 200, "usG": 400, "storefront": 200} {
		if w := send(g.DynamoDB(served), key, http.MethodPost, "/", "DynamoDB_20120810.GetItem", `{"TableName":"test-orders"}`); w.Code != want {
			t.Errorf("%s is answered with %d %s, want %d", key, w.Code, w.Body, want)
		}
	}
	if w := send(g.DynamoDB(served), "usF", http.MethodPost, "/", "DynamoDB_20120810.GetItem", `{`); w.Code != http.StatusBadRequest {
		t.Errorf("a broken request is answered with %d", w.Code)
	}
}

func TestOtherServices(t *testing.T) {
	t.Parallel()
	g, _ := guarded()
	for name, test := range map[string]struct {
		handler                    http.Handler
		method, path, target, body string
		want                       int
	}{
		"object":                           {g.S3(served), "PUT", "/test-books/raw/a/b", "", "", 200},
		"object of another folder":         {g.S3(served), "PUT", "/test-books/closed/a", "", "", 403},
		"object of another bucket":         {g.S3(served), "GET", "/test-looks/raw/a", "", "", 403},
		"object that is there":             {g.S3(served), "GET", "/test-books/raw/a", "", "", 200},
		"object that is missing":           {g.S3(served), "GET", "/test-books/raw/missing", "", "", 403}, // as in S3: it may not list
		"list":                             {g.S3(served), "GET", "/test-books?list-type=2", "", "", 403},
		"older version of an object":       {g.S3(served), "GET", "/test-books/raw/a?versionId=1", "", "", 403},
		"list of versions":                 {g.S3(served), "GET", "/test-books?versions", "", "", 403},
		"message":                          {g.SQS(served), "POST", "/", "AmazonSQS.SendMessage", `{"QueueUrl":"https://sqs/0/test-letters"}`, 200},
		"message to another queue":         {g.SQS(served), "POST", "/", "AmazonSQS.SendMessage", `{"QueueUrl":"https://sqs/0/test-fetters"}`, 400},
		"receipt":                          {g.SQS(served), "POST", "/", "AmazonSQS.ReceiveMessage", `{"QueueUrl":"https://sqs/0/test-letters"}`, 400},
		"mail":                             {g.SES(served), "POST", "/v2/email/outbound-emails", "", letter, 200},
		"mail of another sender":           {g.SES(served), "POST", "/v2/email/outbound-emails", "", strings.Replace(letter, "shop@", "boss@", 1), 403},
		"mail to another recipient":        {g.SES(served), "POST", "/v2/email/outbound-emails", "", strings.Replace(letter, "ada@", "eve@", 1), 403},
		"mail to a second recipient":       {g.SES(served), "POST", "/v2/email/outbound-emails", "", strings.Replace(letter, `"ToAddresses"`, `"BccAddresses":["eve@example.net"],"ToAddresses"`, 1), 403},
		"mail of another domain":           {g.SES(served), "POST", "/v2/email/outbound-emails", "", strings.Replace(letter, "example.com", "example.org", 1), 403},
		"mail with a configuration":        {g.SES(served), "POST", "/v2/email/outbound-emails", "", `{"ConfigurationSetName":"c",` + letter[1:], 403},
		"another call of the mail service": {g.SES(served), "GET", "/v2/email/identities", "", "{}", 403},
	} {
		if w := send(test.handler, "usF", test.method, test.path, test.target, test.body); w.Code != test.want {
			t.Errorf("%s: answered with %d %s, want %d", name, w.Code, w.Body, test.want)
		}
	}
	want := []string{
		"F s3:GetObject Books/raw/*", "F s3:PutObject Books/raw/*", "F ses:SendEmail identity/example.com", "F sqs:SendMessage Letters",
	}
	if got := g.Calls(); !slices.Equal(got, want) {
		t.Errorf("recorded are %q, want %q", got, want)
	}
}

func TestMatches(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		pattern, text string
		want          bool
	}{
		{"a", "a", true}, {"a", "ab", false}, {"ab", "a", false}, {"", "", true}, {"*", "", true}, {"a*", "a", true}, {"a*", "ba", false},
		{"a*c", "abbc", true}, {"a*c", "acb", false}, {"*b*", "abc", true}, {"a?c", "abc", true}, {"a?c", "ac", false}, {"a*?", "a", false}, {"a*?", "ab", true},
		{"x/*", "x/y/z", true},
	} {
		if got := access.Matches(test.pattern, test.text); got != test.want {
			t.Errorf("Matches(%q, %q) = %v", test.pattern, test.text, got)
		}
	}
}

func BenchmarkDynamoDB(b *testing.B) {
	g, _ := guarded()
	handler := g.DynamoDB(served)
	body := `{"TableName":"test-orders","Item":{"pk":{"S":"` + strings.Repeat("x", 700) + `"}}}`
	for _, key := range []string{"usF", "anyone"} {
		b.Run(key, func(b *testing.B) {
			for b.Loop() {
				send(handler, key, http.MethodPost, "/", "DynamoDB_20120810.PutItem", body)
			}
		})
	}
}
