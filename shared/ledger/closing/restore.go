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

// stated is what books in force state of a file.
type stated struct {
	bytes  int // 0: they do not state it
	sha256 string
}

func (s stated) fits(body []byte) bool {
	return body != nil && (s.bytes == 0 || s.bytes == len(body)) && s.sha256 == digest(body)
}

// prove returns the days whose manifest in force is proved, and the digests by key that the
// manifests of these days have of others. A manifest is proved if the orders' table has its digest
// or, for a day that was closed before there were anchors, if a proved manifest has it.
func (c *chain) prove() (proved map[string]bool, links map[string]string) {
	proved, links = map[string]bool{}, map[string]string{}
	if c.anchored == nil {
		return proved, links
	}
	for _, date := range slices.Backward(slices.Sorted(maps.Keys(c.manifests))) { // a link leads to an earlier day
		key := c.folder(date, c.live[date]) + ManifestName
		want := c.anchored[ledger.AnchorKey{Market: c.code, Date: date, Rev: c.live[date]}]
		if want == "" {
			want = links[key]
		}
		if want == "" || want != c.digests[key] {
			continue
		}
		proved[date] = true
		for _, link := range []*Link{c.manifests[date].Previous, c.manifests[date].Supersedes} {
			if link != nil {
				links[c.folder(link.Date, link.Rev)+ManifestName] = link.SHA256
			}
		}
	}
	return proved, links
}

// restorable reports whether what the manifest of a day states may be restored.
func (i *inspection) restorable(date string) bool { return i.versions != nil && i.proved[date] }

// compare reads an object, and returns what is wrong with it, or "".
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

// version returns the newest version of an object that is as stated, or nil.
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
