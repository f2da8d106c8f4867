import assert from "node:assert/strict";
import { test } from "node:test";
import {
	startTestBrowser,
	type Visitor,
	whyNoBrowser,
} from "@quarterdeck/testkit/browser";
import { startTestFleet, type TestFleet } from "@quarterdeck/testkit/fleet";
import { startTestProvider } from "@quarterdeck/testkit/oidc";
import { fleetConfiguration } from "./fleet-configuration.ts";
import { home, signInByLink, signInByProvider } from "./web-visit.ts";

const skip = await whyNoBrowser();
const bea = { email: "bea@example.com", name: "Bea", password: "right" };
const hostile = {
	name: '<img src=x onerror="alert(1)">',
	label: '"><script>alert(2)</script>',
	argument: "<script>alert(5)</script>",
	pod: "<svg/onload=alert(3)>",
	person: "<iframe srcdoc='<script>alert(4)</script>'>",
};

test("organisation B learns nothing of organisation A, and what A says runs in nobody's browser", {
	skip,
}, async (t) => {
	const browser = await startTestBrowser(t);
	const oidc = await startTestProvider(t, { people: [bea] });
	const fleet = await startTestFleet(t, {
		clusters: ["eu"],
		configuration: fleetConfiguration,
		controlPlane: { QD_ORGANISATION_CREATION: "anyone" },
		oidc,
		web: true,
	});
	const ana = await browser.visitor();
	const beas = await browser.visitor();
	const pagesOfA = await signInByLink(
		ana.page,
		await fleet.signInLink("ana@example.com"),
	);
	const ofA = await thingsOf(fleet, pagesOfA);

	const pagesOfB = await t
		.test(
			"somebody of nobody's makes an organisation of their own",
			async () => {
				await signInByProvider(beas.page, fleet.url, bea);
				await beas.page
					.getByRole("textbox", { name: "Organisation name" })
					.fill("B");
				await beas.page.getByRole("button", { name: /organisation/i }).click();
				await home(beas.page);
			},
		)
		.then(() => home(beas.page));

	await t.test("her pages show nothing of A", async () => {
		const { page } = beas;
		for (const path of [
			"overview",
			"console",
			"clusters",
			"configuration",
			"audit",
			"people",
		]) {
			await page.goto(pagesOfB + path);
			await page.getByRole("heading", { level: 1 }).waitFor();
			await page.waitForLoadState("domcontentloaded");
			const shown = await page.locator("body").innerText();
			assert.doesNotMatch(shown, /ana@example|owner@example|cart-eu/, path);
		}
		await page.goto(`${pagesOfB}clusters`);
		await page.getByText("No clusters yet").waitFor();
	});

	await t.test(
		"addresses of A lead nowhere, by A's id or by hers",
		async () => {
			const { page } = beas;
			for (const path of [
				"clusters",
				"clusters/eu",
				"console/general",
				"audit",
			]) {
				await page.goto(pagesOfA + path);
				await page.getByText("Page not found").waitFor();
			}
			await page.goto(`${pagesOfB}clusters/eu`);
			await page.getByText("Cluster not found").waitFor();
			await page.goto(`${pagesOfB}audit/${ofA.auditRecord}`);
			await page.getByRole("heading").first().waitFor();
			assert.equal(await page.getByText("ana@example.com").count(), 0);
		},
	);

	await t.test(
		"with A's ids her session is told the same as with ids that never were",
		async () => {
			const ask = await sessionOf(beas, fleet.url);
			const never = Object.fromEntries(
				Object.entries(ofA).map(([key, id]) => [
					key,
					id.replace(/_.*/, "_00000000000000000000000000"),
				]),
			) as typeof ofA;
			for (const organisation of [ofA.organisation, organisationOf(pagesOfB)])
				for (const query of [
					(ids: typeof ofA) => `{ command(id: "${ids.command}") { text } }`,
					(ids: typeof ofA) =>
						`{ auditRecord(id: "${ids.auditRecord}") { code } }`,
					(ids: typeof ofA) =>
						`mutation { cancelCommand(id: "${ids.command}") { id } }`,
					(ids: typeof ofA) =>
						`mutation { endMachineToken(id: "${ids.machineToken}") { id } }`,
					(ids: typeof ofA) =>
						`mutation { updatePerson(id: "${ids.person}", displayName: "x") { id } }`,
					(ids: typeof ofA) =>
						`mutation { transferOwnership(person: "${ids.person}") { id } }`,
				]) {
					const known = await ask(query(ofA), organisation);
					const unknown = await ask(query(never), organisation);
					assert.equal(
						withoutIds(known),
						withoutIds(unknown),
						`${query(ofA)} in ${organisation}`,
					);
					assert.doesNotMatch(known, /ana@example|get pods|cart-eu/);
				}
			const clusters = await ask(
				'{ clusters { totalCount } cluster(name: "eu") { id } }',
				organisationOf(pagesOfB),
			);
			assert.match(clusters, /"totalCount":0.*"cluster":null/);
		},
	);

	await t.test("a subscription of hers hears nothing of A", async () => {
		const { page } = beas;
		await page.goto(`${pagesOfB}clusters`);
		await page.getByText("live", { exact: true }).waitFor();
		await ana.page.goto(`${pagesOfA}clusters`);
		await ana.page.getByText("alive", { exact: true }).waitFor();
		await fleet.cluster("eu").agent.stop();
		await ana.page.getByText("away", { exact: true }).waitFor();
		await fleet.cluster("eu").agent.start();
		await ana.page.getByText("alive", { exact: true }).waitFor();
		assert.equal(await page.getByText("eu", { exact: true }).count(), 0);
		await page.getByText("No clusters yet").waitFor();
	});

	await t.test(
		"markup in names, labels, pods and output is text to whoever sees it",
		async () => {
			fleet.cluster("eu").kubernetes.objects.put([
				{
					apiVersion: "v1",
					kind: "Pod",
					metadata: { name: hostile.pod, namespace: "shop" },
					spec: { containers: [{ name: "x", image: "registry.example/x:1" }] },
					status: { phase: "Running" },
				},
			]);
			await plantMarkup(fleet, ofA);
			const { page } = ana;
			await page.goto(`${pagesOfA}console/general`);
			const command = page.getByRole("combobox", { name: "Command" });
			await command.fill(`kubectl get pods -n shop --cluster eu`);
			await command.press("Enter");
			await page.getByText(hostile.pod).first().waitFor();
			await command.fill(
				`kubectl get pod '${hostile.argument}' -n shop --cluster eu`,
			);
			await command.press("Enter");
			await page.getByText("alert(5)").first().waitFor();
			await page.goto(`${pagesOfA}clusters`);
			await page.getByText(hostile.name).waitFor();
			await page.getByText(hostile.label).first().waitFor();
			await page.getByRole("link", { name: hostile.name }).click();
			await page.getByRole("heading", { name: hostile.name }).waitFor();
			await page.goto(`${pagesOfA}people`);
			await page.getByText(hostile.person).first().waitFor();
			await page.goto(`${pagesOfA}audit`);
			await page.getByText("alert(5)").first().waitFor();
			assert.equal(
				await page.locator("iframe, main img, svg[onload]").count(),
				0,
			);
			assert.deepEqual(ana.troubles, []);
		},
	);
});

interface Ids {
	readonly organisation: string;
	readonly command: string;
	readonly auditRecord: string;
	readonly machineToken: string;
	readonly person: string;
}

/** One of each of A's things, made by its people. */
async function thingsOf(fleet: TestFleet, pages: string): Promise<Ids> {
	const answer = await fleet.owner.says(
		"kubectl get pods -n shop --cluster eu",
	);
	const { api } = fleet.owner;
	const { createMachineToken, auditRecords, me } = {
		...(await api.ask<{
			createMachineToken: { machineToken: { id: string } };
		}>(
			`mutation { createMachineToken(cluster: "eu", label: "probe") { machineToken { id } } }`,
			{},
		)),
		...(await api.ask<{
			auditRecords: { edges: { node: { id: string } }[] };
			me: { id: string };
		}>("{ auditRecords(first: 1) { edges { node { id } } } me { id } }", {})),
	};
	return {
		organisation: organisationOf(pages),
		command: answer.id,
		auditRecord: auditRecords.edges[0]?.node.id ?? "",
		machineToken: createMachineToken.machineToken.id,
		person: me.id,
	};
}

/** The id in the address of an organisation's pages. */
function organisationOf(pages: string): string {
	return /org_[^/]+/.exec(pages)?.[0] ?? "";
}

/** Asks with the cookie of somebody's browser; answers the whole body as text. */
async function sessionOf({ context }: Visitor, url: string) {
	const session = await (await context.request.get(`${url}/session`)).json();
	return async (query: string, organisation: string): Promise<string> => {
		const response = await context.request.post(`${url}/graphql`, {
			headers: {
				origin: url,
				"x-csrf-token": session.csrfToken,
				"x-organisation": organisation,
			},
			data: { query },
		});
		return await response.text();
	};
}

/** Ids differ by nature, and every failure has a reference of its own. */
function withoutIds(answer: string): string {
	return answer.replace(/\b[a-z]{3}_[0-9a-z]{26}\b/g, "ID");
}

/** Puts markup where every check of ours would refuse it. */
async function plantMarkup(fleet: TestFleet, { organisation }: Ids) {
	await fleet.sql(
		"alter table clusters drop constraint clusters_name_is_a_dns_label",
	);
	await fleet.sql(
		`insert into clusters (organisation_id, id, name, labels, state, since, created_at)
		values ($1, 'clu_' || repeat('0', 26), $2, $3, 'joining', now(), now())`,
		[organisation, hostile.name, JSON.stringify({ region: hostile.label })],
	);
	await fleet.sql("update people set display_name = $1", [hostile.person]);
	await fleet.sql("update accounts set display_name = $1", [hostile.person]);
}
