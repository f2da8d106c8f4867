import type { Environment } from "@quarterdeck/runtime";

/** What credential programs such as `aws eks get-token` are told by the shell: which account, which region, how to reach it. */
const names = new Set([
	"GOOGLE_APPLICATION_CREDENTIALS",
	"USE_GKE_GCLOUD_AUTH_PLUGIN",
	"KUBECACHEDIR",
	"HTTP_PROXY",
	"HTTPS_PROXY",
	"NO_PROXY",
	"http_proxy",
	"https_proxy",
	"no_proxy",
	"SSL_CERT_DIR",
	"SSL_CERT_FILE",
	"USER",
	"LOGNAME",
	"XDG_CACHE_HOME",
	"XDG_CONFIG_HOME",
	"XDG_DATA_HOME",
]);
const families = ["AWS_", "AZURE_", "AAD_", "CLOUDSDK_"];

/**
 * The variables of the shell that the credential program of a person's own kubeconfig gets, as it would from kubectl; everything else
 * stays in the shell. What one needs beside them can be written in its entry: `exec.env` of the kubeconfig.
 */
export function credentialEnvironment(
	environment: Environment,
): Readonly<Record<string, string>> {
	const known: Record<string, string> = {};
	for (const [name, value] of Object.entries(environment))
		if (value !== undefined && isForCredentials(name)) known[name] = value;
	return known;
}

function isForCredentials(name: string): boolean {
	return names.has(name) || families.some((family) => name.startsWith(family));
}
