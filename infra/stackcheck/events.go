package stackcheck

import (
	"maps"
	"slices"
	"strings"
)

// The types of events that invoke a function.
const (
	routeEvent     = "HttpApi"
	scheduleEvent  = "Schedule"   // a rule of EventBridge
	schedulerEvent = "ScheduleV2" // a schedule of EventBridge Scheduler
	streamEvent    = "DynamoDB"
)

// event is one of the Events of a function.
type event struct {
	Function   Resource
	Name       string // among the function's events
	Properties map[string]any
}

// ID is the logical id of what SAM makes of an event other than a route.
func (e event) ID() string { return e.Function.ID + e.Name }

// events lists the events of types, function by function.
func (s *Stack) events(types ...string) []event {
	var all []event
	for _, function := range s.of(functionType) {
		declared := object(function.Properties, "Events")
		for _, name := range slices.Sorted(maps.Keys(declared)) {
			if slices.Contains(types, text(at(declared, name, "Type"))) {
				all = append(all, event{Function: function, Name: name, Properties: object(declared, name, "Properties")})
			}
		}
	}
	return all
}

// schedule gives the expression of a scheduled event.
func (e event) schedule() string {
	if expression := e.Properties["ScheduleExpression"]; expression != nil {
		return text(expression)
	}
	return text(e.Properties["Schedule"])
}

// route gives the key of an event's route, such as "GET /v1/markets" or "$default".
func (e event) route() string {
	method, path := text(e.Properties["Method"]), text(e.Properties["Path"])
	if method == "" && path == "" {
		return "$default"
	}
	return strings.ToUpper(method) + " " + path
}

// routes gives the function behind each route of the API.
func (s *Stack) routes() map[string]string {
	routes := map[string]string{}
	for _, e := range s.events(routeEvent) {
		routes[e.route()] = e.Function.ID
	}
	return routes
}

// served lists the functions behind the API by their ids.
func (s *Stack) served() map[string]bool {
	served := map[string]bool{}
	for _, function := range s.routes() {
		served[function] = true
	}
	return served
}
