package request

import (
	"storefront/shared/metric"
	"storefront/shared/problem"
)

// refusals has the problems that are counted, and their metrics.
var refusals = map[problem.Code]metric.Name{
	problem.SoldOut:         metric.SoldOut,
	problem.BuyerLimit:      metric.BuyerLimit,
	problem.PaymentDeclined: metric.PaymentDeclined,
}

// Count counts an error of a use case if it is a refusal that is counted. The checkout
// itself counts what it sells.
func Count(metrics *metric.Writer, err error) {
	if name, counts := refusals[problem.CodeOf(err)]; counts {
		metrics.Write(metric.Values{name: 1})
	}
}
