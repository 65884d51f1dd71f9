package stackcheck

import (
	"fmt"
	"math"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

// checkLimit fails unless the web ACL lets one address send at most so many of a
// request in a minute.
func (s *Stack) checkLimit(f *findings, method, path string, most float64) {
	if limit := s.limit(f, method, path); limit > most {
		f.add("an address may send %s %s %v times a minute, want at most %v", method, path, limit, most)
	}
}

// limit returns the lowest number of requests above which the web ACL refuses one
// address for a minute, with a 429. Without a limit, it is infinite.
func (s *Stack) limit(f *findings, method, path string) float64 {
	lowest := math.Inf(1)
	for _, acl := range s.of(webACLType) {
		for _, rule := range list(acl.Properties["Rules"]) {
			statement := at(rule, "Statement.RateBasedStatement")
			limit, ok := number(at(statement, "Limit"))
			if !ok || at(statement, "AggregateKeyType") != "IP" || at(statement, "EvaluationWindowSec") != 60 ||
				at(rule, "Action.Block.CustomResponse.ResponseCode") != 429 {
				continue
			}
			scope := at(statement, "ScopeDownStatement")
			if scope == nil || matches(f, scope, method, path) {
				lowest = min(lowest, limit)
			}
		}
	}
	return lowest
}

// matches reports whether a request matches a statement of a web ACL. A statement that
// it does not know is a violation.
func matches(f *findings, statement any, method, path string) bool {
	if len(object(statement)) != 1 {
		f.add("%v is not one statement", statement)
		return false
	}
	every := func(s any) bool { return matches(f, s, method, path) }
	for kind, s := range object(statement) {
		switch kind {
		case "AndStatement":
			return !slices.ContainsFunc(list(at(s, "Statements")), func(s any) bool { return !every(s) })
		case "NotStatement":
			return !every(at(s, "Statement"))
		case "RegexMatchStatement":
			pattern, err := regexp.Compile(text(at(s, "RegexString")))
			if err != nil {
				f.add("%v", err)
				return false
			}
			return pattern.MatchString(inspected(f, s, method, path))
		case "ByteMatchStatement":
			value, search := inspected(f, s, method, path), text(at(s, "SearchString"))
			switch at(s, "PositionalConstraint") {
			case "EXACTLY":
				return value == search
			case "STARTS_WITH":
				return strings.HasPrefix(value, search)
			}
		}
		f.add("the check does not know the statement %s: %v", kind, s)
	}
	return false
}

// inspected returns the part of a request that a statement inspects, transformed as
// the statement says.
func inspected(f *findings, statement any, method, urlPath string) string {
	value := urlPath
	if at(statement, "FieldToMatch.Method") != nil {
		value = method
	} else if at(statement, "FieldToMatch.UriPath") == nil {
		f.add("the check does not know the field %v", at(statement, "FieldToMatch"))
	}
	for _, transformation := range list(at(statement, "TextTransformations")) {
		switch kind := at(transformation, "Type"); kind {
		case "NONE":
		case "URL_DECODE":
			decoded, err := url.PathUnescape(value)
			if err == nil {
				value = decoded
			}
		case "NORMALIZE_PATH":
			end := strings.HasSuffix(value, "/")
			if value = path.Clean(value); end {
				value += "/"
			}
		default:
			f.add("the check does not know the transformation %v", kind)
		}
	}
	return value
}

// fill returns a path of a route with values for its parameters, or a path for
// $default, whose own is empty.
func fill(route string) string {
	return "/" + strings.TrimPrefix(parameter.ReplaceAllString(route, "de"), "/")
}

var parameter = regexp.MustCompile(`\{[a-z]+\}`)

// spellings returns a path in forms that a server may take for the same path.
func spellings(path string) []string {
	i := strings.LastIndex(path, "/") + 1
	encoded := fmt.Sprintf("%s%%%X%s", path[:i], path[i], path[i+1:])
	return []string{path, path + "/", encoded, path[:i] + "/" + path[i:], path[:i] + "./" + path[i:]}
}
