package dynamo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"storefront/shared/market"
	"storefront/shared/notify"
	"storefront/shared/waitlist"
)

// mailboxItem is what was mailed to a mailbox lately, and whether its owner refuses
// mail. It is in the waitlist's table. Times are Unix milliseconds, but for ExpiresAt.
type mailboxItem struct {
	PK        string     `dynamodbav:"pk"` // MAIL# and the digest of the mailbox
	Mails     []mailItem `dynamodbav:"mails,omitempty"`
	RefusedAt int64      `dynamodbav:"refused_at,omitempty"`
	Forgotten int64      `dynamodbav:"forgotten_at,omitempty"`
	Version   int64      `dynamodbav:"version"`
	ExpiresAt int64      `dynamodbav:"expires_at"` // Unix seconds, for DynamoDB's TTL
}

type mailItem struct {
	Ask    string `dynamodbav:"ask"`
	Kind   string `dynamodbav:"kind"`
	Market string `dynamodbav:"market,omitempty"`
	At     int64  `dynamodbav:"at"`
	Sent   bool   `dynamodbav:"sent,omitempty"`
}

func mailboxPK(key string) string { return "MAIL#" + key }

// Mailbox reads a mailbox; see notify.Mailboxes.
func (s *Store) Mailbox(ctx context.Context, key string) (notify.Mailbox, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.tables.Waitlist, Key: pk(mailboxPK(key)), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return notify.Mailbox{}, fail(err, "read a mailbox")
	}
	var met mailboxItem
	if err := attributevalue.UnmarshalMap(out.Item, &met); err != nil {
		return notify.Mailbox{}, fmt.Errorf("dynamo: mailbox: %w", err)
	}
	m := notify.Mailbox{Key: key, RefusedAt: fromMillis(met.RefusedAt), ForgottenAt: fromMillis(met.Forgotten), Version: met.Version}
	for _, mail := range met.Mails {
		m.Mails = append(m.Mails, notify.Mail{
			Ask: mail.Ask, Kind: notify.Kind(mail.Kind), Market: market.Code(mail.Market), At: fromMillis(mail.At), Sent: mail.Sent,
		})
	}
	return m, nil
}

// PutMailbox stores a mailbox; see notify.Mailboxes.
func (s *Store) PutMailbox(ctx context.Context, m notify.Mailbox) (bool, error) {
	put := mailboxItem{
		PK: mailboxPK(m.Key), RefusedAt: millis(m.RefusedAt), Forgotten: millis(m.ForgottenAt), Version: m.Version + 1, ExpiresAt: seconds(m.Expires()),
	}
	for _, mail := range m.Mails {
		put.Mails = append(put.Mails, mailItem{
			Ask: mail.Ask, Kind: string(mail.Kind), Market: string(mail.Market), At: millis(mail.At), Sent: mail.Sent,
		})
	}
	it, err := attributevalue.MarshalMap(put)
	if err != nil {
		return false, fmt.Errorf("dynamo: mailbox: %w", err)
	}
	_, err = s.client.PutItem(ctx, ifVersion(s.tables.Waitlist, it, m.Version))
	return applied(err, "put a mailbox")
}

// sentPK is the key of an item that says that a mail was sent. It has no mail, so that the
// table's stream does not take it for a request.
func sentPK(ask string) string { return "SENT#" + ask }

// MailSent reports whether a mail was sent; see notify.Owed.
func (s *Store) MailSent(ctx context.Context, ask string) (bool, error) {
	at, err := s.SentAt(ctx, ask)
	return !at.IsZero(), err
}

// MarkMailSent remembers that a mail was sent; see notify.Owed.
func (s *Store) MarkMailSent(ctx context.Context, ask string, until time.Time) error {
	put := pk(sentPK(ask))
	put["expires_at"] = number(seconds(until))
	if _, err := s.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &s.tables.Waitlist, Item: put}); err != nil {
		return fail(err, "mark a mail as sent")
	}
	return nil
}

// AllowMail ends the refusal of a mailbox, if there is one.
func (s *Store) AllowMail(ctx context.Context, mailbox string) error {
	_, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                 &s.tables.Waitlist,
		Key:                       pk(mailboxPK(mailbox)),
		UpdateExpression:          aws.String("REMOVE refused_at ADD version :one"),
		ConditionExpression:       aws.String("attribute_exists(refused_at)"),
		ExpressionAttributeValues: item{":one": number(int64(1))},
	})
	_, err = applied(err, "allow mail")
	return err
}

// RefuseMail remembers that a mailbox refuses mail; see waitlist.Leaving. What was
// mailed lately stays, and expires with the refusal.
func (s *Store) RefuseMail(ctx context.Context, mailbox string, at time.Time) error {
	_, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:        &s.tables.Waitlist,
		Key:              pk(mailboxPK(mailbox)),
		UpdateExpression: aws.String("SET refused_at = :at, expires_at = :end ADD version :one"),
		ExpressionAttributeValues: item{
			":at": number(millis(at)), ":end": number(seconds(at.Add(waitlist.RefusedFor))), ":one": number(int64(1)),
		},
	})
	if err != nil {
		return fail(err, "refuse mail")
	}
	return nil
}

// forgetAttempts is how often a mailbox is read and written again while others write to
// it.
const forgetAttempts = 20

// ForgetMail ends the asks for mail to a mailbox that are on their way; see
// erasure.Addresses.
func (s *Store) ForgetMail(ctx context.Context, mailbox string, at time.Time) error {
	for range forgetAttempts {
		m, err := s.Mailbox(ctx, mailbox)
		if err != nil || !at.After(m.ForgottenAt) {
			return err
		}
		m.ForgottenAt = at
		if stored, err := s.PutMailbox(ctx, m); err != nil || stored {
			return err
		}
	}
	return errors.New("dynamo: forget the mail of a mailbox: others write to it all the time")
}
