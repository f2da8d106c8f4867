import { z } from "zod";
import {
	isKubeStatus,
	type KubeClient,
	type KubeObject,
} from "../../plumbing/kube/index.ts";
import {
	agentCredentialSchema,
	pendingJoinSchema,
} from "./agent-credential.ts";
import {
	type CredentialStore,
	readStored,
	writeStored,
} from "./credential-store.ts";

const secretSchema = z.looseObject({
	metadata: z.looseObject({ resourceVersion: z.string() }),
	data: z.record(z.string(), z.string()).nullish(),
});
type StoredSecret = z.output<typeof secretSchema>;

const credentialKey = "agent.json";
const pendingKey = "joining.json";

/**
 * The credential in a Secret of the agent's own namespace. Each write names the version this process has read: when another agent has
 * changed the Secret since, the write is refused and nothing is lost.
 */
export function createKubeCredentialStore(deps: {
	readonly client: Pick<KubeClient, "get" | "create" | "patch">;
	readonly namespace: string;
	readonly name: string;
}): CredentialStore {
	const { client, namespace, name } = deps;
	const at = { apiVersion: "v1", resource: "secrets", namespace };
	const where = `Secret ${namespace}/${name}`;
	/** The Secret as this process last read or wrote it; undefined before, null when there was none. */
	let known: StoredSecret | null | undefined;

	async function load(): Promise<StoredSecret | null> {
		try {
			const reason = "read the agent's credential";
			known = secretSchema.parse(await client.get(at, name, { reason }));
		} catch (error) {
			if (!isKubeStatus(error, 404)) throw explained(error, "read", where);
			known = null;
		}
		return known;
	}
	async function read<S extends z.ZodType>(
		key: string,
		schema: S,
	): Promise<z.output<S> | undefined> {
		const text = (await load())?.data?.[key];
		if (text === undefined) return undefined;
		const decoded = Buffer.from(text, "base64").toString("utf8");
		return readStored(`${key} in ${where}`, decoded, schema);
	}
	async function write(
		data: Readonly<Record<string, string | null>>,
	): Promise<void> {
		const before = known === undefined ? await load() : known;
		const reason = "store the agent's credential";
		try {
			const stored = before
				? await client.patch(
						at,
						name,
						{
							kind: "merge",
							change: {
								metadata: { resourceVersion: before.metadata.resourceVersion },
								data,
							},
						},
						{ reason },
					)
				: await client.create(at, newSecret(name, data), { reason });
			known = secretSchema.parse(stored);
		} catch (error) {
			// Whether it was written is not known after a lost answer; the next call reads it again.
			known = undefined;
			throw explained(error, "change", where);
		}
	}
	return {
		read: () => read(credentialKey, agentCredentialSchema),
		write: (credential) =>
			write({ [credentialKey]: base64(writeStored(credential)) }),
		readPending: () => read(pendingKey, pendingJoinSchema),
		writePending: (pending) =>
			write({ [pendingKey]: base64(writeStored(pending)) }),
		async clearPending() {
			const before = known === undefined ? await load() : known;
			if (before?.data?.[pendingKey] !== undefined)
				await write({ [pendingKey]: null });
		},
	};
}

function newSecret(
	name: string,
	data: Readonly<Record<string, string | null>>,
): KubeObject {
	const labels = { "app.kubernetes.io/managed-by": "quarterdeck-agent" };
	return {
		apiVersion: "v1",
		kind: "Secret",
		type: "Opaque",
		metadata: { name, labels },
		data,
	};
}

function base64(text: string): string {
	return Buffer.from(text, "utf8").toString("base64");
}

function explained(error: unknown, act: string, where: string): unknown {
	if (isKubeStatus(error, 403))
		return new Error(
			`The agent may not ${act} ${where}. Grant it get, create and patch on secrets in its namespace`,
			{ cause: error },
		);
	if (isKubeStatus(error, 409))
		return new Error(
			`Another agent has changed ${where}. Give each agent a Secret of its own with --credential-secret, or let them share a lease`,
			{ cause: error },
		);
	return error;
}
