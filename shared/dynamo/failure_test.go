package dynamo_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"storefront/shared/checkout/checkouttest"
	"storefront/shared/dynamo"
	"storefront/shared/order"
	"storefront/shared/problem"
	"storefront/shared/stock"
)

// scripted is a DynamoDB that answers as a test says. Tests run it in a bubble
// of testing/synctest, where waiting before a retry takes no time.
type scripted func(operation string, body map[string]any) (status int, answer string)

func (s scripted) Do(r *http.Request) (*http.Response, error) {
	var body map[string]any
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		return nil, err
	}
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	status, answer := s(operation, body)
	return &http.Response{
		StatusCode: status,
		Header:     http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
		Body:       io.NopCloser(bytes.NewBufferString(answer)),
	}, nil
}

func (s scripted) store() *dynamo.Store {
	client := dynamodb.New(dynamodb.Options{Region: "local", Credentials: aws.AnonymousCredentials{}, HTTPClient: s})
	return dynamo.New(client, dynamo.Tables{Catalog: "catalog", Stock: "stock", Orders: "orders", Waitlist: "waitlist"})
}

// failing answers everything with an error.
func failing(status int, code string) scripted {
	return func(string, map[string]any) (int, string) {
		return status, fmt.Sprintf(`{"__type":"com.amazonaws.dynamodb.v20120810#%s","message":"too much"}`, code)
	}
}

var (
	aLine  = stock.Line{Sale: "sale", SKU: "band"}
	aLot   = stock.LotKey{Line: aLine, Number: 3}
	anID   = order.ID{Key: "0123456789abcdef", Slot: 1}
	moment = time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)
)

// everyCall makes each call that a shopper or the sweep makes.
func everyCall(ctx context.Context, s checkouttest.Store) map[string]error {
	errs := map[string]error{}
	_, errs["Take"] = s.Reserve(ctx, aLot, anID, 1, moment)
	_, errs["Give"] = s.Release(ctx, aLot, anID)
	_, errs["Defer"] = s.Reschedule(ctx, aLot, map[order.ID]time.Time{anID: moment})
	_, errs["Lots"] = s.Lots(ctx, aLine, 2)
	_, errs["Shelf"] = s.Shelf(ctx, aLine)
	_, errs["MarkEmpty"] = s.MarkEmpty(ctx, aLot, 1, moment)
	_, errs["Peek"] = s.Peek(ctx, aLot.Line, []int{0})
	errs["Unmark"] = s.Unmark(ctx, aLot)
	errs["Record"] = s.Record(ctx, aLine, stock.Count{})
	_, errs["Put"] = s.Put(ctx, order.Tombstone(anID, "sale", moment))
	_, _, errs["Move"] = s.Move(ctx, anID, order.Cancel(moment))
	_, errs["Order"] = s.Order(ctx, anID)
	_, errs["Buyer"] = s.Buyer(ctx, anID.Key)
	_, errs["Orders"] = s.Orders(ctx, []order.ID{anID})
	_, errs["Catalog"] = s.Catalog(ctx)
	return errs
}

// A store that is busy is never taken for one that is sold out, or in which an
// order is not found; and a fault is not taken for a busy one.
func TestWhatAFailureIsCalled(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		status int
		code   string
		want   problem.Code
	}{
		{http.StatusBadRequest, "ProvisionedThroughputExceededException", problem.TooManyRequests},
		{http.StatusBadRequest, "ThrottlingException", problem.TooManyRequests},
		{http.StatusBadRequest, "RequestLimitExceeded", problem.TooManyRequests},
		{http.StatusBadRequest, "TransactionConflictException", problem.TooManyRequests},
		{http.StatusBadRequest, "ValidationException", problem.Internal},
		{http.StatusBadRequest, "ResourceNotFoundException", problem.Internal},
		{http.StatusInternalServerError, "InternalServerError", problem.Internal},
		{http.StatusServiceUnavailable, "ServiceUnavailable", problem.Internal},
	} {
		t.Run(tt.code, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				for call, err := range everyCall(t.Context(), failing(tt.status, tt.code).store()) {
					if got := problem.CodeOf(err); got != tt.want {
						t.Errorf("%s: %s is called %q, want %q", call, tt.code, got, tt.want)
					}
				}
			})
		})
	}
}

// A condition that failed says why, in the item that it met.
func TestWhyAConditionFailed(t *testing.T) {
	t.Parallel()
	refused := func(item string) *dynamo.Store {
		return scripted(func(string, map[string]any) (int, string) {
			return http.StatusBadRequest, `{"__type":"ConditionalCheckFailedException","message":"The conditional request failed"` + item + `}`
		}).store()
	}
	lot := func(left int, claims string) string {
		return fmt.Sprintf(`,"Item":{"pk":{"S":"sale#band#3"},"size":{"N":"5"},"left":{"N":"%d"},"claims":{"M":{%s}}}`, left, claims)
	}
	const mine, other = `"0123456789abcdef-1":{"M":{"q":{"N":"2"},"u":{"N":"0"}}}`, `"zzzzzzzzzzzzzzzz-1":{"M":{"q":{"N":"5"},"u":{"N":"0"}}}`

	for _, tt := range []struct {
		name    string
		item    string
		outcome stock.Outcome
		left    int
		claimed int
	}{
		{"the order has a claim", lot(3, mine), stock.AlreadyReserved, 3, 2},
		{"nothing is left", lot(0, other), stock.Insufficient, 0, 0},
		{"too little is left", lot(1, ""), stock.Insufficient, 1, 0},
		{"there is no such lot", "", 0, 0, 0},
		{"the lot cannot be read", lot(1, `"ann@example.com":{"M":{}}`), 0, 0, 0},
	} {
		t.Run("a take: "+tt.name, func(t *testing.T) {
			t.Parallel()
			r, err := refused(tt.item).Reserve(t.Context(), aLot, anID, 4, moment)
			if r.Outcome != tt.outcome || r.Left != tt.left || r.Claimed != tt.claimed || (err == nil) != (tt.outcome != 0) {
				t.Errorf("Take = %+v, %v", r, err)
			}
		})
	}
	t.Run("a give: there is no claim", func(t *testing.T) {
		t.Parallel()
		r, err := refused(lot(3, "")).Release(t.Context(), aLot, anID)
		if err != nil || r.Released || r.Before != 3 || r.After != 3 {
			t.Errorf("Give = %+v, %v", r, err)
		}
	})
	t.Run("a give: there is no such lot", func(t *testing.T) {
		t.Parallel()
		if r, err := refused("").Release(t.Context(), aLot, anID); err == nil {
			t.Errorf("Give = %+v, want an error", r)
		}
	})
	t.Run("a move: there is no order", func(t *testing.T) {
		t.Parallel()
		o, moved, err := refused("").Move(t.Context(), anID, order.Cancel(moment))
		if err != nil || moved || o.ID != anID || o.Status != order.Absent {
			t.Errorf("Move = %+v, %v, %v", o, moved, err)
		}
	})
	t.Run("a put: what is there cannot be read", func(t *testing.T) {
		t.Parallel()
		if o, err := refused(`,"Item":{"pk":{"S":"ann"},"sk":{"N":"1"}}`).Put(t.Context(), order.Tombstone(anID, "sale", moment)); err == nil {
			t.Errorf("Put met %+v, want an error", o)
		}
	})
}

// halving is a DynamoDB that reads at most half of the keys it is asked for,
// and at least one, unless it is stuck.
func halving(stuck bool, rounds *int) scripted {
	return func(_ string, body map[string]any) (int, string) {
		*rounds++
		keys := body["RequestItems"].(map[string]any)["orders"].(map[string]any)["Keys"].([]any)
		read := keys[:(len(keys)+1)/2]
		if stuck {
			read = keys[:0]
		}
		answer := map[string]any{"Responses": map[string]any{}, "UnprocessedKeys": map[string]any{}}
		var items []any
		for _, key := range read {
			item := map[string]any{"status": map[string]any{"S": "abandoned"}}
			for name, value := range key.(map[string]any) {
				item[name] = value
			}
			items = append(items, item)
		}
		answer["Responses"] = map[string]any{"orders": items}
		if rest := keys[len(read):]; len(rest) > 0 {
			answer["UnprocessedKeys"] = map[string]any{"orders": map[string]any{"Keys": rest}}
		}
		encoded, err := json.Marshal(answer)
		if err != nil {
			return http.StatusInternalServerError, err.Error()
		}
		return http.StatusOK, string(encoded)
	}
}

func manyIDs(n int) []order.ID {
	ids := make([]order.ID, n)
	for i := range ids {
		ids[i] = order.ID{Key: anID.Key, Slot: i + 1}
	}
	return ids
}

func TestUnprocessedKeys(t *testing.T) {
	t.Parallel()
	t.Run("are asked for until they come", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			rounds, ids := 0, manyIDs(150)
			orders, err := halving(false, &rounds).store().Orders(t.Context(), ids)
			if err != nil || len(orders) != len(ids) {
				t.Errorf("Orders gave %d orders, %v, want all %d", len(orders), err, len(ids))
			}
			if rounds < 10 {
				t.Errorf("it took %d rounds: the test does not test what it should", rounds)
			}
		})
	})
	t.Run("are never taken for orders that do not exist", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			rounds, began := 0, time.Now()
			orders, err := halving(true, &rounds).store().Orders(t.Context(), manyIDs(3))
			if orders != nil || problem.CodeOf(err) != problem.TooManyRequests {
				t.Errorf("Orders = %v, %v, want it to be busy", orders, err)
			}
			if took := time.Since(began); rounds < 2 || took > 3*time.Second {
				t.Errorf("it gave up after %d rounds in %v", rounds, took)
			}
		})
	})
	t.Run("are given up with the request", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
			defer cancel()
			rounds := 0
			if orders, err := halving(true, &rounds).store().Orders(ctx, manyIDs(3)); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("Orders = %v, %v, want the deadline to be exceeded", orders, err)
			}
		})
	})
}
