// Package ses sends mails with Amazon SES. Addresses never appear in its errors, because
// errors are logged.
package ses

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"

	"storefront/shared/awscall"
	"storefront/shared/mail"
)

// Sender sends messages with Amazon SES.
type Sender struct {
	ses           *awscall.Caller
	from          string
	configuration string
}

// New returns a sender of mails from an address that SES has verified, with a configuration
// set, which has SES suppress addresses and count what bounces.
func New(cfg aws.Config, from, configuration string) *Sender {
	cfg.Retryer = nil // the message may have been sent, so the caller decides whether to try again
	service := awscall.Service{ID: "SESv2", Host: "email", Signing: "ses"}
	return &Sender{ses: awscall.New(cfg, service), from: from, configuration: configuration}
}

// sendEmail is the request body of SendEmail in version 2 of the SES API.
type sendEmail struct {
	FromEmailAddress     string
	ConfigurationSetName string
	Destination          struct{ ToAddresses []string }
	Content              struct {
		Simple struct {
			Subject content
			Body    struct{ Text, Html content }
			Headers []messageHeader
		}
	}
}

type content struct{ Data, Charset string }

type messageHeader struct{ Name, Value string }

// unsendable has the refusals of SES that are about the message itself. SES also gives
// the first to a recipient that it does not know while the account is in its sandbox.
var unsendable = map[string]bool{"MessageRejected": true, "BadRequestException": true}

// tooFast has those about the account's send rate and quota.
var tooFast = map[string]bool{"TooManyRequestsException": true, "LimitExceededException": true, "ThrottlingException": true}

// Send sends a message. After an error it may have been sent all the same, so
// sending it again may deliver it twice. If the message can never be sent, the error
// is a [mail.ErrUnsendable]; if the account sends too fast, a [mail.ErrTooFast].
func (s *Sender) Send(ctx context.Context, m mail.Message) error {
	if err := m.Check(); err != nil {
		return fmt.Errorf("send mail: %w", err)
	}
	request := sendEmail{FromEmailAddress: s.from, ConfigurationSetName: s.configuration}
	request.Destination.ToAddresses = []string{m.To}
	simple := &request.Content.Simple
	simple.Subject, simple.Body.Text, simple.Body.Html = utf8(m.Subject), utf8(m.Text), utf8(m.HTML)
	simple.Headers = headers(m)
	err := s.ses.Post(ctx, "/v2/email/outbound-emails", http.Header{"Content-Type": {"application/json"}}, request, nil)
	// SES's own messages contain addresses.
	if refusal, ok := errors.AsType[smithy.APIError](err); ok {
		if unsendable[refusal.ErrorCode()] {
			return fmt.Errorf("send mail: SES refused: %s: %w", refusal.ErrorCode(), mail.ErrUnsendable)
		}
		if tooFast[refusal.ErrorCode()] {
			return fmt.Errorf("send mail: SES refused: %s: %w", refusal.ErrorCode(), mail.ErrTooFast)
		}
		return fmt.Errorf("send mail: SES refused: %s", refusal.ErrorCode())
	}
	if err != nil {
		return fmt.Errorf("send mail: %w", err)
	}
	return nil
}

// headers returns the header with which mail programs know not to send an automatic reply
// (RFC 3834) and, for the mails of a list alone, those with which they unsubscribe (RFC 2369
// and 8058) and sort (RFC 2919).
func headers(m mail.Message) []messageHeader {
	hs := []messageHeader{header("Auto-Submitted", "auto-generated")}
	if m.Unsubscribe != "" {
		hs = append(hs,
			header("List-Unsubscribe", "<"+m.Unsubscribe+">"),
			header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
		if shop, err := url.Parse(m.Unsubscribe); err == nil && shop.Hostname() != "" {
			hs = append(hs, header("List-Id", "<waitlist."+shop.Hostname()+">"))
		}
	}
	return hs
}

func header(name, value string) messageHeader { return messageHeader{name, value} }

func utf8(s string) content { return content{s, "UTF-8"} }
