// Package ses sends mails with Amazon SES. Addresses never appear in its errors, because
// errors are logged.
package ses

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/aws/smithy-go"

	"storefront/shared/mail"
)

// Sender sends messages with Amazon SES.
type Sender struct {
	client        *sesv2.Client
	from          string
	configuration string
}

// New returns a sender of mails from an address that SES has verified, with a configuration
// set, which has SES suppress addresses and count what bounces.
func New(cfg aws.Config, from, configuration string) *Sender {
	client := sesv2.NewFromConfig(cfg, func(o *sesv2.Options) {
		o.RetryMaxAttempts = 1 // a message that may have been sent is tried again by whoever knows that
	})
	return &Sender{client: client, from: from, configuration: configuration}
}

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
	_, err := s.client.SendEmail(ctx, &sesv2.SendEmailInput{
		FromEmailAddress:     &s.from,
		ConfigurationSetName: &s.configuration,
		Destination:          &types.Destination{ToAddresses: []string{m.To}},
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: utf8(m.Subject),
			Body:    &types.Body{Text: utf8(m.Text), Html: utf8(m.HTML)},
			Headers: headers(m),
		}},
	})
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
func headers(m mail.Message) []types.MessageHeader {
	hs := []types.MessageHeader{header("Auto-Submitted", "auto-generated")}
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

func header(name, value string) types.MessageHeader {
	return types.MessageHeader{Name: &name, Value: &value}
}

func utf8(s string) *types.Content { return &types.Content{Data: &s, Charset: aws.String("UTF-8")} }
