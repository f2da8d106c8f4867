import { appProtocolVersion, coreProtocolVersion } from "../protocol.ts";
import { PluginFailure } from "./plugin-failure.ts";

/** Longest first line a plugin may print. */
export const maxHandshakeBytes = 4096;

/** Where a plugin listens. */
export type PluginAddress =
	| { readonly kind: "unix"; readonly path: string }
	| { readonly kind: "tcp"; readonly host: string; readonly port: number };

/**
 * The address in a plugin's first line, `core|app|network|address|protocol|…`; further fields are tolerated.
 *
 * @throws {PluginFailure} not-a-plugin or incompatible, with go-plugin's and Botkube's texts where they have one.
 */
export function parseHandshake(line: string): PluginAddress {
	const [core, app, network, address, protocol, certificate] = line
		.trim()
		.split("|");
	if (core === undefined || address === undefined || !/^\d+$/.test(core))
		throw notAPlugin(line);
	if (Number(core) !== coreProtocolVersion)
		throw incompatible(
			`Incompatible core API version with plugin. Plugin version: ${core}, Core version: ${coreProtocolVersion}`,
		);
	if (app !== String(appProtocolVersion))
		throw incompatible(
			`Incompatible API version with plugin. Plugin version: ${quote(app ?? "")}, Client versions: [${appProtocolVersion}]`,
		);
	if (protocol !== "grpc")
		throw incompatible(
			`Unsupported plugin protocol "${quote(protocol ?? "")}". Supported: [grpc]`,
		);
	if (certificate)
		throw incompatible(
			"The plugin wants TLS on its socket, which it was not offered.",
		);
	return parseAddress(network, address, line);
}

function parseAddress(
	network: string | undefined,
	address: string,
	line: string,
): PluginAddress {
	if (network === "unix") return { kind: "unix", path: address };
	const tcp = /^(127\.0\.0\.1|\[::1\]|localhost):(\d{1,5})$/.exec(address);
	if (network === "tcp" && tcp)
		return {
			kind: "tcp",
			host: (tcp[1] as string).replace(/[[\]]/g, ""),
			port: Number(tcp[2]),
		};
	throw new PluginFailure(
		"not-a-plugin",
		`The plugin listens where the host does not go: "${quote(line)}". It must be a unix socket or a port of this machine.`,
	);
}

/** What is not the line of a plugin, shown in part. */
export function notAPlugin(output: string): PluginFailure {
	return new PluginFailure(
		"not-a-plugin",
		`This is not a plugin: its first output was "${quote(output)}" instead of a plugin's handshake.`,
	);
}

function incompatible(message: string): PluginFailure {
	return new PluginFailure("incompatible", message);
}

/** The beginning of hostile text, without control characters. */
export function quote(text: string): string {
	const shown = text
		.slice(0, 200)
		.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, " ");
	return text.length > 200 ? `${shown}…` : shown;
}
