package faultproxy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"time"
)

// exchange is a request and what befalls it.
type exchange struct {
	proxy     *Proxy
	plan      *plan
	operation string
	header    http.Header
	body      []byte
}

func (x *exchange) count(count func(*Operation)) { x.proxy.counter.add(x.operation, count) }

// meet lets the request meet its fate.
func (x *exchange) meet(w http.ResponseWriter) {
	draws, ofItems := x.plan.draws[x.operation]
	if !ofItems {
		x.answer(w, x.pass())
		return
	}
	fate := draws.next()
	if fate.fault != "" {
		x.count(func(o *Operation) { o.Faults[fate.fault]++ })
	}
	if !x.sleep(fate.latency) {
		cut(w)
		return
	}
	switch fate.fault {
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
		if x.sleep(fate.hold) {
			x.apply()
		}
	case Delay:
		if !x.sleep(fate.hold) {
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

// sleep tells whether the time has passed, rather than that the proxy ends.
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
	if x.proxy.ctx.Err() != nil {
		cut(w) // rather than blame DynamoDB
		return
	}
	x.count(func(o *Operation) { o.BytesOut += int64(len(r.body)) })
	r.send(w)
}

// cut ends the connection as a network does that has lost it: the client is
// told nothing, least of all that the other side has closed it in good order.
func cut(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // net/http ends it then
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0) //nolint:errcheck // it is closed all the same
	}
	conn.Close() //nolint:errcheck // as is meant
}

// throttle is the answer to a request of which every access is too much.
func (x *exchange) throttle() reply {
	r, err := read(x.operation, x.body)
	if err != nil {
		return x.pass() // for DynamoDB to say what is wrong with it
	}
	return x.throttled(r, r.accesses)
}

func (x *exchange) throttled(r *request, refused []access) reply {
	x.count(func(o *Operation) { o.Throttled++ })
	return throttled(r, refused)
}

// apply gives the request to DynamoDB, as far as the limits let it, and counts
// what it cost.
func (x *exchange) apply() reply {
	r, err := read(x.operation, x.body)
	if err != nil {
		return x.pass()
	}
	unprocessed, refusal, err := x.admit(r)
	switch {
	case err != nil:
		return x.lost(err)
	case refusal != nil:
		return *refusal
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
		return x.lost(fmt.Errorf("DynamoDB gave a reply that is not understood: %w", err))
	}
	return out
}

// admit asks the limits. Of a batch they may let through a part; what is left is
// given back as unprocessed.
func (x *exchange) admit(r *request) (unprocessed batch, refusal *reply, err error) {
	limiter := x.plan.limiter
	if !limiter.active() {
		return nil, nil, nil
	}
	if err := x.locate(r); err != nil {
		return nil, nil, err
	}
	var refused []access
	for together := range slices.Chunk(r.accesses, r.together()) {
		refused = append(refused, limiter.admit(time.Now(), together)...)
	}
	switch {
	case len(refused) == 0:
		return nil, nil, nil
	case len(refused) < len(r.accesses) && r.together() == 1:
		x.count(func(o *Operation) { o.Throttled++ })
		unprocessed, err = r.split(refused)
		return unprocessed, nil, err
	default:
		out := x.throttled(r, refused)
		return nil, &out, nil
	}
}

// locate finds the partition keys of a request.
func (x *exchange) locate(r *request) error {
	for i := range r.accesses {
		a := &r.accesses[i]
		attribute, err := x.partitionKey(a.table, a.index)
		if err != nil {
			return err
		}
		a.locate(attribute)
	}
	return nil
}

// account counts what a request cost, has the limits take the rest of it, and
// takes out of the reply what the client did not ask for.
func (x *exchange) account(r *request, out *reply, unprocessed batch) error {
	var body object
	if err := json.Unmarshal(out.body, &body); err != nil {
		return err
	}
	costs, err := r.costs(out.status, body)
	if err != nil {
		return err
	}
	x.proxy.counter.consumed(r, costs)
	if errorCode(body) == conditionFailed {
		x.count(func(o *Operation) { o.Refused++ })
	}
	x.settle(r, costs)
	changed := r.strip(body)
	if len(unprocessed) > 0 && out.status == http.StatusOK {
		if err := r.giveBack(unprocessed, body); err != nil {
			return err
		}
		changed = true
	}
	if changed {
		encoded, err := json.Marshal(body)
		if err != nil {
			return err
		}
		out.rewrite(encoded)
	}
	return nil
}

// settle has the limits take what a request cost beyond the least. Which of its
// items cost it is not told, so each is taken to have cost the same.
func (x *exchange) settle(r *request, costs map[string]consumed) {
	limiter := x.plan.limiter
	if !limiter.active() {
		return
	}
	foreseen := r.leastCosts()
	accesses := map[string]int{}
	for _, a := range r.accesses {
		accesses[a.table]++
	}
	for _, a := range r.accesses {
		if cost, known := costs[a.table]; known {
			limiter.settle(time.Now(), a, (cost.base-foreseen[a.table].base)/float64(accesses[a.table]))
		}
	}
}

// pass gives the request to DynamoDB as it is.
func (x *exchange) pass() reply {
	out, err := x.forward(x.operation, x.body)
	if err != nil {
		return x.lost(err)
	}
	switch x.operation {
	case "CreateTable", "UpdateTable", "DeleteTable":
		x.proxy.schemas.Clear()
	}
	return out
}

// lost is the answer to a request whose outcome the proxy does not know.
func (x *exchange) lost(err error) reply {
	x.count(func(o *Operation) { o.Lost++ })
	return unavailable(err)
}

// The header that tells the operation, and what stands before its name.
const (
	target     = "X-Amz-Target"
	namePrefix = "DynamoDB_20120810."
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
		req.Header.Set(target, namePrefix+operation)
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
