// Package format writes amounts, numbers and times as readers of a language in a market
// expect them.
package format

import (
	"time"

	"github.com/bojanz/currency"

	"storefront/shared/market"
	"storefront/shared/money"
)

// Reader is who reads: a language in a market's country, such as "de" in DE.
type Reader struct {
	Language string
	Market   market.Market
}

// Locale returns the BCP 47 tag of the reader, such as "de-DE".
func (r Reader) Locale() string { return r.Language + "-" + r.Market.Country }

// Money writes an amount, such as "16,99 €", with non-breaking spaces.
func (r Reader) Money(a money.Amount) string {
	amount, err := currency.NewAmountFromInt64(a.Minor, a.Currency)
	if err != nil {
		return "" // the store has only amounts of its markets' currencies
	}
	return currency.NewFormatter(currency.NewLocale(r.Locale())).Format(amount)
}

// Moment writes a time in the market's zone, with the day and the zone's name.
func (r Reader) Moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 MST") }
