package freetext_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"storefront/shared/freetext"
)

func TestLine(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		typed, want string
		err         error
	}{
		"plain":                           {"Ada Lovelace", "Ada Lovelace", nil},
		"accents and an apostrophe":       {"Zoë O’Brien-Åström", "Zoë O’Brien-Åström", nil},
		"a joiner in Marathi":             {"दर\u094d\u200dया", "दर\u094d\u200dया", nil},
		"a non-joiner in Hindi":           {"श्री\u200cमती", "श्री\u200cमती", nil},
		"a non-joiner in Persian":         {"علی\u200cرضا", "علی\u200cرضا", nil},
		"a family":                        {"The 👨\u200d👩\u200d👧\u200d👦 family", "The 👨\u200d👩\u200d👧\u200d👦 family", nil},
		"a heart with its colour":         {"Ada ❤\ufe0f", "Ada ❤\ufe0f", nil},
		"a number sign in Arabic":         {"شقة \u0600١٢", "شقة \u0600١٢", nil},
		"spaces around":                   {"  Ada \u3000", "Ada", nil},
		"spaces in a row":                 {"Ada   Lovelace", "Ada Lovelace", nil},
		"a no-break space":                {"Ada\u00a0Lovelace", "Ada Lovelace", nil},
		"a narrow no-break space":         {"12\u202f000", "12 000", nil},
		"an ideographic space":            {"山田\u3000太郎", "山田 太郎", nil},
		"a thin space":                    {"A.\u2009Lovelace", "A. Lovelace", nil},
		"a mark before an Arabic name":    {"\u200fمحمد", "محمد", nil},
		"marks around a house number":     {"شارع \u200e12\u200e", "شارع 12", nil},
		"an Arabic letter mark":           {"\u061cمحمد", "محمد", nil},
		"a byte order mark":               {"\ufeffAda", "Ada", nil},
		"a zero-width space":              {"Ada\u200bLovelace", "AdaLovelace", nil},
		"a word joiner":                   {"Ada\u2060Lovelace", "AdaLovelace", nil},
		"a soft hyphen":                   {"Love\u00adlace", "Lovelace", nil},
		"a mark between two spaces":       {"Ada \u200e Lovelace", "Ada Lovelace", nil},
		"nothing":                         {"", "", nil},
		"spaces alone":                    {" \u00a0\u3000 ", "", nil},
		"joiners alone":                   {"\u200d\u200c", "", nil},
		"marks alone":                     {"\u200e\u200f\ufeff\u200b", "", nil},
		"Hangul fillers":                  {"\u3164\u115f\u1160\uffa0", "", nil},
		"a blank of braille":              {"\u2800 \u2800", "", nil},
		"selectors alone":                 {"\ufe0f\U000e0100", "", nil},
		"a grapheme joiner alone":         {"\u034f", "", nil},
		"a Mongolian separator alone":     {"\u180e", "", nil},
		"a Mongolian separator":           {"ᠬᠦᠮᠦᠨ\u180eᠡ", "ᠬᠦᠮᠦᠨ\u180eᠡ", nil},
		"an emoji of the future":          {"Ada \U0001faff", "Ada \U0001faff", nil},
		"a filler within":                 {"가\u3164나", "가\u3164나", nil},
		"embedding to the left":           {"Ada\u202aLovelace", "", freetext.ErrDirection},
		"embedding to the right":          {"Ada\u202bLovelace", "", freetext.ErrDirection},
		"the end of an embedding":         {"Ada\u202c", "", freetext.ErrDirection},
		"override to the left":            {"Ada\u202dLovelace", "", freetext.ErrDirection},
		"override to the right":           {"Ada\u202eLovelace", "", freetext.ErrDirection},
		"isolate to the left":             {"\u2066Ada", "", freetext.ErrDirection},
		"isolate to the right":            {"\u2067Ada", "", freetext.ErrDirection},
		"isolate by the first":            {"\u2068Ada", "", freetext.ErrDirection},
		"the end of an isolate":           {"Ada\u2069", "", freetext.ErrDirection},
		"an override and nothing else":    {"\u202e", "", freetext.ErrDirection},
		"a line break":                    {"Ada\nLovelace", "", freetext.ErrUnprintable},
		"a carriage return":               {"Ada\rLovelace", "", freetext.ErrUnprintable},
		"a line break at the end":         {"Ada\n", "", freetext.ErrUnprintable},
		"a tab":                           {"Ada\tLovelace", "", freetext.ErrUnprintable},
		"a next line":                     {"Ada\u0085Lovelace", "", freetext.ErrUnprintable},
		"a line separator":                {"Ada\u2028Lovelace", "", freetext.ErrUnprintable},
		"a paragraph separator":           {"Ada\u2029Lovelace", "", freetext.ErrUnprintable},
		"a null":                          {"Ada\x00", "", freetext.ErrUnprintable},
		"an escape":                       {"\x1b[2JAda", "", freetext.ErrUnprintable},
		"a deprecated format":             {"Ada\u206aLovelace", "", freetext.ErrUnprintable},
		"text hidden in tags":             {"Ada\U000e0041\U000e0042", "", freetext.ErrUnprintable},
		"a note of annotation":            {"Ada\ufff9", "", freetext.ErrUnprintable},
		"private use":                     {"Ada\ue000", "", freetext.ErrUnprintable},
		"not a character":                 {"Ada\uffff", "", freetext.ErrUnprintable},
		"no character of another plane":   {"Ada\U0001fffe", "", freetext.ErrUnprintable},
		"no character in the middle":      {"Ada\ufdd0", "", freetext.ErrUnprintable},
		"private use, of the last plane":  {"Ada\U00100000", "", freetext.ErrUnprintable},
		"a letter of the future":          {"Ada\u0378", "Ada\u0378", nil},
		"bytes that are no UTF-8":         {"Ada\xff", "", freetext.ErrUnprintable},
		"a surrogate, as bytes":           {"Ada\xed\xa0\x80", "", freetext.ErrUnprintable},
		"the character for what was lost": {"Ad\ufffd", "Ad\ufffd", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := freetext.Line(tt.typed)
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("Line(%+q) = %+q, %v; want %+q, %v", tt.typed, got, err, tt.want, tt.err)
			}
		})
	}
}

func TestTidy(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ typed, want string }{
		"plain":                   {"ada@example.com", "ada@example.com"},
		"pasted with marks":       {"\ufeff\u200eada@example.com\u200b", "ada@example.com"},
		"spaces of all kinds":     {"\u00a0SW1A\u2003\u20022AA ", "SW1A 2AA"},
		"what it does not decide": {"a\u202eb\nc", "a\u202eb\nc"},
		"line breaks around":      {"\r\nada@example.com\n", "\r\nada@example.com\n"},
		"nothing that shows":      {"\u200d\u3164", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := freetext.Tidy(tt.typed); got != tt.want {
				t.Errorf("Tidy(%+q) = %+q, want %+q", tt.typed, got, tt.want)
			}
		})
	}
}

func FuzzLine(f *testing.F) {
	f.Add("Ada  Lovelace")
	f.Add("\u200fمحمد\u202e")
	f.Fuzz(func(t *testing.T, typed string) {
		got, err := freetext.Line(typed)
		if err != nil {
			if got != "" {
				t.Errorf("%+q is refused and gives %+q", typed, got)
			}
			return
		}
		if again, err := freetext.Line(got); again != got || err != nil {
			t.Errorf("%+q becomes %+q, which becomes %+q, %v", typed, got, again, err)
		}
		if !utf8.ValidString(got) || strings.TrimSpace(got) != got || strings.ContainsAny(got, "\r\n\u202e\u2066\u200e\ufeff") {
			t.Errorf("%+q becomes %+q", typed, got)
		}
	})
}
