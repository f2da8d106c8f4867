import assert from "node:assert/strict";
import { test } from "node:test";
import {
	commandEventsDocument,
	createApiClient,
	removePersonDocument,
	verifyAuditDocument,
} from "@quarterdeck/cli/api";
import { until } from "@quarterdeck/testkit";
import { startTestFleet, type TestFleet } from "@quarterdeck/testkit/fleet";
import { type CookieSession, openSession } from "./cookie-session.ts";
import { fleetConfiguration } from "./fleet-configuration.ts";
import {
	auditEvents,
	type ChannelHeard,
	channelEvents,
	clusterEvents,
	isEndOf,
} from "./live-documents.ts";
import {
	recordStream,
	type StreamRecorder,
	untilSubscribed,
} from "./stream-recorder.ts";

/*
 * A and B are started at the same moment on an empty database. Times are printed and not asserted: what is asserted is that something
 * comes, once, and in order.
 */

test("who is let in or out at one control plane is so at the other", async (t) => {
	const fleet = await startTestFleet(t, {
		clusters: ["eu"],
		configuration: fleetConfiguration,
		controlPlane: { QD_PASSWORD_SIGN_IN: "true" },
		replicas: 2,
	});
	const [a = "", b = ""] = fleet.urls;
	const atA = fleet.owner.api;
	const ana = await fleet.person("ana@example.com");
	const ivo = await fleet.person("ivo@example.com");

	await t.test(
		"they made one organisation when both started at once",
		async () => {
			assert.equal((await fleet.sql("select from organisations")).length, 1);
		},
	);

	await t.test(
		"who is removed at A is out at B: token, cookie and all that is open",
		async (tt) => {
			const { cookie, token } = await signInTwice(fleet, "dora@example.com");
			const ongoing = await fleet.owner.begins(
				"kubectl get pods -n shop --watch --cluster eu",
			);
			const variables = { id: ongoing.id, channel: "general" };
			const begun = [commandEventsDocument, clusterEvents, channelEvents];
			const recorders = [...begun, auditEvents].flatMap((document) => [
				recordStream(token.follow(document, variables)),
				recordStream(cookie.follow(b, document, variables)),
			]);
			const stays = recordStream<ChannelHeard>(
				ana.at(b).api.follow(channelEvents, variables),
			);
			// Of a command that another one runs nothing is heard before its end.
			for (const recorder of [...recorders.slice(2), stays])
				await untilSubscribed(recorder, atA);

			const beganMs = performance.now();
			await atA.ask(removePersonDocument, { email: "dora@example.com" });
			const removedMs = performance.now();
			await until(() => recorders.every(({ end }) => end), {
				what: "all of Dora's subscriptions at B have ended",
			});
			for (const { end } of recorders)
				assert.match(String(end?.error), /not signed in|NOT_SIGNED_IN/);
			await assert.rejects(token.ask("{ me { email } }"), /not signed in/);
			assert.equal(await cookie.isSignedIn(b), false);
			tt.diagnostic(
				`subscriptions at B ended ${Math.round(lastEnd(recorders) - removedMs)} ms after A answered, ${Math.round(lastEnd(recorders) - beganMs)} ms after A was asked`,
			);
			const heard = recorders.map((recorder) => recorder.heard.length);
			await ongoing.cancel();
			await stays.waitFor("the command's end", isEndOf(ongoing.id));
			assert.deepEqual(
				recorders.map((recorder) => recorder.heard.length),
				heard,
			);
		},
	);

	await t.test(
		"who signs out at A is out at B, and so is who is ended as all others",
		async (tt) => {
			const person = await signInTwice(fleet, "eva@example.com");
			const password = "six words that nobody puts together";
			await person.cookie.ask(
				a,
				`mutation ($password: String!) { setPassword(password: $password) }`,
				{ password },
			);
			const proof = { email: "eva@example.com", password };
			const [kept, one, other] = await Promise.all([
				openSession(a, a, proof),
				openSession(b, a, proof),
				openSession(b, a, proof),
			]);
			const recorders = [one, other].map((session) =>
				recordStream(session.follow(b, clusterEvents)),
			);
			for (const recorder of recorders) await untilSubscribed(recorder, atA);

			await one.signOut(a);
			const outMs = performance.now();
			await until(() => recorders[0]?.end, { what: "the one is out at B" });
			assert.equal(await one.isSignedIn(b), false);
			assert.equal(await other.isSignedIn(b), true);
			await kept.ask(a, "mutation { endOtherSessions }");
			const othersOutMs = performance.now();
			await until(() => recorders[1]?.end, { what: "the others are out at B" });
			assert.equal(await other.isSignedIn(b), false);
			assert.equal(await kept.isSignedIn(b), true);
			tt.diagnostic(
				`at B after a sign-out at A: ${sinceMs(recorders[0], outMs)} ms, after "end all others": ${sinceMs(recorders[1], othersOutMs)} ms`,
			);
		},
	);

	await t.test(
		"an invitation accepted at both at the same moment works once",
		async () => {
			for (let i = 0; i < 5; i++) {
				const email = `guest-${i}@example.com`;
				const { invitePerson } = await atA.ask<{
					invitePerson: { url: string };
				}>(
					`mutation ($email: String!) { invitePerson(email: $email) { url } }`,
					{ email },
				);
				const proof = { link: invitePerson.url };
				const answers = await Promise.allSettled([
					openSession(a, a, proof),
					openSession(b, a, proof),
				]);
				const refusals = answers.flatMap((one) =>
					one.status === "rejected" ? [String(one.reason)] : [],
				);
				assert.deepEqual(refusals, ["Error: INVITATION_REFUSED"]);
				const people = await fleet.sql(
					"select id from people where email = $1",
					[email],
				);
				assert.equal(people.length, 1);
			}
		},
	);

	await t.test(
		"ownership handed over at both at the same moment goes to one",
		async () => {
			const answers = await Promise.allSettled([
				handOver(fleet.owner.api, await idOf(ana.api)),
				handOver(fleet.owner.at(b).api, await idOf(ivo.api)),
			]);
			const won = answers.flatMap((one) =>
				one.status === "fulfilled" ? [one.value] : [],
			);
			assert.equal(won.length, 1, JSON.stringify(answers));
			for (const url of fleet.urls) {
				const { organisation } = await ana.at(url).api.ask<{
					organisation: { owner: { email: string } };
				}>("{ organisation { owner { email } } }");
				assert.equal(organisation.owner.email, won[0]);
			}
			const refusals = answers.flatMap((one) =>
				one.status === "rejected" ? [String(one.reason)] : [],
			);
			assert.match(refusals.join(), /transfer ownership/);
		},
	);

	await t.test("the chain holds, whoever wrote to it", async () => {
		const { verifyAudit } = await ana.at(b).api.ask<{
			verifyAudit: { ok: boolean; reason: string };
		}>(verifyAuditDocument);
		assert.equal(verifyAudit.ok, true, verifyAudit.reason);
	});
});

type Api = TestFleet["owner"]["api"];

/** A session begun at A by link, and a token that it makes at B. */
async function signInTwice(
	fleet: TestFleet,
	email: string,
): Promise<{ readonly cookie: CookieSession; readonly token: Api }> {
	const [a = "", b = ""] = fleet.urls;
	const link = await fleet.signInLink(email);
	const cookie = await openSession(a, a, { link });
	const { createApiToken } = await cookie.ask<{
		createApiToken: { token: string };
	}>(
		b,
		`mutation { createApiToken(label: "own", scopes: [READ, RUN, PEOPLE]) { token } }`,
	);
	return {
		cookie,
		token: createApiClient({ url: b, token: createApiToken.token }),
	};
}

async function idOf(api: Api): Promise<string> {
	return (await api.ask<{ me: { id: string } }>("{ me { id } }")).me.id;
}

/** @returns the email of who owns it by then. */
async function handOver(api: Api, person: string): Promise<string> {
	const { transferOwnership } = await api.ask<{
		transferOwnership: { owner: { email: string } };
	}>(
		`mutation ($person: ID!) { transferOwnership(person: $person) { owner { email } } }`,
		{ person },
	);
	return transferOwnership.owner.email;
}

function lastEnd(recorders: readonly StreamRecorder<unknown>[]): number {
	return Math.max(...recorders.map(({ end }) => end?.atMs ?? Number.NaN));
}

function sinceMs(
	recorder: StreamRecorder<unknown> | undefined,
	atMs: number,
): number {
	return Math.round((recorder?.end?.atMs ?? Number.NaN) - atMs);
}
