package dynamo_test

import (
	"context"
	"reflect"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
)

// meter counts what a client's calls cost, as DynamoDB reports it. A refused
// write reports nothing, so it is counted apart: it costs what the item's size
// says, like one that is applied.
type meter struct {
	mu   sync.Mutex
	cost cost
}

type cost struct {
	calls   int
	writes  float64 // write units of the writes that were applied
	refused int
}

// options makes a client report to the meter.
func (m *meter) options(o *dynamodb.Options) {
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("meter", m.measure), middleware.Before)
	})
}

func (m *meter) measure(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
	reflect.ValueOf(in.Parameters).Elem().FieldByName("ReturnConsumedCapacity").Set(reflect.ValueOf(types.ReturnConsumedCapacityTotal))
	out, metadata, err := next.HandleInitialize(ctx, in)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cost.calls++
	if err != nil {
		m.cost.refused++
		return out, metadata, err
	}
	switch result := out.Result.(type) {
	case *dynamodb.PutItemOutput:
		m.cost.writes += *result.ConsumedCapacity.CapacityUnits
	case *dynamodb.UpdateItemOutput:
		m.cost.writes += *result.ConsumedCapacity.CapacityUnits
	}
	return out, metadata, nil
}

// What a shopper costs, once the process has read the catalog and the shelf.
func TestCost(t *testing.T) {
	t.Parallel()
	const band catalog.SKU = "fitness-band"
	var m meter
	s := open(t, m.options)
	shop := checkouttest.NewShop(t, s, nil, checkouttest.Line{SKU: band, Lots: []int{4}})
	c := shop.Process()
	hold := func(buyer string, quantity int) (order.Order, error) {
		return c.Hold(t.Context(), shop.Request(buyer, "key", checkout.HoldLine{SKU: band, Quantity: quantity}))
	}
	first, err := hold("first", 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		do   func() error
		code problem.Code
		want cost
	}{
		{"a held order", func() error {
			_, err := hold("second", 1)
			return err
		}, "", cost{calls: 2, writes: 2}},
		{"paying it", func() error {
			_, err := c.Pay(t.Context(), first.ID, checkout.PayRequest{Method: payment.CardVisa})
			return err
		}, "", cost{calls: 2, writes: 1}},
		{"asking again", func() error {
			_, err := hold("second", 1)
			return err
		}, "", cost{calls: 2, refused: 2}},
		{"more than is left", func() error {
			_, err := hold("greedy", 3)
			return err
		}, problem.NotEnoughLeft, cost{calls: 2}}, // a look at the lot, and whether the buyer has an order
		{"a held order of all that is left", func() error {
			_, err := hold("third", 2)
			return err
		}, "", cost{calls: 4, writes: 3}}, // a look at the lot, two writes, and the shelf's
		{"the first to learn that it is sold out", func() error {
			_, err := hold("fourth", 1)
			return err
		}, problem.SoldOut, cost{calls: 2}},
		{"each one after", func() error {
			_, err := hold("fifth", 1)
			return err
		}, problem.SoldOut, cost{calls: 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m.cost = cost{}
			if err := tt.do(); problem.CodeOf(err) != tt.code {
				t.Fatalf("got %v, want %q", err, tt.code)
			}
			if m.cost != tt.want {
				t.Errorf("cost %+v, want %+v", m.cost, tt.want)
			}
		})
	}
}
