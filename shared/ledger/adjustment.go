package ledger

import (
	"errors"
	"fmt"
	"time"

	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
)

// ErrAdjustment means that an operator's entries cannot be booked.
var ErrAdjustment = errors.New("ledger: not an adjustment")

// Adjusted is the type of an operator's entries. No event of an order has it.
const Adjusted EventType = "ADJUSTED"

// Adjustment is what an operator books: entries of their own, or an event in suspense for which
// there is a rule by now.
type Adjustment struct {
	Region  market.Region `json:"region"`
	Market  market.Code   `json:"market"`
	Date    string        `json:"dt"` // the day of the books; of an event in suspense, the earliest day
	By      string        `json:"by"`
	At      time.Time     `json:"at"`
	Reason  string        `json:"reason"`
	Settles string        `json:"settles,omitempty"` // the event in suspense that it settles
	// RawFile is the raw file of the event that Settles names, if a rule books the event. In
	// that case Entries is empty.
	RawFile string            `json:"raw_file,omitempty"`
	Entries []AdjustmentEntry `json:"entries,omitempty"`
}

// AdjustmentEntry is one debit or credit that an operator books.
type AdjustmentEntry struct {
	Account string `json:"account_code"`
	Side    Side   `json:"side"`
	Minor   int64  `json:"amount_minor"`
	OrderID string `json:"order_id,omitempty"`
	Text    string `json:"text,omitempty"`
}

// Account returns the account that has a code, and whether there is one.
func (c Chart) Account(code string) (Account, bool) {
	for _, a := range c.Accounts() {
		if a.Code == code {
			return a, true
		}
	}
	return Account{}, false
}

// Adjust returns the journal entries of the adjustment named id, in the currency of its market.
// It fails with ErrAdjustment if the adjustment lacks entries, a reason or who makes it, if an entry
// is not valid, or if debits and credits differ.
func Adjust(id string, a Adjustment) (Entries, error) {
	begin, err := Midnight(a.Market, a.Date)
	if err != nil {
		return Entries{}, fmt.Errorf("%w: %w", ErrAdjustment, err)
	}
	if a.By == "" || a.Reason == "" || len(a.Entries) == 0 {
		return Entries{}, fmt.Errorf("%w: it needs entries, a reason, and who makes it", ErrAdjustment)
	}
	b, err := newBooking(Event{ID: "adjustment/" + id, Type: Adjusted, Region: a.Region, Market: a.Market, OccurredAt: begin, RecordedAt: a.At})
	if err != nil {
		return Entries{}, err
	}
	m, _ := a.Region.Market(a.Market)
	sum := int64(0)
	for n, e := range a.Entries {
		account, err := b.entity.Chart.accountOf(e)
		if err != nil {
			return Entries{}, fmt.Errorf("%w: entry %d: %w", ErrAdjustment, n+1, err)
		}
		b.post(posting{side: e.Side, account: account, amount: money.Amount{Minor: e.Minor, Currency: m.Currency}})
		b.entries.Journal[n].OrderID = e.OrderID
		if sum += e.Minor; e.Side == Credit {
			sum -= 2 * e.Minor
		}
	}
	if sum != 0 {
		return Entries{}, fmt.Errorf("%w: debits less credits are %d minor units", ErrAdjustment, sum)
	}
	return b.entries, nil
}

// accountOf returns the account of an operator's entry. It fails if the entry is not valid.
func (c Chart) accountOf(e AdjustmentEntry) (Account, error) {
	account, known := c.Account(e.Account)
	_, idErr := order.ParseID(e.OrderID)
	switch {
	case !known:
		return Account{}, fmt.Errorf("no account %q", e.Account)
	case e.Minor <= 0 || e.Minor > maxAdjustment:
		return Account{}, fmt.Errorf("an amount must be above zero, and below %d minor units", maxAdjustment)
	case e.Side != Debit && e.Side != Credit:
		return Account{}, fmt.Errorf("%q is neither debit nor credit", e.Side)
	case e.OrderID != "" && idErr != nil:
		return Account{}, fmt.Errorf("%q is not an order", e.OrderID)
	}
	return account, nil
}

// maxAdjustment is the most minor units that an entry may have, so that the sum of a file cannot overflow.
const maxAdjustment = int64(1_000_000_000_000)

// Settle books an event in suspense by the given rules, and returns its entries. They take the
// money out of suspense, where Suspend has put it. Settle fails as Book does.
func Settle(e Event, rules func(Event) (Entries, error)) (Entries, error) {
	entries, err := rules(e)
	if err != nil {
		return Entries{}, err
	}
	suspended, err := Suspend(e)
	if err != nil {
		return Entries{}, err
	}
	entity, _ := Entity(e.Region) // events of unknown regions are not booked
	for i := range entries.Journal {
		j := &entries.Journal[i]
		if j.AccountCode != entity.Chart.Cash.Code {
			continue
		}
		j.AccountCode = entity.Chart.Suspense.Code
		for _, s := range suspended.Journal {
			if s.AccountCode == j.AccountCode {
				j.ReversesEntry = s.EntryID
			}
		}
	}
	return entries, nil
}

// InSuspense returns what Suspend posts to the suspense account for an event: credits less debits, in
// minor units. It fails as Suspend does.
func InSuspense(e Event) (int64, error) {
	entries, err := Suspend(e)
	if err != nil {
		return 0, err
	}
	entity, _ := Entity(e.Region) // events of unknown regions are not booked
	sum := int64(0)
	for _, j := range entries.Journal {
		if j.AccountCode == entity.Chart.Suspense.Code && j.Side == Credit {
			sum += j.Amount.Minor
		} else if j.AccountCode == entity.Chart.Suspense.Code {
			sum -= j.Amount.Minor
		}
	}
	return sum, nil
}
