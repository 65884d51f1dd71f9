package market_test

import (
	"testing"

	"storefront/shared/market"
)

// capitals has a postal code of the capital or the largest city of each state.
var capitals = map[market.Code]map[string]string{
	"us": {
		"AL": "36104", "AK": "99801", "AZ": "85001", "AR": "72201", "CA": "95814", "CO": "80202", "CT": "06103",
		"DE": "19901", "DC": "20001", "FL": "32301", "GA": "30303", "HI": "96813", "ID": "83702", "IL": "62701",
		"IN": "46225", "IA": "50309", "KS": "66603", "KY": "40601", "LA": "70802", "ME": "04330", "MD": "21401",
		"MA": "02201", "MI": "48933", "MN": "55102", "MS": "39205", "MO": "65101", "MT": "59623", "NE": "68502",
		"NV": "89701", "NH": "03301", "NJ": "08608", "NM": "87501", "NY": "12207", "NC": "27601", "ND": "58501",
		"OH": "43215", "OK": "73102", "OR": "97301", "PA": "17101", "RI": "02903", "SC": "29217", "SD": "57501",
		"TN": "37219", "TX": "78701", "UT": "84111", "VT": "05602", "VA": "23219", "WA": "98507", "WV": "25301",
		"WI": "53703", "WY": "82001",
	},
	"in": {
		"AN": "744101", "AP": "522503", "AR": "791111", "AS": "781006", "BR": "800001", "CG": "492001", "CH": "160017",
		"DH": "396210", "DL": "110001", "GA": "403001", "GJ": "382010", "HP": "171001", "HR": "122001", "JH": "834001",
		"JK": "190001", "KA": "560001", "KL": "695001", "LA": "194101", "LD": "682555", "MH": "400001", "ML": "793001",
		"MN": "795001", "MP": "462001", "MZ": "796001", "NL": "797001", "OD": "751001", "PB": "141001", "PY": "605001",
		"RJ": "302001", "SK": "737101", "TN": "600001", "TR": "799001", "TS": "500001", "UK": "248001", "UP": "226001",
		"WB": "700001",
	},
}

// shared has the other states that the post serves from a capital.
var shared = map[string][]string{
	"396210": {"GJ"}, "682555": {"KL"}, "160017": {"PB"}, "605001": {"TN"}, "781006": {"ML"},
}

func TestInState(t *testing.T) {
	t.Parallel()
	for name, states := range capitals {
		m := of(t, name)
		for state, code := range states {
			if _, ok := m.PostalCode(code); !ok {
				t.Errorf("%s is refused", code)
			}
			fits := map[string]bool{state: true}
			for _, also := range shared[code] {
				fits[also] = true
			}
			for other := range states {
				if got := m.InState(code, other); got != fits[other] {
					t.Errorf("%s of %s: in %s is %v", code, state, other, got)
				}
			}
		}
	}
	for _, tt := range []struct {
		market      market.Code
		code, state string
		want        bool
	}{
		{"us", "94105-1420", "CA", true},
		{"us", "94105-1420", "OR", false},
		{"us", "06390", "NY", true},       // Fishers Island, by Connecticut's post office
		{"us", "06390-0001", "NY", true},  //
		{"us", "42223", "TN", true},       // Fort Campbell
		{"us", "42223", "KY", true},       //
		{"us", "00501", "NY", true},       // Holtsville
		{"us", "73301", "TX", true},       // Austin, among Oklahoma's codes
		{"us", "73301", "OK", false},      //
		{"us", "88510", "TX", true},       // El Paso
		{"us", "20101", "VA", true},       // Dulles
		{"us", "94105", "ZZ", false},      //
		{"us", "94105", "", true},         // State has refused it where one is needed
		{"in", "533464", "PY", true},      // Yanam, within Andhra Pradesh
		{"in", "673310", "PY", true},      // Mahé, within Kerala
		{"in", "160101", "CH", true},      //
		{"in", "560001", "MH", false},     //
		{"in", "400001", "", true},        //
		{"de", "10115", "Bayern", true},   // the state does not matter
		{"gb", "EC1A 1BB", "Kent", true},  //
		{"fr", "75001", "Bretagne", true}, //
	} {
		if got := of(t, tt.market).InState(tt.code, tt.state); got != tt.want {
			t.Errorf("market %s: %s in %q is %v", tt.market, tt.code, tt.state, got)
		}
	}
}

func TestState(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		market      market.Code
		typed, want string
		ok          bool
	}{
		{"us", "CA", "CA", true},
		{"us", "ca", "CA", true},
		{"us", " Ca\u00a0", "CA", true},
		{"us", "California", "CA", true},
		{"us", "NEW  YORK", "NY", true},
		{"us", "district of columbia", "DC", true},
		{"us", "", "", false},
		{"us", "ZZ", "ZZ", false},
		{"us", "PR", "PR", false}, // a territory
		{"us", "AE", "AE", false}, // military post
		{"us", "ma\u017f", "ma\u017f", false},
		{"us", "K\u017f", "K\u017f", false},
		{"in", "KA", "KA", true},
		{"in", "karnataka", "KA", true},
		{"in", "OR", "OD", true},
		{"in", "TG", "TS", true},
		{"in", "DD", "DH", true},
		{"in", "", "", true},
		{"in", "California", "California", false},
		{"de", " Freistaat  Bayern ", "Freistaat Bayern", true},
		{"de", "", "", true},
		{"gb", "Kent", "Kent", true},
	} {
		if got, ok := of(t, tt.market).State(tt.typed); got != tt.want || ok != tt.ok {
			t.Errorf("market %s: %+q is %q, %v; want %q, %v", tt.market, tt.typed, got, ok, tt.want, tt.ok)
		}
	}
}

func TestStateOfEveryCode(t *testing.T) {
	t.Parallel()
	for name, states := range capitals {
		for state := range states {
			if got, ok := of(t, name).State(state); got != state || !ok {
				t.Errorf("market %s: state %s is %q, %v", name, state, got, ok)
			}
		}
	}
}
