package market

import "time"

// ClearanceStatus says whether a product may be sold in a market.
type ClearanceStatus string

// The states of a clearance.
const (
	Cleared ClearanceStatus = "cleared" // may be sold
	Pending ClearanceStatus = "pending" // something is still missing, such as a certificate
	Blocked ClearanceStatus = "blocked" // may not be sold, such as for a patent
)

// ClearanceReason says what stands between a product and a market.
type ClearanceReason string

// The reasons why a product is not cleared.
const (
	HardwareCertification ClearanceReason = "hardware_certification"
	SoftwareTesting       ClearanceReason = "software_testing"
	Logistics             ClearanceReason = "logistics"
	Patents               ClearanceReason = "patents"
)

// Clearance is a product's permission to be sold in one market.
type Clearance struct {
	Status   ClearanceStatus
	Reason   ClearanceReason // empty when cleared
	Evidence string          // the document it rests on, such as a certificate's or a file's number
	Since    time.Time       // when the status was set
	Expected time.Time       // when a pending clearance is hoped for; zero: unknown
}
