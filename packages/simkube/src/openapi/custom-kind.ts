import type { Json } from "../kube-object.ts";

/** One served version of a custom kind, as its definition describes it. */
export interface CustomKind {
	readonly group: string;
	readonly version: string;
	readonly kind: string;
	readonly plural: string;
	readonly listKind?: string;
	readonly namespaced: boolean;
	/** The `openAPIV3Schema` of the version. */
	readonly schema?: { readonly [key: string]: Json | undefined };
}
