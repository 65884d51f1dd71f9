package differential

import "strings"

// update returns an UpdateExpression with one to three actions on different
// attributes.
func (r *request) update() string {
	sections := map[string][]string{}
	for _, i := range r.Perm(len(attributes))[:pick(r.generator, 1, 1, 2, 3)] {
		section, action := r.action(attributes[i].name, attributes[i].kind)
		sections[section] = append(sections[section], action)
	}
	if r.table.index && r.chance(35) {
		r.updateIndexKeys(sections)
	}
	var out []string
	for _, i := range r.Perm(4) {
		section := []string{"SET", "REMOVE", "ADD", "DELETE"}[i]
		if actions := sections[section]; actions != nil {
			r.cover("update", section)
			out = append(out, section+" "+strings.Join(actions, ", "))
		}
	}
	return strings.Join(out, " ")
}

// updateIndexKeys moves an item within the index, into it or out of it.
func (r *request) updateIndexKeys(sections map[string][]string) {
	hash := func() string { return r.write(indexHash) }
	position := func() string { return r.write(indexSort) }
	set := func(path, text string) { sections["SET"] = append(sections["SET"], path+" = "+r.put(value{"S": text})) }
	remove := func(path string) { sections["REMOVE"] = append(sections["REMOVE"], path) }
	switch r.IntN(4) {
	case 0:
		set(hash(), pick(r.generator, "q1", "q2"))
	case 1:
		set(hash(), pick(r.generator, "q1", "q2"))
		set(position(), pick(r.generator, "p1", "p3"))
	case 2:
		remove(position())
	default:
		remove(hash())
		remove(position())
	}
}

// action returns an action on an attribute that usually has the type.
func (r *request) action(name, kind string) (section, text string) {
	if kind == "M" && r.chance(80) {
		return r.actionOnMap(name)
	}
	path := r.write(name)
	if r.chance(10) {
		return "REMOVE", path
	}
	if r.chance(10) || kind == "" {
		return "SET", path + " = " + r.operand(pick(r.generator, types...))
	}
	switch kind {
	case "N":
		return r.actionOnNumber(path)
	case "L":
		return r.actionOnList(path)
	case "SS", "NS", "BS":
		section = pick(r.generator, "ADD", "ADD", "DELETE")
		r.cover("update", section+" "+kind)
		return section, path + " " + r.put(value{kind: r.set(kind)})
	}
	if r.chance(30) {
		r.cover("update", "if_not_exists")
		return "SET", path + " = if_not_exists(" + r.path("") + ", " + r.put(r.value(kind, 1)) + ")"
	}
	return "SET", path + " = " + r.operand(kind)
}

func (r *request) actionOnNumber(path string) (section, text string) {
	n := func() string { return r.put(r.value("N", 0)) }
	which := pick(r.generator, "+", "-", "ADD N", "if_not_exists", "+ path", "SET")
	r.cover("update", which)
	switch which {
	case "ADD N":
		return "ADD", path + " " + n()
	case "if_not_exists":
		return "SET", path + " = if_not_exists(" + path + ", " + n() + ") + " + n()
	case "+ path":
		return "SET", path + " = " + r.path("N") + pick(r.generator, " + ", " - ") + r.path("N")
	case "SET":
		return "SET", path + " = " + n()
	}
	return "SET", path + " = " + path + " " + which + " " + n()
}

func (r *request) actionOnList(path string) (section, text string) {
	which := pick(r.generator, "list_append", "list_append first", "list_append if_not_exists", "SET index", "REMOVE index")
	r.cover("update", which)
	switch which {
	case "list_append":
		return "SET", path + " = list_append(" + path + ", " + r.put(r.value("L", 0)) + ")"
	case "list_append first":
		return "SET", path + " = list_append(" + r.put(r.value("L", 0)) + ", " + r.path("L") + ")"
	case "list_append if_not_exists":
		return "SET", path + " = list_append(if_not_exists(" + path + ", " + r.put(value{"L": []any{}}) + "), " + r.put(r.value("L", 1)) + ")"
	case "REMOVE index":
		return "REMOVE", path + pick(r.generator, "[0]", "[1]", "[9]", "[0], "+path+"[2]")
	}
	return "SET", path + pick(r.generator, "[0]", "[1]", "[9]") + " = " + r.put(r.element(1))
}

// actionOnMap returns an action that is mostly on a claim of a lot.
func (r *request) actionOnMap(name string) (section, text string) {
	entry := pick(r.generator, "A1", "B2")
	claim := value{"M": value{"q": value{"N": "1"}, "u": value{"N": "9"}}}
	if name == "m" {
		entry, claim = pick(r.generator, "x", "y", "q"), r.element(1)
	}
	path := r.write(name + "." + entry)
	which := pick(r.generator, "SET entry", "REMOVE entry", "SET within entry", "ADD entry", "two entries")
	r.cover("update", which)
	switch which {
	case "REMOVE entry":
		return "REMOVE", path
	case "SET within entry":
		return "SET", path + ".u = " + r.put(r.value("N", 0))
	case "ADD entry":
		return "ADD", path + " " + r.put(r.value(pick(r.generator, "N", "SS"), 0))
	case "two entries":
		return "SET", path + " = " + r.put(claim) + ", " + r.write(name+".C3") + " = " + r.operand("N")
	}
	return "SET", path + " = " + r.put(claim)
}
