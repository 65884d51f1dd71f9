package checkout

import (
	"context"
	"errors"
	"slices"
	"time"

	"storefront/shared/payment"
)

// Account is the account at the provider.
type Account interface {
	// MovementPage returns a page of the movements from since to until: the newest, or those after
	// the change of the account with the id after.
	MovementPage(ctx context.Context, since, until time.Time, after string) (payment.Page, error)
}

// Readings keeps how far lists at the provider were read.
type Readings interface {
	// Reading returns what was kept last of a list, or the zero reading.
	Reading(ctx context.Context, of payment.List) (payment.Reading, error)
	// KeepReading keeps a reading of a list with the next version, in place of the one that has its
	// version. It reports whether that one was there.
	KeepReading(ctx context.Context, of payment.List, r payment.Reading) (bool, error)
}

// catchUp goes on with a list where the last run ended, however long ago that was, and reads at most
// pages pages. It begins again before that place. The kept reading never passes what page has missed: a
// later run reads it again. catchUp returns all faults, and the error of a page that it could not read.
func catchUp(ctx context.Context, readings Readings, of payment.List, now time.Time, again time.Duration, pages int, page pageReader) error {
	at, err := readings.Reading(ctx, of)
	if err != nil {
		return err
	}
	at = at.Begin(now)
	var faults []error
	for range pages {
		read, missed, fault, err := page(ctx, at.Since.Add(-again), at.Until, at.After)
		faults = append(faults, fault)
		if err != nil {
			return errors.Join(append(faults, err)...)
		}
		at = at.Advance(read, missed)
		kept, err := readings.KeepReading(ctx, of, at)
		if err != nil || !kept || at.Until.IsZero() { // another run goes on, or all is read
			return errors.Join(append(faults, err)...)
		}
		at.Version++
	}
	return errors.Join(faults...)
}

// pageReader reads a page of a list and does what it asks for. missed reports whether something of it
// is left to do, and fault says what and what else is wrong. err is why there is no page.
type pageReader func(ctx context.Context, since, until time.Time, after string) (page payment.Page, missed bool, fault, err error)

// Reader records the movements in the provider's account.
type Reader struct {
	Recorder
	Account Account
	// Unresolved returns a fault that an operator has to put right, or nil if one has.
	Unresolved func(ctx context.Context, fault error) error
}

// Catch goes on where the last run ended, however long ago that was, and reads at most pages pages. It
// begins again before that place, because the provider may report the outcome of a refund or a
// dispute later than the movement. The kept reading never passes a
// movement that was not recorded: a later run reads it again. Two runs at once record each movement
// once. Catch fails if it finds something that an operator has to put right.
func (r Reader) Catch(ctx context.Context, readings Readings, now time.Time, again time.Duration, pages int) error {
	return catchUp(ctx, readings, payment.Changes, now, again, pages, r.page)
}

// Between records the movements from since to until. It fails if it finds something that an operator
// has to put right.
func (r Reader) Between(ctx context.Context, since, until time.Time) error {
	var faults []error
	for after, more := "", true; more; {
		page, _, fault, err := r.page(ctx, since, until, after)
		faults = append(faults, fault)
		if err != nil {
			return errors.Join(append(faults, err)...)
		}
		after, more = page.Last, page.More
	}
	return errors.Join(faults...)
}

// page reads a page and records its movements. It is a pageReader.
func (r Reader) page(ctx context.Context, since, until time.Time, after string) (page payment.Page, missed bool, fault, err error) {
	page, err = r.Account.MovementPage(ctx, since, until, after)
	if err != nil {
		return page, true, nil, err
	}
	var faults []error
	for batch := range slices.Chunk(page.Movements, batchSize) {
		err := r.record(ctx, batch)
		missed = missed || err != nil
		faults = append(faults, err)
	}
	for _, found := range page.Faults {
		open := r.Unresolved(ctx, found)
		missed = missed || open != nil && errors.Is(open, payment.ErrMovement)
		faults = append(faults, open)
	}
	return page, missed, errors.Join(faults...), nil
}
