package engine

import (
	"maps"
	"strconv"
	"time"

	"storefront/infra/engine/value"
)

// expiredLongAgo is how far back a time to live counts: DynamoDB ignores those
// of more than five years ago.
const expiredLongAgo = 5 * 365 * 24 * time.Hour

// timeToLiveUser is who deletes expired items, as streams tell it.
var timeToLiveUser = &userIdentity{PrincipalId: "dynamodb.amazonaws.com", Type: "Service"}

// Expire deletes the items whose time to live has come, and drops what streams
// and transactions need no longer keep. It is called every minute; DynamoDB takes
// up to days.
func (e *Engine) Expire() {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.now()
	maps.DeleteFunc(e.tokens, func(_ string, t token) bool { return !now.Before(t.until) })
	for _, t := range e.tables {
		if t.stream != nil {
			t.stream.trim(now)
		}
		for _, r := range t.expired(now) {
			if _, err := e.carryOut(timeToLiveUser, step{table: t, old: r}); err != nil {
				return // the log is broken, as every request says
			}
		}
	}
}

func (t *table) expired(now time.Time) []*row {
	if t.ttl == "" {
		return nil
	}
	var expired []*row
	t.tree.Scan(func(r *row) bool {
		v, _ := r.item.Get(t.ttl)
		at, err := strconv.ParseInt(v.Text, 10, 64)
		if v.Type == value.Number && err == nil && at <= now.Unix() && at > now.Add(-expiredLongAgo).Unix() {
			expired = append(expired, r)
		}
		return true
	})
	return expired
}
