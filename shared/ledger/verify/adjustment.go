package verify

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/market"
)

// entered is an operator's file, decoded independently of package ledger.
type entered struct {
	Settles string
	RawFile string `json:"raw_file"`
	Entries []struct {
		Account string `json:"account_code"`
		Side    string
		Minor   int64  `json:"amount_minor"`
		Order   string `json:"order_id"`
	}
}

// matchAdjustments compares the operators' files with the books of the day. It reads the files
// again.
func (r *run) matchAdjustments(ctx context.Context, m closing.Manifest) error {
	begin, err := ledger.Midnight(r.Market, m.Date)
	if err != nil {
		return err
	}
	all, code := figures{}, r.currency()
	for _, a := range m.Adjustments {
		body, err := r.Books.Get(ctx, a.Key)
		if err != nil {
			return err
		}
		var e entered
		if err := json.Unmarshal(body, &e); err != nil {
			r.find("%s cannot be read: %v", a.Key, err)
			continue
		}
		sum := int64(0)
		for _, entry := range e.Entries {
			if entry.Side != "D" {
				entry.Minor = -entry.Minor
			}
			sum += entry.Minor
			all.add(figure{of: entry.Order, kind: "ADJUSTED", at: timeText(begin), what: entry.Account + " " + code}, entry.Minor)
		}
		if sum != 0 {
			r.find("the debits of %s less its credits are %d minor units", a.Key, sum)
		}
	}
	r.match(all)
	return nil
}

// readSettled notes which events in suspense a rule booked on a day. If the day of such an event
// is before the range, readSettled also reads the event from the books of that day.
func (r *run) readSettled(ctx context.Context, m closing.Manifest) error {
	for _, a := range m.Adjustments {
		if a.RawFile == "" {
			continue
		}
		for _, day := range r.days {
			i := slices.IndexFunc(day.Suspended, func(s closing.Suspended) bool { return s.Event == a.Settles })
			if i < 0 {
				continue
			}
			at := moment{day.Suspended[i].OrderID, timeText(day.Suspended[i].OccurredAt)}
			r.settled[at], r.derived[at] = figures{}, figures{}
			booked, err := r.readBooks(ctx, day)
			if err != nil {
				return err
			}
			for f, n := range booked {
				if f.of == at.of && f.at == at.at {
					r.settled[at].join(f, n)
				}
			}
		}
	}
	return nil
}

func (r *run) currency() string {
	m, _ := market.Of(r.Market) // the region's
	return m.Currency
}

// suspense is the account of events in suspense.
const suspense = "9900"

// checkSettled compares the events that a rule settled with the store. No part of them may be left
// in suspense.
func (r *run) checkSettled() {
	for at, booked := range r.settled {
		left := suspense + " " + r.currency()
		for f, n := range booked {
			if f.class == money && f.what == left && n.sum == 0 {
				delete(booked, f)
			}
		}
		if !maps.Equal(booked, r.derived[at]) {
			r.find("order %s at %s came out of suspense, and the books have %+v of it, and the store %+v", at.of, at.at, booked, r.derived[at])
		}
	}
}
