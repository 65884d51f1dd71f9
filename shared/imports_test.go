package shared_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// forbidden has the dependencies that the tree must not have, direct or indirect.
// Dependencies point down, from functions to the domain.
var forbidden = []struct {
	packages []string // paths below storefront/, or prefixes that end in /
	except   []string // packages that may have the dependency
	imports  string   // a package path, or a prefix that ends in /
	reason   string
}{
	{
		packages: []string{"shared/money", "shared/market", "shared/catalog", "shared/order", "shared/stock", "shared/waitlist", "shared/checkout", "shared/merchant", "shared/payment", "shared/problem", "shared/email", "shared/pass", "shared/freetext", "shared/locale", "shared/mail", "shared/notify", "shared/secret", "shared/token", "shared/ledger", "shared/ledger/raw", "shared/ledger/intake", "shared/erasure", "shared/ticket", "shared/work", "shared/phrase", "shared/format", "shared/receipt", "shared/invite", "shared/inorder", "shared/draw", "shared/draw/drawing"},
		imports:  "net/http",
		reason:   "rules and use cases do not depend on HTTP, so that tests can search and simulate them",
	},
	{
		packages: []string{"shared/", "functions/"},
		except:   []string{"shared/dynamo", "shared/mail/ses", "shared/boot", "shared/ledger/bucket", "shared/deadletter", "shared/awscall", "functions/"},
		imports:  "github.com/aws/aws-sdk-go-v2/",
		reason:   "only dynamo, ses, bucket, deadletter, awscall and boot use the AWS SDK",
	},
	{
		packages: []string{"shared/"},
		except:   []string{"shared/boot"},
		imports:  "github.com/aws/aws-lambda-go/",
		reason:   "only functions and boot depend on Lambda",
	},
	{
		packages: []string{"functions/", "shared/"},
		imports:  "github.com/aws/aws-sdk-go-v2/config",
		reason:   "its search for credentials doubles the time of a cold start; boot reads the environment instead",
	},
	{
		packages: []string{"functions/", "shared/"},
		except:   []string{"shared/ledger/table", "shared/ledger/closing", "shared/ledger/verify", "shared/ledger/report", "functions/close"},
		imports:  "github.com/parquet-go/",
		reason:   "it is large, and only closed days need it",
	},
	{
		packages: []string{"functions/", "shared/"},
		imports:  "github.com/xuri/",
		reason:   "it is large, and only the operator's command writes workbooks",
	},
	{
		packages: []string{"functions/", "shared/"},
		except:   []string{"functions/ledger", "functions/close"},
		imports:  "time/tzdata",
		reason:   "it adds 0.4 MB to a function that shoppers wait for",
	},
	{
		packages: []string{"functions/", "shared/"},
		except:   []string{"shared/draw/drand"},
		imports:  "github.com/cloudflare/circl/",
		reason:   "only operators check a beacon's signature, with a large library",
	},
	{
		packages: []string{"functions/", "shared/"},
		imports:  "storefront/infra/",
		reason:   "code that runs in AWS does not depend on the tools for the laptop",
	},
	{
		packages: []string{"functions/", "shared/"},
		imports:  "testing",
		reason:   "test code stays out of binaries",
		except:   []string{"shared/checkout/checkouttest", "shared/contract/contracttest", "shared/ledger/raw/rawtest", "shared/payment/paymenttest"},
	},
	{
		packages: []string{"functions/", "shared/"},
		except:   []string{"shared/mail/ses", "functions/notify", "functions/close"},
		imports:  "storefront/shared/mail/ses",
		reason:   "mail to shoppers comes from the stream alone: the time of an answer would tell whether one was sent",
	},
	{
		packages: []string{"functions/", "shared/checkout"},
		imports:  "storefront/shared/merchant",
		reason:   "only operators create sales and add stock",
	},
	{
		packages: []string{"infra/audit"},
		imports:  "storefront/shared/checkout",
		reason:   "a proof shares no code with what it proves",
	},
	{
		packages: []string{"infra/audit"},
		imports:  "storefront/shared/merchant",
		reason:   "an audit only reads",
	},
	{
		packages: []string{"shared/"},
		imports:  "storefront/functions/",
		reason:   "functions are the top of the tree",
	},
}

func TestDependenciesPointDown(t *testing.T) {
	t.Parallel()
	deps := dependencies(t)
	for _, rule := range forbidden {
		for pkg, imports := range deps {
			name := strings.TrimPrefix(pkg, "storefront/")
			if !matchAny(rule.packages, name) || matchAny(rule.except, name) {
				continue
			}
			for _, imported := range imports {
				if match(rule.imports, imported) {
					t.Errorf("%s depends on %s: %s", pkg, imported, rule.reason)
				}
			}
		}
	}
}

// dependencies returns the packages of the project with their dependencies.
func dependencies(t *testing.T) map[string][]string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-f", `{{.ImportPath}}{{range .Deps}} {{.}}{{end}}`, "storefront/shared/...", "storefront/functions/...", "storefront/infra/audit")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	deps := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		deps[fields[0]] = fields[1:]
	}
	if len(deps) < 10 {
		t.Fatalf("go list names only %d packages", len(deps))
	}
	return deps
}

func matchAny(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return match(p, name) })
}

func match(pattern, name string) bool {
	if strings.HasSuffix(pattern, "/") {
		return strings.HasPrefix(name, pattern)
	}
	return name == pattern
}
