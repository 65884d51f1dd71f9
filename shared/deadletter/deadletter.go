// Package deadletter keeps dead letters in an SQS queue: records that a stream
// consumer could not take in, until an operator replays them.
package deadletter

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"

	"storefront/shared/awscall"
)

// Message is a dead letter. Its record is as it came, with personal data: the
// queue is encrypted, and deletes its messages after some days.
type Message struct {
	Reason string          `json:"reason"`
	Record json.RawMessage `json:"record"`
}

// Queue is an SQS queue of dead letters.
type Queue struct {
	sqs *awscall.Caller
	url string
}

// New returns the queue of a URL.
func New(cfg aws.Config, url string) *Queue {
	return &Queue{sqs: awscall.New(cfg, awscall.Service{ID: "SQS", Host: "sqs", Signing: "sqs"}), url: url}
}

// call calls an operation of SQS, and decodes the answer into out unless that is nil.
func (q *Queue) call(ctx context.Context, operation string, in, out any) error {
	header := http.Header{"Content-Type": {"application/x-amz-json-1.0"}, "X-Amz-Target": {"AmazonSQS." + operation}}
	return q.sqs.Post(ctx, "/", header, in, out)
}

// Send adds a dead letter. It may have been added even if Send fails; adding it
// again does no harm.
func (q *Queue) Send(ctx context.Context, m Message) error {
	body, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("encode dead letter: %w", err)
	}
	if err := q.call(ctx, "SendMessage", struct{ QueueUrl, MessageBody string }{q.url, string(body)}, nil); err != nil { //nolint:revive // as SQS names it
		return fmt.Errorf("send dead letter: %w", err)
	}
	return nil
}

// Received is a message that the queue hides from others for a while. Its body
// is a [Message], or what Lambda sends when it gives up a part of a stream.
type Received struct {
	ID     string // the same each time that the message is received
	Body   []byte
	handle string
}

// Receive returns up to ten messages.
func (q *Queue) Receive(ctx context.Context) ([]Received, error) {
	in := struct {
		QueueUrl                             string //nolint:revive // as SQS names it
		MaxNumberOfMessages, WaitTimeSeconds int
	}{q.url, 10, 1}
	var out struct {
		Messages []struct{ MessageId, Body, ReceiptHandle string }
	}
	if err := q.call(ctx, "ReceiveMessage", in, &out); err != nil {
		return nil, fmt.Errorf("receive dead letters: %w", err)
	}
	received := make([]Received, len(out.Messages))
	for i, m := range out.Messages {
		received[i] = Received{ID: m.MessageId, Body: []byte(m.Body), handle: m.ReceiptHandle}
	}
	return received, nil
}

// Delete removes a received message from the queue.
func (q *Queue) Delete(ctx context.Context, m Received) error {
	if err := q.call(ctx, "DeleteMessage", struct{ QueueUrl, ReceiptHandle string }{q.url, m.handle}, nil); err != nil { //nolint:revive // as SQS names it
		return fmt.Errorf("delete dead letter: %w", err)
	}
	return nil
}
