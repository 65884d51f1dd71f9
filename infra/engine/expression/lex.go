package expression

import "strings"

// token is a word, a placeholder with its sign, a whole number, or a sign.
type token struct {
	kind tokenKind
	text string
}

type tokenKind int

const (
	end tokenKind = iota
	word
	nameHolder  // such as #name
	valueHolder // such as :value
	number
	sign
)

// lex splits an expression into tokens, the last of which is end.
func lex(text string) ([]token, error) {
	tokens := make([]token, 0, 16)
	for i := 0; i < len(text); {
		c := text[i]
		if strings.IndexByte(" \t\r\n", c) >= 0 {
			i++
			continue
		}
		length, kind := 1, sign
		switch {
		case c == '#' || c == ':':
			length, kind = 1+span(text[i+1:], inWord), nameHolder
			if c == ':' {
				kind = valueHolder
			}
			if length == 1 {
				return nil, syntaxError(text[i:])
			}
		case c >= '0' && c <= '9':
			length, kind = span(text[i:], inNumber), number
		case inWord(c):
			length, kind = span(text[i:], inWord), word
		case strings.HasPrefix(text[i:], "<>") || strings.HasPrefix(text[i:], "<=") || strings.HasPrefix(text[i:], ">="):
			length = 2
		case strings.IndexByte("()[],.=<>+-", c) < 0:
			return nil, syntaxError(text[i:])
		}
		tokens = append(tokens, token{kind, text[i : i+length]})
		i += length
	}
	return append(tokens, token{}), nil
}

func span(text string, in func(byte) bool) int {
	n := 0
	for n < len(text) && in(text[n]) {
		n++
	}
	return n
}

func inNumber(c byte) bool { return c >= '0' && c <= '9' }

func inWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || inNumber(c)
}

func syntaxError(at string) error { return refuse("Syntax error; token: %q", at) }

// parser parses the tokens of one expression.
type parser struct {
	tokens []token
	scope  *Scope
}

func (s *Scope) parser(text string) (*parser, error) {
	if text == "" {
		return nil, refuse("The expression can not be empty;")
	}
	tokens, err := lex(text)
	return &parser{tokens, s}, err
}

func (p *parser) peek() token { return p.tokens[0] }

func (p *parser) next() token {
	t := p.tokens[0]
	if t.kind != end {
		p.tokens = p.tokens[1:]
	}
	return t
}

// sign consumes a sign if it comes next.
func (p *parser) sign(text string) bool {
	if t := p.peek(); t.kind != sign || t.text != text {
		return false
	}
	p.next()
	return true
}

// keyword consumes a keyword, in upper or lower case, if it comes next.
func (p *parser) keyword(text string) bool {
	if t := p.peek(); t.kind != word || !strings.EqualFold(t.text, text) {
		return false
	}
	p.next()
	return true
}

func (p *parser) expect(text string) error {
	if !p.sign(text) {
		return p.unexpected()
	}
	return nil
}

func (p *parser) unexpected() error {
	if p.peek().kind == end {
		return syntaxError("<EOF>")
	}
	return syntaxError(p.peek().text)
}

func (p *parser) end() error {
	if p.peek().kind != end {
		return p.unexpected()
	}
	return nil
}

// function consumes a function's name and its opening parenthesis if they come next.
func (p *parser) function() (name string, ok bool) {
	if p.peek().kind != word || p.tokens[1] != (token{sign, "("}) {
		return "", false
	}
	name = p.next().text
	p.next()
	return name, true
}
