import {
	connect,
	jwtAuthenticator,
	type NatsConnection,
} from "@nats-io/transport-node";
import {
	type Ask,
	inControlPlane,
	inOrganisation,
} from "@quarterdeck/contract";
import { silentLog, systemClock } from "@quarterdeck/runtime";
import { startTestNats, tempDir } from "@quarterdeck/testkit";
import {
	agentJwt,
	type BusCredential,
	connectAgentLink,
	connectBus,
	controlPlaneKeys,
	createAccountPublisher,
	createBusKeys,
	createNkey,
	createOrganisationKeys,
	operatorServerConfig,
	orderKeysOf,
	orderSignerOf,
	serverJwts,
} from "@quarterdeck/wire";
import { z } from "zod";
import { type Finding, ms, sideBySide } from "./measure.ts";
import { untilDone } from "./until-done.ts";

const inst = "agt-bench";
const question = {
	have: 7,
	note: "a question of ordinary size, with some words in it",
};

const ask: Ask<typeof question, { answer: number }> = {
	kind: "ask",
	name: "bench",
	request: z.object({ have: z.number(), note: z.string() }),
	reply: z.object({ answer: z.number() }),
	deadlineMs: 5000,
	idempotent: true,
};

/** An ask over the wire against a bare request of the NATS client: same server, same accounts, same user, same path. */
export async function busRoundTrip(): Promise<Finding[]> {
	await using ending = untilDone();
	const keys = createBusKeys();
	const now = systemClock.now();
	const config = operatorServerConfig({
		jwts: serverJwts(keys, now),
		listen: { host: "127.0.0.1", port: 0 },
		resolverDir: tempDir(ending),
	});
	const server = await startTestNats(ending, { config });
	const parts = { servers: [server.url], log: silentLog, clock: systemClock };
	const controlPlane = controlPlaneKeys(keys, now);
	const accountPublisher = await createAccountPublisher({
		...controlPlane,
		...parts,
	});
	ending.after(() => accountPublisher.close());
	const organisation = createOrganisationKeys();
	await accountPublisher.publish({
		keys: organisation,
		name: "bench",
		revocations: {},
	});
	const user = createNkey("user");
	const credential = {
		seed: user.seed,
		jwt: agentJwt({
			keys: organisation,
			inst,
			userKey: user.id,
			issuedAt: now,
			expiresAt: new Date(now.getTime() + 3_600_000),
		}),
	};

	const bus = await connectBus({
		...parts,
		credential: controlPlane.controlPlaneCredential,
		signerOf: async () => orderSignerOf(organisation),
	});
	ending.after(() => bus.close());
	bus.answer(ask, async (_, { have }) => ({ answer: have }));
	const link = await connectAgentLink({
		...parts,
		inst,
		credential,
		orderKeys: orderKeysOf(organisation),
	});
	ending.after(() => link.close());
	await link.connected();

	const answering = await bare(
		server.url,
		controlPlane.controlPlaneCredential,
		"_INBOX_controlplane",
	);
	const asking = await bare(
		server.url,
		credential,
		inOrganisation.inboxPrefix(inst),
	);
	ending.after(() => answering.close());
	ending.after(() => asking.close());
	const replyTo = inControlPlane.said(
		organisation.accountId,
		inst,
		"bare",
		"reply",
		"x",
	);
	answering.subscribe(`up.*.${inst}.ask.bare`, {
		callback: (_, message) => answering.publish(replyTo, message.data),
	});
	let replied = () => {};
	asking.subscribe(inOrganisation.heard(inst, "bare", "reply", "x"), {
		callback: () => replied(),
	});
	await answering.flush();
	await asking.flush();
	const payload = JSON.stringify(question);
	const bareAsk = () =>
		new Promise<void>((resolve) => {
			replied = resolve;
			asking.publish(`up.${inst}.ask.bare`, payload);
		});

	const [plain, ours] = await sideBySide(4000, [
		bareAsk,
		() => link.ask(ask, question),
	]);
	const ratio = ours.p50 / plain.p50;
	return [
		{
			claim: "bus: a round trip, of a bare request",
			measured: `${ratio.toFixed(2)} × (bare ${ms(plain.p50)}, ours ${ms(ours.p50)}; p99 ${ms(plain.p99)} and ${ms(ours.p99)})`,
			aim: "≤ 1.5 ×",
			met: ratio <= 1.5,
		},
	];
}

async function bare(
	url: string,
	{ jwt, seed }: BusCredential,
	inboxPrefix: string,
): Promise<NatsConnection> {
	return await connect({
		servers: [url],
		inboxPrefix,
		authenticator: jwtAuthenticator(jwt, new TextEncoder().encode(seed)),
	});
}

if (import.meta.main) console.table(await busRoundTrip());
