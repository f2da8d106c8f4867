import { after, before } from "node:test";
import { silentLog, systemClock } from "@quarterdeck/runtime";
import { freshDatabase, type TestedPostgres } from "@quarterdeck/testkit";
import { type ChangeSignals, openChangeSignals } from "./change-signals.ts";
import { createDatabase, type Database } from "./database.ts";
import { migrate } from "./migrate.ts";

/** A migrated database of its own, and the signals over it. */
export interface TestStore {
	readonly url: string;
	readonly database: Database;
	readonly signals: ChangeSignals;
}

/**
 * Opens a store before the tests of the file or of the `describe` this is called in, and closes it after them.
 * @throws TypeError when its database or its signals are asked for outside of a test.
 */
export function useTestStore(
	postgres: Pick<TestedPostgres, "freshDatabase"> = { freshDatabase },
): TestStore & { readonly url: string } {
	let opened: (TestStore & { readonly url: string }) | undefined;
	before(async () => {
		const { url } = await postgres.freshDatabase(
			async (to) => void (await migrate(to)),
			{ template: "controlplane" },
		);
		const deps = { url, log: silentLog, clock: systemClock };
		opened = {
			url,
			database: createDatabase(deps),
			signals: await openChangeSignals(deps),
		};
	});
	after(async () => {
		await opened?.signals.stop();
		await opened?.database.stop();
	});
	function store(): NonNullable<typeof opened> {
		if (!opened) throw new TypeError("the store is open during tests only");
		return opened;
	}
	return {
		get url() {
			return store().url;
		},
		get database() {
			return store().database;
		},
		get signals() {
			return store().signals;
		},
	};
}
