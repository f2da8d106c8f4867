import type { MsgHdrs } from "@nats-io/transport-node";
import {
	inControlPlane,
	inOrganisation,
	type OrderAct,
} from "@quarterdeck/contract";
import { createLog, systemClock } from "@quarterdeck/runtime";
import type { ControlPlaneKeys } from "../auth/bus-keys.ts";
import {
	type OrganisationKeys,
	orderSignerOf,
} from "../auth/organisation-keys.ts";
import {
	addressOf,
	type Ending,
	type StartServer,
	startBusFixture,
	testOrder,
} from "../bus.fixture.ts";
import type { BusTrust } from "../connection/bus-trust.ts";
import { dial } from "../connection/dial.ts";
import { createCountingMeter } from "../meter.fixture.ts";
import { signedHeaders } from "../signing/message-signature.ts";
import type { AgentAddress } from "./order-caller.ts";
import type { OrderServerSettings } from "./order-server.ts";
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
	const link2 = (orders: Partial<OrderServerSettings>) =>
		fixture.link(org, "agt-1", { settings: { orders } });
	if (handler) {
		link.serve(testOrder, handler);
		await link.flush();
	}
	return {
		...fixture,
		org,
		bus,
		link,
		link2,
		to: addressOf(org, "agt-1"),
		meters,
		lines,
	};
}

/** The control plane, by hand: sends signed acts, with ten seconds left, and hears the parts. `change` spoils the headers. */
export async function rawControlPlane(
	t: Ending,
	pair: {
		readonly server: { readonly url: string };
		readonly trust: BusTrust;
		readonly keys: ControlPlaneKeys;
		readonly to: AgentAddress;
		readonly org: OrganisationKeys;
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
			change: (headers: MsgHdrs) => void = () => {},
		) {
			const about = [inst, testOrder.name, act, correlation] as const;
			const issuedAtMs = systemClock.now().getTime();
			const headers = signedHeaders(orderSignerOf(pair.org), {
				subject: inOrganisation.heard(...about),
				payload,
				issuedAtMs,
				endsAtMs: issuedAtMs + 10_000,
			});
			change(headers);
			connection.publish(inControlPlane.said(busAccount, ...about), payload, {
				headers,
			});
		},
	};
}
