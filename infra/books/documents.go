package books

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/market"
	"storefront/shared/order"
)

// ErrNoDocument means that no document has the given number.
var ErrNoDocument = errors.New("books: no such document")

// Documents returns an order's invoice and credit notes, as far as closed days have numbered
// them. It reads the days from the payment on until it has them all. It fails with
// closing.ErrManifest if a file differs from its manifest, or a manifest is not in force.
func Documents(ctx context.Context, from closing.Books, o order.Order) ([]ledger.Document, error) {
	if o.Payment.PaidAt.IsZero() {
		return nil, nil
	}
	first, err := ledger.Date(market.Code(o.Market), o.Payment.PaidAt)
	if err != nil {
		return nil, err
	}
	history, err := whole(ctx, from, market.Code(o.Market), first)
	if err != nil {
		return nil, err
	}
	var found []ledger.Document
	entity, _ := ledger.Entity(from.Region) // every region has one
	for _, day := range history.Days {
		if len(found) == entity.Documents(o) {
			break
		}
		if day.Live.Numbers == nil {
			continue
		}
		all, err := closing.Documents(ctx, from.Objects, day.Live)
		if err != nil {
			return nil, err
		}
		found = append(found, slices.DeleteFunc(all, func(d ledger.Document) bool { return d.OrderID != o.ID.String() })...)
	}
	return found, nil
}

// whole returns the days of a market from first on. It fails with closing.ErrManifest if
// anything is wrong with the chain of their manifests.
func whole(ctx context.Context, from closing.Books, code market.Code, first string) (closing.History, error) {
	history, err := from.History(ctx, code, first, "")
	if err != nil {
		return closing.History{}, err
	}
	return history, history.Check()
}

// DocumentCalled returns the document with a name such as DE-INV-0000042. It finds the day of the
// document in the manifests. It fails with ErrNoDocument if there is none, or as Documents does.
func DocumentCalled(ctx context.Context, from closing.Books, name string) (ledger.Document, error) {
	end := max(0, strings.LastIndex(name, "-"))
	series := name[:end]
	number, err := strconv.Atoi(strings.TrimPrefix(name[end:], "-"))
	code, _, _ := strings.Cut(strings.ToLower(series), "-")
	m, ok := from.Region.Market(market.Code(code))
	if err != nil || !ok {
		return ledger.Document{}, fmt.Errorf("%w: %q is not a number of a market of region %s, such as DE-INV-0000042", ErrNoDocument, name, from.Region)
	}
	history, err := whole(ctx, from, m.Code, "")
	if err != nil {
		return ledger.Document{}, err
	}
	for _, day := range history.Days {
		if day.Live.Numbers[series] < number {
			continue
		}
		all, err := closing.Documents(ctx, from.Objects, day.Live)
		if err != nil {
			return ledger.Document{}, err
		}
		if i := slices.IndexFunc(all, func(d ledger.Document) bool { return d.Name() == name }); i >= 0 {
			return all[i], nil
		}
		break
	}
	return ledger.Document{}, fmt.Errorf("%w: no closed day of market %s has the number %s", ErrNoDocument, m.Code, name)
}
