package closing

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// Errors of adjustments, besides those of a close.
var (
	// ErrNotSuspended means that an event is in suspense on no closed day, or was settled already.
	ErrNotSuspended = errors.New("no such event is in suspense")
	// ErrForeign means that the file of an adjustment is there already, and no operator has entered it.
	ErrForeign = errors.New("the file is there, and nobody has entered it")
	// ErrUnsettled means that entries leave a part of an event in suspense.
	ErrUnsettled = errors.New("the entries do not bring the suspense of the event to zero")
)

// Adjustment is an adjustment in the books of a day.
type Adjustment struct {
	Key    string           `json:"key"`
	Bytes  int              `json:"bytes"`
	SHA256 string           `json:"sha256"`         // of the file, in hex
	Type   ledger.EventType `json:"type,omitempty"` // of the settled event, if a rule booked it
	ledger.Adjustment
}

// adjustmentsOf returns the folder of a market's adjustments.
func adjustmentsOf(region market.Region, code market.Code) string {
	return fmt.Sprintf("closed/v=1/region=%s/adjustments/market=%s/", region, code)
}

// The beginnings of the names of adjustments. An operator's entries are in the books of the day that
// they name. An event that comes out of suspense needs a number, so it is in the books of the next day
// that is closed.
const (
	ofEntries = "entries-"
	ofEvent   = "event-"
)

// keyOf returns the key of an adjustment. The same entries always have the same key.
func keyOf(a ledger.Adjustment) (string, error) {
	name, unique := ofEvent, any(a.Settles)
	if a.RawFile == "" {
		name, unique = ofEntries, []any{a.Reason, a.Settles, a.Entries}
	}
	body, err := json.Marshal(unique)
	return fmt.Sprintf("%sdt=%s/%s%s.json", adjustmentsOf(a.Region, a.Market), a.Date, name, digest(body)[:16]), err
}

// nameOf returns the day and the name in an adjustment's key.
func nameOf(key string) (date, name string) {
	_, rest, _ := strings.Cut(key, "/dt=")
	date, name, _ = strings.Cut(rest, "/")
	return date, strings.TrimSuffix(name, ".json")
}

// bookedAs returns the name under which an adjustment is booked once: its key or, for an event that
// comes out of suspense, the name of the event. So the event is booked once, even if several operators
// ask for it at the same moment.
func bookedAs(key string) string {
	if _, name := nameOf(key); strings.HasPrefix(name, ofEvent) {
		return name
	}
	return key
}

func keysOf(all []Adjustment) []string {
	var keys []string
	for _, a := range all {
		keys = append(keys, a.Key)
	}
	return keys
}

func (c Closer) rules() func(ledger.Event) (ledger.Entries, error) {
	if c.Rules != nil {
		return c.Rules
	}
	return ledger.Book
}

// adjustments returns the keys of what operators book on the day: all entries of the day and, when
// it is first closed, the settled events that are not in the books of an earlier day. Files that no
// operator has entered are not among them, and do not keep the day open.
func (d *day) adjustments(ctx context.Context) ([]string, error) {
	booked := map[string]bool{}
	for date, m := range d.manifests {
		for _, a := range m.Adjustments {
			if date < d.date {
				booked[bookedAs(a.Key)] = true
			}
		}
	}
	old, rebuilt := d.manifests[d.date]
	keys := keysOf(old.Adjustments)
	for _, key := range d.adjust {
		date, name := nameOf(key)
		entries := strings.HasPrefix(name, ofEntries) && date == d.date
		event := strings.HasPrefix(name, ofEvent) && !rebuilt && !booked[name] && date <= d.date && date >= ledger.AddDays(d.date, -lookBack)
		if slices.Contains(keys, key) || !entries && !event {
			continue
		}
		if _, entered, err := d.readAdjustment(ctx, key); err != nil {
			return nil, err
		} else if entered {
			booked[name] = true
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys, nil
}

// readAdjustment reads the file of an adjustment, and reports whether an operator has entered it.
func (b marketBooks) readAdjustment(ctx context.Context, key string) (body []byte, entered bool, err error) {
	if body, err = b.objects.Get(ctx, key); err != nil {
		return nil, false, err
	}
	date, _ := nameOf(key)
	entered, err = b.authentic(ctx, date, key, body)
	return body, entered, err
}

// notEntered says what is wrong with the file of an adjustment that no operator has entered.
func notEntered(key string) string {
	return key + " was not entered by ledger adjust or settle, for its digest is not in the orders' table: no books have it; delete it"
}

// bookAdjustments books the adjustments of the day.
func (b *booker) bookAdjustments(ctx context.Context) error {
	all := &ledger.Entries{}
	for _, key := range b.cut.Adjustments {
		a, ok, err := b.adjustment(ctx, key)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		e, entries, err := b.adjust(ctx, a)
		if err != nil {
			b.findings.add(Bookable, "%s: %v", key, err)
			continue
		}
		if a.RawFile != "" {
			a.Type = e.Type
		}
		b.adjusted = append(b.adjusted, a)
		b.add(e, entries, all)
	}
	b.out.write(all)
	return nil
}

// adjustment reads an adjustment of the cut-off, and checks that it is as it was entered and booked. It
// reports false if the file cannot be read.
func (b *booker) adjustment(ctx context.Context, key string) (Adjustment, bool, error) {
	body, entered, err := b.readAdjustment(ctx, key)
	if err != nil && !errors.Is(err, ledger.ErrNoObject) {
		return Adjustment{}, false, err
	}
	a := Adjustment{Key: key, Bytes: len(body), SHA256: digest(body)}
	was := b.manifests[b.date].Adjustments
	if i := slices.Index(keysOf(was), key); i < 0 && !entered {
		b.findings.add(RawFilesWhole, "%s was changed after it was entered: its digest is %s", key, a.SHA256)
	} else if i >= 0 && was[i].SHA256 != a.SHA256 {
		b.findings.add(RawFilesWhole, "%s was changed after it was booked: its digest is %s, and was %s", key, a.SHA256, was[i].SHA256)
	}
	if err := json.Unmarshal(body, &a.Adjustment); err != nil {
		b.findings.add(RawFilesWhole, "%s: %v", key, err)
		return Adjustment{}, false, nil
	}
	return a, true, nil
}

// adjust returns the entries of an adjustment, and the event that they are of.
func (b *booker) adjust(ctx context.Context, a Adjustment) (*ledger.Event, ledger.Entries, error) {
	if a.RawFile == "" {
		_, id := nameOf(a.Key)
		entries, err := ledger.Adjust(id, a.Adjustment)
		return &ledger.Event{ID: "adjustment/" + id}, entries, err
	}
	e, err := readEvent(ctx, b.objects, a.RawFile, a.Settles)
	if err != nil {
		return nil, ledger.Entries{}, err
	}
	entries, err := ledger.Settle(*e, b.rules)
	return e, entries, err
}

// readEvent reads an event of a raw file. It fails with ErrNotSuspended if the file does not have it.
func readEvent(ctx context.Context, objects ledger.Objects, key, id string) (*ledger.Event, error) {
	f, err := readOne(ctx, objects, key)
	if err = cmp.Or(err, f.err); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(f.events, func(e ledger.Event) bool { return e.ID == id })
	if i < 0 {
		return nil, fmt.Errorf("%w: %s does not have %s", ErrNotSuspended, key, id)
	}
	return &f.events[i], nil
}

// Adjust books an operator's entries on their day. If the day is closed, Adjust rebuilds it. It
// returns the key of the entries and the day's manifest. The manifest is zero if the day is not
// closed yet. Entries that are given twice are booked once. If Adjust fails with
// ledger.ErrAdjustment, ErrLocked, ErrDate, ErrNotSuspended or ErrUnsettled, nothing was booked.
//
// If the month is locked while Adjust runs, the file of the entries may be there. It is void: since
// no day of a locked month is rebuilt, no books will ever have it.
func (c Closer) Adjust(ctx context.Context, a ledger.Adjustment, now time.Time) (string, Manifest, error) {
	if err := c.adopt(ctx); err != nil {
		return "", Manifest{}, err
	}
	key, m, err := c.adjust(ctx, a, now)
	if errors.Is(err, ErrLocked) {
		return "", Manifest{}, fmt.Errorf("%w; nothing was booked", err)
	}
	return key, m, err
}

func (c Closer) adjust(ctx context.Context, a ledger.Adjustment, now time.Time) (string, Manifest, error) {
	a.Region, a.At, a.RawFile = c.Region, now.UTC().Truncate(time.Second), ""
	key, err := keyOf(a)
	if err != nil {
		return "", Manifest{}, err
	}
	days, err := listChain(ctx, c.marketBooks(a.Market))
	if err != nil {
		return "", Manifest{}, err
	}
	if m, err := days.bookedOn(ctx, a.Date, key); err != nil || m.Status == Closed {
		return key, m, err
	}
	if err := c.adjustable(ctx, days, a); err != nil {
		return "", Manifest{}, err
	}
	err = c.enter(ctx, key, a, func() error {
		if _, err := ledger.Adjust("", a); err != nil || a.Settles == "" {
			return err
		}
		if err := days.readManifests(ctx, "", days.last()); err != nil {
			return err
		}
		return days.unsettled(ctx, &a, func(e *ledger.Event) error { return balances(*e, a) })
	})
	if err != nil {
		return "", Manifest{}, err
	}
	if days, err = listChain(ctx, days.marketBooks); err != nil || days.live[a.Date] == 0 {
		return key, Manifest{}, err
	}
	if m, err := days.bookedOn(ctx, a.Date, key); err != nil || m.Status == Closed {
		return key, m, err
	}
	m, err := c.Close(ctx, Request{Market: a.Market, Date: a.Date, Rebuild: true, Reason: a.Reason, By: a.By}, now)
	return key, m, err
}

// bookedOn returns the manifest of a day that has an adjustment, or zero. The call that booked it may
// have died before the books were copied, so bookedOn copies them.
func (c *chain) bookedOn(ctx context.Context, date, key string) (Manifest, error) {
	if c.live[date] == 0 {
		return Manifest{}, nil
	}
	if err := c.readManifests(ctx, date, date); err != nil {
		return Manifest{}, err
	}
	if m := c.manifests[date]; slices.Contains(keysOf(m.Adjustments), key) {
		return m, c.publish(ctx, date, m.Rev)
	}
	return Manifest{}, nil
}

// SettleByRule requests that the next close books an event in suspense by its rule. It returns the
// key of the request, again if the same operator has already made it for the same reason. It fails
// with ErrNotSuspended, or as ledger.Book does if no rule books the event. If days are closed and
// their month is locked meanwhile, the close of the next open day books the event.
func (c Closer) SettleByRule(ctx context.Context, a ledger.Adjustment, now time.Time) (string, error) {
	a.Region, a.At, a.Entries = c.Region, now.UTC().Truncate(time.Second), nil
	if err := c.adopt(ctx); err != nil {
		return "", err
	}
	days, err := listChain(ctx, c.marketBooks(a.Market))
	if err != nil {
		return "", err
	}
	if a.Date = ledger.AddDays(days.last(), 1); days.last() == "" || a.Reason == "" || a.By == "" {
		return "", fmt.Errorf("%w: there must be closed days, a reason, and who asks for it", ErrNotSuspended)
	}
	if err := c.adjustable(ctx, days, a); err != nil {
		return "", err
	}
	if err := days.readManifests(ctx, "", days.last()); err != nil {
		return "", err
	}
	key, there, err := days.settlement(ctx, a.Settles)
	if err != nil || there.RawFile != "" && there.By == a.By && there.Reason == a.Reason {
		return key, err
	}
	err = days.unsettled(ctx, &a, func(e *ledger.Event) error {
		_, err := ledger.Settle(*e, c.rules())
		return err
	})
	if err != nil {
		return "", err
	}
	if key, err = keyOf(a); err != nil {
		return "", err
	}
	return key, c.enter(ctx, key, a, func() error { return nil })
}

// adjustable fails unless operators may book on the day of an adjustment: with ErrDate if the market has
// no such day, or with ErrLocked.
func (c Closer) adjustable(ctx context.Context, days *chain, a ledger.Adjustment) error {
	if err := c.checkDate(Request{Market: a.Market, Date: a.Date}); err != nil {
		return err
	}
	if err := c.Books().CheckUnlocked(ctx, a.Date); err != nil {
		return err
	}
	return days.checkBegun(ctx, a.Date)
}

// enter puts an adjustment, unless it exists. It calls check before it puts a new one, and fails if
// check does. It keeps the digest before it puts the file, so that no close finds a file that nobody
// seems to have entered.
func (c Closer) enter(ctx context.Context, key string, a ledger.Adjustment, check func() error) error {
	_, entered, err := c.marketBooks(a.Market).readAdjustment(ctx, key)
	if !errors.Is(err, ledger.ErrNoObject) {
		if err == nil && !entered {
			err = fmt.Errorf("%w: %s", ErrForeign, notEntered(key))
		}
		return err
	}
	if err := check(); err != nil {
		return err
	}
	body, err := json.MarshalIndent(a, "", " ")
	if err != nil {
		return err
	}
	body = append(body, '\n')
	if err := c.checkRoom(ctx, a.Date); err != nil {
		return err
	}
	if err := anchorFile(ctx, c.Anchors, a.Date, key, body); err != nil {
		return err
	}
	_, err = c.Objects.PutNew(ctx, key, body)
	return err
}

// maxAnchoredFiles is how many cut-offs and adjustments a month may have before operators can enter no
// more. Their digests are in one item, of at most 400 KB. A file takes 150 bytes of it, and the cut-off
// and the manifest of a rebuild 210, so there is room left for every day of eight markets.
const maxAnchoredFiles = 1_500

// checkRoom fails with ledger.ErrAdjustment if the month of a day has too many files.
func (c Closer) checkRoom(ctx context.Context, date string) error {
	if c.Anchors == nil {
		return nil
	}
	anchors, err := c.Anchors.AnchorsOf(ctx, ledger.MonthOf(date))
	if err == nil && len(anchors.Files) >= maxAnchoredFiles {
		err = fmt.Errorf("%w: %s has %d files of adjustments and closes: put more entries into one file, or book them in a later month",
			ledger.ErrAdjustment, anchors.Month, len(anchors.Files))
	}
	return err
}

// settlement returns the adjustment that settles an event, and its key. The key is empty if there
// is none. The manifests were read before.
func (c *chain) settlement(ctx context.Context, event string) (string, ledger.Adjustment, error) {
	keys, err := c.objects.List(ctx, adjustmentsOf(c.region, c.code), "")
	if err != nil {
		return "", ledger.Adjustment{}, err
	}
	for _, key := range keys {
		body, entered, err := c.readAdjustment(ctx, key)
		if err != nil {
			return "", ledger.Adjustment{}, err
		}
		var there ledger.Adjustment
		if err := json.Unmarshal(body, &there); err != nil && entered {
			return "", ledger.Adjustment{}, fmt.Errorf("%w: %s: %w", ErrManifest, key, err)
		}
		date, _ := nameOf(key)
		booked := slices.Contains(keysOf(c.manifests[date].Adjustments), key)
		if there.Settles != event || event == "" || !entered && !booked {
			continue
		}
		if void, err := c.void(ctx, key); err != nil || !void {
			return key, there, err
		}
	}
	return "", ledger.Adjustment{}, nil
}

// void reports whether an adjustment has entries that came while their month was being locked, and that
// no books will have.
func (c *chain) void(ctx context.Context, key string) (bool, error) {
	date, name := nameOf(key)
	if !strings.HasPrefix(name, ofEntries) || slices.Contains(keysOf(c.manifests[date].Adjustments), key) {
		return false, nil
	}
	err := c.books().CheckUnlocked(ctx, date)
	if errors.Is(err, ErrLocked) {
		return true, nil
	}
	return false, err
}

// unsettled finds the event in suspense that an adjustment settles, and calls check with it. If
// the adjustment has no entries, unsettled sets its raw file. The manifests were read before.
func (c *chain) unsettled(ctx context.Context, a *ledger.Adjustment, check func(*ledger.Event) error) error {
	key, there, err := c.settlement(ctx, a.Settles)
	if err != nil {
		return err
	}
	if key != "" {
		return fmt.Errorf("%w: %s is settled by %s, since %s: %s", ErrNotSuspended, a.Settles, there.By, there.At.Format(time.RFC3339), there.Reason)
	}
	for _, m := range c.manifests {
		if !slices.Contains(idsOf(m.Suspended), a.Settles) {
			continue
		}
		for _, in := range m.Inputs {
			e, err := readEvent(ctx, c.objects, in.Key, a.Settles)
			if errors.Is(err, ErrNotSuspended) {
				continue
			}
			if err != nil {
				return err
			}
			if len(a.Entries) == 0 {
				a.RawFile = in.Key
			}
			return check(e)
		}
	}
	return fmt.Errorf("%w: %q", ErrNotSuspended, a.Settles)
}

// balances returns ErrUnsettled unless the entries bring the suspense of an event to zero.
func balances(e ledger.Event, a ledger.Adjustment) error {
	left, err := ledger.InSuspense(e)
	if err != nil {
		return err
	}
	entity, _ := ledger.Entity(e.Region) // an unknown region has no events in suspense
	for _, entry := range a.Entries {
		if entry.Account != entity.Chart.Suspense.Code {
			continue
		}
		if left += entry.Minor; entry.Side == ledger.Debit {
			left -= 2 * entry.Minor
		}
	}
	if left != 0 {
		return fmt.Errorf("%w: %s would be left with %d minor units, credits less debits", ErrUnsettled, e.ID, left)
	}
	return nil
}

// unbooked reports adjustments that are in no books although their day is closed, and events that
// were settled twice. Operators' entries of a locked month are void instead.
func (i *inspection) unbooked(ctx context.Context, first, last string, locked map[string]bool) error {
	keys, err := i.objects.List(ctx, adjustmentsOf(i.region, i.code), "")
	if err != nil {
		return err
	}
	booked := i.bookedAdjustments()
	for _, key := range keys {
		date, _ := nameOf(key)
		if n := booked[bookedAs(key)]; n > 1 {
			i.find("%s is in the books of %d days", key, n)
		} else if n == 0 && date >= first && date <= last && i.live[date] > 0 {
			if err := i.notBooked(ctx, key, last, locked); err != nil {
				return err
			}
		}
	}
	return nil
}

// notBooked reports an adjustment that is in no books although its day is closed.
func (i *inspection) notBooked(ctx context.Context, key, last string, locked map[string]bool) error {
	date, name := nameOf(key)
	isEvent, month := strings.HasPrefix(name, ofEvent), ledger.MonthOf(date)
	_, entered, err := i.readAdjustment(ctx, key)
	switch {
	case err != nil:
		return err
	case !entered:
		i.find("%s", notEntered(key))
	case isEvent && last < i.last(): // it may be in the books of a later day
	case isEvent:
		return i.late(ctx, key, date)
	case locked[month]:
		i.Void = append(i.Void, fmt.Sprintf("%s is void, because %s was locked before it could be booked", key, month))
	default:
		i.find("%s", unbookedEntries(key, i.code, date))
	}
	return nil
}

// bookedAdjustments counts the days that have each adjustment in their books.
func (i *inspection) bookedAdjustments() map[string]int {
	booked, settled := map[string]int{}, map[string]string{}
	for _, date := range slices.Sorted(maps.Keys(i.manifests)) {
		for _, a := range i.manifests[date].Adjustments {
			as := bookedAs(a.Key)
			booked[as]++
			if before, twice := settled[a.Settles]; a.Settles != "" && twice && before != as {
				i.find("%s is settled twice, by %s and by %s: reverse one with ledger adjust", a.Settles, before, as)
			}
			settled[a.Settles] = as
		}
	}
	return booked
}

// late reports a request to settle an event that the last close should have booked, because it was
// made before.
func (i *inspection) late(ctx context.Context, key, date string) error {
	var a ledger.Adjustment
	if err := readJSON(ctx, i.objects, key, &a); err != nil {
		return err
	}
	if m := i.manifests[i.last()]; m.Rev == 1 && m.At.Sub(a.At) > MaxSkew {
		i.find("%s is in no books, and %s is closed", key, date)
	}
	return nil
}
