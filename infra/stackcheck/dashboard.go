package stackcheck

import (
	"encoding/json"
	"slices"
	"strings"

	metrics "storefront/shared/metric"
)

const dashboardType = "AWS::CloudWatch::Dashboard"

// shown lists what a region's dashboard must show, by namespace and metric.
var shown = map[string][]string{
	metrics.Namespace: names(metrics.Names()),
	"AWS/ApiGateway":  {"Count", "4xx", "5xx", "Latency"},
	"AWS/DynamoDB":    {"ReadThrottleEvents", "WriteThrottleEvents"},
}

func names(of []metrics.Name) []string {
	var texts []string
	for _, name := range of {
		texts = append(texts, string(name))
	}
	return texts
}

// shownOfEach lists what it must show of every function.
var shownOfEach = []string{"Duration", "Errors", "Throttles", "ConcurrentExecutions"}

var dashboardBody = []string{"Resources", "Dashboard", "Properties", "DashboardBody"}

var dashboardChecks = []Check{
	{
		Name:   "dashboard",
		Proves: "the region's dashboard is one that CloudWatch can read, of this AWS Region and this stack, and shows sales, money, refusals, holds and how they end, stock, and the latency, errors, throttles and concurrency of every function",
		Find: func(s *Stack) []string {
			var f findings
			dashboards := s.of(dashboardType)
			if len(dashboards) != 1 {
				f.add("there are %d dashboards", len(dashboards))
			}
			for _, d := range dashboards {
				s.checkDashboard(&f, d)
			}
			return f
		},
		Mutations: []Mutation{
			{What: "no dashboard", Edit: drop("Resources", "Dashboard")},
			{What: "a body that is no JSON", Edit: reword(`"widgets": [`, `"widgets": [,`, dashboardBody...)},
			{What: "no money", Edit: reword(`"Revenue"`, `"Turnover"`, dashboardBody...)},
			{What: "stock of another region", Edit: reword(`"StockLeft", "Region", "${StoreRegion}"`, `"StockLeft", "Region", "eu"`, dashboardBody...)},
			{What: "a function left out", Edit: reword(`["...", "${SweepFunction}", {"label": "sweep throttles"}]`, `["...", {"label": "sweep throttles"}]`, dashboardBody...)},
			{What: "another AWS Region", Edit: reword(`"region": "${AWS::Region}"`, `"region": "us-east-1"`, dashboardBody...)},
		},
	},
}

// metric is one line of a graph: namespace, name, and dimensions by name.
type metric struct {
	namespace, name string
	dimensions      map[string]string
}

func (s *Stack) checkDashboard(f *findings, d Resource) {
	body := text(list(at(d.Properties, "DashboardBody", "Fn::Sub"))[0])
	var board struct {
		Widgets []struct {
			Properties struct {
				Title   string  `json:"title"`
				Region  string  `json:"region"`
				Metrics [][]any `json:"metrics"`
			} `json:"properties"`
		} `json:"widgets"`
	}
	if err := json.Unmarshal([]byte(body), &board); err != nil {
		f.add("%s is no JSON: %v", d.ID, err)
	}
	var all []metric
	for _, w := range board.Widgets {
		if w.Properties.Region != "${AWS::Region}" {
			f.add("%s shows AWS Region %s in %q", d.ID, w.Properties.Region, w.Properties.Title)
		}
		all = append(all, linesOf(w.Properties.Metrics)...)
	}
	for namespace, names := range shown {
		for _, name := range names {
			s.wantMetric(f, all, namespace, name, nil)
		}
	}
	for _, function := range s.of(functionType) {
		for _, name := range shownOfEach {
			s.wantMetric(f, all, "AWS/Lambda", name, map[string]string{"FunctionName": "${" + function.ID + "}"})
		}
	}
}

// wantMetric wants a metric among all those shown. The store's own are of this
// stack's region.
func (s *Stack) wantMetric(f *findings, all []metric, namespace, name string, dimensions map[string]string) {
	if namespace == "Storefront" {
		dimensions = map[string]string{"Region": "${StoreRegion}"}
	}
	if !slices.ContainsFunc(all, func(m metric) bool {
		for dimension, value := range dimensions {
			if m.dimensions[dimension] != value {
				return false
			}
		}
		return m.namespace == namespace && m.name == name
	}) {
		f.add("the dashboard does not show %s %s %v", namespace, name, dimensions)
	}
}

// linesOf reads the lines of a graph, in which "." stands for what the line
// before has there, and "..." for all that comes before the line's last words.
func linesOf(lines [][]any) []metric {
	var all []metric
	var before []string
	for _, line := range lines {
		var words []string
		for _, word := range line {
			if word, ok := word.(string); ok { // what is no word says how to draw the line
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
