package closing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/ledger/raw"
)

// cutOff decides what the books of a day are made of. It is put before they are,
// once and for all: whoever closes the day takes the one that is there, so all
// write the same bytes, even if another raw file has come meanwhile.
type cutOff struct {
	At         time.Time `json:"at"`
	Previous   *Link     `json:"previous,omitempty"`
	Supersedes *Link     `json:"supersedes,omitempty"`
	RawFiles   int       `json:"raw_files"`
	Inputs     []string  `json:"inputs"` // keys, in their order
}

// decide gives the cut-off that is there, or else what it shall be.
func (d *day) decide(ctx context.Context) (cutOff, error) {
	c, err := d.decided(ctx)
	if !errors.Is(err, ledger.ErrNoObject) {
		return c, err
	}
	c = cutOff{At: d.now, Previous: d.link(ledger.AddDays(d.Date, -1)), Supersedes: d.link(d.Date), Inputs: []string{}}
	if old, ok := d.chain.books[d.Date]; ok { // the same facts, whatever has come since
		c.RawFiles = old.RawFiles
		for _, in := range old.Inputs {
			c.Inputs = append(c.Inputs, in.Key)
		}
		return c, nil
	}
	d.gather(&c)
	return c, nil
}

// decided gives the cut-off that is there, or fails with ErrNoObject.
func (d *day) decided(ctx context.Context) (cutOff, error) {
	body, err := d.Objects.Get(ctx, d.folder()+cutOffName)
	if err != nil {
		return cutOff{}, err
	}
	var c cutOff
	if err := json.Unmarshal(body, &c); err != nil {
		return cutOff{}, fmt.Errorf("%w: %s%s: %w", ErrManifest, d.folder(), cutOffName, err)
	}
	return c, nil
}

// gather finds the raw files of the day, and those of earlier days that are in
// no books yet. A file that comes too late for that is missed in the count of all.
func (d *day) gather(c *cutOff) {
	first := ledger.AddDays(d.Date, -lookBack)
	there := map[string]bool{}
	tooOld := 0
	for _, name := range d.raw {
		there[name] = true
		key, err := raw.ParseKey(name)
		_, booked := d.booked[name]
		switch {
		case err != nil:
			d.findings.add(RawFilesWhole, "%s is no name of a raw file", name)
		case key.Date > d.Date:
		case key.Date < first:
			tooOld++
		case !booked:
			c.Inputs = append(c.Inputs, name) // d.raw is sorted
		}
	}
	before := d.chain.books[ledger.AddDays(d.Date, -1)].RawFiles
	c.RawFiles = before + len(c.Inputs)
	for name, in := range d.booked {
		if !there[name] {
			d.findings.add(RawFilesWhole, "%s, of %d bytes, is gone", name, in.Bytes)
		}
		if key, err := raw.ParseKey(name); err == nil && key.Date >= first {
			before--
		}
	}
	if tooOld != before {
		d.findings.add(NoneTooLate, "before %s there are %d raw files, and %d are in books", first, tooOld, before)
	}
}
