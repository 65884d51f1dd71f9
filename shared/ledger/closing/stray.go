package closing

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// strays finds stray files: those that belong to no closed day.
func (i *inspection) strays(ctx context.Context, first, last string) error {
	known := map[string]bool{}
	for date, m := range i.manifests {
		for _, name := range append(namesOf(m), ManifestName) {
			known[CurrentKey(i.region, i.code, date, name)] = true
		}
		for _, books := range append(i.supersededBy(m), m) {
			if err := i.straysAmong(ctx, books); err != nil {
				return err
			}
		}
	}
	return i.strayCopies(ctx, first, last, known)
}

// straysAmong finds stray files in the folder of a day's books.
func (i *inspection) straysAmong(ctx context.Context, m Manifest) error {
	folder := i.folder(m.Date, m.Rev)
	keys, err := i.objects.List(ctx, folder, "")
	known := append(namesOf(m), ManifestName, cutOffName)
	for _, key := range keys {
		if !slices.Contains(known, strings.TrimPrefix(key, folder)) && !slices.Contains(i.junk, key) {
			i.find("%s is not a file of closed books: nothing reads it; delete it", key)
		}
	}
	return err
}

// namesOf returns the names of the files of a day's books.
func namesOf(m Manifest) (names []string) {
	for _, f := range m.Files {
		names = append(names, f.Name)
	}
	return names
}

// strayCopies finds copies that belong to no closed books, and removes those that no close can have
// put.
func (i *inspection) strayCopies(ctx context.Context, first, last string, known map[string]bool) error {
	stray := map[string]string{} // the day of each key; empty: of no day
	for _, folder := range copyFolders(i.region, i.code) {
		keys, err := i.objects.List(ctx, folder, "")
		if err != nil {
			return err
		}
		for _, key := range keys {
			date := dayOfCopy(key, folder)
			if !known[key] && (date == "" || date >= first && date <= last || date > last && i.live[date] == 0) {
				stray[key] = date
			}
		}
	}
	if err := i.strayFolders(ctx, stray); err != nil || len(stray) == 0 {
		return err
	}
	now, err := listChain(ctx, i.marketBooks) // perhaps a day was closed meanwhile
	if err != nil {
		return err
	}
	for key, date := range stray {
		if now.live[date] == i.live[date] {
			if err := i.strayCopy(ctx, key, date); err != nil {
				return err
			}
		}
	}
	return nil
}

// strayFolders adds the files under current/ that are in no market's folder of copies. It does so only
// when the first market of the region is inspected, so that each is reported once.
func (i *inspection) strayFolders(ctx context.Context, stray map[string]string) error {
	markets := i.region.Markets()
	if i.code != markets[0].Code {
		return nil
	}
	var folders []string
	for _, m := range markets {
		folders = append(folders, copyFolders(i.region, m.Code)...)
	}
	keys, err := i.objects.List(ctx, "current/", "")
	for _, key := range keys {
		if !slices.ContainsFunc(folders, func(folder string) bool { return strings.HasPrefix(key, folder) }) {
			stray[key] = ""
		}
	}
	return err
}

// strayCopy reports a copy that belongs to no closed books. It removes the copy if that is certain.
func (i *inspection) strayCopy(ctx context.Context, key, date string) error {
	sure, err := i.hasNoCopies(ctx, date)
	if err != nil {
		return err
	}
	if sure = sure || i.proved[date]; !sure || i.versions == nil {
		i.find("%s is a copy of no closed books", key)
		return nil
	}
	if err := i.versions.Delete(ctx, key); err != nil {
		return err
	}
	i.find("%s is a copy of no closed books, and is removed", key)
	i.Restored++
	return nil
}

// hasNoCopies reports whether a day, or no day if date is empty, can have no books at all, not even
// some that are lost.
func (i *inspection) hasNoCopies(ctx context.Context, date string) (bool, error) {
	if i.anchored == nil || date == "" || i.live[date] > 0 {
		return i.anchored != nil && date == "", nil
	}
	through, err := i.anchors.Adopted(ctx)
	if err != nil || date <= through[i.code] {
		return false, err
	}
	anchors, err := i.anchors.AnchorsOf(ctx, ledger.MonthOf(date))
	for key := range anchors.Digests {
		if key.Market == i.code && key.Date == date {
			return false, err
		}
	}
	return true, err
}

// copyFolders returns the folders of the copies of a market's books.
func copyFolders(region market.Region, code market.Code) []string {
	folders := map[string]bool{}
	for _, kind := range append(fileKinds(), fileKind{name: ManifestName}) {
		folder, _, _ := strings.Cut(CurrentKey(region, code, "", kind.name), "dt=")
		folders[folder] = true
	}
	return slices.Sorted(maps.Keys(folders))
}

// dayOfCopy returns the day of a copy in a folder, or "".
func dayOfCopy(key, folder string) string {
	date, _, _ := strings.Cut(strings.TrimPrefix(key, folder+"dt="), "/")
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return ""
	}
	return date
}
