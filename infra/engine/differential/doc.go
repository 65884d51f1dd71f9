// Package differential compares the embedded engine with DynamoDB Local. Its
// tests send random sequences of requests to both and want equal answers, and
// equal tables and streams at the end. A long run with other operations than the
// usual ones, which reports every difference it finds:
//
//	go test ./infra/engine/differential -run TestEngine -v -operations 100000 -seed 8 -differences 30 -timeout 30m
package differential
