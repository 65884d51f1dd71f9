package closing_test

import (
	"math/rand/v2"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/market"
)

// BenchmarkClose closes a day on which all orders were paid and one in twenty was
// refunded. The peak is that of the process while it closes. It includes the raw
// files, which are in memory too.
func BenchmarkClose(b *testing.B) {
	for _, orders := range []int{1_000, 100_000} {
		b.Run(strconv.Itoa(orders), func(b *testing.B) {
			full := saleDay(b, orders)
			resetPeak(b)
			var m closing.Manifest
			for b.Loop() {
				var err error
				day := full.clone()
				if m, err = closer(day).Close(b.Context(), closing.Request{Market: "de", Date: second}, later); err != nil || m.Status != closing.Closed {
					b.Fatalf("%s: %v, %+v", m.Status, err, m.Failed())
				}
			}
			events, bytes := 0, 0
			for _, n := range m.Totals.Events {
				events += n
			}
			for _, f := range m.Files {
				bytes += f.Bytes
			}
			b.ReportMetric(float64(events), "events")
			b.ReportMetric(float64(m.Files[0].Rows), "entries")
			b.ReportMetric(float64(bytes)/1e6, "MB-written")
			b.ReportMetric(peak(b), "peak-MB")
		})
	}
}

// saleDay returns a bucket with the raw files of a day of orders, as the stream's
// batches make them.
func saleDay(b *testing.B, orders int) *memory {
	b.Helper()
	m := newMemory()
	germany, _ := market.EU.Market("de")
	chance := rand.New(rand.NewPCG(7, 7))
	noon := time.Date(2015, time.May, 19, 10, 0, 0, 0, time.UTC)
	var events []ledger.Event
	for n := range orders {
		events = append(events, ledgertest.Sale(chance, germany, n, noon.Add(time.Duration(n)*100*time.Millisecond), n%20 == 0)...)
	}
	m.objects = rawtest.Files(rawtest.Number(events), 1_000)
	return m
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
	for line := range strings.Lines(string(status)) {
		if kb, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(kb), " kB"))
			if err != nil {
				b.Fatal(err)
			}
			return float64(n) * 1024 / 1e6
		}
	}
	b.Fatal("no peak in /proc/self/status")
	return 0
}
