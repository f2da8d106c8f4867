import { stringify } from "yaml";

/** Whom the commands of a kubeconfig act as. */
export interface KubeconfigOptions {
	/** The administrator's when absent. */
	readonly token?: string;
	/** A user to impersonate, alone or with groups. */
	readonly as?:
		| string
		| { readonly user: string; readonly groups?: readonly string[] };
	readonly namespace?: string;
}

/** A kubeconfig as YAML, complete in itself. */
export function writeKubeconfig(
	cluster: {
		name: string;
		url: string;
		caCertificatePem: string;
		token: string;
	},
	options: KubeconfigOptions = {},
): string {
	const { name, url } = cluster;
	const acting =
		typeof options.as === "string" ? { user: options.as } : options.as;
	return stringify({
		apiVersion: "v1",
		kind: "Config",
		clusters: [
			{
				name,
				cluster: {
					server: url,
					"certificate-authority-data": Buffer.from(
						cluster.caCertificatePem,
					).toString("base64"),
				},
			},
		],
		users: [
			{
				name: "admin",
				user: {
					token: options.token ?? cluster.token,
					...(acting ? { as: acting.user } : {}),
					...(acting?.groups ? { "as-groups": acting.groups } : {}),
				},
			},
		],
		contexts: [
			{
				name,
				context: {
					cluster: name,
					user: "admin",
					...(options.namespace ? { namespace: options.namespace } : {}),
				},
			},
		],
		"current-context": name,
	});
}
