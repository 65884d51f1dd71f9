package stackcheck

import (
	"regexp"
	"testing"
)

// A tag of an action can be moved to other code. A commit cannot.
func TestActionsArePinned(t *testing.T) {
	t.Parallel()
	uses := regexp.MustCompile(`uses: *(\S+)`).FindAllStringSubmatch(file(t, ".github/workflows/ci.yml"), -1)
	if len(uses) == 0 {
		t.Error("the workflow uses no action")
	}
	for _, action := range uses {
		if !regexp.MustCompile(`^[\w./-]+@[0-9a-f]{40}$`).MatchString(action[1]) {
			t.Errorf("%s is not pinned to a commit", action[1])
		}
	}
}
