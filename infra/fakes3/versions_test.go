package fakes3_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"

	"storefront/infra/fakes3"
)

// serve returns a client of a server that has the bucket "books".
func serve(t *testing.T, server *fakes3.Server) *s3.Client {
	t.Helper()
	if err := server.CreateBucket("books"); err != nil {
		t.Fatal(err)
	}
	served := httptest.NewServer(server)
	t.Cleanup(served.Close)
	return s3.New(s3.Options{
		Region: "us-west-2", BaseEndpoint: &served.URL, UsePathStyle: true, Retryer: aws.NopRetryer{},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	})
}

func openFile(t *testing.T, name string) *bbolt.DB {
	t.Helper()
	file, err := bbolt.Open(name, 0o600, &bbolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	return file
}

// each runs a test with a server that has its objects in memory, and one that has them in a file.
func each(t *testing.T, test func(*testing.T, *s3.Client)) {
	t.Parallel()
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		test(t, serve(t, fakes3.New()))
	})
	t.Run("file", func(t *testing.T) {
		t.Parallel()
		test(t, serve(t, fakes3.Open(openFile(t, filepath.Join(t.TempDir(), "buckets.db")))))
	})
}

func put(t *testing.T, c *s3.Client, key, body string, onlyNew bool) (id, code string) {
	t.Helper()
	in := &s3.PutObjectInput{Bucket: aws.String("books"), Key: &key, Body: strings.NewReader(body)}
	if onlyNew {
		in.IfNoneMatch = aws.String("*")
	}
	out, err := c.PutObject(t.Context(), in)
	if err != nil {
		return "", codeOf(err)
	}
	return aws.ToString(out.VersionId), ""
}

func codeOf(err error) string {
	if apiErr, ok := errors.AsType[smithy.APIError](err); ok {
		return apiErr.ErrorCode()
	}
	return fmt.Sprint(err)
}

// get returns the content of a version, or the code of the error. An empty id is the latest version.
func get(t *testing.T, c *s3.Client, key, id string) string {
	t.Helper()
	in := &s3.GetObjectInput{Bucket: aws.String("books"), Key: &key}
	if id != "" {
		in.VersionId = &id
	}
	out, err := c.GetObject(t.Context(), in)
	if err != nil {
		return codeOf(err)
	}
	defer out.Body.Close()
	body, err := io.ReadAll(out.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func remove(t *testing.T, c *s3.Client, key string) {
	t.Helper()
	out, err := c.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: aws.String("books"), Key: &key})
	if err != nil || !aws.ToBool(out.DeleteMarker) || aws.ToString(out.VersionId) == "" {
		t.Fatalf("delete %s: %+v, %v", key, out, err)
	}
}

// list returns the versions under a prefix, and the markers, as "KEY LATEST CONTENT".
func list(t *testing.T, c *s3.Client, prefix string, page int32) (versions, markers []string) {
	t.Helper()
	in := &s3.ListObjectVersionsInput{Bucket: aws.String("books"), Prefix: &prefix, MaxKeys: &page}
	for pages := s3.NewListObjectVersionsPaginator(c, in); pages.HasMorePages(); {
		out, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n := len(out.Versions) + len(out.DeleteMarkers); n > int(page) {
			t.Errorf("a page of %d has %d", page, n)
		}
		for _, v := range out.Versions {
			body := get(t, c, *v.Key, *v.VersionId)
			if int(aws.ToInt64(v.Size)) != len(body) || v.LastModified.IsZero() {
				t.Errorf("%s: %+v", body, v)
			}
			versions = append(versions, fmt.Sprintf("%s %t %s", *v.Key, *v.IsLatest, body))
		}
		for _, m := range out.DeleteMarkers {
			markers = append(markers, fmt.Sprintf("%s %t", *m.Key, *m.IsLatest))
		}
	}
	return versions, markers
}

// A put makes a new version, a deletion a marker, and neither changes the versions before.
func TestVersions(t *testing.T) {
	each(t, func(t *testing.T, c *s3.Client) {
		one, _ := put(t, c, "raw/a", "one", false)
		if _, code := put(t, c, "raw/a", "never", true); code != "PreconditionFailed" {
			t.Errorf("put new: %q", code)
		}
		two, _ := put(t, c, "raw/a", "two", false)
		remove(t, c, "raw/a")
		for id, want := range map[string]string{"": "NoSuchKey", one: "one", two: "two", "0000000000000000": "NoSuchVersion"} {
			if got := get(t, c, "raw/a", id); got != want {
				t.Errorf("version %q is %s, want %s", id, got, want)
			}
		}
		if three, code := put(t, c, "raw/a", "three", true); code != "" || three == "" || three == one || three == two {
			t.Errorf("put new after the deletion: %q, %q", three, code)
		}
		put(t, c, "raw/ab", "other", false)
		remove(t, c, "raw/never")
		for _, page := range []int32{1, 2, 3, 1_000} {
			versions, markers := list(t, c, "raw/", page)
			if diff := cmp.Diff([]string{"raw/a true three", "raw/a false two", "raw/a false one", "raw/ab true other"}, versions); diff != "" {
				t.Errorf("versions in pages of %d (-want +got):\n%s", page, diff)
			}
			if diff := cmp.Diff([]string{"raw/a false", "raw/never true"}, markers); diff != "" {
				t.Errorf("markers in pages of %d (-want +got):\n%s", page, diff)
			}
		}
	})
}

// The lists of objects and buckets have only what is not hidden.
func TestListsOfTheLatest(t *testing.T) {
	each(t, func(t *testing.T, c *s3.Client) {
		put(t, c, "a", "one", false)
		put(t, c, "a", "two", false)
		put(t, c, "b", "one", false)
		_, err := c.DeleteObjects(t.Context(), &s3.DeleteObjectsInput{
			Bucket: aws.String("books"), Delete: &types.Delete{Objects: []types.ObjectIdentifier{{Key: aws.String("b")}}},
		})
		if err != nil {
			t.Fatal(err)
		}
		objects, err := c.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: aws.String("books")})
		if err != nil || len(objects.Contents) != 1 || *objects.Contents[0].Key != "a" {
			t.Errorf("objects: %+v, %v", objects.Contents, err)
		}
		buckets, err := c.ListBuckets(t.Context(), nil)
		if err != nil || len(buckets.Buckets) != 1 || *buckets.Buckets[0].Name != "books" {
			t.Errorf("buckets: %+v, %v", buckets.Buckets, err)
		}
	})
}

// A file has the versions of earlier runs.
func TestVersionsInAFile(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "buckets.db")
	file := openFile(t, name)
	c := serve(t, fakes3.Open(file))
	one, _ := put(t, c, "a", "one", false)
	put(t, c, "a", "two", false)
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	c = serve(t, fakes3.Open(openFile(t, name)))
	put(t, c, "a", "three", false)
	if versions, _ := list(t, c, "", 1_000); len(versions) != 3 || get(t, c, "a", one) != "one" {
		t.Errorf("after the next start: %q", versions)
	}
}
