/** How to reach one API server and with what: a kubeconfig's current context, or the pod's own service account. */
export interface ClusterAccess {
	/** The context's cluster name; only shown. */
	readonly name: string;
	/** Scheme, host, port and base path. */
	readonly server: URL;
	readonly certificateAuthorityPem: string | undefined;
	readonly insecure: boolean;
	readonly serverName: string | undefined;
	readonly clientCertificate: ClientCertificate | undefined;
	readonly credential: ClusterCredential;
	/** Absolute paths of the files that hold the credential: no plugin may read them. */
	readonly secretFiles: readonly string[];
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
	/** A program is asked for it. */
	| { readonly kind: "exec"; readonly program: ExecProgram };

export interface ClientCertificate {
	readonly certificatePem: string;
	readonly privateKeyPem: string;
}

/** A program of a kubeconfig that gives credentials. */
export interface ExecProgram {
	/** `client.authentication.k8s.io/v1` or `/v1beta1`. */
	readonly apiVersion: string;
	readonly command: string;
	readonly args: readonly string[];
	/** Its whole environment: the agent's, and what the kubeconfig adds. */
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** What the kubeconfig says of how to install it. */
	readonly installHint: string | undefined;
	/** What it is told of the cluster, when it asks for it. */
	readonly cluster: Readonly<Record<string, unknown>> | undefined;
}

/** Thrown when there is no usable way to a cluster; the message says which file and which key. */
export class ClusterAccessError extends Error {
	/** What people whose requests fail for it are told, when that is known. */
	readonly forPeople: string | undefined;

	constructor(
		message: string,
		options: {
			readonly cause?: unknown;
			readonly forPeople?: string | undefined;
		} = {},
	) {
		const { cause, forPeople } = options;
		super(message, cause === undefined ? {} : { cause });
		this.name = "ClusterAccessError";
		this.forPeople = forPeople;
	}
}
