// Package doctor examines an environment of the store before a deploy: its parameters,
// what was built, and the AWS account.
package doctor

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
	"go.yaml.in/yaml/v3"

	"storefront/infra/local/template"
	"storefront/infra/samconfig"
)

// Verdict is how serious a finding is.
type Verdict int

// The verdicts.
const (
	Fine    Verdict = iota
	Warning         // the deploy works, and something does not work as it should after it
	Failure         // the deploy fails, or what it deploys does not run
	Unknown         // it could not be checked
)

// Finding is the result of one check.
type Finding struct {
	Check   string // a word or two
	Verdict Verdict
	Seen    string // one line
	Do      string // what to do about it; empty if there is nothing
}

// Deploy is what is about to be deployed.
type Deploy struct {
	Root        string // of the module
	Environment samconfig.Environment
	AWS         aws.Config
	Now         time.Time
}

// patience is how long AWS may take for all answers. What it has not answered by then
// could not be checked.
const patience = time.Minute

// Examine checks a deploy. It returns an error only if ctx ends.
func Examine(ctx context.Context, d Deploy) ([]Finding, error) {
	findings := (&examination{Deploy: d}).findings(ctx)
	return findings, ctx.Err()
}

// findings makes the checks in the order in which they are shown. The checks of the account
// do not depend on each other, and run at the same time.
func (x *examination) findings(ctx context.Context) []Finding {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	account := x.identify(ctx)
	if account.Verdict == Fine {
		x.describeStack(ctx)
	}
	findings := x.readTemplate()
	if findings[0].Verdict == Failure {
		return append(findings, account, Finding{"the rest", Unknown, "not checked: it depends on the parameters", ""})
	}
	findings = append(findings, x.payments(), x.build(), account)
	if account.Verdict == Unknown {
		return append(findings, Finding{"the account", Unknown, "not checked: stack, quotas, mail, certificates, hosted zone and secrets", ""})
	}
	findings = append(findings, x.examineStack())

	checks := []func(context.Context) []Finding{x.leftovers, x.secrets, x.concurrency, x.requests, x.capacity, x.sender, x.quota, x.certificates, x.zone}
	found := make([][]Finding, len(checks))
	var group sync.WaitGroup
	for i, check := range checks {
		group.Go(func() { found[i] = check(ctx) })
	}
	group.Wait()
	return append(findings, slices.Concat(found...)...)
}

// examination is what the checks know of a deploy.
type examination struct {
	Deploy
	stack    *template.Stack
	document *template.Document
	account  string
	deployed deployed
}

// value returns the value of a template's parameter.
func (x *examination) value(name string) string { return x.document.Values[name] }

// set says how to set parameters of the environment.
func (x *examination) set(parameters string) string {
	return fmt.Sprintf("set %s in parameter_overrides of [%s.global.parameters] in samconfig.toml", parameters, x.Environment.Name)
}

// readTemplate reads the template with the parameters of the deploy. CloudFormation
// refuses what breaks their patterns or the template's rules.
func (x *examination) readTemplate() []Finding {
	const check = "parameters"
	mend := fmt.Sprintf("mend parameter_overrides of [%s.global.parameters] in samconfig.toml", x.Environment.Name)
	text, err := os.ReadFile(filepath.Join(x.Root, "template.yaml"))
	if err != nil {
		return []Finding{{check, Failure, err.Error(), ""}}
	}
	var declared struct {
		Parameters map[string]struct {
			Default string `yaml:"Default"`
		} `yaml:"Parameters"`
	}
	if err := yaml.Unmarshal(text, &declared); err != nil {
		return []Finding{{check, Failure, err.Error(), ""}}
	}
	// A parameter that the environment does not set keeps the value that the stack has.
	parameters, stays := maps.Clone(x.Environment.Parameters), []string{}
	for name, value := range x.deployed.parameters {
		p, ok := declared.Parameters[name]
		if _, set := parameters[name]; ok && !set {
			parameters[name] = value
			if value != p.Default {
				stays = append(stays, name+"="+value)
			}
		}
	}
	options := template.Options{
		StackName: x.Environment.StackName, AWSRegion: x.Environment.AWSRegion, Parameters: parameters,
		Secret: func(string) (string, error) { return "", nil }, // nothing runs with it
	}
	if x.stack, err = template.Parse("template.yaml", text, options); err == nil {
		x.document, err = template.Decide("template.yaml", text, options)
	}
	if err != nil {
		return []Finding{{check, Failure, err.Error(), mend}}
	}
	findings := []Finding{x.examples(check)}
	if len(stays) > 0 {
		slices.Sort(stays)
		findings = append(findings, Finding{check, Warning, "the stack keeps " + strings.Join(stays, ", ") + ": samconfig.toml does not set them", x.set("what you want, be it the default")})
	}
	return findings
}

// examples warns of addresses that are still the repository's.
func (x *examination) examples(check string) Finding {
	var examples []string
	for _, name := range []string{"ShopUrl", "MailFrom", "FinanceEmail"} {
		if strings.HasSuffix(x.value(name), ".example") {
			examples = append(examples, name+"="+x.value(name))
		}
	}
	if len(examples) > 0 {
		return Finding{check, Warning, strings.Join(examples, " and ") + ": nobody can own a name under .example", x.set("your shop's address and sender")}
	}
	return Finding{check, Fine, "the template accepts them", ""}
}

// payments warns of a production that takes no money.
func (x *examination) payments() Finding {
	const check = "payments"
	if provider := x.value("PaymentProvider"); provider != "sandbox" {
		return Finding{check, Fine, "by " + provider, ""}
	}
	if x.value("Environment") != "production" {
		return Finding{check, Fine, "the sandbox, which moves no money", ""}
	}
	return Finding{check, Warning, "the sandbox in production: anybody buys with a made-up card", x.set("PaymentProvider, or Environment=dev")}
}

// identify finds whose credentials there are.
func (x *examination) identify(ctx context.Context) Finding {
	const check = "credentials"
	missing := func(seen string) Finding {
		return Finding{
			check, Unknown, seen,
			"sign in as for the AWS CLI, for instance with `aws configure sso` or AWS_PROFILE, or set profile in " +
				fmt.Sprintf("[%s.global.parameters] in samconfig.toml", x.Environment.Name),
		}
	}
	if _, err := x.AWS.Credentials.Retrieve(ctx); err != nil {
		if op, ok := errors.AsType[*smithy.OperationError](err); ok && op.ServiceID == "ec2imds" { // the last place to look
			return missing("there are none")
		}
		return missing("there are none: " + cause(err))
	}
	caller, err := sts.NewFromConfig(x.AWS).GetCallerIdentity(ctx, nil)
	if err != nil {
		return missing(cause(err))
	}
	x.account = aws.ToString(caller.Account)
	return Finding{check, Fine, fmt.Sprintf("account %s, %s", x.account, aws.ToString(caller.Arn)), ""}
}

// unchecked is the finding of a check whose question AWS did not answer.
func unchecked(check string, err error) Finding {
	return Finding{check, Unknown, "not checked: " + cause(err), ""}
}

// cause returns in one line why an operation of AWS failed.
func cause(err error) string {
	var at string
	if op, ok := errors.AsType[*smithy.OperationError](err); ok {
		at = fmt.Sprintf("%s of %s: ", op.OperationName, op.ServiceID)
	}
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return at + api.ErrorCode()
	}
	for errors.Unwrap(err) != nil {
		err = errors.Unwrap(err)
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	return at + first
}

// is reports whether AWS answered with an error of one of the codes.
func is(err error, codes ...string) bool {
	api, ok := errors.AsType[smithy.APIError](err)
	return ok && slices.Contains(codes, api.ErrorCode())
}
