import type { Clock } from "@quarterdeck/runtime";

const dayMs = 86_400_000;

/** Looks once a day whether the certificate of the bus is due, and lets the server read a new one. @returns how to stop that. */
export function renewBusCertificate(deps: {
	/** Renews what is due. */
	readonly prepare: () => Promise<{ readonly isCertificateRenewed: boolean }>;
	readonly reload: () => void;
	readonly say: (line: string) => void;
	readonly clock: Pick<Clock, "every">;
}): () => void {
	const { prepare, reload, say, clock } = deps;
	let isStopped = false;
	const timer = clock.every(dayMs, () => void renew());

	async function renew(): Promise<void> {
		try {
			const { isCertificateRenewed } = await prepare();
			if (isCertificateRenewed && !isStopped) reload();
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			if (!isStopped)
				say(`the certificate of the bus could not be renewed: ${reason}`);
		}
	}
	return () => {
		isStopped = true;
		timer.cancel();
	};
}
