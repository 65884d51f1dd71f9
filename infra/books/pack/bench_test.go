package pack_test

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"storefront/infra/books/pack"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/market"
)

// BenchmarkPack packs a month of thirty days, of which each has as many orders: all are
// paid, and one in twenty is refunded in part. The peak is that of the process while it
// packs.
func BenchmarkPack(b *testing.B) {
	for _, orders := range []int{30_000, 3_000_000} {
		b.Run(strconv.Itoa(orders), func(b *testing.B) {
			books := saleMonth(b, orders/30)
			resetPeak(b)
			for b.Loop() {
				report, err := pack.Pack{Books: books, Region: market.EU, Month: "2027-06", Now: afterYear}.Run(b.Context())
				if err == nil {
					err = report.Write(b.Context(), filepath.Join(b.TempDir(), "june.xlsx"), pack.XLSX)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(peak(b), "peak-MB")
		})
	}
}

// saleMonth returns the closed books of June in Germany.
func saleMonth(b *testing.B, perDay int) folder {
	b.Helper()
	books, chance, germany := folder(b.TempDir()), rand.New(rand.NewPCG(6, 6)), market.EU.Markets()[0]
	first, sequence := time.Date(2027, time.June, 1, 10, 0, 0, 0, time.UTC), 0
	for day := range 30 {
		var events []ledger.Event
		for n := range perDay {
			at := first.AddDate(0, 0, day).Add(time.Duration(n) * 100 * time.Millisecond)
			events = append(events, ledgertest.Sale(chance, germany, day*perDay+n, at, n%20 == 0)...)
		}
		slices.SortStableFunc(events, func(x, y ledger.Event) int { return x.OccurredAt.Compare(y.OccurredAt) })
		for i := range events {
			sequence++
			events[i].Sequence = strconv.Itoa(1_000_000_000 + sequence)
		}
		for key, body := range rawtest.Files(events, 1_000) {
			if err := books.Put(b.Context(), key, body); err != nil {
				b.Fatal(err)
			}
		}
		date := first.AddDate(0, 0, day).Format(time.DateOnly)
		m, err := closing.Closer{Objects: books, Region: market.EU}.Close(b.Context(), closing.Request{Market: "de", Date: date}, afterYear)
		if err != nil || m.Status != closing.Closed {
			b.Fatalf("%s: %v, %+v", date, err, m.Failed())
		}
	}
	return books
}

// resetPeak makes peak forget what was before.
func resetPeak(b *testing.B) {
	b.Helper()
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		b.Skip("only Linux can")
	}
}

// peak returns the most memory that the process has had since the reset, in MB.
func peak(b *testing.B) float64 {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Skip("only Linux tells")
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	kb, err := strconv.Atoi(strings.Fields(after)[0])
	if err != nil {
		b.Fatal(err)
	}
	return float64(kb) * 1024 / 1e6
}

// folder is a bucket in a folder.
type folder string

func (f folder) path(key string) string { return filepath.Join(string(f), filepath.FromSlash(key)) }

func (f folder) Put(_ context.Context, key string, body []byte) error {
	if err := os.MkdirAll(filepath.Dir(f.path(key)), 0o755); err != nil {
		return err
	}
	return os.WriteFile(f.path(key), body, 0o644)
}

func (f folder) PutNew(ctx context.Context, key string, body []byte) (bool, error) {
	if _, err := os.Stat(f.path(key)); err == nil {
		return false, nil
	}
	return true, f.Put(ctx, key, body)
}

func (f folder) Get(_ context.Context, key string) ([]byte, error) {
	body, err := os.ReadFile(f.path(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ledger.ErrNoObject
	}
	return body, err
}

func (f folder) List(_ context.Context, prefix, after string) ([]string, error) {
	root := f.path(prefix[:strings.LastIndex(prefix, "/")+1])
	var keys []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(string(f), path)
		if key := filepath.ToSlash(name); strings.HasPrefix(key, prefix) && key > after {
			keys = append(keys, key)
		}
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	slices.Sort(keys)
	return keys, err
}
