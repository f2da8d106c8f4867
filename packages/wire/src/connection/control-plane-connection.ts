import type { Clock, Log } from "@quarterdeck/runtime";
import type { BusCredential } from "../auth/creds-file.ts";
import { silentMeter, type WireMeter } from "../meter.ts";
import { checkServerVersion } from "../server/server-version.ts";
import { type BackoffSettings, defaultBackoff } from "./backoff.ts";
import { BusConnection } from "./bus-connection.ts";
import type { BusTrust } from "./bus-trust.ts";

interface ControlPlaneConnectionRequest {
	readonly servers: readonly string[];
	/** How the servers have to prove themselves. */
	readonly trust?: BusTrust | undefined;
	readonly log: Log;
	readonly clock: Clock;
	readonly meter?: WireMeter;
	readonly settings?: { readonly backoff?: Partial<BackoffSettings> };
}

/** The connection of one of the control plane's own users, whose credentials do not end, to a server that is new enough. */
export function createControlPlaneConnection(
	request: ControlPlaneConnectionRequest,
	user: {
		readonly name: string;
		readonly credential: BusCredential;
		readonly inboxPrefix: string;
	},
): BusConnection {
	const { servers, trust, log, clock, meter = silentMeter } = request;
	return new BusConnection({
		servers,
		name: user.name,
		credential: () => user.credential,
		inboxPrefix: user.inboxPrefix,
		trust,
		backoff: { ...defaultBackoff, ...request.settings?.backoff },
		log,
		clock,
		meter,
		checkServer: ({ version }) => checkServerVersion(version),
	});
}
