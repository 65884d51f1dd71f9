// Package access holds the functions on the laptop to their roles. What the template
// does not allow is denied as AWS denies it, in the function's own call, and what is
// called is recorded.
//
// A function is known by its access key. The signature is not verified: this finds
// mistakes, and keeps nobody out.
package access

import (
	"fmt"
	"log"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"storefront/infra/local/template"
)

// CallsVariable names the environment variable that has a directory in which each
// store that is closed leaves the calls of its functions, for the check of the roles.
const CallsVariable = "STOREFRONT_CALLS"

// Caller is a function whose requests come with an access key of its own.
type Caller struct {
	Key      string // letters and digits, for DynamoDB Local
	Function template.Function
	Stack    *template.Stack
	Region   string // of AWS
	Log      *log.Logger
}

// Guard lets functions call what their roles allow. Requests with other access keys
// are the developer's, who may call everything.
type Guard struct {
	callers map[string]*Caller // by access key; fixed before the first request

	mu      sync.RWMutex
	allowed map[asked]bool // answers so far
}

// asked is a call of a function.
type asked struct {
	caller *Caller
	call
}

// call is an action on a resource, as IAM names them.
type call struct {
	action, resource string // such as "dynamodb:PutItem", and an ARN
	sender           string // of a mail
	recipient        string // of a mail; several are separated by commas
	leading          string // of the key of an item that is read: all up to its first #, or ""
}

// New returns a guard of the functions.
func New(callers []*Caller) *Guard {
	g := &Guard{callers: map[string]*Caller{}, allowed: map[asked]bool{}}
	for _, c := range callers {
		g.callers[c.Key] = c
	}
	return g
}

// caller returns the function that a request comes from; nil: none.
func (g *Guard) caller(r *http.Request) *Caller {
	_, credential, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	key, _, _ := strings.Cut(credential, "/")
	return g.callers[key]
}

// denied returns why a function may not make a call, in AWS's words, or "" if it may.
func (g *Guard) denied(c *Caller, what call) string {
	question := asked{c, what}
	g.mu.RLock()
	allowed, known := g.allowed[question]
	g.mu.RUnlock()
	if !known {
		allowed = allows(c.Function.Role, what)
		if !allowed {
			c.Log.Printf("access denied: %s does not allow %s on %s", c.role(), what.action, what.resource)
		}
		g.mu.Lock()
		g.allowed[question] = allowed
		g.mu.Unlock()
	}
	if allowed {
		return ""
	}
	return fmt.Sprintf("User: arn:aws:sts::000000000000:assumed-role/%s/%s is not authorized to perform: %s on resource: %s because no identity-based policy allows the %s action",
		c.role(), c.Function.LogicalID, what.action, what.resource, what.action)
}

func (c *Caller) role() string {
	if c.Function.Role.LogicalID == "" {
		return c.Function.LogicalID + "Role" // as SAM names it
	}
	return c.Function.Role.LogicalID
}

// allows reports whether a role allows a call.
func allows(role template.Role, what call) bool {
	return slices.ContainsFunc(role.Statements, func(s template.Statement) bool {
		if senders, limited := s.Conditions["ses:FromAddress"]; limited && !slices.Contains(senders, what.sender) {
			return false
		}
		if recipients, limited := s.Conditions["ses:Recipients"]; limited && !slices.Contains(recipients, what.recipient) {
			return false
		}
		leads := func(p string) bool { return Matches(p, what.leading) }
		if keys, limited := s.Conditions["dynamodb:LeadingKeys"]; limited && !slices.ContainsFunc(keys, leads) {
			return false
		}
		return slices.ContainsFunc(s.Actions, func(p string) bool { return Matches(strings.ToLower(p), strings.ToLower(what.action)) }) &&
			slices.ContainsFunc(s.Resources, func(p string) bool { return Matches(p, what.resource) })
	})
}

// Matches reports whether a pattern of a policy matches a text: * is any text, and ?
// is any character.
func Matches(pattern, text string) bool {
	if pattern == text || pattern == "*" {
		return true
	}
	before, rest, wild := strings.Cut(pattern, "*")
	if !wild {
		return len(pattern) == len(text) && begins(text, pattern)
	}
	if !begins(text, before) {
		return false
	}
	for i := len(before); i <= len(text); i++ {
		if Matches(rest, text[i:]) {
			return true
		}
	}
	return false
}

// begins reports whether a text begins with what a pattern without * matches.
func begins(text, pattern string) bool {
	if len(text) < len(pattern) {
		return false
	}
	for i := range len(pattern) {
		if pattern[i] != '?' && pattern[i] != text[i] {
			return false
		}
	}
	return true
}

// Calls returns the calls that functions have made, sorted: the function, the action
// and the resource, by their names in the template.
func (g *Guard) Calls() []string {
	g.mu.RLock()
	defer g.mu.RUnlock()
	lines := map[string]bool{}
	for a, allowed := range g.allowed {
		if allowed {
			lines[a.caller.Function.LogicalID+" "+a.action+" "+a.caller.named(a.resource)] = true
		}
	}
	return slices.Sorted(maps.Keys(lines))
}

// Save leaves the calls in the directory that [CallsVariable] names, if it names one.
func (g *Guard) Save() error {
	dir := os.Getenv(CallsVariable)
	if dir == "" {
		return nil
	}
	file, err := os.CreateTemp(dir, "calls-*.txt")
	if err != nil {
		return fmt.Errorf("record the functions' calls: %w", err)
	}
	if _, err := file.WriteString(strings.Join(g.Calls(), "\n") + "\n"); err != nil {
		return fmt.Errorf("record the functions' calls in %s: %w", filepath.Base(file.Name()), err)
	}
	return file.Close()
}

// named returns a resource by its name in the template, such as
// "OrdersTable/index/by-buyer", or "LedgerBucket/raw/*" for any object in a folder. What
// is not in the template has the end of its ARN.
func (c *Caller) named(resource string) string {
	for _, t := range c.Stack.Tables {
		if rest, found := strings.CutPrefix(resource, c.table(t.Name)); found && (rest == "" || rest[0] == '/') {
			return t.LogicalID + rest
		}
	}
	for _, b := range c.Stack.Buckets {
		if rest, found := strings.CutPrefix(resource, template.BucketARN(b.Name)); found && (rest == "" || rest[0] == '/') {
			if i := strings.Index(strings.TrimPrefix(rest, "/"), "/"); i > 0 {
				rest = rest[:i+2] + "*"
			}
			return b.LogicalID + rest
		}
	}
	for _, q := range c.Stack.Queues {
		if resource == template.ARN(c.Region, "sqs", q.Name) {
			return q.LogicalID
		}
	}
	end := resource[strings.LastIndex(resource, ":")+1:]
	if strings.HasPrefix(end, "configuration-set/") {
		return "configuration-set/*" // its name has the stack's
	}
	return end
}

func (c *Caller) table(name string) string { return template.ARN(c.Region, "dynamodb", "table/"+name) }
