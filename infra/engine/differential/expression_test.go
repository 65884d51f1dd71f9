package differential

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
)

// reservedText lists the words that DynamoDB reserves, after its developer guide.
//
//go:embed reserved.txt
var reservedText string

var (
	reserved   = strings.Fields(reservedText)
	isReserved = func() map[string]bool {
		set := map[string]bool{}
		for _, w := range reserved {
			set[w] = true
		}
		return set
	}()
	segment = regexp.MustCompile(`^([^\[]*)(.*)$`) // name and indexes
)

// request is a request that is being generated, with the placeholders of its
// expressions so far.
type request struct {
	*generator
	table  table
	names  map[string]any
	values map[string]any
	covers []string
	noKeys bool // the expression may not name key attributes
}

func (g *generator) request(t table) *request {
	return &request{generator: g, table: t, names: map[string]any{}, values: map[string]any{}}
}

func (r *request) cover(what, which string) { r.covers = append(r.covers, what+" "+which) }

// into adds the names and values to a request's body.
func (r *request) into(body map[string]any) map[string]any {
	if len(r.names) > 0 {
		body["ExpressionAttributeNames"] = r.names
	}
	if len(r.values) > 0 {
		body["ExpressionAttributeValues"] = r.values
	}
	return body
}

func (r *request) put(v value) string {
	name := fmt.Sprintf(":v%d", len(r.values))
	r.values[name] = v
	for kind := range v {
		r.cover("value", kind)
	}
	return name
}

// write writes a path. It replaces parts by placeholders where it must, and at
// random.
func (r *request) write(path string) string {
	parts := strings.Split(path, ".")
	for i, p := range parts {
		part := segment.FindStringSubmatch(p)
		if isReserved[strings.ToUpper(part[1])] || strings.Contains(part[1], " ") || r.chance(15) {
			name := "#" + strings.ReplaceAll(part[1], " ", "")
			r.names[name] = part[1]
			parts[i] = name + part[2]
		}
	}
	return strings.Join(parts, ".")
}

// nested lists paths into the attributes, with the type that is usual there.
var nested = []struct{ path, kind string }{
	{"m.x", "N"}, {"m.y", ""}, {"m.list", "L"}, {"m.list[0]", ""}, {"m.a b", ""}, {"m.z.x", "N"}, {"m.q", ""},
	{"claims.A1", "M"}, {"claims.B2", "M"}, {"claims.A1.q", "N"}, {"claims.B2.u", "N"}, {"claims.C3.q", "N"},
	{"l[0]", ""}, {"l[1]", ""}, {"l[7]", ""}, {"l[0].x", ""}, {"refunds[0]", ""}, {"n.x", ""}, {"absent", ""}, {"absent.x", ""},
}

// path picks a path whose value usually has the type; "" is any.
func (r *request) path(kind string) string {
	var paths []string
	for _, a := range attributes {
		if kind == "" || a.kind == kind {
			paths = append(paths, a.name, a.name, a.name, a.name)
		}
	}
	for _, n := range nested {
		if kind == "" || n.kind == kind || n.kind == "" && r.chance(5) {
			paths = append(paths, n.path)
		}
	}
	if !r.noKeys && (kind == "" || kind == r.table.hash) {
		paths = append(paths, "pk")
	}
	if r.table.index && !r.noKeys && kind == "S" {
		paths = append(paths, indexHash, indexSort)
	}
	return r.write(pick(r.generator, paths...))
}

// condition makes a condition. Most are well-formed.
func (r *request) condition(depth int) string {
	if depth > 0 && r.chance(60) {
		switch r.IntN(4) {
		case 0:
			r.cover("condition", "AND")
			return r.condition(depth-1) + pick(r.generator, " AND ", " and ") + r.condition(depth-1)
		case 1:
			r.cover("condition", "OR")
			return r.condition(depth-1) + " OR " + r.condition(depth-1)
		case 2:
			r.cover("condition", "NOT")
			return "NOT " + r.condition(depth-1)
		default:
			r.cover("condition", "parentheses")
			return "(" + r.condition(depth-1) + " OR " + r.condition(0) + ")"
		}
	}
	return r.test()
}

// test makes a condition without connectives.
func (r *request) test() string {
	what := pick(r.generator, "=", "<>", "<", "<=", ">", ">=", "=", ">=", "BETWEEN", "IN",
		"attribute_exists", "attribute_not_exists", "attribute_exists", "attribute_type", "begins_with", "contains", "size")
	r.cover("condition", what)
	scalar := pick(r.generator, "N", "N", "S", "B")
	switch what {
	case "=", "<>":
		kind := pick(r.generator, append(types, "N", "S", "N", "S")...)
		return r.path(kind) + " " + what + " " + r.operand(kind)
	case "<", "<=", ">", ">=":
		return r.path(scalar) + what + r.operand(scalar)
	case "BETWEEN":
		low, high := r.bounds(scalar)
		return r.path(scalar) + " BETWEEN " + low + " AND " + high
	case "IN":
		operands := []string{r.operand(scalar)}
		for range r.IntN(4) {
			operands = append(operands, r.operand(pick(r.generator, scalar, "S")))
		}
		return r.path(scalar) + " IN (" + strings.Join(operands, ", ") + ")"
	case "attribute_type":
		kind := pick(r.generator, types...)
		return "attribute_type(" + r.path(pick(r.generator, kind, "")) + ", " + r.put(value{"S": kind}) + ")"
	case "begins_with":
		kind := pick(r.generator, "S", "S", "B")
		return "begins_with(" + r.path(pick(r.generator, kind, kind, "")) + ", " + r.put(r.value(kind, 0)) + ")"
	case "contains":
		in := pick(r.generator, "S", "SS", "NS", "BS", "L", "B", "")
		of := map[string]string{"SS": "S", "NS": "N", "BS": "B", "B": "B", "L": "N"}[in]
		if of == "" {
			of = "S"
		}
		return "contains(" + r.path(in) + ", " + r.operand(of) + ")"
	case "size":
		kind := pick(r.generator, "S", "B", "L", "M", "SS", "NS", "")
		return "size(" + r.path(kind) + ") " + pick(r.generator, "=", "<", ">", "<=", ">=", "<>") + " " + r.put(value{"N": pick(r.generator, "0", "1", "2", "3", "5")})
	}
	return what + "(" + r.path("") + ")"
}

// operand returns a value of the type, or sometimes of another, or a path.
func (r *request) operand(kind string) string {
	switch {
	case r.chance(8):
		return r.path(kind)
	case r.chance(4) && kind != "":
		return r.put(r.value(pick(r.generator, "N", "S", "B"), 0))
	}
	return r.put(r.value(kind, 1))
}

// bounds returns two values, of which the first is not greater.
func (r *request) bounds(kind string) (low, high string) {
	switch kind {
	case "N":
		i := r.IntN(3)
		return r.put(value{"N": []string{"-2", "1", "3.0"}[i]}), r.put(value{"N": []string{"1", "5", "1E2"}[i]})
	case "B":
		return r.put(value{"B": "AA=="}), r.put(value{"B": pick(r.generator, "AAE=", "/w==")})
	}
	i := r.IntN(4)
	return r.put(value{"S": strs[i]}), r.put(value{"S": pick(r.generator, "b", "hello", "é", "😀")})
}

// projection makes a ProjectionExpression.
func (r *request) projection() string {
	var paths []string
	for range 1 + r.IntN(3) {
		paths = append(paths, r.path(""))
	}
	return strings.Join(paths, ", ")
}
