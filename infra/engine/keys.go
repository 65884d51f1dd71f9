package engine

import (
	"slices"

	"storefront/infra/engine/value"
)

// The largest keys, in bytes.
const (
	maxPartitionKey = 2048
	maxSortKey      = 1024
)

// checkKey fails if an item lacks a key attribute or has one of another type.
func (s schema) checkKey(it value.Item) error {
	for _, name := range s.names() {
		v, ok := it.Get(name)
		switch {
		case !ok:
			return invalid("One or more parameter values were invalid: Missing the key %s in the item", name)
		case v.Type != s.types[name]:
			return invalid("One or more parameter values were invalid: Type mismatch for key %s expected: %s actual: %s", name, s.types[name], v.Type)
		}
		if err := s.checkKeyValue(name, v); err != nil {
			return err
		}
	}
	return nil
}

// checkExactKey fails if a key has other attributes than the schema's.
func (s schema) checkExactKey(key value.Item) error {
	if len(key) != len(s.names()) {
		return invalid("The number of conditions on the keys is invalid")
	}
	for _, name := range s.names() {
		if v, ok := key.Get(name); !ok || v.Type != s.types[name] {
			return invalid("The provided key element does not match the schema")
		}
	}
	return s.checkKey(key)
}

func (s schema) checkKeyValue(name string, v value.Value) error {
	limit := maxPartitionKey
	if name == s.sort {
		limit = maxSortKey
	}
	switch {
	case v.Text == "":
		return invalid("One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty value. Key: %s", name)
	case v.Type != value.Number && len(v.Text) > limit:
		return invalid("One or more parameter values were invalid: Size of key %s has exceeded the maximum size limit of %d bytes", name, limit)
	}
	return nil
}

// checkIndexKeys fails if an item has a key attribute of an index with another
// type. The item need not have any.
func (t *table) checkIndexKeys(it value.Item) error {
	for indexName, index := range t.indexes {
		for _, name := range index.names() {
			v, ok := it.Get(name)
			if !ok {
				continue
			}
			if v.Type != index.types[name] {
				return invalid("One or more parameter values were invalid: Type mismatch for Index Key %s Expected: %s Actual: %s IndexName: %s", name, index.types[name], v.Type, indexName)
			}
			if err := index.checkKeyValue(name, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// keyNames returns the names of the key attributes of the table and of an index,
// each once.
func (t *table) keyNames(source *rows) []string {
	names := source.names()
	for _, name := range t.names() {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
