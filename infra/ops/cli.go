package main

import (
	"bufio"
	"cmp"
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"storefront/infra/audit"
	"storefront/infra/ops/doctor"
	"storefront/infra/ops/target"
	"storefront/infra/samconfig"
	"storefront/infra/wholefile"
	"storefront/shared/checkout"
	"storefront/shared/draw/drawing"
	"storefront/shared/erasure"
	"storefront/shared/invite"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/verify"
	"storefront/shared/merchant"
	"storefront/shared/payment"
)

//go:embed usage.txt
var usage string

var commands = map[string]func(context.Context, *call) error{
	"seed":        seedDemo,
	"sale create": createSale,
	"sale list":   listSales,
	"sale close":  closeSale,
	"restock":     restock,
	"invite":      inviteWave,
	"draw close":  closeDraw,
	"draw run":    runDraw,
	"draw export": exportDraw,
	"draw verify": verifyDraw,
	"audit":       auditStock,

	"order delay":     delayOrder,
	"order list":      listOrders,
	"order show":      showOrder,
	"order withdrawn": listWithdrawn,
	"parcel":          showParcel,
	"parcels":         writeParcels,
	"ship":            ship,
	"refund":          refundOrder,
	"forget":          forgetBuyer,
	"allow-mail":      allowMail,
	"invite revoke":   revokeTickets,
	"waitlist show":   showWaitlist,
	"mail show":       showMail,
	"resend":          resendMail,

	"payments check":    checkPayments,
	"payments findings": listFindings,
	"payments resolve":  resolveFinding,
	"payments record":   recordPayments,

	"doctor": examineDeploy,
	"adopt":  adoptKept,

	"ledger replay":   replayLedger,
	"ledger backfill": backfillLedger,
	"ledger close":    closeLedger,
	"ledger status":   listDays,
	"ledger today":    booksOfToday,
	"ledger pack":     packLedger,
	"ledger lock":     lockMonth,
	"ledger adjust":   adjustLedger,
	"ledger costs":    costLedger,
	"ledger settle":   settleLedger,

	"ledger documents": showDocuments,
	"ledger export":    exportLedger,
	"ledger document":  printDocument,
	"ledger openings":  listOpenings,
	"ledger pull":      pullLedger,
	"ledger verify":    verifyLedger,
	"ledger reconcile": reconcileLedger,
}

// cli is what a command takes from the process and from the machine.
type cli struct {
	in           io.Reader
	out, err     *output
	interactive  bool // an operator can answer a question
	progress     bool // an operator sees what is written to err while a command runs
	now          func() time.Time
	newReference func() string // makes up the reference of a refund
	openLocal    func(region string) (region, error)
	environment  func(name string) (samconfig.Environment, error)
	openAWS      func(ctx context.Context, e samconfig.Environment) (region, error)
	examine      func(ctx context.Context, e samconfig.Environment) ([]doctor.Finding, error)
	adopt        func(ctx context.Context, e samconfig.Environment) (doctor.Adoption, error)
}

// region is the region that a command works on.
type region struct {
	target.Target
	store store // Target.Store, but for tests
}

// store is a region's data; see dynamo.Store.
type store interface {
	merchant.Store
	erasure.Buyers
	erasure.Addresses
	mails
	waiting
	invite.Books
	invite.Queue
	invite.Sales
	drawing.Store
	drawing.Entries
	audit.Store
	checkout.Store
	checkout.Inventory
	checkout.Movements
	checkout.Findings
	AllFindings(ctx context.Context, visit func(payment.Finding) error) error
	verify.Store
	verify.Heads
	closing.Anchors
	ServiceTime(ctx context.Context) (time.Time, error)
}

// call is one run of a command.
type call struct {
	cli
	region
	deploys samconfig.Environment // the region's in AWS; zero for the local store
	lines   *bufio.Reader         // of in
	flags   *flag.FlagSet
	args    []string // after the command's name
	yes     bool     // the operator has confirmed
}

func (c *call) merchant() *merchant.Merchant { return merchant.New(c.Region, c.store) }

// orders returns what moves no money.
func (c *call) orders() *checkout.Checkout {
	return checkout.New(c.store, payment.Sandbox{}, c.now, slog.Default())
}

// afterSale returns what is done with paid orders.
func (c *call) afterSale(ctx context.Context) (*checkout.AfterSale, error) {
	provider, err := c.Payments(ctx)
	if err != nil {
		return nil, err
	}
	sales := checkout.New(c.store, provider, c.now, slog.Default())
	sales.Findings = c.store
	return &checkout.AfterSale{
		Checkout:  sales,
		Inventory: c.store,
		Movements: c.store,
		Clock:     c.serviceTime,
	}, nil
}

// serviceTime returns the time of the region's store, which dates and decides
// everything. It fails if this machine's clock differs too much from it.
func (c *call) serviceTime(ctx context.Context) (time.Time, error) {
	return checkout.ServiceClock(c.store.ServiceTime, c.now)(ctx)
}

// errFindings means that a command found something wrong, and has printed it.
var errFindings = errors.New("findings were printed")

// usageError means that a command was not used correctly.
type usageError struct{ error }

func misused(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// run runs one command and returns the exit code.
func (c cli) run(ctx context.Context, args []string) int {
	err := c.command(ctx, args)
	if errors.Is(err, flag.ErrHelp) {
		c.out.print("%s", usage)
		err = nil
	}
	err = cmp.Or(err, c.out.err)
	if err == nil {
		return 0
	}
	if errors.Is(err, errFindings) {
		return 1
	}
	if mistakes, ok := errors.AsType[merchant.Mistakes](err); ok {
		for _, m := range mistakes {
			c.err.print("ops: --%s %s\n", m.Name, m.Reason)
		}
		return 2
	}
	c.err.print("ops: %v\n", err)
	if _, ok := errors.AsType[usageError](err); ok {
		c.err.print("ops: run with -h for help\n")
		return 2
	}
	return 1
}

func (c cli) command(ctx context.Context, args []string) error {
	global := newFlags()
	local := global.String("local", "", "")
	deployed := global.String("env", "", "")
	global.BoolVar(&c.out.json, "json", false, "")
	if err := parse(global, args); err != nil {
		return err
	}
	name, rest, err := commandOf(global.Args())
	if err != nil {
		return err
	}
	for n := leading(global, rest); n > 0; n = leading(global, rest) { // these may also come after the command's name
		if err := parse(global, rest[:n]); err != nil {
			return err
		}
		rest = rest[n:]
	}
	run := &call{cli: c, lines: bufio.NewReader(c.in), flags: newFlags(), args: rest}
	run.flags.BoolVar(&c.out.json, "json", c.out.json, "")
	switch {
	case name == "draw verify": // by anybody, without the store
	case (*local == "") == (*deployed == ""):
		return misused("either -local REGION or -env NAME is required")
	case *local != "":
		run.region, err = c.openLocal(*local)
	default:
		if run.deploys, err = c.environment(*deployed); err == nil {
			run.region, err = c.openAWS(ctx, run.deploys)
		}
	}
	if err != nil {
		return err
	}
	return commands[name](ctx, run)
}

// commandOf splits the name of a command, of one word or two, from its flags.
func commandOf(args []string) (name string, rest []string, err error) {
	if len(args) == 0 {
		return "", nil, misused("a command is required")
	}
	for n := min(2, len(args)); n > 0; n-- {
		name := strings.Join(args[:n], " ")
		if commands[name] != nil {
			return name, args[n:], nil
		}
	}
	return "", nil, misused("there is no command %q", strings.Join(args[:min(2, len(args))], " "))
}

// leading returns how many of the first arguments are one of the flags and its value. A flag
// such as --json has no value.
func leading(flags *flag.FlagSet, args []string) int {
	if len(args) == 0 || !strings.HasPrefix(args[0], "-") {
		return 0
	}
	name, _, whole := strings.Cut(strings.TrimLeft(args[0], "-"), "=")
	f := flags.Lookup(name)
	if f == nil {
		return 0
	}
	alone, _ := f.Value.(interface{ IsBoolFlag() bool })
	switch {
	case whole || alone != nil && alone.IsBoolFlag():
		return 1
	default:
		return min(2, len(args))
	}
}

// newFlags returns a set of flags that prints nothing.
func newFlags() *flag.FlagSet {
	flags := flag.NewFlagSet("ops", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	return flags
}

func parse(flags *flag.FlagSet, args []string) error {
	err := flags.Parse(args)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		return usageError{err}
	}
	return err
}

// parse reads the command's flags. Those named are required.
func (c *call) parse(required ...string) error {
	if err := parse(c.flags, c.args); err != nil {
		return err
	}
	if c.flags.NArg() > 0 {
		return misused("unexpected argument %q", c.flags.Arg(0))
	}
	given := map[string]bool{}
	c.flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	for _, name := range required {
		if !given[name] {
			return misused("--%s is required", name)
		}
	}
	return nil
}

// newPath parses the name of a file or folder that is to be written, so that a command fails before
// its work if it could not write.
func newPath(path string) (string, error) { return path, wholefile.CheckNew(path) }

// folder parses the name of a folder into which files are written, whether or not it is there.
func folder(path string) (string, error) { return path, wholefile.CheckFolder(path) }

// yesFlag defines the flag --yes of a command that asks before it acts. Without
// everywhere, the command does not ask in a region of the local store.
func (c *call) yesFlag(everywhere bool) { c.flags.BoolVar(&c.yes, "yes", c.Local && !everywhere, "") }

// mostReason bounds a reason, in letters.
const mostReason = 200

// reasonFlag defines the flag --reason, which says why, for whoever asks later.
func (c *call) reasonFlag(to *string) {
	c.flags.Func("reason", "", func(why string) error {
		*to = strings.TrimSpace(why)
		if *to == "" || utf8.RuneCountInString(*to) > mostReason || !utf8.ValidString(*to) {
			return fmt.Errorf("must have 1 to %d letters", mostReason)
		}
		if strings.Contains(*to, "@") { // books keep reasons for ever
			return errors.New("must not identify a buyer, as an e-mail address does")
		}
		return nil
	})
}

// confirm says what the command is about to do and asks for a yes, unless --yes
// was given. It returns the service's time.
func (c *call) confirm(ctx context.Context, what string, args ...any) (time.Time, error) {
	switch {
	case c.yes:
		return c.serviceTime(ctx)
	case !c.interactive:
		return time.Time{}, misused("this cannot be undone, and there is no terminal to ask on: pass --yes to do it")
	}
	c.out.print(what+" Type yes to go on: ", args...)
	answer, err := c.readLine()
	if err != nil {
		return time.Time{}, fmt.Errorf("read the answer: %w", err)
	}
	if answer != "yes" {
		return time.Time{}, errors.New("nothing was done, since the answer was not yes")
	}
	return c.serviceTime(ctx)
}

// readLine returns the next line of the input, without spaces around it. It is empty
// at the end of the input.
func (c *call) readLine() (string, error) {
	line, err := c.lines.ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.TrimSpace(line), nil
}
