import type { OrganisationId } from "@quarterdeck/contract";
import type { PartHealth } from "@quarterdeck/runtime";
import { appendLine } from "../plumbing/copies/append-line.ts";
import { postJson } from "../plumbing/copies/post-json.ts";
import {
	createAgentHeads,
	createAudit,
	type HeadWitness,
} from "../rooms/audit/audit.wiring.ts";
import type { Audit, HeadCopies } from "../rooms/audit/index.ts";
import type { Fleet } from "../rooms/fleet/index.ts";
import type { Secrets, Settings } from "../settings.ts";
import type { BusParts } from "./bus.ts";
import { keyFor } from "./key-for.ts";
import type { ProcessParts } from "./process-parts.ts";
import type { Store } from "./store.ts";

/** The audit, its heads signed and sent to every place that keeps them; `fleet` is asked once there is one. */
export function openAudit(
	{
		clock,
		newId,
		log,
		health,
		life,
		processId,
		metrics,
		jobs,
	}: Pick<
		ProcessParts,
		| "clock"
		| "newId"
		| "log"
		| "health"
		| "life"
		| "processId"
		| "metrics"
		| "jobs"
	>,
	given: {
		readonly store: Pick<Store, "database" | "signals">;
		readonly bus: BusParts["bus"];
		readonly settings: Settings["audit"];
		readonly secrets: Pick<Secrets, "masterKey">;
		readonly fleet: () => Pick<Fleet, "connectedAgents" | "addressOf">;
	},
): Audit {
	const { store, bus, settings, secrets } = given;
	const agentHeads = createAgentHeads({
		bus,
		audit: () => audit,
		witnesses: (organisationId) => witnessesOf(given.fleet(), organisationId),
		clock,
		newId,
		log,
	});
	life.atEnd("audit heads at agents", () => agentHeads.stop());
	const audit = createAudit({
		database: store.database,
		signals: store.signals,
		clock,
		newId,
		log,
		headKey: keyFor(secrets.masterKey, "audit heads"),
		headCopies: [...copiesOf(settings, clock), agentHeads],
		processId,
	});
	// On every replica: the one that signs may be the one that fails.
	const watch = audit.watchHeads(metrics);
	jobs.start(watch.job);
	health.part("audit", () => notesOf(agentHeads.health(), watch.health()));
	return audit;
}

function notesOf(...parts: readonly PartHealth[]): PartHealth {
	const notes = parts.flatMap((part) => (part.ok && part.note) || []);
	return notes.length === 0
		? { ok: true }
		: { ok: true, note: notes.join("; ") };
}

/** The places that the settings name for signed heads. */
function copiesOf(
	{ headsFile, headsUrl }: Settings["audit"],
	clock: ProcessParts["clock"],
): readonly HeadCopies[] {
	const copies: HeadCopies[] = [];
	if (headsFile !== undefined)
		copies.push({
			name: "audit.headsFile",
			keep: (head) => appendLine(headsFile, head),
		});
	if (headsUrl !== undefined)
		copies.push({
			name: "audit.headsUrl",
			keep: (head) => postJson(clock, headsUrl, head),
		});
	return copies;
}

/** The agents of an organisation that can be asked to keep a head. */
async function witnessesOf(
	fleet: Pick<Fleet, "connectedAgents" | "addressOf">,
	organisationId: OrganisationId,
): Promise<readonly HeadWitness[]> {
	const agents = fleet.connectedAgents(organisationId);
	const found = await Promise.all(
		agents.map(async ({ agentId, clusterName }) => {
			const address = await fleet.addressOf(organisationId, agentId);
			return address ? [{ clusterName, address }] : [];
		}),
	);
	return found.flat();
}
