package dynamo

import (
	"fmt"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"storefront/infra/storetest"

	"storefront/shared/email"
)

var ann = email.IdentityOf("ann@example.com")

func TestABuyerKeepsOneReferenceUntilForgotten(t *testing.T) {
	t.Parallel()
	_, client, names := storetest.Tables(t)
	s := New(client, TablesOf(names))
	refs := func(buyers ...email.Identity) map[email.Identity]string {
		t.Helper()
		refs, err := s.BuyerRefs(t.Context(), buyers)
		if err != nil {
			t.Fatal(err)
		}
		return refs
	}
	ben, cat := email.IdentityOf("ben@example.com"), email.IdentityOf("cat@example.com")
	first := refs(ann, ben, ann)
	if len(first) != 2 || first[ann] == "" || first[ann] == first[ben] {
		t.Errorf("two buyers are %v", first)
	}
	if again := refs(ann, cat); again[ann] != first[ann] || len(again) != 2 {
		t.Errorf("a buyer was %v, and is %v", first, again)
	}
	for range 2 {
		if err := s.ForgetBuyer(t.Context(), ann); err != nil {
			t.Fatal(err)
		}
	}
	if anew := refs(ann); anew[ann] == first[ann] || anew[ann] == "" {
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
			refs, err := New(client, TablesOf(names)).BuyerRefs(t.Context(), []email.Identity{ann})
			if err != nil {
				t.Error(err)
			}
			seen[i] = refs[ann]
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
	var buyers []email.Identity
	for n := range 130 {
		buyers = append(buyers, email.IdentityOf(fmt.Sprintf("buyer-%d@example.com", n)))
	}
	some, err := s.BuyerRefs(t.Context(), buyers[:30])
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.BuyerRefs(t.Context(), buyers)
	if err != nil || len(all) != len(buyers) {
		t.Fatalf("%d of %d buyers, %v", len(all), len(buyers), err)
	}
	whose := map[string]email.Identity{}
	for buyer, ref := range all {
		if other, taken := whose[ref]; taken || ref == "" {
			t.Errorf("%s and %s are both %q", buyer, other, ref)
		}
		whose[ref] = buyer
		if known := some[buyer]; known != "" && known != ref {
			t.Errorf("%s was %q, and is %q", buyer, known, ref)
		}
	}
}

// What is stored tells nothing to who does not know the address already.
func TestTheBuyersTableHasNoAddresses(t *testing.T) {
	t.Parallel()
	_, client, names := storetest.Tables(t)
	tables := TablesOf(names)
	if _, err := New(client, tables).BuyerRefs(t.Context(), []email.Identity{ann}); err != nil {
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
	if key := buyerPK(ann); len(key) != 64 {
		t.Errorf("the key is %s", key)
	}
}
