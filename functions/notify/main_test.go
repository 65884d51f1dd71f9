package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/functiontest"
	"storefront/shared/dynamo"
	"storefront/shared/mail"
)

func TestEnvironment(t *testing.T) {
	t.Parallel()
	functiontest.Environment(t, "notify", wire)
}

// TestEvents shows the mails and dead letters of each sample batch, after the
// template's filters.
func TestEvents(t *testing.T) {
	t.Parallel()
	for _, name := range functiontest.Batches(t, "notify") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			payload, filtered := functiontest.Batch(t, "notify", name)
			response := w.invoke(t, payload)
			var text bytes.Buffer
			fmt.Fprintf(&text, "%d filtered, %d to be tried again\n", filtered, len(response.BatchItemFailures))
			for _, m := range w.sent {
				fmt.Fprintf(&text, "\nTo: %s\nSubject: %s\n\n%s", m.To, m.Subject, m.Text)
			}
			for _, m := range w.deadLetters {
				fmt.Fprintf(&text, "\nfailure of %s: %s\n", dynamo.SequenceOf(m.Record), m.Reason)
			}
			functiontest.Golden(t, name, text.Bytes())
		})
	}
}

// A mail that fails is tried again, and sent once in the end. So are all others of the
// batch, which come again with it.
func TestFailedMailIsSentOnce(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"confirm":      {"ada@example.com: Confirm your place on the waitlist: Phone 4i"},
		"pass":         {"ada@example.com: Su pase para us.example.com"},
		"link":         {"Ada@example.com: Su pedido 0k3f8m2q7z1xw9vd-1"},
		"paid":         {"grete@example.com: Bestellung 2bqsyn9h2tm9xa7c-198: bestätigt und bezahlt"},
		"delayed":      {"grete@example.com: Späterer Versand: Bestellung 2bqsyn9h2tm9xa7c-199"},
		"shipped":      {"grete@example.com: Unterwegs zu Ihnen: Bestellung 2bqsyn9h2tm9xa7c-198"},
		"withdrawal":   {"grete@example.com: Eingang Ihres Widerrufs: Bestellung 2bqsyn9h2tm9xa7c-198", "grete@example.com: Erstattung von 21,98\u00a0€: Bestellung 2bqsyn9h2tm9xa7c-198"},
		"six-products": {"ada@example.com: Confirm your place on the waitlist: Phone 4i"},
		"draw":         {"ada@example.com: Esta vez no ha salido: Auriculares", "ada@example.com: The draw is closed: Headphones"},
		"poison":       {"ada@example.com: Su pase para us.example.com"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			left := 3
			w.before = func(string) error {
				if left--; left >= 0 {
					return errFault
				}
				return nil
			}
			w.deliver(t, sample(t, name))
			if left >= 0 {
				t.Errorf("%d faults did not happen", left+1)
			}
			if !slices.Equal(w.subjects(), want) {
				t.Errorf("mails: %q, want %q", w.subjects(), want)
			}
			if strings.Contains(w.logged.String(), "@example.com") {
				t.Errorf("logged: %s", &w.logged)
			}
		})
	}
}

// Any call to the table may fail, at any time.
func TestFaultsOfTheTable(t *testing.T) {
	t.Parallel()
	for _, call := range []string{"Mailbox", "PutMailbox", "Entry"} {
		for nth := 1; nth <= 4; nth++ {
			w := newWorld(t)
			seen := 0
			w.table.Fail(func(c string) bool {
				if c == call {
					seen++
				}
				return c == call && seen == nth
			})
			w.deliver(t, sample(t, "confirm"))
			if len(w.sent) != 1 {
				t.Errorf("call %d of %s fails: %d mails", nth, call, len(w.sent))
			}
		}
	}
}

// A record that comes again, in its batch or in a later one, sends nothing.
func TestRepeatedRecords(t *testing.T) {
	t.Parallel()
	for _, name := range functiontest.Batches(t, "notify") {
		w := newWorld(t)
		records := recordsOf(t, sample(t, name))
		w.deliver(t, batchOf(t, slices.Concat(records, records)))
		first := w.subjects()
		for _, after := range []time.Duration{0, time.Hour, 23 * time.Hour, 24 * time.Hour, 1000 * time.Hour} {
			w.now = functiontest.Opening.Add(6*time.Second + after)
			w.deliver(t, batchOf(t, records))
			if diff := cmp.Diff(first, w.subjects()); diff != "" {
				t.Errorf("%s, after %v (-first +all):\n%s", name, after, diff)
			}
		}
	}
}

// A panic is one record's, and not the process's end.
func TestPanic(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.before = func(call string) error {
		if call == "mail" {
			panic("a bug")
		}
		return nil
	}
	if response := w.invoke(t, sample(t, "confirm")); len(response.BatchItemFailures) > 0 || len(w.deadLetters) != 1 {
		t.Errorf("answered %+v, dead letters %+v", response, w.deadLetters)
	}
}

// A record without a sequence number cannot be reported. It becomes a dead letter. If it
// cannot be sent, the batch as a whole fails.
func TestRecordWithoutNumber(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	records := []json.RawMessage{json.RawMessage(`"nothing"`)}
	w.deliver(t, batchOf(t, records))
	if len(w.deadLetters) != 1 || string(w.deadLetters[0].Record) != `"nothing"` {
		t.Errorf("dead letters %+v", w.deadLetters)
	}
	w.before = func(string) error { return errFault }
	if response, err := w.process().handle(t.Context(), batch{Records: records}); err == nil {
		t.Errorf("handle = %+v without an error", response)
	}
}

// What SES will never send does not hold up the mails behind it.
func TestUnsendableMail(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.before = func(call string) error {
		if call == "mail" {
			return fmt.Errorf("send mail: %w", mail.ErrUnsendable)
		}
		return nil
	}
	if response := w.invoke(t, sample(t, "confirm")); len(response.BatchItemFailures) > 0 || len(w.deadLetters) != 1 {
		t.Errorf("answered %+v, dead letters %+v", response, w.deadLetters)
	}
}
