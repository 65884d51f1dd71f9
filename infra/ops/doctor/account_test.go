package doctor_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"storefront/infra/ops/doctor"
	"storefront/infra/samconfig"
)

// What the checks ask for, and the answers of an account in which a stack runs and
// nothing is wrong: files of testdata/answers.
const (
	caller      = "GetCallerIdentity"
	stack       = "DescribeStacks"
	concurrency = "GET /2016-08-19/account-settings"
	requests    = "GET /account"
	capacity    = "DescribeLimits"
	table       = "DescribeTable"
	bucket      = "HEAD /storefront-us-ledger-123456789012"
	secret      = "DescribeSecret"
	secrets     = "ListSecrets"
	mail        = "GET /v2/email/account"
	identity    = "GET /v2/email/identities/shop.test"
	certificate = "DescribeCertificate"
	zone        = "GET /2013-04-01/hostedzone/Z1PA6795UKMFR9"
)

var healthy = map[string]string{
	caller: "caller", stack: "stack", concurrency: "concurrency", requests: "requests", capacity: "capacity", secret: "secret",
	mail: "mail", identity: "identity", certificate: "certificate", zone: "zone",
}

// first are the answers that differ before a first deploy.
var first = map[string]string{stack: "no-stack", table: "no-table", bucket: "no-bucket", secret: "no-secret", secrets: "no-secrets"}

// parameters are an environment's with everything to check.
var parameters = map[string]string{
	"StoreRegion": "us", "ShopUrl": "https://us.shop.test", "MailFrom": "hello@shop.test", "Environment": "dev",
	"ReserveConcurrency": "off", "WarmWriteUnits": "8000", "DomainName": "us.shop.test", "HostedZoneId": "Z1PA6795UKMFR9",
	"CertificateArn": "arn:aws:acm:us-west-2:123456789012:certificate/12345678-1234-1234-1234-123456789012",
}

// edge are the parameters of an environment with the edge on.
var edge = map[string]string{
	"Edge": "on", "OriginName": "0a1b.shop.test", "EdgeWebAclArn": "arn:aws:wafv2:us-east-1:123456789012:global/webacl/edge/1",
	"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1", "OriginCertificateArn": "arn:aws:acm:us-west-2:123456789012:certificate/2",
}

// account answers as AWS does, with files of testdata/answers.
func account(t *testing.T, answers map[string]string) aws.Config {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		operation := operationOf(r)
		recorded, err := os.ReadFile(filepath.Join("testdata", "answers", answers[operation]+".http"))
		if err != nil {
			t.Errorf("%s is asked for and has no answer: %v", operation, err)
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		answer, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(recorded)), r)
		if err != nil {
			t.Error(err)
			return
		}
		defer answer.Body.Close()
		maps.Copy(w.Header(), answer.Header)
		w.WriteHeader(answer.StatusCode)
		if _, err := io.Copy(w, answer.Body); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	return aws.Config{
		Region: "us-west-2", BaseEndpoint: &server.URL, RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "no secret", ""),
	}
}

// operationOf names what a request asks for, in any of AWS's protocols.
func operationOf(r *http.Request) string {
	if _, operation, ok := strings.Cut(r.Header.Get("X-Amz-Target"), "."); ok {
		return operation
	}
	if action := r.FormValue("Action"); action != "" {
		return action
	}
	return r.Method + " " + r.URL.Path
}

// merged returns the first map with the entries of the others.
func merged(all ...map[string]string) map[string]string {
	m := map[string]string{}
	for _, one := range all {
		maps.Copy(m, one)
	}
	return m
}

func examine(t *testing.T, root string, cfg aws.Config, parameters map[string]string) []doctor.Finding {
	t.Helper()
	found, err := doctor.Examine(t.Context(), doctor.Deploy{
		Root: root, AWS: cfg, Now: time.Now(),
		Environment: samconfig.Environment{Name: "us", StackName: "storefront-us", AWSRegion: "us-west-2", Parameters: parameters},
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

const module = "../../.."

// what is built in the module is no part of these tests.
func exceptBuild(found []doctor.Finding) []doctor.Finding {
	return slices.DeleteFunc(found, func(f doctor.Finding) bool { return f.Check == "build" })
}

func TestNothingIsWrong(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answers, parameters map[string]string
		checks              string
	}{
		"a stack that runs": {
			healthy, parameters,
			"parameters payments credentials stack secrets secrets concurrency requests capacity sender mail certificate hosted zone",
		},
		"a first deploy": {
			merged(healthy, first), parameters,
			"parameters payments credentials stack leftovers concurrency requests capacity sender mail certificate hosted zone",
		},
		"a stack that was never executed": {
			merged(healthy, first, map[string]string{stack: "stack-review"}), parameters,
			"parameters payments credentials stack leftovers concurrency requests capacity sender mail certificate hosted zone",
		},
		"the edge": {
			healthy, merged(parameters, edge),
			"parameters payments credentials stack secrets secrets concurrency requests capacity sender mail certificate certificate hosted zone",
		},
		"no name of its own": {
			healthy, merged(parameters, map[string]string{"DomainName": "", "HostedZoneId": "", "CertificateArn": ""}),
			"parameters payments credentials stack secrets secrets concurrency requests capacity sender mail",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var checks []string
			for _, f := range exceptBuild(examine(t, module, account(t, test.answers), test.parameters)) {
				checks = append(checks, f.Check)
				if f.Verdict != doctor.Fine || f.Do != "" {
					t.Errorf("found %+v", f)
				}
			}
			if got := strings.Join(checks, " "); got != test.checks {
				t.Errorf("checked %s,\nwant    %s", got, test.checks)
			}
		})
	}
}

func TestFindings(t *testing.T) {
	t.Parallel()
	type m = map[string]string
	for name, test := range map[string]struct {
		answers, parameters m // in place of the healthy ones
		check               string
		verdict             doctor.Verdict
		seen, do            string // parts
	}{
		"a parameter that its pattern refuses": {nil, m{"MailFrom": "Shop <a@shop.test>"}, "parameters", doctor.Failure, "MailFrom", "[us.global.parameters]"},
		"a rule that is broken":                {nil, m{"CertificateArn": ""}, "parameters", doctor.Failure, "DomainName needs a CertificateArn", "[us.global.parameters]"},
		"the example's sender":                 {m{"GET /v2/email/identities/storefront.example": "identity"}, m{"MailFrom": "shop@storefront.example"}, "parameters", doctor.Warning, "MailFrom=shop@storefront.example", "set your shop's"},
		"a parameter that the stack keeps":     {nil, m{"WarmWriteUnits": ""}, "parameters", doctor.Warning, "keeps WarmWriteUnits=8000", "be it the default"},
		"expired credentials":                  {m{caller: "caller-expired"}, nil, "credentials", doctor.Unknown, "ExpiredToken", "sign in"},

		"a first deploy that failed":    {m{stack: "stack-rolled-back"}, nil, "stack", doctor.Failure, "ROLLBACK_COMPLETE", "sam delete --stack-name storefront-us --region us-west-2"},
		"a deploy that runs":            {m{stack: "stack-busy"}, nil, "stack", doctor.Failure, "UPDATE_IN_PROGRESS", "wait"},
		"a rollback that failed":        {m{stack: "stack-stuck"}, nil, "stack", doctor.Failure, "UPDATE_ROLLBACK_FAILED", "continue-update-rollback"},
		"who may not ask for the stack": {m{stack: "stack-denied"}, nil, "stack", doctor.Unknown, "DescribeStacks of CloudFormation: AccessDenied", ""},
		"another region in the stack":   {nil, m{"StoreRegion": "eu"}, "stack", doctor.Failure, "sells in region us, and StoreRegion is eu", "another stack"},
		"warmth that would be lowered":  {nil, m{"WarmWriteUnits": "5000"}, "stack", doctor.Failure, "WarmWriteUnits is 5000, and was 8000", "WarmWriteUnits=8000"},
		"tables of an earlier stack":    {merged(first, m{table: "table"}), nil, "leftovers", doctor.Failure, "table storefront-us-orders", "Adopt what was kept"},
		"a bucket of an earlier stack":  {merged(first, m{bucket: "bucket"}), nil, "leftovers", doctor.Failure, "bucket storefront-us-ledger-123456789012", "Adopt what was kept"},
		"a secret of an earlier stack":  {merged(first, m{secret: "secret"}), nil, "leftovers", doctor.Failure, "secret storefront-us-digest", "Adopt what was kept"},
		"a secret that is being deleted before": {
			merged(first, m{secret: "secret-deleted"}), nil, "leftovers", doctor.Failure, "storefront-us-digest, which waits for its deletion", "Adopt what was kept",
		},
		"a secret that is being deleted": {m{secret: "secret-deleted"}, nil, "secrets", doctor.Failure, "waits for its deletion", "restore-secret --secret-id storefront-us-digest"},
		"no secret":                      {m{secret: "no-secret"}, nil, "secrets", doctor.Failure, "storefront-us-digest is gone", "under the same name"},
		"no key of sealed copies":        {m{secret: "no-secret"}, nil, "secrets", doctor.Failure, "storefront-us-seal is gone", "under the same name"},
		"Stripe without its key":         {nil, m{"PaymentProvider": "stripe"}, "secrets", doctor.Warning, "storefront-us-stripe-key has no value", "infra/README.md"},
		"Stripe before its secrets":      {merged(first), m{"PaymentProvider": "stripe"}, "secrets", doctor.Warning, "storefront-us-stripe-key has no value", "once the stack has made it"},
		"Stripe with its key":            {m{secret: "secret-set"}, m{"PaymentProvider": "stripe"}, "secrets", doctor.Fine, "storefront-us-stripe-key was set", ""},
		"a key of an earlier stack":      {merged(first, m{secret: "secret-deleted"}), m{"PaymentProvider": "stripe"}, "leftovers", doctor.Failure, "secret storefront-us-stripe-key, which waits", "delete them"},
		"the sandbox in production":      {nil, m{"Environment": "production", "SandboxPayments": "allowed"}, "payments", doctor.Warning, "anybody buys", "PaymentProvider"},
		"Stripe in production":           {nil, m{"Environment": "production", "PaymentProvider": "stripe"}, "payments", doctor.Fine, "by stripe", ""},

		"a new account":                         {m{concurrency: "concurrency-new-account"}, nil, "concurrency", doctor.Warning, "10 functions at once", "--quota-code L-B99A9384 --desired-value 1000"},
		"reservations in a new account":         {m{concurrency: "concurrency-new-account"}, m{"ReserveConcurrency": "on"}, "concurrency", doctor.Failure, "of 10", "ReserveConcurrency=off"},
		"reservations beside others'":           {merged(first, m{concurrency: "concurrency-shared"}), m{"ReserveConcurrency": "on"}, "concurrency", doctor.Failure, "of 600", "ReserveConcurrency=off"},
		"reservations that the stack has":       {m{concurrency: "concurrency-shared"}, m{"ReserveConcurrency": "on"}, "concurrency", doctor.Fine, "of 1000", ""},
		"who may not ask for the concurrency":   {m{concurrency: "concurrency-denied"}, nil, "concurrency", doctor.Unknown, "AccessDeniedException", ""},
		"one of the thirteen small AWS Regions": {m{requests: "requests-small-region"}, nil, "requests", doctor.Warning, "takes 2500 a second", "L-8A5B8E43"},
		"tables that may not be so warm":        {m{capacity: "capacity-small"}, m{"WarmWriteUnits": "20000"}, "capacity", doctor.Failure, "warmed for 20000", "lower WarmWriteUnits"},

		"a sender that SES does not know": {m{identity: "no-identity"}, nil, "sender", doctor.Warning, "does not know shop.test", "create-email-identity --email-identity shop.test"},
		"a sender without its records":    {m{identity: "identity-pending"}, nil, "sender", doctor.Warning, "DKIM PENDING", "get-email-identity"},
		"the sandbox of SES":              {m{mail: "mail-sandbox"}, nil, "mail", doctor.Warning, "200 a day and 1 a second", "put-account-details"},
		"mail that SES has stopped":       {m{mail: "mail-stopped"}, nil, "mail", doctor.Warning, "SHUTDOWN", "SES console"},

		"a certificate of another AWS Region":  {nil, m{"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1"}, "certificate", doctor.Failure, "CertificateArn is in us-east-1, and is needed in us-west-2", "--domain-name us.shop.test --region us-west-2"},
		"a certificate that the edge does not": {nil, merged(edge, m{"CertificateArn": parameters["CertificateArn"]}), "certificate", doctor.Failure, "is needed in us-east-1", "--region us-east-1"},
		"a certificate that nobody proved":     {m{certificate: "certificate-pending"}, nil, "certificate", doctor.Failure, "PENDING_VALIDATION", "describe-certificate"},
		"a certificate of another name":        {m{certificate: "certificate-of-another"}, nil, "certificate", doctor.Failure, "is for shop.test, not for us.shop.test", "request-certificate"},
		"no certificate":                       {m{certificate: "no-certificate"}, nil, "certificate", doctor.Failure, "does not exist", "request-certificate"},
		"no zone":                              {m{zone: "no-zone"}, nil, "hosted zone", doctor.Failure, "does not exist", "list-hosted-zones"},
		"a private zone":                       {m{zone: "zone-private"}, nil, "hosted zone", doctor.Failure, "private zone of shop.test", "list-hosted-zones"},
		"a zone of another name":               {m{zone: "zone-of-another"}, nil, "hosted zone", doctor.Failure, "zone of other.test, and DomainName is us.shop.test", "HostedZoneId"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			set := merged(parameters, test.parameters)
			maps.DeleteFunc(set, func(_, value string) bool { return value == "" })
			found := examine(t, module, account(t, merged(healthy, test.answers)), set)
			i := slices.IndexFunc(found, func(f doctor.Finding) bool {
				return f.Check == test.check && f.Verdict == test.verdict && strings.Contains(f.Seen, test.seen) && strings.Contains(f.Do, test.do)
			})
			if i < 0 {
				t.Errorf("found %+v", found)
			}
		})
	}
}

// Nothing is asked of AWS without credentials, and what could not be checked is said.
func TestWithoutCredentials(t *testing.T) {
	t.Parallel()
	cfg := account(t, nil)
	cfg.Credentials = aws.NewCredentialsCache(aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{}, os.ErrNotExist
	}))
	found := exceptBuild(examine(t, module, cfg, parameters))
	if last := found[len(found)-1]; len(found) != 4 || last.Verdict != doctor.Unknown || !strings.HasPrefix(last.Seen, "not checked: stack, ") {
		t.Errorf("found %+v", found)
	}
}
