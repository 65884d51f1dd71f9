package ticket_test

import (
	"strings"
	"testing"
	"time"

	"storefront/shared/ticket"
)

var (
	monday = time.Date(2015, time.May, 18, 19, 0, 0, 345e6, time.UTC)
	signer = ticket.NewSigner([]byte("key of the sale"), monday)
	first  = ticket.Ticket{Number: 1, Ends: monday.Add(24 * time.Hour)}
	code   = signer.Sign("fitness-band", "ada@example.com", first)
)

func TestOpen(t *testing.T) {
	t.Parallel()
	last := ticket.Ticket{Number: ticket.MaxNumber, Ends: monday.Add(ticket.MaxTime)}
	flipped := code
	flipped[9] ^= 1
	tests := map[string]struct {
		signer      ticket.Signer
		code        ticket.Code
		sku, holder string
		want        ticket.Ticket // zero: refused
	}{
		"as signed":         {signer, code, "fitness-band", "ada@example.com", first},
		"the greatest":      {signer, signer.Sign("x", "", last), "x", "", last},
		"another product":   {signer, code, "headphones", "ada@example.com", ticket.Ticket{}},
		"another holder":    {signer, code, "fitness-band", "eve@example.com", ticket.Ticket{}},
		"no holder":         {signer, code, "fitness-band", "", ticket.Ticket{}},
		"fields cut apart":  {signer, code, "fitness-banda", "da@example.com", ticket.Ticket{}},
		"another sale's":    {ticket.NewSigner([]byte("another key"), monday), code, "fitness-band", "ada@example.com", ticket.Ticket{}},
		"one bit is wrong":  {signer, flipped, "fitness-band", "ada@example.com", ticket.Ticket{}},
		"no code":           {signer, ticket.Code{}, "fitness-band", "ada@example.com", ticket.Ticket{}},
		"signed for anyone": {signer, signer.Sign("fitness-band", "", first), "fitness-band", "ada@example.com", ticket.Ticket{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := tt.signer.Open(tt.code, tt.sku, tt.holder)
			if ok != (tt.want != ticket.Ticket{}) || ok && (got.Number != tt.want.Number || !got.Ends.Equal(tt.want.Ends)) {
				t.Errorf("got %+v, %v, want %+v", got, ok, tt.want)
			}
		})
	}
}

// Codes that follow each other must not look alike, or people would guess and mix them up.
func TestCodesDiffer(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for n := 1; n <= 2000; n++ {
		text := signer.Sign("fitness-band", "ada@example.com", ticket.Ticket{Number: n, Ends: first.Ends}).String()
		seen[text[:4]]++
		if seen[text[:4]] > 4 { // of 2^20 beginnings
			t.Fatalf("%d of %d codes begin with %s", seen[text[:4]], n, text[:4])
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	text := code.String()
	if len(text) != 19 || strings.Trim(text, "0123456789ABCDEFGHJKMNPQRSTVWXYZ-") != "" {
		t.Fatalf("the code is %q", text)
	}
	lookalike := strings.NewReplacer("0", "O", "1", "l")
	for name, typed := range map[string]string{
		"as shown":            text,
		"in lower case":       strings.ToLower(text),
		"without dashes":      strings.ReplaceAll(text, "-", ""),
		"with spaces":         " " + strings.ReplaceAll(text, "-", " ") + " ",
		"with long dashes":    strings.ReplaceAll(text, "-", "–"),
		"O for 0, l for 1":    lookalike.Replace(text),
		"o for 0, i for 1":    strings.ToLower(strings.NewReplacer("0", "o", "1", "I").Replace(text)),
		"no-break spaces too": strings.ReplaceAll(text, "-", "\u00a0"),
	} {
		if got, err := ticket.Parse(typed); err != nil || got != code {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	if got, err := ticket.Parse("OIlo-0000-1111-0000"); err != nil || got.String() != "0110-0000-1111-0000" {
		t.Errorf("letters that look like digits: %v, %v", got, err)
	}
	for name, typed := range map[string]string{
		"nothing": "", "too short": text[:18], "too long": text + "0", "a letter U": "U" + text[1:], "a letter of another script": "А" + text[1:],
		"a break within": "\n" + text[1:], "a null": "\x00" + text[1:],
	} {
		if got, err := ticket.Parse(typed); err == nil {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestEnd(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		at, want time.Duration // after the sale's start
		ok       bool
	}{
		"on a step":     {ticket.Step, ticket.Step, true},
		"rounded up":    {ticket.Step + 1, 2 * ticket.Step, true},
		"the last":      {ticket.MaxTime, ticket.MaxTime, true},
		"past the last": {ticket.MaxTime + 1, ticket.MaxTime + ticket.Step, false},
		"at the start":  {0, 0, false},
	} {
		if got, ok := signer.End(monday.Add(tt.at)); ok != tt.ok || !got.Equal(monday.Add(tt.want)) {
			t.Errorf("%s: %v, %v, want %v, %v", name, got.Sub(monday), ok, tt.want, tt.ok)
		}
	}
}

// A code of which any letters were changed is refused, for everybody.
func FuzzForged(f *testing.F) {
	f.Add([]byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, "fitness-band", "ada@example.com")
	f.Add(code[:], "", "")
	f.Fuzz(func(t *testing.T, change []byte, sku, holder string) {
		c := signer.Sign(sku, holder, first)
		for i := range min(len(change), len(c)) {
			c[i] ^= change[i]
		}
		if got, ok := signer.Open(c, sku, holder); ok && c != signer.Sign(sku, holder, first) {
			t.Errorf("%v was accepted as %+v, and was never signed", c, got)
		}
	})
}

// What is read as a code has 16 letters or digits, and is read the same when it is written out.
func FuzzParse(f *testing.F) {
	for _, typed := range []string{code.String(), "OIlo 0000 1111 0000", "", "a\r\nb", "АВСD-0000-0000-0000", "0000-0000-0000-000\xff"} {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		c, err := ticket.Parse(typed)
		if err != nil {
			return
		}
		if again, err := ticket.Parse(c.String()); err != nil || again != c {
			t.Errorf("%q is read as %v, and that as %v, %v", typed, c, again, err)
		}
	})
}

// Numbers and ends survive, for every product and holder.
func FuzzSign(f *testing.F) {
	f.Add(1, 288, "fitness-band", "ada@example.com")
	f.Fuzz(func(t *testing.T, number, steps int, sku, holder string) {
		want := ticket.Ticket{Number: number & ticket.MaxNumber, Ends: monday.Add(time.Duration(steps&0xffff) * ticket.Step)}
		c := signer.Sign(sku, holder, want)
		if got, ok := signer.Open(c, sku, holder); !ok || got.Number != want.Number || !got.Ends.Equal(want.Ends) {
			t.Errorf("got %+v, %v, want %+v", got, ok, want)
		}
		if _, ok := signer.Open(c, sku+"x", holder); ok {
			t.Error("accepted for another product")
		}
	})
}
