package closing

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// publish copies live books to where the current ones are, the manifest last,
// unless they are there. If the day was closed anew meanwhile, the newer ones win.
func (c Closer) publish(ctx context.Context, code market.Code, date string, rev int) error {
	for {
		if err := c.copy(ctx, code, date, rev); err != nil {
			return err
		}
		days, err := listChain(ctx, c.Objects, c.Region, code)
		if err != nil {
			return err
		}
		if days.live[date] <= rev {
			return nil
		}
		rev = days.live[date]
	}
}

func (c Closer) copy(ctx context.Context, code market.Code, date string, rev int) error {
	folder := Folder(c.Region, code, date, rev)
	body, err := c.Objects.Get(ctx, folder+manifestName)
	if err != nil {
		return err
	}
	m, err := ParseManifest(folder+manifestName, body)
	if err != nil {
		return err
	}
	last := CurrentKey(c.Region, code, date, manifestName)
	there, err := c.Objects.Get(ctx, last)
	if err == nil && bytes.Equal(there, body) {
		return nil
	}
	if err != nil && !errors.Is(err, ledger.ErrNoObject) {
		return err
	}
	for _, f := range m.Files {
		file, err := c.Objects.Get(ctx, folder+f.Name)
		if err != nil {
			return err
		}
		if digest(file) != f.SHA256 {
			return fmt.Errorf("%w: %s%s is not as its manifest says", ErrManifest, folder, f.Name)
		}
		if err := c.Objects.Put(ctx, CurrentKey(c.Region, code, date, f.Name), file); err != nil {
			return err
		}
	}
	return c.Objects.Put(ctx, last, body)
}
