package books_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/md5"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"storefront/infra/books"
	"storefront/shared/ledger"
	"storefront/shared/order"
)

// objects are objects by key.
type objects map[string][]byte

func (o objects) Get(_ context.Context, key string) ([]byte, error) {
	body, ok := o[key]
	if !ok {
		return nil, fmt.Errorf("%w: %s", ledger.ErrNoObject, key)
	}
	return body, nil
}

func sum(body []byte) string {
	sum := md5.Sum(body)
	return base64.StdEncoding.EncodeToString(sum[:])
}

const (
	exportKey  = "exports/AWSDynamoDB/01700000000000-abcd1234"
	exportData = "exports/AWSDynamoDB/data/sample.json.gz"
)

// exportOf makes the incremental export of the sample records, as S3 has it.
func exportOf(t *testing.T, names ...string) objects {
	t.Helper()
	var lines bytes.Buffer
	pack := gzip.NewWriter(&lines)
	items := 0
	for _, r := range records(t, names...) {
		var record struct {
			Dynamodb struct{ Keys, NewImage, OldImage json.RawMessage }
		}
		if err := json.Unmarshal(r, &record); err != nil {
			t.Fatal(err)
		}
		line := map[string]any{
			"Metadata": map[string]any{"WriteTimestampMicros": map[string]string{"N": "1431975600000000"}},
			"Keys":     record.Dynamodb.Keys, "NewImage": record.Dynamodb.NewImage,
		}
		if record.Dynamodb.OldImage != nil {
			line["OldImage"] = record.Dynamodb.OldImage
		}
		if err := json.NewEncoder(pack).Encode(line); err != nil {
			t.Fatal(err)
		}
		items++
	}
	if err := pack.Close(); err != nil {
		t.Fatal(err)
	}
	files := fmt.Appendf(nil, `{"itemCount":%d,"md5Checksum":%q,"etag":"x","dataFileS3Key":%q}`+"\n", items, sum(lines.Bytes()), exportData)
	summary := fmt.Appendf(nil, `{"version":"2023-08-01","tableArn":"arn:aws:dynamodb:us-west-2:123456789012:table/storefront-us-orders",`+
		`"manifestFilesS3Key":%q,"itemCount":%d,"outputFormat":"DYNAMODB_JSON","outputView":"NEW_AND_OLD_IMAGES","exportType":"INCREMENTAL_EXPORT"}`,
		exportKey+"/manifest-files.json", items)
	return objects{
		exportKey + "/manifest-summary.json":     summary,
		exportKey + "/manifest-summary.checksum": []byte(sum(summary)),
		exportKey + "/manifest-files.json":       files,
		exportKey + "/manifest-files.checksum":   []byte(sum(files)),
		exportData:                               lines.Bytes(),
	}
}

func read(o objects, table string) (versions []string, err error) {
	err = books.Export{Bucket: o, Key: exportKey, Table: table}.AllOrders(context.Background(), func(o order.Order) error {
		versions = append(versions, ledger.VersionID(o.ID, o.Version))
		return nil
	})
	return versions, err
}

// Every version in the images is read.
func TestExport(t *testing.T) {
	t.Parallel()
	got, err := read(exportOf(t, "held", "paid", "shipped"), "storefront-us-orders")
	if err != nil || len(got) < 5 {
		t.Errorf("%v, %v", got, err)
	}
}

// An export that is of another table, or of which anything is missing or changed, is
// refused.
func TestExportRefuses(t *testing.T) {
	t.Parallel()
	if _, err := read(exportOf(t, "held"), "storefront-eu-orders"); !errors.Is(err, books.ErrExport) {
		t.Errorf("another table: %v", err)
	}
	for key := range exportOf(t, "held", "paid") {
		for name, body := range map[string]func([]byte) []byte{
			"changed": func(b []byte) []byte { return bytes.Replace(b, b[len(b)/2:len(b)/2+1], []byte{b[len(b)/2] ^ 1}, 1) },
			"cut off": func(b []byte) []byte { return b[:len(b)/2] },
			"gone":    func([]byte) []byte { return nil },
		} {
			o := exportOf(t, "held", "paid")
			if o[key] = body(o[key]); o[key] == nil {
				delete(o, key)
			}
			if got, err := read(o, "storefront-us-orders"); !errors.Is(err, books.ErrExport) && !errors.Is(err, ledger.ErrNoObject) {
				t.Errorf("%s %s: %s, %v", key, name, strings.Join(got, " "), err)
			}
		}
	}
}
