// Package cost computes what traffic costs on AWS from the memory sizes in the
// template and from measured units and times. It leaves out fixed costs, such as
// alarms and storage, and every free tier.
package cost

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"storefront/infra/local/template"
)

// Prices are AWS's list prices in US dollars.
type Prices struct {
	Region string
	As     string // month of the list

	LambdaRequests float64 // a million, on any architecture
	LambdaGBSecond float64 // on arm64, the first tier
	APIRequests    float64 // a million of an HTTP API, the first tier
	WriteUnits     float64 // a million on demand
	ReadUnits      float64 // a million on demand
	LogGB          float64 // written to CloudWatch Logs
	S3Puts         float64 // a million
}

// Oregon has the prices of US West (Oregon). AWS halved those of DynamoDB on
// 1 November 2024; the others are older.
var Oregon = Prices{
	Region: "US West (Oregon)", As: "November 2024",

	LambdaRequests: 0.20,
	LambdaGBSecond: 0.0000133334,
	APIRequests:    1.00,
	WriteUnits:     0.625,
	ReadUnits:      0.125,
	LogGB:          0.50,
	S3Puts:         5.00,
}

// Request is what one request to the API, or one event of a stream, uses.
type Request struct {
	Function   string  // logical id
	Times      float64 // how often it happens in what the bill counts, such as a checkout
	Billed     float64 // milliseconds
	WriteUnits float64
	ReadUnits  float64
	LogBytes   float64 // of the function's log and the API's access log
	Puts       float64 // to S3
	Internal   bool    // not a request to the API
}

// Line is one line of a bill.
type Line struct {
	What     string
	Quantity string
	Dollars  float64
}

// Bill returns what a million of something costs if each uses the given requests.
// The last line is the sum.
func Bill(stack *template.Stack, p Prices, requests []Request) ([]Line, error) {
	var api, lambda, gbSeconds, writes, reads, logs, puts float64
	for _, r := range requests {
		memory, err := memoryOf(stack, r.Function)
		if err != nil {
			return nil, err
		}
		if !r.Internal {
			api += r.Times
		}
		lambda += r.Times
		gbSeconds += r.Times * 1e6 * r.Billed / 1000 * memory / 1024
		writes += r.Times * r.WriteUnits
		reads += r.Times * r.ReadUnits
		logs += r.Times * 1e6 * r.LogBytes / 1e9
		puts += r.Times * r.Puts
	}
	lines := []Line{
		{"API Gateway, HTTP API", fmt.Sprintf("%.2f M requests", api), api * p.APIRequests},
		{"Lambda, invocations", fmt.Sprintf("%.2f M", lambda), lambda * p.LambdaRequests},
		{"Lambda, memory × time", fmt.Sprintf("%.0f GB-s", gbSeconds), gbSeconds * p.LambdaGBSecond},
		{"DynamoDB, write units", fmt.Sprintf("%.2f M", writes), writes * p.WriteUnits},
		{"DynamoDB, read units", fmt.Sprintf("%.2f M", reads), reads * p.ReadUnits},
		{"CloudWatch Logs", fmt.Sprintf("%.2f GB", logs), logs * p.LogGB},
		{"S3, puts", fmt.Sprintf("%.3f M", puts), puts * p.S3Puts},
	}
	sum := 0.0
	for _, line := range lines {
		sum += line.Dollars
	}
	return append(lines, Line{"in all", "", sum}), nil
}

func memoryOf(stack *template.Stack, function string) (float64, error) {
	for _, f := range stack.Functions {
		if f.LogicalID == function {
			return float64(f.MemoryMB), nil
		}
	}
	return 0, fmt.Errorf("the template has no function %s", function)
}

// Markdown writes bills as a table, with a column for each.
func Markdown(out io.Writer, titles []string, bills [][]Line) error {
	w := tabwriter.NewWriter(out, 0, 0, 1, ' ', 0)
	fmt.Fprintf(w, "| for a million |\t %s |\n", strings.Join(titles, " |\t "))
	fmt.Fprintf(w, "| --- |\t%s\n", strings.Repeat(" ---: |\t", len(titles)))
	for i, line := range bills[0] {
		fmt.Fprintf(w, "| %s |", line.What)
		for _, bill := range bills {
			cell := fmt.Sprintf("$%.2f", bill[i].Dollars)
			if bill[i].Quantity != "" {
				cell = bill[i].Quantity + ": " + cell
			}
			fmt.Fprintf(w, "\t %s |", cell)
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}
