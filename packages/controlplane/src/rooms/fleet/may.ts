import { AppError } from "@quarterdeck/contract";
import { type Action, type Asker, decide } from "../permissions/index.ts";

const inWords: Partial<Record<Action, string>> = {
	"cluster.add": "add clusters",
	"cluster.remove": "remove clusters",
};

/** The first line of a use case. @throws AppError NOT_ALLOWED with the decision's reason. */
export function checkMay(asker: Asker, action: Action): void {
	const decision = decide(asker, action, {
		kind: "organisation",
		organisationId: asker.organisationId,
	});
	if (!decision.allowed)
		throw new AppError("NOT_ALLOWED", {
			person: asker.actor.email,
			action: inWords[action] ?? action,
			hint: `${decision.reason}. ${decision.hint}`,
		});
}
