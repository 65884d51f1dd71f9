package dynamo

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"storefront/shared/notify"
	"storefront/shared/order"
	"storefront/shared/waitlist"
)

// againItem has the further attributes of an item that asks for a mail again.
type againItem struct {
	Again  int    `dynamodbav:"again,omitempty"`
	Reason string `dynamodbav:"reason,omitempty"`
	Refund int    `dynamodbav:"refund,omitempty"` // of an order
	Entry  string `dynamodbav:"entry,omitempty"`  // of the waitlist
}

func againPK(ask string, number int) string { return "AGAIN#" + ask + "#" + strconv.Itoa(number) }

// SendAgain asks for a mail again, and reports whether it did. It does not if the number is
// taken.
func (s *Store) SendAgain(ctx context.Context, a notify.Again) (bool, error) {
	return created(s.create(ctx, s.tables.Waitlist, againAsk(a), "a mail again"))
}

func againAsk(a notify.Again) askItem {
	ask := a.Named()
	put := askItem{
		PK: againPK(a.Ask.ID, a.Number), Mail: string(ask.Kind), Ask: ask.ID, AskedAt: millis(a.At), Email: ask.Email, Locale: ask.Locale,
		Market: string(ask.Market), SKU: string(ask.SKU), ExpiresAt: seconds(a.At.Add(notify.OwedFor)),
		againItem: againItem{Again: a.Number, Reason: a.Reason, Refund: ask.Refund, Entry: string(ask.Entry)},
	}
	if ask.Order != (order.ID{}) {
		put.Order = ask.Order.String()
	}
	if i := ask.Invitation; i.Ticket > 0 {
		put.invitedItem = invitedItem{Sale: string(i.Sale), Ticket: i.Ticket, InvitedAt: millis(i.At), Ends: millis(i.Ends), Anyone: i.Anyone}
	}
	if n := ask.News; n.Sale != "" {
		put.newsItem, put.ConfirmedAt = newsItem{Draw: string(n.Sale), Rank: n.Rank, ToldAt: millis(n.At)}, millis(ask.Confirmed)
	}
	return put
}

// SentAgain returns the recent requests of operators to send the mail of an ask again. The
// asks in them have only their IDs.
func (s *Store) SentAgain(ctx context.Context, ask string) ([]notify.Again, error) {
	var keys []item
	for number := range notify.MostAgain {
		keys = append(keys, pk(againPK(ask, number+1)))
	}
	items, err := s.batchGet(ctx, s.tables.Waitlist, keys)
	if err != nil {
		return nil, fail(err, "read which mails were sent again")
	}
	var all []notify.Again
	for _, it := range items {
		var met askItem
		if err := attributevalue.UnmarshalMap(it, &met); err != nil {
			return nil, fmt.Errorf("dynamo: mail again: %w", err)
		}
		all = append(all, notify.Again{Ask: notify.Ask{ID: ask}, Number: met.Again, At: fromMillis(met.AskedAt), Reason: met.Reason})
	}
	slices.SortFunc(all, func(a, b notify.Again) int { return a.Number - b.Number })
	return all, nil
}

// SentAt returns when an owed mail was sent. It returns the zero time if the mail was not
// sent, or was sent longer than notify.OwedFor ago.
func (s *Store) SentAt(ctx context.Context, ask string) (time.Time, error) {
	var met askItem
	known, err := s.getInto(ctx, &met, s.tables.Waitlist, pk(sentPK(ask)), "whether a mail was sent")
	if err != nil || !known {
		return time.Time{}, err
	}
	return fromSeconds(met.ExpiresAt).Add(-notify.OwedFor), nil
}

// AllEntries visits the entries of the waitlist, without their addresses. It reads the whole
// table, so it is for operators. After each page it calls read with the number of items read so
// far.
func (s *Store) AllEntries(ctx context.Context, visit func(waitlist.Entry), read func(items int)) error {
	in := &dynamodb.ScanInput{
		TableName:                &s.tables.Waitlist,
		FilterExpression:         aws.String("attribute_exists(#shard)"),
		ProjectionExpression:     aws.String("pk, market, sku, #status, asked_at, confirmed_at, sale, ticket, invited_at, ticket_ends, for_anyone"),
		ExpressionAttributeNames: map[string]string{"#status": "status", "#shard": "shard"},
	}
	total := 0
	for pages := dynamodb.NewScanPaginator(s.client, in); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fail(err, "scan the waitlist")
		}
		for _, it := range page.Items {
			e, err := decodeEntry(it)
			if err != nil {
				return err
			}
			visit(e)
		}
		total += int(page.ScannedCount)
		read(total)
	}
	return nil
}
