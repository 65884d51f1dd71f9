package mailbox

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
)

// parseRaw reads a whole RFC 5322 message: its headers and its first text and
// HTML parts, however deep they are.
func parseRaw(data []byte) (Message, error) {
	parsed, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		return Message{}, fmt.Errorf("the raw mail cannot be read: %w", err)
	}
	var m Message
	decoder := new(mime.WordDecoder)
	for name, values := range parsed.Header {
		value, err := decoder.DecodeHeader(strings.Join(values, ", "))
		if err != nil {
			return Message{}, fmt.Errorf("the raw mail's %s cannot be read: %w", name, err)
		}
		switch name {
		case "From":
			m.From = value
		case "Subject":
			m.Subject = value
		case "To", "Cc", "Bcc":
			if err := m.addRecipients(parsed.Header.Get(name)); err != nil {
				return Message{}, err
			}
		case "Content-Type", "Content-Transfer-Encoding", "Mime-Version":
		default:
			m.setHeader(name, value)
		}
	}
	return m, m.addPart(textproto.MIMEHeader(parsed.Header), parsed.Body)
}

func (m *Message) addRecipients(list string) error {
	addresses, err := mail.ParseAddressList(list)
	if err != nil {
		return fmt.Errorf("the raw mail's recipients cannot be read: %w", err)
	}
	for _, address := range addresses {
		m.To = append(m.To, address.Address)
	}
	return nil
}

func (m *Message) addPart(header textproto.MIMEHeader, body io.Reader) error {
	kind, parameters, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		kind = "text/plain" // as RFC 2045 has it
	}
	if strings.HasPrefix(kind, "multipart/") {
		return m.addParts(multipart.NewReader(body, parameters["boundary"]))
	}
	switch strings.ToLower(header.Get("Content-Transfer-Encoding")) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	content, err := io.ReadAll(body)
	if err != nil {
		return fmt.Errorf("a part of the raw mail cannot be read: %w", err)
	}
	if kind == "text/plain" && m.Text == "" {
		m.Text = string(content)
	}
	if kind == "text/html" && m.HTML == "" {
		m.HTML = string(content)
	}
	return nil
}

func (m *Message) addParts(parts *multipart.Reader) error {
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("a part of the raw mail cannot be read: %w", err)
		}
		if err := m.addPart(part.Header, part); err != nil {
			return err
		}
	}
}
