package faultproxy

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
)

// exchange is one request with its way through the proxy.
type exchange struct {
	proxy     *Proxy
	plan      *plan
	operation string
	header    http.Header
	body      []byte
}

func (x *exchange) count(count func(*Operation)) { x.proxy.counter.add(x.operation, count) }

// serve answers the request, with the fault that is drawn for it, if any.
func (x *exchange) serve(w http.ResponseWriter) {
	draws, ofItems := x.plan.draws[x.operation]
	if !ofItems {
		x.answer(w, x.pass())
		return
	}
	d := draws.next()
	if d.fault != "" {
		x.count(func(o *Operation) { o.Faults[d.fault]++ })
	}
	if !x.sleep(d.latency) {
		cut(w)
		return
	}
	switch d.fault {
	case InternalError:
		x.answer(w, internalError())
	case Throttle:
		x.answer(w, x.throttle())
	case CutBefore:
		cut(w)
	case CutAfter:
		x.apply()
		cut(w)
	case CutLate:
		cut(w)
		if x.sleep(d.hold) {
			x.apply()
		}
	case Delay:
		if !x.sleep(d.hold) {
			cut(w)
			return
		}
		x.answer(w, x.apply())
	case Duplicate:
		x.apply()
		x.answer(w, x.apply())
	default:
		x.answer(w, x.apply())
	}
}

// sleep reports whether it slept to the end. It returns early if the proxy is
// closed.
func (x *exchange) sleep(d time.Duration) bool {
	if d == 0 {
		return true
	}
	select {
	case <-x.proxy.after(d):
		return true
	case <-x.proxy.ctx.Done():
		x.count(func(o *Operation) { o.Lost++ })
		return false
	}
}

func (x *exchange) answer(w http.ResponseWriter, r reply) {
	if x.proxy.ctx.Err() != nil { // the reply may be the proxy's own doing
		cut(w)
		return
	}
	x.count(func(o *Operation) { o.BytesOut += int64(len(r.body)) })
	r.send(w)
}

// cut drops the connection without a reply, and without the regular close that
// would tell the client that the other side is well.
func cut(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // has net/http drop it
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0) //nolint:errcheck // it is closed all the same
	}
	conn.Close()
}

// throttle answers as if every access of the request exceeded a limit.
func (x *exchange) throttle() reply {
	r, err := parse(x.operation, x.body)
	if err != nil {
		return x.pass() // DynamoDB says what is wrong with it
	}
	x.count(func(o *Operation) { o.Throttled++ })
	return throttled(r, r.accesses)
}

// apply forwards the request as far as the limits admit it, and counts its cost.
func (x *exchange) apply() reply {
	r, err := parse(x.operation, x.body)
	if err != nil {
		return x.pass()
	}
	refused, err := x.admit(r)
	if err != nil {
		return x.lost(err)
	}
	var unprocessed batch
	if len(refused) > 0 {
		x.count(func(o *Operation) { o.Throttled++ })
		if !r.batch() || len(refused) == len(r.accesses) {
			return throttled(r, refused)
		}
		if unprocessed, err = r.split(refused); err != nil {
			return x.lost(err)
		}
	}
	body, err := r.body()
	if err != nil {
		return x.lost(err)
	}
	out, err := x.forward(x.operation, body)
	if err != nil {
		return x.lost(err)
	}
	if err := x.account(r, &out, unprocessed); err != nil {
		return x.lost(fmt.Errorf("read the reply of DynamoDB: %w", err))
	}
	return out
}

// admit returns the accesses that exceed a limit.
func (x *exchange) admit(r *request) (refused []access, err error) {
	if !x.plan.limiter.active() {
		return nil, nil
	}
	for i := range r.accesses {
		a := &r.accesses[i]
		keys, err := x.keyNames(a.TableName, a.IndexName)
		if err != nil {
			return nil, err
		}
		a.locate(keys)
	}
	for together := range slices.Chunk(r.accesses, r.atomic()) {
		refused = append(refused, x.plan.limiter.admit(time.Now(), together)...)
	}
	return refused, nil
}

// account counts and charges what a request cost, and removes from the reply
// what the client did not ask for.
func (x *exchange) account(r *request, reply *reply, unprocessed batch) error {
	var body object
	var out output
	if err := json.Unmarshal(reply.body, &body); err != nil {
		return err
	}
	if err := json.Unmarshal(reply.body, &out); err != nil {
		return err
	}
	costs, err := r.costs(reply.status, out)
	if err != nil {
		return err
	}
	x.proxy.counter.consumed(r, costs)
	if out.errorCode() == conditionFailed {
		x.count(func(o *Operation) { o.Refused++ })
	}
	x.settle(r, costs)
	changed := r.strip(body, out)
	if len(unprocessed) > 0 && reply.status == http.StatusOK {
		if err := r.giveBack(unprocessed, body); err != nil {
			return err
		}
		changed = true
	}
	if !changed {
		return nil
	}
	encoded, err := json.Marshal(body)
	reply.rewrite(encoded)
	return err
}

// settle charges the limits with what a request cost beyond the least. Replies
// do not say which item cost it, so each is charged the same.
func (x *exchange) settle(r *request, costs map[string]consumed) {
	limiter := x.plan.limiter
	if !limiter.active() {
		return
	}
	least := r.leastCosts()
	accesses := map[string]int{}
	for _, a := range r.accesses {
		accesses[a.TableName]++
	}
	for _, a := range r.accesses {
		if cost, known := costs[a.TableName]; known {
			limiter.settle(time.Now(), a, (cost.base-least[a.TableName].base)/float64(accesses[a.TableName]))
		}
	}
}

// pass forwards the request as it is.
func (x *exchange) pass() reply {
	out, err := x.forward(x.operation, x.body)
	if err != nil {
		return x.lost(err)
	}
	switch x.operation {
	case "CreateTable", "UpdateTable", "DeleteTable":
		x.proxy.keys.Clear()
	}
	return out
}

// lost answers a request whose outcome the proxy does not know.
func (x *exchange) lost(err error) reply {
	x.count(func(o *Operation) { o.Lost++ })
	return unavailable(err)
}

// keyNames returns the key attributes of a table, or of an index of it, and none
// if DynamoDB does not know the table.
func (x *exchange) keyNames(table, index string) (keyNames, error) {
	if known, ok := x.proxy.keys.Load(table); ok {
		return known.(map[string]keyNames)[index], nil
	}
	body, err := json.Marshal(map[string]string{"TableName": table})
	if err != nil {
		return keyNames{}, err
	}
	out, err := x.forward("DescribeTable", body)
	if err != nil || out.status != http.StatusOK {
		return keyNames{}, err
	}
	type schema struct {
		IndexName string
		KeySchema []struct{ AttributeName, KeyType string }
	}
	var description struct {
		Table struct {
			schema
			GlobalSecondaryIndexes, LocalSecondaryIndexes []schema
		}
	}
	if err := json.Unmarshal(out.body, &description); err != nil {
		return keyNames{}, fmt.Errorf("read the description of %s: %w", table, err)
	}
	t := description.Table
	all := map[string]keyNames{}
	for _, s := range slices.Concat([]schema{t.schema}, t.GlobalSecondaryIndexes, t.LocalSecondaryIndexes) {
		var names keyNames
		for _, key := range s.KeySchema {
			if key.KeyType == "HASH" {
				names.partition = key.AttributeName
			} else {
				names.sort = key.AttributeName
			}
		}
		all[s.IndexName] = names
	}
	x.proxy.keys.Store(table, all)
	return all[index], nil
}

// The header that names the operation, and the prefix of the name.
const (
	target       = "X-Amz-Target"
	targetPrefix = "DynamoDB_20120810."
)

func (x *exchange) forward(operation string, body []byte) (reply, error) {
	req, err := http.NewRequestWithContext(x.proxy.ctx, http.MethodPost, x.proxy.upstream, bytes.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	req.Header = x.header.Clone()
	for _, ours := range []string{"Connection", "Content-Length", "Accept-Encoding"} {
		req.Header.Del(ours)
	}
	if operation != x.operation {
		req.Header.Set(target, targetPrefix+operation)
	}
	resp, err := x.proxy.client.RoundTrip(req)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return reply{}, err
	}
	for _, ours := range []string{"Connection", "Content-Length", "Transfer-Encoding", "Date"} {
		resp.Header.Del(ours)
	}
	return reply{resp.StatusCode, resp.Header, answer}, nil
}
