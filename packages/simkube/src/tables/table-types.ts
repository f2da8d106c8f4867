import type { KubeObject } from "../kube-object.ts";

/** A column of a `Table`, as `columnDefinitions` carries it. Priority above 0 shows with `-o wide` only. */
export interface ColumnDefinition {
	readonly name: string;
	readonly type: string;
	readonly format: string;
	readonly description: string;
	readonly priority: number;
}

export type Cell = string | number | boolean | null;

/** All cells of an object, those of wide columns included, in the order of the kind's columns. */
export type CellsOf = (object: KubeObject, nowMs: number) => Cell[];
