package engine

import (
	"maps"
	"strconv"
	"time"

	"storefront/infra/engine/value"
)

// expiredLongAgo is the age from which on DynamoDB ignores a time to live.
const expiredLongAgo = 5 * 365 * 24 * time.Hour

// timeToLiveUser is the user that deletes expired items, in stream records.
var timeToLiveUser = &userIdentity{PrincipalId: "dynamodb.amazonaws.com", Type: "Service"}

// Expire deletes expired items, old stream records and old transaction tokens. An
// engine calls it every minute; DynamoDB may take days.
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
			if _, err := e.commit(timeToLiveUser, step{table: t, old: r}); err != nil {
				return // the log is broken, which every write reports
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
