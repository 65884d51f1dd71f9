package fakes3

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/johannesboyne/gofakes3"
)

// versions keeps every version of an object, as S3 does in a bucket with versioning. The backend
// has the latest versions. Those before them, and the markers of deletions, are in a bucket beside
// each bucket, by key and version.
type versions struct {
	gofakes3.Backend
	mu   sync.Mutex // held by each change, and by what reads more than the latest version
	last int64      // when the last version was made, in nanoseconds
}

const (
	olderPrefix = "_versions_"          // of the names of the buckets of older versions
	idHeader    = "X-Amz-Version-Id"    // the metadata that has a version's ID
	deleted     = "X-Amz-Delete-Marker" // the metadata of a marker
)

func older(bucket string) string { return olderPrefix + bucket }

// olderKey returns the key of an older version. The newest comes first.
func olderKey(key string, id gofakes3.VersionID) string { return key + "\x00" + string(id) }

// next returns the ID of a new version. IDs say when the version was made; later ones sort first.
func (v *versions) next() gofakes3.VersionID {
	v.last = max(v.last+1, time.Now().UnixNano())
	return gofakes3.VersionID(fmt.Sprintf("%016x", math.MaxInt64-v.last))
}

func madeAt(id gofakes3.VersionID) time.Time {
	n, _ := strconv.ParseInt(string(id), 16, 64) // by next
	return time.Unix(0, math.MaxInt64-n).UTC()
}

// CreateBucket creates a bucket and that of its older versions, unless they exist.
func (v *versions) CreateBucket(name string) error {
	for _, bucket := range []string{older(name), name} {
		exists, err := v.BucketExists(bucket)
		if err == nil && !exists {
			err = v.Backend.CreateBucket(bucket)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// ListBuckets lists the buckets, without those of older versions.
func (v *versions) ListBuckets() ([]gofakes3.BucketInfo, error) {
	all, err := v.Backend.ListBuckets()
	return slices.DeleteFunc(all, func(b gofakes3.BucketInfo) bool { return strings.HasPrefix(b.Name, olderPrefix) }), err
}

// named moves the version's ID out of the metadata.
func named(o *gofakes3.Object, err error) (*gofakes3.Object, error) {
	if err != nil {
		return nil, err
	}
	o.Metadata = maps.Clone(o.Metadata)
	o.VersionID, o.IsDeleteMarker = gofakes3.VersionID(o.Metadata[idHeader]), o.Metadata[deleted] != ""
	delete(o.Metadata, idHeader)
	delete(o.Metadata, deleted)
	return o, nil
}

// GetObject returns the latest version.
func (v *versions) GetObject(bucket, key string, r *gofakes3.ObjectRangeRequest) (*gofakes3.Object, error) {
	return named(v.Backend.GetObject(bucket, key, r))
}

// HeadObject returns the latest version without its content.
func (v *versions) HeadObject(bucket, key string) (*gofakes3.Object, error) {
	return named(v.Backend.HeadObject(bucket, key))
}

// PutObject makes a version of an object the latest one.
func (v *versions) PutObject(bucket, key string, meta map[string]string, input io.Reader, size int64, conditions *gofakes3.PutConditions) (gofakes3.PutObjectResult, error) {
	body, err := gofakes3.ReadAll(input, size)
	if err != nil {
		return gofakes3.PutObjectResult{}, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.keep(bucket, key, conditions); err != nil {
		return gofakes3.PutObjectResult{}, err
	}
	id := v.next()
	_, err = v.put(bucket, key, meta, id, bytes.NewReader(body), size, conditions)
	return gofakes3.PutObjectResult{VersionID: id}, err
}

func (v *versions) put(bucket, key string, meta map[string]string, id gofakes3.VersionID, body io.Reader, size int64, conditions *gofakes3.PutConditions) (gofakes3.PutObjectResult, error) {
	named := map[string]string{}
	maps.Copy(named, meta)
	named[idHeader] = string(id)
	return v.Backend.PutObject(bucket, key, named, body, size, conditions)
}

// keep keeps the latest version of an object, if there is one and a put under these conditions
// replaces it.
func (v *versions) keep(bucket, key string, conditions *gofakes3.PutConditions) error {
	o, err := v.GetObject(bucket, key, nil)
	if gofakes3.HasErrorCode(err, gofakes3.ErrNoSuchKey) {
		return nil
	}
	if err != nil {
		return err
	}
	defer o.Contents.Close()
	if conditions != nil {
		if err := gofakes3.CheckPutConditions(conditions, &gofakes3.ConditionalObjectInfo{Exists: true, Hash: o.Hash}); err != nil {
			return err
		}
	}
	id := o.VersionID
	if id == "" { // from before versions were kept
		id = v.next()
	}
	_, err = v.put(older(bucket), olderKey(key, id), o.Metadata, id, o.Contents, o.Size, nil)
	return err
}

// CopyObject copies the latest version of an object.
func (v *versions) CopyObject(fromBucket, from, toBucket, to string, meta map[string]string) (gofakes3.CopyObjectResult, error) {
	return gofakes3.CopyObject(v, fromBucket, from, toBucket, to, meta)
}

// DeleteObject hides an object: the latest version is now a marker.
func (v *versions) DeleteObject(bucket, key string) (gofakes3.ObjectDeleteResult, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.keep(bucket, key, nil); err != nil {
		return gofakes3.ObjectDeleteResult{}, err
	}
	id := v.next()
	if _, err := v.put(older(bucket), olderKey(key, id), map[string]string{deleted: "true"}, id, strings.NewReader(""), 0, nil); err != nil {
		return gofakes3.ObjectDeleteResult{}, err
	}
	_, err := v.Backend.DeleteObject(bucket, key)
	return gofakes3.ObjectDeleteResult{IsDeleteMarker: true, VersionID: id}, err
}

// DeleteMulti hides objects.
func (v *versions) DeleteMulti(bucket string, keys ...string) (gofakes3.MultiDeleteResult, error) {
	var result gofakes3.MultiDeleteResult
	for _, key := range keys {
		if _, err := v.DeleteObject(bucket, key); err != nil {
			return result, err
		}
		result.Deleted = append(result.Deleted, gofakes3.ObjectID{Key: key})
	}
	return result, nil
}

// DeleteMultiVersions hides objects. No version can be deleted.
func (v *versions) DeleteMultiVersions(bucket string, objects ...gofakes3.ObjectID) (gofakes3.MultiDeleteResult, error) {
	var keys []string
	for _, o := range objects {
		if o.VersionID != "" {
			return gofakes3.MultiDeleteResult{}, gofakes3.ErrNotImplemented
		}
		keys = append(keys, o.Key)
	}
	return v.DeleteMulti(bucket, keys...)
}

// DeleteObjectVersion fails: no version can be deleted.
func (v *versions) DeleteObjectVersion(string, string, gofakes3.VersionID) (gofakes3.ObjectDeleteResult, error) {
	return gofakes3.ObjectDeleteResult{}, gofakes3.ErrNotImplemented
}

// VersioningConfiguration says that all buckets keep versions.
func (v *versions) VersioningConfiguration(string) (gofakes3.VersioningConfiguration, error) {
	return gofakes3.VersioningConfiguration{Status: gofakes3.VersioningEnabled}, nil
}

// SetVersioningConfiguration fails unless versions are to be kept.
func (v *versions) SetVersioningConfiguration(_ string, c gofakes3.VersioningConfiguration) error {
	if !c.Enabled() {
		return gofakes3.ErrNotImplemented
	}
	return nil
}

// GetObjectVersion returns a version of an object.
func (v *versions) GetObjectVersion(bucket, key string, id gofakes3.VersionID, r *gofakes3.ObjectRangeRequest) (*gofakes3.Object, error) {
	return v.version(bucket, key, id, func(bucket, key string) (*gofakes3.Object, error) { return v.GetObject(bucket, key, r) })
}

// HeadObjectVersion returns a version of an object without its content.
func (v *versions) HeadObjectVersion(bucket, key string, id gofakes3.VersionID) (*gofakes3.Object, error) {
	return v.version(bucket, key, id, v.HeadObject)
}

func (v *versions) version(bucket, key string, id gofakes3.VersionID, get func(bucket, key string) (*gofakes3.Object, error)) (*gofakes3.Object, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	o, err := get(bucket, key)
	if err == nil && o.VersionID == id {
		return o, nil
	}
	if err == nil {
		o.Contents.Close()
	} else if !gofakes3.HasErrorCode(err, gofakes3.ErrNoSuchKey) {
		return nil, err
	}
	o, err = get(older(bucket), olderKey(key, id))
	if gofakes3.HasErrorCode(err, gofakes3.ErrNoSuchKey) {
		err = gofakes3.ErrNoSuchVersion
	}
	if o != nil {
		o.Name = key
	}
	return o, err
}

// listed is a version in a list.
type listed struct {
	key      string
	id       gofakes3.VersionID // empty: from before versions were kept
	latest   bool
	marker   bool
	size     int64
	hash     string
	modified gofakes3.ContentTime
}

func (l listed) item() gofakes3.VersionItem {
	if l.marker {
		return &gofakes3.DeleteMarker{Key: l.key, VersionID: l.id, IsLatest: l.latest, LastModified: l.modified}
	}
	return &gofakes3.Version{Key: l.key, VersionID: l.id, IsLatest: l.latest, LastModified: l.modified, Size: l.size, ETag: l.hash}
}

// ListBucketVersions lists versions by key, the newest of a key first.
func (v *versions) ListBucketVersions(bucket string, prefix *gofakes3.Prefix, page *gofakes3.ListBucketVersionsPage) (*gofakes3.ListBucketVersionsResult, error) {
	if page == nil {
		page = &gofakes3.ListBucketVersionsPage{}
	}
	result := gofakes3.NewListBucketVersionsResult(bucket, prefix, page)
	v.mu.Lock()
	defer v.mu.Unlock()
	all, err := v.list(bucket, prefix, result)
	if err != nil {
		return nil, err
	}
	for _, l := range all[after(all, page):] {
		if page.MaxKeys > 0 && len(result.Versions) == int(page.MaxKeys) {
			result.IsTruncated = true
			break
		}
		result.Versions = append(result.Versions, l.item())
		result.NextKeyMarker, result.NextVersionIDMarker = l.key, cmp.Or(l.id, "null")
	}
	if !result.IsTruncated {
		result.NextKeyMarker, result.NextVersionIDMarker = "", ""
	}
	return result, nil
}

// after returns how many versions come before a page.
func after(all []listed, page *gofakes3.ListBucketVersionsPage) int {
	if !page.HasKeyMarker {
		return 0
	}
	n, seen := 0, false
	for ; n < len(all) && all[n].key <= page.KeyMarker && !seen; n++ {
		seen = page.HasVersionIDMarker && all[n].key == page.KeyMarker && cmp.Or(all[n].id, "null") == page.VersionIDMarker
	}
	return n
}

// list returns all versions under a prefix.
func (v *versions) list(bucket string, prefix *gofakes3.Prefix, result *gofakes3.ListBucketVersionsResult) ([]listed, error) {
	var all []listed
	for _, from := range []string{bucket, older(bucket)} {
		found, err := v.ListBucket(from, prefix, gofakes3.ListBucketPage{})
		if err != nil {
			return nil, err
		}
		for _, p := range found.CommonPrefixes {
			result.AddPrefix(p.Prefix)
		}
		for _, c := range found.Contents {
			o, err := v.HeadObject(from, c.Key)
			if err != nil {
				return nil, err
			}
			l := listed{id: o.VersionID, marker: o.IsDeleteMarker, size: c.Size, hash: c.ETag, modified: c.LastModified}
			l.key, _, _ = strings.Cut(c.Key, "\x00")
			if l.id != "" {
				l.modified = gofakes3.NewContentTime(madeAt(l.id))
			}
			all = append(all, l) // the latest before the older ones
		}
	}
	slices.SortStableFunc(all, func(a, b listed) int { return cmp.Compare(a.key, b.key) })
	for i := range all {
		all[i].latest = i == 0 || all[i-1].key != all[i].key
	}
	return all, nil
}
