package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"storefront/shared/ledger/closing"
)

// An operator's file is booked whole or not at all, and only in a month that is not locked.
func TestAdjust(t *testing.T) {
	t.Parallel()
	s, files := withBooks(t)
	s.now = func() time.Time { return monday.AddDate(0, 0, 35) }
	r, err := s.openLocal("eu")
	if err != nil {
		t.Fatal(err)
	}
	c := closing.Closer{Objects: files, Anchors: r.store, Region: "eu"}
	if _, err := c.CloseDue(t.Context(), s.now()); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "entries.csv")
	for _, step := range []struct {
		name, rows, month string
		code              int
		want              string
	}{
		{"not balanced", "account,debit,credit\n1050,12.34,\n6900,,12.35\n", "2015-05", 2, "debits are 12.34 and credits 12.35, and must be equal"},
		{"no amount", "account,debit,credit\n1050,,\n6900,,12.35\n", "2015-05", 2, "line 2"},
		{"both sides", "account,debit,credit\n1050,1,1\n6900,,1\n", "2015-05", 2, "line 2"},
		{"too many decimals", "account,debit,credit\n1050,1.001,\n6900,,1.001\n", "2015-05", 2, "at most 2 decimals"},
		{"a negative amount", "account,debit,credit\n1050,-1,\n6900,,-1\n", "2015-05", 2, "line 2"},
		{"no account", "account,debit,credit\n1051,1,\n6900,,1\n", "2015-05", 2, `line 2: there is no account "1051"`},
		{"an address", "account,debit,credit,order,text\n1050,1,,,for ada@example.com\n6900,,1,,\n", "2015-05", 2, "line 2: the text must not identify a buyer"},
		{"other columns", "konto,soll,haben\n1050,1,\n6900,,1\n", "2015-05", 2, "account,debit,credit,order,text"},
		{"a month to come", "account,debit,credit\n1050,1,\n6900,,1\n", "2015-07", 2, "must not come after"},
		{"good", "account,debit,credit,order,text\n1050,12.3,,,the bank\n6900,,12.30,,\n", "2015-05", 0, "they are in the books of 2015-05-31, rev 2"},
		{"again", "account,debit,credit,order,text\n1050,12.3,,,the bank\n6900,,12.30,,\n", "2015-05", 0, "they are in the books of 2015-05-31, rev 2"},
		{"as Excel writes it in Germany", "\ufeffaccount;debit;credit;order;text\r\n1050;12.3;;;the bank\r\n6900;;12.30;;\r\n", "2015-05", 0, "they are in the books of 2015-05-31, rev 2"},
		{"this month", "account,debit,credit\n1050,1,\n6900,,1\n", "2015-06", 0, "once that day is closed"},
	} {
		if err := os.WriteFile(file, []byte(step.rows), 0o600); err != nil {
			t.Fatal(err)
		}
		s.shown.Reset()
		code := s.do(t, "-local eu ledger adjust --market de --month "+step.month+" --file "+file+" --reason rounding")
		if code != step.code || !strings.Contains(s.shown.String(), step.want) {
			t.Errorf("%s: exit %d:\n%s", step.name, code, &s.shown)
		}
	}
	s.gives(t, "-local eu ledger adjust --market de --month 2015-05 --file "+file+" --reason ada@example.com", 2, "must not identify a buyer")
	if _, err := c.LockMonth(t.Context(), "2015-05", "a controller", "", s.now()); err != nil {
		t.Fatal(err)
	}
	for command, want := range map[string]string{
		"-local eu ledger adjust --market de --month 2015-05 --reason late --file " + file: "the next month that is not locked is 2015-06",
		"-local eu ledger settle --market de --event x#2 --reason rule":                    "no such event is in suspense",
	} {
		s.gives(t, command, 1, want)
	}
}
