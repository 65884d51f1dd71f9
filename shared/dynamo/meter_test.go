package dynamo_test

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"
)

// meter counts what a client's calls cost, as DynamoDB reports it. A refused
// write reports nothing, so it is counted apart: it costs what the item's size
// says, like one that is applied.
type meter struct {
	mu   sync.Mutex
	cost cost
}

type cost struct {
	calls   int
	reads   float64 // read units
	writes  float64 // write units of the writes that were applied
	refused int
}

// options makes a client report to the meter.
func (m *meter) options(o *dynamodb.Options) {
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("meter", m.measure), middleware.Before)
	})
}

func (m *meter) measure(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
	reflect.ValueOf(in.Parameters).Elem().FieldByName("ReturnConsumedCapacity").Set(reflect.ValueOf(types.ReturnConsumedCapacityTotal))
	out, metadata, err := next.HandleInitialize(ctx, in)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cost.calls++
	if err != nil {
		m.cost.refused++
		return out, metadata, err
	}
	switch result := out.Result.(type) {
	case *dynamodb.PutItemOutput:
		m.cost.writes += *result.ConsumedCapacity.CapacityUnits
	case *dynamodb.UpdateItemOutput:
		m.cost.writes += *result.ConsumedCapacity.CapacityUnits
	case *dynamodb.DeleteItemOutput:
		m.cost.writes += *result.ConsumedCapacity.CapacityUnits
	case *dynamodb.GetItemOutput:
		m.cost.reads += readUnits(result.ConsumedCapacity)
	case *dynamodb.QueryOutput:
		m.cost.reads += readUnits(result.ConsumedCapacity)
	case *dynamodb.ScanOutput:
		m.cost.reads += readUnits(result.ConsumedCapacity)
	case *dynamodb.BatchGetItemOutput:
		for _, table := range result.ConsumedCapacity {
			m.cost.reads += readUnits(&table)
		}
	default:
		return out, metadata, fmt.Errorf("the meter does not know the cost of a %T", result)
	}
	return out, metadata, nil
}

// readUnits returns the read units of a strongly consistent read. One that finds nothing
// costs a unit, says DynamoDB's developer guide; DynamoDB Local counts none.
func readUnits(c *types.ConsumedCapacity) float64 {
	return cmp.Or(*c.CapacityUnits, 1)
}

// of returns what a function's calls cost, and the function's error.
func (m *meter) of(do func() error) (cost, error) {
	m.set(cost{})
	err := do()
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.cost, err
}

func (m *meter) set(c cost) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cost = c
}
