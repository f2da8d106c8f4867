import type { ServerJwts } from "../auth/bus-keys.ts";

/** Where a server listens; port 0 lets the machine choose. */
export interface ListenAddress {
	readonly host: string;
	readonly port: number;
}

/** PEM files of a server's certificate and its private key. */
export interface ServerTls {
	readonly certFile: string;
	readonly keyFile: string;
}

export interface OperatorServer {
	readonly jwts: ServerJwts;
	readonly listen: ListenAddress;
	/** Folder for account JWTs: they survive a restart, so revocations do. */
	readonly resolverDir: string;
	/** Folder in which the server writes the ports it got, for port 0. */
	readonly portsFileDir?: string;
	readonly pidFile?: string;
	readonly serverName?: string;
	/** For clients that only get out through a web proxy; under `tls` too, or plain for a proxy in front that has it. */
	readonly websocket?: ListenAddress & { readonly behindProxy?: boolean };
	/** The server's certificate. Without it everybody on the way reads along and anybody can play the server: tests only. */
	readonly tls?: ServerTls | undefined;
	/** Bytes of messages a slow listener may leave behind before the server cuts it off. */
	readonly maxPendingBytes?: number;
}

/**
 * The configuration file of a nats-server in operator mode (docs/architecture/nats-facts.md). No listener for
 * leaf links or MQTT and no user without a credential: what is not named here is shut. The authorization timeout is
 * long because thousands of agents that come back together take their time to be checked.
 */
export function operatorServerConfig(server: OperatorServer): string {
	const lines = [
		...setting("server_name", server.serverName),
		`listen: ${quoted(`${server.listen.host}:${server.listen.port}`)}`,
		...setting("ports_file_dir", server.portsFileDir),
		...setting("pid_file", server.pidFile),
		"max_payload: 1048576",
		`max_pending: ${server.maxPendingBytes ?? 67_108_864}`,
		'ping_interval: "20s"',
		"ping_max: 3",
		`operator: ${server.jwts.operatorJwt}`,
		`system_account: ${server.jwts.systemAccountId}`,
		...resolver(server),
		...tls(server),
		...websocket(server),
	];
	return `${lines.join("\n")}\n`;
}

function resolver({ jwts, resolverDir }: OperatorServer): string[] {
	return [
		"authorization { timeout: 20 }",
		"resolver {",
		"  type: full",
		`  dir: ${quoted(resolverDir)}`,
		"  allow_delete: true",
		'  interval: "2m"',
		"  limit: 100000",
		"}",
		"resolver_preload {",
		...Object.entries(jwts.preload).map(([id, jwt]) => `  ${id}: ${jwt}`),
		"}",
	];
}

function tls({ tls: files }: OperatorServer): string[] {
	if (!files) return [];
	return [
		"tls {",
		...certificate(files).map((line) => `  ${line}`),
		// Nothing is said before the handshake: nobody on the way can read or alter what the server says of itself.
		"  handshake_first: true",
		"  timeout: 20",
		"}",
	];
}

function certificate({ certFile, keyFile }: ServerTls): string[] {
	return [`cert_file: ${quoted(certFile)}`, `key_file: ${quoted(keyFile)}`];
}

function websocket({
	websocket: listen,
	tls: files,
}: OperatorServer): string[] {
	if (!listen) return [];
	const isPlain = !files || listen.behindProxy;
	return [
		"websocket {",
		`  listen: ${quoted(`${listen.host}:${listen.port}`)}`,
		...(isPlain
			? ["  no_tls: true"]
			: ["  tls {", ...certificate(files).map((line) => `    ${line}`), "  }"]),
		"}",
	];
}

function setting(name: string, value: string | undefined): string[] {
	return value === undefined ? [] : [`${name}: ${quoted(value)}`];
}

/** A string of the server's configuration language, in which `$` outside quotes would be a variable. */
function quoted(text: string): string {
	return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}
