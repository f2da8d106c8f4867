import { mkdirSync, readFileSync } from "node:fs";
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
import {
	prepareCertificates,
	writeWhole,
} from "./server/server-certificates.ts";

/*
 * A program: prepares a folder from which a nats-server can be run for one installation.
 *   node prepare-bus.ts --dir DIR [--host 127.0.0.1] [--port 4222] [--name HOST]… [--only-certificate]
 * Makes bus-keys.json (whoever holds it owns the bus) and the certificate authority ca.key, ca.pem once and never again; renews
 * nats-server.conf and control-plane-keys.json at each call, and server.pem when half of its life is over. --name is a host name or
 * address under which the bus is reached, for the certificate; loopback and --host are always in it. --only-certificate leaves the other
 * files as they are: a server that runs reads its certificate anew on SIGHUP, but refuses another operator JWT. Prints where everything is
 * as one line of JSON.
 */

const { values } = parseArgs({
	options: {
		dir: { type: "string" },
		host: { type: "string", default: "127.0.0.1" },
		port: { type: "string", default: "4222" },
		"only-certificate": { type: "boolean", default: false },
		name: { type: "string", multiple: true, default: [] },
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
const { caFile, certFile, keyFile, isRenewed } = prepareCertificates(
	dir,
	certificateHosts(values),
	now,
);
const listen = { host: values.host, port: Number(values.port) };
if (!values["only-certificate"]) writeConfiguration();
process.stdout.write(
	`${JSON.stringify({ serverConfig, controlPlaneKeysFile, caFile, isCertificateRenewed: isRenewed })}\n`,
);

function writeConfiguration(): void {
	const config = operatorServerConfig({
		jwts: serverJwts(keys, now),
		listen,
		resolverDir: join(dir, "accounts"),
		tls: { certFile, keyFile },
	});
	writeWhole(serverConfig, config);
	const ours = controlPlaneKeys(keys, now);
	writeWhole(controlPlaneKeysFile, `${JSON.stringify(ours)}\n`);
}

function certificateHosts(given: { host: string; name: string[] }): string[] {
	const isEverywhere = /^(0\.0\.0\.0|::|\[::\])$/.test(given.host);
	const own = isEverywhere ? [] : [given.host];
	const names = ["localhost", "127.0.0.1", ...own, ...given.name];
	return [...new Set(names.map((name) => name.replace(/^\[|\]$/g, "")))];
}

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
