import { z } from "zod";
import { isKubeStatus, type KubeClient } from "../../plumbing/kube/index.ts";
import type { SecretObjects } from "./secret-objects.ts";

const secretSchema = z.looseObject({
	metadata: z.looseObject({
		labels: z.record(z.string(), z.string()).nullish(),
	}),
	data: z.record(z.string(), z.string()).nullish(),
});

/** The Secrets of one namespace, by the agent's own rights: it needs `get` on secrets there. */
export function createSecretObjects(deps: {
	readonly client: Pick<KubeClient, "get">;
	readonly namespace: string;
}): SecretObjects {
	const { client, namespace } = deps;
	const at = { apiVersion: "v1", resource: "secrets", namespace };
	return {
		namespace,
		async read(name, signal) {
			const reason = "resolve a reference of the configuration";
			try {
				const secret = secretSchema.parse(
					await client.get(at, name, { reason, signal }),
				);
				const { metadata, data } = secret;
				return { labels: metadata.labels ?? {}, data: data ?? {} };
			} catch (error) {
				if (isKubeStatus(error, 404)) return undefined;
				throw error;
			}
		},
	};
}
