import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ownProgram } from "@quarterdeck/up/processes";
import { freePort } from "@quarterdeck/up/servers";
import type { Ending } from "../temp-dir.ts";
import { startPart, type TestPart } from "./part.ts";

/** The first person of every fleet. */
export const ownerEmail = "owner@example.com";

/** One control plane of a fleet, at its own address. */
export interface TestReplica {
	readonly url: string;
	readonly controlPlane: TestPart;
}

export interface ControlPlanesOptions {
	readonly dir: string;
	readonly count: number;
	readonly busUrl: string;
	readonly keysFile: string;
	readonly caFile: string;
	readonly databaseUrl: string;
	/** More variables for each, when the public address is known. */
	readonly more: (url: string) => Readonly<Record<string, string>>;
}

/**
 * Starts them all at once on an empty database, each with the very same settings but for its port: one database, bus, object folder,
 * master key and public address, as behind a balancer. The public address is the first one's.
 */
export async function startControlPlanes(
	t: Ending,
	options: ControlPlanesOptions,
): Promise<[TestReplica, ...TestReplica[]]> {
	const { dir, count, more } = options;
	const masterKeyFile = join(dir, "master.key");
	mkdirSync(dir, { recursive: true });
	writeFileSync(masterKeyFile, `${randomBytes(32).toString("base64url")}\n`, {
		mode: 0o600,
	});
	const ports = await Promise.all(Array.from({ length: count }, freePort));
	const urls = ports.map((port) => `http://127.0.0.1:${port}`);
	const publicUrl = urls[0] ?? "";
	const [first, ...others] = await Promise.all(
		ports.map(async (port, i): Promise<TestReplica> => {
			const name = i === 0 ? "control-plane" : `control-plane-${i}`;
			const controlPlane = await startPart(t, {
				name: name.replaceAll("-", " "),
				program: ownProgram("controlplane", "bundle"),
				args: [],
				logFile: join(dir, `${name}.log`),
				env: {
					DATABASE_URL: options.databaseUrl,
					QD_NATS_URL: options.busUrl,
					QD_NATS_KEYS: options.keysFile,
					QD_NATS_CA: options.caFile,
					QD_PORT: String(port),
					QD_PUBLIC_URL: publicUrl,
					QD_OBJECTS_DIR: join(dir, "objects"),
					QD_MASTER_KEY_FILE: masterKeyFile,
					QD_BOOTSTRAP_FILE: join(dir, "bootstrap.json"),
					// The owner of a test adds people.
					QD_BOOTSTRAP_SCOPES: "read,run,configure,people",
					QD_OWNER_EMAIL: ownerEmail,
					QD_ORGANISATION: "test",
					...more(publicUrl),
				},
			});
			return { url: urls[i] ?? "", controlPlane };
		}),
	);
	if (!first) throw new Error("a fleet has at least one control plane");
	return [first, ...others];
}
