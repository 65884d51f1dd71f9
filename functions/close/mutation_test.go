package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"storefront/shared/checkout/checkouttest"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/ledger/raw"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/market"
	"storefront/shared/order"
)

// mutations is how many mutations the test makes.
const mutations = 50

// week is a store of two markets whose days come one after the other, each with its
// hourly and its nightly run.
type week struct {
	sold
	chance *rand.Rand
	files  *inMemory
	closer closer
	log    bytes.Buffer
	events []ledger.Event
	byDay  map[string]objects // raw files, by the day on which they come
	days   []string
}

// objects are the files of a bucket, by their keys.
type objects map[string][]byte

// inMemory is a bucket in memory, which keeps what was put. Only its methods may be called by many
// at once.
type inMemory struct {
	mu sync.Mutex
	objects
	put map[string][][]byte // all versions by key, the oldest first
}

func (m *inMemory) store(key string, body []byte) {
	m.objects[key] = bytes.Clone(body)
	m.put[key] = append(m.put[key], m.objects[key])
}

func (m *inMemory) Versions(_ context.Context, key string) (all []ledger.Version, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for n, body := range slices.Backward(m.put[key]) {
		all = append(all, ledger.Version{ID: strconv.Itoa(n), Bytes: int64(len(body))})
	}
	return all, nil
}

func (m *inMemory) GetVersion(_ context.Context, key, id string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, err := strconv.Atoi(id)
	return m.put[key][n], err
}

func (m *inMemory) Delete(_ context.Context, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.objects, key)
	return nil
}

func (m *inMemory) PutNew(_ context.Context, key string, body []byte) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.objects[key] != nil {
		return false, nil
	}
	m.store(key, body)
	return true, nil
}

func (m *inMemory) Put(_ context.Context, key string, body []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.store(key, body)
	return nil
}

func (m *inMemory) Get(_ context.Context, key string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.objects[key] == nil {
		return nil, ledger.ErrNoObject
	}
	return m.objects[key], nil
}

func (m *inMemory) List(_ context.Context, prefix, after string) (keys []string, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for key := range m.objects {
		if strings.HasPrefix(key, prefix) && key > after {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys, nil
}

func newWeek(t *testing.T, seed uint64) *week {
	t.Helper()
	var events []ledger.Event
	chance := rand.New(rand.NewPCG(50, seed))
	for n := range 24 {
		of := market.EU.Markets()[n%2]
		life := ledgertest.Life(chance, of, n)
		if n < 2 { // the books begin a day before
			life = ledgertest.Sale(chance, of, n, ledgertest.Opening.Add(-24*time.Hour), false)
		}
		events = append(events, life...)
	}
	return daysOf(t, chance, events, 8)
}

// daysOf returns a store with the given number of days, and the events of its orders.
func daysOf(t *testing.T, chance *rand.Rand, events []ledger.Event, days int) *week {
	t.Helper()
	w := &week{
		chance: chance, events: events, byDay: map[string]objects{},
		files: &inMemory{objects: objects{}, put: map[string][][]byte{}},
	}
	slices.SortStableFunc(events, func(a, b ledger.Event) int { return a.OccurredAt.Compare(b.OccurredAt) })
	for key, body := range rawtest.Files(rawtest.Number(events), 12) {
		parsed, err := raw.ParseKey(key)
		if err != nil {
			t.Fatal(err)
		}
		if w.byDay[parsed.Date] == nil {
			w.byDay[parsed.Date] = objects{}
		}
		w.byDay[parsed.Date][key] = body
	}
	for n := range days {
		w.days = append(w.days, ledger.AddDays("2015-05-17", n))
	}
	anchors := checkouttest.NewMemory()
	w.closer = closer{
		books: closing.Closer{Objects: w.files, Orders: w, Anchors: anchors, Region: market.EU, After: 3 * time.Hour},
		kept:  w.files, store: w, anchors: anchors, log: slog.New(slog.NewTextHandler(&w.log, nil)),
	}
	return w
}

// AllOrders visits the orders as they are now.
func (w *week) AllOrders(ctx context.Context, visit func(order.Order) error) error {
	now, last := w.closer.now(), map[order.ID]order.Order{}
	for _, e := range w.events {
		if !e.OccurredAt.After(now) && e.Order.Version > last[e.Order.ID].Version {
			last[e.Order.ID] = e.Order
		}
	}
	return sold{orders: slices.Collect(maps.Values(last))}.AllOrders(ctx, visit)
}

// run lets the days pass. Before the hourly run of a day, and between it and the nightly
// one, mutate may change what is there. run returns the days on which a run failed.
func (w *week) run(t *testing.T, mutate func(day int, closed bool)) []string {
	t.Helper()
	var alarms []string
	for n, day := range w.days {
		for _, key := range slices.Sorted(maps.Keys(w.byDay[day])) {
			if _, err := w.files.PutNew(t.Context(), key, w.byDay[day][key]); err != nil {
				t.Fatal(err)
			}
		}
		mutate(n, false)
		next, err := time.Parse(time.DateOnly, ledger.AddDays(day, 1))
		if err != nil {
			t.Fatal(err)
		}
		w.closer.now = func() time.Time { return next.Add(4 * time.Hour) }
		_, hourly := w.closer.close(t.Context(), request{})
		mutate(n, true)
		_, nightly := w.closer.close(t.Context(), request{Verify: true})
		if hourly != nil || nightly != nil {
			alarms = append(alarms, day)
		}
	}
	return alarms
}

// kinds are the kinds of mutations: of closed days, or of a day before it is closed.
// Each changes one of the files that it gets, and returns what it did, or "" if there
// is nothing to change.
var kinds = []struct {
	name   string
	closed bool
	later  bool     // those without money and units may be found only with the next version of their order
	heals  bool     // there is no alarm on any other day
	files  []string // parts of the keys
	mutate func(*testing.T, *week, string) string
}{
	{"a field of a booked raw file", true, false, true, []string{"raw/"}, field},
	{"a field of a raw file before the close", false, true, false, []string{"raw/"}, field},
	{"a byte of a booked raw file", true, false, true, []string{"raw/"}, flip},
	{"a byte of a raw file before the close", false, false, false, []string{"raw/"}, flip},
	{"a booked raw file that is lost", true, false, true, []string{"raw/"}, lose},
	{"a raw file that is lost before the close", false, true, false, []string{"raw/"}, lose},
	{"a copy", true, false, true, []string{"current/"}, flip},
	{"a copy that is lost", true, false, true, []string{"current/"}, lose},
	{"an order line", true, false, true, []string{"closed/", "/order_lines."}, flip},
	{"a manifest", true, false, true, []string{"closed/", "/manifest.json"}, flip},
	{"a forged revision", true, false, false, []string{"closed/", "/rev=1/manifest.json"}, forge},
	{"a clock", false, false, false, []string{"raw/"}, clock},
}

func flip(_ *testing.T, w *week, key string) string {
	body := bytes.Clone(w.files.objects[key])
	at := w.chance.IntN(len(body))
	if bytes.HasPrefix(body, []byte{0x1f, 0x8b}) && at < 10 {
		at = 10 // gzip's header has bits that say nothing
	}
	body[at] ^= 1 << w.chance.IntN(8)
	w.files.objects[key] = body
	return fmt.Sprintf("byte %d of %s", at, key)
}

func lose(_ *testing.T, w *week, key string) string {
	delete(w.files.objects, key)
	return key
}

// field changes a field of an event in a file, which stays a whole raw file.
func field(t *testing.T, w *week, key string) string {
	return edit(t, w, key, func(e *ledger.Event) {
		switch w.chance.IntN(3) {
		case 0:
			e.Order.Totals.TaxJurisdiction = "US-OR"
		case 1:
			e.Order.Totals.Total.Minor++
		default:
			e.Order.Sale += "2"
		}
	})
}

// forge puts another revision of a day, whose manifest says that it is one.
func forge(_ *testing.T, w *week, key string) string {
	from := strings.TrimSuffix(key, "manifest.json")
	to := strings.Replace(from, "/rev=1/", "/rev=2/", 1)
	for _, there := range slices.Collect(maps.Keys(w.files.objects)) {
		if name, ok := strings.CutPrefix(there, from); ok {
			w.files.objects[to+name] = bytes.Replace(w.files.objects[there], []byte(`"rev": 1`), []byte(`"rev": 2`), 1)
		}
	}
	return to
}

// clock dates an event wrongly.
func clock(t *testing.T, w *week, key string) string {
	return edit(t, w, key, func(e *ledger.Event) {
		e.RecordedAt = e.OccurredAt.Add([]time.Duration{-time.Hour, 6 * time.Minute, -366 * 24 * time.Hour}[w.chance.IntN(3)])
	})
}

func edit(t *testing.T, w *week, key string, do func(*ledger.Event)) string {
	t.Helper()
	events, err := raw.Decode(w.files.objects[key])
	if err != nil {
		t.Fatal(err)
	}
	e := &events[w.chance.IntN(len(events))]
	do(e)
	if w.files.objects[key], err = raw.Encode(events); err != nil {
		t.Fatal(err)
	}
	return e.ID + " of " + key
}

// pick returns the key of a file that a mutation may change on a day, or "".
func (w *week) pick(day string, closed bool, parts []string) string {
	var keys []string
	for key := range w.files.objects {
		ofDay := strings.Contains(key, "/dt="+day+"/")
		if !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(key, part) }) && (closed || ofDay) {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		return ""
	}
	slices.Sort(keys)
	return keys[w.chance.IntN(len(keys))]
}

// Every mutation of any kind, on any day, is found that night: the hourly or the
// nightly run fails. Without one, none ever does.
func TestEveryMutationIsFoundByNight(t *testing.T) {
	t.Parallel()
	if alarms := newWeek(t, 0).run(t, func(int, bool) {}); len(alarms) > 0 {
		t.Fatalf("without a mutation, there are alarms on %v", alarms)
	}
	for seed := range uint64(mutations) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w, kind := newWeek(t, seed), kinds[int(seed)%len(kinds)]
			on, did := 1+w.chance.IntN(2), ""
			alarms := w.run(t, func(day int, closed bool) {
				if did != "" || day < on || closed != kind.closed {
					return
				}
				if key := w.pick(w.days[day], closed, kind.files); key != "" {
					did, on = kind.mutate(t, w, key), day
				}
			})
			found := slices.Contains(alarms, w.days[on])
			if kind.later { // an order that changed again after midnight, before the close
				found = found || slices.Contains(alarms, w.days[on+1])
			}
			if did == "" || !found {
				t.Errorf("%s, %q on %s: alarms only on %v", kind.name, did, w.days[on], alarms)
			}
			if kind.heals && len(alarms) > 1 {
				t.Errorf("%s, %q on %s: alarms on %v", kind.name, did, w.days[on], alarms)
			}
			if len(alarms) > 0 && alarms[0] < w.days[on] {
				t.Errorf("there was an alarm on %s, before anything was wrong", alarms[0])
			}
		})
	}
}
