/** How often an API server that does not answer is tried again. */
export const retrySeconds = 3;

const unknownCertificate =
	/^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/;
const otherTls = /^(EPROTO$|ERR_SSL_|ERR_TLS_)/;
const tooSlow = new Set([
	"ETIMEDOUT",
	"UND_ERR_CONNECT_TIMEOUT",
	"UND_ERR_HEADERS_TIMEOUT",
	"UND_ERR_BODY_TIMEOUT",
]);

/** Whether it was waited for in vain. */
export function isTooSlow(error: unknown): boolean {
	return tooSlow.has(codeOf(error));
}

function codeOf(error: unknown): string {
	return error instanceof Error && "code" in error ? String(error.code) : "";
}

/**
 * Why there is no answer of an API server, as the end of a sentence that begins with it. Only codes of the network and what is known
 * to be for people: other errors may hold more than a plugin should see.
 */
export function whyNoAnswer(error: unknown): string {
	if (!(error instanceof Error)) return "does not answer";
	// The way to the API server may know what people should be told.
	if ("forPeople" in error && error.forPeople)
		return cannotBeAsked(String(error.forPeople));
	if (error.name === "ClusterAccessError")
		return cannotBeAsked(`the agent has no credential: ${error.message}`);
	const code = codeOf(error);
	if (tooSlow.has(code)) return `does not answer in time (${code})`;
	if (unknownCertificate.test(code))
		return `shows a certificate that the agent does not accept (${code})`;
	if (otherTls.test(code))
		return `does not speak TLS as the agent expects (${code})`;
	return /^[A-Z][A-Z0-9_]{2,60}$/.test(code)
		? `does not answer (${code})`
		: "does not answer";
}

function cannotBeAsked(why: string): string {
	return `cannot be asked, because ${why.slice(0, 400)}`;
}

/** What an API server does that answers 401 to the agent. */
export const refusesCredential =
	"refuses the agent's credential; renew it where the agent's kubeconfig or service account has it from";

/** The whole sentence, as kubectl prints it. */
export function noAnswerSentence(
	of: { readonly clusterName: string; readonly address: string },
	why: string,
): string {
	return `the API server of cluster ${of.clusterName} at ${of.address} ${why}; the agent tries again every ${retrySeconds} s`;
}
