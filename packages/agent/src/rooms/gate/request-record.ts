import type { GateRequest, GateSummary } from "@quarterdeck/contract";
import type { Identity } from "./identity.ts";

/** Requests of one run that are recorded in full: the first hundred, then those with a note while there is room. */
const keptPlain = 100;
const keptInAll = 200;

/** Every request made with one loan. Its size is bounded; requests that are not recorded in full are still counted. */
export interface RequestRecord {
	/** `refused`: the request was not forwarded to the cluster. */
	add(request: GateRequest, refused: boolean): void;
	summary(): GateSummary;
}

/** An empty record for one loan. */
export function createRequestRecord(identity: Identity): RequestRecord {
	const requests: GateRequest[] = [];
	let plain = 0;
	let total = 0;
	let refusedCount = 0;
	let bytes = 0;
	return {
		add(request, refused) {
			total += 1;
			bytes += request.bytes;
			if (refused) refusedCount += 1;
			const noted = request.note !== undefined;
			if (requests.length >= keptInAll || (!noted && plain >= keptPlain))
				return;
			if (!noted) plain += 1;
			requests.push(bounded(request));
		},
		summary: () => ({
			...subjectsOf(identity),
			total,
			refused: refusedCount,
			bytes,
			requests: [...requests],
		}),
	};
}

function subjectsOf(identity: Identity): Pick<GateSummary, "user" | "groups"> {
	return identity.kind === "impersonated"
		? { user: identity.user, groups: [...identity.groups] }
		: {};
}

function bounded(request: GateRequest): GateRequest {
	return {
		...request,
		method: request.method.slice(0, 16),
		path: request.path.slice(0, 2048),
		...(request.note === undefined ? {} : { note: request.note.slice(0, 256) }),
	};
}
