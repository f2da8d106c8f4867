/** What the provider keeps of one thing; the fields are those it is looked up by. */
export interface StoredThing {
	readonly uid?: string;
	readonly grantId?: string;
	readonly consumed?: number;
	readonly [field: string]: unknown;
}

/** Where the provider keeps sessions, codes and tokens, by kind and id. */
export type MemoryStore = Map<string, StoredThing>;

/**
 * The provider's storage, in memory; its own would print a warning. Clients are asked for at every request, so that
 * one can be added while it runs.
 */
export function createMemoryAdapter(
	store: MemoryStore,
	findClient: (id: string) => StoredThing | undefined,
) {
	return (model: string) => {
		const keyOf = (id: string) => `${model}:${id}`;
		return {
			async upsert(id: string, thing: StoredThing) {
				store.set(keyOf(id), thing);
			},
			async find(id: string) {
				return model === "Client" ? findClient(id) : store.get(keyOf(id));
			},
			async findByUid(uid: string) {
				for (const [key, thing] of store)
					if (key.startsWith(`${model}:`) && thing.uid === uid) return thing;
				return undefined;
			},
			async findByUserCode() {
				return undefined;
			},
			async consume(id: string) {
				const thing = store.get(keyOf(id));
				if (thing)
					store.set(keyOf(id), { ...thing, consumed: Date.now() / 1000 });
			},
			async destroy(id: string) {
				store.delete(keyOf(id));
			},
			async revokeByGrantId(grantId: string) {
				for (const [key, thing] of store)
					if (thing.grantId === grantId) store.delete(key);
			},
		};
	};
}
