package view

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"storefront/functions/pages/words"
	"storefront/shared/format"
	"storefront/shared/market"
)

func reader(t *testing.T, language string, code market.Code) format.Reader {
	t.Helper()
	m, ok := market.Of(code)
	if !ok {
		t.Fatalf("there is no market %s", code)
	}
	return format.Reader{Language: language, Market: m}
}

// The scripts and the markup agree on the attributes that they share.
func TestScriptContract(t *testing.T) {
	t.Parallel()
	var script []byte
	for _, name := range []string{"shop.js", "work.js", "drawn.js"} {
		content, err := os.ReadFile(filepath.Join("..", "static", name))
		if err != nil {
			t.Fatal(err)
		}
		script = append(script, content...)
	}
	told, err := os.ReadFile("script.go")
	if err != nil {
		t.Fatal(err)
	}
	read := regexp.MustCompile(`\[(data-[a-z]+)|dataset\.([a-z]+)`).FindAllSubmatch(script, -1)
	if len(read) < 10 {
		t.Fatalf("the script reads only %d attributes", len(read))
	}
	for _, match := range read {
		name := string(match[1])
		if name == "" {
			name = "data-" + string(match[2])
		}
		if !bytes.Contains(told, []byte(name)) {
			t.Errorf("the script reads %s, of which script.go does not tell", name)
		}
	}
}

func TestBoard(t *testing.T) {
	t.Parallel()
	board := Board(reader(t, "de", "de"), "eu-launch")
	if got := board["data-availability"]; got != "/v1/de/sales/eu-launch/availability" {
		t.Errorf("availability is asked at %v", got)
	}
	for _, state := range words.LiveStates() {
		if word, _ := board["data-"+state].(string); word == "" {
			t.Errorf("there is no word for %s", state)
		}
	}
}

// A countdown begins with the figures that the script goes on with.
func TestCountdownMarkup(t *testing.T) {
	t.Parallel()
	opens := time.Date(2026, time.December, 1, 9, 0, 0, 0, time.UTC)
	now := opens.Add(-(time.Hour + 46*time.Second + 250*time.Millisecond))
	var html bytes.Buffer
	if err := ticking(Page{Reader: reader(t, "de", "de")}, "Öffnet in", opens, now).Render(t.Context(), &html); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`data-now="2026-12-01T07:59:13.750Z" data-until="2026-12-01T09:00:00.000Z"`,
		`<time datetime="PT1H47S">`,
		`<span data-unit="3600" data-one=" Stunde" data-other=" Stunden"><b>1</b> Stunde</span>`,
		`<span data-unit="60" data-one=" Minute" data-other=" Minuten"><b>0</b> Minuten</span>`,
		`<span data-unit="1" data-one=" Sekunde" data-other=" Sekunden"><b>47</b> Sekunden</span>`,
		`<button class="button quiet" type="button" hidden data-pause="Countdown anhalten" data-resume="Countdown fortsetzen">`,
	} {
		if !strings.Contains(html.String(), want) {
			t.Errorf("the markup lacks %s: %s", want, html.String())
		}
	}
}
