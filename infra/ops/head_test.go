package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"storefront/shared/ledger/closing"
)

// Finance checks the digest of a mail: the books have the manifest, in force or superseded, or
// they do not.
func TestTheDigestOfAMail(t *testing.T) {
	t.Parallel()
	s, files := withBooks(t)
	for _, date := range []string{"2015-05-18", "2015-05-19"} {
		s.do(t, "-local eu ledger close --market de --date "+date)
	}
	key := closing.Folder("eu", "de", "2015-05-18", 1) + closing.ManifestName
	body, err := files.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(body)
	verify := "ledger verify --market de --date 2015-05-18 --head " + hex.EncodeToString(sum[:])
	for _, step := range []struct {
		do   func() error
		args string
		code int
		want string
	}{
		{args: verify, want: "have exactly this manifest: rev 1, which is in force\nthe chain from there to the last manifest is whole\n"},
		{args: "ledger close --market de --date 2015-05-18 --rebuild --reason tax"},
		{args: verify, want: "rev 1, superseded by rev 2, which a controller made at 2015-05-23T19:00:00Z: tax\n"},
		{args: strings.Replace(verify, "18", "19", 1), code: 1, want: "findings: 1\n  no books of 2015-05-19 of market de have a manifest with the digest"},
		{args: strings.Replace(verify, "--market de ", "", 1), code: 2, want: "--head needs --market and --date"},
		{args: "ledger verify --market de --date 2015-05-18 --head 12ab", code: 2, want: "must be a SHA-256 in hex"},
		{
			do: func() error {
				return files.Put(t.Context(), key, bytes.Replace(body, []byte(`"rows": `), []byte(`"rows":  `), 1))
			},
			args: verify, code: 1, want: "no books of 2015-05-18",
		},
	} {
		if step.do != nil {
			if err := step.do(); err != nil {
				t.Fatal(err)
			}
		}
		s.gives(t, "-local eu "+step.args, step.code, step.want)
	}
}
