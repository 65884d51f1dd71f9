package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"storefront/shared/checkout"
	"storefront/shared/payment"
	"storefront/shared/payment/stripe"
	"storefront/shared/problem"
	"storefront/shared/secret"
	"storefront/shared/web"
)

// provider finds payments and movements.
type provider interface {
	checkout.Payments
	checkout.Account
	// Find returns the payment that a reference names, as it is now. It fails with
	// stripe.ErrForeign if the payment is not the region's.
	Find(ctx context.Context, reference string) (payment.Found, error)
	// MovementsOf returns those of a refund, a dispute or a payout, and its outcome, which the
	// provider reported at a time.
	MovementsOf(ctx context.Context, source string, at time.Time) iter.Seq2[payment.Movement, error]
}

// function takes events over HTTP, and runs on schedules.
type function struct {
	stripe   provider       // nil if the store uses another provider, which has no events
	secret   *secret.Secret // signs events
	checkout *checkout.Checkout
	recorder checkout.Recorder
	readings checkout.Readings
	now      func() time.Time
	log      *slog.Logger
	http     func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error)
}

// invoke answers a request of the HTTP API, or does what a schedule asks for.
func (f *function) invoke(ctx context.Context, event json.RawMessage) (any, error) {
	var schedule struct {
		Minutes int `json:"reconcile_minutes"`
		CatchUp int `json:"catch_up_hours"`
		Record  int `json:"record_hours"`
	}
	if err := json.Unmarshal(event, &schedule); err != nil {
		return nil, fmt.Errorf("read event: %w", err)
	}
	if schedule.Minutes > 0 {
		return nil, f.reconcile(ctx, time.Duration(schedule.Minutes)*time.Minute)
	}
	if schedule.CatchUp > 0 {
		return nil, f.catchUp(ctx, time.Duration(schedule.CatchUp)*time.Hour)
	}
	if schedule.Record > 0 {
		return nil, f.record(ctx, time.Duration(schedule.Record)*time.Hour)
	}
	var request events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(event, &request); err != nil {
		return nil, fmt.Errorf("read request: %w", err)
	}
	return f.http(ctx, request)
}

// pagesOfRun is how many pages of a list at the provider a run reads, each of 100. A page takes about
// a second, and a run has 28. A run that compares payments with their orders reads twice as many.
const pagesOfRun = 10

// reconcile settles the payments that may still change, and looks at those again that were begun up to
// again earlier. It fails if it finds something that an operator has to put right.
func (f *function) reconcile(ctx context.Context, again time.Duration) error {
	if f.stripe == nil {
		return nil
	}
	return f.checkout.Reconcile(ctx, f.stripe, f.readings, f.now(), again, 2*pagesOfRun)
}

// catchUp settles payments from where the last run ended, and so finds those that were begun while the
// function did not run. It begins again before that place. It fails, and so raises an alarm, while
// there is something that an operator has to put right.
func (f *function) catchUp(ctx context.Context, again time.Duration) error {
	if f.stripe == nil {
		return nil
	}
	return f.checkout.CatchUp(ctx, f.stripe, f.readings, f.now(), again, pagesOfRun)
}

// record records the movements in the provider's account, from which the books are made, from where the
// last run ended. It begins again before that place. It fails, and so raises an alarm, if the store does
// not know a movement or if a refund came back.
func (f *function) record(ctx context.Context, again time.Duration) error {
	if f.stripe == nil {
		return nil
	}
	r := checkout.Reader{Recorder: f.recorder, Account: f.stripe, Unresolved: f.checkout.Unresolved}
	return r.Catch(ctx, f.readings, f.now(), again, pagesOfRun)
}

func (f *function) router() *web.Router {
	router := web.NewRouter(f.log)
	router.Handle("POST /v1/payments/{provider}", f.event)
	return router
}

// maxEvent is the most bytes that an event may have.
const maxEvent = 1 << 20

// event takes an event. An event is only a hint: it may be old, repeated, or never come. So the
// provider is asked what became of the payment, and the order decides.
func (f *function) event(w http.ResponseWriter, r *http.Request) error {
	if f.stripe == nil || r.PathValue("provider") != stripe.Name {
		return problem.New(problem.UnknownRoute, "The store does not use this payment provider.")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxEvent))
	if err != nil {
		return &problem.Error{Code: problem.InvalidRequest, Detail: "The body could not be read.", Cause: err}
	}
	signature := r.Header.Get("Stripe-Signature")
	if !f.secret.Match(func(version []byte) bool { return stripe.Signed(signature, body, version, f.now()) }) {
		return problem.New(problem.InvalidRequest, "The signature is not valid, or older than %d seconds.", int(stripe.Tolerance.Seconds()))
	}
	event, err := stripe.ParseEvent(body)
	if err != nil {
		return &problem.Error{Code: problem.InvalidRequest, Detail: "The body is not an event.", Cause: err}
	}
	if err := f.take(r.Context(), event); err != nil {
		return err
	}
	w.WriteHeader(http.StatusOK)
	return nil
}

// take keeps the movements that an event is about, and settles its payment. If an operator has
// to put something right, take logs it and succeeds: the provider need not send the event again,
// and the schedule raises the alarm.
func (f *function) take(ctx context.Context, event stripe.Event) error {
	if event.Source != "" {
		if err := f.recorder.Record(ctx, f.stripe.MovementsOf(ctx, event.Source, event.At)); err != nil {
			return err
		}
	}
	if event.Intent == "" {
		return nil
	}
	found, err := f.stripe.Find(ctx, event.Intent)
	if errors.Is(err, stripe.ErrForeign) {
		return nil
	}
	if err == nil {
		err = f.checkout.Settle(ctx, found)
	}
	if errors.Is(err, checkout.ErrStray) || errors.Is(err, checkout.ErrLapsed) {
		f.log.ErrorContext(ctx, "a payment needs an operator", "event", event.Type, "error", err.Error())
		return nil
	}
	return err
}
