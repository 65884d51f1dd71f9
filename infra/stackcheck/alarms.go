package stackcheck

import (
	"fmt"
	"strings"
)

const alarmType = "AWS::CloudWatch::Alarm"

var alarmChecks = []Check{
	{
		Name:   "alarms-reach-someone",
		Proves: "every alarm has an action, on a topic of the stack, when it goes off and when it ends, and says how it takes missing data",
		Find: func(s *Stack) []string {
			var f findings
			for _, a := range s.of(alarmType) {
				for _, actions := range []string{"AlarmActions", "OKActions"} {
					to := list(a.Properties[actions])
					if len(to) == 0 || s.find(refersTo(to[0])).Type != "AWS::SNS::Topic" {
						f.add("%s has no %s", a.ID, actions)
					}
				}
				if a.Properties["ActionsEnabled"] != nil {
					f.add("%s switches its actions", a.ID)
				}
				if a.Properties["TreatMissingData"] == nil {
					f.add("%s does not say how it takes missing data", a.ID)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "an alarm without action", Edit: drop("Resources", "ApiErrorsAlarm", "Properties", "AlarmActions")},
			{What: "an alarm that ends unheard", Edit: drop("Resources", "ApiErrorsAlarm", "Properties", "OKActions")},
			{What: "an alarm with its actions off", Edit: set("false", "Resources", "ApiErrorsAlarm", "Properties", "ActionsEnabled")},
			{What: "an alarm that is silent on silence", Edit: drop("Resources", "SweepNotRunAlarm", "Properties", "TreatMissingData")},
		},
	},
	{
		Name:   "function-alarms",
		Proves: "errors, throttles and the 99th percentile of the duration of every function's alias raise an alarm",
		Find: func(s *Stack) []string {
			var f findings
			for _, r := range s.of(functionType) {
				for metric, statistic := range map[string]string{"Errors": "Sum", "Throttles": "Sum", "Duration": "p99"} {
					if !s.watched(func(a Resource) bool {
						return metricOf(a) == "AWS/Lambda "+metric && statisticOf(a) == statistic && onAlias(a, r)
					}) {
						f.add("no alarm on the %s of %s", strings.ToLower(metric), r.ID)
					}
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "no alarm on checkout's errors", Edit: both(drop("Resources", "CheckoutErrorsAlarm"), set("[!Ref CheckoutThrottlesAlarm]", "Resources", "CheckoutFunction", "Properties", "DeploymentPreference", "Alarms"))},
			{What: "an alarm on the mean duration", Edit: both(drop("Resources", "CheckoutLatencyAlarm", "Properties", "ExtendedStatistic"), set("Average", "Resources", "CheckoutLatencyAlarm", "Properties", "Statistic"))},
			{What: "no alarm on the sweep's throttles", Edit: drop("Resources", "SweepThrottlesAlarm")},
			{What: "an alias that no alarm watches", Edit: set("current", "Globals", "Function", "AutoPublishAlias")},
		},
	},
	{
		Name:   "schedule-alarms",
		Proves: "a scheduled function that has not run raises an alarm, silence included",
		Find: func(s *Stack) []string {
			var f findings
			for _, e := range s.events(scheduleEvent, schedulerEvent) {
				if !s.watched(func(a Resource) bool {
					return metricOf(a) == "AWS/Lambda Invocations" && onAlias(a, e.Function) && a.Properties["TreatMissingData"] == "breaching"
				}) {
					f.add("nobody hears that %s has not run", e.Function.ID)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "no alarm on sweeps that do not run", Edit: drop("Resources", "SweepNotRunAlarm")},
			{What: "an alarm that takes silence for good news", Edit: set("notBreaching", "Resources", "SweepNotRunAlarm", "Properties", "TreatMissingData")},
		},
	},
	{
		Name:   "table-alarms",
		Proves: "reads and writes that DynamoDB refuses raise an alarm for every table",
		Find: func(s *Stack) []string {
			var f findings
			for _, table := range s.of(tableType) {
				for _, metric := range []string{"ReadThrottleEvents", "WriteThrottleEvents"} {
					if !s.watched(func(a Resource) bool { return watchesTable(a, metric, table.ID) }) {
						f.add("no alarm on the %s of %s", metric, table.ID)
					}
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "no alarm on the stock table", Edit: drop("Resources", "StockTableThrottlesAlarm")},
			{What: "an alarm on reads alone", Edit: set("[{ Id: reads, MetricStat: { Metric: { Namespace: AWS/DynamoDB, MetricName: ReadThrottleEvents, Dimensions: [{ Name: TableName, Value: !Ref OrdersTable }] }, Stat: Sum, Period: 60 } }]", "Resources", "OrdersTableThrottlesAlarm", "Properties", "Metrics")},
		},
	},
	{
		Name:   "api-alarms",
		Proves: "answers 5xx and the 99th percentile of the API's latency raise an alarm",
		Find: func(s *Stack) []string {
			var f findings
			for _, api := range s.of(apiType) {
				for _, metric := range []string{"5xx", "Latency"} {
					if !s.watched(func(a Resource) bool {
						return metricOf(a) == "AWS/ApiGateway "+metric && refersTo(dimension(a, "ApiId")) == api.ID
					}) {
						f.add("no alarm on the %s of %s", metric, api.ID)
					}
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "no alarm on 5xx", Edit: drop("Resources", "ApiErrorsAlarm")},
			{What: "an alarm on 4xx in its place", Edit: set("4xx", "Resources", "ApiErrorsAlarm", "Properties", "MetricName")},
		},
	},
}

// watched says whether there is an alarm such as that.
func (s *Stack) watched(such func(Resource) bool) bool {
	for _, a := range s.of(alarmType) {
		if such(a) {
			return true
		}
	}
	return false
}

func metricOf(alarm Resource) string {
	return fmt.Sprintf("%v %v", alarm.Properties["Namespace"], alarm.Properties["MetricName"])
}

func statisticOf(alarm Resource) string {
	if extended := text(alarm.Properties["ExtendedStatistic"]); extended != "" {
		return extended
	}
	return text(alarm.Properties["Statistic"])
}

// dimension gives a dimension of an alarm's metric; nil when it has none such.
func dimension(alarm Resource, name string) any {
	return dimensionOf(alarm.Properties["Dimensions"], name)
}

func dimensionOf(dimensions any, name string) any {
	for _, d := range list(dimensions) {
		if at(d, "Name") == name {
			return at(d, "Value")
		}
	}
	return nil
}

// onAlias says whether an alarm's metric is that of a function's alias, whatever
// version it leads to.
func onAlias(alarm, function Resource) bool {
	alias := text(function.Properties["AutoPublishAlias"])
	return alarm.Type == alarmType && alias != "" && refersTo(dimension(alarm, "FunctionName")) == function.ID &&
		text(at(dimension(alarm, "Resource"), "Fn::Sub")) == "${"+function.ID+"}:"+alias
}

func watchesTable(alarm Resource, metric, table string) bool {
	for _, m := range list(alarm.Properties["Metrics"]) {
		stat := at(m, "MetricStat", "Metric")
		if at(stat, "MetricName") == metric && refersTo(dimensionOf(at(stat, "Dimensions"), "TableName")) == table {
			return true
		}
	}
	return false
}
