import { setTimeout as delay } from "node:timers/promises";
import { StatusError } from "../status-error.ts";

/** Something that goes wrong on purpose. Requests match when every given condition holds. */
export interface Fault {
	readonly method?: string;
	readonly path?: RegExp | string;
	/** How many requests it strikes before it is over; without it, all until removed. */
	times?: number;
	/** Held back this long first. */
	readonly delayMs?: number;
	/** Answered with this status instead. */
	readonly status?: {
		readonly code: number;
		readonly reason?: string;
		readonly message?: string;
		readonly retryAfterSeconds?: number;
	};
	/** The connection is cut without an answer. */
	readonly drop?: boolean;
}

export interface Faults {
	/** Returns how to take the fault away again. */
	add(fault: Fault): () => void;
	clear(): void;
	/** Cuts every open connection, watches included. */
	dropConnections(): void;
}

export interface FaultBox extends Faults {
	/** Lets the matching faults strike: waits, throws their refusal, or answers `drop`. */
	strike(method: string, path: string): Promise<"drop" | "pass">;
	onDropConnections(act: () => void): void;
}

export function createFaultBox(): FaultBox {
	const faults = new Set<Fault>();
	let dropAll = (): void => {};

	return {
		add(fault) {
			const own = { ...fault };
			faults.add(own);
			return () => faults.delete(own);
		},
		clear: () => faults.clear(),
		dropConnections: () => dropAll(),
		onDropConnections(act) {
			dropAll = act;
		},
		async strike(method, path) {
			const found = [...faults].find((fault) => matches(fault, method, path));
			if (!found) return "pass";
			if (found.times !== undefined) {
				found.times -= 1;
				if (found.times <= 0) faults.delete(found);
			}
			if (found.delayMs) await delay(found.delayMs, undefined, { ref: false });
			if (found.drop) return "drop";
			if (found.status) throw refusalOf(found.status);
			return "pass";
		},
	};
}

function matches(fault: Fault, method: string, path: string): boolean {
	if (fault.method !== undefined && fault.method !== method) return false;
	if (fault.path === undefined) return true;
	return typeof fault.path === "string"
		? path.startsWith(fault.path)
		: fault.path.test(path);
}

const reasons: Record<number, string> = {
	401: "Unauthorized",
	403: "Forbidden",
	404: "NotFound",
	409: "Conflict",
	410: "Expired",
	429: "TooManyRequests",
	500: "InternalError",
	503: "ServiceUnavailable",
	504: "Timeout",
};

function refusalOf(status: NonNullable<Fault["status"]>): StatusError {
	const { code, retryAfterSeconds } = status;
	return new StatusError({
		code,
		reason: status.reason ?? reasons[code] ?? "InternalError",
		message: status.message ?? "a fault was asked for",
		...(retryAfterSeconds === undefined
			? {}
			: { details: { retryAfterSeconds } }),
	});
}
