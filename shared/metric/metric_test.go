package metric_test

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/metric"
	"storefront/shared/money"
	"storefront/shared/order"
)

var noon = time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)

func written(t *testing.T, write func(*metric.Writer)) string {
	t.Helper()
	var out bytes.Buffer
	write(metric.NewWriter(&out, "storefront-us", func() time.Time { return noon }))
	return out.String()
}

func TestLines(t *testing.T) {
	t.Parallel()
	lines := []order.Line{{SKU: "fitness-band", Quantity: 2}, {SKU: "headphones", Quantity: 1}}
	total := money.Amount{Minor: 4214, Currency: "USD"}
	for _, test := range []struct {
		name  string
		order order.Order
		want  string
	}{
		{
			name:  "an order is held",
			order: order.Order{Status: order.Held, Version: 1, Lines: lines},
			want: `{"Holds":1,"Stack":"storefront-us","UnitsHeld":3,"_aws":{"CloudWatchMetrics":[{"Namespace":"Storefront","Dimensions":[["Stack"]],` +
				`"Metrics":[{"Name":"Holds","Unit":"Count"},{"Name":"UnitsHeld","Unit":"Count"}]}],"Timestamp":1431975600000}}` + "\n",
		},
		{
			name:  "an order is paid",
			order: order.Order{Status: order.Paid, Version: 2, Lines: lines, Totals: order.Totals{Total: total}},
			want: `{"Currency":"USD","Paid":1,"Revenue":4214,"Stack":"storefront-us","UnitsPaid":3,"_aws":{"CloudWatchMetrics":[` +
				`{"Namespace":"Storefront","Dimensions":[["Stack"]],"Metrics":[{"Name":"Paid","Unit":"Count"},{"Name":"UnitsPaid","Unit":"Count"}]},` +
				`{"Namespace":"Storefront","Dimensions":[["Stack","Currency"]],"Metrics":[{"Name":"Revenue","Unit":"None"}]}],"Timestamp":1431975600000}}` + "\n",
		},
		{
			name:  "a buyer withdraws from an order",
			order: order.Order{Status: order.Paid, Version: 3, Lines: lines, UpdatedAt: noon, WithdrawnAt: noon},
			want: `{"Stack":"storefront-us","Withdrawn":1,"_aws":{"CloudWatchMetrics":[{"Namespace":"Storefront","Dimensions":[["Stack"]],` +
				`"Metrics":[{"Name":"Withdrawn","Unit":"Count"}]}],"Timestamp":1431975600000}}` + "\n",
		},
		{
			name:  "a part of it is refunded afterwards",
			order: order.Order{Status: order.Paid, Version: 4, Lines: lines, UpdatedAt: noon.Add(time.Hour), WithdrawnAt: noon},
		},
		{name: "a hold is extended", order: order.Order{Status: order.Held, Version: 2, Lines: lines}, want: ""},
		{name: "a request got only a part", order: order.Order{Status: order.Rejected, Version: 1, Lines: lines}, want: ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := written(t, func(w *metric.Writer) { metric.Orders{Writer: w}.Changed(test.order) })
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// CloudWatch keeps a line that breaks these rules as a log line, without its metrics.
func TestLinesFollowTheFormat(t *testing.T) {
	t.Parallel()
	all := metric.Values{}
	for _, name := range metric.Names() {
		if name != metric.Revenue {
			all[name] = len(all)
		}
	}
	line := written(t, func(w *metric.Writer) { w.WritePaid(all, money.Amount{Minor: 1, Currency: "INR"}) })
	if strings.Count(line, "\n") != 1 || len(line) > 256<<10 {
		t.Fatalf("not one line: %q", line)
	}
	var members map[string]any
	var meta struct {
		AWS struct {
			Timestamp         int64
			CloudWatchMetrics []struct {
				Namespace  string
				Dimensions [][]string
				Metrics    []struct{ Name, Unit string }
			}
		} `json:"_aws"`
	}
	for _, into := range []any{&members, &meta} {
		if err := json.Unmarshal([]byte(line), into); err != nil {
			t.Fatal(err)
		}
	}
	if meta.AWS.Timestamp != noon.UnixMilli() {
		t.Errorf("the time is %d, want milliseconds since 1970", meta.AWS.Timestamp)
	}
	counted := 0
	for _, d := range meta.AWS.CloudWatchMetrics {
		if d.Namespace != metric.Namespace {
			t.Errorf("the namespace is %q", d.Namespace)
		}
		if len(d.Metrics) == 0 || len(d.Metrics) > 100 {
			t.Errorf("a directive has %d metrics, want 1 to 100", len(d.Metrics))
		}
		for _, dimensions := range d.Dimensions {
			for _, name := range dimensions {
				if !slices.Contains([]string{"Stack", "Currency"}, name) {
					t.Errorf("%s is a dimension: it may grow without bound", name)
				}
				if _, isText := members[name].(string); !isText {
					t.Errorf("the dimension %s is %v, want a text", name, members[name])
				}
			}
		}
		for _, m := range d.Metrics {
			counted++
			if _, isNumber := members[m.Name].(float64); !isNumber || m.Unit != "Count" && m.Unit != "None" {
				t.Errorf("the metric %s is %v %s, want a number", m.Name, members[m.Name], m.Unit)
			}
		}
	}
	if counted != len(all)+1 {
		t.Errorf("%d metrics are defined, want %d", counted, len(all)+1)
	}
}

func BenchmarkHeldOrder(b *testing.B) {
	w := metric.Orders{Writer: metric.NewWriter(io.Discard, "storefront-us", time.Now)}
	o := order.Order{Status: order.Held, Version: 1, Lines: []order.Line{{Quantity: 1}}}
	b.ReportAllocs()
	for b.Loop() {
		w.Changed(o)
	}
}
