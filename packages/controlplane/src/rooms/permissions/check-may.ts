import { AppError } from "@quarterdeck/contract";
import { askForText } from "./ask-for.ts";
import type { Action, Caller, Refusal } from "./decision.ts";
import type { Permissions } from "./permissions.ts";

const inWords: Readonly<Record<Action, string>> = {
	"command.run": "run commands",
	"command.read": "read commands",
	"command.cancel": "cancel commands",
	"configuration.read": "read the configuration",
	"configuration.apply": "change the configuration",
	"cluster.read": "see the clusters",
	"cluster.add": "add clusters",
	"cluster.remove": "remove clusters",
	"cluster.rotate": "rotate the credentials of agents",
	"cluster.revoke": "revoke the credentials of agents",
	"plugin.restart": "restart plugins",
	"machine.manage": "manage the tokens of a cluster",
	"audit.read": "read the audit",
	"audit.verify": "verify the audit",
	"audit.acknowledge": "acknowledge a loss of audit records",
	"person.read": "see the people",
	"person.add": "add and invite people",
	"person.update": "change people",
	"person.remove": "remove people",
	"token.manage": "manage API tokens",
	"job.read": "see failed jobs",
	"job.retry": "retry failed jobs",
	"notice.read": "read events",
	"silence.manage": "silence events",
	"organisation.update": "rename the organisation",
	"ownership.transfer": "transfer ownership of the organisation",
};

/** The first line of a use case that concerns the whole organisation. @throws AppError NOT_ALLOWED with the decision's reason. */
export async function checkMay(
	{ permissions }: { readonly permissions: Pick<Permissions, "decide"> },
	caller: Caller,
	action: Action,
): Promise<void> {
	const decision = await permissions.decide(caller, action, {
		kind: "organisation",
		organisationId: caller.organisationId,
	});
	if (decision.allowed) return;
	throw new AppError("NOT_ALLOWED", {
		person: caller.actor.email,
		action: inWords[action],
		hint: `Reason: ${refusalText(decision)}`,
	});
}

/** Why it was refused and how to be allowed, as sentences. */
export function refusalText({ reason, askFor }: Refusal): string {
	return `${reason}. ${askForText(askFor)}`;
}
