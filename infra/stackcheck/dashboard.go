package stackcheck

import (
	"encoding/json"
	"slices"
	"strings"

	metrics "storefront/shared/metric"
)

// shown lists the metrics of a region's dashboard by namespace.
var shown = map[string][]string{
	"AWS/ApiGateway": {"Count", "4xx", "5xx", "Latency"},
	"AWS/DynamoDB":   {"ReadThrottleEvents", "WriteThrottleEvents"},
}

// shownOfEach lists the metrics of each function on the dashboard.
var shownOfEach = []string{"Duration", "Errors", "Throttles", "ConcurrentExecutions"}

const dashboardBody = "Resources.Dashboard.Properties.DashboardBody"

var dashboardChecks = []Check{{
	Name:   "dashboard",
	Proves: "the region's dashboard is JSON, of this AWS Region and this stack, and shows sales, money, refusals, holds and how they end, stock, and the latency, errors, throttles and concurrency of every function",
	Find: func(s *Stack) (f findings) {
		dashboards := s.of(dashboardType)
		if len(dashboards) != 1 {
			f.add("the stack has %d dashboards, want 1", len(dashboards))
		}
		for _, d := range dashboards {
			s.checkDashboard(&f, d)
		}
		return f
	},
	Mutations: []Mutation{
		{What: "no dashboard", Edit: drop("Resources.Dashboard")},
		{What: "a body that is not JSON", Edit: reword(`"widgets": [`, `"widgets": [,`)},
		{What: "no money", Edit: reword(`"Revenue"`, `"Turnover"`)},
		{What: "stock of another stack", Edit: reword(`"StockLeft", "Stack", "${AWS::StackName}"`, `"StockLeft", "Stack", "storefront-eu"`)},
		{What: "a function left out", Edit: reword(`["...", "${SweepFunction}", {"label": "sweep throttles"}]`, `["...", {"label": "sweep throttles"}]`)},
		{What: "another AWS Region", Edit: reword(`"region": "${AWS::Region}"`, `"region": "us-east-1"`)},
	},
}, {
	Name:   "metrics-of-the-stack",
	Proves: "dashboard and alarms read the store's own metrics of this stack alone, not of another in the same account and AWS Region",
	Find: func(s *Stack) (f findings) {
		for _, d := range s.of(dashboardType) {
			b, err := readBoard(d)
			if err != nil {
				f.add("%s is not JSON: %v", d.ID, err)
			}
			for _, m := range b.lines() {
				if m.namespace == metrics.Namespace && m.dimensions["Stack"] != "${AWS::StackName}" {
					f.add("the dashboard shows %s of every stack", m.name)
				}
			}
		}
		for _, a := range s.of(alarmType) {
			all := []any{a.Properties}
			for _, m := range list(a.Properties["Metrics"]) {
				all = append(all, at(m, "MetricStat.Metric"))
			}
			for _, m := range all {
				if at(m, "Namespace") == metrics.Namespace && refersTo(dimension(at(m, "Dimensions"), "Stack")) != "AWS::StackName" {
					f.add("%s watches %v of every stack", a.ID, at(m, "MetricName"))
				}
			}
		}
		return f
	},
	Mutations: []Mutation{
		{What: "revenue of every stack", Edit: reword(`"Revenue", "Stack", "${AWS::StackName}"`, `"Revenue", "Region", "${StoreRegion}"`)},
		{What: "an alarm on the stock of every stack", Edit: set(
			"{ Type: AWS::CloudWatch::Alarm, Properties: { Namespace: Storefront, MetricName: StockLeft, Dimensions: [{ Name: Region, Value: !Ref StoreRegion }] } }",
			"Resources.StockAlarm")},
	},
}}

// metric is one line of a graph.
type metric struct {
	namespace, name string
	dimensions      map[string]string
}

// board is the JSON of a dashboard.
type board struct {
	Widgets []struct {
		Properties struct {
			Title   string  `json:"title"`
			Region  string  `json:"region"`
			Metrics [][]any `json:"metrics"`
		} `json:"properties"`
	} `json:"widgets"`
}

func readBoard(d Resource) (b board, err error) {
	err = json.Unmarshal([]byte(text(list(at(d.Properties, "DashboardBody.Fn::Sub"))[0])), &b)
	return b, err
}

// lines returns the lines of all graphs.
func (b board) lines() (all []metric) {
	for _, w := range b.Widgets {
		all = append(all, linesOf(w.Properties.Metrics)...)
	}
	return all
}

func (s *Stack) checkDashboard(f *findings, d Resource) {
	b, err := readBoard(d)
	if err != nil {
		f.add("%s is not JSON: %v", d.ID, err)
	}
	for _, w := range b.Widgets {
		if w.Properties.Region != "${AWS::Region}" {
			f.add("%s shows AWS Region %s in %q", d.ID, w.Properties.Region, w.Properties.Title)
		}
	}
	all := b.lines()
	for _, name := range metrics.Names() {
		wantMetric(f, all, metrics.Namespace, string(name), "Stack", "${AWS::StackName}")
	}
	for namespace, names := range shown {
		for _, name := range names {
			wantMetric(f, all, namespace, name, "", "")
		}
	}
	for _, function := range s.of(functionType) {
		for _, name := range shownOfEach {
			wantMetric(f, all, "AWS/Lambda", name, "FunctionName", "${"+function.ID+"}")
		}
	}
}

// wantMetric fails unless one of the metrics has the given name and dimension.
func wantMetric(f *findings, all []metric, namespace, name, dimension, value string) {
	if !slices.ContainsFunc(all, func(m metric) bool {
		return m.namespace == namespace && m.name == name && m.dimensions[dimension] == value
	}) {
		f.add("the dashboard does not show %s %s %s", namespace, name, value)
	}
}

// linesOf returns the lines of a graph. In a line, "." repeats the word at that
// place in the line before, and "..." at the start repeats all words before the
// line's own.
func linesOf(lines [][]any) []metric {
	var all []metric
	var before []string
	for _, line := range lines {
		var words []string
		for _, word := range line {
			if word, ok := word.(string); ok { // anything else is an option of the line
				words = append(words, word)
			}
		}
		if len(words) > 0 && words[0] == "..." {
			kept := max(0, len(before)-len(words)+1)
			words = append(slices.Clone(before[:kept]), words[1:]...)
		}
		for i, word := range words {
			if word == "." && i < len(before) {
				words[i] = before[i]
			}
		}
		if len(words) < 2 {
			continue // an expression
		}
		before = words
		m := metric{namespace: words[0], name: words[1], dimensions: map[string]string{}}
		for pair := range slices.Chunk(words[2:], 2) {
			m.dimensions[pair[0]] = strings.Join(pair[1:], "")
		}
		all = append(all, m)
	}
	return all
}
