package order_test

import (
	"strings"
	"testing"

	"storefront/shared/order"
)

func TestParseID(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]order.ID{
		"0123456789abcdef-1":     {Key: "0123456789abcdef", Slot: 1},
		"zzzzzzzzzzzzzzzz-12345": {Key: "zzzzzzzzzzzzzzzz", Slot: 12345},
	} {
		if got, err := order.ParseID(in); err != nil || got != want {
			t.Errorf("ParseID(%q) = %v, %v, want %v", in, got, err, want)
		}
	}
	for _, in := range []string{
		"", "-", "0123456789abcdef", "0123456789abcdef-", "0123456789abcdef-0", "0123456789abcdef--1", "0123456789abcdef-01",
		"0123456789abcdef-+1", "0123456789abcdef-1 ", "0123456789abcdef-1-1", "0123456789abcdef-99999999999999999999",
		"0123456789abcde-1", "0123456789abcdeff-1", "0123456789ABCDEF-1", "0123456789abcde\n-1", "0123456789abcdé-1",
		"0123456789abcdei-1", // i, l, o and u are no digits of a key
	} {
		if got, err := order.ParseID(in); err == nil || got != (order.ID{}) {
			t.Errorf("ParseID(%q) = %v, %v, want an error", in, got, err)
		}
	}
}

func FuzzParseID(f *testing.F) {
	f.Add("0123456789abcdef-1")
	f.Add("zzzzzzzzzzzzzzzz-12345")
	f.Add("0123456789abcde\n-1")
	f.Fuzz(func(t *testing.T, in string) {
		id, err := order.ParseID(in)
		if err != nil {
			if id != (order.ID{}) {
				t.Errorf("ParseID(%q) = %v beside %v", in, id, err)
			}
			return
		}
		if id.String() != in {
			t.Errorf("ParseID(%q) is spelled %q", in, id)
		}
		if strings.Trim(in, "0123456789abcdefghjkmnpqrstvwxyz-") != "" {
			t.Errorf("ParseID accepts %q", in)
		}
	})
}

func FuzzNewKey(f *testing.F) {
	f.Add([]byte("0123456789"), 1)
	f.Fuzz(func(t *testing.T, digest []byte, slot int) {
		if len(digest) < 10 || slot < 1 {
			t.Skip()
		}
		id := order.ID{Key: order.NewKey(digest), Slot: slot}
		if back, err := order.ParseID(id.String()); err != nil || back != id {
			t.Errorf("%v came back as %v, %v", id, back, err)
		}
	})
}

func TestParseTyped(t *testing.T) {
	t.Parallel()
	const id = "0k3f8m2q7z1xw9vd-1"
	for name, typed := range map[string]string{
		"as it is":            id,
		"in upper case":       "0K3F8M2Q7Z1XW9VD-1",
		"with spaces":         " 0k3f 8m2q\u00a07z1x w9vd - 1 ",
		"with a long dash":    "0k3f8m2q7z1xw9vd\u20131",
		"pasted with a mark":  "\ufeff" + id + "\u200e",
		"letters for digits":  "Ok3f8m2q7zlxw9vd-I",
		"letters in its slot": "0k3f8m2q7z1xw9vd-l",
	} {
		if got, err := order.ParseTyped(typed); err != nil || got.String() != id {
			t.Errorf("%s: %+q is %v, %v", name, typed, got, err)
		}
	}
	for _, typed := range []string{"", "-", "0k3f8m2q7z1xw9vd", "0k3f8m2q7z1xw9vd-0", "0k3f8m2q7z1xw9vd--1", "0k3f8m2q7z1xw9vu-1", "0k3f8m2q7z1xw9v\u212a-1", id + "\n"} {
		if got, err := order.ParseTyped(typed); err == nil {
			t.Errorf("%+q is %v", typed, got)
		}
	}
}
