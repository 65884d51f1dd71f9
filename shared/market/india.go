package market

// inStates has India's states and union territories by their ISO 3166-2 codes. The
// state where goods are delivered is the place of supply (Integrated GST Act, 2017,
// section 10). It decides whether the Union shares the tax with a state, and the
// invoice must name it.
//
// The PIN codes are the sorting districts (the first three digits) of India Post's
// All India Pincode Directory, including unassigned numbers between them. Several
// districts serve two states.
var inStates = []state{
	{code: "AN", name: "Andaman and Nicobar Islands", postal: "744"},
	{code: "AP", name: "Andhra Pradesh", postal: "507 510-535"},
	{code: "AR", name: "Arunachal Pradesh", postal: "790-792"},
	{code: "AS", name: "Assam", postal: "780-788"},
	{code: "BR", name: "Bihar", postal: "800-814 820-821 823-824 840-855"},
	{code: "CG", name: "Chhattisgarh", also: "CT", postal: "490-499"},
	{code: "CH", name: "Chandigarh", postal: "140 160"},
	{code: "DH", name: "Dadra and Nagar Haveli and Daman and Diu", also: "DN DD", postal: "362 396"},
	{code: "DL", name: "Delhi", postal: "110"},
	{code: "GA", name: "Goa", postal: "403"},
	{code: "GJ", name: "Gujarat", postal: "360-396"},
	{code: "HP", name: "Himachal Pradesh", postal: "170-177"},
	{code: "HR", name: "Haryana", postal: "120-136"},
	{code: "JH", name: "Jharkhand", postal: "813-819 822 825-835"},
	{code: "JK", name: "Jammu and Kashmir", postal: "180-193"},
	{code: "KA", name: "Karnataka", postal: "560-591"},
	{code: "KL", name: "Kerala", postal: "670-695"},
	{code: "LA", name: "Ladakh", postal: "194"},
	{code: "LD", name: "Lakshadweep", postal: "682"},
	{code: "MH", name: "Maharashtra", postal: "400-402 404-445"},
	{code: "ML", name: "Meghalaya", postal: "781-783 793-794"},
	{code: "MN", name: "Manipur", postal: "795"},
	{code: "MP", name: "Madhya Pradesh", postal: "450-489"},
	{code: "MZ", name: "Mizoram", postal: "796"},
	{code: "NL", name: "Nagaland", postal: "797-798"},
	{code: "OD", name: "Odisha", also: "OR", postal: "750-770"},
	{code: "PB", name: "Punjab", postal: "140-160"},
	{code: "PY", name: "Puducherry", postal: "533 605 607 609 673"},
	{code: "RJ", name: "Rajasthan", postal: "300-345"},
	{code: "SK", name: "Sikkim", postal: "737"},
	{code: "TN", name: "Tamil Nadu", postal: "600-643"},
	{code: "TR", name: "Tripura", postal: "799"},
	{code: "TS", name: "Telangana", also: "TG", postal: "500-509"},
	{code: "UK", name: "Uttarakhand", also: "UT UA", postal: "244 246-249 262-263"},
	{code: "UP", name: "Uttar Pradesh", postal: "200-247 250-262 270-285"},
	{code: "WB", name: "West Bengal", postal: "700-736 738-743"},
}
