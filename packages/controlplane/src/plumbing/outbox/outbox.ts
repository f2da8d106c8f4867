import {
	type FactKind,
	factKey,
	factSchema,
	factSubject,
} from "@quarterdeck/contract";
import type { FactHandler, NewId, Outbox } from "@quarterdeck/runtime";
import type { JobHandler, JobQueue } from "../jobs/index.ts";

/** Names of the handlers that act on each kind of fact. Written down apart from the handlers, which come later than whoever puts facts. */
export type FactRoutes = { readonly [K in FactKind]: readonly string[] };

/** An outbox whose facts become jobs, one for each handler. */
export function createOutbox(deps: {
	readonly queue: Pick<JobQueue, "write">;
	readonly newId: NewId;
	readonly routes: FactRoutes;
}): Outbox {
	const { queue, newId, routes } = deps;
	return {
		put(tx, fact) {
			for (const name of routes[fact.kind])
				queue.write(tx, {
					organisationId: fact.organisationId,
					id: newId("job"),
					name,
					subject: factSubject(fact),
					idempotencyKey: factKey(fact),
					payload: JSON.stringify(fact),
				});
		},
	};
}

/** The jobs of handlers of facts. @throws Error when the routes name another handler than there is, or lead to it from another kind. */
export function jobsOfFacts(
	handlers: readonly FactHandler[],
	routes: FactRoutes,
): readonly JobHandler[] {
	const routed = Object.entries(routes).flatMap(([kind, names]) =>
		names.map((name) => `${name} ${kind}`),
	);
	const there = handlers.map(({ name, kind }) => `${name} ${kind}`);
	if (routed.toSorted().join() !== there.toSorted().join())
		throw new Error(
			`Facts are routed to ${routed.join()}, and the handlers are ${there.join()}.`,
		);
	return handlers.map((handler) => ({
		name: handler.name,
		async run(payload, signal) {
			await handler.handle(factSchema.parse(JSON.parse(payload)), signal);
		},
	}));
}
