package closing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/ledger/raw"
)

// cutOff decides what the books of a day are made of. It is put before they are,
// and only once: every close of the day takes the one that is there. So all write
// the same bytes, even if another raw file has come meanwhile.
type cutOff struct {
	At         time.Time `json:"at"`
	Previous   *Link     `json:"previous,omitempty"`
	Supersedes *Link     `json:"supersedes,omitempty"`
	Reason     string    `json:"reason,omitempty"`
	By         string    `json:"by,omitempty"`
	Suspend    []string  `json:"suspend,omitempty"` // ids of events
	// Adjustments has the keys of the day's adjustments, sorted.
	Adjustments []string `json:"adjustments,omitempty"`
	RawFiles    int      `json:"raw_files"`
	Inputs      []string `json:"inputs"` // sorted keys
}

// cutOffOf returns the cut-off of closed books. A rebuild is of the same raw files.
func cutOffOf(m Manifest) cutOff {
	c := cutOff{At: m.At, Previous: m.Previous, Supersedes: m.Supersedes, Reason: m.Reason, By: m.By, RawFiles: m.RawFiles, Inputs: []string{}}
	c.Suspend, c.Adjustments = idsOf(m.Suspended), keysOf(m.Adjustments)
	for _, in := range m.Inputs {
		c.Inputs = append(c.Inputs, in.Key)
	}
	return c
}

// sameBooks reports whether both cut-offs make the same books.
func (c cutOff) sameBooks(other cutOff) bool {
	return slices.Equal(c.Inputs, other.Inputs) && slices.Equal(c.Suspend, other.Suspend) && slices.Equal(c.Adjustments, other.Adjustments)
}

func (c cutOff) encode() ([]byte, error) { return json.MarshalIndent(c, "", " ") }

// decide returns the cut-off that is there, or a new one.
func (d *day) decide(ctx context.Context) (cutOff, error) {
	if there, err := d.readCutOff(ctx); !errors.Is(err, ledger.ErrNoObject) {
		return there, err
	}
	c := cutOff{
		At: d.now, Previous: d.link(ledger.AddDays(d.date, -1)), Supersedes: d.link(d.date),
		Reason: d.reason, By: d.by, Suspend: d.suspend, Inputs: []string{},
	}
	var err error
	if c.Adjustments, err = d.adjustments(ctx); err != nil {
		return cutOff{}, err
	}
	if old, ok := d.manifests[d.date]; ok {
		c.Suspend = slices.Concat(d.suspend, idsOf(old.Suspended))
		c.RawFiles, c.Inputs = old.RawFiles, cutOffOf(old).Inputs
		return c, nil
	}
	err = d.gather(&c)
	return c, err
}

// readCutOff returns the cut-off that is there. It fails with ledger.ErrNoObject if there is none. If
// the file was put by no close, readCutOff does not use it, and adds a finding that keeps the day open.
func (d *day) readCutOff(ctx context.Context) (cutOff, error) {
	key := d.key(cutOffName)
	body, err := d.objects.Get(ctx, key)
	if err != nil {
		return cutOff{}, err
	}
	switch ok, err := d.authentic(ctx, d.date, key, body); {
	case err != nil:
		return cutOff{}, err
	case !ok:
		d.findings.add(Chained, "%s was put by no close, for its digest is not in the orders' table: delete it", key)
		return cutOff{At: d.now}, nil
	}
	var c cutOff
	if err := json.Unmarshal(body, &c); err != nil {
		return cutOff{}, fmt.Errorf("%w: %s: %w", ErrManifest, key, err)
	}
	return c, nil
}

// gather adds the raw files of the day, and those of the look-back that are in no books yet. For files
// from before the look-back, see TooLate.
func (d *day) gather(c *cutOff) error {
	today, err := ledger.Date(d.code, d.now.Add(MaxSkew))
	if err != nil {
		return err
	}
	first := ledger.AddDays(d.date, -lookBack)
	there := map[string]bool{}
	for _, name := range d.raw {
		there[name] = true
		key, err := raw.ParseKey(name)
		_, booked := d.booked[name]
		switch {
		case err != nil:
			d.findings.add(RawFilesWhole, "%s is not the name of a raw file", name)
		case key.Date > today:
			d.findings.add(ClocksAgree, "%s is of a day that has not come", name)
		case !booked && key.Date >= first && key.Date <= d.date:
			c.Inputs = append(c.Inputs, name) // d.raw is sorted
		}
	}
	c.RawFiles = d.manifests[ledger.AddDays(d.date, -1)].RawFiles + len(c.Inputs)
	for name, in := range d.booked {
		if key, err := raw.ParseKey(name); !there[name] && err == nil && key.Date >= first {
			d.findings.add(RawFilesWhole, "%s, of %d bytes, is gone"+restores, name, in.Bytes)
		}
	}
	return nil
}
