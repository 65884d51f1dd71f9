package dynamo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/shared/draw"
	"storefront/shared/draw/drawing"
	"storefront/shared/stock"
)

// drawItem is the notice of a draw, in the waitlist's table. Only its beacon is added later.
type drawItem struct {
	PK      string `dynamodbav:"pk"`     // DRAW# and the line
	Closed  int64  `dynamodbav:"closed"` // Unix milliseconds, as is Made
	Made    int64  `dynamodbav:"made"`
	Entries int    `dynamodbav:"entries"`
	Units   int    `dynamodbav:"units"`
	Root    []byte `dynamodbav:"root"`
	Chain   string `dynamodbav:"chain"`
	Round   uint64 `dynamodbav:"round"`
	Beacon  []byte `dynamodbav:"beacon,omitempty"` // the signature of the round
}

// drawPageItem is a page of a draw's list.
type drawPageItem struct {
	PK          string   `dynamodbav:"pk"`          // DRAW#, the line and the number
	Commitments []byte   `dynamodbav:"commitments"` // one after the other
	Positions   []string `dynamodbav:"positions"`   // as in the index
}

// drawRanksItem is a page of a draw's ranking.
type drawRanksItem struct {
	PK          string `dynamodbav:"pk"`          // DRAW#, the line, RANKS and the number
	Commitments []byte `dynamodbav:"commitments"` // one after the other
}

func drawPK(line stock.Line) string { return "DRAW#" + linePK(line) }

func drawPagePK(line stock.Line, number int) string { return drawPK(line) + "#" + strconv.Itoa(number) }

func drawRanksPK(line stock.Line, number int) string {
	return drawPK(line) + "#RANKS#" + strconv.Itoa(number)
}

// Notice reads the notice of a draw; see drawing.Draws.
func (s *Store) Notice(ctx context.Context, line stock.Line) (draw.Notice, *draw.Beacon, bool, error) {
	var met drawItem
	known, err := s.getInto(ctx, &met, s.tables.Waitlist, pk(drawPK(line)), "the notice of the draw of %s", line)
	if err != nil || !known {
		return draw.Notice{}, nil, false, err
	}
	n := draw.Notice{
		Line: line, Closed: fromMillis(met.Closed), Made: fromMillis(met.Made), Entries: met.Entries, Units: met.Units,
		Chain: met.Chain, Round: met.Round,
	}
	if copy(n.Root[:], met.Root) != len(n.Root) {
		return draw.Notice{}, nil, false, fmt.Errorf("dynamo: draw of %s: a root of %d bytes", line, len(met.Root))
	}
	if met.Beacon == nil {
		return n, nil, true, nil
	}
	b := draw.BeaconOf(met.Round, met.Beacon)
	return n, &b, true, nil
}

// Page reads a page of a draw's list; see drawing.Draws.
func (s *Store) Page(ctx context.Context, line stock.Line, number int) ([]drawing.Entry, error) {
	var met drawPageItem
	if known, err := s.getInto(ctx, &met, s.tables.Waitlist, pk(drawPagePK(line, number)), "page %d of the draw of %s", number, line); err != nil || !known {
		return nil, err
	}
	var page []drawing.Entry
	for i, position := range met.Positions {
		place, err := placeOf(position)
		if err != nil {
			return nil, err
		}
		e := drawing.Entry{Place: place}
		if from := i * len(e.Commitment); copy(e.Commitment[:], met.Commitments[min(from, len(met.Commitments)):]) != len(e.Commitment) {
			return nil, errors.New("dynamo: page of a draw: there are more positions than commitments")
		}
		page = append(page, e)
	}
	return page, nil
}

// Ranks reads a page of a draw's ranking; see drawing.Draws.
func (s *Store) Ranks(ctx context.Context, line stock.Line, number int) (ranked []draw.Hash, err error) {
	var met drawRanksItem
	if _, err := s.getInto(ctx, &met, s.tables.Waitlist, pk(drawRanksPK(line, number)), "page %d of the ranking of %s", number, line); err != nil {
		return nil, err
	}
	for c := range slices.Chunk(met.Commitments, len(draw.Hash{})) {
		if len(c) < len(draw.Hash{}) {
			return nil, errors.New("dynamo: ranking of a draw: a part of a commitment")
		}
		ranked = append(ranked, draw.Hash(c))
	}
	return ranked, nil
}

// PutNotice stores a notice once; see drawing.Store.
func (s *Store) PutNotice(ctx context.Context, n draw.Notice) (bool, error) {
	return created(s.create(ctx, s.tables.Waitlist, drawItem{
		PK: drawPK(n.Line), Closed: millis(n.Closed), Made: millis(n.Made), Entries: n.Entries, Units: n.Units,
		Root: n.Root[:], Chain: n.Chain, Round: n.Round,
	}, "the notice of the draw of %s", n.Line))
}

// PutPage stores a page once; see drawing.Store.
func (s *Store) PutPage(ctx context.Context, line stock.Line, number int, entries []drawing.Entry) (bool, error) {
	put := drawPageItem{PK: drawPagePK(line, number)}
	for _, e := range entries {
		put.Commitments = append(put.Commitments, e.Commitment[:]...)
		put.Positions = append(put.Positions, positionOf(e.Place.Key, e.Place.At))
	}
	return created(s.create(ctx, s.tables.Waitlist, put, "page %d of the draw of %s", number, line))
}

// PutRanks stores a page of a ranking once; see drawing.Store.
func (s *Store) PutRanks(ctx context.Context, line stock.Line, number int, ranked []draw.Hash) error {
	put := drawRanksItem{PK: drawRanksPK(line, number)}
	for _, c := range ranked {
		put.Commitments = append(put.Commitments, c[:]...)
	}
	_, err := s.create(ctx, s.tables.Waitlist, put, "page %d of the ranking of %s", number, line)
	return err
}

// PutBeacon adds a beacon to a notice; see drawing.Store.
func (s *Store) PutBeacon(ctx context.Context, line stock.Line, b draw.Beacon) error {
	_, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                &s.tables.Waitlist,
		Key:                      pk(drawPK(line)),
		UpdateExpression:         aws.String("SET beacon = :signature"),
		ConditionExpression:      aws.String("#round = :round AND attribute_not_exists(beacon)"),
		ExpressionAttributeNames: map[string]string{"#round": "round"},
		ExpressionAttributeValues: item{
			":signature": &types.AttributeValueMemberB{Value: b.Signature},
			":round":     &types.AttributeValueMemberN{Value: strconv.FormatUint(b.Round, 10)},
		},
	})
	_, err = applied(err, "put the beacon of %s", line)
	return err
}
