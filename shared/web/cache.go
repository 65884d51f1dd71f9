package web

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// CachePolicy is how long the caches between the store and a shopper may answer
// in the store's place. Both times are sent in whole seconds.
type CachePolicy struct {
	MaxAge               time.Duration // s-maxage: without asking the store
	StaleWhileRevalidate time.Duration // then, with the old answer while they ask for a new one
}

// Cacheable answers 200 with v and lets shared caches keep it. If the client has
// the same answer already, Cacheable answers 304.
func Cacheable(w http.ResponseWriter, r *http.Request, policy CachePolicy, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode response: %w", err)
	}
	cacheable(w, r, policy, "application/json", body)
	return nil
}

// Immutable answers 200 with v, which never changes. Caches and browsers may keep it for a year.
func Immutable(w http.ResponseWriter, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode response: %w", err)
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	write(w, http.StatusOK, "application/json", body)
	return nil
}

// CacheableHTML answers 200 with a page of HTML and lets shared caches keep it, as
// [Cacheable] does.
func CacheableHTML(w http.ResponseWriter, r *http.Request, policy CachePolicy, html []byte) {
	cacheable(w, r, policy, htmlType, html)
}

// htmlType is the content type of pages.
const htmlType = "text/html; charset=utf-8"

// HTML answers with a page of HTML that no cache may keep.
func HTML(w http.ResponseWriter, status int, html []byte) {
	w.Header().Set("Cache-Control", "no-store")
	write(w, status, htmlType, html)
}

func cacheable(w http.ResponseWriter, r *http.Request, policy CachePolicy, contentType string, body []byte) {
	tag := etag(body)
	w.Header().Set("ETag", tag)
	w.Header().Set("Cache-Control", fmt.Sprintf("public, max-age=0, s-maxage=%d, stale-while-revalidate=%d",
		int(policy.MaxAge.Seconds()), int(policy.StaleWhileRevalidate.Seconds())))
	if matches(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	write(w, http.StatusOK, contentType, body)
}

// etag returns a tag that depends only on the body, so every process returns the
// same.
func etag(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`
}

// matches reports whether an If-None-Match header has the tag. The comparison is
// weak: a cache that compressed the answer marks its tag with W/.
func matches(ifNoneMatch, tag string) bool {
	for candidate := range strings.SplitSeq(ifNoneMatch, ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == tag {
			return true
		}
	}
	return false
}
