/** The label by which the owner of a Kubernetes Secret lets configurations refer to it. */
export const referableLabel = "quarterdeck.dev/referable";

/** A Kubernetes Secret as far as it matters here; values are in base64. */
export interface SecretObject {
	readonly labels: Readonly<Record<string, string>>;
	readonly data: Readonly<Record<string, string>>;
}

/** A port: the Secrets of the agent's own namespace. */
export interface SecretObjects {
	readonly namespace: string;
	/** Read anew each time. Undefined when there is none. @throws Error when the API server refuses or does not answer. */
	read(name: string, signal: AbortSignal): Promise<SecretObject | undefined>;
}
