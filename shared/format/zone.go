package format

import (
	"embed"
	"fmt"
	"path"
	"sync"
	"time"

	"storefront/shared/market"
)

// zones has the time zones of the markets, since Lambda's base image has none and all
// the world's are 0.4 MB. They are the files of the Go release that the project is built
// with. When the law of a zone changes, its opening and closing times are wrong on the
// pages, though not in the store, until a Go release has the change and the files are
// written again. A test fails when the Go release in use has other files.
//
//go:generate go test -run TestZones -update
//go:embed zones
var zones embed.FS

// zoneFile is the path of a zone's file among the embedded ones.
func zoneFile(zone string) string { return path.Join("zones", path.Base(zone)) }

// locations has the zones by name. They are parsed at their first use.
var locations sync.Map

// zoneOf returns a market's time zone.
func zoneOf(m market.Market) *time.Location {
	if known, ok := locations.Load(m.TimeZone); ok {
		return known.(*time.Location)
	}
	location, err := loadZone(m.TimeZone)
	if err != nil {
		location = time.UTC // for a reader without a market; a test loads the zones of all markets
	}
	locations.Store(m.TimeZone, location)
	return location
}

func loadZone(zone string) (*time.Location, error) {
	data, err := zones.ReadFile(zoneFile(zone))
	if err != nil {
		return nil, fmt.Errorf("read time zone %s: %w", zone, err)
	}
	location, err := time.LoadLocationFromTZData(zone, data)
	if err != nil {
		return nil, fmt.Errorf("parse time zone %s: %w", zone, err)
	}
	return location, nil
}
