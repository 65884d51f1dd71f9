package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"storefront/shared/ledger"
)

// mutant is a world of which one thing is changed by chance.
type mutant struct {
	night
	*testing.T
	chance *rand.Rand
}

// nightKinds are the kinds of mutations. Each changes one thing, and returns words that a finding
// must have: they name the thing.
var nightKinds = []struct {
	name   string
	heals  bool // the night puts it right, so that the next one finds nothing
	mutate func(mutant) (names string)
}{
	{"a field of a raw event", true, func(m mutant) string { return m.rawField("") }},
	{"the clock of a raw event", true, func(m mutant) string { return m.rawField(".occurred_at") }},
	{"a byte of a raw file", true, func(m mutant) string { return m.flip(m.pick("raw/")) }},
	{"a lost raw file", true, func(m mutant) string { return m.lose(m.pick("raw/")) }},
	{"a changed copy", true, func(m mutant) string { return m.flip(m.pick("current/")) }},
	{"a lost copy", true, func(m mutant) string { return m.lose(m.pick("current/")) }},
	{"a foreign copy", true, func(m mutant) string {
		return m.copyTo(m.pick("current/"), func(key string) string { return key + ".2" })
	}},
	{"a field of an order line, CSV", true, func(m mutant) string { return m.cell(m.pick("/dt=", "/order_lines.csv.gz", "closed/")) }},
	{"a byte of the order lines, Parquet", true, func(m mutant) string { return m.flip(m.pick("closed/", "/order_lines.parquet")) }},
	{"a byte of closed books", true, func(m mutant) string { return m.flip(m.pick("closed/", "/dt=", "/rev=")) }},
	{"a lost file of closed books", true, func(m mutant) string { return m.lose(m.pick("closed/", "/rev=", ".parquet")) }},
	{"a foreign file of closed books", false, func(m mutant) string {
		return m.copyTo(m.pick("closed/", "/rev=", ".parquet"), func(key string) string { return key + ".2" })
	}},
	{"a byte of superseded books", true, func(m mutant) string { return m.flip(m.superseded()) }},
	{"a lost file of superseded books", true, func(m mutant) string { return m.lose(m.superseded()) }},
	{"a foreign file of superseded books", false, func(m mutant) string {
		return m.copyTo(m.superseded(), func(key string) string { return key + ".2" })
	}},
	{"a total of a manifest", true, func(m mutant) string { return m.scalar(m.pick("closed/", "/manifest.json"), ".totals.") }},
	{"an input's digest in a manifest", true, func(m mutant) string { return m.scalar(m.pick("closed/", "/manifest.json"), ".inputs", ".sha256") }},
	{"a file's digest in a manifest", true, func(m mutant) string { return m.scalar(m.pick("closed/", "/manifest.json"), ".files", ".sha256") }},
	{"a link of a manifest", true, func(m mutant) string { return m.scalar(m.pick("closed/", lastNight, "/manifest.json"), ".previous.") }},
	{"any field of a manifest", true, func(m mutant) string { return m.scalar(m.pick("closed/", "/manifest.json"), "") }},
	{"a lost manifest", true, func(m mutant) string { return m.lost(m.pick("closed/", "/manifest.json")) }},
	{"a forged revision", false, func(m mutant) string { return m.forge(m.pick("closed/", "/rev=1/manifest.json")) }},
	{"a field of a cut-off", true, func(m mutant) string { return m.scalar(m.pick("closed/", "/cutoff.json"), "") }},
	{"a field of an operator's entries", true, func(m mutant) string { return m.scalar(m.pick("closed/", "/adjustments/"), "") }},
	{"lost entries of an operator", true, func(m mutant) string { return m.lose(m.pick("closed/", "/adjustments/")) }},
	{"forged entries of an operator", false, func(m mutant) string {
		return m.copyTo(m.pick("closed/", "/adjustments/"), func(key string) string { return strings.Replace(key, "entries-", "entries-0", 1) })
	}},
	{"a field of a lock", true, func(m mutant) string { return m.scalar(m.pick("closed/", "/locks/"), "") }},
	{"a lost lock", true, func(m mutant) string { return m.lose(m.pick("closed/", "/locks/")) }},
	{"an order in the table", false, mutant.order},
	{"the clock of an order in the table", false, mutant.clock},
	{"a lost order in the table", false, mutant.lostOrder},
	{"a lot in the table", false, mutant.lot},
	{"a movement in the table", false, mutant.movement},
}

// seedsOfNight is how many mutations of each kind there are.
const seedsOfNight = 2

// The nightly run finds every mutation of closed books or of what they were made of, and names what
// was changed. In unchanged books, it finds nothing.
func TestTheNightFindsEveryMutation(t *testing.T) {
	t.Parallel()
	w := closedNight(t)
	if log, err := w.clone().verify(t); err != nil {
		t.Fatalf("without a mutation: %s", log)
	}
	for _, kind := range nightKinds {
		for seed := range uint64(seedsOfNight) {
			t.Run(fmt.Sprintf("%s/seed=%d", kind.name, seed), func(t *testing.T) {
				t.Parallel()
				m := mutant{w.clone(), t, rand.New(rand.NewPCG(2015, seed))}
				names := kind.mutate(m)
				if log, err := m.verify(t); !errors.Is(err, errWrong) || names == "" || !strings.Contains(log, names) {
					t.Errorf("no finding names %q: %s", names, log)
				}
				if log, err := m.verify(t); err == nil != kind.heals {
					t.Errorf("the next night: %s", log)
				}
			})
		}
	}
}

// pick returns the key of a file of a closed day, which has all parts.
func (m mutant) pick(parts ...string) string {
	var keys []string
	for key := range m.files.objects {
		lacks := func(part string) bool { return !strings.Contains(key, part) }
		if !slices.ContainsFunc(parts, lacks) && lacks("/dt="+ledger.AddDays(lastNight, 1)) {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		m.Fatalf("there is no file of %q", parts)
	}
	slices.Sort(keys)
	return keys[m.chance.IntN(len(keys))]
}

// superseded returns the key of a file of books that a later revision supersedes.
func (m mutant) superseded() string {
	day := []string{"/market=de/dt=" + adjusted, "/market=fr/dt=" + rebuilt}[m.chance.IntN(2)]
	return m.pick("closed/", day+"/rev=1/", []string{".parquet", ".csv.gz", "/cutoff.json"}[m.chance.IntN(3)])
}

// flip changes one bit of a file.
func (m mutant) flip(key string) string {
	body := bytes.Clone(m.files.objects[key])
	body[m.chance.IntN(len(body))] ^= 1 << m.chance.IntN(8)
	m.files.objects[key] = body
	return key
}

func (m mutant) lose(key string) string {
	delete(m.files.objects, key)
	return key
}

// lost loses a manifest. Its books are not in force any more, so the finding names the day.
func (m mutant) lost(key string) string {
	m.lose(key)
	_, date, _ := strings.Cut(key, "/dt=")
	return date[:len(time.DateOnly)]
}

func (m mutant) copyTo(key string, to func(string) string) string {
	m.files.objects[to(key)] = m.files.objects[key]
	return to(key)
}

// forge puts another revision of a day, whose manifest says that it is one.
func (m mutant) forge(key string) string {
	to := strings.Replace(key, "/rev=1/", "/rev=9/", 1)
	m.files.objects[to] = bytes.Replace(m.files.objects[key], []byte(`"rev": 1`), []byte(`"rev": 9`), 1)
	return to
}

// scalar changes one string, number or truth of a JSON file, whose path has all parts.
func (m mutant) scalar(key string, parts ...string) string {
	m.files.objects[key] = m.changed(m.files.objects[key], parts...)
	return key
}

// rawField changes a field of an event in a raw file, which stays a whole file.
func (m mutant) rawField(path string) string {
	key := m.pick("raw/")
	lines := bytes.SplitAfter(m.unzip(key), []byte("\n"))
	i := m.chance.IntN(len(lines) - 1) // the last one is empty
	lines[i] = append(m.changed(bytes.TrimSpace(lines[i]), path), '\n')
	m.zip(key, bytes.Join(lines, nil))
	return key
}

// cell changes a cell of a CSV file.
func (m mutant) cell(key string) string {
	rows, err := csv.NewReader(bytes.NewReader(m.unzip(key))).ReadAll()
	if err != nil || len(rows) == 0 {
		m.Fatalf("%s: %v", key, err)
	}
	row := rows[m.chance.IntN(len(rows))]
	row[m.chance.IntN(len(row))] += "1"
	var text bytes.Buffer
	if err := csv.NewWriter(&text).WriteAll(rows); err != nil {
		m.Fatal(err)
	}
	m.zip(key, text.Bytes())
	return key
}
