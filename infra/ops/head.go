package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/market"
)

// verifyHead shows whether the books of a day still have the manifest with a digest, which
// finance has from a mail, and whether the chain from there to the last manifest is whole.
func (c *call) verifyHead(ctx context.Context, files ledger.Objects, code market.Code, date, head string) error {
	if code == "" || date == "" {
		return misused("--head needs --market and --date, as the mail has them")
	}
	found, err := c.closer(files).Books().Find(ctx, code, date, head)
	if err != nil {
		return err
	}
	if found.Rev == 0 {
		return c.out.findings([]string{fmt.Sprintf("no books of %s of market %s have a manifest with the digest %s", date, code, head)}, "")
	}
	c.out.record(record{
		{"market", code}, {"date", date}, {"rev", found.Rev}, {"in force", found.Live.Rev}, {"sha256", head},
	}, func() { c.showFound(found) })
	history, err := c.closer(files).Books().History(ctx, code, date, "")
	if err != nil {
		return err
	}
	broken := slices.Concat(found.Broken, history.Broken)
	through, err := c.store.IssuedThrough(ctx, code)
	if err != nil {
		return err
	}
	wrong, err := closing.CheckHead(ctx, files, c.Region, code, through)
	if err != nil {
		return err
	}
	if wrong != "" {
		broken = append(broken, wrong)
	}
	return c.out.findings(broken, "the chain from there to the last manifest is whole")
}

func (c *call) showFound(found closing.Found) {
	live := found.Live
	c.out.print("the books of %s of market %s have exactly this manifest: rev %d, ", live.Date, live.Market, found.Rev)
	if live.Rev == found.Rev {
		c.out.print("which is in force\n")
		return
	}
	c.out.print("superseded by rev %d, which %s made at %s: %s\n", live.Rev, live.By, when(live.At), live.Reason)
}

func parseDigest(text string) (string, error) {
	if sum, err := hex.DecodeString(text); err != nil || len(sum) != sha256.Size {
		return "", errors.New("must be a SHA-256 in hex")
	}
	return text, nil
}
