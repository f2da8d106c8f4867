import { subjectToken } from "@quarterdeck/contract";
import type { Clock, Life, Log } from "@quarterdeck/runtime";
import { type AgentLink, connectAgentLink } from "@quarterdeck/wire";
import type { JoinedCredential } from "../rooms/credential/index.ts";
import type { Settings } from "../settings.ts";
import type { Meters } from "./meters.ts";

/** The connection to the control plane. */
export async function startLink(parts: {
	readonly settings: Pick<Settings, "busCaFile" | "servers">;
	readonly credential: JoinedCredential;
	readonly clock: Clock;
	readonly log: Log;
	readonly meter: Meters["link"];
	readonly life: Life;
}): Promise<AgentLink> {
	const { settings, credential, clock, log, meter, life } = parts;
	const { agentId, jwt, seed, orderKeys } = credential;
	const link = await connectAgentLink({
		servers: settings.servers ?? credential.servers,
		inst: subjectToken(agentId),
		credential: { jwt, seed },
		orderKeys,
		caFile: settings.busCaFile,
		log: log.child({ room: "link" }),
		clock,
		meter,
	});
	life.atEnd("link", () => link.close());
	return link;
}
