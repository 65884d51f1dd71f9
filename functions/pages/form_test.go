package main

import (
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// form is a form of a document, with the button that sends it.
type form struct {
	document *document
	method   string
	action   string
	values   url.Values
}

// form returns the form with a button, filled as the document has it.
func (d *document) form(button string) *form {
	d.t.Helper()
	for _, n := range d.find("button", "", "") {
		if !strings.Contains(text(n), button) {
			continue
		}
		owner := n.Parent
		for owner != nil && owner.Data != "form" {
			owner = owner.Parent
		}
		if owner == nil {
			continue
		}
		f := &form{document: d, method: strings.ToUpper(attribute(owner, "method")), action: attribute(owner, "action"), values: url.Values{}}
		f.fill(owner)
		if name := attribute(n, "name"); name != "" {
			f.values.Set(name, attribute(n, "value"))
		}
		return f
	}
	d.t.Fatalf("%s has no button %q: %s", d.path, button, text(d.root))
	return nil
}

// fill collects the values of the form's controls, as a browser does.
func (f *form) fill(owner *html.Node) {
	id := attribute(owner, "id")
	for n := range f.document.root.Descendants() {
		name := attribute(n, "name")
		if n.Type != html.ElementNode || name == "" || has(n, "disabled") {
			continue
		}
		if !inside(n, owner) && (id == "" || attribute(n, "form") != id) {
			continue
		}
		switch {
		case n.Data == "input" && attribute(n, "type") == "radio":
			if has(n, "checked") {
				f.values.Set(name, attribute(n, "value"))
			}
		case n.Data == "input":
			f.values.Set(name, attribute(n, "value"))
		case n.Data == "select":
			f.values.Set(name, selected(n))
		}
	}
}

// set types values into the form: names and values alternate.
func (f *form) set(pairs ...string) *form {
	f.document.t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if _, there := f.values[pairs[i]]; !there {
			f.document.t.Fatalf("%s has no control %s that can be used", f.document.path, pairs[i])
		}
		f.values.Set(pairs[i], pairs[i+1])
	}
	return f
}

// submit sends the form and follows redirects.
func (f *form) submit() *document {
	f.document.t.Helper()
	if f.method == http.MethodGet {
		return f.document.browser.open(f.action + "?" + f.values.Encode())
	}
	return f.document.browser.send(http.MethodPost, f.action, f.values.Encode(), nil)
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func inside(n, owner *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == owner {
			return true
		}
	}
	return false
}

// selected returns the value of a choice: the option that is selected, or the first.
func selected(n *html.Node) string {
	first, found := "", false
	for option := range n.Descendants() {
		if option.Type != html.ElementNode || option.Data != "option" {
			continue
		}
		if has(option, "selected") {
			return attribute(option, "value")
		}
		if !found {
			first, found = attribute(option, "value"), true
		}
	}
	return first
}
