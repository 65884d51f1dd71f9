package waitlisttest

import (
	"context"

	"storefront/shared/draw"
	"storefront/shared/draw/drawing"
	"storefront/shared/notify"
	"storefront/shared/stock"
	"storefront/shared/waitlist"
)

// drawPage names a page of the list of a draw.
type drawPage struct {
	line   stock.Line
	number int
}

// told is a topic that was told to the entry that joined the queue at a time.
type told struct {
	entry waitlist.Key
	at    int64
	topic string
}

// Notice implements drawing.Store.
func (m *Memory) Notice(_ context.Context, line stock.Line) (draw.Notice, *draw.Beacon, bool, error) {
	end, err := m.call("Notice")
	if err != nil {
		return draw.Notice{}, nil, false, err
	}
	defer end()
	n, known := m.notices[line]
	if b, there := m.beacons[line]; there {
		return n, &b, known, nil
	}
	return n, nil, known, nil
}

// Page implements drawing.Store.
func (m *Memory) Page(_ context.Context, line stock.Line, number int) ([]drawing.Entry, error) {
	end, err := m.call("Page")
	if err != nil {
		return nil, err
	}
	defer end()
	return m.pages[drawPage{line, number}], nil
}

// Ranks implements drawing.Store.
func (m *Memory) Ranks(_ context.Context, line stock.Line, number int) ([]draw.Hash, error) {
	end, err := m.call("Ranks")
	if err != nil {
		return nil, err
	}
	defer end()
	return m.ranks[drawPage{line, number}], nil
}

// PutRanks implements drawing.Store.
func (m *Memory) PutRanks(_ context.Context, line stock.Line, number int, ranked []draw.Hash) error {
	end, err := m.call("PutRanks")
	if err != nil {
		return err
	}
	defer end()
	putOnce(m.ranks, drawPage{line, number}, ranked)
	return nil
}

// PutNotice implements drawing.Store.
func (m *Memory) PutNotice(_ context.Context, n draw.Notice) (bool, error) {
	end, err := m.call("PutNotice")
	if err != nil {
		return false, err
	}
	defer end()
	return putOnce(m.notices, n.Line, n), nil
}

// PutPage implements drawing.Store.
func (m *Memory) PutPage(_ context.Context, line stock.Line, number int, entries []drawing.Entry) (bool, error) {
	end, err := m.call("PutPage")
	if err != nil {
		return false, err
	}
	defer end()
	return putOnce(m.pages, drawPage{line, number}, entries), nil
}

// PutBeacon implements drawing.Store.
func (m *Memory) PutBeacon(_ context.Context, line stock.Line, b draw.Beacon) error {
	end, err := m.call("PutBeacon")
	if err != nil {
		return err
	}
	defer end()
	if m.notices[line].Round == b.Round {
		putOnce(m.beacons, line, b)
	}
	return nil
}

// Tell implements drawing.Entries.
func (m *Memory) Tell(_ context.Context, at waitlist.Place, n waitlist.News) (bool, error) {
	end, err := m.call("Tell")
	if err != nil {
		return false, err
	}
	defer end()
	e := m.entries[at.Key]
	of := told{at.Key, at.At.UnixMilli(), n.Topic()}
	if !e.TakesNews(n, at.At) || m.told[of] {
		return false, nil
	}
	m.told[of] = true
	e.News = n
	m.entries[at.Key] = e
	m.stream = append(m.stream, notify.OfNews(e))
	return true, nil
}

func putOnce[K comparable, V any](all map[K]V, key K, value V) bool {
	if _, there := all[key]; there {
		return false
	}
	all[key] = value
	return true
}
