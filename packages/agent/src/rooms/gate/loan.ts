import type { Socket } from "node:net";
import type { GateSummary, RunId } from "@quarterdeck/contract";
import type { Identity } from "./identity.ts";
import { createRequestRecord, type RequestRecord } from "./request-record.ts";

/** An identity lent for one run. */
export interface Loan {
	/** Points at the gate and carries the single-use secret; Botkube's shape. */
	readonly kubeconfig: string;
	/** Ends the loan: what still streams is cut, the secret is dead. Answers what was done with it; again and again the same. */
	end(): GateSummary | undefined;
}

/** Something that is going on with a loan's secret and must stop with it. */
export interface Exchange {
	/** Stops it on both sides and puts it in the record. */
	cut(note: string): void;
}

/** A loan as the gate keeps it. */
export interface OpenLoan {
	readonly runId: RunId;
	readonly identity: Identity;
	readonly record: RequestRecord;
	readonly live: Set<Exchange>;
	readonly sockets: Set<Socket>;
	/** False after its end by the clock, while the run has not given it back yet. */
	open: boolean;
}

/** A loan that nobody used yet. */
export function createOpenLoan(runId: RunId, identity: Identity): OpenLoan {
	return {
		runId,
		identity,
		record: createRequestRecord(identity),
		live: new Set(),
		sockets: new Set(),
		open: true,
	};
}

/** Cuts everything that runs on the loan; what comes after is refused. */
export function closeLoan(loan: OpenLoan, note: string): void {
	loan.open = false;
	for (const exchange of [...loan.live]) exchange.cut(note);
	for (const socket of loan.sockets) socket.destroy();
	loan.sockets.clear();
}
