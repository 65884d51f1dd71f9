package format

import (
	"archive/zip"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"storefront/infra/golden"
	"storefront/shared/market"
)

func markets() []market.Market {
	var all []market.Market
	for _, region := range market.Regions() {
		all = append(all, region.Markets()...)
	}
	return all
}

// The embedded zones are those of the Go release in use. With -update they become so.
func TestZones(t *testing.T) {
	t.Parallel()
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatalf("find the Go release: %v", err)
	}
	release, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		t.Skipf("not checked: the embedded time zones: this Go has none: %v", err)
	}
	defer release.Close()
	for _, m := range markets() {
		file, err := release.Open(m.TimeZone)
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(file)
		if err != nil {
			t.Fatal(err)
		}
		golden.Compare(t, filepath.FromSlash(zoneFile(m.TimeZone)), data)
	}
}

// Each market has its zone, with the offsets and names that this machine knows, hour by
// hour for the years in which sales are planned.
func TestZonesAgreeWithTheMachine(t *testing.T) {
	t.Parallel()
	names := map[string]string{}
	for _, m := range markets() {
		if other := names[zoneFile(m.TimeZone)]; other != "" && other != m.TimeZone {
			t.Errorf("zones %s and %s have one file", other, m.TimeZone)
		}
		names[zoneFile(m.TimeZone)] = m.TimeZone
		ours, err := loadZone(m.TimeZone)
		if err != nil {
			t.Fatal(err)
		}
		machine, err := time.LoadLocation(m.TimeZone)
		if err != nil {
			t.Skipf("not checked: the machine has no time zones: %v", err)
		}
		for at := time.Date(2015, time.January, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2036; at = at.Add(time.Hour) {
			name, offset := at.In(ours).Zone()
			wantName, wantOffset := at.In(machine).Zone()
			if name != wantName || offset != wantOffset {
				t.Errorf("%s at %v: %s, %d s; this machine has %s, %d s", m.TimeZone, at, name, offset, wantName, wantOffset)
				break
			}
		}
	}
}
