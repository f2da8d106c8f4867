import { AppError, subjectToken } from "@quarterdeck/contract";
import type { Clock, Life, Log } from "@quarterdeck/runtime";
import {
	type AgentLink,
	type BusTrust,
	connectAgentLink,
} from "@quarterdeck/wire";
import type { JoinedCredential } from "../rooms/credential/index.ts";
import type { Settings } from "../settings.ts";
import type { Meters } from "./meters.ts";
import { plainError } from "./plain-error.ts";

/** The connection to the control plane. */
export async function startLink(parts: {
	readonly settings: Pick<Settings, "servers">;
	readonly credential: JoinedCredential;
	readonly trust: BusTrust;
	readonly clock: Clock;
	readonly log: Log;
	readonly meter: Meters["link"];
	readonly life: Life;
}): Promise<AgentLink> {
	const { settings, credential, trust, clock, log, meter, life } = parts;
	const { agentId, jwt, seed, orderKeys } = credential;
	const link = await connectAgentLink({
		servers: settings.servers ?? credential.servers,
		inst: subjectToken(agentId),
		credential: { jwt, seed },
		trust,
		orderKeys,
		log: log.child({ room: "link" }),
		clock,
		meter,
	}).catch((error: Error) => {
		throw plainError(isInsecure(error) ? joinedBefore(error) : error);
	});
	life.atEnd("link", () => link.close());
	return link;
}

function isInsecure(error: Error): boolean {
	return error instanceof AppError && error.code === "BUS_INSECURE";
}

/** The address is of a time when the bus had no TLS, and the authority was not handed out with it. */
function joinedBefore(error: Error): Error {
	return new Error(
		`${error.message} An agent that joined before the bus had TLS gets its address and certificate authority by joining again: qd cluster add NAME --again`,
		{ cause: error },
	);
}
