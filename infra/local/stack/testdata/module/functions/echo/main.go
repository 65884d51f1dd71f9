// Echo answers requests of the store's own tests.
package main

import (
	"context"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
)

const version = "one"

func main() { lambda.Start(handle) }

func handle(ctx context.Context, r events.APIGatewayV2HTTPRequest) (any, error) {
	switch r.RouteKey {
	case "GET /version":
		return version, nil
	case "GET /environment/{name}":
		return os.Getenv(r.PathParameters["name"]), nil
	case "GET /pid":
		return os.Getpid(), nil
	case "POST /wait": // makes a file and waits until it is gone
		if err := os.WriteFile(r.Body, nil, 0o600); err != nil {
			return nil, err
		}
		for {
			if _, err := os.Stat(r.Body); err != nil {
				return version, nil
			}
			time.Sleep(time.Millisecond)
		}
	default:
		return "sent", send(ctx, r.Body)
	}
}

func send(ctx context.Context, text string) error {
	client := sesv2.New(sesv2.Options{
		Region:       os.Getenv("AWS_REGION"),
		BaseEndpoint: aws.String(os.Getenv("AWS_ENDPOINT_URL_SESV2")),
		Credentials:  credentials.NewStaticCredentialsProvider(os.Getenv("AWS_ACCESS_KEY_ID"), os.Getenv("AWS_SECRET_ACCESS_KEY"), ""),
	})
	_, err := client.SendEmail(ctx, &sesv2.SendEmailInput{
		FromEmailAddress: aws.String(os.Getenv("MAIL_FROM")),
		Destination:      &types.Destination{ToAddresses: []string{"a@example.com"}},
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: &types.Content{Data: aws.String("Hello")},
			Body:    &types.Body{Text: &types.Content{Data: aws.String(text)}},
		}},
	})
	return err
}
