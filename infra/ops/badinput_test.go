package main

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"storefront/shared/ledger/bucket"
)

// Each command about the books names what is wrong with its input and what to do. Then nothing is
// written, neither to the bucket nor to the folder.
func TestBadInputOfTheBooks(t *testing.T) {
	t.Parallel()
	const head = " --head 7db06d3bae757defa26460dfffe1b6baa0235876593685ab33aa39ff5f984c74"
	s, files := withBooks(t)
	s.now = func() time.Time { return monday.AddDate(0, 0, 20) }
	s.closeDue(t, files)
	dir := t.TempDir()
	in := strings.NewReplacer("DIR", dir)
	for name, body := range map[string]string{
		"empty":       "",
		"other.csv":   "a,b\n1,2\n",
		"header.csv":  "automatic_payout_id,balance_transaction_id,currency,gross,fee,net,source_id\n",
		"entries.csv": "account,debit,credit\n1050,1,\n6900,,1\n",
		"map.csv":     "account,their_account\n1100,1\n2100,2\n2110,3\n4000,4\n4100,5\n2200,6\n4900,7\n4910,8\n",
		"costs.csv":   "sku,from,cost\nheadphones,2015-05-01,1\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	before, there := contents(t, files), names(t, dir)
	for _, tt := range []struct {
		command string
		code    int
		want    string
	}{
		{"close --market us --date 2015-05-18", 2, "must be a market of region eu: de, es, fr, it, nl"},
		{"close --market de --date 2015-5-18", 2, "must be a date as in 2015-05-18"},
		{"close --market de --date 2015-06-07", 1, "2015-06-07 is not over in market de until 2015-06-07T22:00:00Z"},
		{"close --market de --date 2014-05-18", 1, "the first event of market de is of 2015-05-18"},
		{"close --market nl --date 2015-05-18", 1, "market nl has no events yet"},
		{"close --market de --date 2015-05-18 --rebuild", 2, "need --reason"},
		{"close --market de --date 2015-05-18 --out DIR/new", 2, "--out is for --provisional"},
		{"close --market de --date 2015-05-18 --provisional", 1, "2015-05-18 is closed in market de"},
		{"close --market de --date 2015-06-20 --provisional", 1, "2015-06-20 has not begun in market de"},
		{"close --market de --date 2014-06-07 --provisional", 1, "the first event of market de is of 2015-05-18"},
		{"close --market de --date 2015-06-07 --provisional --out DIR/empty", 2, "DIR/empty is not a folder"},
		{"close --market de --date 2015-06-07 --provisional --out DIR/empty/new", 2, "DIR/empty/new: not a directory"},

		{"today --market us", 2, "must be a market of region eu"},
		{"today --out DIR/empty", 2, "DIR/empty is not a folder"},

		{"pack --month 2015-6 --out DIR/new.xlsx", 2, "must be a month as in 2026-11"},
		{"pack --month 2015-06 --out DIR/new.xlsx", 1, "2015-06 is not over until 2015-06-30T22:00:00Z; --provisional packs what there is"},
		{"pack --month 2015-07 --out DIR/new.xlsx", 1, "2015-07 has not begun: it does so at 2015-06-30T22:00:00Z\n"},
		{"pack --month 2015-04 --out DIR/new.xlsx", 1, "no market has events from before the end of 2015-04\n"},
		{"pack --month 2015-05 --out DIR/empty", 2, "DIR/empty is there already"},
		{"pack --month 2015-05 --out DIR/none/new.xlsx", 2, "DIR/none: no such file or directory"},
		{"pack --month 2015-05 --out DIR/new.csv", 2, "a workbook's name must end with .xlsx; --format csv or parquet writes a folder"},
		{"pack --month 2015-05 --out DIR/new.xlsx --format csv", 2, "--format csv writes a folder, whose name must not end with .xlsx"},

		{"lock --month 2015-06 --yes", 1, "2015-06-30 is not over in market de"},
		{"lock --month 2015-04 --yes", 1, "no market has books of 2015-04"},

		{"adjust --market de --month 2015-05 --reason x --file DIR/empty", 2, "must have entries below a row with the columns"},
		{"adjust --market de --month 2015-05 --reason x --file DIR", 1, "is a directory"},
		{"adjust --market de --month 2015-05 --file DIR/entries.csv", 2, "--reason is required"},
		{"adjust --market de --month 2015-04 --reason x --file DIR/entries.csv", 1, "the first event of market de is of 2015-05-18"},
		{"adjust --market nl --month 2015-05 --reason x --file DIR/entries.csv", 1, "market nl has no events yet"},
		{"settle --market de --reason x --event none#1", 1, "no such event is in suspense"},

		{"costs --market de --month 2015-05 --out DIR/new --costs DIR/empty", 2, "must have costs below a row with the columns"},
		{"costs --market de --month 2015-06 --out DIR/new --costs DIR/costs.csv", 1, "2015-06 is not over until"},
		{"costs --market de --month 2015-04 --out DIR/new --costs DIR/costs.csv", 1, "the books of market de begin with 2015-05-18"},
		{"costs --market nl --month 2015-05 --out DIR/new --costs DIR/costs.csv", 1, "market nl has had no events yet"},
		{"costs --market de --month 2015-05 --out DIR/empty --costs DIR/costs.csv", 2, "is there already"},

		{"export --month 2015-06 --format generic --map DIR/map.csv --out DIR/new", 1, "2015-06 is not over until"},
		{"export --month 2015-04 --format generic --map DIR/map.csv --out DIR/new", 1, "no market has events from before the end of 2015-04"},
		{"export --month 2015-05 --format generic --map DIR/empty --out DIR/new", 1, "the file is empty; its columns are account,"},
		{"export --month 2015-05 --format generic --map DIR/other.csv --out DIR/new", 1, `column "a" is unknown or repeated; the columns are`},
		{"export --month 2015-05 --format generic --map DIR/map.csv --out DIR/empty", 2, "is there already"},
		{"export --month 2015-05 --format generic --map DIR/map.csv --out DIR/new --client 1", 2, "--client is for --format datev"},
		{"export --month 2015-05 --format datev --map DIR/map.csv --out DIR/new --company x", 2, "--company is for --format tally"},
		{"export --month 2015-05 --format xero --map DIR/map.csv --out DIR/new", 1, "xero needs the name of a tax rate in tax_code"},

		{"pull --market de --from 2015-05-18 --to 2015-05-17 --out DIR/new", 2, "--to must not come before --from"},
		{"pull --market de --from 2015-05-18 --to 2015-05-19 --out DIR/empty", 2, "DIR/empty is not a folder"},
		{"pull --market de --from 2015-05-18 --to 2015-05-19 --out DIR/empty --raw", 2, "DIR/empty is not a folder"},

		{"verify --date 2015-05-18 --from 2015-05-18", 2, "either --date, or --from and --to are required"},
		{"verify --market nl --date 2015-05-18", 1, "market nl has had no events yet"},
		{"verify --date 2014-05-18", 1, "the books of market de begin with 2015-05-18"},
		{"verify --market de --date 2015-06-07", 1, "market de has no closed day from 2015-06-07 to 2015-06-07"},
		{"verify --market de --date 2015-05-18 --restore" + head, 2, "--head is for one manifest"},
		{"verify --market de --date 2015-05-18 --from 2015-05-18 --to 2015-05-19" + head, 2, "--head is for one manifest"},

		{"reconcile --payouts DIR/empty", 1, "not an itemised payout reconciliation report of Stripe: the file is empty"},
		{"reconcile --payouts DIR/header.csv", 1, "the report has no lines: choose days with payouts"},
		{"reconcile --payouts DIR/other.csv", 1, "it has no column automatic_payout_id"},
		{"reconcile --payouts DIR", 1, "is a directory"},
		{"reconcile --payouts DIR/none", 1, "no such file or directory"},

		{"document --number DE-INV-0000001 --out DIR/new --reason x", 2, "--unseal needs --reason, and only it does"},
		{"document --number US-INV-0000001 --out DIR/new", 1, "is not a number of a market of region eu, such as DE-INV-0000042"},
		{"document --number DE-INV-0000001 --out DIR/empty", 2, "is there already"},

		{"backfill --market de --date 2015-06-08", 1, "2015-06-08 has not come in market de"},
		{"backfill --market de --date 2015-05-18 --export exports/1", 2, "--export must be as in s3://"},
	} {
		s.gives(t, "-local eu ledger "+in.Replace(tt.command), tt.code, in.Replace(tt.want))
	}
	if !maps.Equal(contents(t, files), before) {
		t.Error("the bucket has changed")
	}
	if now := names(t, dir); !slices.Equal(now, there) {
		t.Errorf("the folder has %v, and had %v", now, there)
	}
}

// contents returns the objects of a bucket.
func contents(t *testing.T, files *bucket.Bucket) map[string]string {
	t.Helper()
	keys, err := files.List(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, key := range keys {
		body, err := files.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		all[key] = string(body)
	}
	return all
}

// names lists what is in a folder and below it.
func names(t *testing.T, dir string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		all = append(all, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
