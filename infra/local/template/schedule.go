package template

import (
	"encoding/json"
	"regexp"
	"time"

	"go.yaml.in/yaml/v3"
)

var scheduleShape = shape{
	name: "schedule property",
	read: []string{"Enabled", "Input", "Schedule", "State"},
	lack: map[string]string{"DeadLetterConfig": "dead letters of schedules", "RetryPolicy": "retries of schedules"},
	skip: []string{"Description", "Name", "RoleArn"},
}

// addSchedule adds a Schedule event, which SAM turns into an EventBridge rule.
func (r *reader) addSchedule(s *Stack, id *yaml.Node, function string, properties *yaml.Node) {
	property := r.fields(properties, scheduleShape)
	schedule := Schedule{
		Name:     function + id.Value,
		Function: function,
		Every:    r.rate(r.need(id, property, "Schedule")),
		Input:    r.text(property["Input"]),
	}
	if schedule.Input != "" && !json.Valid([]byte(schedule.Input)) {
		r.fail(property["Input"], "the input is not JSON")
	}
	state := r.resolve(property["State"])
	if r.flag(property["Enabled"], true) && (state == nil || r.oneOf(state, "ENABLED", "DISABLED") == "ENABLED") {
		s.Schedules = append(s.Schedules, schedule)
	}
}

var (
	rate  = regexp.MustCompile(`^rate\((\d+) (minute|hour|day)(s?)\)$`)
	units = map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}
)

// rate returns the period of an expression such as rate(5 minutes). As on AWS, the
// unit is singular after 1 and plural after every other number.
func (r *reader) rate(n *yaml.Node) time.Duration {
	part := rate.FindStringSubmatch(r.text(n))
	if part == nil || (part[1] == "1") != (part[3] == "") {
		r.fail(n, "the laptop runs schedules such as rate(1 minute) or rate(5 minutes), not %s", r.text(n))
	}
	count := r.number(scalar(n, part[1]), 0, 1, 99_999)
	return time.Duration(count) * units[part[2]]
}
