package dynamo

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/google/go-cmp/cmp"

	"storefront/infra/storetest"
	"storefront/shared/email"
	"storefront/shared/ledger"
)

var (
	bought  = time.Date(2015, 5, 18, 19, 0, 0, 0, time.UTC)
	digests = email.NewDigests([]byte("no secret: every test's digests are made with it"))
	ann     = buyerOf("ann@example.com")
	ben     = buyerOf("ben@example.com")
)

func buyerOf(address string) string { return ledger.BuyerKey(digests, email.IdentityOf(address)) }

// buyerStore is a store of buyers alone.
type buyerStore struct{ *Store }

func newBuyerStore(t *testing.T) buyerStore {
	t.Helper()
	_, client, names := storetest.Tables(t)
	return buyerStore{New(client, TablesOf(names))}
}

// refs returns the references of what a buyer bought at some times.
func (s buyerStore) refs(t *testing.T, buyer string, at ...time.Time) []string {
	t.Helper()
	var purchases []ledger.Purchase
	for _, bought := range at {
		purchases = append(purchases, ledger.Purchase{Buyer: buyer, At: bought})
	}
	refs, err := s.BuyerRefs(t.Context(), purchases)
	if err != nil {
		t.Fatal(err)
	}
	return refs
}

func (s buyerStore) erase(t *testing.T, buyer string, at time.Time) {
	t.Helper()
	for range 2 { // again changes nothing
		if err := s.EraseBuyer(t.Context(), buyer, at, at); err != nil {
			t.Fatal(err)
		}
	}
}

func TestABuyerKeepsOneReferenceUntilErased(t *testing.T) {
	t.Parallel()
	s := newBuyerStore(t)
	first, second := bought, bought.Add(time.Hour)
	refs, err := s.BuyerRefs(t.Context(), []ledger.Purchase{{Buyer: ann, At: second}, {Buyer: ben, At: first}, {Buyer: ann, At: first}})
	if err != nil || len(refs) != 3 || refs[0] != refs[2] || refs[0] == refs[1] || slices.Contains(refs, "") {
		t.Fatalf("two buyers are %q, %v", refs, err)
	}
	if again := s.refs(t, ann, first); again[0] != refs[0] {
		t.Errorf("a buyer was %q, and is %q", refs[0], again[0])
	}

	erased, later := second.Add(time.Hour), second.Add(time.Hour+time.Millisecond)
	s.erase(t, ann, erased)
	if got := s.refs(t, ann, first, second, erased); !slices.Equal(got, []string{ledger.ErasedRef, ledger.ErasedRef, ledger.ErasedRef}) {
		t.Errorf("late records of an erased buyer are %q", got)
	}
	back := s.refs(t, ann, first, later, second, later)
	if back[0] != ledger.ErasedRef || back[2] != ledger.ErasedRef || back[1] != back[3] || back[1] == refs[0] || back[1] == ledger.ErasedRef {
		t.Errorf("a buyer who came back is %q, and was %q", back, refs[0])
	}

	s.erase(t, ann, erased) // as from an earlier list
	if got := s.refs(t, ann, later); got[0] != back[1] {
		t.Errorf("after an earlier erasure the buyer is %q, and was %q", got, back[1])
	}
	s.erase(t, ann, later)
	if got := s.refs(t, ann, later); got[0] != ledger.ErasedRef {
		t.Errorf("erased again, the buyer is %q", got)
	}
	if got := s.refs(t, ben, first); got[0] != refs[1] {
		t.Errorf("the other buyer was %q, and is %q", refs[1], got[0])
	}
}

func TestOfReferencesMadeAtOnceOneStays(t *testing.T) {
	t.Parallel()
	s := newBuyerStore(t)
	s.erase(t, ann, bought.Add(-time.Hour))
	seen := make([]string, 10)
	var group sync.WaitGroup
	for i := range seen {
		group.Go(func() { seen[i] = s.refs(t, ann, bought)[0] })
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
	s := newBuyerStore(t)
	var purchases []ledger.Purchase
	for n := range 130 {
		purchases = append(purchases, ledger.Purchase{Buyer: buyerOf(fmt.Sprintf("buyer-%d@example.com", n)), At: bought})
	}
	some, err := s.BuyerRefs(t.Context(), purchases[:30])
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.BuyerRefs(t.Context(), purchases)
	if err != nil || len(all) != len(purchases) {
		t.Fatalf("%d of %d buyers, %v", len(all), len(purchases), err)
	}
	if diff := cmp.Diff(some, all[:30]); diff != "" {
		t.Errorf("references changed (-before +after):\n%s", diff)
	}
	slices.Sort(all)
	if unique := slices.Compact(all); len(unique) != len(purchases) || unique[0] == "" {
		t.Errorf("%d buyers have %d references", len(purchases), len(unique))
	}
}

// What is stored tells nothing to who does not have the secret, and ends by itself.
func TestTheBuyersTableHasNoAddresses(t *testing.T) {
	t.Parallel()
	s := newBuyerStore(t)
	s.refs(t, ann, bought)
	s.erase(t, ben, bought)
	out, err := s.client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &s.tables.Buyers})
	if err != nil || len(out.Items) != 2 {
		t.Fatalf("%d items, %v", len(out.Items), err)
	}
	for _, it := range out.Items {
		var names []string
		for name := range it {
			names = append(names, name)
		}
		slices.Sort(names)
		if got := strings.Join(names, " "); got != "expires_at pk ref" && got != "erased_at expires_at pk" {
			t.Errorf("an item has %s", got)
		}
		buyer, err := decodeBuyer(it)
		if err != nil {
			t.Fatal(err)
		}
		want := bought.Add(refFor)
		if buyer.ErasedAt != 0 {
			want = bought.Add(tombstoneFor)
		}
		if len(buyer.PK) != 22 || buyer.ExpiresAt != want.Unix() {
			t.Errorf("the item is %+v, want it to expire at %d", buyer, want.Unix())
		}
	}
}
