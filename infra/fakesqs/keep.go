package fakesqs

import (
	"encoding/binary"
	"encoding/json"
	"fmt"

	"go.etcd.io/bbolt"
)

// kept names the bucket of the file that holds a bucket for each queue, with its
// messages by number.
var kept = []byte("fakesqs queues")

// stored is a message in the file.
type stored struct{ ID, Body string }

func (s *Server) load() error {
	err := s.file.View(func(tx *bbolt.Tx) error {
		all := tx.Bucket(kept)
		if all == nil {
			return nil
		}
		return all.ForEachBucket(func(queue []byte) error {
			return all.Bucket(queue).ForEach(func(number, encoded []byte) error {
				var m stored
				if err := json.Unmarshal(encoded, &m); err != nil {
					return err
				}
				name := string(queue)
				s.queues[name] = append(s.queues[name], &message{id: m.ID, body: m.Body, number: binary.BigEndian.Uint64(number)})
				return nil
			})
		})
	})
	if err != nil {
		return fmt.Errorf("read the queues: %w", err)
	}
	return nil
}

// keep writes a message to the file and sets its number.
func (s *Server) keep(queue string, m *message) error {
	if s.file == nil {
		return nil
	}
	err := s.file.Update(func(tx *bbolt.Tx) error {
		all, err := tx.CreateBucketIfNotExists(kept)
		if err != nil {
			return err
		}
		messages, err := all.CreateBucketIfNotExists([]byte(queue))
		if err != nil {
			return err
		}
		if m.number, err = messages.NextSequence(); err != nil {
			return err
		}
		encoded, err := json.Marshal(stored{m.id, m.body})
		if err != nil {
			return err
		}
		return messages.Put(place(m), encoded)
	})
	if err != nil {
		return fmt.Errorf("write a message of %s: %w", queue, err)
	}
	return nil
}

// drop deletes a message from the file.
func (s *Server) drop(queue string, m *message) error {
	if s.file == nil {
		return nil
	}
	err := s.file.Update(func(tx *bbolt.Tx) error { return tx.Bucket(kept).Bucket([]byte(queue)).Delete(place(m)) })
	if err != nil {
		return fmt.Errorf("delete a message of %s: %w", queue, err)
	}
	return nil
}

func place(m *message) []byte { return binary.BigEndian.AppendUint64(nil, m.number) }
