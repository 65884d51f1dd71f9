package stackcheck

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"
)

var alarmChecks = []Check{
	{
		Name:   "alarms-reach-someone",
		Proves: "every alarm notifies a topic of the stack when it goes off and when it ends, and sets how it treats missing data",
		Require: []requirement{
			{alarmType, "Properties.ActionsEnabled", nothing{}},
			{alarmType, "Properties.TreatMissingData", anything{}},
			{alarmType, "Properties.AlarmActions", notifies},
			{alarmType, "Properties.OKActions", notifies},
		},
		Mutations: []Mutation{
			{What: "an alarm without action", Edit: drop("Resources.ApiErrorsAlarm.Properties.AlarmActions")},
			{What: "an alarm that ends without notice", Edit: drop("Resources.ApiErrorsAlarm.Properties.OKActions")},
			{What: "an alarm with its actions off", Edit: set("false", "Resources.ApiErrorsAlarm.Properties.ActionsEnabled")},
			{What: "an alarm without TreatMissingData", Edit: drop("Resources.SweepNotRunAlarm.Properties.TreatMissingData")},
		},
	},
	{
		Name:   "alarms",
		Proves: "alarms watch the errors, throttles and 99th percentile of the duration of every function's alias, a scheduled function that has not run, a consumer that falls behind its stream, dead letters, reads and writes that DynamoDB throttles in every table, and the API's 5xx and 99th percentile of latency",
		Find: func(s *Stack) (f findings) {
			for _, w := range watches {
				for _, r := range w.of(s) {
					if !slices.ContainsFunc(s.of(alarmType), func(a Resource) bool { return w.watched(a, r) }) {
						f.add("no alarm watches %s of %s", w.metric, r.ID)
					}
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "no alarm on checkout's errors", Edit: both(drop("Resources.CheckoutErrorsAlarm"), set("[!Ref CheckoutThrottlesAlarm]", "Resources.CheckoutFunction.Properties.DeploymentPreference.Alarms"))},
			{What: "an alarm on the mean duration", Edit: both(drop("Resources.CheckoutLatencyAlarm.Properties.ExtendedStatistic"), set("Average", "Resources.CheckoutLatencyAlarm.Properties.Statistic"))},
			{What: "no alarm on the sweep's throttles", Edit: drop("Resources.SweepThrottlesAlarm")},
			{What: "an alias that no alarm watches", Edit: set("current", "Globals.Function.AutoPublishAlias")},
			{What: "no alarm on sweeps that do not run", Edit: drop("Resources.SweepNotRunAlarm")},
			{What: "an alarm that accepts silence", Edit: set("notBreaching", "Resources.SweepNotRunAlarm.Properties.TreatMissingData")},
			{What: "no alarm on the iterator's age", Edit: drop("Resources.LedgerIteratorAgeAlarm")},
			{What: "no alarm on dead letters", Edit: drop("Resources.LedgerFailuresAlarm")},
			{What: "no alarm on the stock table", Edit: drop("Resources.StockTableThrottlesAlarm")},
			{What: "an alarm on reads alone", Edit: set("[{ Id: reads, MetricStat: { Metric: { Namespace: AWS/DynamoDB, MetricName: ReadThrottleEvents, Dimensions: [{ Name: TableName, Value: !Ref OrdersTable }] }, Stat: Sum, Period: 60 } }]", "Resources.OrdersTableThrottlesAlarm.Properties.Metrics")},
			{What: "no alarm on 5xx", Edit: drop("Resources.ApiErrorsAlarm")},
			{What: "an alarm on 4xx instead", Edit: set("4xx", "Resources.ApiErrorsAlarm.Properties.MetricName")},
		},
	},
	{
		Name:   "alarms-on-schedules",
		Proves: "if a schedule's runs fail and all others succeed, an alarm on its function's errors goes off, however rarely it runs",
		Find: func(s *Stack) (f findings) {
			for _, schedule := range s.Laptop.Schedules {
				of := s.find(schedule.Function)
				if !slices.ContainsFunc(s.of(alarmType), func(a Resource) bool { return sees(a, of, schedule.Every) }) {
					f.add("no alarm goes off if all runs of %s fail", schedule.Name)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "an alarm on two failures in three minutes", Edit: drop("Resources.PaymentsRunsAlarm")},
			{What: "an alarm on two failures in half an hour", Edit: set("2", "Resources.PaymentsRunsAlarm.Properties.Threshold")},
			{What: "two failures of a daily run", Edit: set("2", "Resources.EraseErrorsAlarm.Properties.EvaluationPeriods")},
		},
	},
}

// sees reports whether an alarm on a function's errors goes off if all runs of a schedule of the
// function fail, and all other runs succeed. every is the time between the schedule's runs.
func sees(alarm, function Resource, every time.Duration) bool {
	p := alarm.Properties
	if !(watch{metric: "AWS/Lambda Errors", statistic: "Sum"}).watched(alarm, function) || text(p["Threshold"]) != "1" {
		return false
	}
	period, _ := number(p["Period"])
	periods, _ := number(p["EvaluationPeriods"])
	needed, _ := number(p["DatapointsToAlarm"])
	runs := math.Ceil(period * periods / every.Seconds()) // the most that the alarm's window can have
	return min(runs, periods) >= cmp.Or(needed, periods)
}

// notifies reports whether the first of an alarm's actions is a topic of the stack.
func notifies(s *Stack, actions any) bool {
	to := list(actions)
	return len(to) > 0 && s.find(refersTo(to[0])).Type == topicType
}

// watch is a metric of certain resources that an alarm must watch.
type watch struct {
	of        func(*Stack) []Resource
	metric    string // namespace and name
	statistic string
	missing   string // how the alarm treats missing data; empty: in any way
}

var watches = []watch{
	{every(functionType), "AWS/Lambda Errors", "Sum", ""},
	{every(functionType), "AWS/Lambda Throttles", "Sum", ""},
	{every(functionType), "AWS/Lambda Duration", "p99", ""},
	{scheduled, "AWS/Lambda Invocations", "Sum", "breaching"},
	{streaming, "AWS/Lambda IteratorAge", "Maximum", ""},
	{every(queueType), "AWS/SQS ApproximateNumberOfMessagesVisible", "Maximum", ""},
	{every(tableType), "AWS/DynamoDB ReadThrottleEvents", "Sum", ""},
	{every(tableType), "AWS/DynamoDB WriteThrottleEvents", "Sum", ""},
	{every(apiType), "AWS/ApiGateway 5xx", "Average", ""},
	{every(apiType), "AWS/ApiGateway Latency", "p99", ""},
}

func every(kind string) func(*Stack) []Resource {
	return func(s *Stack) []Resource { return s.of(kind) }
}

func scheduled(s *Stack) (functions []Resource) {
	for _, schedule := range s.Laptop.Schedules {
		functions = append(functions, s.find(schedule.Function))
	}
	return functions
}

func streaming(s *Stack) (functions []Resource) {
	for _, mapping := range s.Laptop.Streams {
		functions = append(functions, s.find(mapping.Function))
	}
	return functions
}

// watched reports whether an alarm watches the metric of a resource, either as its
// only metric or as one of an expression.
func (w watch) watched(alarm, r Resource) bool {
	if w.missing != "" && alarm.Properties["TreatMissingData"] != w.missing {
		return false
	}
	if w.measures(alarm.Properties, r, alarm.Properties["Statistic"], alarm.Properties["ExtendedStatistic"]) {
		return true
	}
	return slices.ContainsFunc(list(alarm.Properties["Metrics"]), func(m any) bool {
		return w.measures(object(at(m, "MetricStat.Metric")), r, at(m, "MetricStat.Stat"))
	})
}

func (w watch) measures(metric map[string]any, r Resource, statistics ...any) bool {
	return fmt.Sprintf("%v %v", metric["Namespace"], metric["MetricName"]) == w.metric &&
		slices.Contains(statistics, any(w.statistic)) && isOf(metric["Dimensions"], r)
}

// dimensions names the dimension of metrics for the resources of a type.
var dimensions = map[string]string{functionType: "FunctionName", tableType: "TableName", queueType: "QueueName", apiType: "ApiId"}

// isOf reports whether the dimensions of a metric select a resource. For a function
// they must select its alias, at any version.
func isOf(metricDimensions any, r Resource) bool {
	if refersTo(dimension(metricDimensions, dimensions[r.Type])) != r.ID {
		return false
	}
	alias := text(r.Properties["AutoPublishAlias"])
	return r.Type != functionType || alias != "" && at(dimension(metricDimensions, "Resource"), "Fn::Sub") == "${"+r.ID+"}:"+alias
}

// dimension returns the value of a dimension, or nil if there is none of that name.
func dimension(all any, name string) (value any) {
	for _, d := range list(all) {
		if at(d, "Name") == name {
			value = at(d, "Value")
		}
	}
	return value
}
