package dynamo

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/shared/catalog"
	"storefront/shared/invite"
	"storefront/shared/market"
	"storefront/shared/notify"
	"storefront/shared/stock"
	"storefront/shared/waitlist"
)

// queueIndex is the index of confirmed entries.
const queueIndex = "queue"

// Queue reads the index of each shard; see invite.Queue.
func (s *Store) Queue(ctx context.Context, in []market.Code, sku catalog.SKU, after waitlist.Place, n int) ([]waitlist.Place, error) {
	var all []waitlist.Place
	for shard := range queueShards * len(in) {
		queue := queueOf(in[shard/queueShards], sku, shard%queueShards)
		out, err := s.client.Query(ctx, &dynamodb.QueryInput{
			TableName: &s.tables.Waitlist, IndexName: aws.String(queueIndex), Limit: aws.Int32(int32(n)), //nolint:gosec // a page is small
			KeyConditionExpression:    aws.String("queue = :queue AND #position > :after"),
			ExpressionAttributeNames:  map[string]string{"#position": "position"},
			ExpressionAttributeValues: item{":queue": text(queue), ":after": text(positionOf(after.Key, after.At))},
		})
		if err != nil {
			return nil, fail(err, "read the queue %s", queue)
		}
		places, err := placesIn(out.Items)
		if err != nil {
			return nil, err
		}
		all = append(all, places...)
	}
	slices.SortFunc(all, waitlist.Place.Compare)
	return all[:min(n, len(all))], nil
}

func queueOf(m market.Code, sku catalog.SKU, shard int) string {
	return string(m) + "#" + string(sku) + "#" + strconv.Itoa(shard)
}

// placesIn decodes what a query of the index has returned.
func placesIn(items []item) ([]waitlist.Place, error) {
	var places []waitlist.Place
	for _, it := range items {
		var found entryItem
		if err := attributevalue.UnmarshalMap(it, &found); err != nil {
			return nil, fmt.Errorf("dynamo: queue: %w", err)
		}
		place, err := placeOf(found.Position)
		if err != nil {
			return nil, err
		}
		places = append(places, place)
	}
	return places, nil
}

// placeOf decodes what positionOf wrote.
func placeOf(position string) (waitlist.Place, error) {
	at, key, _ := strings.Cut(position, "#")
	moment, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return waitlist.Place{}, fmt.Errorf("dynamo: the position of an entry: %w", err)
	}
	return waitlist.Place{Key: waitlist.Key(key), At: moment}, nil
}

// Invite makes a confirmed entry invited; see invite.Queue. It leaves the queue's index.
func (s *Store) Invite(ctx context.Context, at waitlist.Place, i waitlist.Invitation) (bool, error) {
	e, err := s.Entry(ctx, at.Key)
	if err != nil {
		return false, err
	}
	if e.Status != waitlist.Confirmed || positionOf(e.Key, e.ConfirmedAt) != positionOf(at.Key, at.At) {
		return e.MayHold(i), nil
	}
	if free, err := s.holdTicket(ctx, e, i); err != nil || !free {
		return false, err
	}
	return s.giveTicket(ctx, at, i)
}

// holdTicket writes down that an entry's mailbox has the ticket of an invitation until it ends,
// unless it has another one to the same line then. It may be repeated.
func (s *Store) holdTicket(ctx context.Context, e waitlist.Entry, i waitlist.Invitation) (bool, error) {
	_, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:           &s.tables.Waitlist,
		Key:                 pk("TICKET#" + linePK(stock.Line{Sale: i.Sale, SKU: e.SKU}) + "#" + e.Mailbox),
		UpdateExpression:    aws.String("SET holder = :entry, ticket = :ticket, expires_at = :ends"),
		ConditionExpression: aws.String("attribute_not_exists(pk) OR expires_at < :now OR (holder = :entry AND ticket = :ticket)"),
		ExpressionAttributeValues: item{
			":entry": text(string(e.Key)), ":ticket": number(int64(i.Ticket)), ":ends": number(seconds(i.Ends)), ":now": number(seconds(i.At)),
		},
	})
	return applied(err, "hold a ticket for a mailbox")
}

// giveTicket makes the entry at a place invited, and returns what Invite does.
func (s *Store) giveTicket(ctx context.Context, at waitlist.Place, i waitlist.Invitation) (bool, error) {
	_, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.tables.Waitlist,
		Key:       pk(string(at.Key)),
		UpdateExpression: aws.String("SET #status = :invited, sale = :sale, ticket = :ticket, ticket_ends = :ends, for_anyone = :anyone, " +
			"invited_at = :at, mail = :mail, expires_at = :expires REMOVE queue, #position"),
		ConditionExpression:      aws.String("#status = :confirmed AND #position = :position"),
		ExpressionAttributeNames: map[string]string{"#status": "status", "#position": "position"},
		ExpressionAttributeValues: item{
			":confirmed": text(string(waitlist.Confirmed)), ":position": text(positionOf(at.Key, at.At)),
			":invited": text(string(waitlist.Invited)), ":sale": text(string(i.Sale)), ":ticket": number(int64(i.Ticket)),
			":ends": number(millis(i.Ends)), ":anyone": &types.AttributeValueMemberBOOL{Value: i.Anyone}, ":at": number(millis(i.At)),
			":mail": text(string(notify.Invite)), ":expires": number(seconds(i.Ends)),
		},
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	met, ok := refused(err)
	if err != nil && !ok {
		return false, fail(err, "invite a waitlist entry")
	}
	if !ok {
		return true, nil
	}
	e, err := decodeEntry(met)
	return e.MayHold(i), err
}

// Entry reads an entry as it is now, or returns the zero Entry if there is none.
func (s *Store) Entry(ctx context.Context, key waitlist.Key) (waitlist.Entry, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.tables.Waitlist, Key: pk(string(key)), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return waitlist.Entry{}, fail(err, "read a waitlist entry")
	}
	return decodeEntry(out.Item)
}

// bookItem is the book of a line's invitations, in the waitlist's table.
type bookItem struct {
	PK      string     `dynamodbav:"pk"` // WAVES# and the line
	Version int64      `dynamodbav:"version"`
	Next    int        `dynamodbav:"next"`
	Waves   []waveItem `dynamodbav:"waves"`
	Page    []string   `dynamodbav:"page,omitempty"` // positions

	Restock *restockItem `dynamodbav:"restock,omitempty"`
}

type restockItem struct {
	Reference string `dynamodbav:"reference"`
	Units     int    `dynamodbav:"units"`
	Lots      int    `dynamodbav:"lots"`
	Wave      int    `dynamodbav:"wave"`
}

type waveItem struct {
	Number int   `dynamodbav:"number"`
	First  int   `dynamodbav:"first"`
	Last   int   `dynamodbav:"last"`
	Units  int   `dynamodbav:"units"`
	Given  int   `dynamodbav:"given"`
	Anyone bool  `dynamodbav:"for_anyone,omitempty"`
	Ends   int64 `dynamodbav:"ends"` // Unix milliseconds
	Done   bool  `dynamodbav:"done,omitempty"`
}

func bookPK(line stock.Line) string { return "WAVES#" + linePK(line) }

// Book reads the book of a line; see invite.Books.
func (s *Store) Book(ctx context.Context, line stock.Line) (invite.Book, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.tables.Waitlist, Key: pk(bookPK(line)), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return invite.Book{}, fail(err, "read the invitations to %s", line)
	}
	var met bookItem
	if err := attributevalue.UnmarshalMap(out.Item, &met); err != nil {
		return invite.Book{}, fmt.Errorf("dynamo: invitations: %w", err)
	}
	b := invite.Book{Line: line, Version: met.Version, Next: met.Next}
	if met.Restock != nil {
		b.Restock = invite.Restock(*met.Restock)
	}
	for _, w := range met.Waves {
		b.Waves = append(b.Waves, invite.Wave{
			Number: w.Number, First: w.First, Last: w.Last, Units: w.Units, Given: w.Given, Anyone: w.Anyone, Ends: fromMillis(w.Ends), Done: w.Done,
		})
	}
	for _, position := range met.Page {
		place, err := placeOf(position)
		if err != nil {
			return invite.Book{}, err
		}
		b.Page = append(b.Page, place)
	}
	return b, nil
}

// PutBook stores a book; see invite.Books.
func (s *Store) PutBook(ctx context.Context, b invite.Book) (bool, error) {
	put := bookItem{PK: bookPK(b.Line), Version: b.Version + 1, Next: b.Next}
	if b.Restock != (invite.Restock{}) {
		restock := restockItem(b.Restock)
		put.Restock = &restock
	}
	for _, w := range b.Waves {
		put.Waves = append(put.Waves, waveItem{
			Number: w.Number, First: w.First, Last: w.Last, Units: w.Units, Given: w.Given, Anyone: w.Anyone, Ends: millis(w.Ends), Done: w.Done,
		})
	}
	for _, place := range b.Page {
		put.Page = append(put.Page, positionOf(place.Key, place.At))
	}
	it, err := attributevalue.MarshalMap(put)
	if err != nil {
		return false, fmt.Errorf("dynamo: invitations: %w", err)
	}
	_, err = s.client.PutItem(ctx, ifVersion(s.tables.Waitlist, it, b.Version))
	return applied(err, "put the invitations to %s", b.Line)
}

// ifVersion returns the put of an item that has a version, in place of the one that has the
// version before.
func ifVersion(table string, it item, before int64) *dynamodb.PutItemInput {
	in := &dynamodb.PutItemInput{TableName: &table, Item: it, ConditionExpression: aws.String("attribute_not_exists(pk)")}
	if before > 0 {
		in.ConditionExpression = aws.String("version = :version")
		in.ExpressionAttributeValues = item{":version": number(before)}
	}
	return in
}
