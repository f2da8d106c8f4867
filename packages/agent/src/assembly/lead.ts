import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import {
	type Clock,
	createLife,
	type Life,
	type Log,
} from "@quarterdeck/runtime";
import type { KubeClient } from "../plumbing/kube/index.ts";
import { createKubeLeases } from "../plumbing/kube/kube-leases.ts";
import { leaseTimes } from "../plumbing/kube/lease-object.ts";
import type { Settings } from "../settings.ts";
import type { Role } from "./role.ts";
import type { Leading } from "./start-leading.ts";

/** Starts what only a leader does, with its parts in `life`. */
export type StartLeading = (
	life: Life,
	term: {
		/** Aborted when this agent may no longer lead. */
		readonly signal: AbortSignal;
		/** Whether running commands may finish when it ends: not when another agent may lead already. */
		readonly mayFinish: () => boolean;
	},
) => Promise<Leading>;

/** Leads from the start to the end of the process: for an agent that is alone. Resolves when it leads. */
export async function leadAlone(parts: {
	readonly start: StartLeading;
	readonly ready: (leading: Leading) => void;
	readonly role: Role;
	readonly life: Life;
}): Promise<void> {
	const { start, ready, role, life } = parts;
	const stopping = stoppingSignal(life);
	const mayFinish = () => true;
	const leading = await start(life, { signal: stopping, mayFinish });
	role.become({ kind: "leading", leading });
	ready(leading);
}

/**
 * Of several agents that share a lease, leads while it holds the lease and stands by otherwise. Resolves when the process is asked to
 * stop and everything that leads has stopped, so that the lease is released last.
 * @throws what kept it from leading, as a join that is refused.
 */
export async function leadInTurn(parts: {
	readonly settings: Pick<Settings, "leaseName" | "leaseSeconds">;
	readonly namespace: string;
	readonly client: KubeClient;
	readonly start: StartLeading;
	readonly ready: (leading: Leading) => void;
	readonly role: Role;
	readonly clock: Clock;
	readonly log: Log;
	readonly life: Life;
}): Promise<void> {
	const { settings, namespace, client, start, ready, role } = parts;
	const { clock, log, life } = parts;
	const stopping = stoppingSignal(life);
	const holder = `${hostname()}_${randomBytes(6).toString("hex")}`;
	const leases = createKubeLeases({
		client,
		namespace,
		holder,
		times: leaseTimes(settings.leaseSeconds),
		clock,
		log,
		onWaiting: (leader) => role.become({ kind: "standby", leader }),
	});
	while (!stopping.aborted) {
		try {
			await leases.hold(
				settings.leaseName,
				({ signal }) => {
					const mayFinish = () => signal.reason === stopping.reason;
					return leadWhile({ signal, mayFinish, start, ready, role, log });
				},
				{ signal: stopping },
			);
		} catch (error) {
			if (!stopping.aborted) throw error;
		}
	}
}

/** Leads until the lease is lost or the process stops. */
async function leadWhile(parts: {
	readonly signal: AbortSignal;
	readonly mayFinish: () => boolean;
	readonly start: StartLeading;
	readonly ready: (leading: Leading) => void;
	readonly role: Role;
	readonly log: Log;
}): Promise<void> {
	const { signal, mayFinish, start, ready, role, log } = parts;
	const life = createLife(log);
	try {
		const leading = await start(life, { signal, mayFinish });
		role.become({ kind: "leading", leading });
		ready(leading);
		await aborted(signal);
	} catch (error) {
		if (!signal.aborted) throw error;
	} finally {
		role.become({ kind: "standby", leader: undefined });
		await life.stopAll();
	}
}

function stoppingSignal(life: Life): AbortSignal {
	const stopping = new AbortController();
	void life.ended.then((reason) => stopping.abort(new Error(reason)));
	return stopping.signal;
}

function aborted(signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (signal.aborted) resolve();
		else signal.addEventListener("abort", () => resolve(), { once: true });
	});
}
