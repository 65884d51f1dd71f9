package closing

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"storefront/shared/ledger"
)

// Versions has the versions of objects that the bucket keeps. With them, an inspection restores
// what was lost or changed.
type Versions interface {
	// Versions returns the versions of an object, the newest first. Deletions are not among them.
	Versions(ctx context.Context, key string) ([]ledger.Version, error)
	// GetVersion returns a version of an object.
	GetVersion(ctx context.Context, key, id string) ([]byte, error)
	// Delete hides an object. Its versions stay.
	Delete(ctx context.Context, key string) error
}

// restores ends the findings of a close about booked files that are lost or changed.
const restores = "; ledger verify --restore looks for its older version"

// stated is what books in force state of a file.
type stated struct {
	bytes  int // 0: they do not state it
	sha256 string
}

func (s stated) fits(body []byte) bool {
	return body != nil && (s.bytes == 0 || s.bytes == len(body)) && s.sha256 == digest(body)
}

// read reads the manifests of the days from first to last, after it has restored them. Those from
// before there were anchors are proved by later ones, so it reads these, too.
func (i *inspection) read(ctx context.Context, first, last string) error {
	tried := map[manifestKey]bool{}
	for restored := -1; restored < i.Restored; {
		restored = i.Restored
		var err error
		if i.chain, err = listChain(ctx, i.marketBooks); err != nil {
			return err
		}
		if i.versions != nil {
			last = i.readThrough(last)
		}
		if err := i.readManifests(ctx, first, last); err != nil {
			return err
		}
		var inForce map[manifestKey]string
		i.proved, inForce = i.prove()
		if err := i.restoreManifests(ctx, first, last, inForce, tried); err != nil {
			return err
		}
	}
	return nil
}

// prove returns the days whose manifest is proved, and the digests that the manifests of these days
// have of others. A manifest is proved if the orders' table has its digest or, for a day
// that was closed before there were anchors, if a proved manifest has it.
func (c *chain) prove() (proved map[string]bool, inForce map[manifestKey]string) {
	proved, inForce = map[string]bool{}, map[manifestKey]string{}
	if c.anchored == nil {
		return proved, inForce
	}
	for _, date := range slices.Backward(slices.Sorted(maps.Keys(c.manifests))) { // a link leads to an earlier day
		key := c.manifestKey(date, c.live[date])
		want, anchored := c.anchored[c.anchorKey(key)]
		if !anchored {
			want = inForce[key]
		}
		if want == "" || want != c.digests[key.key] {
			continue
		}
		proved[date] = true
		for _, link := range []*Link{c.manifests[date].Previous, c.manifests[date].Supersedes} {
			if link != nil {
				inForce[c.manifestKey(link.Date, link.Rev)] = link.SHA256
			}
		}
	}
	return proved, inForce
}

func (c *chain) manifestKey(date string, rev int) manifestKey {
	return manifestKey{c.folder(date, rev) + ManifestName, date, rev}
}

// restoreManifests restores the manifests of the days from first to last whose digests are in the
// orders' table, or are stated by manifests that are proved. It tries each once.
func (i *inspection) restoreManifests(ctx context.Context, first, last string, inForce map[manifestKey]string, tried map[manifestKey]bool) error {
	if i.versions == nil || i.anchors == nil {
		return nil
	}
	if through, err := i.anchors.Adopted(ctx); err != nil || through == nil {
		return err
	}
	if err := i.addAnchored(ctx, first, last, inForce); err != nil {
		return err
	}
	for _, key := range slices.SortedFunc(maps.Keys(inForce), func(a, b manifestKey) int { return strings.Compare(a.key, b.key) }) {
		if tried[key] || key.date < first || key.date > last || i.digests[key.key] == inForce[key] {
			continue
		}
		tried[key] = true
		if err := i.restoreManifest(ctx, key, inForce[key]); err != nil {
			return err
		}
	}
	return nil
}

// addAnchored adds the digests of manifests that are in the orders' table, for the months from that of
// first through that of last.
func (i *inspection) addAnchored(ctx context.Context, first, last string, digests map[manifestKey]string) error {
	for month := ledger.MonthOf(first); month <= ledger.MonthOf(last); month = ledger.MonthOf(ledger.AddDays(month+"-01", 32)) {
		anchors, err := i.anchors.AnchorsOf(ctx, month)
		if err != nil {
			return err
		}
		for of, sha256 := range anchors.Digests {
			if of.Market == i.code {
				digests[i.manifestKey(of.Date, of.Rev)] = sha256
			}
		}
	}
	return nil
}

// restoreManifest restores a manifest that is not as stated. A close keeps the digest of a manifest
// before it puts the manifest, so one that was never there is not lost.
func (i *inspection) restoreManifest(ctx context.Context, key manifestKey, sha256 string) error {
	want := stated{sha256: sha256}
	_, wrong, err := i.compare(ctx, key.key, want)
	if err != nil || wrong == "" {
		return err
	}
	if i.digests[key.key] == "" {
		all, err := i.versions.Versions(ctx, key.key)
		if err != nil || len(all) == 0 {
			return err
		}
	}
	_, err = i.restore(ctx, key.key, want, wrong, CurrentKey(i.region, i.code, key.date, ManifestName))
	return err
}

// restorable reports whether what the manifest of a day states may be restored.
func (i *inspection) restorable(date string) bool { return i.versions != nil && i.proved[date] }

// compare reads an object. It returns the body, or what is wrong with it.
func (i *inspection) compare(ctx context.Context, key string, want stated) (body []byte, wrong string, err error) {
	body, err = i.get(ctx, key)
	switch {
	case err != nil || want.fits(body):
		return body, "", err
	case body == nil:
		return nil, key + " is gone", nil
	default:
		return nil, fmt.Sprintf("%s was changed: its digest is %s, and was %s", key, digest(body), want.sha256), nil
	}
}

// whole returns an object as the books of a day state it. Any other object is reported, and restored
// if that may be. If it is not, whole returns nil.
func (i *inspection) whole(ctx context.Context, date, key string, want stated, copies ...string) ([]byte, error) {
	body, wrong, err := i.compare(ctx, key, want)
	switch {
	case err != nil || wrong == "":
		return body, err
	case i.restorable(date):
		return i.restore(ctx, key, want, wrong, copies...)
	default:
		i.find("%s", wrong)
		return nil, nil
	}
}

// restore puts an object back as it was, and reports what was wrong with it. It returns the body,
// or nil if no version fits.
func (i *inspection) restore(ctx context.Context, key string, want stated, wrong string, copies ...string) ([]byte, error) {
	for _, of := range append([]string{key}, copies...) {
		body, err := i.version(ctx, of, want)
		if err != nil {
			return nil, err
		}
		if body != nil {
			return body, i.putBack(ctx, key, body, wrong)
		}
	}
	i.find("%s; no version in the bucket has the digest %s: %s", wrong, want.sha256, remedy(key))
	return nil, nil
}

// remedy says how to put an object back that has no version in the bucket.
func remedy(key string) string {
	if strings.HasPrefix(key, "raw/") {
		return "put the same file there from a copy, such as one of ledger pull --raw; until then, no later day is closed, and ledger backfill does not help"
	}
	return "put the same file there from a copy, such as one of ledger pull"
}

// version returns the newest version of an object that is as stated, or nil if there is none.
func (i *inspection) version(ctx context.Context, key string, want stated) ([]byte, error) {
	all, err := i.versions.Versions(ctx, key)
	if err != nil {
		return nil, err
	}
	for _, v := range all {
		if want.bytes > 0 && v.Bytes != int64(want.bytes) {
			continue
		}
		if body, err := i.versions.GetVersion(ctx, key, v.ID); err != nil || want.fits(body) {
			return body, err
		}
	}
	return nil, nil
}

// putBack puts an object as it was, and reports that.
func (i *inspection) putBack(ctx context.Context, key string, body []byte, wrong string) error {
	if err := i.objects.Put(ctx, key, body); err != nil {
		return err
	}
	i.find("%s, and is restored", wrong)
	i.mu.Lock()
	defer i.mu.Unlock()
	i.Restored++
	return nil
}
