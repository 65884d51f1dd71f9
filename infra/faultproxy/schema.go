package faultproxy

import (
	"encoding/json"
	"net/http"
)

type keySchema []struct{ AttributeName, KeyType string }

func (s keySchema) partition() string {
	for _, key := range s {
		if key.KeyType == "HASH" {
			return key.AttributeName
		}
	}
	return ""
}

// description is what DescribeTable tells of keys.
type description struct {
	Table struct {
		KeySchema              keySchema
		GlobalSecondaryIndexes []index
		LocalSecondaryIndexes  []index
	}
}

type index struct {
	IndexName string
	KeySchema keySchema
}

// partitionKey is the attribute that is the partition key of a table, or of an
// index of it: "" when there is none such.
func (x *exchange) partitionKey(table, index string) (string, error) {
	if known, ok := x.proxy.schemas.Load(table); ok {
		return known.(map[string]string)[index], nil
	}
	keys, err := x.describe(table)
	if err != nil || keys == nil {
		return "", err
	}
	x.proxy.schemas.Store(table, keys)
	return keys[index], nil
}

// describe finds the partition keys of a table, under "", and of its indexes,
// under their names. It gives nil when DynamoDB does not know the table.
func (x *exchange) describe(table string) (map[string]string, error) {
	body, err := json.Marshal(map[string]string{"TableName": table})
	if err != nil {
		return nil, err
	}
	out, err := x.forward("DescribeTable", body)
	if err != nil || out.status != http.StatusOK {
		return nil, err
	}
	var d description
	if err := json.Unmarshal(out.body, &d); err != nil {
		return nil, err
	}
	keys := map[string]string{"": d.Table.KeySchema.partition()}
	for _, index := range append(d.Table.GlobalSecondaryIndexes, d.Table.LocalSecondaryIndexes...) {
		keys[index.IndexName] = index.KeySchema.partition()
	}
	return keys, nil
}
