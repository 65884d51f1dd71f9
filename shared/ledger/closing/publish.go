package closing

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"storefront/shared/ledger"
)

// publish copies live books to the current ones, the manifest last, unless they
// are there and whole. If the day was rebuilt meanwhile, it copies the newer books.
func (b marketBooks) publish(ctx context.Context, date string, rev int) error {
	for {
		if err := b.copy(ctx, date, rev); err != nil {
			return err
		}
		live, err := b.liveRev(ctx, date)
		if err != nil || live <= rev {
			return err
		}
		rev = live
	}
}

func (b marketBooks) copy(ctx context.Context, date string, rev int) error {
	folder := b.folder(date, rev)
	body, err := b.objects.Get(ctx, folder+ManifestName)
	if err != nil {
		return err
	}
	m, err := parseManifest(folder+ManifestName, body)
	if err != nil {
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
		if err := b.putCopy(ctx, date, f.Name, file); err != nil {
			return err
		}
	}
	return b.putCopy(ctx, date, ManifestName, body)
}

// putCopy puts a copy, unless it is there and whole.
func (b marketBooks) putCopy(ctx context.Context, date, name string, body []byte) error {
	key := CurrentKey(b.region, b.code, date, name)
	there, err := b.objects.Get(ctx, key)
	if err == nil && bytes.Equal(there, body) || err != nil && !errors.Is(err, ledger.ErrNoObject) {
		return err
	}
	return b.objects.Put(ctx, key, body)
}
