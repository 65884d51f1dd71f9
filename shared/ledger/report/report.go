// Package report tells finance by mail, once a night, what has happened to the books of a region.
// The mail has the digests of the manifests, so that they are kept where nobody who can write to
// the books can change them.
package report

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/verify"
	"storefront/shared/mail"
)

// Marks stores what finance was mailed, outside the bucket of the books.
type Marks interface {
	Mailed(ctx context.Context) (ledger.Mailed, error)
	// PutMailed stores m with the next version and reports true, unless another version than
	// that of m is stored.
	PutMailed(ctx context.Context, m ledger.Mailed) (bool, error)
}

// Sender sends mails; see ses.Sender.
type Sender interface {
	Send(ctx context.Context, m mail.Message) error
}

// Reporter mails what has happened to the books of a region.
type Reporter struct {
	Books  closing.Closer
	Marks  Marks
	Sender Sender
	To     string // the mail address of finance
	Ops    string // the flags of the operator's command for the region, such as "-env us"
	Now    func() time.Time
	Pause  func(ctx context.Context, d time.Duration) error // between attempts to send
	Log    *slog.Logger
}

// Verified is the result of the nightly verification. After an error, there are no markets.
type Verified struct {
	Markets []verify.Verification
	Failed  bool
}

const (
	// night is the least time between two mails. The nightly run may come early after one that
	// was repeated by hand, and Lambda may run it twice.
	night = 12 * time.Hour
	// lease is how long a run has to send the mail that it has claimed. No run lives longer.
	lease = 15 * time.Minute
)

// errContended means that a mail was sent, and that another run claimed it meanwhile.
var errContended = errors.New("report: another run has claimed the mail that this one has sent")

// Report mails the days that were closed since the last mail, those that stay open, and what the
// verification has found. It sends nothing if a mail was sent for this night, or if another run is
// sending it.
//
// Report claims the mail by a conditional write, sends it, and marks it as sent. If the process
// ends between the last two, or the mark fails, a later run sends the same days again: a mail may
// repeat, and none is lost. There is no way to ask SES whether it was sent.
func (r Reporter) Report(ctx context.Context, v Verified) error {
	now := r.Now().UTC().Truncate(time.Second)
	was, err := r.Marks.Mailed(ctx)
	if err != nil {
		return err
	}
	if reason := taken(was, now); reason != "" {
		r.Log.InfoContext(ctx, "no mail to finance", slog.String("reason", reason))
		return nil
	}
	message, next, err := r.compose(ctx, was, v, now)
	if err != nil {
		return fmt.Errorf("write mail to finance: %w", err)
	}
	claim, claimed, err := r.claim(ctx, was, now)
	if err != nil {
		return err
	}
	if !claimed {
		r.Log.InfoContext(ctx, "no mail to finance", slog.String("reason", "another run sends it"))
		return nil
	}
	if err := r.send(ctx, message); err != nil {
		was.Version = claim.Version
		_, free := r.Marks.PutMailed(ctx, was) // so that it can be tried again at once
		return errors.Join(fmt.Errorf("send mail to finance: %w", err), free)
	}
	r.Log.InfoContext(ctx, "mail to finance sent", slog.String("subject", message.Subject))
	next.Version = claim.Version
	return r.mark(ctx, next)
}

// taken returns why no mail is to be sent now, or "".
func taken(was ledger.Mailed, now time.Time) string {
	if !was.At.IsZero() && now.Sub(was.At) < night {
		return "the mail of this night was sent"
	}
	if was.Run != "" && now.Sub(was.Claimed) < lease {
		return "another run sends it"
	}
	return ""
}

// claim stores that this run sends the mail, unless another run does or has. A write whose answer
// was lost may have been repeated and refused, so claim looks whose claim is there.
func (r Reporter) claim(ctx context.Context, was ledger.Mailed, now time.Time) (ledger.Mailed, bool, error) {
	was.Run, was.Claimed = rand.Text(), now
	stored, err := r.Marks.PutMailed(ctx, was)
	was.Version++
	if err != nil || stored {
		return was, stored, err
	}
	there, err := r.Marks.Mailed(ctx)
	return was, there.Run == was.Run, err
}

// mark stores that the mail was sent.
func (r Reporter) mark(ctx context.Context, sent ledger.Mailed) error {
	stored, err := r.Marks.PutMailed(ctx, sent)
	if err != nil || stored {
		return err
	}
	there, err := r.Marks.Mailed(ctx)
	if err == nil && (there.Version != sent.Version+1 || !there.At.Equal(sent.At)) {
		err = errContended
	}
	return err
}

// attempts is how often the mail is tried. SES may refuse it while the shop sends many mails.
const attempts = 6

// send sends a message. After an error it may have been sent all the same; it is tried again
// even so.
func (r Reporter) send(ctx context.Context, m mail.Message) error {
	pause := time.Second
	for tried := 1; ; tried++ {
		err := r.Sender.Send(ctx, m)
		if err == nil || errors.Is(err, mail.ErrUnsendable) || tried == attempts {
			return err
		}
		r.Log.WarnContext(ctx, "mail to finance failed, to be tried again", slog.Any("error", err))
		if r.Pause(ctx, pause) != nil {
			return err
		}
		pause *= 2
	}
}
