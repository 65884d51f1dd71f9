package boot

import (
	"context"
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/lambda"

	"storefront/shared/web"
)

// Serve starts a function that answers an API Gateway HTTP API with the router
// that wire makes; see [Start]. With a secret in ORIGIN_SECRET, as [Env.Secret]
// has it, only what the edge passes on is answered.
func Serve(wire func(*Env, *slog.Logger) *web.Router) {
	Start(func(env *Env, log *slog.Logger) any { return Handler(guard(env, wire(env, log))) })
}

// guard puts the router behind the edge, if there is one.
func guard(env *Env, router *web.Router) *web.Router {
	if env.Err() == nil && env.Optional("ORIGIN_SECRET", "") != "" {
		router.BehindEdge(env.Secret(context.Background(), env.AWS(), "ORIGIN_SECRET"))
	}
	return router
}

// Start runs a function with the handler that wire makes from its environment.
// wire need not ask whether the environment is right: when it is not, the
// process ends with all that is wrong in the log, and the handler is never used.
// It does not return.
func Start(wire func(*Env, *slog.Logger) any) {
	sizeOf(os.Getenv).set()
	env := NewEnv(os.Getenv)
	log := env.Logger()
	handler := wire(env, log)
	if err := env.Err(); err != nil {
		log.Error("cannot start", "error", err.Error())
		os.Exit(1)
	}
	lambda.Start(handler)
}
