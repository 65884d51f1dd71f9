package draw

import (
	"encoding/json"
	"fmt"
	"time"

	"storefront/shared/order"
	"storefront/shared/stock"
)

// File is a draw as the API publishes it: the notice, and the beacon if there is one. In a file
// it also has the list. The API publishes the list in pages.
type File struct {
	Sale        string    `json:"sale"`
	SKU         string    `json:"sku"`
	Closed      time.Time `json:"entries_closed_at"`
	Made        time.Time `json:"published_at"`
	Entries     int       `json:"entries"`
	Units       int       `json:"units"`
	Root        Hash      `json:"root"`
	Chain       string    `json:"chain"`
	Round       uint64    `json:"round"`
	RoundAt     time.Time `json:"round_at"`
	Beacon      *Beacon   `json:"beacon,omitempty"`
	Commitments []Hash    `json:"commitments,omitempty"`
}

// List is a page of a draw's commitments, as the API publishes it. Pages are numbered from 1.
// Together they have as many commitments as the notice has entries.
type List struct {
	Commitments []Hash `json:"commitments"`
}

// File returns what was published, in the form in which it is published.
func (p Published) File() File {
	n := p.Notice
	return File{
		Sale: string(n.Line.Sale), SKU: string(n.Line.SKU), Closed: n.Closed.UTC(), Made: n.Made.UTC(), Entries: n.Entries, Units: n.Units,
		Root: n.Root, Chain: n.Chain, Round: n.Round, RoundAt: Quicknet.At(n.Round), Beacon: p.Beacon, Commitments: p.Commitments,
	}
}

// Published returns what a file says.
func (f File) Published() Published {
	return Published{
		Notice: Notice{
			Line: stock.Line{Sale: order.SaleID(f.Sale), SKU: order.SKU(f.SKU)}, Closed: f.Closed, Made: f.Made, Entries: f.Entries, Units: f.Units,
			Root: f.Root, Chain: f.Chain, Round: f.Round,
		},
		Beacon: f.Beacon, Commitments: f.Commitments,
	}
}

// ParseFile parses a file with its list.
func ParseFile(text []byte) (Published, error) {
	var f File
	if err := json.Unmarshal(text, &f); err != nil {
		return Published{}, fmt.Errorf("draw: file: %w", err)
	}
	return f.Published(), nil
}
