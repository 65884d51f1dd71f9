package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/audit"
	"storefront/infra/fakes3/fakes3test"
	"storefront/infra/local/state"
	"storefront/infra/ops/doctor"
	"storefront/infra/ops/target"
	"storefront/infra/samconfig"
	"storefront/infra/sealed"
	"storefront/shared/catalog"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/email"
	"storefront/shared/erasure"
	"storefront/shared/ledger"
	"storefront/shared/market"
	"storefront/shared/merchant"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/secret"
	"storefront/shared/stock"
	"storefront/shared/waitlist/waitlisttest"
)

var update = flag.Bool("update", false, "write the golden files")

var monday = time.Date(2015, 5, 18, 19, 0, 0, 0, time.UTC)

// session is an operator at work. It records the commands and what they print.
type session struct {
	cli
	shown     bytes.Buffer
	objects   bytes.Buffer // what the commands would have printed with --json
	forgotten forgotten
	waitlist  *waitlisttest.Memory
	service   func() time.Time // the service's clock; nil: the operator's

	references int // how many were made up
}

// forgotten records what was to be forgotten.
type forgotten struct {
	waitlist []erasure.Addressed
	removed  []string
	buyers   []string
	allowed  []string // mailboxes whose refusal was ended
	mail     []string
}

func (f *forgotten) AllAddressed(_ context.Context, visit func(erasure.Addressed) error) error {
	for _, it := range f.waitlist {
		if err := visit(it); err != nil {
			return err
		}
	}
	return nil
}

func (f *forgotten) AllowMail(_ context.Context, mailbox string) error {
	f.allowed = append(f.allowed, mailbox)
	return nil
}

func (f *forgotten) RemoveAddressed(_ context.Context, key string) error {
	f.removed = append(f.removed, key)
	return nil
}

func (f *forgotten) ForgetMail(_ context.Context, mailbox string, _ time.Time) error {
	f.mail = append(f.mail, mailbox)
	return nil
}

func (f *forgotten) EraseBuyer(_ context.Context, buyer string, _, _ time.Time) error {
	f.buyers = append(f.buyers, buyer)
	return nil
}

// sessionStore is the store of a session.
type sessionStore struct {
	checkouttest.Store
	*forgotten
	*waitlisttest.Memory
	session *session
}

func (s sessionStore) ServiceTime(context.Context) (time.Time, error) {
	if s.session.service != nil {
		return s.session.service(), nil
	}
	return s.session.now(), nil
}

// digests are those of every session's buyers.
var digests = email.NewDigests([]byte("no secret: every test's digests are made with it"))

// buyerKey returns what stands for a buyer in the books.
func buyerKey(address string) string { return ledger.BuyerKey(digests, email.IdentityOf(address)) }

func newSession(t *testing.T, store checkouttest.Store) *session {
	t.Helper()
	s := &session{waitlist: waitlisttest.NewMemory()}
	files := fakes3test.Books(t, nil)
	out := &output{to: &s.shown, objects: &output{to: &s.objects}}
	open := func(name string, local bool) (region, error) {
		code, err := market.ParseRegion(name)
		return region{
			Target: target.Target{
				Payments: func(context.Context) (payment.Provider, error) { return payment.Sandbox{}, nil },
				Stripe:   func(context.Context) (*target.Stripe, error) { return nil, nil },
				Region:   code, Name: "region " + name, Local: local,
				Digests: func(context.Context) (email.Digests, error) { return digests, nil },
				Sealed: func(context.Context) (sealed.Keys, error) {
					return sealed.NewKeys(code, secret.Versions{Current: []byte(strings.Repeat("s", 64))})
				},
				Ledger: func(context.Context) (target.Ledger, error) {
					return target.Ledger{Books: files, Caller: "a controller"}, nil
				},
			},
			store: sessionStore{store, &s.forgotten, s.waitlist, s},
		}, err
	}
	s.cli = cli{
		in: strings.NewReader(""), out: out, err: out, now: func() time.Time { return monday },
		newReference: func() string {
			s.references++
			return fmt.Sprint("made-up-", s.references)
		},
		openLocal: func(name string) (region, error) { return open(name, true) },
		environment: func(name string) (samconfig.Environment, error) {
			return samconfig.Environment{Name: name, Parameters: map[string]string{"StoreRegion": name}}, nil
		},
		openAWS: func(_ context.Context, e samconfig.Environment) (region, error) { return open(e.Name, false) },
	}
	return s
}

// do runs a command, and returns its exit code.
func (s *session) do(t *testing.T, command string) int { return s.enter(t, "$ ops "+command) }

// gives runs a command alone, and fails the test unless it exits with code and shows want.
func (s *session) gives(t *testing.T, command string, code int, want string) {
	t.Helper()
	s.shown.Reset()
	if got := s.do(t, command); got != code || !strings.Contains(s.shown.String(), want) {
		t.Errorf("%s: exit %d, want %d and %q:\n%s", command, got, code, want, &s.shown)
	}
}

// enter runs the command of a line such as "$ ops COMMAND" or "$ echo ANSWER | ops COMMAND",
// and checks what it would have printed with --json.
func (s *session) enter(t *testing.T, line string) int {
	t.Helper()
	prompt, command, _ := strings.Cut(line, "ops ")
	if answer, ok := strings.CutPrefix(prompt, "$ echo "); ok {
		s.interactive, s.in = true, strings.NewReader(strings.TrimSuffix(answer, " | "))
		defer func() { s.interactive = false }()
	}
	fmt.Fprintln(&s.shown, line)
	code := s.run(t.Context(), strings.Fields(command))
	if code != 0 {
		fmt.Fprintf(&s.shown, "[exit %d]\n", code)
	}
	s.shown.WriteString("\n")
	namesOf(t, s.objects.String())
	s.objects.Reset()
	return code
}

// follow runs the commands of a transcript in testdata, which are its lines that
// begin with "$ ", and compares all that is shown. names are pairs of a text and
// what the transcript calls it.
func (s *session) follow(t *testing.T, transcript string, names ...string) {
	t.Helper()
	back := slices.Clone(names)
	slices.Reverse(back)
	s.shown.Reset()
	for line := range strings.Lines(s.read(t, transcript)) {
		if strings.HasPrefix(line, "$ ") {
			s.enter(t, strings.NewReplacer(back...).Replace(strings.TrimSuffix(line, "\n")))
		}
	}
	if s.shown.Len() == 0 {
		t.Fatalf("%s has no commands", transcript)
	}
	s.golden(t, transcript, names...)
}

// golden compares all that was shown with a file in testdata.
func (s *session) golden(t *testing.T, name string, names ...string) {
	t.Helper()
	shown := sandboxReference.ReplaceAllString(strings.NewReplacer(names...).Replace(s.shown.String()), "sandbox_reference")
	if *update {
		if err := os.WriteFile(filepath.Join("testdata", name), []byte(shown), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(s.read(t, name), shown); diff != "" {
		t.Errorf("%s: -want +got:\n%s", name, diff)
	}
}

func (s *session) read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var sandboxReference = regexp.MustCompile(`sandbox_\w+`)

func TestADayOfAnOperator(t *testing.T) {
	t.Parallel()
	newSession(t, checkouttest.NewMemory()).follow(t, "day.txt")
}

func TestWrongCommands(t *testing.T) {
	t.Parallel()
	s := newSession(t, checkouttest.NewMemory())
	s.follow(t, "wrong.txt")
	if commands, failed := strings.Count(s.shown.String(), "$ ops "), strings.Count(s.shown.String(), "[exit "); commands != failed {
		t.Errorf("%d of %d commands failed", failed, commands)
	}
}

// A sale may have products that one of its markets may not buy.
func TestASaleWarnsOfWhatItsMarketsCannotBuy(t *testing.T) {
	t.Parallel()
	store := checkouttest.NewMemory()
	s := newSession(t, store)
	s.do(t, "-local eu seed")
	for _, p := range []struct {
		sku    catalog.SKU
		market market.Code
		change func(map[market.Code]catalog.Offer)
	}{
		{"headphones", "fr", func(offers map[market.Code]catalog.Offer) { delete(offers, "fr") }},
		{"fitness-band", "it", func(offers map[market.Code]catalog.Offer) {
			offers["it"] = catalog.Offer{Price: offers["it"].Price, Clearance: market.Clearance{Status: market.Pending, Reason: market.Logistics}}
		}},
	} {
		snapshot, err := store.Catalog(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		product, err := snapshot.Product(p.sku)
		if err != nil {
			t.Fatal(err)
		}
		product.Offers = maps.Clone(product.Offers)
		p.change(product.Offers)
		if err := store.PutProduct(t.Context(), product); err != nil {
			t.Fatal(err)
		}
	}
	s.follow(t, "barred.txt")
}

func TestWhatCannotBeUndoneAsksFirst(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		command  string
		terminal bool
		answer   string
		code     int
	}{
		"closing, yes":                      {"-local us sale close --id us-launch", true, "yes\n", 0},
		"closing, no":                       {"-local us sale close --id us-launch", true, "y\n", 1},
		"closing, no answer":                {"-local us sale close --id us-launch", true, "", 1},
		"closing, no terminal":              {"-local us sale close --id us-launch", false, "yes\n", 2},
		"closing with --yes":                {"-local us sale close --id us-launch --yes", false, "", 0},
		"seeding on this machine":           {"-local us seed", false, "", 0},
		"seeding in AWS":                    {"-env us seed", false, "", 2},
		"seeding in AWS with --yes":         {"-env us seed --yes", false, "", 0},
		"restocking on this machine":        {"-local us restock --sale us-launch --line headphones=1", false, "", 0},
		"restocking in AWS":                 {"-env us restock --sale us-launch --line headphones=1", false, "", 2},
		"restocking in AWS, asked for it":   {"-env us restock --sale us-launch --line headphones=1", true, "yes", 0},
		"creating a sale asks nothing":      {"-env us sale create --id monday --opens now --line headphones=1", false, "", 0},
		"listing sales asks nothing either": {"-env us sale list", false, "", 0},
		"the environment after the command": {"sale list -env us", false, "", 0},
		"the environment with its value":    {"seed --env=us --yes", false, "", 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, checkouttest.NewMemory())
			s.do(t, "-local us seed")
			s.interactive, s.in = tt.terminal, strings.NewReader(tt.answer)
			if code := s.do(t, tt.command); code != tt.code {
				t.Errorf("exit %d, want %d:\n%s", code, tt.code, &s.shown)
			}
		})
	}
}

// What the doctor finds is tested where it looks; this is how it is told.
func TestTheDoctor(t *testing.T) {
	t.Parallel()
	s := newSession(t, nil)
	s.openAWS = func(context.Context, samconfig.Environment) (region, error) { return region{}, nil }
	s.environment = func(name string) (samconfig.Environment, error) {
		return samconfig.Environment{Name: name, StackName: "storefront-" + name, AWSRegion: "us-west-2"}, nil
	}
	s.examine = func(_ context.Context, e samconfig.Environment) ([]doctor.Finding, error) {
		found := []doctor.Finding{{Check: "parameters", Seen: "the template accepts them"}}
		if e.Name == "us" {
			found = append(found,
				doctor.Finding{Check: "hosted zone", Verdict: doctor.Unknown, Seen: "not checked: GetHostedZone of Route 53: AccessDenied"},
				doctor.Finding{Check: "stack", Verdict: doctor.Failure, Seen: "storefront-us is ROLLBACK_COMPLETE", Do: "delete it:\nsam delete"},
				doctor.Finding{Check: "mail", Verdict: doctor.Warning, Seen: "SES is in its sandbox", Do: "ask for production access"})
		}
		return found, nil
	}
	s.adopt = func(_ context.Context, e samconfig.Environment) (doctor.Adoption, error) {
		if e.Name == "dev" {
			return doctor.Adoption{}, errors.New("nothing is left")
		}
		return doctor.Adoption{Template: []byte("a template"), Resources: []byte("a list"), Kept: []string{"table storefront-us-orders"}}, nil
	}
	dir := t.TempDir()
	s.follow(t, "doctor.txt", dir, "DIR")
	for name, want := range map[string]string{"template.json": "a template", "resources.json": "a list"} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != want {
			t.Errorf("%s has %q, %v", name, got, err)
		}
	}
}

func TestAStoreThatDoesNotRunIsOneSentence(t *testing.T) {
	t.Parallel()
	s := newSession(t, nil)
	s.openLocal = func(string) (region, error) { return region{}, state.ErrNotRunning }
	want := "$ ops -local us audit\nops: the local store is not running: start it with go run ./infra/local\n[exit 1]\n\n"
	if s.do(t, "-local us audit"); s.shown.String() != want {
		t.Errorf("got %q", &s.shown)
	}
}

func TestHelpIsNoMistake(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"-h", "-local us -help", "-local us sale create -h"} {
		s := newSession(t, checkouttest.NewMemory())
		if code := s.do(t, command); code != 0 || !strings.Contains(s.shown.String(), usage) {
			t.Errorf("%s: exit %d:\n%s", command, code, &s.shown)
		}
	}
}

func TestFindingsArePrintedAndCounted(t *testing.T) {
	t.Parallel()
	report := audit.Report{
		Lines: []audit.LineReport{
			{Line: stock.Line{Sale: "monday", SKU: "fitness-band"}, Tally: audit.Tally{Size: 1000, Left: 10, Held: 20, Paid: 960, Pending: 9, Leaked: 1}},
			{Line: stock.Line{Sale: "monday", SKU: "headphones"}, Tally: audit.Tally{Size: 5, Paid: 5}},
		},
		Orders:   map[order.Status]int{order.Paid: 965, order.Held: 20, order.Cancelled: 3},
		Findings: []string{"lot monday/fitness-band/3: 1 of its units are claimed by order 0123456789abcdef-1, which is cancelled"},
	}
	s := newSession(t, nil)
	if err := s.out.report(report); !errors.Is(err, errFindings) {
		t.Errorf("got %v", err)
	}
	s.shown.WriteString("\n")
	report.Findings = nil
	for i := range maxFindings + 2 {
		report.Findings = append(report.Findings, fmt.Sprintf("finding %d", i+1))
	}
	if err := s.out.report(report); !errors.Is(err, errFindings) {
		t.Errorf("got %v", err)
	}
	s.golden(t, "findings.txt")
}

// lossy is a store that has lost a unit.
type lossy struct{ *checkouttest.Memory }

func (l lossy) Lots(ctx context.Context, line stock.Line, n int) ([]stock.Lot, error) {
	lots, err := l.Memory.Lots(ctx, line, n)
	lots[0].Left--
	return lots, err
}

// What a sale asks of a device is set when it is created.
func TestASaleMayAskForWork(t *testing.T) {
	t.Parallel()
	s := newSession(t, checkouttest.NewMemory())
	s.do(t, "-local us seed --yes")
	if code := s.do(t, "-local us sale create --id monday --opens now --access open --work 18 --line headphones=5"); code != 0 {
		t.Fatal(s.shown.String())
	}
	if s.do(t, "-local us sale list"); !strings.Contains(s.shown.String(), "open (work 18)") {
		t.Errorf("the sales are %s", s.shown.String())
	}
	if code := s.do(t, "-local us sale create --id tuesday --opens now --work 18 --line headphones=5"); code == 0 {
		t.Errorf("a sale with passes asks for work: %d", code)
	}
}

func TestAnAuditWithFindingsExitsWithOne(t *testing.T) {
	t.Parallel()
	s := newSession(t, lossy{checkouttest.NewMemory()})
	s.do(t, "-local us sale create --id monday --opens now --line headphones=5")
	s.do(t, "-local us seed")
	if code := s.do(t, "-local us audit"); code != 1 || !strings.Contains(s.shown.String(), "findings: 8\n  line us-launch/fitness-band: 999 units") {
		t.Errorf("exit %d:\n%s", code, &s.shown)
	}
}

func FuzzParseLine(f *testing.F) {
	for _, seed := range []string{"headphones=5", "fitness-band=60:2", "=1", "a=", "a=1:", "a=-1:0", "a=1=2", "a:1", "a=99999999999999999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		line, err := parseLine(text)
		if err != nil {
			if line != (merchant.Line{}) {
				t.Errorf("%q: %v and %+v", text, err, line)
			}
			return
		}
		again, err := parseLine(fmt.Sprintf("%s=%d:%d", line.SKU, line.Units, line.MaxPerOrder))
		if err != nil || again != line || line.SKU == "" || strings.ContainsAny(string(line.SKU), "=:") {
			t.Errorf("%q: %+v, then %+v, %v", text, line, again, err)
		}
	})
}

func TestTheUsageNamesEveryCommand(t *testing.T) {
	t.Parallel()
	for name := range commands {
		if !strings.Contains(usage, "\n  "+name) {
			t.Errorf("%s is missing", name)
		}
	}
}
