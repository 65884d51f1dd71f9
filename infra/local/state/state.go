// Package state tells other commands where the local store runs: a small file
// in the module, there while the store is up.
package state

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Store is a running local store.
type Store struct {
	PID      int               `json:"pid"`
	DynamoDB string            `json:"dynamodb"`         // endpoint
	Faults   string            `json:"faults,omitempty"` // address of the fault proxy before it; empty: none
	S3       string            `json:"s3"`               // endpoint
	SQS      string            `json:"sqs"`              // endpoint
	Regions  map[string]Region `json:"regions"`          // by name, such as "us"
}

// Region is one region of a running local store.
type Region struct {
	URL       string            `json:"url"`
	AWSRegion string            `json:"aws_region"`
	Stack     string            `json:"stack"`
	Tables    map[string]string `json:"tables"`  // names by logical id, such as "OrdersTable"
	Buckets   map[string]string `json:"buckets"` // names by logical id
	Queues    map[string]string `json:"queues"`  // URLs by logical id
}

// ErrNotRunning means that no local store runs in the module.
var ErrNotRunning = errors.New("the local store is not running: start it with go run ./infra/local")

func path(root string) string { return filepath.Join(root, ".local", "store.json") }

// Write says that a store runs in the module. Readers see all of it or nothing.
func Write(root string, s Store) error {
	content, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return fmt.Errorf("note where the store runs: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path(root)), 0o755); err != nil {
		return fmt.Errorf("note where the store runs: %w", err)
	}
	next, err := os.CreateTemp(filepath.Dir(path(root)), "store-*.json")
	if err != nil {
		return fmt.Errorf("note where the store runs: %w", err)
	}
	_, err = next.Write(append(content, '\n'))
	if err := errors.Join(err, next.Close()); err != nil {
		return fmt.Errorf("note where the store runs: %w", err)
	}
	if err := os.Rename(next.Name(), path(root)); err != nil {
		return fmt.Errorf("note where the store runs: %w", err)
	}
	return nil
}

// Read says where the module's store runs; ErrNotRunning when none does.
func Read(root string) (Store, error) {
	content, err := os.ReadFile(path(root))
	if errors.Is(err, fs.ErrNotExist) {
		return Store{}, ErrNotRunning
	}
	if err != nil {
		return Store{}, fmt.Errorf("find the local store: %w", err)
	}
	var s Store
	if err := json.Unmarshal(content, &s); err != nil {
		return Store{}, fmt.Errorf("find the local store: %s: %w", path(root), err)
	}
	if !alive(s.PID) {
		return Store{}, ErrNotRunning
	}
	return s, nil
}

// Remove says that the store of a process no longer runs. A file that another
// store has written since stays.
func Remove(root string, pid int) error {
	content, err := os.ReadFile(path(root))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var s Store
	if err == nil {
		err = json.Unmarshal(content, &s)
	}
	if err == nil && s.PID == pid {
		err = os.Remove(path(root))
	}
	if err != nil {
		return fmt.Errorf("remove the note of where the store ran: %w", err)
	}
	return nil
}

// alive says whether a process exists. A store that was killed leaves its file.
func alive(pid int) bool {
	process, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	err = process.Signal(syscall.Signal(0)) // only asks
	return err == nil || errors.Is(err, os.ErrPermission)
}
