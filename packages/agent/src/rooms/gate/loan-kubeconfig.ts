import { stringify } from "yaml";

/** The server and the credentials of a kubeconfig. */
export interface KubeconfigContent {
	/** Names cluster, context and user, as Botkube does (docs/architecture/botkube-compatibility.md#kubeconfig). */
	readonly clusterName: string;
	readonly server: string;
	readonly certificateAuthorityPem?: string | undefined;
	readonly insecure?: boolean | undefined;
	readonly serverName?: string | undefined;
	/** Where the API server is that `server` stands for, when that is another address; only shown. */
	readonly clusterAddress?: string | undefined;
	/** The user's credentials, under the field names of kubeconfig. */
	readonly user: Readonly<Record<string, unknown>>;
}

/** A kubeconfig in Botkube's shape: one cluster, context and user of the same name, namespace `default`. */
export function writeKubeconfig(content: KubeconfigContent): string {
	const name = content.clusterName || "default";
	const ca = content.certificateAuthorityPem;
	return stringify({
		apiVersion: "v1",
		kind: "Config",
		clusters: [
			{
				name,
				cluster: {
					server: content.server,
					...(ca ? { "certificate-authority-data": base64(ca) } : {}),
					...(content.insecure ? { "insecure-skip-tls-verify": true } : {}),
					...(content.serverName
						? { "tls-server-name": content.serverName }
						: {}),
					...(content.clusterAddress
						? {
								extensions: [
									{
										name: "quarterdeck.dev/cluster",
										extension: { clusterAddress: content.clusterAddress },
									},
								],
							}
						: {}),
				},
			},
		],
		contexts: [
			{ name, context: { cluster: name, user: name, namespace: "default" } },
		],
		"current-context": name,
		users: [{ name, user: content.user }],
		preferences: {},
	});
}

function base64(text: string): string {
	return Buffer.from(text, "utf8").toString("base64");
}
