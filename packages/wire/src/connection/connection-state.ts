/** How a connection to the bus stands. `rejected`: the server refuses the credential; it is tried again, slowly. */
export type ConnectionState =
	| { readonly state: "connecting" }
	| {
			readonly state: "connected";
			readonly server: string;
			readonly version: string;
			/** TLS, with a verified certificate. */
			readonly isProven: boolean;
	  }
	| { readonly state: "reconnecting"; readonly reason: string }
	| { readonly state: "rejected"; readonly reason: string }
	| { readonly state: "closed" };
