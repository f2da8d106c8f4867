import { AppError } from "@quarterdeck/contract";
import {
	type AgentLink,
	type AgentLinkRequest,
	connectAgentLink,
} from "./connect-agent-link.ts";

/** The one thing a join token's credential is good for. */
export type Enrolment = Pick<AgentLink, "ask" | "close">;

/**
 * Connects with the credential of a join token, to ask once to be enrolled.
 * @throws AppError JOIN_TOKEN_INVALID when the bus refuses the credential, BUS_UNAVAILABLE when no server is reached.
 */
export async function connectEnrolment(
	request: AgentLinkRequest,
): Promise<Enrolment> {
	const link = await connectAgentLink(request);
	const { state } = link;
	if (state.state === "connected") return link;
	await link.close();
	if (state.state === "rejected") throw new AppError("JOIN_TOKEN_INVALID", {});
	const reason =
		state.state === "reconnecting" ? state.reason : "no connection was made";
	throw new AppError("BUS_UNAVAILABLE", { reason });
}
