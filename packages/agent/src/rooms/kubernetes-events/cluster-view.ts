import type { Notice } from "@quarterdeck/contract";
import type { WatchedResource } from "../watches/index.ts";
import type { KeptObject } from "./kept-object.ts";

/** A port: what this room knows of the cluster beside the change it is told. Nothing here may wait. */
export interface ClusterView {
	/** The name that people know the cluster by. */
	clusterName(): string;
	now(): Date;
	/**
	 * The plural of a kind, from the cluster's discovery; undefined when the cluster has no such kind.
	 * @throws Error while it is not known yet.
	 */
	resourceOf(apiVersion: string, kind: string): string | undefined;
	/** What discovery says of a resource; undefined when the cluster has none of that name, or it is not known yet. */
	describe(
		apiVersion: string,
		resource: string,
	): { readonly kind: string; readonly verbs: readonly string[] } | undefined;
	/**
	 * What the watch of a resource, which is one of the plan's, keeps of an object.
	 * @throws Error while the watch has not read its first list.
	 */
	lookUp(
		resource: WatchedResource,
		namespace: string | undefined,
		name: string,
	): Found;
	/**
	 * Fills in a Go template.
	 * @throws Error with what is wrong with it.
	 */
	renderTemplate(text: string, data: unknown): string;
	/**
	 * Takes a notice; `at` is when it happened. It has been taken when this returns.
	 * @throws Error when it cannot be taken now: the change is told again, with the same notices.
	 */
	report(notice: Notice, at: Date): void;
}

export type Found =
	| { readonly state: "kept"; readonly kept: KeptObject }
	| { readonly state: "absent" }
	/** The watch fails, e.g. because its identity may not list the resource. */
	| { readonly state: "unreadable" };
