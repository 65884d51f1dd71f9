package stripe

import (
	"encoding/json"
	"fmt"
	"strings"

	"storefront/shared/money"
	"storefront/shared/payment"
)

// The statuses of a payment intent.
const (
	requiresCapture = "requires_capture"
	requiresAction  = "requires_action"
	processing      = "processing"
	succeeded       = "succeeded"
	canceled        = "canceled"
)

// Names of metadata.
const (
	metaOrder  = "order"
	metaRegion = "region"
	metaRefund = "refund"
	metaPage   = "page" // the intent is made by a session's page
)

// intent is what the store reads of a payment intent.
type intent struct {
	ID         string            `json:"id"`
	Amount     int64             `json:"amount"`
	Received   int64             `json:"amount_received"`
	Currency   string            `json:"currency"`
	Created    int64             `json:"created"`
	Status     string            `json:"status"`
	Metadata   map[string]string `json:"metadata"`
	LastError  *failure          `json:"last_payment_error"`
	NextAction *struct {
		Redirect struct {
			URL string `json:"url"`
		} `json:"redirect_to_url"`
	} `json:"next_action"`
}

// UnmarshalJSON reads an intent, or its id where an answer does not have it whole.
func (i *intent) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &i.ID)
	}
	type whole intent
	return json.Unmarshal(b, (*whole)(i))
}

func (i intent) amount() money.Amount {
	return money.Amount{Minor: i.Amount, Currency: strings.ToUpper(i.Currency)}
}

// onPage reports whether the buyer may still pay the intent on its session's page, with
// which it ends.
func (i intent) onPage() bool { return i.Metadata[metaPage] != "" && i.state() == payment.Pending }

func (i intent) state() payment.State {
	switch i.Status {
	case requiresCapture:
		return payment.Reserved
	case succeeded:
		return payment.Captured
	case canceled:
		return payment.Ended
	default:
		return payment.Pending
	}
}

func (i intent) found() payment.Found {
	return payment.Found{OrderID: i.Metadata[metaOrder], Reference: i.ID, Amount: i.amount(), State: i.state()}
}

// authorization returns what an intent's status means for its order.
func (i intent) authorization() (payment.Authorization, error) {
	switch i.Status {
	case requiresCapture, succeeded:
		return payment.Authorization{Status: payment.Authorized, Reference: i.ID}, nil
	case requiresAction:
		if i.NextAction == nil || i.NextAction.Redirect.URL == "" {
			return payment.Authorization{}, fmt.Errorf("stripe: %s requires an action without a page", i.ID)
		}
		return payment.Authorization{Status: payment.ActionRequired, Confirmation: i.ID, RedirectURL: i.NextAction.Redirect.URL}, nil
	case canceled:
		return payment.Authorization{Status: payment.Declined, DeclineCode: "canceled"}, nil
	default:
		return declined(i.LastError), nil
	}
}

// declined returns the authorisation of a payment that was refused for a reason.
func declined(why *failure) payment.Authorization {
	code := "card_declined"
	switch {
	case why == nil:
	case why.DeclineCode != "":
		code = why.DeclineCode
	case why.Code != "":
		code = why.Code
	}
	return payment.Authorization{Status: payment.Declined, DeclineCode: code}
}
