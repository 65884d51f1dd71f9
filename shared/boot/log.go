package boot

import (
	"context"
	"io"
	"log/slog"
	"os"

	"storefront/shared/web"
)

// Logger returns a logger that writes JSON lines from LOG_LEVEL up (info if it is
// not set). JSON escapes whatever a shopper sent. Every line names the function,
// and the request if the context has one. Logger also makes it the default logger,
// so that lines of the standard logger, which the Lambda runtime uses, look alike.
func (e *Env) Logger() *slog.Logger {
	log := e.logger(os.Stderr)
	slog.SetDefault(log)
	return log
}

func (e *Env) logger(out io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(e.Optional("LOG_LEVEL", "info"))); err != nil {
		e.wrong("LOG_LEVEL must be debug, info, warn or error")
	}
	handler := slog.NewJSONHandler(out, &slog.HandlerOptions{Level: level})
	return slog.New(withRequestID{handler}).With("function", e.get("AWS_LAMBDA_FUNCTION_NAME"))
}

type withRequestID struct{ slog.Handler }

func (h withRequestID) Handle(ctx context.Context, r slog.Record) error {
	if id := web.RequestID(ctx); id != "" {
		r.AddAttrs(slog.String("request_id", id))
	}
	return h.Handler.Handle(ctx, r)
}

func (h withRequestID) WithAttrs(attrs []slog.Attr) slog.Handler {
	return withRequestID{h.Handler.WithAttrs(attrs)}
}

func (h withRequestID) WithGroup(name string) slog.Handler {
	return withRequestID{h.Handler.WithGroup(name)}
}
