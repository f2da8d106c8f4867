import { AppError } from "@quarterdeck/contract";
import type { Clock, Health, Log, ReportError } from "@quarterdeck/runtime";
import type { CommandOutputs, Commands } from "../../flows/commands/index.ts";
import type { Audit } from "../../rooms/audit/index.ts";
import type { Catalog } from "../../rooms/catalog/index.ts";
import type { Fleet } from "../../rooms/fleet/index.ts";
import type { Identity, SignedIn } from "../../rooms/identity/index.ts";
import {
	type Action,
	type Asker,
	decide,
} from "../../rooms/permissions/index.ts";
import { notSignedIn } from "./to-graphql-error.ts";

/** What the door leads to. */
export interface ApiDeps {
	readonly identity: Identity;
	readonly audit: Audit;
	readonly fleet: Fleet;
	readonly catalog: Catalog;
	readonly commands: Commands;
	readonly outputs: CommandOutputs;
	readonly health: Health;
	readonly clock: Clock;
	readonly log: Log;
	readonly reportError: ReportError;
	readonly version: string;
	/** Where people reach us; without a slash at the end. */
	readonly publicUrl: string;
}

/** What every resolver is handed. */
export interface ApiContext {
	readonly deps: ApiDeps;
	/** Who speaks; undefined without a valid token. */
	readonly signedIn: SignedIn | undefined;
}

/** Who speaks. @throws AppError NOT_SIGNED_IN. */
export function requireSignedIn(context: ApiContext): SignedIn {
	if (!context.signedIn) throw notSignedIn();
	return context.signedIn;
}

/** Who speaks, when they may do this in their organisation. @throws AppError NOT_SIGNED_IN, NOT_ALLOWED. */
export function requireAllowed(context: ApiContext, action: Action): SignedIn {
	const signedIn = requireSignedIn(context);
	const decision = decide(askerOf(signedIn), action, {
		kind: "organisation",
		organisationId: signedIn.organisation.id,
	});
	if (decision.allowed) return signedIn;
	throw new AppError("NOT_ALLOWED", {
		person: signedIn.actor.email,
		action: actionWords(action),
		hint: `${decision.reason}. ${decision.hint}`,
	});
}

/** The person as the permissions room wants to know them. */
export function askerOf(signedIn: SignedIn): Asker {
	return {
		actor: signedIn.actor,
		organisationId: signedIn.organisation.id,
		removedAt: signedIn.person.removedAt,
	};
}

/** `cluster.add` → `add a cluster`. */
function actionWords(action: Action): string {
	const [thing = "", verb = ""] = action.split(".");
	return `${verb} a ${thing}`;
}
