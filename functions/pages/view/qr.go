package view

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// QR is a QR code to draw.
type QR struct {
	path string // of the dark squares, each of size 1
	size int    // of the code
}

// quiet is the least margin around a code, in squares.
const quiet = 4

// NewQR returns the code of a text. A sixth of it may be unreadable.
func NewQR(text string) (QR, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return QR{}, fmt.Errorf("make a QR code: %w", err)
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if n := x - from; n > 0 {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from, y, n, n)
			}
		}
	}
	return QR{path: path.String(), size: code.Size}, nil
}

// box is the part of the plane that is shown.
func (q QR) box() string {
	return fmt.Sprintf("%d %d %d %d", -quiet, -quiet, q.size+2*quiet, q.size+2*quiet)
}
