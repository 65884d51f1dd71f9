package stackcheck

import (
	"reflect"
	"slices"
)

var reportChecks = []Check{{
	Name:   "mail-reports",
	Proves: "SES reports bounces and complaints of the configuration set with which the stack sends, and puts those addresses on the account's suppression list; a rule passes the reports of this stack alone to a function, which Lambda retries, and whose failures go to a queue of the stack",
	Find: func(s *Stack) (f findings) {
		name := map[string]any{"Fn::Sub": "${AWS::StackName}-mail"}
		for _, r := range s.of("AWS::SES::ConfigurationSet") {
			if !reflect.DeepEqual(r.Properties["Name"], name) || !slices.Equal(texts(at(r.Properties, "SuppressionOptions.SuppressedReasons")), reported) {
				f.add("%s is %v, and suppresses after %v", r.ID, r.Properties["Name"], at(r.Properties, "SuppressionOptions.SuppressedReasons"))
			}
			if !slices.ContainsFunc(s.of("AWS::SES::ConfigurationSetEventDestination"), func(d Resource) bool {
				to := at(d.Properties, "EventDestination")
				return refersTo(d.Properties["ConfigurationSetName"]) == r.ID && at(to, "Enabled") == true &&
					slices.Equal(texts(at(to, "MatchingEventTypes")), reported) && at(to, "EventBridgeDestination.EventBusArn") != nil
			}) {
				f.add("nobody hears what happens to mails of %s", r.ID)
			}
		}
		for _, r := range s.mailers() {
			if !reflect.DeepEqual(at(r.Properties, "Environment.Variables.MAIL_CONFIGURATION"), name) {
				f.add("%s sends with another configuration set", r.ID)
			}
		}
		rules := s.events("EventBridgeRule")
		if len(rules) == 0 {
			f.add("no rule passes reports to a function")
		}
		for id, e := range rules {
			if !reflect.DeepEqual(at(e.properties["Pattern"], "detail.mail.tags"), map[string]any{"ses:configuration-set": []any{name}}) {
				f.add("%s passes reports of other stacks", id)
			}
			async := at(s.find(e.function).Properties, "EventInvokeConfig")
			if s.find(refersTo(at(async, "DestinationConfig.OnFailure.Destination"))).Type != queueType || at(async, "MaximumRetryAttempts") == 0 {
				f.add("%s loses reports", e.function)
			}
		}
		return f
	},
	Mutations: []Mutation{
		{What: "reports to nobody", Edit: drop("Resources.MailReports")},
		{What: "reports that are switched off", Edit: set("false", "Resources.MailReports.Properties.EventDestination.Enabled")},
		{What: "bounces alone", Edit: set("[BOUNCE]", "Resources.MailReports.Properties.EventDestination.MatchingEventTypes")},
		{What: "no suppression of complaints", Edit: set("[BOUNCE]", "Resources.MailConfiguration.Properties.SuppressionOptions.SuppressedReasons")},
		{What: "a sender without the configuration set", Edit: drop(notifyVariable + "MAIL_CONFIGURATION")},
		{What: "no rule", Edit: drop("Resources.FeedbackFunction.Properties.Events.Reports")},
		{What: "reports of every stack", Edit: drop("Resources.FeedbackFunction.Properties.Events.Reports.Properties.Pattern.detail")},
		{What: "failures that are lost", Edit: drop("Resources.FeedbackFunction.Properties.EventInvokeConfig.DestinationConfig")},
		{What: "reports that are tried once", Edit: set("0", "Resources.FeedbackFunction.Properties.EventInvokeConfig.MaximumRetryAttempts")},
	},
}}

// reported lists the events that SES reports, and those for which it suppresses an address.
var reported = []string{"BOUNCE", "COMPLAINT"}
