// Package database starts a DynamoDB for the laptop and the tests, and creates the
// template's tables.
package database

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"storefront/infra/dynamodblocal"
	"storefront/infra/engine"
)

// EndpointVariable names the environment variable that points at a DynamoDB that
// already runs.
const EndpointVariable = "AWS_ENDPOINT_URL_DYNAMODB"

// The engines. The third kind is the URL of a DynamoDB that already runs.
const (
	Embedded = "embedded" // package engine, in this process
	Amazon   = "amazon"   // DynamoDB Local, which needs Java
)

// Choose returns the engine to use: the one that is named, or else the DynamoDB that
// the environment points at, or else the embedded engine.
func Choose(named string) string {
	if named != "" {
		return named
	}
	if endpoint := os.Getenv(EndpointVariable); endpoint != "" {
		return endpoint
	}
	return Embedded
}

// Options describe the database to open. The zero value is the embedded engine, in
// memory.
type Options struct {
	Engine string    // empty: Embedded
	Dir    string    // keeps the tables for the next run; empty: they are in memory
	Log    io.Writer // gets lines of progress; nil: nothing does
}

// Database is a DynamoDB.
type Database struct {
	Endpoint string       // URL
	Handler  http.Handler // answers as the endpoint does
	close    func() error
	ended    chan error // gets why the database is of no more use
}

// Open starts a database, which serves until Close. ctx bounds the start alone.
func Open(ctx context.Context, options Options) (*Database, error) {
	switch {
	case options.Engine == "" || options.Engine == Embedded:
		return openEmbedded(options)
	case options.Engine == Amazon:
		return openAmazon(ctx, options)
	case strings.HasPrefix(options.Engine, "http://") || strings.HasPrefix(options.Engine, "https://"):
		return remote(options.Engine, func() error { return nil })
	default:
		return nil, fmt.Errorf("open the database: there is no engine %q: choose %s, %s, or the URL of a DynamoDB", options.Engine, Embedded, Amazon)
	}
}

func openEmbedded(options Options) (*Database, error) {
	dir := options.Dir
	if dir != "" {
		dir = filepath.Join(dir, "tables")
	}
	ended := make(chan error, 1)
	server, err := engine.Start(engine.Options{Dir: dir, Broken: func(err error) {
		ended <- fmt.Errorf("the tables can no longer be kept: %w", err)
	}})
	if err != nil {
		return nil, err
	}
	return &Database{Endpoint: server.Endpoint, Handler: server.Engine, close: server.Close, ended: ended}, nil
}

// remote returns a database of another process.
func remote(endpoint string, closing func() error) (*Database, error) {
	to, err := url.Parse(endpoint)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }}
	return &Database{Endpoint: endpoint, Handler: proxy, close: closing}, nil
}

func openAmazon(ctx context.Context, options Options) (*Database, error) {
	progress, dir := options.Log, options.Dir
	if progress == nil {
		progress = io.Discard
	}
	if dir != "" {
		dir = filepath.Join(dir, "dynamodb")
	}
	installation, err := dynamodblocal.Install(ctx, progress)
	if err != nil {
		return nil, err
	}
	server, err := installation.Start(ctx, dynamodblocal.Options{DataDir: dir})
	if err != nil {
		return nil, err
	}
	db, err := remote(server.Endpoint(), server.Stop)
	if err != nil {
		return nil, errors.Join(err, server.Stop())
	}
	db.ended = make(chan error, 1)
	go func() {
		<-server.Done()
		db.ended <- server.Err()
	}()
	return db, nil
}

// Close stops what Open started.
func (d *Database) Close() error { return d.close() }

// Wait returns when ctx ends. If the database ends earlier, or can keep no change, Wait
// fails.
func (d *Database) Wait(ctx context.Context) error {
	select {
	case err := <-d.ended: // a database of others has no such channel
		return err
	case <-ctx.Done():
		return nil
	}
}
