package view

import (
	"github.com/a-h/templ"

	"storefront/functions/pages/words"
)

// Field is one control of a form.
type Field struct {
	Name         string // of the control, and its id
	Label        string
	Hint         string
	Fault        string // what is to be corrected; empty: nothing
	Value        string // as typed
	Type         string // of an input; empty: text
	Autocomplete string // token of WCAG 1.3.5
	InputMode    string
	Options      []Option // of a choice; nil: an input
	Optional     bool
	Short        bool
	ReadOnly     bool
}

// Option is one choice of a field.
type Option struct{ Value, Text string }

// inputType is the type of the field's input.
func (f Field) inputType() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

// described returns the ids of what describes the field.
func (f Field) described() string {
	ids := ""
	if f.Hint != "" {
		ids = f.Name + "-hint"
	}
	if f.Fault != "" {
		if ids != "" {
			ids += " "
		}
		ids += f.Name + "-error"
	}
	return ids
}

// attributes are those that inputs and choices share.
func (f Field) attributes() templ.Attributes {
	a := templ.Attributes{"id": f.Name, "name": f.Name}
	if f.Autocomplete != "" {
		a["autocomplete"] = f.Autocomplete
	}
	if !f.Optional {
		a["required"] = true
	}
	if ids := f.described(); ids != "" {
		a["aria-describedby"] = ids
	}
	if f.Fault != "" {
		a["aria-invalid"] = "true"
	}
	return a
}

// Fault is something to correct, and the id of the control where it is corrected.
type Fault struct{ ID, Text string }

// Notice says why a form was not taken. Nil: it was not sent yet.
type Notice struct {
	Title  string
	Texts  []string
	Faults []Fault
	Links  []Link
}

// Correct returns the notice about faults.
func Correct(p Page, faults []Fault) *Notice {
	return &Notice{Title: words.FaultsMany.Of(p.say(), len(faults)), Faults: faults}
}

// Hidden is a value that a form sends unseen.
type Hidden struct{ Name, Value string }
