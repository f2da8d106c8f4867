import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import {
	phone,
	seriousViolations,
	startTestBrowser,
	type Visitor,
	whyNoBrowser,
} from "@quarterdeck/testkit/browser";
import { startTestFleet, type TestFleet } from "@quarterdeck/testkit/fleet";
import { fleetConfiguration } from "./fleet-configuration.ts";
import { overflow, signInByLink } from "./web-visit.ts";

type Page = Visitor["page"];

const skip = await whyNoBrowser();

/** A spreadsheet would take this address for a formula. */
const formula = "=1+1@example.com";

test("somebody finds what was done, takes it away as a file, and is told when it was altered", {
	skip,
}, async (t) => {
	const browser = await startTestBrowser(t);
	const fleet = await startTestFleet(t, {
		clusters: ["eu", "us"],
		configuration: fleetConfiguration,
		web: true,
	});
	const ben = await fleet.person("ben@example.com");
	const trickster = await fleet.person(formula);
	await ben.says("kubectl get pods -n shop --cluster eu");
	await ben.says("kubectl get pod missing -n shop --cluster us");
	await trickster.says("kubectl get ns --cluster eu");
	await trickster.says(
		"kubectl get pod '<img src=x onerror=alert(1)>' --cluster eu",
	);
	const { page } = await browser.visitor();
	const pages = await signInByLink(
		page,
		await fleet.signInLink("ana@example.com"),
	);
	await page.goto(`${pages}audit`);
	const filters = page.getByRole("search");
	const rows = page.getByRole("table", { name: "Audit records" });
	const row = (words: RegExp) => rows.getByRole("row", { name: words });
	const only = row(/get pod missing.*us.*failed/);

	await t.test("words of hostile people are words in the list", async () => {
		await row(/<img src=x onerror=alert\(1\)>/)
			.first()
			.waitFor();
		assert.equal(await page.locator("table img").count(), 0);
		assert.deepEqual(await seriousViolations(page), []);
	});

	await t.test(
		"a long email in the column What keeps its end, and its title is whole",
		async () => {
			const email = "somebody.with.a.long.name@department-of-names.example.com";
			await fleet.signInLink(email);
			await page.setViewportSize(phone);
			await page.goto(`${pages}audit?code=person.added`);
			const name = page.locator(`td:nth-child(3) [title="${email}"]`).last();
			await name.waitFor();
			const [cut, end, visible] = (await name.evaluate((span) => {
				const [head, tail] = [...span.children].slice(-2) as HTMLElement[];
				const cell = span.closest("td");
				if (!head || !tail || !cell) return [];
				return [
					head.scrollWidth > head.clientWidth,
					tail.textContent,
					tail.getBoundingClientRect().right <=
						cell.getBoundingClientRect().right + 1,
				];
			})) as [boolean, string, boolean];
			assert.deepEqual([cut, end, visible], [true, email.slice(-9), true]);
			assert.equal(await overflow(page), 0);
			await page.setViewportSize({ width: 1280, height: 800 });
			await page.goto(`${pages}audit`);
		},
	);

	await t.test(
		"no outcome is cut, and a typing error has one row",
		async () => {
			await assert.rejects(
				ben.says("frobnicate --cluster eu"),
				/no command frobnicate/,
			);
			await page.goto(`${pages}audit`);
			await row(/Command not understood.*not understood/).waitFor();
			assert.equal(await row(/frobnicate/).count(), 1);
			const cut = await page
				.locator(".mantine-Badge-label")
				.evaluateAll((labels) =>
					labels
						.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
						.map(({ textContent }) => textContent),
				);
			assert.deepEqual(cut, []);
		},
	);

	await t.test(
		"person, cluster, kind, outcome and words narrow the list, and stand in the address",
		async () => {
			await filters.getByLabel("Who", { exact: true }).fill("ben@example.com");
			await row(/=1\+1/).first().waitFor({ state: "detached" });
			await filters.getByLabel("Where", { exact: true }).fill("us");
			await row(/get pods/)
				.first()
				.waitFor({ state: "detached" });
			await choose(page, "What", "Command run");
			await choose(page, "Outcome", "failed");
			await filters.getByLabel("Text", { exact: true }).fill("missing");
			await page.getByText("5 filters", { exact: true }).waitFor();
			await only.waitFor();
			assert.equal(await rows.getByRole("row").count(), 2);
			assert.deepEqual(Object.fromEntries(new URL(page.url()).searchParams), {
				person: "ben@example.com",
				cluster: "us",
				code: "command.run",
				outcome: "failed",
				text: "missing",
			});
			await page.reload();
			await only.waitFor();
			await page.getByText("5 filters", { exact: true }).waitFor();
		},
	);

	await t.test("a filter is taken away by its chip, each alone", async () => {
		for (const words of ["“missing”", "failed", "Command run", "in us"])
			await page
				.getByRole("button", { name: `Remove the filter ${words}` })
				.click();
		await page.getByText("1 filter", { exact: true }).waitFor();
		await row(/get pods -n shop/)
			.first()
			.waitFor();
		assert.equal(new URL(page.url()).search, "?person=ben%40example.com");
		assert.equal(await row(/=1\+1/).count(), 0);
		assert.deepEqual(await seriousViolations(page), []);
	});

	await t.test("a time range, and exact ends of one", async () => {
		const when = filters.getByLabel("When", { exact: true });
		await when.selectOption("Last hour");
		await page.getByText("2 filters", { exact: true }).waitFor();
		await only.waitFor();
		await when.selectOption("Custom range");
		await page.getByLabel("Before", { exact: true }).fill("2020-01-02T03:04");
		await page.getByText("No matching records").waitFor();
		assert.equal(
			new URL(page.url()).searchParams.get("until"),
			"2020-01-02T03:04:00.000Z",
		);
		await page.keyboard.press("Escape");
		await page.getByRole("button", { name: "Clear filters" }).click();
		await page.getByText("All records, newest first").waitFor();
		await row(/=1\+1/).first().waitFor();
	});

	await t.test(
		"what is new waits until one wants to see it, and only when it matches",
		async () => {
			await filters.getByLabel("Who", { exact: true }).fill("ben@example.com");
			await row(/=1\+1/).first().waitFor({ state: "detached" });
			await page.getByText("live", { exact: true }).waitFor();
			await trickster.says("kubectl get ns --cluster us");
			await ben.says("kubectl get pods -n shop -o name --cluster eu");
			const fresh = page.getByRole("button", { name: "2 new records" });
			await fresh.waitFor();
			assert.equal(await row(/-o name/).count(), 0);
			await fresh.click();
			await row(/-o name.*eu.*succeeded/).waitFor();
			assert.match(
				(await rows.getByRole("row").nth(1).textContent()) ?? "",
				/-o name/,
			);
			assert.equal(await row(/=1\+1/).count(), 0);
			await fresh.waitFor({ state: "detached" });
		},
	);

	await t.test(
		"one record tells its command, its run, and what that asked of the cluster",
		async () => {
			await row(/-o name.*succeeded/)
				.getByRole("link")
				.click();
			await page
				.getByRole("heading", { name: "Command run", level: 1 })
				.waitFor();
			const command = page.getByRole("region", { name: "Command" });
			await command
				.getByText("kubectl get pods -n shop -o name --cluster eu")
				.waitFor();
			await command.getByText(/exit code 0/).waitFor();
			await command.getByText(/requests? as .*readers/).waitFor();
			await command
				.getByRole("table", { name: "Requests in eu" })
				.getByRole("row", { name: /GET .*\/namespaces\/shop\/pods.* 200/ })
				.first()
				.waitFor();
			assert.deepEqual(await seriousViolations(page), []);
		},
	);

	await t.test("the output is had from the record", async () => {
		const text = await download(page, () =>
			page.getByRole("link", { name: "Download output of eu" }).click(),
		);
		assert.equal(text.trim(), "pod/cart-eu");
	});

	await t.test(
		"one walks to the record before and the one behind, and back to what was filtered",
		async () => {
			const here = page.url();
			const place = await placeInChain(page);
			await page.getByRole("link", { name: "Previous record" }).click();
			await placeIs(page, place - 1);
			await page.getByRole("link", { name: "Next record" }).click();
			await placeIs(page, place);
			assert.equal(page.url(), here);
			// It is the last there is.
			assert.ok(
				await page.getByRole("button", { name: "Next record" }).isDisabled(),
			);
			await page
				.getByRole("link", { name: "Back to matching records" })
				.click();
			await only.waitFor();
			assert.equal(new URL(page.url()).search, "?person=ben%40example.com");
		},
	);

	await t.test(
		"the JSON lines prove the chain to whoever has them, without us",
		async () => {
			await page.getByRole("button", { name: "Clear", exact: true }).click();
			const entries = (await exported(page, "JSON Lines"))
				.trimEnd()
				.split("\n")
				.map((line) => JSON.parse(line) as Record<string, unknown>)
				.filter((entry) => entry.signedHead === undefined);
			assert.ok(entries.length > 10);
			assert.equal(whereBroken(entries), undefined);
			assert.equal(
				whereBroken(
					entries.map((entry) =>
						entry.seq === 5 ? { ...entry, code: "command.lost" } : entry,
					),
				),
				5,
			);
			assert.ok(entries.some(({ whoEmail }) => whoEmail === formula));
		},
	);

	await t.test(
		"only what matches the filters is in the file, and no cell of a spreadsheet is a formula",
		async () => {
			await page.goto(
				`${pages}audit?${new URLSearchParams({ person: formula })}`,
			);
			await row(/=1\+1/).first().waitFor();
			const text = await exported(page, /CSV/);
			const [head, ...lines] = text.trimEnd().split("\r\n");
			assert.match(
				head ?? "",
				/^seq,id,at,code,outcome,whoKind,whoId,whoEmail/,
			);
			assert.ok(lines.length >= 4);
			for (const line of lines) assert.match(line, /,'=1\+1@example\.com,/);
			assert.doesNotMatch(text, /(^|[,"\n])[=+@-]/);
			assert.match(text, /<img src=x onerror=alert\(1\)>/);
			assert.doesNotMatch(text, /ben@example\.com/);
		},
	);

	await t.test(
		"the chain is proved, and the proof can be asked for again",
		async () => {
			await page.goto(`${pages}audit`);
			await page.getByRole("button", { name: "Verify" }).click();
			const dialog = page.getByRole("dialog", { name: "Verify the chain" });
			await dialog.getByText(/^Verified \d+ records$/).waitFor();
			assert.deepEqual(await seriousViolations(page), []);
			await dialog.getByText("It is this installation's key.").waitFor();
			await dialog.getByRole("button", { name: "Copy the head" }).click();
			const head = String(
				await page.evaluate("navigator.clipboard.readText()"),
			);
			const noted = JSON.parse(head) as { seq: number; hash: string };
			assert.match(noted.hash, /^[0-9a-f]{64}$/);
			const given = dialog.getByRole("textbox", { name: "Head noted earlier" });
			const verify = dialog.getByRole("button", { name: "Verify again" });
			await given.fill(head);
			await verify.click();
			await dialog
				.getByText(`The chain contains the head you gave, record ${noted.seq}.`)
				.waitFor();
			await given.fill("12");
			await verify.click();
			await dialog.getByText("This is not an audit head").waitFor();
			await given.fill(`${noted.seq}:${"0".repeat(64)}`);
			await verify.click();
			await dialog
				.getByText("The chain does not contain the head you gave")
				.waitFor();
			await dialog
				.getByText(`record ${noted.seq} is not the one that was noted`)
				.waitFor();
			assert.deepEqual(await seriousViolations(page), []);
			await given.fill("");
		},
	);

	await t.test(
		"an end that was cut off with its signed heads is shown, with what the owner can do",
		async () => {
			const seq = await cutOffLastRecord(fleet);
			const dialog = page.getByRole("dialog", { name: "Verify the chain" });
			await dialog.getByRole("button", { name: "Verify again" }).click();
			await dialog
				.getByText("The chain lost records that were signed")
				.waitFor();
			await dialog
				.getByText(
					new RegExp(`^qd audit acknowledge ${seq}:[0-9a-f]{64} --reason`),
				)
				.waitFor();
			await dialog
				.getByRole("link", { name: "View the record of the loss" })
				.waitFor();
			await dialog.getByRole("button", { name: "Copy the command" }).waitFor();
			assert.deepEqual(await seriousViolations(page), []);
		},
	);

	await t.test(
		"one byte altered beside us is found, and its record named",
		async () => {
			const { seq, id } = await alterOneByte(fleet);
			const dialog = page.getByRole("dialog", { name: "Verify the chain" });
			await dialog.getByRole("button", { name: "Verify again" }).click();
			await dialog.getByText("The chain is broken").waitFor();
			await dialog
				.getByText(`The first ${seq - 1} records are intact`)
				.waitFor();
			await dialog.getByText("it was altered after it was written").waitFor();
			assert.deepEqual(await seriousViolations(page), []);
			await dialog.getByRole("link", { name: `View record ${seq}` }).click();
			await page
				.getByRole("heading", { name: "Command run", level: 1 })
				.waitFor();
			assert.ok(new URL(page.url()).pathname.endsWith(`/audit/${id}`));
			await placeIs(page, seq);
			await page.getByText("kubectl get pod missinG").first().waitFor();
		},
	);

	await t.test(
		"a lost head is said on the audit page and the overview",
		async () => {
			for (const path of ["overview", "audit"]) {
				await page.goto(`${pages}${path}`);
				const note = page.getByRole("alert").filter({
					hasText: "The audit log lost records that were signed",
				});
				await note.waitFor();
				assert.deepEqual(await seriousViolations(page), []);
				await note
					.getByRole("link", { name: "View the record of the loss" })
					.click();
				await page.getByRole("heading", { level: 1 }).waitFor();
				assert.match(new URL(page.url()).pathname, /\/audit\/aud_/);
			}
		},
	);

	await t.test("on a phone the filters are opened first", async () => {
		await page.setViewportSize(phone);
		await page.goto(`${pages}audit?outcome=failed`);
		await page.getByRole("button", { name: "Filters (1)" }).click();
		await filters.getByLabel("Who", { exact: true }).waitFor();
		await page.getByLabel("Sort by").selectOption("Oldest first");
		await page.waitForURL(/sort=oldest/);
		await row(/get pod missing.*failed/).waitFor();
		assert.equal(await overflow(page), 0);
		assert.deepEqual(await seriousViolations(page), []);
	});
});

async function choose(page: Page, field: string, option: string) {
	await page
		.getByRole("search")
		.getByRole("combobox", { name: field, exact: true })
		.click();
	await page.getByRole("option", { name: option, exact: true }).click();
}

async function exported(page: Page, format: string | RegExp): Promise<string> {
	await page.getByRole("button", { name: "Export" }).click();
	return await download(page, () =>
		page.getByRole("menuitem", { name: format }).click(),
	);
}

/** What the browser really wrote to disk. */
async function download(
	page: Page,
	begin: () => Promise<void>,
): Promise<string> {
	const [file] = await Promise.all([page.waitForEvent("download"), begin()]);
	return await readFile(await file.path(), "utf8");
}

function place(page: Page) {
	return page
		.locator("dt", { hasText: "Position in the chain" })
		.locator("+ dd");
}

async function placeInChain(page: Page): Promise<number> {
	return Number(await place(page).innerText());
}

async function placeIs(page: Page, seq: number): Promise<void> {
	await place(page).getByText(String(seq), { exact: true }).waitFor();
}

/** The place of the first record that is not as it was written; undefined: all are. By the rule alone, not by our code. */
function whereBroken(
	entries: readonly Readonly<Record<string, unknown>>[],
): number | undefined {
	let before = "0".repeat(64);
	for (const { hash, previousHash, factsSalt, ...said } of entries) {
		const { facts, ...others } = said;
		const factsDigest = createHash("sha256")
			.update(`${factsSalt}${facts}`)
			.digest("hex");
		const fields: Readonly<Record<string, unknown>> =
			factsSalt === undefined ? said : { ...others, factsDigest };
		const sorted = Object.keys(fields)
			.sort()
			.map((name) => [name, fields[name]]);
		const text = before + JSON.stringify(Object.fromEntries(sorted));
		const computed = createHash("sha256").update(text).digest("hex");
		if (previousHash !== before || hash !== computed) return Number(fields.seq);
		before = computed;
	}
	return undefined;
}

/** The newest signed record, the signed heads of it and the head of the chain. @returns its number. */
async function cutOffLastRecord(fleet: TestFleet): Promise<number> {
	const [newest] = await fleet.sql(
		"select max(seq) as seq from audit_signed_heads",
	);
	const seq = Number(newest?.seq);
	const tables = [
		"audit_records",
		"audit_record_clusters",
		"audit_signed_heads",
	];
	for (const table of [...tables, "audit_heads"])
		await fleet.sql(`alter table ${table} disable trigger user`);
	for (const table of tables)
		await fleet.sql(`delete from ${table} where seq >= ${seq}`);
	await fleet.sql(
		`update audit_heads set seq = ${seq - 1}, hash = (select hash from audit_records where seq = ${seq - 1})`,
	);
	for (const table of [...tables, "audit_heads"])
		await fleet.sql(`alter table ${table} enable trigger user`);
	return seq;
}

/** Past the trigger that forbids it. */
async function alterOneByte(
	fleet: TestFleet,
): Promise<{ readonly seq: number; readonly id: string }> {
	await fleet.sql("alter table audit_records disable trigger user");
	const [altered] = await fleet.sql(
		`update audit_records set facts = replace(facts, 'get pod missing', 'get pod missinG')
		where seq = (select min(seq) from audit_records where facts like '%get pod missing%')
		returning seq, id`,
	);
	await fleet.sql("alter table audit_records enable trigger user");
	return { seq: Number(altered?.seq), id: String(altered?.id) };
}
