package functiontest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"golang.org/x/net/html"

	"storefront/infra/golden"
	"storefront/shared/boot"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/contract/contracttest"
	"storefront/shared/market"
)

// Events sends each sample event of a function to its Lambda handler, which open
// returns for a fresh region, and compares the answer with testdata/<case>.golden.
// after names the cases to send before a case, in order. The clock is set to the
// time of each event.
func Events(t *testing.T, function string, after map[string][]string, open func(*testing.T, *Shop) http.Handler) {
	t.Helper()
	dir := filepath.Join("..", "..", "events", function)
	cases := names(t, dir, ".json")
	for name := range after {
		if !slices.Contains(cases, name) {
			t.Errorf("function %s has no event %s", function, name)
		}
	}
	for _, name := range names(t, "testdata", ".golden") {
		if !slices.Contains(cases, name) {
			t.Errorf("testdata/%s.golden is the answer to no event", name)
		}
	}
	for _, name := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			event := readEvent(t, dir, name)
			shop := Open(t, market.Region(event.RequestContext.DomainPrefix), checkouttest.NewMemory())
			handler := lambda.NewHandler(boot.Handler(contracttest.Handler(t, open(t, shop))))
			for _, earlier := range after[name] {
				send(t, shop, handler, readEvent(t, dir, earlier))
			}
			Golden(t, name, show(t, send(t, shop, handler, event)))
		})
	}
}

// names returns the names of a folder's files with an ending, without it.
func names(t *testing.T, dir, ending string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"+ending))
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range files {
		files[i] = strings.TrimSuffix(filepath.Base(file), ending)
	}
	return files
}

// event is a sample event with the content of its file.
type event struct {
	events.APIGatewayV2HTTPRequest
	file []byte
}

func readEvent(t *testing.T, dir, name string) event {
	t.Helper()
	e, err := decodeEvent(filepath.Join(dir, name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func decodeEvent(path string) (e event, err error) {
	e.file, err = decodeStrictly(path, &e.APIGatewayV2HTTPRequest)
	return e, err
}

// decodeStrictly decodes a file. A member that Lambda would not send is an error.
func decodeStrictly(path string, into any) (file []byte, err error) {
	if file, err = os.ReadFile(path); err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(file))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return file, nil
}

func send(t *testing.T, shop *Shop, handler lambda.Handler, e event) events.APIGatewayV2HTTPResponse {
	t.Helper()
	shop.Clock.Set(time.UnixMilli(e.RequestContext.TimeEpoch))
	payload, err := handler.Invoke(t.Context(), e.file)
	if err != nil {
		t.Fatal(err)
	}
	var answer events.APIGatewayV2HTTPResponse
	if err := json.Unmarshal(payload, &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

// Golden compares a result with testdata/<name>.golden, or with -update writes it.
func Golden(t *testing.T, name string, got []byte) {
	t.Helper()
	golden.Compare(t, filepath.Join("testdata", name+".golden"), got)
}

// show returns an answer in the form of HTTP: JSON indented, and of HTML the text.
func show(t *testing.T, answer events.APIGatewayV2HTTPResponse) []byte {
	t.Helper()
	var text bytes.Buffer
	fmt.Fprintf(&text, "%d %s\n", answer.StatusCode, http.StatusText(answer.StatusCode))
	for _, name := range slices.Sorted(maps.Keys(answer.Headers)) {
		fmt.Fprintf(&text, "%s: %s\n", name, answer.Headers[name])
	}
	text.WriteByte('\n')
	switch {
	case strings.HasPrefix(answer.Headers["Content-Type"], "text/html"):
		showHTML(t, &text, answer.Body)
	case answer.Body == "":
	default:
		if err := json.Indent(&text, []byte(answer.Body), "", "  "); err != nil {
			t.Fatalf("the answer is not JSON: %v: %s", err, answer.Body)
		}
		text.WriteByte('\n')
	}
	return text.Bytes()
}

// showHTML writes the text of a page, a line for each piece between two tags.
func showHTML(t *testing.T, to *bytes.Buffer, page string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if line := strings.TrimSpace(n.Data); n.Type == html.TextNode && line != "" && n.Parent.Data != "script" {
			to.WriteString(line + "\n")
		}
	}
}
