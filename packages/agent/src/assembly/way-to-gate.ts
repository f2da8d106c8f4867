import type { Server } from "node:net";
import type { Gate } from "../rooms/gate/index.ts";

/** Leads from the networks of plugins to the gate, which opens after the sandbox was found and before the first plugin starts. */
export function createWayToGate(): {
	port(): number | undefined;
	listenAlso(handle: Server): () => void;
	/** Told of the gate when it is open. */
	lead(gate: Pick<Gate, "listenAlso" | "port">): void;
} {
	let open: Pick<Gate, "listenAlso" | "port"> | undefined;
	return {
		port: () => open?.port,
		listenAlso(handle) {
			if (!open) throw new Error("the gate is not open yet");
			return open.listenAlso(handle);
		},
		lead(gate) {
			open = gate;
		},
	};
}
