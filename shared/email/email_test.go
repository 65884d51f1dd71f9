package email_test

import (
	"net/mail"
	"strings"
	"testing"

	"storefront/shared/email"
)

func TestNormalize(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		typed, want string
		ok          bool
	}{
		"plain":                   {"a@example.com", "a@example.com", true},
		"upper case and spaces":   {"  Ada.L@Example.COM ", "ada.l@example.com", true},
		"a tag is part of it":     {"ada+sale@example.com", "ada+sale@example.com", true},
		"international domain":    {"a@xn--bcher-kva.example", "a@xn--bcher-kva.example", true},
		"empty":                   {typed: ""},
		"no at sign":              {typed: "example.com"},
		"two at signs":            {typed: "a@b@example.com"},
		"no local part":           {typed: "@example.com"},
		"no domain":               {typed: "a@"},
		"a bare host":             {typed: "a@localhost"},
		"an IP address":           {typed: "a@192.0.2.1"},
		"two dots":                {typed: "a..b@example.com"},
		"a dot at the end":        {typed: "a.@example.com"},
		"a space within":          {typed: "a b@example.com"},
		"a line break":            {typed: "a@example.com\r\nBcc: b@example.com"},
		"a display name":          {typed: "Ada <a@example.com>"},
		"a quoted local part":     {typed: `"a b"@example.com`},
		"outside ASCII":           {typed: "ä@example.com"},
		"outside ASCII, to be k":  {typed: "a@\u212aelvin.example"},
		"spaces of other scripts": {"\u00a0ada@example.com\u3000", "ada@example.com", true},
		"pasted with marks":       {"\ufeff\u200eada@example\u200b.com\u200f", "ada@example.com", true},
		"a line break around":     {"\r\nada@example.com\n", "ada@example.com", true},
		"turned around":           {typed: "\u202eada@example.com"},
		"nothing that shows":      {typed: "\u200d@\u200d"},
		"a label that ends in -":  {typed: "a@example-.com"},
		"a local part too long":   {typed: strings.Repeat("a", 65) + "@example.com"},
		"an address too long":     {typed: "a@" + strings.Repeat("a.", 126) + "com"},
		"a list of two addresses": {typed: "a@example.com,b@example.com"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := email.Normalize(tt.typed)
			if ok != tt.ok || ok && got != tt.want {
				t.Errorf("Normalize(%q) = %q, %v", tt.typed, got, ok)
			}
		})
	}
}

func FuzzNormalize(f *testing.F) {
	f.Add("Ada.L@Example.COM")
	f.Add("a@b\n.com")
	f.Fuzz(func(t *testing.T, typed string) {
		got, ok := email.Normalize(typed)
		if !ok {
			return
		}
		if again, ok := email.Normalize(got); !ok || again != got {
			t.Errorf("%q is not normal: it becomes %q", got, again)
		}
		if parsed, err := mail.ParseAddress(got); err != nil || parsed.Address != got {
			t.Errorf("%q is no address to net/mail: %v", got, err)
		}
	})
}
