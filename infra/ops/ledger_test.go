package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"storefront/infra/fakes3/fakes3test"
	"storefront/infra/ops/target"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/email"
	"storefront/shared/ledger"
	"storefront/shared/ledger/bucket"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/ledger/raw"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/market"
	"storefront/shared/order"
)

// withBooks returns a session some days after orders were made in Germany, and the
// bucket with their raw files.
func withBooks(t *testing.T) (*session, *bucket.Bucket) {
	t.Helper()
	files := fakes3test.Books(t, nil)
	store := &withOrders{Memory: checkouttest.NewMemory()}
	var events []ledger.Event
	chance := rand.New(rand.NewPCG(1, 1))
	germany, _ := market.EU.Market("de")
	for n := range 12 {
		life := ledgertest.Sale(chance, germany, n, monday.Add(time.Duration(n)*5*time.Hour), n%4 == 0)
		store.orders = append(store.orders, life[len(life)-1].Order)
		events = append(events, life...)
	}
	rawtest.Put(t, files, rawtest.Number(events), 1_000)
	s := newSession(t, store)
	s.now = func() time.Time { return monday.AddDate(0, 0, 5) }
	open := s.openLocal
	s.openLocal = func(name string) (region, error) {
		r, err := open(name)
		r.Ledger = func(context.Context) (target.Ledger, error) {
			return target.Ledger{Books: files, Caller: "a controller"}, nil
		}
		return r, err
	}
	return s, files
}

// closeDue closes all days that are due in the session's time.
func (s *session) closeDue(t *testing.T, files *bucket.Bucket) {
	t.Helper()
	if _, err := (closing.Closer{Objects: files, Region: "eu"}).CloseDue(t.Context(), s.now()); err != nil {
		t.Fatal(err)
	}
}

// withOrders is a store with orders of its own, instead of those that were put.
type withOrders struct {
	*checkouttest.Memory
	orders []order.Order
}

func (w *withOrders) AllOrders(_ context.Context, visit func(order.Order) error) error {
	for _, o := range w.orders {
		if err := visit(o); err != nil {
			return err
		}
	}
	return nil
}

func TestDaysOfTheBooks(t *testing.T) {
	t.Parallel()
	s, files := withBooks(t)
	dir := t.TempDir()
	s.follow(t, "books.txt", dir, "DIR")

	// What was pulled is what the bucket has under current/v=1.
	keys, err := files.List(t.Context(), "current/v=1/", "")
	if err != nil || len(keys) != 18 {
		t.Fatalf("%d current files, %v", len(keys), err)
	}
	for _, key := range keys {
		want, err := files.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(dir, strings.TrimPrefix(key, "current/v=1/")))
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v", key, err)
		}
	}
}

// The first month of a shop begins before its books do, and a market without orders
// has none.
func TestPullOfTheFirstMonth(t *testing.T) {
	t.Parallel()
	s, _ := withBooks(t)
	for _, date := range []string{"2015-05-18", "2015-05-19"} {
		s.do(t, "-local eu ledger close --market de --date "+date)
	}
	for command, want := range map[string]string{
		"--market de --from 2015-05-01 --to 2015-05-19": "the books of market de begin with 2015-05-18\n2 days of books in ",
		"--market nl --from 2015-05-01 --to 2015-05-31": "market nl has had no events yet\n0 days of books in ",
	} {
		if code := s.do(t, "-local eu ledger pull "+command+" --out "+t.TempDir()); code != 0 || !strings.Contains(s.shown.String(), want) {
			t.Errorf("%s: exit %d:\n%s", command, code, &s.shown)
		}
	}
}

// A lost raw file keeps its day open. One command writes what was in it.
func TestALostRawFile(t *testing.T) {
	t.Parallel()
	s, files := withBooks(t)
	key := ""
	keys, err := files.List(t.Context(), "raw/", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keys {
		if strings.Contains(k, "dt=2015-05-18") {
			key = k
		}
	}
	lost, err := files.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	events, err := raw.Decode(lost)
	if err != nil {
		t.Fatal(err)
	}
	without, open := fakes3test.Books(t, nil), s.openLocal
	for _, k := range keys {
		if k == key {
			continue
		}
		body, err := files.Get(t.Context(), k)
		if err == nil {
			_, err = without.PutNew(t.Context(), k, body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	s.openLocal = func(name string) (region, error) {
		r, err := open(name)
		r.Ledger = func(context.Context) (target.Ledger, error) {
			return target.Ledger{Books: without, Caller: "a controller"}, nil
		}
		r.Digests = func(context.Context) (email.Digests, error) { return email.Digests{}, nil }
		return r, err
	}
	backfill := "-local eu ledger backfill --market de --date 2015-05-18"
	if code := s.do(t, backfill); code != 0 || !strings.Contains(s.shown.String(), fmt.Sprintf("wrote %d events that had been lost", len(events))) {
		t.Fatalf("exit %d:\n%s", code, &s.shown)
	}
	if code := s.do(t, "-local eu ledger close --market de --date 2015-05-18"); code != 0 || !strings.Contains(s.shown.String(), "debit EUR 378.63") {
		t.Errorf("exit %d:\n%s", code, &s.shown)
	}
	for command, want := range map[string]string{
		backfill: "wrote 0 events",
		"-local eu ledger verify --market de --date 2015-05-18":                      "everything agrees",
		"-local eu ledger backfill --market de --date 2015-05-18 --export exports/1": "--export must be as in s3://",
	} {
		if s.do(t, command); !strings.Contains(s.shown.String(), want) {
			t.Errorf("%s:\n%s", command, &s.shown)
		}
	}
}

// A file that differs from its manifest is not copied, nor is the manifest of
// its day. The next pull copies only what is missing.
func TestAPullThatFindsADamagedFile(t *testing.T) {
	t.Parallel()
	s, files := withBooks(t)
	s.do(t, "-local eu ledger close --market de --date 2015-05-18")
	key := closing.Folder("eu", "de", "2015-05-18", 1) + "order_lines.parquet"
	good, err := files.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	bad := slices.Clone(good)
	bad[len(bad)/2] ^= 1
	if err := files.Put(t.Context(), key, bad); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	command := "-local eu ledger pull --market de --from 2015-05-18 --to 2015-05-18 --out " + dir
	manifest := filepath.Join(dir, "manifest/region=eu/market=de/dt=2015-05-18/manifest.json")
	if code := s.do(t, command); code != 1 || !strings.Contains(s.shown.String(), "left: "+key+" differs from its manifest") {
		t.Errorf("exit %d:\n%s", code, &s.shown)
	}
	if _, err := os.Stat(manifest); err == nil {
		t.Error("the manifest came")
	}
	if err := files.Put(t.Context(), key, good); err != nil {
		t.Fatal(err)
	}
	if code := s.do(t, command); code != 0 || !strings.Contains(s.shown.String(), "8 files, 7 already present") {
		t.Errorf("exit %d:\n%s", code, &s.shown)
	}
	if _, err := os.Stat(manifest); err != nil {
		t.Error(err)
	}
}

// Raw files are copied as they are, and a changed or lost one of a closed day is named.
func TestAPullOfRawFiles(t *testing.T) {
	t.Parallel()
	s, files := withBooks(t)
	for _, date := range []string{"2015-05-18", "2015-05-19"} {
		s.do(t, "-local eu ledger close --market de --date "+date)
	}
	keys, err := files.List(t.Context(), raw.Folder("eu", "de", "2015-05-19"), "")
	if err != nil || len(keys) != 1 {
		t.Fatalf("%v, %v", keys, err)
	}
	good, err := files.Get(t.Context(), keys[0])
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	command := "-local eu ledger pull --market de --from 2015-05-18 --to 2015-05-19 --raw --out " + dir
	if err := files.Put(t.Context(), keys[0], good[:len(good)-1]); err != nil {
		t.Fatal(err)
	}
	if code := s.do(t, command); code != 1 || !strings.Contains(s.shown.String(), "left: "+keys[0]+" was changed after it was booked") {
		t.Errorf("exit %d:\n%s", code, &s.shown)
	}
	if err := files.Put(t.Context(), keys[0], good); err != nil {
		t.Fatal(err)
	}
	if code := s.do(t, command); code != 0 || !strings.Contains(s.shown.String(), "2 files, 1 already present") {
		t.Errorf("exit %d:\n%s", code, &s.shown)
	}
	if got, err := os.ReadFile(filepath.Join(dir, keys[0])); err != nil || !slices.Equal(got, good) {
		t.Errorf("the copy differs: %v", err)
	}
}

// An order's documents have numbers once their days are closed.
func TestDocumentsOfAnOrder(t *testing.T) {
	t.Parallel()
	s, files := withBooks(t)
	store := &withOrders{Memory: checkouttest.NewMemory()}
	chance, germany := rand.New(rand.NewPCG(1, 1)), market.EU.Markets()[0]
	var o order.Order // the first of the books that was refunded
	for n := 0; len(o.Refunds) == 0; n++ {
		life := ledgertest.Sale(chance, germany, n, monday.Add(time.Duration(n)*5*time.Hour), n%4 == 0)
		o = life[len(life)-1].Order
	}
	if _, err := store.Put(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	open := s.openLocal
	s.openLocal = func(name string) (region, error) {
		r, err := open(name)
		r.store = sessionStore{store, &s.forgotten, s.waitlist, s}
		return r, err
	}
	show := "-local eu ledger documents --order " + o.ID.String()
	if code := s.do(t, show); code != 0 || !strings.Contains(s.shown.String(), "0 of 2 documents have a number") {
		t.Errorf("exit %d:\n%s", code, &s.shown)
	}
	s.closeDue(t, files)
	s.shown.Reset()
	for _, want := range []string{"  INVOICE ", "DE-CRN-0000001  CREDIT_NOTE ", "2 of 2 documents"} {
		if code := s.do(t, show); code != 0 || !strings.Contains(s.shown.String(), want) {
			t.Errorf("exit %d:\n%s", code, &s.shown)
		}
	}

	file := filepath.Join(t.TempDir(), "note.html")
	for _, step := range []struct {
		number string
		code   int
	}{
		{"DE-CRN-0000999", 1},
		{"DE-XXX-0000001", 1},
		{"de-crn-0000001", 1},
		{"US-INV-0000001", 1},
		{"42", 1},
		{"", 1},
		{"DE-CRN-0000001", 0},
		{"DE-CRN-0000001", 2}, // it is there
	} {
		if code := s.do(t, "-local eu ledger document --out "+file+" --number="+step.number); code != step.code {
			t.Errorf("%q: exit %d:\n%s", step.number, code, &s.shown)
		}
	}
	page, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(page), "Rechnungskorrektur DE-CRN-0000001") || !strings.Contains(string(page), o.ID.String()) {
		t.Errorf("%v:\n%s", err, page)
	}
	// If an order differs from the books, its documents are not printed.
	o.Refunds[0].Total.Minor--
	o.Refunds[0].Lines = slices.Clone(o.Refunds[0].Lines)
	o.Refunds[0].Lines[0].Total.Minor--
	store.Memory = checkouttest.NewMemory()
	if _, err := store.Put(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	s.gives(t, "-local eu ledger document --number DE-CRN-0000001 --out "+file+".2", 1, "in the books, and of")
}

// A buyer who was forgotten is on the invoice only if an operator unseals the copy, and says why. Then
// the page is the same as before.
func TestUnsealADocument(t *testing.T) {
	t.Parallel()
	s, files := withBooks(t)
	store := checkouttest.NewMemory()
	chance, germany := rand.New(rand.NewPCG(1, 1)), market.EU.Markets()[0]
	var o order.Order
	for n := 0; len(o.Refunds) == 0; n++ {
		life := ledgertest.Sale(chance, germany, n, monday.Add(time.Duration(n)*5*time.Hour), n%4 == 0)
		o = life[len(life)-1].Order
	}
	o.Status, o.ErasedAt = order.Shipped, time.Time{} // so that nothing waits for the buyer
	o.Buyer = order.Buyer{Email: "ada@example.com", Locale: "de", ShipTo: order.Address{
		Name: "Ada Lovelace", Line1: "Unter den Linden 12", City: "Berlin", PostalCode: "10117", Country: "DE",
	}}
	if _, err := store.Put(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	open := s.openLocal
	s.openLocal = func(name string) (region, error) {
		r, err := open(name)
		r.store = sessionStore{store, &s.forgotten, s.waitlist, s}
		return r, err
	}
	s.closeDue(t, files)
	dir := t.TempDir()
	document := func(name string, code int, arguments ...string) string {
		t.Helper()
		file := filepath.Join(dir, name)
		line := []string{"-local", "eu", "ledger", "document", "--number", "DE-CRN-0000001", "--out", file}
		if got := s.run(t.Context(), append(line, arguments...)); got != code {
			t.Fatalf("%s: exit %d, want %d:\n%s", name, got, code, &s.shown)
		}
		page, err := os.ReadFile(file)
		if (err == nil) != (code == 0) {
			t.Errorf("%s: %v", name, err)
		}
		return string(page)
	}
	before := document("before", 0)
	document("nothing sealed", 1, "--unseal", "--reason", "tax audit")
	if code := s.do(t, "-local eu forget --email ada@example.com --yes"); code != 0 || !strings.Contains(s.shown.String(), "invoices of 1 order") {
		t.Errorf("exit %d:\n%s", code, &s.shown)
	}
	document("without a reason", 2, "--unseal")
	document("a reason alone", 2, "--reason", "tax audit")
	s.shown.Reset()
	after := document("after", 0)
	if !strings.Contains(after, "Name und Adresse wurden auf Wunsch des Käufers gelöscht") {
		t.Errorf("the page does not say that the buyer was erased:\n%s", after)
	}
	for _, command := range []string{"order show --order " + o.ID.String(), "order list", "ledger documents --order " + o.ID.String(), "ledger status"} {
		s.do(t, "-local eu "+command)
	}
	if all := after + s.shown.String(); strings.Contains(all, "Lovelace") || strings.Contains(all, "Linden") {
		t.Errorf("the buyer is in what is shown:\n%s", all)
	}
	if opened := document("opened", 0, "--unseal", "--reason", "tax audit"); opened != before || !strings.Contains(opened, "Ada Lovelace") {
		t.Errorf("the page that was opened differs from the one before:\n%s", opened)
	}
	s.shown.Reset()
	s.do(t, "-local eu ledger openings")
	if list := s.shown.String(); !strings.Contains(list, "a controller") || !strings.Contains(list, "tax audit") || !strings.Contains(list, "1 opening of sealed copies") {
		t.Errorf("the openings:\n%s", list)
	}
	names, err := files.List(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if body, err := files.Get(t.Context(), name); err != nil || strings.Contains(string(body), "Lovelace") {
			t.Errorf("%s has the buyer, %v", name, err)
		}
	}
}

// Nothing changes the books of a locked month.
func TestALockedMonth(t *testing.T) {
	t.Parallel()
	s, files := withBooks(t)
	s.now = func() time.Time { return monday.AddDate(0, 0, 20) }
	s.closeDue(t, files)
	for _, step := range []struct {
		command string
		code    int
		want    string
	}{
		{"lock --month 2015-05", 2, "pass --yes"},
		{"lock --month 2015-05 --reason filed --yes", 0, "2015-05 is locked since 2015-06-07T19:00:00Z, by a controller: filed\n  de  2015-05-31, rev 1  "},
		{"close --market de --date 2015-05-19 --rebuild --reason again", 1, "the month is locked: 2015-05, since 2015-06-07T19:00:00Z, by a controller"},
		{"backfill --market de --date 2015-05-19", 1, "the month is locked"},
		{"close --market de --date 2015-05-19", 0, "2015-05-19 is closed, rev 1"},
		{"status --market de", 0, "2015-05 is locked since"},
		{"close --market de --date 2015-06-01 --rebuild --reason again", 0, "2015-06-01 is closed, rev 2"},
		{"verify --market de --from 2015-06-01 --to 2015-06-02", 0, "everything agrees"},
	} {
		s.gives(t, "-local eu ledger "+step.command, step.code, step.want)
	}
}

// A month can be exported once all its days are closed, if every account is mapped.
func TestExportOfAMonth(t *testing.T) {
	t.Parallel()
	s, files := withBooks(t)
	s.now = func() time.Time { return monday.AddDate(0, 0, 20) }
	dir := t.TempDir()
	lines := []string{"account,their_account", "1100,1360", "2100,1718", "2110,1719", "4000,8400", "4100,8401", "2200,1776"}
	export := "-local eu ledger export --month 2015-05 --out " + dir + "/may --map " + dir + "/map.csv "
	for _, step := range []struct {
		format string
		lines  int // of the map
		code   int
		want   string
	}{
		{"sap", 7, 2, "must be one of datev, generic, quickbooks, tally, xero"},
		{"generic", 7, 1, "2015-05-18 is not closed"},
		{"generic", 6, 1, "map.csv has no line for account 2200 (VAT payable) of market de"},
		{"datev", 7, 1, "datev needs the consultant's number"},
		{"datev --consultant 29098 --client 55003 --year-begins 13", 7, 2, "must be a month from 1 to 12"},
		{"datev --consultant 29098 --client 55003", 7, 0, "for datev\ndebits and credits are EUR 9716.11 each; every account agrees with the manifests\nwrote " + dir + "/may/EXTF_2015-05.csv\n"},
		{"datev --consultant 29098 --client 55003", 7, 2, "may is there already"},
	} {
		if err := os.WriteFile(filepath.Join(dir, "map.csv"), []byte(strings.Join(lines[:step.lines], "\n")), 0o600); err != nil {
			t.Fatal(err)
		}
		if step.lines == 6 {
			s.closeDue(t, files)
		}
		s.gives(t, export+"--format "+step.format, step.code, step.want)
	}
}

// A month without any event is no file: the other ledger would refuse an empty one.
func TestExportOfAQuietMonth(t *testing.T) {
	t.Parallel()
	s, files := withBooks(t)
	s.now = func() time.Time { return monday.AddDate(0, 0, 50) }
	s.closeDue(t, files)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "map.csv"), []byte("account,their_account\n1100,1360\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code := s.do(t, "-local eu ledger export --month 2015-06 --format generic --out "+dir+"/june --map "+dir+"/map.csv")
	if code != 0 || !strings.Contains(s.shown.String(), "2015-06 of STOREFRONT-EU has no entries, so there is nothing to write\n") {
		t.Errorf("exit %d:\n%s", code, &s.shown)
	}
	if _, err := os.Stat(dir + "/june"); err == nil {
		t.Error("there is a folder")
	}
}

// Markets of the region that nobody has bought from yet have no books, and nothing is wrong with that.
func TestVerifyAllMarkets(t *testing.T) {
	t.Parallel()
	s, _ := withBooks(t)
	for _, date := range []string{"2015-05-18", "2015-05-19"} {
		s.do(t, "-local eu ledger close --market de --date "+date)
	}
	s.shown.Reset()
	code := s.do(t, "-local eu ledger verify --from 2015-05-18 --to 2015-05-19")
	for _, want := range []string{"market de, 2 closed days", "everything agrees", "market nl has had no events yet\n"} {
		if code != 0 || !strings.Contains(s.shown.String(), want) {
			t.Errorf("exit %d, want %q:\n%s", code, want, &s.shown)
		}
	}
}

func TestBooksThatDifferFromTheStore(t *testing.T) {
	t.Parallel()
	s, _ := withBooks(t)
	s.do(t, "-local eu ledger close --market de --date 2015-05-18")
	open := s.openLocal
	s.openLocal = func(name string) (region, error) {
		r, err := open(name)
		r.store = sessionStore{checkouttest.NewMemory(), &s.forgotten, s.waitlist, s}
		return r, err
	}
	code := s.do(t, "-local eu ledger verify --market de --date 2015-05-18")
	if code != 1 || !strings.Contains(s.shown.String(), "  the store does not have HOLD of ") {
		t.Errorf("exit %d:\n%s", code, &s.shown)
	}
}

// A booked raw file that is lost keeps the next day open, until verify restores it.
func TestALostRawFileIsRestored(t *testing.T) {
	t.Parallel()
	s, files := withBooks(t)
	s.do(t, "-local eu ledger close --market de --date 2015-05-18")
	keys, err := files.List(t.Context(), raw.Folder("eu", "de", "2015-05-18"), "")
	if err == nil {
		err = files.Delete(t.Context(), keys[0])
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		command string
		code    int
		want    string
	}{
		{"close --market de --date 2015-05-19", 1, "is gone"},
		{"verify --market de --date 2015-05-18", 1, "findings: 1\n  " + keys[0] + " is gone\n"},
		{"verify --market de --date 2015-05-18 --restore", 1, "findings: 1\n  " + keys[0] + " is gone, and is restored\n"},
		{"verify --market de --date 2015-05-18", 0, "everything agrees"},
		{"close --market de --date 2015-05-19", 0, "2015-05-19 is closed, rev 1"},
	} {
		s.gives(t, "-local eu ledger "+step.command, step.code, step.want)
	}
}

func TestTheProgressBarEndsFull(t *testing.T) {
	t.Parallel()
	s, _ := withBooks(t)
	s.progress = true
	s.do(t, "-local eu ledger close --market de --date 2015-05-18")
	s.do(t, "-local eu ledger pull --market de --from 2015-05-18 --to 2015-05-18 --out "+t.TempDir())
	if want := "\r[" + strings.Repeat("=", 40) + "]"; !strings.Contains(s.shown.String(), want) {
		t.Errorf("shown:\n%s", &s.shown)
	}
}
