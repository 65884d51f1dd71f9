package dynamo

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/shared/stock"
)

// shelfItem is one page of a shelf. The first page also has the number of lots and
// the last count; other pages are made when they are first written.
type shelfItem struct {
	PK    string `dynamodbav:"pk"` // SALE#SKU, then SALE#SKU#shelf-PAGE
	Epoch int64  `dynamodbav:"epoch"`
	Empty []int  `dynamodbav:"empty,numberset,omitempty"` // within the page, from 0
	Ends  int64  `dynamodbav:"ends,omitempty"`            // when holds in the lot listed last may end: Unix seconds

	Lots        int   `dynamodbav:"lots,omitempty"`
	Size        int   `dynamodbav:"size,omitempty"`
	Left        int   `dynamodbav:"left,omitempty"`
	Held        int   `dynamodbav:"held,omitempty"`
	Sold        int   `dynamodbav:"sold,omitempty"`
	NextRelease int64 `dynamodbav:"next_release,omitempty"` // Unix seconds
	Counted     int64 `dynamodbav:"counted,omitempty"`      // the shelf's epoch before the count

	Restocked string `dynamodbav:"restocked,omitempty"` // reference of a restock
}

func shelfPK(line stock.Line, page int) string {
	if page == 0 {
		return linePK(line)
	}
	return linePK(line) + "#shelf-" + strconv.Itoa(page)
}

// pageOfLot is the key of the page that lists a lot.
func pageOfLot(lot stock.LotKey) item { return pk(shelfPK(lot.Line, stock.PageOf(lot.Number))) }

// withinPage is the element of a lot in its page's set of empty lots.
func withinPage(lot stock.LotKey) types.AttributeValue {
	return &types.AttributeValueMemberNS{Value: []string{strconv.Itoa(lot.Number % stock.PageLots)}}
}

// Shelf reads a line's shelf; see checkout.Shelves.
func (s *Store) Shelf(ctx context.Context, line stock.Line) (stock.Shelf, error) {
	it, err := s.get(ctx, s.tables.Stock, pk(shelfPK(line, 0)), "the shelf of %s", line)
	if err != nil {
		return stock.Shelf{}, err
	}
	shelves, err := s.shelvesFrom(ctx, []stock.Line{line}, []item{it})
	if err != nil {
		return stock.Shelf{}, err
	}
	return shelves[0], nil
}

// ShelvesOf reads the shelves of lines with one call, and with another if any has more than
// one page; see checkout.Shelves.
func (s *Store) ShelvesOf(ctx context.Context, lines []stock.Line) ([]stock.Shelf, error) {
	keys := make([]item, len(lines))
	for i, line := range lines {
		keys[i] = pk(shelfPK(line, 0))
	}
	items, err := s.batchGet(ctx, s.tables.Stock, keys)
	if err != nil {
		return nil, fail(err, "read %d shelves", len(lines))
	}
	return s.shelvesFrom(ctx, lines, items)
}

// shelvesFrom returns the shelves of lines. items are their first pages, in any order.
func (s *Store) shelvesFrom(ctx context.Context, lines []stock.Line, items []item) ([]stock.Shelf, error) {
	firsts := make(map[string]shelfItem, len(items))
	for _, it := range items {
		decoded, err := decodeShelf(it)
		if err != nil {
			return nil, err
		}
		firsts[decoded.PK] = decoded
	}
	shelves := make([]stock.Shelf, len(lines))
	for i, line := range lines {
		first, there := firsts[shelfPK(line, 0)]
		if !there {
			return nil, fmt.Errorf("dynamo: %s has no shelf", line)
		}
		shelves[i] = stock.Shelf{
			Line: line,
			Lots: first.Lots, Restocked: first.Restocked,
			Pages: make([]stock.Page, stock.Pages(first.Lots)),
			Count: stock.Count{
				Size: first.Size, Left: first.Left, Held: first.Held, Sold: first.Sold,
				NextRelease: fromSeconds(first.NextRelease), Epoch: first.Counted,
			},
		}
		shelves[i].Pages[0] = first.page(0)
	}
	return shelves, s.otherPages(ctx, shelves)
}

// otherPages reads the pages after the first of each shelf. A page that was never written
// lists no lot, in epoch 0.
func (s *Store) otherPages(ctx context.Context, shelves []stock.Shelf) error {
	type place struct{ shelf, page int }
	var keys []item
	places := map[string]place{}
	for i, shelf := range shelves {
		for p := 1; p < len(shelf.Pages); p++ {
			name := shelfPK(shelf.Line, p)
			keys, places[name] = append(keys, pk(name)), place{i, p}
		}
	}
	items, err := s.batchGet(ctx, s.tables.Stock, keys)
	if err != nil {
		return fail(err, "read %d pages of shelves", len(keys))
	}
	for _, it := range items {
		decoded, err := decodeShelf(it)
		if err != nil {
			return err
		}
		at := places[decoded.PK]
		shelves[at.shelf].Pages[at.page] = decoded.page(at.page)
	}
	return nil
}

func decodeShelf(it item) (shelfItem, error) {
	var decoded shelfItem
	if err := attributevalue.UnmarshalMap(it, &decoded); err != nil {
		return shelfItem{}, fmt.Errorf("dynamo: shelf: %w", err)
	}
	return decoded, nil
}

func (i shelfItem) page(number int) stock.Page {
	page := stock.Page{Epoch: i.Epoch, Empty: make(map[int]bool, len(i.Empty)), NextRelease: fromSeconds(i.Ends)}
	for _, lot := range i.Empty {
		page.Empty[number*stock.PageLots+lot] = true
	}
	return page
}

// MarkEmpty lists a lot as empty; see checkout.Shelves. One write unit.
func (s *Store) MarkEmpty(ctx context.Context, lot stock.LotKey, epoch int64, release time.Time) (bool, error) {
	condition := "epoch = :epoch"
	if epoch == 0 {
		condition = "(attribute_not_exists(epoch) OR epoch = :epoch)"
	}
	update, values := "ADD #empty :lot", item{":lot": withinPage(lot), ":epoch": number(epoch)}
	if !release.IsZero() {
		update += " SET ends = :ends"
		values[":ends"] = number(seconds(release))
	}
	_, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                 &s.tables.Stock,
		Key:                       pageOfLot(lot),
		UpdateExpression:          &update,
		ConditionExpression:       &condition,
		ExpressionAttributeNames:  map[string]string{"#empty": "empty"},
		ExpressionAttributeValues: values,
	})
	return applied(err, "list lot %s as empty", lot)
}

// Unmark takes a lot off the list of empty ones; see checkout.Shelves. One write unit.
func (s *Store) Unmark(ctx context.Context, lot stock.LotKey) error {
	_, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                 &s.tables.Stock,
		Key:                       pageOfLot(lot),
		UpdateExpression:          aws.String("ADD epoch :one DELETE #empty :lot"),
		ExpressionAttributeNames:  map[string]string{"#empty": "empty"},
		ExpressionAttributeValues: item{":lot": withinPage(lot), ":one": number(1)},
	})
	if err != nil {
		return fail(err, "list lot %s as filled", lot)
	}
	return nil
}

// Record puts a count on the shelf; see checkout.Inventory. One write unit.
func (s *Store) Record(ctx context.Context, line stock.Line, count stock.Count) error {
	_, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                &s.tables.Stock,
		Key:                      pk(shelfPK(line, 0)),
		UpdateExpression:         aws.String("SET #size = :size, #left = :left, held = :held, sold = :sold, next_release = :next, counted = :epoch"),
		ConditionExpression:      aws.String("attribute_exists(pk)"),
		ExpressionAttributeNames: map[string]string{"#size": "size", "#left": "left"},
		ExpressionAttributeValues: item{
			":size": number(count.Size), ":left": number(count.Left), ":held": number(count.Held),
			":sold": number(count.Sold), ":next": number(seconds(count.NextRelease)),
			":epoch": number(count.Epoch),
		},
	})
	if err != nil {
		return fail(err, "record the count of %s", line)
	}
	return nil
}

// AddLots adds lots, which were put before, to a line's shelf; until then no
// shopper can reach them. With from 0 it makes the shelf. If the shelf does not have
// from lots, AddLots changes nothing and returns false. A reference is written with them.
func (s *Store) AddLots(ctx context.Context, line stock.Line, from, to, units int, reference string) (bool, error) {
	condition, values := "lots = :from", item{":from": number(from)}
	if from == 0 {
		condition, values = "attribute_not_exists(pk)", item{}
	}
	values[":to"], values[":units"], values[":one"] = number(to), number(units), number(1)
	update := "SET lots = :to"
	if reference != "" {
		update += ", restocked = :reference"
		values[":reference"] = text(reference)
	}
	_, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                 &s.tables.Stock,
		Key:                       pk(shelfPK(line, 0)),
		UpdateExpression:          aws.String(update + " ADD epoch :one, #size :units, #left :units"),
		ConditionExpression:       &condition,
		ExpressionAttributeNames:  map[string]string{"#size": "size", "#left": "left"},
		ExpressionAttributeValues: values,
	})
	return applied(err, "add lots %d to %d to %s", from, to-1, line)
}
