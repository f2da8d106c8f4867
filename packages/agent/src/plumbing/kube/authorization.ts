import { readFile } from "node:fs/promises";
import type { Clock } from "@quarterdeck/runtime";
import {
	type ClusterAccess,
	ClusterAccessError,
	type ClusterCredential,
} from "./cluster-access.ts";

/** How old an answer of a file or a program may be. A projected token is renewed long before its end. */
const freshMs = 5000;

/** The value of the Authorization header, or undefined where a certificate says it all. At once where nothing must be read. */
export type Authorization = () =>
	| string
	| undefined
	| Promise<string | undefined>;

/** The header for an access, read again as files and programs change it. Rejects with ClusterAccessError when they fail. */
export function createAuthorization(
	access: Pick<ClusterAccess, "credential">,
	clock: Clock,
): Authorization {
	const { credential } = access;
	switch (credential.kind) {
		case "none":
			return () => undefined;
		case "token":
			return () => `Bearer ${credential.token}`;
		case "basic": {
			const both = `${credential.username}:${credential.password}`;
			const value = `Basic ${Buffer.from(both).toString("base64")}`;
			return () => value;
		}
		case "token-file":
			return keepFresh(clock, () => bearerFromFile(credential.file));
		case "exec":
			return keepFresh(clock, askProgram(credential));
	}
}

function keepFresh(
	clock: Clock,
	read: () => Promise<string | undefined>,
): Authorization {
	let known: { readonly value: string | undefined; readonly atMs: number } = {
		value: undefined,
		atMs: Number.NEGATIVE_INFINITY,
	};
	let reading: Promise<string | undefined> | undefined;
	async function renew(): Promise<string | undefined> {
		try {
			known = { value: await read(), atMs: clock.monotonicMs() };
			return known.value;
		} finally {
			reading = undefined;
		}
	}
	return () => {
		if (clock.monotonicMs() - known.atMs < freshMs) return known.value;
		reading ??= renew();
		return reading;
	};
}

async function bearerFromFile(file: string): Promise<string> {
	let token: string;
	try {
		token = (await readFile(file, "utf8")).trim();
	} catch (error) {
		throw new ClusterAccessError(`the token file ${file} cannot be read`, {
			cause: error,
		});
	}
	if (token === "")
		throw new ClusterAccessError(`the token file ${file} is empty`);
	return `Bearer ${token}`;
}

function askProgram(
	credential: Extract<ClusterCredential, { kind: "exec" }>,
): () => Promise<string> {
	let client: Promise<{
		applyToHTTPSOptions(options: {
			headers?: Record<string, string>;
		}): Promise<void>;
	}>;
	async function load() {
		const { KubeConfig } = await import("@kubernetes/client-node");
		const config = new KubeConfig();
		config.loadFromString(credential.kubeconfig);
		return config;
	}
	return async () => {
		client ??= load();
		const options: { headers: Record<string, string> } = { headers: {} };
		try {
			await (await client).applyToHTTPSOptions(options);
		} catch (error) {
			throw new ClusterAccessError(
				"the kubeconfig's exec program gave no credential",
				{ cause: error },
			);
		}
		const value = options.headers.Authorization;
		if (value === undefined)
			throw new ClusterAccessError(
				"the kubeconfig's exec program gave no token; certificates from programs are not supported",
			);
		return value;
	};
}
