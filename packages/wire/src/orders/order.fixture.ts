import { inControlPlane, type OrderAct } from "@quarterdeck/contract";
import { createLog } from "@quarterdeck/runtime";
import type { ControlPlaneKeys } from "../auth/bus-keys.ts";
import {
	addressOf,
	type Ending,
	type StartServer,
	startBusFixture,
	testOrder,
} from "../bus.fixture.ts";
import { wireHeaders } from "../codec.ts";
import type { BusTrust } from "../connection/bus-trust.ts";
import { dial } from "../connection/dial.ts";
import { createCountingMeter } from "../meter.fixture.ts";
import type { AgentAddress } from "./order-caller.ts";
import type { OrderHandler } from "./received-order.ts";

export type TestHandler = OrderHandler<{ n: number }, { done: boolean }>;

/** One organisation, one agent that answers the test order, and the control plane. */
export async function startOrderPair<Server extends { readonly url: string }>(
	t: Ending,
	startServer: StartServer<Server>,
	handler?: TestHandler,
) {
	const fixture = await startBusFixture(t, startServer);
	const org = await fixture.organisation();
	const meters = { bus: createCountingMeter(), link: createCountingMeter() };
	const lines: string[] = [];
	const log = createLog({
		process: "test",
		level: "debug",
		write: (connection) => lines.push(connection),
	});
	const bus = await fixture.bus({
		meter: meters.bus,
		settings: { orders: { graceMs: 300 } },
	});
	const link = await fixture.link(org, "agt-1", { meter: meters.link, log });
	if (handler) {
		link.serve(testOrder, handler);
		await link.flush();
	}
	return {
		...fixture,
		org,
		bus,
		link,
		to: addressOf(org, "agt-1"),
		meters,
		lines,
	};
}

/** The control plane's user, by hand: sends acts and hears the parts. */
export async function rawControlPlane(
	t: Ending,
	pair: {
		readonly server: { readonly url: string };
		readonly trust: BusTrust;
		readonly keys: ControlPlaneKeys;
		readonly to: AgentAddress;
	},
) {
	const connection = await dial({
		server: pair.server.url,
		trust: pair.trust,
		name: "raw",
		credential: pair.keys.controlPlaneCredential,
		inboxPrefix: "_INBOX_controlplane",
	});
	t.after(() => connection.close());
	const parts: {
		kind: string;
		number: number;
		text: string;
		correlation: string;
	}[] = [];
	connection.subscribe("up.*.*.r.*", {
		callback: (_, msg) => {
			parts.push({
				kind: msg.headers?.get("Qd-Kind") ?? "",
				number: Number(msg.headers?.get("Qd-Part")),
				text: msg.string().slice(0, 200),
				correlation: msg.subject.split(".").at(-1) ?? "",
			});
		},
	});
	await connection.flush();
	const { busAccount, inst } = pair.to;
	return {
		connection,
		parts,
		send(
			act: OrderAct,
			correlation: string,
			payload: Uint8Array,
			more: Record<string, string> = {},
		) {
			const subject = inControlPlane.order(
				busAccount,
				inst,
				testOrder.name,
				act,
				correlation,
			);
			connection.publish(subject, payload, { headers: wireHeaders(more) });
		},
	};
}

/** Ten seconds left. */
export const remaining = { "Qd-Remaining-Ms": "10000" };
