package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"storefront/shared/ledger/bucket"
	"storefront/shared/ledger/closing"
)

// Whoever can write only to the bucket can put whole and consistent books there. No command reads
// them as the books: each names the file and what to do.
func TestForgedBooks(t *testing.T) {
	t.Parallel()
	const day = "2015-05-31"
	folder := func(rev int) string { return closing.Folder("eu", "de", day, rev) }
	for _, test := range []struct {
		name    string
		forge   func(t *testing.T, files *bucket.Bucket)
		want    string
		honest  int // days that pull copies all the same
		skipped string
	}{
		{"a later revision", func(t *testing.T, files *bucket.Bucket) {
			t.Helper()
			copyBooks(t, files, folder(1), folder(2), `"rev": 1`, `"rev": 2`)
		}, folder(2) + "manifest.json is not anchored in the orders' table, so it is not in force: ledger close --rebuild makes the books of " + day + " again", 14, ""},
		{"another manifest in its place", func(t *testing.T, files *bucket.Bucket) {
			t.Helper()
			copyBooks(t, files, folder(1), folder(1), `"checks"`, `"reason": "none", "checks"`)
		}, folder(1) + "manifest.json has the digest", 13, "left: " + day + " is not closed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s, files := withBooks(t)
			s.now = func() time.Time { return monday.AddDate(0, 0, 20) }
			r, err := s.openLocal("eu")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := (closing.Closer{Objects: files, Anchors: r.store, Region: "eu"}).CloseDue(t.Context(), s.now()); err != nil {
				t.Fatal(err)
			}
			test.forge(t, files)
			dir := t.TempDir()
			accounts, costs := filepath.Join(dir, "map.csv"), filepath.Join(dir, "costs.csv")
			for name, body := range map[string]string{
				accounts: "account,their_account\n1100,1360\n2100,1718\n2110,1719\n4000,8400\n4100,8401\n2200,1776\n",
				costs:    "sku,from,cost\nfitness-band,2015-01-01,6.05\nheadphones,2015-01-01,6.05\n",
			} {
				if err := os.WriteFile(name, []byte(body), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for _, command := range []string{
				"pack --month 2015-05 --out " + dir + "/may.xlsx",
				"export --month 2015-05 --format generic --map " + accounts + " --out " + dir + "/may",
				"costs --market de --month 2015-05 --costs " + costs + " --out " + dir + "/entries.csv",
				"status",
				"document --number DE-INV-0000001 --out " + dir + "/invoice.html",
				"pull --market de --from 2015-05-18 --to " + day + " --out " + dir + "/books",
			} {
				s.gives(t, "-local eu ledger "+command, 1, test.want)
			}
			if !strings.Contains(s.shown.String(), fmt.Sprintf("%d days of books", test.honest)) || !strings.Contains(s.shown.String(), test.skipped) {
				t.Errorf("pulled:\n%s", &s.shown)
			}
			for _, name := range []string{"may.xlsx", "may", "entries.csv", "invoice.html"} {
				if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
					t.Errorf("%s was written", name)
				}
			}
		})
	}
}

// copyBooks copies the books of a revision, with another manifest.
func copyBooks(t *testing.T, files *bucket.Bucket, from, to, old, changed string) {
	t.Helper()
	keys, err := files.List(t.Context(), from, "")
	if err != nil || len(keys) == 0 {
		t.Fatalf("%d files, %v", len(keys), err)
	}
	for _, key := range keys {
		body, err := files.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(key, closing.ManifestName) {
			body = bytes.Replace(body, []byte(old), []byte(changed), 1)
		}
		if err := files.Put(t.Context(), to+strings.TrimPrefix(key, from), body); err != nil {
			t.Fatal(err)
		}
	}
}
