package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"storefront/infra/backoffice"
)

const usage = `usage: go run ./infra/ops [-local REGION | -region REGION] COMMAND

  -local REGION    a region of the local store, which must be running
  -region REGION   a region deployed in AWS: us, eu, uk or in
  -stack NAME      with -region: its stack, if it is not storefront-REGION

commands:

  seed [--yes]
      put the demo's products, and create its sales unless they exist

  sale create --id ID --opens now|TIME [--closes TIME] [--access open|ticket]
              [--orders-per-buyer N] [--hold 10m] --line SKU=UNITS[:MAX_PER_ORDER] ...
      create a sale with its stock; TIME is as in 2015-05-18T19:00:00Z,
      N is 1 unless given, 0 for no limit, and MAX_PER_ORDER is 1 unless given

  sale list
      list the sales and what their shelves say

  sale close --id ID [--yes]
      end a sale now; holds may still be paid

  restock --sale ID --line SKU=UNITS [--yes]
      add units to a line of a sale

  audit [--sale ID]
      read every lot and order, and say whether they tie out; exits with 1 if not

  ledger replay
      take records into the books that the ledger function could not take in;
      exits with 1 if some have to stay among the failures

  ledger close --market CODE --date DAY [--rebuild] [--yes]
      close the books of a day that is over, as 2015-05-18; a closed day stays
      as it is, or with --rebuild is made anew of the same raw files; exits with
      1 if the day stays open, and says why

  ledger status [--market CODE]
      list the days of the books

  ledger verify --market CODE --date DAY
      compare the books of a closed day with the orders and lots themselves, and
      check its files and all manifests; exits with 1 if anything differs

  ledger pull --market CODE --from DAY --to DAY --out DIR
      copy the books of closed days to a folder, and check them; what is there
      already is not copied again; exits with 1 if a day is missing or wrong

  order show --order ID
      show an order, what is still to ship of it and what was given back for what,
      without its buyer

  parcel --order ID
      show what the parcel of a paid order has to hold and to whom it goes, for the
      person who ships it

  ship --order ID [--version N]
      note that a paid order has gone out to its buyer; with --version, only if it
      is still of the version that was packed

  refund --order ID --reason withdrawn|unavailable|damaged|lost|goodwill
         --all | [--line SKU=UNITS[:RETURNED] ...] [--amount [SKU=]AMOUNT ...] [--shipping]
         [--returned N] [--reference NAME] [--version N] [--yes]
      give money back, and show how much before it is confirmed: for all that is
      left of the order; for units; AMOUNT, such as 1.50, of the price of a line or
      of the whole order without a unit, with the tax in it in proportion; for
      shipping, which also goes back with the last unit. RETURNED of the units, or
      N in all, can be sold again: unless said, all that are withdrawn, none that
      are unavailable, damaged or lost, and as goodwill those not shipped yet.
      The same refund again under its reference, which is made up unless given, is
      the same refund. With --version, only if the order is still of this version

  refund --order ID --finish
      carry out the refunds that an order has, after one that was cut short

  forget --email ADDRESS [--yes]
      erase a buyer's personal data: from orders that have ended or were shipped,
      from the waitlist and from what tells whose a reference in the books is;
      exits with 1 while an order still needs its buyer

Everything is dated by the store's time. Where this machine's clock is more than a
minute away from it, nothing is done.

What cannot be undone asks first, or takes --yes: closing a sale, refunding and
forgetting, and in AWS also seeding, which replaces products, restocking, and closing books.
`

// call is one command about to be done.
type call struct {
	desk
	place
	office *backoffice.Office
	flags  *flag.FlagSet
	args   []string // behind the command's name
}

var commands = map[string]func(context.Context, call) error{
	"seed":        seed,
	"sale create": createSale,
	"sale list":   listSales,
	"sale close":  closeSale,
	"restock":     restock,
	"audit":       audit,

	"order show": showOrder,
	"parcel":     showParcel,
	"ship":       shipOrder,
	"refund":     refundOrder,
	"forget":     forget,

	"ledger replay": replayLedger,
	"ledger close":  closeLedger,
	"ledger status": ledgerStatus,
	"ledger pull":   pullLedger,
	"ledger verify": verifyLedger,
}

func (d desk) command(ctx context.Context, args []string) error {
	global := newFlags()
	local := global.String("local", "", "")
	region := global.String("region", "", "")
	stack := global.String("stack", "", "")
	if err := parse(global, args); err != nil {
		return err
	}
	name, rest, err := commandOf(global.Args())
	if err != nil {
		return err
	}
	c := call{desk: d, flags: newFlags(), args: rest}
	switch {
	case (*local == "") == (*region == ""):
		return misused("say where with either -local REGION or -region REGION")
	case *local != "" && *stack != "":
		return misused("-stack goes with -region alone")
	case *local != "":
		c.place, err = d.openLocal(*local)
	default:
		c.place, err = d.openAWS(ctx, *region, *stack)
	}
	if err != nil {
		return err
	}
	c.office = backoffice.New(c.region, c.store)
	return commands[name](ctx, c)
}

// commandOf finds the command's name, which is one word or two.
func commandOf(args []string) (name string, rest []string, err error) {
	if len(args) == 0 {
		return "", nil, misused("say what to do")
	}
	for n := min(2, len(args)); n > 0; n-- {
		name := strings.Join(args[:n], " ")
		if commands[name] != nil {
			return name, args[n:], nil
		}
	}
	return "", nil, misused("there is no command %q", strings.Join(args[:min(2, len(args))], " "))
}

// newFlags makes a set of flags that leaves it to the caller to say what is wrong.
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

// parse reads the command's flags, which leave nothing over. Those named are required.
func (c call) parse(required ...string) error {
	if err := parse(c.flags, c.args); err != nil {
		return err
	}
	if c.flags.NArg() > 0 {
		return misused("do not know what to do with %q", c.flags.Arg(0))
	}
	given := map[string]bool{}
	c.flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	for _, name := range required {
		if !given[name] {
			return misused("--%s is missing", name)
		}
	}
	return nil
}

// confirm asks before something that cannot be undone.
func (c call) confirm(yes bool, question string) error {
	if yes {
		return nil
	}
	if !c.terminal {
		return misused("this cannot be undone and nobody can be asked: pass --yes to do it")
	}
	fmt.Fprintf(c.out, "%s Type yes to go on: ", question)
	answer, err := bufio.NewReader(c.in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the answer: %w", err)
	}
	if strings.TrimSpace(answer) != "yes" {
		return errors.New("nothing was done, since the answer was not yes")
	}
	return nil
}
