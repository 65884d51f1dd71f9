// Package state tells other commands where the local store runs. It is a small file in
// the module, which exists while the store runs.
package state

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"storefront/infra/wholefile"
)

// Store is a running local store.
type Store struct {
	PID      int               `json:"pid"`
	DynamoDB string            `json:"dynamodb"`         // endpoint
	Faults   string            `json:"faults,omitempty"` // address of the fault proxy in front of it; empty: none
	S3       string            `json:"s3"`               // endpoint
	SQS      string            `json:"sqs"`              // endpoint
	Regions  map[string]Region `json:"regions"`          // by name, such as "us"
}

// Region is one region of a running local store.
type Region struct {
	URL       string            `json:"url"`
	AWSRegion string            `json:"aws_region"`
	Stack     string            `json:"stack"`
	Tables    map[string]string `json:"tables"`           // names by logical id, such as "OrdersTable"
	Buckets   map[string]string `json:"buckets"`          // names by logical id
	Queues    map[string]string `json:"queues"`           // URLs by logical id
	Stripe    string            `json:"stripe,omitempty"` // address of the region's fake Stripe; empty: it pays by the sandbox
	Secrets   map[string]string `json:"secrets"`          // values by logical id
}

// ErrNotRunning means that no store runs in the module.
var ErrNotRunning = errors.New("the local store is not running: start it with go run ./infra/local")

func path(root string) string { return filepath.Join(root, ".local", "store.json") }

// Write records that a store runs in the module. A reader sees the whole record or
// none.
func Write(ctx context.Context, root string, s Store) error {
	content, err := json.MarshalIndent(s, "", "  ")
	if err == nil {
		err = wholefile.Replace(ctx, path(root), wholefile.Bytes(append(content, '\n')))
	}
	if err != nil {
		return fmt.Errorf("record where the store runs: %w", err)
	}
	return nil
}

// Read returns the store that runs in the module. If none does, Read fails with
// ErrNotRunning.
func Read(root string) (Store, error) {
	s, err := read(root)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !alive(s.PID) {
		return Store{}, ErrNotRunning
	}
	if err != nil {
		return Store{}, fmt.Errorf("find the local store: %w", err)
	}
	return s, nil
}

func read(root string) (s Store, err error) {
	content, err := os.ReadFile(path(root))
	if err != nil {
		return Store{}, err
	}
	if err := json.Unmarshal(content, &s); err != nil {
		return Store{}, fmt.Errorf("%s: %w", path(root), err)
	}
	return s, nil
}

// Remove records that the store of a process no longer runs. It keeps the record of
// another store that was started since.
func Remove(root string, pid int) error {
	s, err := read(root)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && s.PID == pid {
		err = os.Remove(path(root))
	}
	if err != nil {
		return fmt.Errorf("remove the record of where the store ran: %w", err)
	}
	return nil
}

// alive reports whether a process exists. A store that is killed leaves its file.
func alive(pid int) bool {
	process, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	err = process.Signal(syscall.Signal(0)) // sends nothing
	return err == nil || errors.Is(err, os.ErrPermission)
}
