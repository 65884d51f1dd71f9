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

// Fresh says how long caches between the store and the shopper may answer.
type Fresh struct {
	For   time.Duration // without asking; whole seconds
	Stale time.Duration // with the old answer while they ask for a new one; whole seconds
}

// Cacheable answers 200 with v for shared caches to keep, or 304 when the
// client has it already.
func Cacheable(w http.ResponseWriter, r *http.Request, fresh Fresh, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	tag := etag(body)
	w.Header().Set("ETag", tag)
	w.Header().Set("Cache-Control", fmt.Sprintf("public, max-age=0, s-maxage=%d, stale-while-revalidate=%d",
		int(fresh.For.Seconds()), int(fresh.Stale.Seconds())))
	if matches(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	write(w, http.StatusOK, "application/json", body)
	return nil
}

// etag names a body by its content, so that it is the same in every process.
func etag(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`
}

// matches compares weakly: a cache that compressed the answer marks its tag W/.
func matches(ifNoneMatch, tag string) bool {
	for candidate := range strings.SplitSeq(ifNoneMatch, ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == tag {
			return true
		}
	}
	return false
}
