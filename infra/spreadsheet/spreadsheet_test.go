package spreadsheet_test

import (
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"storefront/infra/spreadsheet"
)

func TestNewReader(t *testing.T) {
	t.Parallel()
	want := [][]string{{"account", "debit"}, {"1050", "11.90"}}
	for name, text := range map[string]string{
		"commas":                            "account,debit\n1050,11.90\n",
		"Excel's CSV in UTF-8":              "\ufeffaccount,debit\r\n1050,11.90\r\n",
		"semicolons":                        "account;debit\n1050;11.90\n",
		"a byte order mark with semicolons": "\ufeffaccount;debit\n1050;11.90\n",
		"no end of line":                    "account,debit\n1050,11.90",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if rows, err := spreadsheet.NewReader(strings.NewReader(text)).ReadAll(); err != nil || !reflect.DeepEqual(rows, want) {
				t.Errorf("got %q, %v", rows, err)
			}
		})
	}
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	if _, err := spreadsheet.NewReader(strings.NewReader("")).Read(); err != io.EOF {
		t.Errorf("an empty file: %v", err)
	}
	broken := errors.New("broken")
	if _, err := spreadsheet.NewReader(iotest.ErrReader(broken)).Read(); !errors.Is(err, broken) {
		t.Errorf("a file that cannot be read: %v", err)
	}
}
