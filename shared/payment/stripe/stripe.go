// Package stripe is the payment provider Stripe: one payment intent for each order, with
// manual capture.
//
// Stripe forgets an idempotency key after a day, and keeps an internal error under it until
// then. So a key only saves work here: the status of an object decides what is left to do,
// and what was created is looked up before it is created again.
//
// The client is the store's own, for a dozen calls: it adds 0.02 MB to the zip of checkout.
// stripe-go v85 adds 0.31 MB, twice what its budget has left, and speaks an older version of
// the API than Stripe's own description, to which tests hold every call.
package stripe

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	smithytime "github.com/aws/smithy-go/time"

	"storefront/shared/payment"
	"storefront/shared/problem"
)

// Name is the provider's name, which orders keep.
const Name = "stripe"

// Live is where Stripe's API is.
const Live = "https://api.stripe.com"

// Provider moves money at Stripe. It is safe for concurrent use.
type Provider struct {
	url    string
	region string
	key    func() string
	client *http.Client

	// Pause waits before another attempt at a call. New sets it.
	Pause func(context.Context, time.Duration)
}

var _ payment.Provider = (*Provider)(nil)

// New returns the provider of a region. api is the address of the API, which calls reach by
// transport. key returns the secret key as it is now.
func New(api, region string, key func() string, transport http.RoundTripper) *Provider {
	return &Provider{url: api, region: region, key: key, client: &http.Client{Transport: transport}, Pause: pause}
}

// pause returns early if ctx ends. The attempt that follows then fails at once.
func pause(ctx context.Context, d time.Duration) { _ = smithytime.SleepWithContext(ctx, d) }

// Name returns [Name].
func (p *Provider) Name() string { return Name }

// Authorize reserves an order's amount: with a method at once, with a confirmation if the
// buyer has confirmed, and otherwise on Stripe's page.
func (p *Provider) Authorize(ctx context.Context, r payment.Request) (payment.Authorization, error) {
	switch {
	case strings.HasPrefix(r.Confirmation, "cs_"):
		return p.sessionResult(ctx, r)
	case r.Confirmation != "":
		return p.intentResult(ctx, r)
	case r.Method == "":
		return p.openSession(ctx, r)
	}
	i, err := p.orderIntent(ctx, r)
	if err != nil {
		return payment.Authorization{}, err
	}
	return p.confirm(ctx, i, r)
}

// intentResult returns what became of the intent that a confirmation names.
func (p *Provider) intentResult(ctx context.Context, r payment.Request) (payment.Authorization, error) {
	i, err := p.intent(ctx, r.Confirmation)
	if failureOf(err).status == http.StatusNotFound {
		return payment.Authorization{}, errForeign
	}
	if err != nil {
		return payment.Authorization{}, err
	}
	return p.result(i, r)
}

// errForeign refuses a confirmation of another order.
var errForeign = problem.Invalid(problem.Field{Name: "confirmation", Reason: "does not belong to this order"})

// result returns what became of an intent, if it is of the order and its amount.
func (p *Provider) result(i intent, r payment.Request) (payment.Authorization, error) {
	switch {
	case !p.owns(i) || i.Metadata[metaOrder] != r.OrderID:
		return payment.Authorization{}, errForeign
	case i.amount() != r.Amount:
		return payment.Authorization{}, fmt.Errorf("stripe: %s is of %v, not of %v", i.ID, i.amount(), r.Amount)
	case i.Status == processing:
		return payment.Authorization{}, problem.Busy(fmt.Errorf("stripe: %s is being processed", i.ID))
	}
	return i.authorization()
}

// owns reports whether an intent is of this region: several may share an account.
func (p *Provider) owns(i intent) bool { return i.Metadata[metaRegion] == p.region }

func (p *Provider) intent(ctx context.Context, id string) (intent, error) {
	var i intent
	err := p.get(ctx, "/v1/payment_intents/"+url.PathEscape(id), nil, &i)
	return i, err
}

// maxReplaced bounds how often an order's intent or session is replaced by a new one.
const maxReplaced = 5

var errReplaced = errors.New("stripe: every payment of the order has ended or was lost")

// orderIntent creates the order's intent, or finds it by its key. An intent that ended, or an
// internal error that is kept under the key, has the next key tried. All processes try the
// same keys in the same order.
func (p *Provider) orderIntent(ctx context.Context, r payment.Request) (intent, error) {
	form := url.Values{
		"amount": {strconv.FormatInt(r.Amount.Minor, 10)}, "currency": {strings.ToLower(r.Amount.Currency)},
		"capture_method": {"manual"}, "payment_method_types[0]": {"card"},
	}
	p.label(form, "metadata", r.OrderID)
	var i intent
	err := unlessKept("pi-"+r.OrderID, func(key string) (bool, error) {
		i = intent{}
		_, err := p.create(ctx, "/v1/payment_intents", form, key, &i)
		return true, err
	})
	return i, err
}

// unlessKept creates something under the first key that has no internal error kept, and for
// which create reports that what it made is of use.
func unlessKept(key string, create func(key string) (bool, error)) error {
	for n := range maxReplaced {
		useful, err := create(key + "-" + strconv.Itoa(n))
		f := failureOf(err)
		switch {
		case f.replayed && f.status >= 500:
		case f.Type == "idempotency_error" && f.status == http.StatusBadRequest: // the page to return to has another token now
		case err != nil || useful:
			return err
		}
	}
	return problem.Busy(errReplaced)
}

// label marks what is created as the order's.
func (p *Provider) label(form url.Values, parameter, order string) {
	form.Set(parameter+"["+metaOrder+"]", order)
	form.Set(parameter+"["+metaRegion+"]", p.region)
}

// confirm has an intent authorised with a method. It has no key that lasts: the intent's
// status says whether it was authorised, and a key would repeat a decline for a day.
func (p *Provider) confirm(ctx context.Context, i intent, r payment.Request) (payment.Authorization, error) {
	form := url.Values{"payment_method": {r.Method}}
	if r.ReturnURL != "" {
		form.Set("return_url", r.ReturnURL)
	}
	var confirmed intent
	err := p.change(ctx, "/v1/payment_intents/"+i.ID+"/confirm", form, &confirmed)
	f := failureOf(err)
	switch {
	case err == nil:
		return p.result(confirmed, r)
	case f.unexpected():
		r.Confirmation = i.ID
		return p.intentResult(ctx, r)
	case f.Type == "card_error":
		return declined(f), nil
	case f.Param == "payment_method":
		return payment.Authorization{}, problem.Invalid(problem.Field{Name: "payment_method", Reason: "is not a payment method that can be used"})
	default:
		return payment.Authorization{}, err
	}
}

// ErrEnded means that an authorisation ended before it was captured. An operator has to refund the
// order, or arrange another way to pay.
var ErrEnded = errors.New("stripe: the authorisation ended before it was captured")

// Capture takes the money of an authorised intent. It does nothing if the intent is captured
// already. If the authorisation has ended, it fails with a payment.Fault of ErrEnded.
func (p *Provider) Capture(ctx context.Context, reference string) error {
	return p.end(ctx, reference, "capture", nil, succeeded)
}

// Void cancels an intent, or ends the page of a session. What has ended already stays so.
func (p *Provider) Void(ctx context.Context, reference string) error {
	if strings.HasPrefix(reference, "cs_") {
		return p.expire(ctx, reference)
	}
	return p.end(ctx, reference, "cancel", url.Values{"cancellation_reason": {"abandoned"}}, canceled)
}

// end brings an intent to its last status by an action, unless it has it. It fails if the
// intent has another last status.
func (p *Provider) end(ctx context.Context, reference, action string, form url.Values, status string) error {
	if err := check(reference); err != nil {
		return err
	}
	var i intent
	err := p.change(ctx, "/v1/payment_intents/"+url.PathEscape(reference)+"/"+action, form, &i)
	if failureOf(err).unexpected() {
		i, err = p.intent(ctx, reference)
	}
	switch {
	case err != nil || i.Status == status:
		return err
	case i.Status == canceled:
		return &payment.Fault{Err: ErrEnded, Reference: reference, OrderID: i.Metadata[metaOrder]}
	default:
		return fmt.Errorf("stripe: %s %s: it is %s", action, reference, i.Status)
	}
}

func check(reference string) error {
	if !strings.HasPrefix(reference, "pi_") {
		return fmt.Errorf("stripe: check reference %q: not from Stripe", reference)
	}
	return nil
}
