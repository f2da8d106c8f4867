/** How to reach one API server and with what: a kubeconfig's current context, or the pod's own service account. */
export interface ClusterAccess {
	/** The context's cluster name; only shown. */
	readonly name: string;
	/** Scheme, host, port and base path. */
	readonly server: URL;
	readonly certificateAuthorityPem: string | undefined;
	readonly insecure: boolean;
	readonly serverName: string | undefined;
	readonly clientCertificate:
		| { readonly certificatePem: string; readonly privateKeyPem: string }
		| undefined;
	readonly credential: ClusterCredential;
}

/** What the agent shows the API server beside a certificate. */
export type ClusterCredential =
	| { readonly kind: "none" }
	| { readonly kind: "token"; readonly token: string }
	/** Read again as it changes: a projected token lives an hour. */
	| { readonly kind: "token-file"; readonly file: string }
	| {
			readonly kind: "basic";
			readonly username: string;
			readonly password: string;
	  }
	/** A program says it; run by the Kubernetes client, which is loaded only then. */
	| { readonly kind: "exec"; readonly kubeconfig: string };

/** Thrown when there is no usable way to a cluster; the message says which file and which key. */
export class ClusterAccessError extends Error {
	constructor(message: string, options?: { readonly cause?: unknown }) {
		super(message, options);
		this.name = "ClusterAccessError";
	}
}
