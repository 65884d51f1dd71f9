package functiontest

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"storefront/infra/local/gateway"
	"storefront/shared/contract"
)

var eventsDir = filepath.Join("..", "..", "events")

// eventFiles returns the sample events by function.
func eventFiles(t *testing.T) map[string][]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(eventsDir, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]string{}
	for _, path := range paths {
		function := filepath.Base(filepath.Dir(path))
		files[function] = append(files[function], path)
	}
	return files
}

func TestEveryFunctionHasEvents(t *testing.T) {
	t.Parallel()
	var functions []string
	for _, f := range stack(t).Functions {
		functions = append(functions, f.Name)
	}
	slices.Sort(functions)
	if got := slices.Sorted(maps.Keys(eventFiles(t))); !slices.Equal(got, functions) {
		t.Errorf("there are events for %q, and functions %q", got, functions)
	}
}

func TestEveryRouteHasAnEvent(t *testing.T) {
	t.Parallel()
	files := eventFiles(t)
	for _, route := range contract.Routes {
		key := route.Method + " " + route.Path
		if !slices.ContainsFunc(files[route.Function], func(path string) bool {
			e, err := decodeEvent(path)
			return err == nil && e.RouteKey == key
		}) {
			t.Errorf("%s has no event in events/%s", key, route.Function)
		}
	}
}

// The gateway turns an event's request into an equal event for the same function, so
// the event matches a route of the template.
func TestEventsAreThoseOfTheGateway(t *testing.T) {
	t.Parallel()
	for function, paths := range eventFiles(t) {
		for _, path := range paths {
			if e, err := decodeEvent(path); (err != nil || e.RouteKey == "") && len(stack(t).schedules(function))+len(stack(t).streams(function))+len(stack(t).rules(function)) > 0 {
				continue
			}
			t.Run(filepath.Join(function, filepath.Base(path)), func(t *testing.T) {
				t.Parallel()
				want, err := decodeEvent(path)
				if err != nil {
					t.Fatal(err)
				}
				invoked, got := throughGateway(t, want)
				if name := stack(t).function(t, function).LogicalID; invoked != name {
					t.Errorf("the gateway would invoke %s, not %s", invoked, name)
				}
				if diff := cmp.Diff(members(t, want.file), members(t, got)); diff != "" {
					t.Errorf("the gateway would send another event (-file +gateway):\n%s", diff)
				}
				at := time.UnixMilli(want.RequestContext.TimeEpoch).UTC()
				if clock := at.Format("02/Jan/2006:15:04:05 -0700"); want.RequestContext.Time != clock {
					t.Errorf("time is %s, but timeEpoch is %s", want.RequestContext.Time, clock)
				}
				if at.Before(Opening) || at.After(Opening.Add(24*time.Hour)) {
					t.Errorf("%v is not on the day of the demo", at)
				}
			})
		}
	}
}

// byHand reports whether people, and not AWS, send an event to a function with a
// schedule.
func byHand(t *testing.T, path string) bool {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var event struct{ Source string }
	if err := json.Unmarshal(text, &event); err != nil {
		t.Fatal(err)
	}
	return event.Source == ""
}

// isInput reports whether a file has a schedule's input.
func isInput(t *testing.T, path, input string) bool {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file, want any
	if err := errors.Join(json.Unmarshal(text, &file), json.Unmarshal([]byte(input), &want)); err != nil {
		t.Fatal(err)
	}
	return cmp.Equal(file, want)
}

func TestScheduledEventsNameTheirRule(t *testing.T) {
	t.Parallel()
	for function, paths := range eventFiles(t) {
		for _, schedule := range stack(t).schedules(function) {
			if schedule.Input != "" {
				if !slices.ContainsFunc(paths, func(path string) bool { return isInput(t, path, schedule.Input) }) {
					t.Errorf("%s has no event with its input", schedule.Name)
				}
				continue
			}
			scheduled := slices.DeleteFunc(slices.Clone(paths), func(path string) bool { return byHand(t, path) })
			if len(scheduled) == 0 {
				t.Errorf("%s has no event", schedule.Name)
			}
			for _, path := range scheduled {
				var e events.CloudWatchEvent
				if _, err := decodeStrictly(path, &e); err != nil {
					t.Fatal(err)
				}
				rule := "arn:aws:events:" + e.Region + ":" + e.AccountID + ":rule/" + schedule.Name
				if e.Source != "aws.events" || e.DetailType != "Scheduled Event" || !slices.Equal(e.Resources, []string{rule}) {
					t.Errorf("%s is not an event of %s: %+v", path, rule, e)
				}
			}
		}
	}
}

// A rule of the event bus passes some of its function's events and keeps others out.
func TestEventsOfRules(t *testing.T) {
	t.Parallel()
	for function, paths := range eventFiles(t) {
		for _, rule := range stack(t).rules(function) {
			passed := 0
			for _, path := range paths {
				var e events.CloudWatchEvent
				if _, err := decodeStrictly(path, &e); err != nil {
					t.Fatal(err)
				}
				if Passes(t, function, strings.TrimSuffix(filepath.Base(path), ".json")) {
					passed++
				}
			}
			if passed == 0 || passed == len(paths) {
				t.Errorf("%s passes %d of %d events", rule.Name, passed, len(paths))
			}
		}
	}
}

func TestStreamEventsAreThoseOfStreams(t *testing.T) {
	t.Parallel()
	for function, paths := range eventFiles(t) {
		mappings := stack(t).streams(function)
		if len(mappings) == 0 {
			continue
		}
		for _, path := range paths {
			t.Run(filepath.Join(function, filepath.Base(path)), func(t *testing.T) {
				t.Parallel()
				var batch events.DynamoDBEvent
				if _, err := decodeStrictly(path, &batch); err != nil {
					t.Fatal(err)
				}
				for i, r := range batch.Records {
					if r.EventID == "" || r.EventVersion != "1.1" || r.EventSource != "aws:dynamodb" || r.Change.SequenceNumber == "" ||
						len(r.Change.Keys) == 0 || !strings.Contains(r.EventSourceArn, ":"+r.AWSRegion+":") {
						t.Errorf("record %d is not one of a stream: %+v", i, r)
					}
				}
				Batch(t, function, strings.TrimSuffix(filepath.Base(path), ".json"))
			})
		}
	}
}

// throughGateway sends an event's request through the laptop's gateway and returns
// the event that the gateway passes on.
func throughGateway(t *testing.T, e event) (function string, payload []byte) {
	t.Helper()
	body := []byte(e.Body)
	if e.IsBase64Encoded {
		var err error
		if body, err = base64.StdEncoding.DecodeString(e.Body); err != nil {
			t.Fatal(err)
		}
	}
	target := "http://" + e.RequestContext.DomainName + e.RawPath
	if e.RawQueryString != "" {
		target += "?" + e.RawQueryString
	}
	r := httptest.NewRequestWithContext(t.Context(), e.RequestContext.HTTP.Method, target, bytes.NewReader(body))
	r.RemoteAddr = e.RequestContext.HTTP.SourceIP + ":1"
	for name, value := range e.Headers {
		if name != "x-forwarded-for" { // the gateway sets it
			r.Header.Set(name, value)
		}
	}
	api, err := gateway.New(e.RequestContext.APIID, stack(t).Routes, catch(func(f string, event []byte) { function, payload = f, event }))
	if err != nil {
		t.Fatal(err)
	}
	api.ServeHTTP(httptest.NewRecorder(), r)
	return function, payload
}

// catch is a gateway's invoker that keeps the event and answers nothing.
type catch func(function string, event []byte)

func (c catch) Invoke(_ context.Context, function string, event []byte) ([]byte, error) {
	c(function, event)
	return []byte(`""`), nil
}

// members decodes an event, without members that are new in each request or depend
// on the gateway's client.
func members(t *testing.T, event []byte) map[string]any {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal(event, &all); err != nil {
		t.Fatal(err)
	}
	request, _ := all["requestContext"].(map[string]any)
	headers, _ := all["headers"].(map[string]any)
	if request == nil || headers == nil {
		t.Fatalf("no request context or no headers: %s", event)
	}
	for _, name := range []string{"requestId", "time", "timeEpoch"} {
		delete(request, name)
	}
	for _, name := range []string{"x-forwarded-port", "x-forwarded-proto"} {
		if headers[name] == nil {
			t.Errorf("header %s is missing", name)
		}
		delete(headers, name)
	}
	return all
}

// Addresses and networks in samples are those reserved for documentation.
func TestEventsHaveNoPersonalData(t *testing.T) {
	t.Parallel()
	for _, paths := range eventFiles(t) {
		for _, path := range paths {
			file, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for field := range strings.FieldsFuncSeq(string(file), func(c rune) bool { return strings.ContainsRune(`"\:,{} `, c) }) {
				if strings.Contains(field, "@") && !strings.HasSuffix(field, "@example.com") {
					t.Errorf("%s has the address %s", path, field)
				}
			}
			e, err := decodeEvent(path)
			if err != nil || e.Version != "2.0" {
				continue
			}
			if ip := e.RequestContext.HTTP.SourceIP; !strings.HasPrefix(ip, "203.0.113.") {
				t.Errorf("%s comes from %s", path, ip)
			}
		}
	}
}
