package main

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"storefront/infra/functiontest"
	"storefront/shared/boot"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
	"storefront/shared/metric"
	"storefront/shared/order"
	"storefront/shared/stock"
)

// endless is a store that never runs out of units and stores no claims.
type endless struct{ checkouttest.Store }

func (endless) Reserve(_ context.Context, _ stock.LotKey, _ order.ID, quantity int, _ time.Time) (checkout.Reservation, error) {
	return checkout.Reservation{Outcome: stock.Reserved, Left: 10, Claimed: quantity}, nil
}

func (endless) Put(context.Context, order.Order) (*order.Order, error) { return nil, nil }

// BenchmarkInvoke measures what the function does for a request, from event to
// response, without its calls to DynamoDB.
func BenchmarkInvoke(b *testing.B) {
	shop := functiontest.Open(b, market.US, checkouttest.NewMemory())
	shop.Sell(b, "gone", 2, nil, "fitness-band", "headphones")
	for _, sku := range []order.SKU{"fitness-band", "headphones"} {
		line := stock.Line{Sale: "gone", SKU: sku}
		shelf, err := shop.Store.Shelf(b.Context(), line)
		if err != nil {
			b.Fatal(err)
		}
		if marked, err := shop.Store.MarkEmpty(b.Context(), stock.LotKey{Line: line}, shelf.Pages[0].Epoch, time.Time{}); err != nil || !marked {
			b.Fatal(marked, err)
		}
	}
	shop.Store = endless{shop.Store}
	shop.Metrics = metric.NewWriter(io.Discard, "storefront-us", shop.Clock.Now)
	handler := lambda.NewHandler(boot.Handler(process(shop)))

	file, err := os.ReadFile("../../events/checkout/hold.json")
	if err != nil {
		b.Fatal(err)
	}
	held := compact(b, file)
	for name, tt := range map[string]struct{ event, want string }{
		"held":     {held, `"statusCode":201`},
		"sold out": {strings.Replace(held, "us-launch", "gone", 1), `sold_out`},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				out, err := handler.Invoke(b.Context(), []byte(tt.event))
				if err != nil || !strings.Contains(string(out), tt.want) {
					b.Fatalf("%v: %s", err, out)
				}
			}
		})
	}
}

// compact returns an event without white space, as Lambda sends it.
func compact(b *testing.B, event []byte) string {
	var raw json.RawMessage = event
	out, err := json.Marshal(raw)
	if err != nil {
		b.Fatal(err)
	}
	return string(out)
}
