package main

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"storefront/shared/catalog"
	"storefront/shared/market"
)

// The page that the link in the mail opens has the link as a QR code, which another library
// reads. Without a ticket that can be one, there is none.
func TestTicketAsQRCode(t *testing.T) {
	t.Parallel()
	c := sells(t, market.US)
	c.Sell(t, "invited", 5, func(s *catalog.Sale) { s.Access = catalog.AccessTicket }, "fitness-band")
	code, _ := c.Tickets(t, "invited", "fitness-band")
	ticket := code("ada@example.com", 1)
	path := "/us/en/sales/invited/checkout?sku=fitness-band&ticket="
	d := c.open(path+strings.ToLower(ticket)).want(200, "show the ticket as a QR code")
	if got, want := scan(t, d.html), "https://us.example.com"+path+ticket; got != want {
		t.Errorf("the code says %q, want %q", got, want)
	}
	for _, without := range []string{path, path + "ABCD", "/us/en/sales/invited/checkout?sku=headphones&ticket=" + ticket} {
		c.open(without).want(200).not("QR code")
	}
}

var svg = regexp.MustCompile(`<svg viewBox="-4 -4 (\d+) \d+"[^>]*>.*?<path d="([^"]+)"`)

// scan draws the first code of a page, and reads it.
func scan(t *testing.T, html string) string {
	t.Helper()
	const square = 5
	found := svg.FindStringSubmatch(html)
	if found == nil {
		t.Fatalf("no code in\n%s", html)
	}
	size, err := strconv.Atoi(found[1])
	if err != nil {
		t.Fatal(err)
	}
	picture := image.NewGray(image.Rect(0, 0, size*square, size*square))
	draw.Draw(picture, picture.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	for _, run := range strings.Split(found[2], "M")[1:] {
		var x, y, n int
		if _, err := fmt.Sscanf(run, "%d %dh%dv1", &x, &y, &n); err != nil {
			t.Fatalf("%q: %v", run, err)
		}
		dark := image.Rect(x+4, y+4, x+4+n, y+5)
		dark.Min, dark.Max = dark.Min.Mul(square), dark.Max.Mul(square)
		draw.Draw(picture, dark, image.NewUniform(color.Black), image.Point{}, draw.Src)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	read, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatal(err)
	}
	return read.GetText()
}
