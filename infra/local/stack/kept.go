package stack

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"

	"storefront/infra/local/stream"
)

// kept holds what a store keeps for the next run, apart from tables and secrets. A nil
// kept keeps nothing.
type kept struct {
	buckets *bbolt.DB // of package fakes3
	rest    *bbolt.DB // queues, and how far streams have been read
}

func openKept(dataDir string) (*kept, error) {
	if dataDir == "" {
		return nil, nil
	}
	if err := os.MkdirAll(dataDir, 0o700); err != nil {
		return nil, fmt.Errorf("open the data directory: %w", err)
	}
	k := &kept{}
	for name, file := range map[string]**bbolt.DB{"buckets.db": &k.buckets, "store.db": &k.rest} {
		// A write reaches the operating system before it is answered, so it survives
		// a kill of this process. It need not reach the disk.
		options := &bbolt.Options{Timeout: time.Second, NoSync: true}
		var err error
		if *file, err = bbolt.Open(filepath.Join(dataDir, name), 0o600, options); err != nil {
			return nil, errors.Join(fmt.Errorf("open %s: %w", filepath.Join(dataDir, name), err), k.close())
		}
	}
	return k, nil
}

func (k *kept) close() error {
	if k == nil {
		return nil
	}
	var errs []error
	for _, file := range []*bbolt.DB{k.buckets, k.rest} {
		if file != nil {
			errs = append(errs, file.Close())
		}
	}
	return errors.Join(errs...)
}

// positions returns the memory of how far streams have been read.
func (k *kept) positions() stream.Positions {
	if k == nil {
		return nil
	}
	return positions{k.rest}
}

type positions struct{ file *bbolt.DB }

var positionsBucket = []byte("stream positions")

func (p positions) Position(reader string) (sequence string, err error) {
	err = p.file.View(func(tx *bbolt.Tx) error {
		if all := tx.Bucket(positionsBucket); all != nil {
			sequence = string(all.Get([]byte(reader)))
		}
		return nil
	})
	return sequence, err
}

func (p positions) SetPosition(reader, sequence string) error {
	return p.file.Update(func(tx *bbolt.Tx) error {
		all, err := tx.CreateBucketIfNotExists(positionsBucket)
		if err != nil {
			return err
		}
		return all.Put([]byte(reader), []byte(sequence))
	})
}
