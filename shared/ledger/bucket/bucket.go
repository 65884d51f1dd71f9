// Package bucket stores the books' files in an S3 bucket.
package bucket

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"

	"storefront/shared/ledger"
)

// Bucket is an S3 bucket. It implements [ledger.Objects].
type Bucket struct {
	client *s3.Client
	name   string
	years  int // for which raw files and closed books are locked; 0: not at all
}

// New returns the bucket with a name. If the configuration has an endpoint of its own,
// as on the laptop, requests have the name in their path.
func New(cfg aws.Config, name string) *Bucket {
	return &Bucket{name: name, client: s3.NewFromConfig(cfg, func(o *s3.Options) {
		o.UsePathStyle = o.BaseEndpoint != nil
		o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenSupported
		o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenSupported
	})}
}

// Keeping returns a bucket that puts raw files and closed books under Object Lock. Nobody can
// delete or replace such a version for the given number of years.
func (b *Bucket) Keeping(years int) *Bucket {
	kept := *b
	kept.years = years
	return &kept
}

// put returns the input of PutObject for an object. It locks raw files and closed books, for a day
// more than the years, because the bucket's policy counts whole days that remain.
func (b *Bucket) put(key string, body []byte) *s3.PutObjectInput {
	in := &s3.PutObjectInput{Bucket: &b.name, Key: &key, Body: bytes.NewReader(body)}
	if b.years > 0 && (strings.HasPrefix(key, "raw/") || strings.HasPrefix(key, "closed/")) {
		in.ObjectLockMode, in.ObjectLockRetainUntilDate = types.ObjectLockModeCompliance, aws.Time(time.Now().AddDate(b.years, 0, 1))
	}
	return in
}

// PutNew stores an object unless the key has one; see [ledger.Objects]. It may report
// false for its own object, if the answer to an earlier attempt was lost.
func (b *Bucket) PutNew(ctx context.Context, key string, body []byte) (bool, error) {
	in := b.put(key, body)
	in.IfNoneMatch = aws.String("*")
	_, err := b.client.PutObject(ctx, in)
	if apiErr, ok := errors.AsType[smithy.APIError](err); ok && apiErr.ErrorCode() == "PreconditionFailed" {
		return false, nil
	}
	if err != nil { // also if the same key is put at the same time
		return false, fmt.Errorf("put new object %s: %w", key, err)
	}
	return true, nil
}

// Put stores an object; see [ledger.Objects].
func (b *Bucket) Put(ctx context.Context, key string, body []byte) error {
	_, err := b.client.PutObject(ctx, b.put(key, body))
	if err != nil {
		return fmt.Errorf("put object %s: %w", key, err)
	}
	return nil
}

// Delete hides an object. Its versions stay in the bucket.
func (b *Bucket) Delete(ctx context.Context, key string) error {
	if _, err := b.client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &b.name, Key: &key}); err != nil {
		return fmt.Errorf("delete object %s: %w", key, err)
	}
	return nil
}

// Get returns an object; see [ledger.Objects].
func (b *Bucket) Get(ctx context.Context, key string) ([]byte, error) {
	return b.get(ctx, &s3.GetObjectInput{Bucket: &b.name, Key: &key})
}

// GetVersion returns a version of an object.
func (b *Bucket) GetVersion(ctx context.Context, key, id string) ([]byte, error) {
	return b.get(ctx, &s3.GetObjectInput{Bucket: &b.name, Key: &key, VersionId: &id})
}

func (b *Bucket) get(ctx context.Context, in *s3.GetObjectInput) ([]byte, error) {
	key := *in.Key
	out, err := b.client.GetObject(ctx, in)
	if _, missing := errors.AsType[*types.NoSuchKey](err); missing {
		return nil, fmt.Errorf("%w: %s", ledger.ErrNoObject, key)
	}
	if err != nil {
		return nil, fmt.Errorf("get object %s: %w", key, err)
	}
	defer out.Body.Close()
	body, err := io.ReadAll(out.Body)
	if err != nil {
		return nil, fmt.Errorf("get object %s: %w", key, err)
	}
	return body, nil
}

// List returns keys; see [ledger.Objects].
func (b *Bucket) List(ctx context.Context, prefix, after string) ([]string, error) {
	in := &s3.ListObjectsV2Input{Bucket: &b.name, Prefix: &prefix}
	if after != "" {
		in.StartAfter = &after
	}
	var keys []string
	for pages := s3.NewListObjectsV2Paginator(b.client, in); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list objects under %s: %w", prefix, err)
		}
		for _, object := range page.Contents {
			keys = append(keys, aws.ToString(object.Key))
		}
	}
	return keys, nil
}

// Versions lists the versions of an object that are in the bucket, the newest first. Deletions are
// not among them.
func (b *Bucket) Versions(ctx context.Context, key string) ([]ledger.Version, error) {
	var all []ledger.Version
	in := &s3.ListObjectVersionsInput{Bucket: &b.name, Prefix: &key}
	for pages := s3.NewListObjectVersionsPaginator(b.client, in); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list versions of %s: %w", key, err)
		}
		for _, v := range page.Versions {
			if aws.ToString(v.Key) == key { // and does not only begin with it
				all = append(all, ledger.Version{ID: aws.ToString(v.VersionId), At: aws.ToTime(v.LastModified), Bytes: aws.ToInt64(v.Size)})
			}
		}
	}
	return all, nil
}
