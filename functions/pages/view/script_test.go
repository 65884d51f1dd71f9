package view

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"storefront/functions/pages/format"
	"storefront/functions/pages/words"
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

// The script and the markup agree on the attributes that they share.
func TestScriptContract(t *testing.T) {
	t.Parallel()
	script, err := os.ReadFile(filepath.Join("..", "static", "shop.js"))
	if err != nil {
		t.Fatal(err)
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
