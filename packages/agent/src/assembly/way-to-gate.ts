import type { Socket } from "node:net";
import type { Gate } from "../rooms/gate/index.ts";

/** Leads from the networks of plugins to the gate, which opens after the sandbox was found and before the first plugin starts. */
export function createWayToGate(): {
	port(): number | undefined;
	admit(socket: Socket): void;
	/** Told of the gate when it is open. */
	lead(gate: Pick<Gate, "admit" | "port">): void;
} {
	let open: Pick<Gate, "admit" | "port"> | undefined;
	return {
		port: () => open?.port,
		admit(socket) {
			if (open) open.admit(socket);
			else socket.destroy();
		},
		lead(gate) {
			open = gate;
		},
	};
}
