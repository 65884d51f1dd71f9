package books

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/md5" // the digest that DynamoDB's manifests have
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"storefront/shared/dynamo"
	"storefront/shared/order"
)

// ErrExport means that an object is not an export of the orders' table, or is damaged.
var ErrExport = errors.New("books: not an export of the orders")

// Objects reads objects; see [ledger.Objects].
type Objects interface {
	Get(ctx context.Context, key string) ([]byte, error)
}

// Export is an export of the orders' table to S3, full or incremental, in DynamoDB's
// JSON. It is a [Source].
type Export struct {
	Bucket Objects
	Key    string // of the folder with manifest-summary.json
	Table  string // name
}

// summary is manifest-summary.json.
type summary struct {
	Table    string `json:"tableArn"`
	Manifest string `json:"manifestFilesS3Key"`
	Format   string `json:"outputFormat"`
	Items    int    `json:"itemCount"`
}

// dataFile is a line of manifest-files.json.
type dataFile struct {
	Key   string `json:"dataFileS3Key"`
	MD5   string `json:"md5Checksum"`
	Items int    `json:"itemCount"`
}

// exported is a line of a data file: an item of a full export or, in an incremental one,
// the images of an item at the beginning and at the end of the period.
type exported struct {
	Item     json.RawMessage
	NewImage json.RawMessage
	OldImage json.RawMessage
}

// AllOrders visits the versions of orders that the export has. It fails with ErrExport if
// a checksum or a count of items in the export's manifests is wrong.
func (e Export) AllOrders(ctx context.Context, visit func(order.Order) error) error {
	body, err := e.checked(ctx, strings.TrimSuffix(e.Key, "/")+"/manifest-summary.json")
	if err != nil {
		return err
	}
	var s summary
	if err := json.Unmarshal(body, &s); err != nil {
		return fmt.Errorf("%w: manifest-summary.json: %w", ErrExport, err)
	}
	if s.Format != "DYNAMODB_JSON" || !strings.HasSuffix(s.Table, ":table/"+e.Table) {
		return fmt.Errorf("%w: it is of %s, as %s; DYNAMODB_JSON of table %s is needed", ErrExport, s.Table, s.Format, e.Table)
	}
	body, err = e.checked(ctx, s.Manifest)
	if err != nil {
		return err
	}
	items := 0
	for line := range bytes.Lines(body) {
		var f dataFile
		if err := json.Unmarshal(line, &f); err != nil {
			return fmt.Errorf("%w: %s: %w", ErrExport, s.Manifest, err)
		}
		if err := e.file(ctx, f, visit); err != nil {
			return err
		}
		items += f.Items
	}
	if items != s.Items {
		return fmt.Errorf("%w: its files have %d items, and it has %d", ErrExport, items, s.Items)
	}
	return nil
}

// checked reads a manifest, and compares it with the checksum beside it.
func (e Export) checked(ctx context.Context, key string) ([]byte, error) {
	body, err := e.Bucket.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	sum, err := e.Bucket.Get(ctx, strings.TrimSuffix(key, ".json")+".checksum")
	if err != nil {
		return nil, err
	}
	return body, equalMD5(key, body, strings.TrimSpace(string(sum)))
}

func equalMD5(key string, body []byte, want string) error {
	sum := md5.Sum(body)
	if got := base64.StdEncoding.EncodeToString(sum[:]); got != want {
		return fmt.Errorf("%w: %s has the checksum %s, and not %s", ErrExport, key, got, want)
	}
	return nil
}

// maxItem is the most bytes that a line may have. A line has two images, of at most 400 KB each.
const maxItem = 4 << 20

// file visits the versions of orders in a data file.
func (e Export) file(ctx context.Context, f dataFile, visit func(order.Order) error) error {
	body, err := e.Bucket.Get(ctx, f.Key)
	if err != nil {
		return err
	}
	if err := equalMD5(f.Key, body, f.MD5); err != nil {
		return err
	}
	unpack, err := gzip.NewReader(bytes.NewReader(body))
	if errors.Is(err, io.EOF) && f.Items == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrExport, f.Key, err)
	}
	lines, items := bufio.NewScanner(unpack), 0
	lines.Buffer(nil, maxItem)
	for lines.Scan() {
		items++
		if err := visitImages(lines.Bytes(), visit); err != nil {
			return fmt.Errorf("read item %d of %s: %w", items, f.Key, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrExport, f.Key, err)
	}
	if items != f.Items {
		return fmt.Errorf("%w: %s has %d items of %d", ErrExport, f.Key, items, f.Items)
	}
	return nil
}

func visitImages(line []byte, visit func(order.Order) error) error {
	var x exported
	if err := json.Unmarshal(line, &x); err != nil {
		return fmt.Errorf("%w: %w", ErrExport, err)
	}
	for _, image := range []json.RawMessage{x.NewImage, x.OldImage, x.Item} {
		if image == nil {
			continue
		}
		o, ok, err := dynamo.OrderOfImage(image)
		if err != nil {
			return err
		}
		if !ok {
			continue // another kind of item
		}
		if err := visit(o); err != nil {
			return err
		}
	}
	return nil
}
