import type { Socket } from "node:net";
import type { GateSummary, RunId } from "@quarterdeck/contract";
import type { Identity } from "./identity.ts";
import { createRequestRecord, type RequestRecord } from "./request-record.ts";

/** An identity lent for one run. */
export interface Loan {
	/** Points at the gate and contains the secret of this run; has the shape that Botkube writes. */
	readonly kubeconfig: string;
	/** Moves its end, for what lasts longer than one loan. False when it has ended or expired: another one must be lent. */
	extend(endsAt: Date): boolean;
	/** Ends the loan: closes its connections and invalidates its secret. Returns what was done with it, the same at every call. */
	end(): GateSummary | undefined;
}

/** An open request or connection that uses a loan and must end with it. */
export interface Exchange {
	/** Closes both sides and records the note. */
	cut(note: string): void;
}

/** The gate's own view of a loan. */
export interface OpenLoan {
	readonly runId: RunId;
	readonly clusterName: string;
	readonly identity: Identity;
	readonly record: RequestRecord;
	readonly live: Set<Exchange>;
	readonly sockets: Set<Socket>;
	/** Requests that the API server did not serve. */
	unserved: number;
	/** False once it has expired, even if the run has not returned it yet. */
	open: boolean;
}

/** A loan that was not used yet. */
export function createOpenLoan(
	runId: RunId,
	identity: Identity,
	clusterName: string,
): OpenLoan {
	return {
		runId,
		clusterName,
		identity,
		record: createRequestRecord(identity),
		live: new Set(),
		sockets: new Set(),
		unserved: 0,
		open: true,
	};
}

/** Closes every exchange of the loan; later requests are refused. */
export function closeLoan(loan: OpenLoan, note: string): void {
	loan.open = false;
	for (const exchange of [...loan.live]) exchange.cut(note);
	for (const socket of loan.sockets) socket.destroy();
	loan.sockets.clear();
}
