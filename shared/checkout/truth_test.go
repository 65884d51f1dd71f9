package checkout_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"storefront/shared/checkout/checkouttest"
	"storefront/shared/order"
	"storefront/shared/problem"
	"storefront/shared/stock"
)

// What a shopper is told of a line depends only on its units, whether the page tells it
// or a checkout:
//
//	units left                      in stock or low; a checkout for that many gets them
//	none left, some on hold         held, with the time when the first may come back
//	none left, none on hold         held until the next sweep, then sold out
//
// A checkout for more units than are left reserves nothing, and tells how many are left
// at most. The test runs every sequence of steps up to a length, and checks both after
// each.
func TestAvailabilityAndCheckoutTellTheSameTruth(t *testing.T) {
	t.Parallel()
	length := 6
	if testing.Short() {
		length = 5
	}
	steps := slices.Sorted(maps.Keys(truthSteps))
	for _, lots := range [][]int{{1}, {2}, {1, 1}} {
		t.Run(fmt.Sprint("lots of ", lots), func(t *testing.T) {
			t.Parallel()
			tried := 0
			for todo := []string{""}; len(todo) > 0; {
				sequence := todo[len(todo)-1]
				todo = todo[:len(todo)-1]
				shop, _ := open(t, nil, lots...)
				s := &truthStory{ctx: t.Context(), shop: shop}
				if !s.run(sequence) {
					continue // the last step had nothing to do
				}
				tried++
				if err := s.tellsTheTruth(); err != nil {
					t.Fatalf("after %s: %v", sequence, err)
				}
				if len(sequence) < length {
					for _, step := range steps {
						todo = append(todo, sequence+string(step))
					}
				}
			}
			t.Logf("%d sequences", tried)
		})
	}
}

// truthStory is a sale of one line, and the orders made so far, oldest first.
type truthStory struct {
	ctx    context.Context
	shop   *checkouttest.Shop
	orders []order.ID
	swept  bool // the last step was a sweep
}

// truthSteps are what can happen to a line, each in a process of its own. A step reports
// whether it had anything to do.
var truthSteps = map[rune]func(*truthStory) (bool, error){
	'h': func(s *truthStory) (bool, error) { return s.hold(1) },
	'H': func(s *truthStory) (bool, error) { return s.hold(2) },
	'p': onOldest(order.Held, func(s *truthStory, o order.Order) error {
		_, err := s.shop.Pay(s.ctx, o.ID)
		if problem.CodeOf(err) == problem.HoldExpired {
			return nil
		}
		return err
	}),
	'c': onOldest(order.Held, func(s *truthStory, o order.Order) error {
		_, err := s.shop.Process().Cancel(s.ctx, o.ID)
		return err
	}),
	'e': (*truthStory).letExpire,
	'r': refundOldest(order.Withdrawn),
	'l': refundOldest(order.Lost),
	'+': (*truthStory).restock,
	's': func(s *truthStory) (bool, error) {
		_, err := s.shop.Sweep(s.ctx)
		return true, err
	},
}

// onOldest returns a step that does something with the oldest order of a status.
func onOldest(status order.Status, do func(*truthStory, order.Order) error) func(*truthStory) (bool, error) {
	return func(s *truthStory) (bool, error) {
		o, found := s.oldest(status)
		if !found {
			return false, nil
		}
		return true, do(s, o)
	}
}

func refundOldest(reason order.RefundReason) func(*truthStory) (bool, error) {
	return onOldest(order.Paid, func(s *truthStory, o order.Order) error {
		_, err := s.shop.AfterSale().Refund(s.ctx, o.ID, 0, order.RefundRequest{Reference: "r1", Reason: reason, All: true})
		return err
	})
}

// run does the steps, and reports whether the last one had anything to do.
func (s *truthStory) run(steps string) bool {
	did := true
	for _, step := range steps {
		var err error
		s.shop.Clock.Advance(time.Second)
		s.swept = step == 's'
		if did, err = truthSteps[step](s); err != nil {
			panic(fmt.Sprintf("%s: %v", steps, err))
		}
	}
	return did
}

func (s *truthStory) hold(quantity int) (bool, error) {
	o, err := s.shop.Hold(s.ctx, fmt.Sprint("buyer", len(s.orders)), "key", band, quantity)
	if err != nil {
		if code := problem.CodeOf(err); code == problem.SoldOut || code == problem.NotEnoughLeft {
			return false, nil
		}
		return false, err
	}
	s.orders = append(s.orders, o.ID)
	return true, nil
}

// oldest returns the oldest order of a status.
func (s *truthStory) oldest(status order.Status) (order.Order, bool) {
	for _, id := range s.orders {
		if o, err := s.shop.Store.Order(s.ctx, id); err == nil && o.Status == status {
			return o, true
		}
	}
	return order.Order{}, false
}

// letExpire waits until the oldest hold has ended, and does nothing with it.
func (s *truthStory) letExpire() (bool, error) {
	o, found := s.oldest(order.Held)
	if !found || !o.HoldExpiresAt.After(s.shop.Now()) {
		return false, nil
	}
	s.shop.Clock.Advance(o.HoldExpiresAt.Sub(s.shop.Now()))
	return true, nil
}

func (s *truthStory) restock() (bool, error) {
	shelf, err := s.shop.Store.Shelf(s.ctx, s.shop.Line(band))
	if err != nil {
		return false, err
	}
	return true, checkouttest.Fill(s.ctx, s.shop.Store, s.shop.Line(band), shelf.Lots, 1)
}

// tellsTheTruth returns an error if something false is told. It ends the story, because
// it holds what is left.
func (s *truthStory) tellsTheTruth() error {
	shelf, err := s.shop.Store.Shelf(s.ctx, s.shop.Line(band))
	if err != nil {
		return err
	}
	before, err := s.shop.Store.Lots(s.ctx, shelf.Line, shelf.Lots)
	if err != nil {
		return err
	}
	left := stock.CountOf(before).Left
	if err := errors.Join(s.availability(shelf, left), s.refusal(shelf, before, left)); err != nil {
		return err
	}
	if left == 0 {
		return nil
	}
	if _, err := s.shop.Hold(s.ctx, "last", "key", band, left); err != nil {
		return fmt.Errorf("a checkout for the %d units left: %w", left, err)
	}
	return nil
}

// availability returns an error if the page tells something false.
func (s *truthStory) availability(shelf stock.Shelf, left int) error {
	told, release := shelf.Availability(), shelf.NextRelease()
	first, _ := s.oldest(order.Held)
	earliest := first.HoldExpiresAt // holds end in the sequence in which they were made
	switch {
	case left > 0 && told != stock.InStock && told != stock.Low,
		left == 0 && told != stock.OnHold && told != stock.SoldOut,
		told == stock.SoldOut && !earliest.IsZero(),
		told == stock.OnHold && s.swept && earliest.IsZero():
		return fmt.Errorf("%d units are left, the first hold ends at %v, and the line is %s", left, earliest, told)
	case told == stock.OnHold && !earliest.IsZero() && release.IsZero(),
		told == stock.OnHold && s.swept && !release.Equal(earliest):
		return fmt.Errorf("the first hold ends at %v, and the next release is told for %v", earliest, release)
	default:
		return nil
	}
}

// refusal returns an error if a checkout for one unit too many is told something false,
// or changes anything.
func (s *truthStory) refusal(shelf stock.Shelf, before []stock.Lot, left int) error {
	_, refused := s.shop.Hold(s.ctx, "greedy", "key", band, left+1)
	p, ok := errors.AsType[*problem.Error](refused)
	if !ok {
		return fmt.Errorf("a checkout for one unit more than is left: %w, want a problem", refused)
	}
	switch {
	case left > 0 && (p.Code != problem.NotEnoughLeft || p.Extra["left_at_most"] != left):
		return fmt.Errorf("%d units are left, and a checkout for one more is told %w %v", left, p, p.Extra)
	case left == 0 && p.Code != problem.SoldOut:
		return fmt.Errorf("nothing is left, and a checkout is told %w", p)
	case left == 0 && shelf.NextRelease().IsZero() != (p.Extra["next_release_at"] == nil) && shelf.Availability() == stock.OnHold:
		return fmt.Errorf("the page tells the next release %v, and a checkout %v", shelf.NextRelease(), p.Extra)
	}
	after, err := s.shop.Store.Lots(s.ctx, shelf.Line, shelf.Lots)
	if err != nil {
		return err
	}
	if fmt.Sprint(before) != fmt.Sprint(after) {
		return fmt.Errorf("the refused checkout changed the lots from %v to %v", before, after)
	}
	return nil
}
