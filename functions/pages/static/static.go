// Package static has the shop's files: its style sheet, its script and its pictures. Each
// is served under a name that contains a digest of its content, so that a browser may keep
// it for good.
package static

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"storefront/shared/draw/page"
)

//go:embed shop.css shop.js work.js drawn.js favicon.svg pictures
var files embed.FS

// Dir is the path under which the files are served.
const Dir = "/static/"

// file is a file that is served.
type file struct {
	content     []byte
	contentType string
}

// types are the content types of the files. Those that package mime knows depend on the
// machine, and it reads the disk for them.
var types = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

// Files serves the shop's files.
type Files struct {
	urls   map[string]string // by name, such as "fitness-band.svg"
	served map[string]file   // by URL
}

// New returns the files. It fails only if the embedded files cannot be read.
func New() (*Files, error) {
	f := &Files{urls: map[string]string{}, served: map[string]file{}}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(path.Base(name), ".") {
			return err
		}
		content, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		f.add(path.Base(name), content)
		return nil
	})
	if err != nil {
		return f, err
	}
	rules, err := page.Files.ReadFile("draw.js") // the script of the exported page of a draw
	f.add("draw.js", rules)
	return f, err
}

// add adds a file.
func (f *Files) add(name string, content []byte) {
	sum := sha256.Sum256(content)
	ext := path.Ext(name)
	url := Dir + strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:6]) + ext
	f.urls[name] = url
	f.served[url] = file{content, types[ext]}
}

// URL returns the path of a file, or "" if there is none of this name.
func (f *Files) URL(name string) string { return f.urls[name] }

// Serve answers a request for a file, and reports whether there is one.
func (f *Files) Serve(w http.ResponseWriter, r *http.Request) bool {
	found, ok := f.served[r.URL.Path]
	if !ok {
		return false
	}
	w.Header().Set("Content-Type", found.contentType)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(found.content) // a failed write means that the client is gone
	return true
}
