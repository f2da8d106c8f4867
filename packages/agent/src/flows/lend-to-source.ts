import {
	type AgentConfiguration,
	AppError,
	type PluginEntry,
} from "@quarterdeck/contract";
import type { Clock, NewId, Timer } from "@quarterdeck/runtime";
import {
	type Ceiling,
	directLoan,
	enforceSettings,
	type Gate,
	type Loan,
	mapIdentity,
	type OwnCredentials,
} from "../rooms/gate/index.ts";
import { StreamRefused } from "../rooms/plugins/index.ts";

/** What lends. */
export interface Lender {
	readonly gate: Pick<Gate, "lend">;
	readonly ownCredentials: OwnCredentials;
	readonly ceiling: Ceiling;
	readonly newId: NewId;
	readonly clock: Clock;
}

/** A loan ends so long after it was last extended: what is left of a stream that hangs together with its agent. */
const loanMs = 600_000;
const extendEveryMs = loanMs / 4;

/** An identity for as long as a stream is open. */
export interface StreamLoan {
	readonly kubeconfig: string | undefined;
	/** Aborted when the loan was lost, as after a sleep of the machine: the stream needs another one. */
	readonly over: AbortSignal;
	end(): void;
}

/**
 * Borrows what the entry's mapping names, and extends it until its end.
 * @throws StreamRefused, for what only another configuration can mend.
 */
export async function lendToSource(
	entry: PluginEntry,
	configuration: AgentConfiguration,
	lender: Lender,
): Promise<StreamLoan> {
	const loan = await borrow(entry, configuration, lender);
	return { kubeconfig: loan?.kubeconfig, ...keepLent(loan, lender.clock) };
}

async function borrow(
	entry: PluginEntry,
	configuration: AgentConfiguration,
	deps: Lender,
): Promise<Loan | undefined> {
	try {
		enforceSettings(configuration, deps.ceiling);
		const identity = sourceIdentity(entry);
		if (!identity) return undefined;
		const { clusterName, settings } = configuration;
		if (settings.credentials === "direct")
			return await directLoan(deps.ownCredentials, identity, clusterName);
		return deps.gate.lend({
			run: deps.newId("run"),
			identity,
			endsAt: new Date(deps.clock.now().getTime() + loanMs),
			clusterName,
		});
	} catch (error) {
		if (!(error instanceof AppError)) throw error;
		throw new StreamRefused(error.message, { cause: error });
	}
}

/** @throws AppError IDENTITY_UNMAPPED for a mapping that needs a person or a channel: a source has neither. */
function sourceIdentity({ rbac }: PluginEntry) {
	for (const type of [rbac?.user?.type, rbac?.group?.type])
		if (type && type !== "Static")
			throw new AppError("IDENTITY_UNMAPPED", {
				reason: `the mapping is of type ${type}, and a source has no person and no channel: only Static names can be lent to it`,
			});
	return mapIdentity(rbac, {
		actor: { email: "", groups: [] },
		conversation: { channel: "" },
	});
}

function keepLent(
	loan: Loan | undefined,
	clock: Clock,
): { readonly over: AbortSignal; end(): void } {
	const over = new AbortController();
	let timer: Timer | undefined;
	function extendLater(): void {
		timer = clock.after(extendEveryMs, () => {
			const endsAt = new Date(clock.now().getTime() + loanMs);
			if (loan?.extend(endsAt)) extendLater();
			else over.abort(new Error("the loan expired"));
		});
	}
	if (loan) extendLater();
	return {
		over: over.signal,
		end() {
			timer?.cancel();
			loan?.end();
		},
	};
}
