import assert from "node:assert/strict";
import { test } from "node:test";
import { createApiClient } from "@quarterdeck/cli/api";
import { until } from "@quarterdeck/testkit";
import {
	phone,
	seriousViolations,
	startTestBrowser,
	type Visitor,
	whyNoBrowser,
} from "@quarterdeck/testkit/browser";
import { startTestFleet } from "@quarterdeck/testkit/fleet";
import { fleetConfiguration } from "./fleet-configuration.ts";
import { overflow, signInByLink } from "./web-visit.ts";

const skip = await whyNoBrowser();

type Page = Visitor["page"];

/** What a button of the dialog puts on the clipboard. */
async function copied(
	page: Page,
	dialog: ReturnType<Page["getByRole"]>,
	name: string,
): Promise<string> {
	await dialog.getByRole("button", { name }).click();
	return String(await page.evaluate("navigator.clipboard.readText()"));
}

test("a cluster is added in the browser, its agent comes, and it is removed", {
	skip,
}, async (t) => {
	const browser = await startTestBrowser(t);
	const fleet = await startTestFleet(t, {
		clusters: ["eu"],
		configuration: fleetConfiguration,
		web: true,
	});
	const { page } = await browser.visitor();
	const pages = await signInByLink(
		page,
		await fleet.signInLink("ana@example.com"),
	);
	await page.getByRole("link", { name: "Clusters" }).click();

	await t.test("the cluster that is alive is listed", async () => {
		const row = page.getByRole("row", { name: /eu/ });
		await row.getByText("alive").waitFor();
		await page.getByText("alive 1", { exact: true }).waitFor();
		assert.deepEqual(await seriousViolations(page), []);
	});

	await t.test(
		"a name that cannot be is refused where it is typed",
		async () => {
			await page.getByRole("button", { name: "Add a cluster" }).click();
			const dialog = page.getByRole("dialog", { name: "Add a cluster" });
			await dialog.getByRole("textbox", { name: "Name" }).fill("<b>us</b>");
			await dialog.getByRole("button", { name: "Add cluster" }).click();
			await dialog.getByRole("alert").waitFor();
			assert.deepEqual(await seriousViolations(page), []);
		},
	);

	await t.test(
		"who cancels leaves neither a token nor a cluster behind",
		async () => {
			const dialog = page.getByRole("dialog", { name: "Add a cluster" });
			await dialog.getByRole("button", { name: "Cancel" }).click();
			await dialog.waitFor({ state: "hidden" });
			await page.getByRole("button", { name: "Add a cluster" }).click();
			await dialog.getByRole("textbox", { name: "Name" }).fill("us");
			await dialog.getByRole("button", { name: "Add cluster" }).click();
			const token = await copied(page, dialog, "Copy the token");
			await page.getByRole("row", { name: /us/ }).waitFor();
			await dialog.getByRole("button", { name: "Cancel" }).click();
			await page
				.getByRole("row", { name: /us/ })
				.waitFor({ state: "detached" });
			await assert.rejects(fleet.joins(t, { name: "us", token }));
		},
	);

	await t.test(
		"the token brings the agent in, and the steps tick themselves",
		async () => {
			await page.getByRole("button", { name: "Add a cluster" }).click();
			const dialog = page.getByRole("dialog", { name: "Add a cluster" });
			await dialog.getByRole("textbox", { name: "Name" }).fill("us");
			await dialog.getByRole("combobox", { name: "Labels" }).fill("region=us");
			await dialog.getByRole("button", { name: "Add cluster" }).click();
			await dialog.getByText("Agent connected: open").waitFor();
			const command = await copied(page, dialog, "Copy the command");
			assert.match(command, /--join-file token /);
			const token = await copied(page, dialog, "Copy the token");
			assert.ok(!command.includes(token), "the token is in no argument");
			await fleet.joins(t, { name: "us", token });
			for (const step of ["Agent connected", "API server answers"])
				await dialog.getByText(`${step}: done`).waitFor();
			await dialog.getByText("Configuration in force: done").waitFor();
			await dialog.getByText("First command run: open").waitFor();
			assert.deepEqual(await seriousViolations(page), []);
			await dialog.getByRole("button", { name: "Done" }).click();
			await page.getByRole("row", { name: /us.*region=us/ }).waitFor();
		},
	);

	await t.test(
		"search, labels and states narrow the list, and stand in the address",
		async () => {
			await page
				.getByRole("textbox", { name: /^Filter by labels/ })
				.fill("region=us");
			await page
				.getByRole("row", { name: /eu/ })
				.waitFor({ state: "detached" });
			await page.reload();
			await page.getByRole("row", { name: /us/ }).waitFor();
			assert.equal(await page.getByRole("row").count(), 2);
			await page
				.getByRole("textbox", { name: /^Filter by labels/ })
				.fill("region in");
			await page
				.getByText(/selector/i)
				.first()
				.waitFor();
			await page.getByRole("textbox", { name: /^Filter by labels/ }).fill("");
			await page.getByText("lost 0", { exact: true }).click();
			await page.getByText("No matching clusters").waitFor();
			await page.getByRole("button", { name: "Clear filters" }).click();
			await page.getByRole("row", { name: /eu/ }).waitFor();
		},
	);

	await t.test(
		"every column sorts the list either way; the order stands in the address and in saved filters",
		async () => {
			const head = (name: string) => page.getByRole("columnheader", { name });
			const sorted = async (by: string, names: readonly string[]) => {
				await page.waitForURL(
					by === "" ? /clusters$/ : `**/clusters?sort=${by}`,
				);
				const links = page.getByRole("table").getByRole("link");
				await until(
					async () => (await links.allTextContents()).join() === names.join(),
					{ what: `the clusters stand by ${by}` },
				);
			};
			for (const [name, first, other] of [
				["Name", "name", "name-descending"],
				["State", "", "trouble-descending"],
				["Since", "since-descending", "since"],
				["Kubernetes", "kubernetes", "kubernetes-descending"],
				["Agent", "agent", "agent-descending"],
				["Running", "running-descending", "running"],
				["Labels", "labels", "labels-descending"],
			] as const) {
				const names = {
					name: ["eu", "us"],
					"since-descending": ["us", "eu"],
					"running-descending": ["us", "eu"],
				};
				const expected = names[first as keyof typeof names] ?? ["eu", "us"];
				await head(name).getByRole("button").click();
				await sorted(first, expected);
				await head(name).getByRole("button").click();
				await sorted(other, expected.toReversed());
			}
			assert.equal(
				await head("Labels").getAttribute("aria-sort"),
				"descending",
			);
			assert.deepEqual(await seriousViolations(page), []);
			await page.reload();
			await sorted("labels-descending", ["us", "eu"]);
			await page.getByRole("button", { name: "Saved filters" }).click();
			await page.getByRole("menuitem", { name: /Save current/ }).click();
			const dialog = page.getByRole("dialog", { name: "Save filters" });
			await dialog.getByRole("textbox", { name: "Name" }).fill("from the end");
			await dialog.getByRole("button", { name: "Save" }).click();
			await head("Labels").getByRole("button").click();
			await sorted("labels", ["eu", "us"]);
			await page.getByRole("button", { name: "Saved filters" }).click();
			await page
				.getByRole("menuitem", { name: "from the end", exact: true })
				.click();
			await sorted("labels-descending", ["us", "eu"]);
			await head("State").getByRole("button").click();
			await sorted("", ["eu", "us"]);
		},
	);

	await t.test(
		"a cluster's own page tells of its agent, and follows it",
		async () => {
			await page.getByRole("link", { name: "eu", exact: true }).click();
			await page.getByRole("heading", { name: "eu", level: 1 }).waitFor();
			await page.getByText("Last heartbeat").waitFor();
			await page.getByText("alive").waitFor();
			await fleet.cluster("eu").agent.stop();
			await page.getByText("away").waitFor();
			assert.deepEqual(await seriousViolations(page), []);
		},
	);

	await t.test("a machine token is shown once, and ended", async () => {
		await page.getByRole("button", { name: "Create a token" }).click();
		const dialog = page.getByRole("dialog", { name: "Create a machine token" });
		await dialog.getByRole("textbox", { name: "Label" }).fill("<i>probe</i>");
		await dialog.getByRole("button", { name: "Create token" }).click();
		await dialog.getByRole("button", { name: "Copy the token" }).click();
		const token = String(await page.evaluate("navigator.clipboard.readText()"));
		assert.match(token, /^qdm_/);
		await dialog.getByRole("button", { name: "Done" }).click();
		await page.getByText("<i>probe</i>").waitFor();
		const reader = createApiClient({ url: fleet.url, token });
		const seen = await reader.ask(
			"{ clusters { edges { node { name } } } }",
			{},
		);
		assert.deepEqual(seen, { clusters: { edges: [{ node: { name: "eu" } }] } });
		await page.getByRole("button", { name: /Revoke token|^Revoke$/ }).click();
		const question = page.getByRole("dialog", { name: /Revoke token/ });
		await question.getByRole("button", { name: /Revoke token/ }).click();
		await page.getByText("No machine tokens.").waitFor();
		await assert.rejects(reader.ask("{ clusters { totalCount } }", {}));
	});

	await t.test("a list that is whole in the page is sorted there", async () => {
		const bar = page.getByRole("group", { name: "Sort the machine tokens" });
		for (const label of ["ci-2", "ci-10"]) {
			assert.equal(await bar.count(), 0, "one item has no order");
			await page.getByRole("button", { name: "Create a token" }).click();
			const dialog = page.getByRole("dialog", {
				name: "Create a machine token",
			});
			await dialog.getByRole("textbox", { name: "Label" }).fill(label);
			await dialog.getByRole("button", { name: "Create token" }).click();
			await dialog.getByRole("button", { name: "Done" }).click();
			await page.getByText(label, { exact: true }).waitFor();
		}
		const labels = () =>
			page
				.getByRole("region", { name: "Machine tokens" })
				.getByRole("listitem")
				.getByText(/^ci-\d+$/)
				.allTextContents();
		const button = bar.getByRole("button", { name: "Label" });
		await button.click();
		assert.deepEqual(await labels(), ["ci-2", "ci-10"]);
		assert.equal(await button.getAttribute("aria-pressed"), "true");
		await button.click();
		assert.deepEqual(await labels(), ["ci-10", "ci-2"]);
		assert.deepEqual(await seriousViolations(page), []);
	});

	await t.test("a credential is rotated, and another revoked", async () => {
		await page.getByRole("link", { name: "All clusters" }).click();
		await page.getByRole("link", { name: "us", exact: true }).click();
		await page.getByRole("button", { name: /^Rotate credential/ }).click();
		const rotation = page.getByRole("dialog", {
			name: "Rotate credential of us",
		});
		await rotation.getByRole("button", { name: /^Rotate/ }).click();
		await page.getByText("rotated").waitFor();
		await page.getByText("alive", { exact: true }).waitFor();
		await page.getByRole("button", { name: /^Revoke credential/ }).click();
		const revocation = page.getByRole("dialog", {
			name: "Revoke credential of us",
		});
		await revocation.getByRole("textbox").fill("us");
		await revocation.getByRole("button", { name: /^Revoke/ }).click();
		await page.getByText("revoked", { exact: false }).first().waitFor();
		await page.getByText("no credential").waitFor();
		await page.getByText("There is no join token").waitFor();
		await page.getByRole("button", { name: "Create a new join token" }).click();
		const dialog = page.getByRole("dialog", { name: "Agent for us" });
		await dialog.getByText("Join token created: done").waitFor();
		await dialog.getByRole("button", { name: "Continue later" }).click();
		await page.getByText(/The join token expires in/).waitFor();
		assert.deepEqual(await seriousViolations(page), []);
		await page.getByRole("button", { name: /^End the join token/ }).click();
		const question = page.getByRole("dialog", { name: /^End the join token/ });
		await question.getByRole("button", { name: /^End the join/ }).click();
		await page.getByText("There is no join token").waitFor();
	});

	await t.test("on a phone nothing is wider than the screen", async () => {
		await page.setViewportSize(phone);
		for (const path of ["clusters", "clusters/eu"]) {
			await page.goto(pages + path);
			await page.getByText("away").first().waitFor();
			assert.equal(await overflow(page), 0, path);
			assert.deepEqual(await seriousViolations(page), []);
		}
		await page.goto(`${pages}clusters`);
		const names = page
			.getByRole("list", { name: "Clusters" })
			.getByRole("link");
		for (const [words, expected] of [
			["Name, Z to A", "us,eu"],
			["Name, A to Z", "eu,us"],
		] as const) {
			await page.getByLabel("Sort by").selectOption(words);
			await until(
				async () => (await names.allTextContents()).join() === expected,
				{ what: words },
			);
		}
		assert.equal(await overflow(page), 0);
		await page.goto(`${pages}clusters/eu`);
	});

	await t.test("a typed name removes it for good", async () => {
		await page.getByRole("button", { name: "Remove eu" }).click();
		const dialog = page.getByRole("dialog", { name: "Remove eu" });
		const remove = dialog.getByRole("button", { name: "Remove eu" });
		assert.ok(await remove.isDisabled());
		await dialog.getByRole("textbox").fill("eu");
		await remove.click();
		await page
			.getByRole("list", { name: "Clusters" })
			.getByText("us", { exact: true })
			.waitFor();
		assert.equal(
			await page.getByRole("link", { name: "eu", exact: true }).count(),
			0,
		);
	});

	await t.test(
		"a refusal and a breakdown say what they are, with their reference",
		async () => {
			await page.setViewportSize({ width: 1280, height: 800 });
			for (const [kind, title] of [
				["forbidden", "Not allowed"],
				["internal", "Something went wrong"],
			] as const) {
				await page.route("**/graphql", async (route) => {
					if (!route.request().postData()?.includes("query Clusters("))
						return await route.fallback();
					const extensions = {
						code: "X",
						kind,
						ref: "err_of_the_story",
						facts: {},
					};
					const errors = [
						{ message: `The <b>answer</b> is ${kind}.`, extensions },
					];
					await route.fulfill({ json: { data: null, errors } });
				});
				await page.goto(`${pages}clusters`);
				const alert = page.getByRole("alert", { name: title });
				await alert.getByText(`The <b>answer</b> is ${kind}.`).waitFor();
				await alert.getByText("err_of_the_story").waitFor();
				assert.deepEqual(await seriousViolations(page), []);
				await page.unroute("**/graphql");
				await alert.getByRole("button", { name: "Try again" }).click();
				await page.getByRole("row", { name: /us/ }).waitFor();
			}
		},
	);

	await t.test(
		"a copied credential, a wrong clock and a bus that proves nothing are told with what to do",
		async () => {
			const at = new Date(Date.now() - 600_000).toISOString();
			await page.route("**/graphql", async (route) => {
				if (!route.request().postData()?.includes("query Cluster("))
					return await route.fallback();
				const response = await route.fetch();
				const answer = await response.json();
				Object.assign(answer.data.cluster, {
					busInsecure: true,
					clockAheadSeconds: -1800,
					duplicateSince: at,
					agentInstances: [
						{ id: "instance-1", host: "node-a", startedAt: at },
						{ id: "instance-2", host: "<b>thief</b>", startedAt: at },
					],
					agentConnections: [{ address: "203.0.113.9", connectedAt: at }],
				});
				await route.fulfill({ response, json: answer });
			});
			await page.goto(`${pages}clusters/us`);
			const copied = page.getByRole("alert", {
				name: "Two processes use this agent's credential",
			});
			await copied.getByText("process instance-2 on <b>thief</b>").waitFor();
			await copied.getByText("connection from 203.0.113.9").waitFor();
			await copied.getByText(/revoke it below/).waitFor();
			await page
				.getByText("The agent's clock is 1800 s behind the control plane's")
				.waitFor();
			await page.getByText("The agent trusts any server for the bus").waitFor();
			assert.deepEqual(await seriousViolations(page), []);
			await page.setViewportSize(phone);
			assert.equal(await overflow(page), 0);
			await page.setViewportSize({ width: 1280, height: 800 });
			await page.unroute("**/graphql");
			await page.reload();
			await page.getByRole("heading", { name: "Cluster and agent" }).waitFor();
			assert.equal(await copied.count(), 0);
		},
	);

	await t.test(
		"ten thousand clusters are one page, of which only what is seen is drawn",
		async () => {
			await fleet.sql(
				`insert into clusters (organisation_id, id, name, labels, state, since, created_at)
			select organisation_id, 'clu_' || lpad(i::text, 26, '0'), 'fleet-' || lpad(i::text, 5, '0'),
				jsonb_build_object('ring', (i % 7)::text), 'joining', now(), now()
			from generate_series(1, 10000) as i, (select organisation_id from clusters limit 1) as ours`,
			);
			await page.goto(`${pages}clusters`);
			await page.getByText("10001 clusters in this organisation").waitFor();
			await page.getByRole("row", { name: /fleet-00001/ }).waitFor();
			const fetched = new Set<string>();
			page.on("request", (request) => {
				const after = /"after":"([^"]+)"/.exec(request.postData() ?? "")?.[1];
				if (after) fetched.add(after);
			});
			await until(
				async () => {
					await page.mouse.wheel(0, 4000);
					return (
						(await page.getByRole("row", { name: /fleet-005/ }).count()) > 0
					);
				},
				{ what: "the five hundredth is in view" },
			);
			assert.ok(fetched.size >= 4, "it came page by page");
			assert.ok((await page.getByRole("row").count()) < 100);
			await page.goto(`${pages}clusters?q=09999`);
			await page.getByRole("row", { name: /fleet-09999/ }).waitFor();
			assert.equal(await page.getByRole("row").count(), 2);
		},
	);
});
