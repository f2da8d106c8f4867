import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { systemClock } from "@quarterdeck/runtime";
import {
	type BusKeys,
	busKeysSchema,
	controlPlaneKeys,
	createBusKeys,
	serverJwts,
} from "./auth/bus-keys.ts";
import { operatorServerConfig } from "./server/operator-server-config.ts";

/*
 * A program: prepares a folder from which a nats-server can be run for one installation.
 *   node prepare-bus.ts --dir DIR [--host 127.0.0.1] [--port 4222]
 * Makes bus-keys.json once and never again (whoever holds it owns the bus); renews nats-server.conf and
 * control-plane-keys.json at each call. Prints where they are as one line of JSON.
 */

const { values } = parseArgs({
	options: {
		dir: { type: "string" },
		host: { type: "string", default: "127.0.0.1" },
		port: { type: "string", default: "4222" },
	},
});
if (values.dir === undefined)
	throw new Error("prepare-bus needs --dir, the folder to prepare");

const dir = resolve(values.dir);
mkdirSync(join(dir, "accounts"), { recursive: true, mode: 0o700 });
const keys = readKeys(join(dir, "bus-keys.json"));
const now = systemClock.now();
const serverConfig = join(dir, "nats-server.conf");
const controlPlaneKeysFile = join(dir, "control-plane-keys.json");
const listen = { host: values.host, port: Number(values.port) };
writeWhole(
	serverConfig,
	operatorServerConfig({
		jwts: serverJwts(keys, now),
		listen,
		resolverDir: join(dir, "accounts"),
	}),
);
writeWhole(
	controlPlaneKeysFile,
	`${JSON.stringify(controlPlaneKeys(keys, now))}\n`,
);
process.stdout.write(
	`${JSON.stringify({ serverConfig, controlPlaneKeysFile })}\n`,
);

function readKeys(file: string): BusKeys {
	try {
		return busKeysSchema.parse(JSON.parse(readFileSync(file, "utf8")));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "ENOENT")
			throw new Error(
				`${file} does not contain bus keys. Restore it, or move it away; it is never overwritten.`,
				{
					cause: error,
				},
			);
	}
	const keys = createBusKeys();
	writeWhole(file, `${JSON.stringify(keys)}\n`);
	return keys;
}

function writeWhole(file: string, text: string): void {
	const draft = `${file}.${process.pid}`;
	writeFileSync(draft, text, { mode: 0o600 });
	renameSync(draft, file);
}
