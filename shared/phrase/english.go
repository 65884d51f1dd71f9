package phrase

import (
	"fmt"
	"strings"
)

// English says in English how many there are of something, as in "1 day" or "2 entries". It is for
// texts that only we and finance read.
func English(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if stem, ok := strings.CutSuffix(noun, "ry"); ok {
		noun = stem + "rie"
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
