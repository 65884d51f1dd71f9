package browser

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os/exec"
	"time"

	"storefront/infra/local/module"
	"storefront/shared/catalog"
	"storefront/shared/draw/drawing"
	"storefront/shared/draw/drawing/drawingtest"
	"storefront/shared/email"
	"storefront/shared/merchant"
)

const drawnSKU = catalog.SKU("fitness-band")

// drawLots does one step of a draw. If entries close in the past, a public round that was made
// decides. If they close now, the round is in the future. Otherwise they stay open.
func drawLots(r region, req *http.Request) (any, error) {
	id, store := catalog.SaleID(req.PathValue("sale")), data(r.Region)
	switch what := req.PathValue("what"); what {
	case "open":
		return nil, openDraw(r, req, id)
	case "verify":
		return verifyDraw(req, r.URL+"/v1/"+string(r.market().Markets()[0].Code)+"/sales/"+string(id)+"/draw?sku="+string(drawnSKU))
	case "close", "run":
		offered, err := store.Catalog(req.Context())
		if err != nil {
			return nil, err
		}
		sale, err := offered.Sale(id)
		if err != nil {
			return nil, err
		}
		if what == "run" {
			_, err = drawingtest.Run(req.Context(), store, sale)
			return nil, err
		}
		_, err = drawingtest.Close(req.Context(), store, sale, r.market().Markets()[0].Code, 200, 20)
		return map[string]string{
			"secret": sale.DrawSecret(drawnSKU, email.IdentityOf(drawingtest.Address(7))).String(), "address": drawingtest.Address(7),
		}, err
	default:
		return nil, fmt.Errorf("unknown step of a draw: %q", what)
	}
}

// openDraw creates a sale with a draw.
func openDraw(r region, req *http.Request, id catalog.SaleID) error {
	var wanted struct{ Entries string }
	if err := json.NewDecoder(req.Body).Decode(&wanted); err != nil {
		return err
	}
	closes, ok := map[string]time.Time{
		"past": drawingtest.EntriesClose, "now": time.Now().Add(-drawing.Settled), "open": time.Now().Add(26 * time.Hour),
	}[wanted.Entries]
	if !ok {
		return fmt.Errorf("entries cannot be %q", wanted.Entries)
	}
	return r.merchant().CreateSale(req.Context(), closes.Add(-time.Hour), merchant.Spec{
		ID: id, Opens: time.Now().Add(48 * time.Hour), Access: catalog.AccessDraw, EntriesClose: closes, OrdersPerBuyer: 1, Hold: 10 * time.Minute,
		Lines: []merchant.Line{{SKU: drawnSKU, Units: 20, MaxPerOrder: 1}},
	})
}

// verifyDraw returns what the command draw verify finds about a draw.
func verifyDraw(req *http.Request, url string) (any, error) {
	root, err := module.Root(".")
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(req.Context(), "go", "run", "./infra/ops", "draw", "verify", url)
	cmd.Dir = root
	out, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("ops draw verify: %w: %s", err, out)
	}
	return string(out), nil
}
