package market

import "time"

// ClearanceStatus is the status of a clearance.
type ClearanceStatus string

// The statuses of a clearance.
const (
	Cleared ClearanceStatus = "cleared" // may be sold
	Pending ClearanceStatus = "pending" // something is still missing, such as a certificate
	Blocked ClearanceStatus = "blocked" // may not be sold, such as for a patent
)

// ClearanceReason is the reason why a product is not cleared.
type ClearanceReason string

// The reasons.
const (
	HardwareCertification ClearanceReason = "hardware_certification"
	SoftwareTesting       ClearanceReason = "software_testing"
	Logistics             ClearanceReason = "logistics"
	Patents               ClearanceReason = "patents"
)

// Clearance is the permission to sell a product in a market.
type Clearance struct {
	Status   ClearanceStatus
	Reason   ClearanceReason // empty if cleared
	Evidence string          // the document behind it, such as the number of a certificate
	Since    time.Time       // when the status was set
	Expected time.Time       // when a pending clearance is expected; zero if unknown
}
