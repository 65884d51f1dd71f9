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

		"an umlaut domain":                   {"Ada@B\u00fccher.example", "ada@xn--bcher-kva.example", true},
		"an umlaut domain in capitals":       {"ada@B\u00dcCHER.example", "ada@xn--bcher-kva.example", true},
		"an umlaut of two characters":        {"ada@bu\u0308cher.example", "ada@xn--bcher-kva.example", true},
		"a domain with a sharp s":            {"ada@stra\u00dfe.example", "ada@xn--strae-oqa.example", true},
		"a domain of another script":         {"ada@\u4f8b\u3048.example", "ada@xn--r8jz45g.example", true},
		"a Kelvin sign beside umlauts":       {typed: "a@b\u00fccher\u212a.example"},
		"a capital I with a dot":             {typed: "a@\u0130stanbul.example"},
		"a long s":                           {typed: "a@\u017fhop.example"},
		"full-width letters":                 {typed: "a@\uff47mail.com"},
		"a sign of a list, a dot":            {typed: "a@example\u3002com"},
		"a joiner in a domain":               {typed: "a@b\u00fc\u200dcher.example"},
		"a dotted I in front":                {typed: "\u0130@example.com"},
		"an encoded word":                    {typed: "=?utf-8?q?ada?=@example.com"},
		"an encoded word within":             {typed: "a=?utf-8?q?=40example.org?=@example.com"},
		"a source route":                     {typed: "@relay.example:ada@example.com"},
		"a list of relays":                   {typed: "@a.example,@b.example:ada@example.com"},
		"a percent sign to relay":            {typed: "ada%example.org@example.com"},
		"a bang path":                        {typed: "relay!ada@example.com"},
		"an option of a command":             {typed: "-odq@example.com"},
		"an equals sign and a question mark": {"a=b?c@example.com", "a=b?c@example.com", true},
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

func TestIdentity(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		one, other string
		same       bool
	}{
		"upper case":                       {"Ada@Example.COM", "ada@example.com", true},
		"an umlaut domain":                 {"ada@b\u00fccher.example", "ada@xn--bcher-kva.example", true},
		"dots at Gmail":                    {"a.d.a@gmail.com", "ada@gmail.com", true},
		"a tag at Gmail":                   {"ada+1@gmail.com", "ada@gmail.com", true},
		"all at once at Gmail":             {"A.Da+x.y+z@googlemail.com", "ada@gmail.com", true},
		"Gmail's two domains":              {"Ada@googlemail.com", "ada@gmail.com", true},
		"a tag at Outlook.com":             {"ada+1@outlook.com", "ada@outlook.com", true},
		"a tag at Hotmail":                 {"ada+1@hotmail.com", "ada@hotmail.com", true},
		"a tag at live.com":                {"ada+1@live.com", "ada@live.com", true},
		"a tag at iCloud":                  {"ada+1@icloud.com", "ada@icloud.com", true},
		"a tag at Fastmail":                {"ada+1@fastmail.com", "ada@fastmail.com", true},
		"a tag at Proton":                  {"ada+1@proton.me", "ada@proton.me", true},
		"dots at Outlook.com":              {"a.da@outlook.com", "ada@outlook.com", false},
		"domains of Microsoft":             {"ada@outlook.com", "ada@hotmail.com", false},
		"a tag elsewhere":                  {"ada+1@example.com", "ada@example.com", false},
		"dots elsewhere":                   {"a.da@example.com", "ada@example.com", false},
		"a hyphen at Yahoo":                {"ada-1@yahoo.com", "ada@yahoo.com", false},
		"a domain below Gmail's":           {"a.da@mail.gmail.com", "ada@mail.gmail.com", false},
		"a domain that ends like Gmail's":  {"a.da@notgmail.com", "ada@notgmail.com", false},
		"nothing but tags":                 {"+1@gmail.com", "+2@gmail.com", false},
		"what is left would be no address": {"ada.+1@outlook.com", "ada@outlook.com", false},
		"two buyers":                       {"ada@gmail.com", "grace@gmail.com", false},
		"no address and an address":        {"", "ada@example.com", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one, other := email.IdentityOf(tt.one), email.IdentityOf(tt.other)
			if (one == other) != tt.same {
				t.Errorf("%q is %q, and %q is %q", tt.one, one, tt.other, other)
			}
		})
	}
	if none := email.IdentityOf(""); none != (email.Identity{}) {
		t.Errorf("no address is %q", none)
	}
}

func FuzzIdentity(f *testing.F) {
	for _, seed := range []string{
		"A.d.a+1@googlemail.com", "ada.+1@outlook.com", "+1@gmail.com", "=.?a@gmail.com", "a+?=@gmail.com",
		"ada@B\u00dcCHER.example", "a@xn--bcher-kva.example", "a@\u212aelvin.example",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		identity := email.IdentityOf(typed)
		if again := email.IdentityOf(identity.String()); again != identity {
			t.Errorf("%q is %q, which is %q", typed, identity, again)
		}
		address, ok := email.Normalize(typed)
		if !ok {
			return
		}
		if email.IdentityOf(address) != identity {
			t.Errorf("%q is %q, and its normal form %q", typed, identity, email.IdentityOf(address))
		}
		if normal, ok := email.Normalize(identity.String()); !ok || normal != identity.String() {
			t.Errorf("the identity %q of %q is no normal address: %q", identity, typed, normal)
		}
	})
}

func FuzzNormalize(f *testing.F) {
	f.Add("Ada.L@Example.COM")
	f.Add("a@b\n.com")
	f.Add("ada@B\u00dcCHER.example")
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
