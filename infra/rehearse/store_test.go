package main

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"storefront/infra/backoffice"
	"storefront/infra/dynamodblocal/testserver"
	"storefront/infra/local/state"
	"storefront/infra/local/store"
	"storefront/infra/rehearse/crowd"
	"storefront/shared/catalog"
	"storefront/shared/dynamo"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/problem"
)

// TestAWholeStoreSellsOut runs the template with the functions' real binaries
// on DynamoDB Local, and sends 400 shoppers at once to 50 units. Some send their
// request twice under one key; half of the orders are paid, the others are left
// to expire.
func TestAWholeStoreSellsOut(t *testing.T) {
	t.Parallel()
	const units, shoppers = 50, 400
	region, data := openStore(t)
	office := backoffice.New(market.US, data)
	if _, err := office.Seed(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	err := office.CreateSale(t.Context(), time.Now(), backoffice.Spec{
		ID: "fifty", Opens: time.Now(), Access: catalog.Open, OrdersPerBuyer: 1, Hold: 30 * time.Second,
		Lines: []backoffice.Line{{SKU: "fitness-band", Units: units, MaxPerOrder: 1}},
	})
	if err != nil {
		t.Fatal(err)
	}
	sale := saleOf(t, office, "fifty")

	result, err := crowd.Run(t.Context(), crowd.Options{
		URL: region.URL, Market: market.US.Markets()[0], Sale: sale,
		Buyers: shoppers, Concurrency: shoppers, Duration: time.Minute,
		Pay: 0.5, Retry: 0.3,
	}, func(crowd.Progress) {})
	if err != nil {
		t.Fatal(err)
	}

	audit := auditOf(t, office, "fifty")
	findings, err := result.Check(t.Context(), data, audit)
	if err != nil || len(findings) > 0 {
		t.Fatalf("findings %q, %v", findings, err)
	}
	if live := audit.Orders[order.Held] + audit.Orders[order.Paid]; live != units {
		t.Errorf("%d orders are held or paid, want one for each of %d units: %v", live, units, audit.Orders)
	}
	if total := result.Total(); total.Refused[problem.SoldOut] < shoppers-units || len(total.Refused) > 1 || total.Lost > 0 {
		t.Errorf("the %d other shoppers had to hear that it is sold out, and nothing else: %v", shoppers-units, total)
	}
	paid := audit.Orders[order.Paid]
	if paid == 0 || paid == units {
		t.Errorf("%d of %d orders are paid: nothing is left to expire, or nothing was paid", paid, units)
	}

	// When the holds have ended, one sweep gives every unpaid unit back.
	for audit = sweep(t, region, office); audit.Orders[order.Held] > 0; {
		waitUntil(t, lastHold(t, data))
		audit = sweep(t, region, office)
	}
	if !audit.OK() || audit.Total().Left != units-paid || audit.Total().Paid != paid || audit.Total().Held != 0 {
		t.Errorf("after the holds: %+v, %v, want %d left and %d paid", audit.Total(), audit.Findings, units-paid, paid)
	}
}

// openStore starts region us of the template as it is.
func openStore(t *testing.T) (*store.Region, *dynamo.Store) {
	t.Helper()
	root, err := state.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Start(t.Context(), store.Options{
		Root: root, Regions: []string{"us"}, Stack: "test-" + rand.Text(), DynamoDB: testserver.Shared(t), Quiet: true, Log: t.Output(),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	region := s.Region("us")
	return region, dynamo.New(region.DynamoDB, dynamo.TablesOf(region.Tables()))
}

func saleOf(t *testing.T, office *backoffice.Office, id catalog.SaleID) catalog.Sale {
	t.Helper()
	sales, err := office.Sales(t.Context(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, sale := range sales {
		if sale.ID == id {
			return sale.Sale
		}
	}
	t.Fatalf("there is no sale %s", id)
	return catalog.Sale{}
}

func auditOf(t *testing.T, office *backoffice.Office, sale catalog.SaleID) backoffice.Report {
	t.Helper()
	audit, err := office.Audit(t.Context(), time.Now(), sale)
	if err != nil {
		t.Fatal(err)
	}
	return audit
}

// sweep runs the sweep function once, and audits.
func sweep(t *testing.T, region *store.Region, office *backoffice.Office) backoffice.Report {
	t.Helper()
	if _, err := region.Invoke(t.Context(), "SweepFunction", []byte("{}")); err != nil {
		t.Fatal(err)
	}
	return auditOf(t, office, "fifty")
}

// lastHold is when the last hold ends.
func lastHold(t *testing.T, data *dynamo.Store) time.Time {
	t.Helper()
	var last time.Time
	err := data.AllOrders(t.Context(), func(o order.Order) error {
		if o.Status == order.Held && o.HoldExpiresAt.After(last) {
			last = o.HoldExpiresAt
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return last
}

func waitUntil(t *testing.T, at time.Time) {
	t.Helper()
	timer := time.NewTimer(time.Until(at))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-t.Context().Done():
		t.Fatal(t.Context().Err())
	}
}
