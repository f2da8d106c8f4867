import { readBoundedText } from "@quarterdeck/contract/read-bounded-file";
import { type Log, SettingsError } from "@quarterdeck/runtime";
import {
	type BusTrust,
	busTrust,
	isUsableAddress,
	normalAuthorities,
} from "@quarterdeck/wire";
import type { Settings } from "../settings.ts";

/** How the bus has to prove itself to the control plane. @throws SettingsError when it could not, or the authorities cannot be read. */
export function controlPlaneTrust(nats: Settings["nats"]): BusTrust {
	const { caFile, insecure } = nats;
	const trust = busTrust({ caFile, insecure });
	orSettingsError("nats.caFile", () => trust.authorities?.());
	checkAddresses("nats.url", nats.url, trust);
	return trust;
}

/**
 * The authorities that agents are handed, read anew at each call: a file that was replaced counts from then on, and while it cannot be
 * read, those before do.
 * @throws SettingsError when it cannot be read now, or agents could not use the addresses they get.
 */
export function agentAuthorities(
	nats: Settings["nats"],
	log: Log,
): () => string | undefined {
	const { agentCaFile: file = nats.caFile, insecure } = nats;
	const read = () =>
		file === undefined || file === "public"
			? undefined
			: orSettingsError("nats.agentCaFile", () =>
					normalAuthorities(readBoundedText(file)),
				);
	let newest = read();
	const trust = { authorities: () => newest, insecure };
	checkAddresses("nats.agentUrl", nats.agentUrl ?? nats.url, trust);
	return () => {
		try {
			newest = read();
		} catch (error) {
			log.warn("agents get the certificate authorities of before", { error });
		}
		return newest;
	};
}

function checkAddresses(
	option: string,
	addresses: readonly string[],
	trust: BusTrust,
): void {
	for (const address of addresses) {
		if (isUsableAddress(address, trust)) continue;
		const remedy = address.startsWith("wss:")
			? "a WebSocket trusts public authorities only; leave out the file of authorities, or set agentCaFile to public"
			: "a server there cannot prove that it is yours; write it as tls://HOST:PORT, or choose an insecure bus with QD_NATS_INSECURE=true";
		throw new SettingsError([
			`${option}: ${address} cannot be used: ${remedy}`,
		]);
	}
}

function orSettingsError<T>(option: string, read: () => T): T {
	try {
		return read();
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new SettingsError([`${option}: cannot be used (${reason})`]);
	}
}
