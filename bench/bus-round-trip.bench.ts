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
import {
	createTestCertificates,
	startTestNats,
	tempDir,
} from "@quarterdeck/testkit";
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
	const { tls, trust, ca } = createTestCertificates(tempDir(ending));
	const keys = createBusKeys();
	const now = systemClock.now();
	const config = operatorServerConfig({
		jwts: serverJwts(keys, now),
		listen: { host: "127.0.0.1", port: 0 },
		resolverDir: tempDir(ending),
		tls,
	});
	const server = await startTestNats(ending, { config });
	const parts = {
		servers: [server.url],
		trust,
		log: silentLog,
		clock: systemClock,
	};
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

	// The control plane reads an organisation's key once, too.
	const signer = orderSignerOf(organisation);
	const bus = await connectBus({
		...parts,
		// It allows each agent 20 questions a second; by this clock, that is 2000.
		clock: {
			...systemClock,
			monotonicMs: () => systemClock.monotonicMs() * 100,
		},
		credential: controlPlane.controlPlaneCredential,
		signerOf: async () => signer,
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
		ca,
		controlPlane.controlPlaneCredential,
		"_INBOX_controlplane",
	);
	const asking = await bare(
		server.url,
		ca,
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
		await costOfTls(),
	];
}

/** A bare request on a server with TLS against the same on one without; nobody is asked who they are. */
async function costOfTls(): Promise<Finding> {
	await using ending = untilDone();
	const { tls, ca } = createTestCertificates(tempDir(ending));
	const files = `cert_file: "${tls.certFile}", key_file: "${tls.keyFile}"`;
	const start = async (config: string, options: object) => {
		const { url } = await startTestNats(ending, { config });
		const connectOne = () => connect({ servers: [url], ...options });
		const [answering, asking] = [await connectOne(), await connectOne()];
		ending.after(() => answering.close());
		ending.after(() => asking.close());
		answering.subscribe("bare", {
			callback: (_, message) => void message.respond(message.data),
		});
		await answering.flush();
		return () => asking.request("bare", JSON.stringify(question));
	};
	const [plain, secure] = await sideBySide(4000, [
		await start("", {}),
		await start(`tls { ${files}, handshake_first: true }`, {
			tls: { ca, host: "127.0.0.1", handshakeFirst: true },
		}),
	]);
	const ratio = secure.p50 / plain.p50;
	return {
		claim: "bus: a bare request over TLS, of one without",
		measured: `${ratio.toFixed(2)} × (plain ${ms(plain.p50)}, TLS ${ms(secure.p50)}; p99 ${ms(plain.p99)} and ${ms(secure.p99)})`,
		aim: "≤ 1.5 ×",
		met: ratio <= 1.5,
	};
}

async function bare(
	url: string,
	ca: string,
	{ jwt, seed }: BusCredential,
	inboxPrefix: string,
): Promise<NatsConnection> {
	return await connect({
		servers: [url],
		inboxPrefix,
		tls: { ca, host: "127.0.0.1", handshakeFirst: true } as object,
		authenticator: jwtAuthenticator(jwt, new TextEncoder().encode(seed)),
	});
}

if (import.meta.main) console.table(await busRoundTrip());
