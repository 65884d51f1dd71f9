package phrase_test

import (
	"testing"

	"storefront/shared/phrase"
)

func TestEnglish(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		n          int
		noun, want string
	}{
		{0, "day", "0 days"},
		{1, "day", "1 day"},
		{2, "day", "2 days"},
		{1, "entry", "1 entry"},
		{2, "entry", "2 entries"},
		{2, "delivery", "2 deliveries"},
	} {
		if got := phrase.English(tt.n, tt.noun); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}
