package dynamo

import (
	"fmt"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"storefront/infra/storetest"
)

func TestABuyerKeepsOneReferenceUntilForgotten(t *testing.T) {
	t.Parallel()
	_, client, names := storetest.Tables(t)
	s := New(client, TablesOf(names))
	refs := func(emails ...string) map[string]string {
		t.Helper()
		refs, err := s.BuyerRefs(t.Context(), emails)
		if err != nil {
			t.Fatal(err)
		}
		return refs
	}
	first := refs("ann@example.com", "ben@example.com", "ann@example.com")
	if len(first) != 2 || first["ann@example.com"] == "" || first["ann@example.com"] == first["ben@example.com"] {
		t.Errorf("two buyers are %v", first)
	}
	if again := refs("ann@example.com", "cat@example.com"); again["ann@example.com"] != first["ann@example.com"] || len(again) != 2 {
		t.Errorf("a buyer was %v, and is %v", first, again)
	}
	for range 2 {
		if err := s.ForgetBuyer(t.Context(), "ann@example.com"); err != nil {
			t.Fatal(err)
		}
	}
	if anew := refs("ann@example.com"); anew["ann@example.com"] == first["ann@example.com"] || anew["ann@example.com"] == "" {
		t.Errorf("a forgotten buyer was %v, and is %v", first, anew)
	}
}

func TestOfReferencesMadeAtOnceOneStays(t *testing.T) {
	t.Parallel()
	_, client, names := storetest.Tables(t)
	seen := make([]string, 10)
	var group sync.WaitGroup
	for i := range seen {
		group.Go(func() {
			refs, err := New(client, TablesOf(names)).BuyerRefs(t.Context(), []string{"ann@example.com"})
			if err != nil {
				t.Error(err)
			}
			seen[i] = refs["ann@example.com"]
		})
	}
	group.Wait()
	for _, ref := range seen {
		if ref == "" || ref != seen[0] {
			t.Fatalf("the buyer is %q", seen)
		}
	}
}

// A rush brings more new buyers in one batch than are put, or read, at once.
func TestManyNewBuyers(t *testing.T) {
	t.Parallel()
	_, client, names := storetest.Tables(t)
	s := New(client, TablesOf(names))
	var emails []string
	for n := range 130 {
		emails = append(emails, fmt.Sprintf("buyer-%d@example.com", n))
	}
	some, err := s.BuyerRefs(t.Context(), emails[:30])
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.BuyerRefs(t.Context(), emails)
	if err != nil || len(all) != len(emails) {
		t.Fatalf("%d of %d buyers, %v", len(all), len(emails), err)
	}
	whose := map[string]string{}
	for email, ref := range all {
		if other, taken := whose[ref]; taken || ref == "" {
			t.Errorf("%s and %s are both %q", email, other, ref)
		}
		whose[ref] = email
		if known := some[email]; known != "" && known != ref {
			t.Errorf("%s was %q, and is %q", email, known, ref)
		}
	}
}

// What is stored tells nothing to who does not know the address already.
func TestTheBuyersTableHasNoAddresses(t *testing.T) {
	t.Parallel()
	_, client, names := storetest.Tables(t)
	tables := TablesOf(names)
	if _, err := New(client, tables).BuyerRefs(t.Context(), []string{"ann@example.com"}); err != nil {
		t.Fatal(err)
	}
	out, err := client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &tables.Buyers})
	if err != nil || len(out.Items) != 1 {
		t.Fatalf("%d items, %v", len(out.Items), err)
	}
	for name, value := range out.Items[0] {
		if name != "pk" && name != "ref" {
			t.Errorf("there is an attribute %s: %v", name, value)
		}
	}
	if key := buyerPK("ann@example.com"); len(key) != 64 {
		t.Errorf("the key is %s", key)
	}
}
