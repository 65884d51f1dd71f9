// Package bucket keeps the books' files in a bucket of Amazon S3.
package bucket

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"

	"storefront/shared/ledger"
)

// Bucket is a bucket. It implements ledger.Objects.
type Bucket struct {
	client *s3.Client
	name   string
}

// New makes a bucket from the configuration of AWS and the bucket's name. At an
// endpoint of its own, such as a laptop's, the name is a part of paths.
func New(cfg aws.Config, name string) *Bucket {
	return &Bucket{name: name, client: s3.NewFromConfig(cfg, func(o *s3.Options) {
		o.UsePathStyle = o.BaseEndpoint != nil
		o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenSupported
		o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenSupported
	})}
}

// PutNew stores an object unless its key is taken; see ledger.Objects. It may say
// false of its own object, when the answer to an earlier attempt was lost.
func (b *Bucket) PutNew(ctx context.Context, key string, body []byte) (bool, error) {
	_, err := b.client.PutObject(ctx, &s3.PutObjectInput{
		Bucket: &b.name, Key: &key, Body: bytes.NewReader(body), IfNoneMatch: aws.String("*"),
	})
	if apiErr, ok := errors.AsType[smithy.APIError](err); ok && apiErr.ErrorCode() == "PreconditionFailed" {
		return false, nil
	}
	if err != nil { // a put of the same key at the same time is one of them
		return false, fmt.Errorf("bucket: put new %s: %w", key, err)
	}
	return true, nil
}

// Put stores an object; see ledger.Objects.
func (b *Bucket) Put(ctx context.Context, key string, body []byte) error {
	_, err := b.client.PutObject(ctx, &s3.PutObjectInput{Bucket: &b.name, Key: &key, Body: bytes.NewReader(body)})
	if err != nil {
		return fmt.Errorf("bucket: put %s: %w", key, err)
	}
	return nil
}

// Get reads an object; see ledger.Objects.
func (b *Bucket) Get(ctx context.Context, key string) ([]byte, error) {
	out, err := b.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &b.name, Key: &key})
	if _, missing := errors.AsType[*types.NoSuchKey](err); missing {
		return nil, fmt.Errorf("%w: %s", ledger.ErrNoObject, key)
	}
	if err != nil {
		return nil, fmt.Errorf("bucket: get %s: %w", key, err)
	}
	defer out.Body.Close() //nolint:errcheck // what matters was read
	body, err := io.ReadAll(out.Body)
	if err != nil {
		return nil, fmt.Errorf("bucket: get %s: %w", key, err)
	}
	return body, nil
}

// List gives keys; see ledger.Objects.
func (b *Bucket) List(ctx context.Context, prefix, after string) ([]string, error) {
	in := &s3.ListObjectsV2Input{Bucket: &b.name, Prefix: &prefix}
	if after != "" {
		in.StartAfter = &after
	}
	var keys []string
	for pages := s3.NewListObjectsV2Paginator(b.client, in); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("bucket: list %s: %w", prefix, err)
		}
		for _, object := range page.Contents {
			keys = append(keys, aws.ToString(object.Key))
		}
	}
	return keys, nil
}
