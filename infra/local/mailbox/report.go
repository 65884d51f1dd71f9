package mailbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"storefront/infra/local/lambda"
)

// The reports that a developer can have sent about a mail, in SES's words.
const (
	Bounce    = "Bounce"
	Complaint = "Complaint"
)

// Report returns the event in which SES reports that a mail bounced for good, or that its
// reader complained. The box remembers it for its pages.
func (b *Box) Report(id, kind, awsRegion string, now time.Time) ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := slices.IndexFunc(b.messages, func(m Message) bool { return m.ID == id })
	if i < 0 {
		return nil, fmt.Errorf("there is no mail %q", id)
	}
	event, err := b.messages[i].report(kind, awsRegion, now)
	if err == nil {
		b.messages[i].Reported = kind
	}
	return event, err
}

func (m Message) report(kind, awsRegion string, now time.Time) ([]byte, error) {
	at, recipients := now.UTC().Format("2006-01-02T15:04:05.000Z"), []map[string]string{}
	for _, to := range m.To {
		recipients = append(recipients, map[string]string{"emailAddress": to})
	}
	detail := map[string]any{
		"eventType": kind,
		"mail": map[string]any{
			"messageId": m.ID, "timestamp": m.CaughtAt, "source": m.From, "destination": m.To,
			"tags": map[string][]string{"ses:configuration-set": {m.Configuration}},
		},
	}
	var name string
	switch kind {
	case Bounce:
		name = "Email Bounced"
		detail["bounce"] = map[string]any{
			"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": recipients, "timestamp": at, "feedbackId": lambda.RequestID(),
		}
	case Complaint:
		name = "Email Complaint Received"
		detail["complaint"] = map[string]any{
			"complaintFeedbackType": "abuse", "complainedRecipients": recipients, "timestamp": at, "feedbackId": lambda.RequestID(),
		}
	default:
		return nil, fmt.Errorf("%q is no report of a mail", kind)
	}
	return json.Marshal(map[string]any{
		"version": "0", "id": lambda.RequestID(), "detail-type": name, "source": "aws.ses", "account": lambda.Account,
		"time": now.UTC().Format(time.RFC3339), "region": awsRegion, "resources": []string{}, "detail": detail,
	})
}
