package stackcheck

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"storefront/shared/ledger/table"
	"storefront/shared/market"
)

const (
	glueTableType = "AWS::Glue::Table"
	policyType    = "AWS::IAM::ManagedPolicy"
)

// bookChecks check the books: what finance reads, and what nobody may change.
var bookChecks = []Check{
	{
		Name:   "books-as-tables",
		Proves: "Athena has each table of the books, with the columns of its Parquet files, in the folder of its copies, for all markets of the region",
		Find: func(s *Stack) (f findings) {
			tables := map[string]any{}
			for _, r := range s.of(glueTableType) {
				tables[text(at(r.Properties, "TableInput.Name"))] = r.Properties["TableInput"]
			}
			for name, columns := range bookTables() {
				checkTable(&f, s, name, tables[name], columns)
				delete(tables, name)
			}
			for name := range tables {
				f.add("the books have no table %s", name)
			}
			return f
		},
		Mutations: []Mutation{
			{What: "no table of documents", Edit: drop("Resources.BooksDocumentsTable")},
			{What: "a column less", Edit: set("[{ Name: move_id, Type: string }]", "Resources.BooksStockMovesTable.Properties.TableInput.StorageDescriptor.Columns")},
			{What: "a column of another type", Edit: set("int", journalColumns+".11.Type")},
			{What: "a column that is also a folder", Edit: set("market", journalColumns+".0.Name")},
			{What: "closed books of every revision", Edit: set("!Sub 's3://${LedgerBucket}/closed/v=1/journal/'", "Resources.BooksJournalTable.Properties.TableInput.StorageDescriptor.Location")},
			{What: "folders that are not found", Edit: set("{ projection.enabled: 'false' }", "Resources.BooksJournalTable.Properties.TableInput.Parameters")},
			{What: "a market that is missing", With: map[string]string{"StoreRegion": "eu"}, Edit: set(`"de,fr,es,it"`, "Mappings.StoreRegions.eu.Markets")},
		},
	},
	{
		Name:   "books-under-lock",
		Proves: "by default books are not locked, because nothing lifts a lock; with a parameter, raw files and closed books are under Object Lock, the bucket refuses them without a lock and with one of fewer than 365 days for each year, and nothing else in it is locked, such as the list of erasures",
		Find: func(s *Stack) (f findings) {
			if value := at(s.Parameters, "BooksRetentionYears.Default"); text(value) != "0" {
				f.add("books are locked for %v years by default", value)
			}
			on := s.Values["BooksRetentionYears"] != "0"
			lock := at(s.find("LedgerBucket").Properties, "ObjectLockConfiguration")
			if want := map[string]any{"ObjectLockEnabled": "Enabled"}; on && !reflect.DeepEqual(lock, want) || !on && lock != nil {
				f.add("the bucket's lock is %v", lock)
			}
			for _, condition := range lockConditions(s) {
				refused := slices.ContainsFunc(list(at(s.find("LedgerBucketPolicy").Properties, "PolicyDocument.Statement")), func(statement any) bool {
					return refusesBooks(statement, condition)
				})
				if refused != on {
					f.add("the bucket refuses books if %v: %v", condition, refused)
				}
			}
			for _, id := range []string{"LedgerFunction", "CloseFunction"} {
				if refersTo(at(s.find(id).Properties, "Environment.Variables.LEDGER_RETENTION_YEARS")) != "BooksRetentionYears" {
					f.add("%s does not know for how long to lock", id)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "locks by default", Edit: set("10", "Parameters.BooksRetentionYears.Default")},
			{What: "a bucket that cannot lock", With: underLock, Edit: drop("Resources.LedgerBucket.Properties.ObjectLockConfiguration")},
			{What: "a lock on all objects", With: underLock, Edit: set("{ ObjectLockEnabled: Enabled, Rule: { DefaultRetention: { Mode: COMPLIANCE, Years: 10 } } }", "Resources.LedgerBucket.Properties.ObjectLockConfiguration")},
			{What: "a bucket that is always locked", Edit: set("{ ObjectLockEnabled: Enabled }", "Resources.LedgerBucket.Properties.ObjectLockConfiguration")},
			{What: "books that come without a lock", With: underLock, Edit: drop(unlockedStatement + ".Condition")},
			{What: "closed books that come without a lock", With: underLock, Edit: set("[!Sub '${LedgerBucket.Arn}/raw/*']", unlockedStatement+".Resource")},
			{What: "locks that people with a permission can lift", With: underLock, Edit: set("GOVERNANCE", unlockedStatement+".Condition.StringNotEquals.s3:object-lock-mode")},
			{What: "locks for a year", With: underLock, Edit: set("365", shortStatement+".Condition.NumericLessThan.s3:object-lock-remaining-retention-days")},
			{What: "years of 36 days", With: underLock, Edit: set("360", "Mappings.BooksRetention.10.Days")},
			{What: "short locks on closed books", With: underLock, Edit: set("[!Sub '${LedgerBucket.Arn}/raw/*']", shortStatement+".Resource")},
			{What: "a close that locks nothing", Edit: set("'0'", "Resources.CloseFunction.Properties.Environment.Variables.LEDGER_RETENTION_YEARS")},
		},
	},
	{
		Name:   "finance",
		Proves: "the policy for finance reads the copies of closed books and the tables on them, and nothing else in the bucket or the stack",
		Find: func(s *Stack) (f findings) {
			if all := s.of(policyType); len(all) != 1 || all[0].ID != "FinancePolicy" {
				f.add("there are %d managed policies, and FinancePolicy must be the only one", len(all))
			}
			for _, statement := range list(at(s.find("FinancePolicy").Properties, "PolicyDocument.Statement")) {
				checkFinance(&f, statement)
			}
			if len(list(at(s.find("FinancePolicy").Properties, "PolicyDocument.Statement"))) != len(financeReads) {
				f.add("finance needs %d statements", len(financeReads))
			}
			return f
		},
		Mutations: []Mutation{
			{What: "raw files", Edit: set("!Sub '${LedgerBucket.Arn}/*'", financeStatement+".0.Resource")},
			{What: "copies that finance writes", Edit: set("[s3:GetObject, s3:PutObject]", financeStatement+".0.Action")},
			{What: "a list of all objects", Edit: drop(financeStatement + ".1.Condition")},
			{What: "a list of raw files", Edit: set("'*'", financeStatement+".1.Condition.StringLike.s3:prefix")},
			{What: "tables that finance changes", Edit: set("[glue:GetTable, glue:UpdateTable]", financeStatement+".3.Action")},
			{What: "tables of others", Edit: set("'*'", financeStatement+".3.Resource")},
			{What: "queries outside of the work group", Edit: set("'*'", financeStatement+".4.Resource")},
			{What: "orders", Edit: set("{ Effect: Allow, Action: dynamodb:Scan, Resource: !GetAtt OrdersTable.Arn }", financeStatement+".2")},
			{What: "no way to list", Edit: set("[]", "Resources.FinancePolicy.Properties.PolicyDocument.Statement")},
		},
	},
}

// underLock puts books under lock.
var underLock = map[string]string{"BooksRetentionYears": "10"}

// lockConditions returns the conditions under which the bucket refuses books. One statement has
// each, because a statement refuses only if all its conditions hold.
func lockConditions(s *Stack) []map[string]any {
	years, _ := number(s.Values["BooksRetentionYears"])
	return []map[string]any{
		{"StringNotEquals": map[string]any{"s3:object-lock-mode": "COMPLIANCE"}}, // nobody can lift it
		{"NumericLessThan": map[string]any{"s3:object-lock-remaining-retention-days": 365 * years}},
	}
}

// refusesBooks reports whether a statement refuses raw files and closed books under a condition.
func refusesBooks(statement any, condition map[string]any) bool {
	resources := list(at(statement, "Resource"))
	return at(statement, "Effect") == "Deny" && at(statement, "Principal") == "*" && at(statement, "Action") == "s3:PutObject" && len(resources) == 2 &&
		at(resources[0], "Fn::Sub") == "${LedgerBucket.Arn}/raw/*" && at(resources[1], "Fn::Sub") == "${LedgerBucket.Arn}/closed/*" &&
		fmt.Sprint(at(statement, "Condition")) == fmt.Sprint(condition)
}

const (
	unlockedStatement = "Resources.LedgerBucketPolicy.Properties.PolicyDocument.Statement.1.1"
	shortStatement    = "Resources.LedgerBucketPolicy.Properties.PolicyDocument.Statement.2.1"
	journalColumns    = "Resources.BooksJournalTable.Properties.TableInput.StorageDescriptor.Columns"
	financeStatement  = "Resources.FinancePolicy.Properties.PolicyDocument.Statement"
)

// bookTables returns the columns of each table of the books, as "name type" with Glue's types. It
// leaves out the columns that are folders.
func bookTables() map[string][]string {
	return map[string][]string{
		table.Journal.Name: columnsOf(table.Journal), table.OrderLines.Name: columnsOf(table.OrderLines),
		table.StockMoves.Name: columnsOf(table.StockMoves), table.Documents.Name: columnsOf(table.Documents),
	}
}

// partitions are the columns that are folders.
var partitions = []string{"region string", "market string", "dt string"}

func columnsOf[E any](t table.Table[E]) (columns []string) {
	var file bytes.Buffer
	w, err := t.NewWriter(table.Parquet, &file)
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(fmt.Sprintf("write an empty %s: %v", t.Name, err)) // it is written to memory
	}
	read, err := parquet.OpenFile(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		panic(fmt.Sprintf("read an empty %s: %v", t.Name, err))
	}
	for _, field := range read.Schema().Fields() {
		if column := field.Name() + " " + glueType(field.Type()); !slices.Contains(partitions, column) {
			columns = append(columns, column)
		}
	}
	return columns
}

// glueType returns Glue's name for the type of a Parquet column.
func glueType(of parquet.Type) string {
	if logical := of.LogicalType(); logical != nil {
		switch logical.Value.(type) {
		case *format.DateType:
			return "date"
		case *format.TimestampType:
			return "timestamp"
		}
	}
	switch of.Kind() {
	case parquet.Boolean:
		return "boolean"
	case parquet.Int32:
		return "int"
	case parquet.Int64:
		return "bigint"
	default:
		return "string"
	}
}

func checkTable(f *findings, s *Stack, name string, input any, want []string) {
	columnsAt := func(path string) (columns []string) {
		for _, c := range list(at(input, path)) {
			columns = append(columns, text(at(c, "Name"))+" "+text(at(c, "Type")))
		}
		return columns
	}
	if got := columnsAt("StorageDescriptor.Columns"); !slices.Equal(got, want) {
		f.add("table %s has the columns %v, and the files %v", name, got, want)
	}
	if got := columnsAt("PartitionKeys"); !slices.Equal(got, partitions) {
		f.add("table %s has the folders %v", name, got)
	}
	folder := "s3://${LedgerBucket}/current/v=1/" + name + "/"
	parameters := object(at(input, "Parameters"))
	for what, got := range map[string]any{
		folder: at(input, "StorageDescriptor.Location"),
		folder + "region=${!region}/market=${!market}/dt=${!dt}/": parameters["storage.location.template"],
	} {
		if text(at(got, "Fn::Sub")) != what {
			f.add("table %s is not in %s", name, what)
		}
	}
	var codes []string
	region, err := market.ParseRegion(s.Values["StoreRegion"])
	for _, m := range region.Markets() {
		codes = append(codes, string(m.Code))
	}
	if err != nil || text(parameters["projection.market.values"]) != strings.Join(codes, ",") {
		f.add("table %s does not have the markets %v of region %s", name, codes, region)
	}
	if refersTo(parameters["projection.region.values"]) != "StoreRegion" || parameters["projection.enabled"] != "true" {
		f.add("table %s does not find the folders of the region", name)
	}
}

// financeReads lists what finance may do, by service.
var financeReads = []struct {
	actions   []string
	resources []string // without the parameters of a region
	condition any
}{
	{[]string{"s3:GetObject"}, []string{"${LedgerBucket.Arn}/current/*"}, nil},
	{[]string{"s3:ListBucket"}, []string{"LedgerBucket.Arn"}, map[string]any{"StringLike": map[string]any{"s3:prefix": "current/*"}}},
	{[]string{"s3:GetBucketLocation"}, []string{"LedgerBucket.Arn"}, nil},
	{
		[]string{"glue:GetDatabase", "glue:GetTable", "glue:GetTables", "glue:GetPartitions"},
		[]string{"glue:catalog", "glue:database/${BooksDatabase}", "glue:table/${BooksDatabase}/*"}, nil,
	},
	{
		[]string{"athena:GetWorkGroup", "athena:StartQueryExecution", "athena:StopQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults", "athena:GetQueryResultsStream"},
		[]string{"athena:workgroup/${BooksWorkGroup}"}, nil,
	},
}

// checkFinance reports a statement that does not allow exactly one item of financeReads.
func checkFinance(f *findings, statement any) {
	var resources []string
	for _, r := range list(at(statement, "Resource")) {
		name := strings.NewReplacer("arn:${AWS::Partition}:", "", ":${AWS::Region}:${AWS::AccountId}:", ":").Replace(text(at(r, "Fn::Sub")))
		if got := texts(at(r, "Fn::GetAtt")); name == "" && len(got) > 0 {
			name = strings.Join(got, ".")
		}
		resources = append(resources, name)
	}
	for _, may := range financeReads {
		if at(statement, "Effect") == "Allow" && slices.Equal(texts(at(statement, "Action")), may.actions) &&
			slices.Equal(resources, may.resources) && reflect.DeepEqual(at(statement, "Condition"), may.condition) {
			return
		}
	}
	f.add("finance may %v of %v", texts(at(statement, "Action")), resources)
}
