// Package fakesqs implements Amazon SQS, for the laptop and for tests, in memory or
// in a file: as much of it as a queue of dead letters needs. A queue exists once it
// is named, and a received message is hidden for a while.
package fakesqs

import (
	"crypto/md5" // SQS answers with it; it protects nothing
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"go.etcd.io/bbolt"
)

// hidden is the default time for which a received message is hidden, as in SQS.
const hidden = 30 * time.Second

// Server serves queues by the last element of their URLs. It speaks SQS's JSON
// protocol, without TLS.
type Server struct {
	now func() time.Time

	mu     sync.Mutex
	queues map[string][]*message
	file   *bbolt.DB // nil: messages are only in memory
}

type message struct {
	id, handle, body string
	visible          time.Time
	number           uint64 // its key in the file
}

// New returns a server without messages, which keeps them in memory.
func New(now func() time.Time) *Server { return &Server{now: now, queues: map[string][]*message{}} }

// Open returns a server with the messages in a file, all of them visible.
func Open(now func() time.Time, file *bbolt.DB) (*Server, error) {
	s := New(now)
	s.file = file
	return s, s.load()
}

// Bodies returns the bodies of a queue's messages, hidden ones too, oldest first.
func (s *Server) Bodies(queue string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	bodies := []string{}
	for _, m := range s.queues[queue] {
		bodies = append(bodies, m.body)
	}
	return bodies
}

// Send adds a message to a queue and returns its id.
func (s *Server) Send(queue, body string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := &message{id: rand.Text(), body: body}
	if err := s.keep(queue, m); err != nil {
		return "", err
	}
	s.queues[queue] = append(s.queues[queue], m)
	return m.id, nil
}

// request has the parameters of all three supported calls.
type request struct {
	QueueURL            string `json:"QueueUrl"`
	MessageBody         string
	ReceiptHandle       string
	MaxNumberOfMessages int
	VisibilityTimeout   *int
}

// ServeHTTP answers a request of SQS's JSON protocol.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in request
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 2<<20)).Decode(&in); err != nil {
		refuse(w, "SerializationException", err.Error())
		return
	}
	_, call, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	answer, err := s.answer(call, path.Base(in.QueueURL), in)
	switch {
	case err != nil:
		refuse(w, "InternalFailure", err.Error())
		return
	case answer == nil:
		refuse(w, "InvalidAction", "unsupported call "+call)
		return
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	json.NewEncoder(w).Encode(answer) //nolint:errcheck // the client is gone
}

func (s *Server) answer(call, queue string, in request) (any, error) {
	switch call {
	case "SendMessage":
		id, err := s.Send(queue, in.MessageBody)
		return map[string]string{"MessageId": id, "MD5OfMessageBody": digest(in.MessageBody)}, err
	case "ReceiveMessage":
		return map[string]any{"Messages": s.receive(queue, in)}, nil
	case "DeleteMessage":
		return map[string]string{}, s.remove(queue, in.ReceiptHandle)
	default:
		return nil, nil
	}
}

func (s *Server) remove(queue, handle string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.queues[queue], func(m *message) bool { return m.handle != "" && m.handle == handle })
	if i < 0 {
		return nil
	}
	if err := s.drop(queue, s.queues[queue][i]); err != nil {
		return err
	}
	s.queues[queue] = slices.Delete(s.queues[queue], i, i+1)
	return nil
}

func (s *Server) receive(queue string, in request) []map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, timeout := s.now(), hidden
	if in.VisibilityTimeout != nil {
		timeout = time.Duration(*in.VisibilityTimeout) * time.Second
	}
	received := []map[string]string{}
	for _, m := range s.queues[queue] {
		if len(received) < max(1, in.MaxNumberOfMessages) && !m.visible.After(now) {
			m.handle, m.visible = rand.Text(), now.Add(timeout)
			received = append(received, map[string]string{
				"MessageId": m.id, "ReceiptHandle": m.handle, "Body": m.body, "MD5OfBody": digest(m.body),
			})
		}
	}
	return received
}

func digest(body string) string {
	sum := md5.Sum([]byte(body))
	return hex.EncodeToString(sum[:])
}

func refuse(w http.ResponseWriter, code, reason string) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(http.StatusBadRequest)
	json.NewEncoder(w).Encode(map[string]string{"__type": code, "message": reason}) //nolint:errcheck // the client is gone
}
