package expression

import (
	"cmp"
	"slices"

	"storefront/infra/engine/value"
)

var errPath = refuse("The document path provided in the update expression is invalid for update")

// Apply returns the updated copy of an item. All actions see the item as it was
// before the update.
func (u Update) Apply(it value.Item) (value.Item, error) {
	d := document{value.Value{Type: value.Map, Map: slices.Clone(it)}}
	var removed []Path
	for _, a := range u.actions {
		v, present, err := a.result(it)
		switch {
		case err != nil:
			return nil, err
		case present:
			err = d.set(a.path, v)
		case a.clause != "SET":
			removed = append(removed, a.path)
		}
		if err != nil {
			return nil, err
		}
	}
	// Elements of a list are removed from its end, so that the other indexes stay valid.
	slices.SortFunc(removed, func(a, b Path) int { return cmp.Compare(b[len(b)-1].Index, a[len(a)-1].Index) })
	for _, path := range removed {
		if err := d.remove(path); err != nil {
			return nil, err
		}
	}
	return d.root.Map, nil
}

// result returns the new value at the action's path, or false for none.
func (a action) result(it value.Item) (v value.Value, present bool, err error) {
	if a.clause == "SET" {
		v, err = a.term(it)
		return v, true, err
	}
	if a.clause == "REMOVE" {
		return v, false, nil
	}
	old, exists := a.path.In(it)
	switch {
	case !exists:
		return a.value, a.clause == "ADD", nil
	case old.Type != a.value.Type:
		return v, false, refuse("An operand in the update expression has an incorrect data type")
	case old.Type == value.Number:
		v, err = value.Add(old, a.value)
		return v, true, err
	}
	return a.changeSet(old)
}

func (a action) changeSet(old value.Value) (v value.Value, present bool, err error) {
	list := slices.Clone(old.List)
	if a.clause == "DELETE" {
		list = slices.DeleteFunc(list, a.value.Has)
		return value.Value{Type: old.Type, List: list}, len(list) > 0, nil
	}
	for _, e := range a.value.List {
		if !old.Has(e) {
			list = append(list, e)
		}
	}
	return value.Value{Type: old.Type, List: list}, true, nil
}

// document is an item under change. It shares unchanged parts with the original.
type document struct{ root value.Value }

func (d *document) set(path Path, v value.Value) error {
	return change(&d.root, path, func(parent *value.Value, last Step) {
		switch {
		case last.Name != "":
			parent.Map.Set(last.Name, v)
		case last.Index < len(parent.List):
			parent.List[last.Index] = v
		default:
			parent.List = append(parent.List, v)
		}
	})
}

func (d *document) remove(path Path) error {
	return change(&d.root, path, func(parent *value.Value, last Step) {
		switch {
		case last.Name != "":
			parent.Map.Remove(last.Name)
		case last.Index < len(parent.List):
			parent.List = slices.Delete(parent.List, last.Index, last.Index+1)
		}
	})
}

// change calls do with a copy of the map or list that holds the path's last step.
// Copies also replace the maps and lists on the way to it.
func change(v *value.Value, path Path, do func(parent *value.Value, last Step)) error {
	step := path[0]
	if step.Name != "" && v.Type != value.Map || step.Name == "" && v.Type != value.List {
		return errPath
	}
	if len(path) == 1 {
		do(v, step)
		return nil
	}
	child, ok := step.in(*v)
	if !ok {
		return errPath
	}
	child.Map, child.List = slices.Clone(child.Map), slices.Clone(child.List)
	if err := change(&child, path[1:], do); err != nil {
		return err
	}
	if step.Name != "" {
		v.Map.Set(step.Name, child)
	} else {
		v.List[step.Index] = child
	}
	return nil
}
