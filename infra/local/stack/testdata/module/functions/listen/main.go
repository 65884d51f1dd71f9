// Listen logs the changes of a table.
package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

func main() { lambda.Start(handle) }

func handle(_ context.Context, e events.DynamoDBEvent) error {
	for _, r := range e.Records {
		fmt.Println(r.EventName, r.Change.Keys["pk"].String())
	}
	return nil
}
