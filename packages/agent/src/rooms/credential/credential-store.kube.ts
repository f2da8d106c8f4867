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
/** Values by key; null removes one. */
type SecretData = Readonly<Record<string, string | null>>;

const credentialKey = "agent.json";
const pendingKey = "joining.json";

/**
 * The credential in a Secret of the agent's own namespace. Each write names the version this process has read: when another agent has
 * changed the credential since, this write and every later one is refused until the credential is read again, and nothing is lost.
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
	/** Writes since then whose answer was lost: any of them may be stored. */
	let unheard: SecretData[] = [];
	let conflict: unknown;

	async function load(): Promise<StoredSecret | null> {
		try {
			const reason = "read the agent's credential";
			return secretSchema.parse(await client.get(at, name, { reason }));
		} catch (error) {
			if (!isKubeStatus(error, 404)) throw explained(error, "read", where);
			return null;
		}
	}
	function know(secret: StoredSecret | null): StoredSecret | null {
		known = secret;
		unheard = [];
		return secret;
	}
	function decode<S extends z.ZodType>(
		secret: StoredSecret | null,
		key: string,
		schema: S,
	): z.output<S> | undefined {
		const text = secret?.data?.[key];
		if (text === undefined) return undefined;
		const decoded = Buffer.from(text, "base64").toString("utf8");
		return readStored(`${key} in ${where}`, decoded, schema);
	}
	async function put(
		before: StoredSecret | null,
		data: SecretData,
	): Promise<void> {
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
			know(secretSchema.parse(stored));
		} catch (error) {
			if (before && isKubeStatus(error, 404)) know(null);
			else if (!isKubeStatus(error, 409)) unheard.push(data);
			throw error;
		}
	}
	/** Refused as changed: that is no conflict when the credential is as we knew it, or as a write of ours whose answer was lost left it. */
	async function putAgain(refusal: unknown, data: SecretData): Promise<void> {
		const found = await load();
		const before = known?.data;
		const isOurs = [{}, data, ...unheard].some((change) =>
			holdsSame(found?.data, { ...before, ...change }),
		);
		if (!isOurs) {
			conflict = explained(refusal, "change", where);
			throw conflict;
		}
		await put(know(found), data);
	}
	async function write(data: SecretData): Promise<void> {
		if (conflict) throw conflict;
		const before = known === undefined ? know(await load()) : known;
		try {
			await put(before, data).catch((error: unknown) => {
				if (!isKubeStatus(error, 409)) throw error;
				return putAgain(error, data);
			});
		} catch (error) {
			throw explained(error, "change", where);
		}
	}
	return {
		async read() {
			const secret = know(await load());
			conflict = undefined;
			return decode(secret, credentialKey, agentCredentialSchema);
		},
		write: (credential) =>
			write({ [credentialKey]: base64(writeStored(credential)) }),
		async readPending() {
			const secret = await load();
			// What is known of the credential stays: a change of it that was not read is a conflict.
			if (known === undefined) know(secret);
			return decode(secret, pendingKey, pendingJoinSchema);
		},
		writePending: (pending) =>
			write({ [pendingKey]: base64(writeStored(pending)) }),
		async clearPending() {
			const before = known === undefined ? know(await load()) : known;
			if (before?.data?.[pendingKey] !== undefined)
				await write({ [pendingKey]: null });
		},
	};
}

function newSecret(name: string, data: SecretData): KubeObject {
	const labels = { "app.kubernetes.io/managed-by": "quarterdeck-agent" };
	return {
		apiVersion: "v1",
		kind: "Secret",
		type: "Opaque",
		metadata: { name, labels },
		data,
	};
}

function holdsSame(
	stored: StoredSecret["data"],
	expected: SecretData,
): boolean {
	return [credentialKey, pendingKey].every(
		(key) => (stored?.[key] ?? null) === (expected[key] ?? null),
	);
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
