import type { Clock, Log } from "@quarterdeck/runtime";
import type { BusCredential } from "../auth/creds-file.ts";
import { type BackoffSettings, defaultBackoff } from "../line/backoff.ts";
import { Line } from "../line/line.ts";
import { silentMeter, type WireMeter } from "../meter.ts";
import { checkServerVersion } from "../server/server-version.ts";

/** What everyone who connects on the house's side is asked with. */
interface HouseRequest {
	readonly servers: readonly string[];
	readonly caFile?: string | undefined;
	readonly log: Log;
	readonly clock: Clock;
	readonly meter?: WireMeter;
	readonly settings?: { readonly backoff?: Partial<BackoffSettings> };
}

/** A line of the control plane's own users, whose credentials do not end, to a server that is new enough. */
export function createHouseLine(
	request: HouseRequest,
	user: {
		readonly name: string;
		readonly credential: BusCredential;
		readonly inboxPrefix: string;
	},
): Line {
	const { servers, caFile, log, clock, meter = silentMeter } = request;
	return new Line({
		servers,
		name: user.name,
		credential: () => user.credential,
		inboxPrefix: user.inboxPrefix,
		caFile,
		backoff: { ...defaultBackoff, ...request.settings?.backoff },
		log,
		clock,
		meter,
		checkServer: ({ version }) => checkServerVersion(version),
	});
}
