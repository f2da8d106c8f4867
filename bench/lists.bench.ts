import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { tempDir } from "@quarterdeck/testkit";
import { startTestFleet, type TestFleet } from "@quarterdeck/testkit/fleet";
import { Client } from "pg";
import { fillLists } from "./list-data.ts";
import { type ListQuestion, listQuestions } from "./list-questions.ts";
import { type Finding, ms, type Series, sideBySide } from "./measure.ts";
import { untilDone } from "./until-done.ts";

/** As large as an organisation is meant to grow. */
const sizes = { clusters: 10_000, records: 1_000_000, commands: 100_000 };
const rounds = 15;
const aimMs = 50;

const configuration = `
executors:
  reads:
    botkube/kubectl: {enabled: true}
communications:
  house:
    console:
      enabled: true
      channels:
        general: {name: general, bindings: {executors: [reads]}}
`;

interface Measured {
	readonly question: ListQuestion;
	readonly items: number;
	readonly list: Series;
	/** The rows of the same page by primary key, over a connection that is open; undefined for an empty page. */
	readonly plain: Series | undefined;
}

/**
 * Every list that a screen shows, with every combination of filters it offers, first page and deep page: asked over HTTP of a control
 * plane in its own process, beside the plain rows of the same page by primary key.
 */
export async function lists(): Promise<Finding[]> {
	await using ending = untilDone();
	const slow = join(tempDir(ending), "slow.jsonl");
	const hook = new URL("note-slow-statements.ts", import.meta.url);
	hook.searchParams.set("file", slow);
	const fleet = await startTestFleet(ending, {
		clusters: [],
		configuration,
		controlPlane: {
			QD_REQUESTS_PER_SECOND: "1000000",
			NODE_OPTIONS: `--import=${hook.href}`,
		},
	});
	const client = new Client({ connectionString: fleet.databaseUrl });
	await client.connect();
	ending.after(() => client.end());
	const { me } = await fleet.owner.api.ask<{
		me: { organisation: { id: string } };
	}>("{ me { organisation { id } } }");
	const organisationId = me.organisation.id;
	await fillLists(client, organisationId, sizes);
	const questions = await listQuestions(client, organisationId, sizes);
	const measured: Measured[] = [];
	print(["p50", "p95", "by key", "ratio", "rows", "list and filters"]);
	for (const question of questions) {
		const one = await measure(fleet, client, organisationId, question);
		measured.push(one);
		print(cellsOf(one));
	}
	const slowest = measured.reduce((a, b) => (b.list.p95 > a.list.p95 ? b : a));
	await printPlan(fleet, client, slowest, slow);
	return [findingOf(measured, slowest)];
}

async function measure(
	fleet: TestFleet,
	client: Client,
	organisationId: string,
	question: ListQuestion,
): Promise<Measured> {
	const ask = () =>
		fleet.owner.api.ask<Record<string, unknown>>(
			question.document,
			question.variables,
		);
	const keys = question.keysOf(await ask());
	const select = () => client.query(question.byKey, [organisationId, keys]);
	const [list, plain] = await sideBySide(rounds, [ask, select]);
	return {
		question,
		items: keys.length,
		list,
		plain: keys.length === 0 ? undefined : plain,
	};
}

function cellsOf({ question, items, list, plain }: Measured): string[] {
	return [
		ms(list.p50),
		ms(list.p95),
		plain ? ms(plain.p50) : "-",
		plain ? `${(list.p50 / plain.p50).toFixed(1)} ×` : "-",
		String(items),
		question.name,
	];
}

/** A line of columns; the last is as long as it likes. */
function print(cells: readonly string[]): void {
	const columns = cells.slice(0, -1).map((cell) => cell.padStart(10));
	process.stdout.write(`${columns.join("")}  ${cells.at(-1)}\n`);
}

/** The plan of the statement that took longest while the question was asked once more. */
async function printPlan(
	fleet: TestFleet,
	client: Client,
	{ question }: Measured,
	slow: string,
): Promise<void> {
	rmSync(slow, { force: true });
	await fleet.owner.api.ask(question.document, question.variables);
	const noted = existsSync(slow) ? readFileSync(slow, "utf8").trim() : "";
	const statements = noted
		.split("\n")
		.filter((line) => line !== "")
		.map((line): { tookMs: number; text: string; values: unknown[] } =>
			JSON.parse(line),
		)
		.filter(({ text }) => /^\s*select/.test(text))
		.toSorted((a, b) => b.tookMs - a.tookMs);
	const [longest] = statements;
	process.stdout.write(`\nthe slowest: ${question.name}\n`);
	if (!longest) return;
	const { rows } = await client.query<{ "QUERY PLAN": string }>(
		`explain (analyze, buffers, costs off) ${longest.text}`,
		longest.values,
	);
	for (const line of rows) process.stdout.write(`  ${line["QUERY PLAN"]}\n`);
	process.stdout.write("\n");
}

function findingOf(measured: readonly Measured[], slowest: Measured): Finding {
	const late = measured.filter(({ list }) => list.p95 > aimMs);
	const ratios = measured
		.flatMap(({ list, plain }) => (plain ? [list.p50 / plain.p50] : []))
		.toSorted((a, b) => a - b);
	const middle = ratios[Math.floor(ratios.length / 2)] ?? Number.NaN;
	return {
		claim: `lists: p95 of each of ${measured.length} pages at ${sizes.clusters} clusters, ${sizes.records} records, ${sizes.commands} commands`,
		measured: `${late.length} later than ${aimMs} ms; slowest ${ms(slowest.list.p95)} (${slowest.question.name}); of the rows by key ${middle.toFixed(1)} × in the middle`,
		aim: `≤ ${aimMs} ms`,
		met: late.length === 0,
	};
}

if (import.meta.main) console.table(await lists());
