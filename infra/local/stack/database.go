package stack

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"storefront/infra/faultproxy"
	"storefront/infra/local/database"
)

// data is the store's DynamoDB, and the fault proxy between it and the functions.
type data struct {
	*database.Database
	guarded string            // where functions meet the limits of their roles
	faults  *faultproxy.Proxy // nil: none
}

func (s *Store) openData(ctx context.Context) (*data, error) {
	db, err := database.Open(ctx, database.Options{Engine: s.options.Engine, Dir: s.options.DataDir, Log: s.options.Log})
	if err != nil {
		return nil, err
	}
	d := &data{Database: db}
	d.guarded, err = s.serve(s.guard.DynamoDB(db.Handler))
	if err == nil {
		err = d.injectFaults(ctx, s.options.Faults)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return d, nil
}

// injectFaults puts the proxy in front of a DynamoDB on this machine, and of no other.
func (d *data) injectFaults(ctx context.Context, faults faultproxy.Spec) (err error) {
	if faults.String() == "" {
		return nil
	}
	if !strings.HasPrefix(d.Endpoint, "http://") {
		return fmt.Errorf("inject faults: %q is not the address of a local DynamoDB", d.Endpoint)
	}
	d.faults, err = faultproxy.Start(ctx, faultproxy.Options{Upstream: d.guarded, Spec: faults})
	return err
}

// forFunctions returns the endpoint for functions. Everything else uses the database
// itself, so that faults neither keep a store from starting nor disturb its audit.
func (d *data) forFunctions() string {
	if d.faults != nil {
		return d.faults.URL()
	}
	return d.guarded
}

// close ends the proxy first, since it would report the database's end as a fault.
func (d *data) close() error {
	if d.faults == nil {
		return d.Close()
	}
	return errors.Join(d.faults.Close(), d.Close())
}
