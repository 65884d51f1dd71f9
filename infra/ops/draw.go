package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"storefront/infra/wholefile"
	"storefront/shared/catalog"
	"storefront/shared/draw"
	"storefront/shared/draw/drand"
	"storefront/shared/draw/drawing"
	"storefront/shared/draw/page"
	"storefront/shared/market"
	"storefront/shared/notify"
	"storefront/shared/stock"
)

// drawer returns a Drawer for the region.
func (c *call) drawer() *drawing.Drawer {
	return &drawing.Drawer{Store: c.store, Queue: c.store, Entries: c.store, Clock: c.serviceTime, Verify: drand.Verify}
}

// closeDraw closes a draw. It fixes the list and the round, and tells the entries by mail. If an
// earlier run was cut short, closeDraw tells the entries that were not told yet.
func closeDraw(ctx context.Context, c *call) error {
	var sale catalog.SaleID
	var w drawing.Wish
	c.lineFlags(&sale, &w.SKU)
	c.flags.IntVar(&w.Units, "units", 0, "")
	c.yesFlag(false)
	if err := c.parse("sale", "sku"); err != nil {
		return err
	}
	if w.Units < 0 {
		return misused("--units must be 1 or more")
	}
	var err error
	if w.Sale, w.Markets, err = c.waitlistOf(ctx, sale, w.SKU); err != nil {
		return err
	}
	if w.Units == 0 {
		if w.Units, err = c.size(ctx, stock.Line{Sale: sale, SKU: w.SKU}); err != nil {
			return err
		}
	}
	if _, err := c.confirm(ctx, "This fixes who is in the draw of %s/%s in %s, and its round, for good, and mails them.", sale, w.SKU, c.Name); err != nil {
		return err
	}
	drawer := c.drawer()
	if c.progress {
		drawer.Progress = func(entries int) { c.err.print("\r%s ", count(entries, "entry")) }
		defer c.err.print("\n")
	}
	n, stored, err := drawer.Close(ctx, w)
	if err != nil {
		return err
	}
	if !stored {
		c.out.print("an earlier run has closed the draw, and its list and round stay the same\n")
	}
	c.showDraw(draw.Published{Notice: n})
	told, err := drawer.TellClosed(ctx, n)
	c.showTold(told, notify.Closed, "the draw is closed")
	return err
}

// showTold prints how many entries were told something by this run.
func (c *call) showTold(entries int, kind notify.Kind, what string) {
	c.out.record(record{{"mail", kind}, {"told", entries}}, func() { c.out.print("told by mail that %s: %d\n", what, entries) })
}

// size returns how many units a line has, sold or not.
func (c *call) size(ctx context.Context, line stock.Line) (units int, err error) {
	shelf, err := c.store.Shelf(ctx, line)
	if err != nil {
		return 0, err
	}
	lots, err := c.store.Lots(ctx, line, shelf.Lots)
	for _, lot := range lots {
		units += lot.Size
	}
	return units, err
}

// showDraw prints what was fixed about a draw, and its randomness once it has its beacon.
func (c *call) showDraw(p draw.Published) {
	n, at := p.Notice, draw.Quicknet.At(p.Notice.Round)
	r := record{
		{"sale", n.Line.Sale}, {"sku", n.Line.SKU}, {"entries", n.Entries}, {"entries closed at", n.Closed}, {"units", n.Units},
		{"root", n.Root}, {"chain", n.Chain}, {"round", n.Round}, {"round at", at}, {"randomness", nil},
	}
	if p.Beacon != nil {
		r[len(r)-1][1] = p.Beacon.Randomness
	}
	c.out.record(r, func() {
		c.out.print("draw of %s: %s until %s, for %s\n", n.Line, count(n.Entries, "entry"), when(n.Closed), count(n.Units, "unit"))
		c.out.print("root   %s\nround  %d of quicknet, made at %s\n", n.Root, n.Round, when(at))
		if p.Beacon != nil {
			c.out.print("randomness  %s\n", p.Beacon.Randomness)
		}
	})
}

// runDraw takes the beacon of a draw, invites the entries that were drawn, and tells the reserve. If
// an earlier run was cut short, runDraw does the rest, and starts no second wave.
func runDraw(ctx context.Context, c *call) error {
	var line stock.Line
	var beacon string
	c.lineFlags(&line.Sale, &line.SKU)
	c.flags.StringVar(&beacon, "beacon", "", "")
	invites := c.waveFlags()
	if err := c.parse("sale", "sku", "beacon"); err != nil {
		return err
	}
	text, err := fetch(ctx, beacon)
	if err != nil {
		return fmt.Errorf("read the beacon: %w: %w", draw.ErrWaiting, err)
	}
	b, err := draw.ParseBeacon(text)
	if err != nil {
		return err
	}
	drawn, err := c.drawer().Run(ctx, line, &b)
	if err != nil {
		return err
	}
	c.showDraw(drawn.Published)
	book, err := c.store.Book(ctx, line)
	if err != nil {
		return err
	}
	if book.Invited() {
		c.out.print("a wave was invited before, and no other one was started\n")
	} else if err := c.invite(ctx, line, invites); err != nil {
		return err
	}
	told, err := drawn.TellUndrawn(ctx)
	c.showTold(told, notify.Undrawn, "they were not drawn")
	return err
}

// exportDraw writes what is published of a draw to a folder, with a page that computes it again.
func exportDraw(ctx context.Context, c *call) error {
	var line stock.Line
	var dir string
	c.lineFlags(&line.Sale, &line.SKU)
	c.flags.StringVar(&dir, "out", "", "")
	if err := c.parse("sale", "sku", "out"); err != nil {
		return err
	}
	p, err := c.drawer().Published(ctx, line)
	if err != nil {
		return err
	}
	if err := writeDraw(ctx, dir, p); err != nil {
		return err
	}
	c.out.record(record{{"sale", line.Sale}, {"sku", line.SKU}, {"entries", len(p.Commitments)}, {"folder", dir}}, func() {
		c.out.print("wrote %s and their page to %s\n", count(len(p.Commitments), "entry"), dir)
	})
	return nil
}

// writeDraw writes the folder of a draw that is to be published, over an earlier one.
func writeDraw(ctx context.Context, dir string, p draw.Published) error {
	text, err := json.MarshalIndent(p.File(), "", " ")
	if err != nil {
		return err
	}
	files := map[string][]byte{"draw.json": append(text, '\n')}
	entries, err := page.Files.ReadDir(".")
	if err != nil {
		return err
	}
	for _, e := range entries {
		if files[e.Name()], err = page.Files.ReadFile(e.Name()); err != nil {
			return err
		}
	}
	for name, content := range files {
		if err := wholefile.Replace(ctx, filepath.Join(dir, name), wholefile.Bytes(content)); err != nil {
			return err
		}
	}
	return nil
}

// verifyDraw recomputes a draw from what was published, without the store.
func verifyDraw(ctx context.Context, c *call) error {
	var file string
	var own draw.Hash
	c.flags.StringVar(&file, "file", "", "")
	c.flags.Func("commitment", "", func(text string) error { return own.UnmarshalText([]byte(text)) })
	if len(c.args) > 0 && !strings.HasPrefix(c.args[0], "-") {
		c.args = append([]string{"--file"}, c.args...)
	}
	if err := c.parse("file"); err != nil {
		return err
	}
	p, err := readDraw(ctx, file)
	if err != nil {
		return err
	}
	ranking, err := p.Ranking()
	if err == nil {
		err = drand.Verify(draw.Quicknet, *p.Beacon)
	}
	if err != nil && !errors.Is(err, draw.ErrWaiting) {
		return err
	}
	c.showDraw(p)
	if err != nil {
		return err
	}
	c.out.print("the list has this root, and the randomness is quicknet's of this round; drawn were:\n")
	for i, commitment := range ranking {
		if i < p.Notice.Units && own == (draw.Hash{}) || commitment == own {
			c.out.record(record{{"rank", i + 1}, {"commitment", commitment}}, func() { c.out.print("%d  %s\n", i+1, commitment) })
		}
	}
	return nil
}

// readDraw reads what was published about a draw from a file, or from the address of the draw in
// the API, which returns the list in pages.
func readDraw(ctx context.Context, from string) (draw.Published, error) {
	text, err := fetch(ctx, from)
	if err != nil {
		return draw.Published{}, err
	}
	p, err := draw.ParseFile(text)
	if err != nil || p.Commitments != nil || p.Notice.Entries == 0 || !remote(from) {
		return p, err
	}
	at, err := url.Parse(from)
	if err != nil {
		return draw.Published{}, err
	}
	at.Path += "/entries"
	for query, number := at.Query(), 1; len(p.Commitments) < p.Notice.Entries; number++ {
		query.Set("page", strconv.Itoa(number))
		at.RawQuery = query.Encode()
		text, err := fetch(ctx, at.String())
		if err != nil {
			return draw.Published{}, err
		}
		var list draw.List
		if err := json.Unmarshal(text, &list); err != nil {
			return draw.Published{}, fmt.Errorf("page %d of the list: %w", number, err)
		}
		if len(list.Commitments) == 0 {
			return draw.Published{}, fmt.Errorf("page %d of the list is empty", number)
		}
		p.Commitments = append(p.Commitments, list.Commitments...)
	}
	return p, nil
}

// remote reports whether file is a URL.
func remote(file string) bool {
	return strings.HasPrefix(file, "http://") || strings.HasPrefix(file, "https://")
}

// maxFetched bounds how many bytes are read. A draw of 10,000 entries has fewer.
const maxFetched = 64 << 20

// fetch reads a file, or the content at a URL.
func fetch(ctx context.Context, from string) ([]byte, error) {
	if !remote(from) {
		return os.ReadFile(from)
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, from, nil)
	if err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %s", from, answer.Status)
	}
	return io.ReadAll(io.LimitReader(answer.Body, maxFetched))
}

// lineFlags defines the flags of a line of a sale.
func (c *call) lineFlags(sale *catalog.SaleID, sku *catalog.SKU) {
	c.flags.Func("sale", "", text(sale))
	c.flags.Func("sku", "", text(sku))
}

// waitlistOf returns a sale, and the markets whose waitlist for a product it can invite:
// those in which the product is cleared.
func (c *call) waitlistOf(ctx context.Context, id catalog.SaleID, sku catalog.SKU) (sale catalog.Sale, in []market.Code, err error) {
	offered, err := c.store.Catalog(ctx)
	if err != nil {
		return sale, nil, err
	}
	if sale, err = offered.Sale(id); err != nil {
		return sale, nil, err
	}
	product, err := offered.Product(sku)
	if err != nil {
		return sale, nil, err
	}
	for _, m := range c.Region.Markets() {
		if product.Offers[m.Code].Clearance.Status == market.Cleared {
			in = append(in, m.Code)
		}
	}
	return sale, in, nil
}
