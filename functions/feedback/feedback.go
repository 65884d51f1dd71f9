package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"storefront/shared/email"
	"storefront/shared/waitlist"
)

// feedback ends the waitlist's mail to addresses that SES reports.
//
// Before SES reports such an address, it puts it on the account's suppression list. From then on
// it accepts mails to the address and delivers none. SES knows nothing of the waitlist, so the
// store removes the address from it. An address that gets no mail must not keep a place in a
// queue, and must not get or keep a ticket: nobody else could buy the ticket's unit meanwhile.
//
// Mails about orders are still handed to SES, because the law requires them. They arrive again
// once an operator takes the address off the account's list. Until then the order's page says the
// same as the mails, and shipping does not depend on mail.
type feedback struct {
	unwanted waitlist.Unwanted
	log      *slog.Logger
}

// event is a report of SES about one of the store's mails, as EventBridge delivers it. The
// store does not read the recipients that the bounce or complaint names, because the mail may
// have been forwarded to them. The store knows only the address it sent to; each mail has one.
type event struct {
	Detail struct {
		Mail struct {
			ID          string   `json:"messageId"`
			Destination []string `json:"destination"`
		} `json:"mail"`
		Bounce *struct {
			Type    string `json:"bounceType"`
			SubType string `json:"bounceSubType"`
			At      string `json:"timestamp"`
		} `json:"bounce"`
		Complaint *struct {
			Type string `json:"complaintFeedbackType"`
			At   string `json:"timestamp"`
		} `json:"complaint"`
	} `json:"detail"`
}

// hear acts on a report. If it fails, Lambda tries again, and finally puts the event into the
// dead letters. Neither the log nor an error contains an address.
func (f feedback) hear(ctx context.Context, payload json.RawMessage) error {
	var e event
	if err := json.Unmarshal(payload, &e); err != nil {
		return fmt.Errorf("read report: %w", err)
	}
	address, err := e.address()
	if err != nil {
		return fmt.Errorf("read report about mail %q: %w", e.Detail.Mail.ID, err)
	}
	why, at, final, err := e.reason()
	if err != nil {
		return fmt.Errorf("read report about mail %q: %w", e.Detail.Mail.ID, err)
	}
	if final {
		if err := f.unwanted.End(ctx, address, at); err != nil {
			return fmt.Errorf("end mail after %s of mail %q: %w", why, e.Detail.Mail.ID, err)
		}
	}
	f.log.InfoContext(ctx, "report heard", slog.String("mail", e.Detail.Mail.ID), slog.String("reason", why), slog.Bool("ended", final))
	return nil
}

// address returns the address to which the mail was sent.
func (e event) address() (string, error) {
	if n := len(e.Detail.Mail.Destination); n != 1 {
		return "", fmt.Errorf("mail.destination has %d addresses, want 1", n)
	}
	address, ok := email.Normalize(e.Detail.Mail.Destination[0])
	if !ok {
		return "", errors.New("mail.destination has no valid address")
	}
	return address, nil
}

// reason returns what is reported and when, and reports whether it ends mail. A bounce that is
// not permanent does not end mail: the mailbox may have been full. Neither does a reader's
// report that a mail was not spam.
func (e event) reason() (why string, at time.Time, final bool, err error) {
	var when string
	switch bounce, complaint := e.Detail.Bounce, e.Detail.Complaint; {
	case (bounce == nil) == (complaint == nil):
		return "", time.Time{}, false, errors.New("want either a bounce or a complaint")
	case bounce != nil:
		why, when, final = "bounce "+bounce.Type+" "+bounce.SubType, bounce.At, bounce.Type == "Permanent"
	default:
		why, when, final = "complaint "+complaint.Type, complaint.At, complaint.Type != "not-spam"
	}
	if at, err = time.Parse(time.RFC3339, when); err != nil {
		return "", time.Time{}, false, errors.New("the report's timestamp is not in RFC 3339")
	}
	return why, at, final, nil
}
