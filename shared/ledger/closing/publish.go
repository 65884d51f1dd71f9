package closing

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"storefront/shared/ledger"
)

// publish copies live books to the current ones, the manifest last, unless they
// are there. If the day was rebuilt meanwhile, it copies the newer books.
func (b marketBooks) publish(ctx context.Context, date string, rev int) error {
	for {
		if err := b.copy(ctx, date, rev); err != nil {
			return err
		}
		days, err := listChain(ctx, b)
		if err != nil {
			return err
		}
		if days.live[date] <= rev {
			return nil
		}
		rev = days.live[date]
	}
}

func (b marketBooks) copy(ctx context.Context, date string, rev int) error {
	folder := b.folder(date, rev)
	body, err := b.objects.Get(ctx, folder+manifestName)
	if err != nil {
		return err
	}
	m, err := parseManifest(folder+manifestName, body)
	if err != nil {
		return err
	}
	current := CurrentKey(b.region, b.code, date, manifestName)
	there, err := b.objects.Get(ctx, current)
	if err == nil && bytes.Equal(there, body) {
		return nil
	}
	if err != nil && !errors.Is(err, ledger.ErrNoObject) {
		return err
	}
	for _, f := range m.Files {
		file, err := b.objects.Get(ctx, folder+f.Name)
		if err != nil {
			return err
		}
		if digest(file) != f.SHA256 {
			return fmt.Errorf("%w: %s%s does not have the digest in its manifest", ErrManifest, folder, f.Name)
		}
		if err := b.objects.Put(ctx, CurrentKey(b.region, b.code, date, f.Name), file); err != nil {
			return err
		}
	}
	return b.objects.Put(ctx, current, body)
}
