import type { ObjectRef } from "@pothos/core";
import { builder } from "./builder.ts";
import { type Connection, pageInfoRef } from "./page-info.ts";

type Types = (typeof builder)["$inferSchemaTypes"];

/** The type of a page of things: `<name>Connection` with its edges. */
export function connectionType<T>(name: string, node: ObjectRef<Types, T, T>) {
	const edge = builder
		.objectRef<{ readonly node: T; readonly cursor: string }>(`${name}Edge`)
		.implement({
			fields: (t) => ({
				node: t.field({
					type: node,
					resolve: (parent) => parent.node as never,
				}),
				cursor: t.exposeString("cursor"),
			}),
		});
	return builder.objectRef<Connection<T>>(`${name}Connection`).implement({
		fields: (t) => ({
			edges: t.field({ type: [edge], resolve: ({ edges }) => edges }),
			pageInfo: t.expose("pageInfo", { type: pageInfoRef }),
		}),
	});
}
