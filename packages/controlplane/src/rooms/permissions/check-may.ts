import { AppError } from "@quarterdeck/contract";
import { decide } from "./decide.ts";
import type { Action, Caller } from "./decision.ts";

const inWords: Readonly<Record<Action, string>> = {
	"command.run": "run commands",
	"command.read": "read commands",
	"command.cancel": "cancel commands",
	"configuration.read": "read the configuration",
	"configuration.apply": "change the configuration",
	"cluster.read": "see the clusters",
	"cluster.add": "add clusters",
	"cluster.remove": "remove clusters",
	"cluster.rotate": "give agents new credentials",
	"cluster.revoke": "cut off agents",
	"machine.manage": "manage the tokens of a cluster",
	"audit.read": "read the audit",
	"audit.verify": "verify the audit",
	"person.read": "see the people",
	"person.add": "add and invite people",
	"person.update": "change people",
	"person.remove": "remove people",
	"token.manage": "manage API tokens",
	"organisation.update": "rename the organisation",
	"ownership.transfer": "hand over the organisation",
};

/** The first line of a use case that concerns the whole organisation. @throws AppError NOT_ALLOWED with the decision's reason. */
export function checkMay(caller: Caller, action: Action): void {
	const decision = decide(caller, action, {
		kind: "organisation",
		organisationId: caller.organisationId,
	});
	if (!decision.allowed)
		throw new AppError("NOT_ALLOWED", {
			person: caller.actor.email,
			action: inWords[action],
			hint: `Reason: ${decision.reason}. ${decision.hint}`,
		});
}
