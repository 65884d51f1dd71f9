package boot

import (
	"context"
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/lambda"

	"storefront/shared/web"
)

// Serve runs a function that answers an API Gateway HTTP API with the router that
// wire returns; see [Start]. If ORIGIN_SECRET names a secret (see [Env.Secret]),
// the router answers only requests that come through the edge.
func Serve(wire func(*Env, *slog.Logger) *web.Router) {
	Start(func(env *Env, log *slog.Logger) any { return Handler(env.Edged(wire(env, log))) })
}

// Edged puts a router behind the edge if ORIGIN_SECRET is set, and returns it.
func (e *Env) Edged(router *web.Router) *web.Router {
	if e.Err() == nil && e.Optional("ORIGIN_SECRET", "") != "" {
		router.BehindEdge(e.Secret(context.Background(), e.AWS(), "ORIGIN_SECRET"))
	}
	return router
}

// Start runs a function with the handler that wire makes from its environment. It
// does not return. wire need not check [Env.Err]: if the environment is wrong,
// Start logs everything that is wrong and ends the process.
func Start(wire func(*Env, *slog.Logger) any) {
	sizeOf(os.Getenv).apply()
	env := NewEnv(os.Getenv)
	log := env.Logger()
	handler := wire(env, log)
	if err := env.Err(); err != nil {
		log.Error("start failed", "error", err.Error())
		os.Exit(1)
	}
	lambda.Start(handler)
}
