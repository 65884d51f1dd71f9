package market

// inStates has India's states and union territories by their ISO 3166-2 codes. The
// state where goods are delivered is the place of supply (Integrated GST Act, 2017,
// section 10). It decides whether the Union shares the tax with a state, and the
// invoice must name it. Invoices and returns number the states as GSTINs begin.
//
// The PIN codes are the sorting districts (the first three digits) of India Post's
// All India Pincode Directory, including unassigned numbers between them. Several
// districts serve two states.
var inStates = []state{
	{code: "AN", gst: "35", name: "Andaman and Nicobar Islands", postal: "744"},
	{code: "AP", gst: "37", name: "Andhra Pradesh", postal: "507 510-535"},
	{code: "AR", gst: "12", name: "Arunachal Pradesh", postal: "790-792"},
	{code: "AS", gst: "18", name: "Assam", postal: "780-788"},
	{code: "BR", gst: "10", name: "Bihar", postal: "800-814 820-821 823-824 840-855"},
	{code: "CG", gst: "22", name: "Chhattisgarh", also: "CT", postal: "490-499"},
	{code: "CH", gst: "04", name: "Chandigarh", postal: "140 160"},
	{code: "DH", gst: "26", name: "Dadra and Nagar Haveli and Daman and Diu", also: "DN DD", postal: "362 396"},
	{code: "DL", gst: "07", name: "Delhi", postal: "110"},
	{code: "GA", gst: "30", name: "Goa", postal: "403"},
	{code: "GJ", gst: "24", name: "Gujarat", postal: "360-396"},
	{code: "HP", gst: "02", name: "Himachal Pradesh", postal: "170-177"},
	{code: "HR", gst: "06", name: "Haryana", postal: "120-136"},
	{code: "JH", gst: "20", name: "Jharkhand", postal: "813-819 822 825-835"},
	{code: "JK", gst: "01", name: "Jammu and Kashmir", postal: "180-193"},
	{code: "KA", gst: "29", name: "Karnataka", postal: "560-591"},
	{code: "KL", gst: "32", name: "Kerala", postal: "670-695"},
	{code: "LA", gst: "38", name: "Ladakh", postal: "194"},
	{code: "LD", gst: "31", name: "Lakshadweep", postal: "682"},
	{code: "MH", gst: "27", name: "Maharashtra", postal: "400-402 404-445"},
	{code: "ML", gst: "17", name: "Meghalaya", postal: "781-783 793-794"},
	{code: "MN", gst: "14", name: "Manipur", postal: "795"},
	{code: "MP", gst: "23", name: "Madhya Pradesh", postal: "450-489"},
	{code: "MZ", gst: "15", name: "Mizoram", postal: "796"},
	{code: "NL", gst: "13", name: "Nagaland", postal: "797-798"},
	{code: "OD", gst: "21", name: "Odisha", also: "OR", postal: "750-770"},
	{code: "PB", gst: "03", name: "Punjab", postal: "140-160"},
	{code: "PY", gst: "34", name: "Puducherry", postal: "533 605 607 609 673"},
	{code: "RJ", gst: "08", name: "Rajasthan", postal: "300-345"},
	{code: "SK", gst: "11", name: "Sikkim", postal: "737"},
	{code: "TN", gst: "33", name: "Tamil Nadu", postal: "600-643"},
	{code: "TR", gst: "16", name: "Tripura", postal: "799"},
	{code: "TS", gst: "36", name: "Telangana", also: "TG", postal: "500-509"},
	{code: "UK", gst: "05", name: "Uttarakhand", also: "UT UA", postal: "244 246-249 262-263"},
	{code: "UP", gst: "09", name: "Uttar Pradesh", postal: "200-247 250-262 270-285"},
	{code: "WB", gst: "19", name: "West Bengal", postal: "700-736 738-743"},
}
