package dynamo

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/notify"
	"storefront/shared/waitlist"
)

// queueShards spreads the confirmations of one product over the partitions of
// the queue's index.
const queueShards = 8

// entryItem is an entry of the waitlist. Queue and Position put it into the
// index of confirmed entries. Times are Unix milliseconds, but for ExpiresAt.
type entryItem struct {
	PK          string `dynamodbav:"pk"` // keyed digest of market, SKU and mailbox
	Market      string `dynamodbav:"market"`
	SKU         string `dynamodbav:"sku"`
	Email       string `dynamodbav:"email,omitempty"` // gone once refused
	Locale      string `dynamodbav:"locale,omitempty"`
	Mailbox     string `dynamodbav:"mailbox"`
	Status      string `dynamodbav:"status"`
	Shard       string `dynamodbav:"shard"`          // the Queue to be in once confirmed
	Mail        string `dynamodbav:"mail,omitempty"` // the kind of mail that it asks for or has asked for; removed when it is confirmed
	Ask         string `dynamodbav:"ask"`
	AskedAt     int64  `dynamodbav:"asked_at"`
	ConfirmedAt int64  `dynamodbav:"confirmed_at,omitempty"`
	ExpiresAt   int64  `dynamodbav:"expires_at,omitempty"` // Unix seconds, for DynamoDB's TTL; gone while confirmed
	Queue       string `dynamodbav:"queue,omitempty"`      // market#SKU#shard
	Position    string `dynamodbav:"position,omitempty"`   // time of confirmation, then key
	invitedItem        // of an invited entry
	newsItem           // of an entry that was told about a draw
}

// invitedItem is what an invited entry is invited to.
type invitedItem struct {
	Sale      string `dynamodbav:"sale,omitempty"`
	Ticket    int    `dynamodbav:"ticket,omitempty"`
	InvitedAt int64  `dynamodbav:"invited_at,omitempty"`
	Ends      int64  `dynamodbav:"ticket_ends,omitempty"`
	Anyone    bool   `dynamodbav:"for_anyone,omitempty"`
}

func (it invitedItem) invitation() waitlist.Invitation {
	return waitlist.Invitation{
		Sale: catalog.SaleID(it.Sale), Ticket: it.Ticket, At: fromMillis(it.InvitedAt), Ends: fromMillis(it.Ends), Anyone: it.Anyone,
	}
}

// Join stores a pending entry; see waitlist.Entries. An entry that has expired may not
// be removed yet.
func (s *Store) Join(ctx context.Context, e waitlist.Entry, notSince time.Time) (bool, error) {
	return s.put(ctx, s.tables.Waitlist, entryItem{
		PK: string(e.Key), Market: string(e.Market), SKU: string(e.SKU), Email: e.Email, Locale: e.Locale, Mailbox: e.Mailbox,
		Status: string(e.Status), Shard: shardOf(e), Mail: string(notify.Confirm), Ask: e.Ask, AskedAt: millis(e.AskedAt),
		ExpiresAt: seconds(e.AskedAt.Add(waitlist.PendingFor)),
	}, condition{
		expression: "attribute_not_exists(pk) OR (#status = :pending AND asked_at < :since) OR expires_at < :now",
		names:      map[string]string{"#status": "status"},
		values: item{
			":pending": text(string(waitlist.Pending)), ":since": number(millis(notSince)), ":now": number(seconds(e.AskedAt)),
		},
	}, "join the waitlist")
}

// JoinConfirmed stores a confirmed entry; see waitlist.Entries.
func (s *Store) JoinConfirmed(ctx context.Context, e waitlist.Entry) error {
	_, err := s.put(ctx, s.tables.Waitlist, entryItem{
		PK: string(e.Key), Market: string(e.Market), SKU: string(e.SKU), Email: e.Email, Locale: e.Locale, Mailbox: e.Mailbox,
		Status: string(e.Status), Shard: shardOf(e), Ask: e.Ask, AskedAt: millis(e.AskedAt),
		ConfirmedAt: millis(e.ConfirmedAt), Queue: shardOf(e), Position: positionOf(e.Key, e.ConfirmedAt),
	}, condition{
		expression: "attribute_not_exists(pk) OR NOT #status IN (:confirmed, :invited) OR expires_at < :now",
		names:      map[string]string{"#status": "status"},
		values: item{
			":confirmed": text(string(waitlist.Confirmed)), ":invited": text(string(waitlist.Invited)),
			":now": number(seconds(e.ConfirmedAt)),
		},
	}, "join the waitlist with a pass")
	return err
}

// positionOf returns the place of an entry that was confirmed at a moment.
func positionOf(key waitlist.Key, at time.Time) string {
	return at.UTC().Format("2006-01-02T15:04:05.000Z") + "#" + string(key)
}

func shardOf(e waitlist.Entry) string {
	return queueOf(e.Market, e.SKU, int(e.Key[0])%queueShards)
}

// Confirm puts an entry into the queue; see waitlist.Entries.
func (s *Store) Confirm(ctx context.Context, key waitlist.Key, ask string, at time.Time) (waitlist.Entry, bool, error) {
	out, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                &s.tables.Waitlist,
		Key:                      pk(string(key)),
		UpdateExpression:         aws.String("SET #status = :confirmed, confirmed_at = :at, queue = #shard, #position = :position REMOVE expires_at, mail"),
		ConditionExpression:      aws.String("#status = :pending AND ask = :ask"),
		ExpressionAttributeNames: map[string]string{"#status": "status", "#shard": "shard", "#position": "position"},
		ExpressionAttributeValues: item{
			":pending":   text(string(waitlist.Pending)),
			":confirmed": text(string(waitlist.Confirmed)),
			":ask":       text(ask),
			":at":        number(millis(at)),
			":position":  text(positionOf(key, at)),
		},
		ReturnValues:                        types.ReturnValueAllNew,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	met, ok := refused(err)
	if err != nil && !ok {
		return waitlist.Entry{}, false, fail(err, "confirm a waitlist entry")
	}
	if !ok {
		met = out.Attributes
	}
	e, err := decodeEntry(met)
	return e, e.Confirmed() && e.Ask == ask, err
}

// Refuse makes a pending entry refused; see waitlist.Leaving.
func (s *Store) Refuse(ctx context.Context, key waitlist.Key) (waitlist.Entry, error) {
	out, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                &s.tables.Waitlist,
		Key:                      pk(string(key)),
		UpdateExpression:         aws.String("SET #status = :refused REMOVE email, locale, mail"),
		ConditionExpression:      aws.String("#status = :pending"),
		ExpressionAttributeNames: map[string]string{"#status": "status"},
		ExpressionAttributeValues: item{
			":pending": text(string(waitlist.Pending)),
			":refused": text(string(waitlist.Refused)),
		},
		ReturnValues:                        types.ReturnValueAllNew,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	if met, ok := refused(err); ok {
		return decodeEntry(met)
	}
	if err != nil {
		return waitlist.Entry{}, fail(err, "refuse a waitlist entry")
	}
	return decodeEntry(out.Attributes)
}

// Remove removes an entry; see waitlist.Leaving.
func (s *Store) Remove(ctx context.Context, key waitlist.Key) error {
	if _, err := s.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &s.tables.Waitlist, Key: pk(string(key))}); err != nil {
		return fail(err, "remove a waitlist entry")
	}
	return nil
}

// RemoveAs removes an entry unless it got another ticket than e has; see waitlist.Ending.
func (s *Store) RemoveAs(ctx context.Context, e waitlist.Entry) (bool, error) {
	_, err := s.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{
		TableName:                &s.tables.Waitlist,
		Key:                      pk(string(e.Key)),
		ConditionExpression:      aws.String("attribute_not_exists(pk) OR #status <> :invited OR (sale = :sale AND ticket = :ticket)"),
		ExpressionAttributeNames: map[string]string{"#status": "status"},
		ExpressionAttributeValues: item{
			":invited": text(string(waitlist.Invited)), ":sale": text(string(e.Invitation.Sale)), ":ticket": number(e.Invitation.Ticket),
		},
	})
	return applied(err, "remove a waitlist entry as it was read")
}

// decodeEntry decodes an entry, or returns the zero entry for none.
func decodeEntry(it item) (waitlist.Entry, error) {
	if it == nil {
		return waitlist.Entry{}, nil
	}
	var met entryItem
	if err := attributevalue.UnmarshalMap(it, &met); err != nil {
		return waitlist.Entry{}, fmt.Errorf("dynamo: waitlist entry: %w", err)
	}
	return waitlist.Entry{
		Key: waitlist.Key(met.PK), Market: market.Code(met.Market), SKU: catalog.SKU(met.SKU), Email: met.Email, Locale: met.Locale,
		Mailbox: met.Mailbox, Status: waitlist.Status(met.Status), Ask: met.Ask, AskedAt: fromMillis(met.AskedAt), ConfirmedAt: fromMillis(met.ConfirmedAt),
		Invitation: met.invitation(), News: met.news(),
	}, nil
}
