import {
	lockInTransaction,
	putInTransaction,
} from "@quarterdeck/runtime/fakes";
import type {
	ConfigurationStore,
	StoredConfiguration,
} from "./configuration-store.ts";

/** Configurations in memory. */
export function createFakeConfigurationStore(): ConfigurationStore {
	const versions = new Map<string, StoredConfiguration>();
	const held = new Map<string, Promise<void>>();
	const of = (organisationId: string) =>
		[...versions.values()]
			.filter((one) => one.organisationId === organisationId)
			.sort((a, b) => b.version - a.version);
	return {
		lock: (tx, organisationId) => lockInTransaction(tx, held, organisationId),
		async insert(tx, one) {
			const key = `${one.organisationId} ${one.version}`;
			if (versions.has(key)) throw new Error("the version is there already");
			putInTransaction(tx, versions, key, one);
		},
		currentVersion: async (organisationId) =>
			of(organisationId)[0]?.version ?? 0,
		find: async (organisationId, version) =>
			versions.get(`${organisationId} ${version}`),
		list: async (organisationId, page) =>
			of(organisationId)
				.filter((one) => page.below === undefined || one.version < page.below)
				.slice(0, page.limit)
				.map(({ version, author, createdAt, note }) => ({
					version,
					author,
					createdAt,
					note,
				})),
	};
}
