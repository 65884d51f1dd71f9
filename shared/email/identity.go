package email

import "strings"

// Identity is one person's mailbox in one form, whichever way its address is typed.
// It is for keys and limits only: mail goes to the address itself. Only [IdentityOf]
// makes one, so that no key can be made of an address by mistake. Identities can be
// compared. The zero Identity is nobody's.
type Identity struct{ address string }

// provider is what a mail service ignores in the local part of its addresses.
type provider struct {
	dots bool
	tag  bool // from the first + on
}

// providers are the mail services that are known to deliver addresses that differ to
// one mailbox, by domain. An entry that is wrong would merge two people, and a service
// that is missing only counts one person twice, so a service is here only if a source
// says so. Yahoo is not: its names with a hyphen do not contain the mailbox's name.
var providers = map[string]provider{
	// Dots: support.google.com/mail/answer/7436150. Tags, and googlemail.com, which is
	// the same domain: kamivaniea.com/?p=305.
	"gmail.com": {dots: true, tag: true},

	// Hotmail has tags since 2013: zdnet.com/article/microsoft-adds-support-for-custom-email-addresses-in-office-365.
	// Outlook.com has them too: instantfundas.com/2013/09/outlookcom-now-supports-email-aliases.html.
	// All three domains are that service's: zdnet.com/article/using-the-outlook-com-preview-faq.
	"outlook.com": {tag: true},
	"hotmail.com": {tag: true},
	"live.com":    {tag: true},

	// Tags: kosukety.org/use-plus-sign-alias-in-icloud, which tried it. The domains are
	// one service's: support.apple.com/118230.
	"icloud.com": {tag: true},
	"me.com":     {tag: true},
	"mac.com":    {tag: true},

	// Tags in all of its domains: fastmail.help/hc/en-us/articles/360060591053.
	"fastmail.com": {tag: true},
	"fastmail.fm":  {tag: true},

	// Tags: protonmail.com/support/knowledge-base/creating-aliases. The domains:
	// proton.me/support/addresses-and-aliases.
	"proton.me":      {tag: true},
	"protonmail.com": {tag: true},
	"pm.me":          {tag: true},
}

// IdentityOf returns the identity of an address. Every spelling of the address has the
// same one, normalised or not. A text that is not an address stands for itself.
func IdentityOf(address string) Identity {
	normal, ok := Normalize(address)
	if !ok {
		return Identity{address}
	}
	local, domain, _ := strings.Cut(normal, "@")
	if domain == "googlemail.com" {
		domain = "gmail.com"
	}
	return Identity{providers[domain].mailbox(local) + "@" + domain}
}

// mailbox returns the local part without what the service ignores. If no valid local
// part were left, it returns all of it.
func (p provider) mailbox(local string) string {
	name := local
	if p.tag {
		name, _, _ = strings.Cut(name, "+")
	}
	if p.dots {
		name = strings.ReplaceAll(name, ".", "")
	}
	if !validLocal(name) {
		return local
	}
	return name
}

// String returns the identity in the form of an address. It is personal data.
func (i Identity) String() string { return i.address }
