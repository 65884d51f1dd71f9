// Package quarantine keeps what a function cannot take in, in a queue, until
// somebody has looked at it and had it taken in after all.
package quarantine

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// Message is one record that could not be taken in. The record is as it came,
// personal data and all: the queue is encrypted, and forgets after some days.
type Message struct {
	Reason string          `json:"reason"`
	Record json.RawMessage `json:"record"`
}

// Queue keeps messages in an SQS queue.
type Queue struct {
	client *sqs.Client
	url    string
}

// New makes a queue from the configuration of AWS and the queue's URL.
func New(cfg aws.Config, url string) *Queue {
	return &Queue{client: sqs.NewFromConfig(cfg), url: url}
}

// Keep adds a message. After an error it may be there all the same; to add it
// again does no harm.
func (q *Queue) Keep(ctx context.Context, m Message) error {
	body, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("quarantine: %w", err)
	}
	if _, err := q.client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: aws.String(string(body))}); err != nil {
		return fmt.Errorf("quarantine: send: %w", err)
	}
	return nil
}

// Held is a message of a queue while it is being looked at.
type Held struct {
	ID     string // the same each time that it is looked at
	Body   []byte
	handle string
}

// Look takes up to ten messages, which nobody else gets for a while.
func (q *Queue) Look(ctx context.Context) ([]Held, error) {
	out, err := q.client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: &q.url, MaxNumberOfMessages: 10, WaitTimeSeconds: 1})
	if err != nil {
		return nil, fmt.Errorf("quarantine: receive: %w", err)
	}
	held := make([]Held, len(out.Messages))
	for i, m := range out.Messages {
		held[i] = Held{ID: aws.ToString(m.MessageId), Body: []byte(aws.ToString(m.Body)), handle: aws.ToString(m.ReceiptHandle)}
	}
	return held, nil
}

// Remove deletes a message that was taken in.
func (q *Queue) Remove(ctx context.Context, m Held) error {
	if _, err := q.client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &q.url, ReceiptHandle: &m.handle}); err != nil {
		return fmt.Errorf("quarantine: delete: %w", err)
	}
	return nil
}
