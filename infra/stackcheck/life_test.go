package stackcheck

import (
	"slices"
	"testing"

	"storefront/infra/pytools"
)

// TestReservationsMakeNoVersion compares the versions that SAM publishes of a function
// before and after a change of its reserved concurrency, in the mapping that has it and,
// as a proof that this would matter, in the function.
func TestReservationsMakeNoVersion(t *testing.T) {
	t.Parallel()
	tools := pytools.ForTest(t, "when SAM publishes versions")
	source := open(t)
	us := variants(t, source)[0].with("with reservations", reserved)
	change := func(value, path string) *Stack {
		changed, err := Check{}.mutate(source, Mutation{Edit: set(value, path)})
		if err != nil {
			t.Fatal(err)
		}
		return read(t, changed, us)
	}
	const property = "Resources.CatalogFunction.Properties.ReservedConcurrentExecutions"
	translated, err := Translate(t.Context(), tools, []*Stack{
		read(t, source, us), change("201", "Mappings.Concurrency.Reserved.Catalog"), change("200", property), change("201", property),
	})
	if err != nil {
		t.Fatal(err)
	}
	version := func(s *Stack) string {
		versions := s.of(versionType)
		i := slices.IndexFunc(versions, func(r Resource) bool { return refersTo(r.Properties["FunctionName"]) == "CatalogFunction" })
		if i < 0 {
			t.Fatal("SAM publishes no version of the catalog function")
		}
		return versions[i].ID
	}
	if before, after := version(translated[0]), version(translated[1]); before != after {
		t.Errorf("a reservation in the mapping publishes %s after %s", after, before)
	}
	if before, after := version(translated[2]), version(translated[3]); before == after {
		t.Errorf("a reservation in the function publishes no version: the check version-contents is needless")
	}
}
