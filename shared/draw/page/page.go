// Package page has the page of a draw, which computes the draw again in the reader's browser
// from the draw.json beside it. It needs a web server, but not one of the store's.
package page

import "embed"

// Files are the page's files, without draw.json.
//
//go:embed index.html index.js draw.js
var Files embed.FS
