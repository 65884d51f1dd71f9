package email_test

import (
	"strings"
	"testing"

	"storefront/shared/email"
)

func TestDigests(t *testing.T) {
	t.Parallel()
	digests := email.NewDigests([]byte(strings.Repeat("k", 32)))
	ada := email.IdentityOf("ada@example.com")
	first := digests.Of("waitlist", ada, "us", "band")
	if len(first) != 22 {
		t.Errorf("the digest is %q", first)
	}
	if again := digests.Of("waitlist", email.IdentityOf("ADA@example.com"), "us", "band"); again != first {
		t.Errorf("another spelling has another digest: %q, %q", first, again)
	}
	for name, other := range map[string]string{
		"another purpose":          digests.Of("pass", ada, "us", "band"),
		"another person":           digests.Of("waitlist", email.IdentityOf("grace@example.com"), "us", "band"),
		"another detail":           digests.Of("waitlist", ada, "us", "headphones"),
		"fewer details":            digests.Of("waitlist", ada, "us"),
		"details cut at elsewhere": digests.Of("waitlist", ada, "usb", "and"),
		"another secret":           email.NewDigests([]byte(strings.Repeat("x", 32))).Of("waitlist", ada, "us", "band"),
	} {
		if other == first {
			t.Errorf("%s has the same digest", name)
		}
	}
}
