package dynamo

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/shared/catalog"
	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/notify"
	"storefront/shared/order"
	"storefront/shared/waitlist"
)

// askItem is a request for a mail in the waitlist's table. The table's stream takes it to the
// function that mails. A waitlist entry is such an item if it is pending or invited, or was told
// about a draw. So is an operator's request to send an owed mail again. A request for a link is not
// stored in the order: there, every stranger's request would be a change on the orders' stream.
type askItem struct {
	PK        string `dynamodbav:"pk"`   // PASS# or LINK# and a digest, AGAIN# and a mail's name, or the key of an entry
	Mail      string `dynamodbav:"mail"` // the kind
	Ask       string `dynamodbav:"ask"`
	AskedAt   int64  `dynamodbav:"asked_at"` // Unix milliseconds
	Email     string `dynamodbav:"email"`
	Locale    string `dynamodbav:"locale,omitempty"`
	Market    string `dynamodbav:"market,omitempty"`
	SKU       string `dynamodbav:"sku,omitempty"`
	Order     string `dynamodbav:"order,omitempty"`
	ExpiresAt int64  `dynamodbav:"expires_at"` // Unix seconds, for DynamoDB's TTL

	ConfirmedAt int64 `dynamodbav:"confirmed_at,omitempty"` // of an entry that was told about a draw
	invitedItem
	newsItem
	againItem
}

// AskFor stores a request for a mail; see notify.Asks.
func (s *Store) AskFor(ctx context.Context, key string, a notify.Ask, notSince time.Time) error {
	put := askItem{
		PK: strings.ToUpper(string(a.Kind)) + "#" + key, Mail: string(a.Kind), Ask: a.ID, AskedAt: millis(a.At), Email: a.Email,
		Locale: a.Locale, Market: string(a.Market), ExpiresAt: seconds(a.At.Add(notify.AskPause)),
	}
	if a.Kind == notify.Link {
		put.Order = a.Order.String()
	}
	it, err := attributevalue.MarshalMap(put)
	if err != nil {
		return fmt.Errorf("dynamo: ask for a mail: %w", err)
	}
	_, err = s.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName:                 &s.tables.Waitlist,
		Item:                      it,
		ConditionExpression:       aws.String("attribute_not_exists(pk) OR asked_at < :since"),
		ExpressionAttributeValues: item{":since": number(millis(notSince))},
	})
	_, err = applied(err, "ask for a mail")
	return err
}

// ErrNoAsk is the error for a record that does not ask for a mail. Reading the record again
// gives the same error.
var ErrNoAsk = errors.New("dynamo: not a record of a request for a mail")

// DecodeAsk reads a record that asks for a mail. It comes from the waitlist's stream, or
// from the orders' stream, where a change of an order asks for the mail about it. If the record
// asks for no mail, DecodeAsk fails with ErrNoAsk, or with ErrNoEvent if that is normal. Errors do
// not show the record, because it has an address.
func DecodeAsk(text []byte) (notify.Ask, error) {
	var r record
	if json.Unmarshal(text, &r) != nil || r.Change.New == nil || r.Name == "REMOVE" {
		return notify.Ask{}, fmt.Errorf("%w: no new image", ErrNoAsk)
	}
	image, err := attributevalue.UnmarshalMapJSON(*r.Change.New)
	if err != nil || checkTyped(&types.AttributeValueMemberM{Value: image}) != nil {
		return notify.Ask{}, fmt.Errorf("%w: its image is not an item", ErrNoAsk)
	}
	if _, order := image["sk"]; order {
		return r.orderAsk(image)
	}
	var it askItem
	if err := attributevalue.UnmarshalMap(image, &it); err != nil {
		return notify.Ask{}, fmt.Errorf("%w: an attribute is of another type", ErrNoAsk)
	}
	if address, ok := email.Normalize(it.Email); it.Ask == "" || it.AskedAt <= 0 || !ok || address != it.Email {
		return notify.Ask{}, fmt.Errorf("%w: it has no name, time or address", ErrNoAsk)
	}
	a := notify.Ask{
		ID: it.Ask, Kind: notify.Kind(it.Mail), At: fromMillis(it.AskedAt), Email: it.Email, Locale: it.Locale, Market: market.Code(it.Market),
	}
	switch again := it.Again > 0; a.Kind {
	case notify.Pass:
	case notify.Confirm:
		a.SKU, a.Entry = catalog.SKU(it.SKU), waitlist.Key(it.PK)
	case notify.Invite:
		a.SKU, a.Entry, a.Invitation = catalog.SKU(it.SKU), waitlist.Key(cmp.Or(it.Entry, it.PK)), it.invitation()
		if !again {
			a.ID, a.At = a.Invitation.Name(a.SKU), a.Invitation.At // those of the invitation, not of the request to join
		}
		if a.Invitation.Sale == "" || a.Invitation.Ticket < 1 || a.At.IsZero() {
			return notify.Ask{}, fmt.Errorf("%w: its invitation is not complete", ErrNoAsk)
		}
	case notify.Closed, notify.Undrawn:
		a.SKU, a.Entry, a.News, a.Confirmed = catalog.SKU(it.SKU), waitlist.Key(cmp.Or(it.Entry, it.PK)), it.news(), fromMillis(it.ConfirmedAt)
		if !again {
			a.ID, a.At = a.News.Name(a.Entry), a.News.At
		}
		if a.News.Sale == "" || a.At.IsZero() || a.Confirmed.IsZero() || a.Kind != notify.KindOf(a.News) {
			return notify.Ask{}, fmt.Errorf("%w: its news is not complete", ErrNoAsk)
		}
	case notify.Paid, notify.Delay, notify.Shipped, notify.Refund, notify.RefundFailed, notify.Receipt, notify.Link:
		if !again && a.Kind != notify.Link { // the orders' stream brings the first ask
			return notify.Ask{}, fmt.Errorf("%w: no such kind of mail", ErrNoAsk)
		}
		a.Refund = it.Refund
		if a.Order, err = order.ParseID(it.Order); err != nil {
			return notify.Ask{}, fmt.Errorf("%w: its order has no id", ErrNoAsk)
		}
	default:
		return notify.Ask{}, fmt.Errorf("%w: no such kind of mail", ErrNoAsk)
	}
	return a, nil
}

// orderAsk returns the ask of an order for the mail about its change.
func (r record) orderAsk(image item) (notify.Ask, error) {
	o, err := decodeOrder(image)
	if err != nil || r.Change.Old == nil {
		return notify.Ask{}, fmt.Errorf("%w: not a change of an order", ErrNoAsk)
	}
	before, err := orderImage(*r.Change.Old)
	if err != nil {
		return notify.Ask{}, fmt.Errorf("%w: not a change of an order", ErrNoAsk)
	}
	if address, ok := email.Normalize(o.Buyer.Email); !ok || address != o.Buyer.Email {
		return notify.Ask{}, fmt.Errorf("%w: the order has no address", ErrNoAsk)
	}
	switch {
	case o.Heard(before):
		if r, ok := newlyFailed(before, o); ok {
			return notify.OfOrder(o, notify.RefundFailed, r.Number, r.FailedAt), nil
		}
		return notify.Ask{}, ErrNoEvent
	case before.Status == order.Held && o.Status == order.Paid:
		return notify.OfOrder(o, notify.Paid, 0, o.UpdatedAt), nil
	case before.DelayedUntil.IsZero() && !o.DelayedUntil.IsZero():
		return notify.OfOrder(o, notify.Delay, 0, o.UpdatedAt), nil
	case before.ShippedAt.IsZero() && !o.ShippedAt.IsZero():
		return notify.OfOrder(o, notify.Shipped, 0, o.UpdatedAt), nil
	case before.WithdrawnAt.IsZero() && !o.WithdrawnAt.IsZero():
		return notify.OfOrder(o, notify.Receipt, 0, o.UpdatedAt), nil
	case len(o.Refunds) == len(before.Refunds)+1:
		return notify.OfOrder(o, notify.Refund, len(o.Refunds), o.UpdatedAt), nil
	default:
		return notify.Ask{}, fmt.Errorf("%w: a change of an order that no mail is about", ErrNoAsk)
	}
}

// newlyFailed returns the refund of an order that has come back since before.
func newlyFailed(before, o order.Order) (order.Refund, bool) {
	for i, r := range o.Refunds {
		if i < len(before.Refunds) && before.Refunds[i].FailedAt.IsZero() && r.CameBack() {
			return r, true
		}
	}
	return order.Refund{}, false
}
