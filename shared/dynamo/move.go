package dynamo

import (
	"fmt"
	"maps"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/shared/order"
)

// update is an update of an order under way: what it sets and removes, and when.
type update struct {
	condition string
	set       string
	remove    string
	names     map[string]string // those that DynamoDB reserves
	values    item
}

// moveInput writes order.Order.Apply as an update with its condition.
func moveInput(m order.Move) (*dynamodb.UpdateItemInput, error) {
	u := update{
		condition: "#status = :from",
		set:       "SET #status = :to, version = version + :one, updated_at = :at",
		names:     map[string]string{"#status": "status"},
		values: item{
			":from": text(string(m.From)),
			":to":   text(string(m.To)),
			":one":  number(1),
			":at":   number(millis(m.At)),
		},
	}
	if m.Delays() { // makes no version
		u.condition += " AND attribute_not_exists(withdrawn_at) AND attribute_not_exists(delayed_until)"
		u.set, u.values = "SET delayed_until = :until", item{":from": u.values[":from"], ":until": number(millis(m.DelayedUntil))}
	}
	if m.Word != nil { // makes no version, either
		u.hear(*m.Word)
	}
	if m.Unseals { // nor does this
		u.condition += " AND attribute_exists(sealed_since)"
		u.set, u.remove, u.values = "", "REMOVE sealed, sealed_since", item{":from": u.values[":from"]}
	}
	if m.OnlyDue {
		u.condition += " AND hold_expires_at <= :at"
	}
	if m.Version != 0 {
		u.condition += " AND version = :version"
		u.values[":version"] = number(m.Version)
	}
	if err := u.write(m); err != nil {
		return nil, err
	}
	expression := u.set + u.remove
	return &dynamodb.UpdateItemInput{
		UpdateExpression:          &expression,
		ConditionExpression:       &u.condition,
		ExpressionAttributeNames:  u.names,
		ExpressionAttributeValues: u.values,
	}, nil
}

// write adds what the move sets beside the status.
func (u *update) write(m order.Move) error {
	switch {
	case m.Delays(), m.Word != nil, m.Unseals:
	case m.Erases:
		u.condition += " AND attribute_not_exists(erased_at)"
		u.set += ", erased_at = :at"
		u.remove = " REMOVE #email, #locale, ship_to, request_key, fingerprint, carrier, tracking"
		maps.Copy(u.names, map[string]string{"#email": "email", "#locale": "locale"})
		if m.Sealed != nil {
			u.set += ", sealed = :sealed, sealed_since = :since"
			u.values[":sealed"], u.values[":since"] = &types.AttributeValueMemberB{Value: m.Sealed.Box}, number(millis(m.Sealed.Since))
		}
	case m.Refund != nil:
		refund, err := attributevalue.Marshal([]refundItem{encodeRefund(*m.Refund)})
		if err != nil {
			return err
		}
		u.set += ", refunds = list_append(if_not_exists(refunds, :none), :refund)"
		u.values[":refund"], u.values[":none"] = refund, &types.AttributeValueMemberL{}
	case m.Declines:
		u.condition += " AND (attribute_not_exists(declines) OR declines < :most)"
		u.set += ", declines = if_not_exists(declines, :zero) + :one"
		u.values[":most"], u.values[":zero"] = number(order.MaxDeclines), number(0)
	case m.Withdraws:
		u.condition += " AND attribute_not_exists(withdrawn_at)"
		u.set += ", withdrawn_at = :at"
	case m.Extends():
		u.condition += " AND attribute_not_exists(#extended)"
		u.set += ", hold_expires_at = :until, #extended = :true"
		u.names["#extended"] = "extended"
		u.values[":until"] = number(millis(m.HoldExpiresAt))
		u.values[":true"] = &types.AttributeValueMemberBOOL{Value: true}
	case m.To == order.Paid:
		u.set += ", provider = :provider, #reference = :reference, paid_at = :paid"
		u.names["#reference"] = "reference"
		u.values[":provider"] = text(m.Payment.Provider)
		u.values[":reference"] = text(m.Payment.Reference)
		u.values[":paid"] = number(millis(m.Payment.PaidAt))
	case m.Ships():
		u.condition += " AND attribute_not_exists(withdrawn_at)"
		u.set += ", shipped_at = :at"
		if m.Shipment != (order.Shipment{}) {
			u.set += ", carrier = :carrier, tracking = :tracking"
			u.values[":carrier"] = text(m.Shipment.Carrier)
			u.values[":tracking"] = text(m.Shipment.Tracking)
		}
	}
	return nil
}

// outcomeAttributes are the attributes of a refund that say when it had an outcome.
var outcomeAttributes = map[order.Outcome]string{order.Settled: "settled_at", order.Failed: "failed_at", order.Repaid: "repaid_at"}

// hear sets when a refund had an outcome, unless the order has that time or a later one.
func (u *update) hear(w order.Word) {
	refund := fmt.Sprintf("refunds[%d]", w.Refund-1)
	at := refund + "." + outcomeAttributes[w.Outcome]
	u.condition += " AND " + refund + ".#reference = :refund AND (attribute_not_exists(" + at + ") OR " + at + " < :heard)"
	u.set = "SET " + at + " = :heard"
	u.names["#reference"] = "reference"
	u.values = item{
		":from": u.values[":from"], ":heard": number(millis(w.At)), ":refund": text(w.Reference),
	}
}
