package template

import "go.yaml.in/yaml/v3"

var (
	roleShape = shape{
		name: "role property",
		read: []string{"Policies"},
		skip: []string{"AssumeRolePolicyDocument", "Description", "MaxSessionDuration", "Path", "RoleName", "Tags"},
	}
	policyShape         = shape{name: "policy property", read: []string{"PolicyDocument"}, skip: []string{"PolicyName"}}
	policyDocumentShape = shape{name: "policy element", read: []string{"Statement"}, skip: []string{"Version"}}
	statementShape      = shape{
		name: "statement element",
		read: []string{"Action", "Condition", "Effect", "Resource"},
		skip: []string{"Sid"},
	}
)

// role returns what the role of a function allows. A function without one has the
// role that SAM creates, which allows nothing that the laptop serves.
func (r *reader) role(n *yaml.Node) Role {
	if n == nil {
		return Role{}
	}
	res := r.roleOf(n)
	r.identifying = true
	defer func() { r.identifying = false }()
	role := Role{LogicalID: res.id.Value}
	for _, statement := range r.statements(res) {
		role.Statements = append(role.Statements, Statement{
			Actions:    r.oneOrMore(statement["Action"]),
			Resources:  r.oneOrMore(statement["Resource"]),
			Conditions: r.conditionsOf(statement["Condition"]),
		})
	}
	return role
}

// roleOf returns the role whose Arn n is.
func (r *reader) roleOf(n *yaml.Node) *resource {
	if function, arg := intrinsic(n); function == "Fn::GetAtt" {
		if id, attribute := r.attributeNamed(arg); attribute == "Arn" && r.resource(n, id).kind == roleType {
			return r.resource(n, id)
		}
	}
	r.fail(n, "want the Arn of an %s", roleType)
	return nil
}

// statements returns the elements of all statements of a role's policies. It does not
// resolve them: the laptop has no value for some resources of roles that are not a
// function's.
func (r *reader) statements(res *resource) (statements []map[string]*yaml.Node) {
	for _, policy := range r.list(r.fields(res.properties, roleShape)["Policies"]) {
		document := r.fields(r.need(policy, r.fields(policy, policyShape), "PolicyDocument"), policyDocumentShape)
		for _, n := range r.list(r.need(policy, document, "Statement")) {
			statement := r.fields(n, statementShape)
			r.oneOf(r.need(n, statement, "Effect"), "Allow")
			for _, element := range []string{"Action", "Resource"} {
				if statement[element] == nil {
					r.fail(n, "%s is missing", element)
				}
			}
			statements = append(statements, statement)
		}
	}
	return statements
}

// conditionKeys has the keys that a condition may have, by its operator.
var conditionKeys = map[string]string{
	"StringEquals": "ses:FromAddress", "ForAllValues:StringEquals": "ses:Recipients", "ForAllValues:StringLike": "dynamodb:LeadingKeys",
}

// conditionsOf returns the values that the keys of a statement's condition must have.
func (r *reader) conditionsOf(n *yaml.Node) map[string][]string {
	if n == nil {
		return nil
	}
	conditions := map[string][]string{}
	for operator, keys := range r.entries(n) {
		allowed := conditionKeys[r.oneOf(operator, "StringEquals", "ForAllValues:StringEquals", "ForAllValues:StringLike")]
		for key, values := range r.entries(keys) {
			conditions[r.oneOf(key, allowed)] = r.oneOrMore(values)
		}
	}
	return conditions
}

// oneOrMore is like texts, and takes a single scalar too, as IAM does.
func (r *reader) oneOrMore(n *yaml.Node) []string {
	if n = r.resolve(n); n != nil && n.Kind == yaml.ScalarNode {
		return []string{r.text(n)}
	}
	return r.texts(n)
}
