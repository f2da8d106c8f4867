import type { Clock, Log, NewId } from "@quarterdeck/runtime";
import { createMetrics } from "@quarterdeck/runtime";
import { noActions } from "../../flows/notices/no-actions.fixture.ts";
import { createNoticesFlow } from "../../flows/notices/notices.wiring.ts";
import type { TestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import type { Audit } from "../../rooms/audit/index.ts";
import type { Catalog } from "../../rooms/catalog/index.ts";
import { createEvents } from "../../rooms/events/events.wiring.ts";
import type { Fleet } from "../../rooms/fleet/index.ts";
import { createNotices } from "../../rooms/notices/notices.wiring.ts";
import type { Accounts } from "../../rooms/people/index.ts";
import type { Permissions } from "../../rooms/permissions/index.ts";

/** Events and notices over a store; the console is the one door. Facts are not acted on by themselves: call `notices.receive`. */
export function stageNotices(given: {
	readonly store: TestStore;
	readonly audit: Audit;
	readonly accounts: Accounts;
	readonly catalog: Pick<Catalog, "currentConfiguration" | "follow">;
	readonly permissions: Permissions;
	readonly fleet: Pick<Fleet, "findClusterOfAgent">;
	readonly clock: Clock;
	readonly log: Log;
	readonly newId: NewId;
}) {
	const { store, ...parts } = given;
	const { database, signals } = store;
	const metrics = createMetrics({ processMetrics: false });
	const outbox = { put() {} };
	const silences = createNotices({ ...parts, database, signals });
	const events = createEvents({ ...parts, database, outbox, metrics });
	const notices = createNoticesFlow({
		actions: noActions,
		...parts,
		events,
		notices: silences,
		doors: { console: "stored" },
		transact: database.transact,
		metrics,
	});
	return { silences, events, notices };
}
