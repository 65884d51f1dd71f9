// Command close is the function that closes the days of the books, each some hours
// after it has ended in its market, and verifies them every night.
// Then it mails finance what has happened.
package main

import (
	"log/slog"
	"runtime/debug"
	"time"
	_ "time/tzdata" // days end at a market's midnight, and Lambda's base image has no time zones

	smithytime "github.com/aws/smithy-go/time"

	"storefront/shared/boot"
	"storefront/shared/dynamo"
	"storefront/shared/ledger/bucket"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/report"
	"storefront/shared/mail/ses"
)

// memory is the garbage collector's soft limit in bytes. A day of 100,000 orders
// needs no more.
const memory = 400 << 20

func main() {
	debug.SetMemoryLimit(memory)
	boot.Start(func(env *boot.Env, log *slog.Logger) any { return wire(env, log).close })
}

func wire(env *boot.Env, log *slog.Logger) closer {
	region, files := env.Region(), env.Required("LEDGER_BUCKET")
	after := env.Hours("CLOSE_AFTER_HOURS")
	tables := dynamo.Tables{
		Catalog: env.Required("CATALOG_TABLE"),
		Stock:   env.Required("STOCK_TABLE"),
		Orders:  env.Required("ORDERS_TABLE"),
	}
	cfg := env.AWS()
	store := dynamo.New(boot.DynamoDB(cfg), tables)
	kept := bucket.New(boot.ForFiles(cfg), files).Keeping(env.Years("LEDGER_RETENTION_YEARS"))
	c := closer{
		books:   closing.Closer{Objects: kept, Orders: store, Anchors: store, Region: region, After: after},
		kept:    kept,
		store:   store,
		anchors: store,
		now:     time.Now,
		log:     log,
	}
	if to := env.Address("FINANCE_EMAIL"); to != "" {
		c.mail = &report.Reporter{
			Books: c.books, Marks: store, Sender: ses.New(cfg, env.Required("MAIL_FROM"), env.Required("MAIL_CONFIGURATION")),
			To: to, Ops: env.Required("OPS_REGION"), Now: time.Now, Pause: smithytime.SleepWithContext, Log: log,
		}
	}
	return c
}
