import {
	type OrganisationId,
	readSecretReference,
} from "@quarterdeck/contract";
import type {
	Credential,
	SinkTarget,
} from "@quarterdeck/contract/configuration";
import type { Clock } from "@quarterdeck/runtime";
import type {
	NoticeDoor,
	NoticeDoors,
	Posting,
	PostingOutcome,
} from "../../flows/notices/index.ts";
import type {
	Catalog,
	FindOrganisationSecret,
} from "../../rooms/catalog/index.ts";
import { createElasticsearchSink } from "./elasticsearch/elasticsearch-sink.ts";
import { createGuardedRequest } from "./guarded-request.ts";
import { createPagerDutySink } from "./pager-duty/pager-duty-sink.ts";
import { SecretMissing, type SendTo } from "./send-to.ts";
import { createWebhookSink } from "./webhook/webhook-sink.ts";

/** The ways to what is told of events and says nothing. Each sink is looked up in the configuration in force when something is sent to it. */
export function createSinkDoors(deps: {
	readonly catalog: Pick<Catalog, "currentConfiguration">;
	readonly findSecret: FindOrganisationSecret;
	/** Hosts that may be reached wherever they are. */
	readonly allow: readonly string[];
	readonly clock: Clock;
}): Pick<NoticeDoors, "webhook" | "elasticsearch" | "pagerDuty"> {
	const request = createGuardedRequest(deps.allow);
	const { clock } = deps;
	return {
		webhook: doorOf(deps, "webhook", createWebhookSink({ request })),
		elasticsearch: doorOf(
			deps,
			"elasticsearch",
			createElasticsearchSink({ request, clock }),
		),
		pagerDuty: doorOf(deps, "pagerDuty", createPagerDutySink({ request })),
	};
}

type Kind = SinkTarget["kind"];

/** A secret that is not there may be put there: looked for again after so long. */
const secretRetryMs = 60_000;

function doorOf<K extends Kind>(
	deps: Parameters<typeof createSinkDoors>[0],
	kind: K,
	send: SendTo<Extract<SinkTarget, { kind: K }>>,
): NoticeDoor {
	return {
		async post(posting, signal) {
			const target = await findTarget(deps, kind, posting);
			if (!target)
				return {
					kind: "refused",
					reason: "the configuration has no such sink",
				};
			if (!posting.notice)
				return {
					kind: "refused",
					reason: "the event was removed before it was sent",
				};
			const { organisationId, notice } = posting;
			const reveal = (credential: Credential | undefined) =>
				revealed(deps.findSecret, organisationId, credential);
			try {
				return await send({
					target,
					posting: { ...posting, notice },
					reveal,
					signal,
				});
			} catch (error) {
				if (!(error instanceof SecretMissing)) throw error;
				return { kind: "retry", afterMs: secretRetryMs, reason: error.message };
			}
		},
		// Each event is sent once, as it is: nothing is ever changed.
		edit: async (): Promise<PostingOutcome> => ({ kind: "delivered" }),
	};
}

async function findTarget<K extends Kind>(
	{ catalog }: Pick<Parameters<typeof createSinkDoors>[0], "catalog">,
	kind: K,
	{ organisationId, to }: Posting,
): Promise<Extract<SinkTarget, { kind: K }> | undefined> {
	const { configuration } = await catalog.currentConfiguration(organisationId);
	const found = configuration.sinks.find(
		({ kind: of, group, alias }) =>
			of === kind &&
			to.address === (alias === "" ? group : `${group}/${alias}`),
	)?.target;
	return found?.kind === kind
		? (found as Extract<SinkTarget, { kind: K }>)
		: undefined;
}

function revealed(
	findSecret: FindOrganisationSecret,
	organisationId: OrganisationId,
	credential: Credential | undefined,
): string | undefined {
	if (typeof credential !== "object") return credential || undefined;
	const reference = readSecretReference({ ...credential });
	if ("problem" in reference || reference.kind === "kubernetes")
		throw new SecretMissing("a secret of it cannot be referred to like this");
	const found = findSecret(organisationId, reference);
	if ("text" in found) return found.text;
	throw new SecretMissing(
		"refused" in found ? found.refused : found.unreadable,
	);
}
