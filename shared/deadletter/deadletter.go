// Package deadletter keeps dead letters in an SQS queue: records that a stream
// consumer could not take in, until an operator replays them.
package deadletter

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// Message is a dead letter. Its record is as it came, with personal data: the
// queue is encrypted, and deletes its messages after some days.
type Message struct {
	Reason string          `json:"reason"`
	Record json.RawMessage `json:"record"`
}

// Queue is an SQS queue of dead letters.
type Queue struct {
	client *sqs.Client
	url    string
}

// New returns the queue of a URL.
func New(cfg aws.Config, url string) *Queue {
	return &Queue{client: sqs.NewFromConfig(cfg), url: url}
}

// Send adds a dead letter. It may have been added even if Send fails; adding it
// again does no harm.
func (q *Queue) Send(ctx context.Context, m Message) error {
	body, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("encode dead letter: %w", err)
	}
	if _, err := q.client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: aws.String(string(body))}); err != nil {
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
	out, err := q.client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: &q.url, MaxNumberOfMessages: 10, WaitTimeSeconds: 1})
	if err != nil {
		return nil, fmt.Errorf("receive dead letters: %w", err)
	}
	received := make([]Received, len(out.Messages))
	for i, m := range out.Messages {
		received[i] = Received{ID: aws.ToString(m.MessageId), Body: []byte(aws.ToString(m.Body)), handle: aws.ToString(m.ReceiptHandle)}
	}
	return received, nil
}

// Delete removes a received message from the queue.
func (q *Queue) Delete(ctx context.Context, m Received) error {
	if _, err := q.client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &q.url, ReceiptHandle: &m.handle}); err != nil {
		return fmt.Errorf("delete dead letter: %w", err)
	}
	return nil
}
