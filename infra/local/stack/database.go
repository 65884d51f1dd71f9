package stack

import (
	"context"
	"errors"

	"storefront/infra/faultproxy"
	"storefront/infra/local/database"
)

// data is the store's DynamoDB, and the fault proxy between it and the functions.
type data struct {
	*database.Database
	faults *faultproxy.Proxy // nil: none
}

func openData(ctx context.Context, options Options) (*data, error) {
	db, err := database.Open(ctx, database.Options{Engine: options.Engine, Dir: options.DataDir, Log: options.Log})
	if err != nil {
		return nil, err
	}
	d := &data{Database: db}
	if options.Faults.String() == "" {
		return d, nil
	}
	d.faults, err = faultproxy.Start(ctx, faultproxy.Options{Upstream: d.Endpoint, Spec: options.Faults})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return d, nil
}

// forFunctions returns the endpoint for functions. Everything else uses the database
// itself, so that faults neither keep a store from starting nor disturb its audit.
func (d *data) forFunctions() string {
	if d.faults != nil {
		return d.faults.URL()
	}
	return d.Endpoint
}

// close ends the proxy first, since it would report the database's end as a fault.
func (d *data) close() error {
	if d.faults == nil {
		return d.Close()
	}
	return errors.Join(d.faults.Close(), d.Close())
}
