import assert from "node:assert/strict";
import {
	appendFileSync,
	readdirSync,
	readFileSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { silentLog } from "@quarterdeck/runtime";
import { type Ending, tempDir } from "@quarterdeck/testkit";
import fc from "fast-check";
import { ResourceFollower } from "./follow-resource.ts";
import { FakeResource, hurriedClock, TooOld } from "./resource.fixture.ts";
import type { WatchChange, WatchedObject } from "./watch-change.ts";
import { openWatchLogs } from "./watch-log.disk.ts";
import type { WatchLog } from "./watch-log.ts";

type Kept = { readonly value: unknown };

const keep = ({ value }: WatchedObject): Kept => ({ value });

/** What an agent is told over all its lives; `start` is a life. */
function stage(t: Ending) {
	const folder = join(tempDir(t), "watches");
	const resource = new FakeResource();
	const told: WatchChange<Kept>[] = [];
	const lives: { stop(): Promise<void> }[] = [];
	t.after(() => Promise.all(lives.map((life) => life.stop())).then(() => {}));
	return {
		folder,
		resource,
		told,
		/** As people would say it: `+a`, `~a 1→2`, `-a`. */
		news: () => told.map(inWords),
		start(
			given: {
				readonly keeps?: string;
				readonly keep?: (object: WatchedObject) => Kept;
				readonly nameOf?: (kept: Kept) => string;
				readonly maxObjects?: number;
				readonly log?: (log: WatchLog) => WatchLog;
				readonly onChange?: (change: WatchChange<Kept>) => void;
			} = {},
		) {
			const log = openWatchLogs(folder).open("things");
			const follower = new ResourceFollower<Kept>(
				{
					reader: resource,
					log: given.log?.(log) ?? log,
					isExpired: (error) => error instanceof TooOld,
					explain: String,
					maxObjects: given.maxObjects ?? 1000,
					clock: hurriedClock(),
					logger: silentLog,
					meter: { changes() {}, interrupted() {}, relisted() {} },
					changed() {},
				},
				{
					keeps: given.keeps ?? "v",
					keep: given.keep ?? keep,
					nameOf: given.nameOf,
					onChange: (change) => {
						given.onChange?.(change);
						told.push(change);
					},
				},
			);
			lives.push(follower);
			return follower;
		},
	};
}

function inWords(change: WatchChange<Kept>): string {
	if (change.kind === "added") return `+${change.object.metadata.name}`;
	if (change.kind === "updated")
		return `~${change.object.metadata.name} ${change.before.value}→${change.object.value}`;
	return `-${change.id.split("/")[0]?.slice(4)} ${change.before.value}`;
}

async function until(is: () => boolean, what: string): Promise<void> {
	const endMs = performance.now() + 10_000;
	while (!is()) {
		if (performance.now() > endMs) assert.fail(`it never came to: ${what}`);
		await new Promise((resolve) => setImmediate(resolve));
	}
}

/** Everything that the server has changed was told. */
async function caughtUp(
	follower: ResourceFollower<Kept>,
	resource: FakeResource,
): Promise<void> {
	await until(
		() =>
			follower.state().state === "following" &&
			follower.state().objects === resource.objects.length,
		"following",
	);
	// A last event, behind all others.
	const mark = `mark-${resource.version}`;
	resource.put(mark, 0);
	await until(
		() => follower.state().objects === resource.objects.length,
		"the mark was seen",
	);
	resource.remove(`uid-${mark}`);
	await until(
		() => follower.state().objects === resource.objects.length,
		"the mark is gone",
	);
}

const withoutMarks = (news: readonly string[]) =>
	news.filter((one) => !one.includes("mark-"));

test("what was there before is no news; what is added, changed and deleted afterwards is, with what it was before", async (t) => {
	const { resource, start, news } = stage(t);
	resource.put("old", 1);
	const follower = start();
	await caughtUp(follower, resource);
	resource.put("new", 1);
	resource.put("old", 2);
	resource.put("new", "x");
	resource.remove("uid-old");
	await caughtUp(follower, resource);
	assert.deepEqual(withoutMarks(news()), [
		"+new",
		"~old 1→2",
		"~new 1→x",
		"-old 2",
	]);
});

test("a connection that is cut loses nothing and doubles nothing", async (t) => {
	const { resource, start, news } = stage(t);
	const follower = start();
	await caughtUp(follower, resource);
	for (let i = 0; i < 50; i += 1) {
		resource.put(`a${i}`, i);
		if (i % 7 === 0) resource.cut();
	}
	await caughtUp(follower, resource);
	assert.deepEqual(
		withoutMarks(news()),
		Array.from({ length: 50 }, (_, i) => `+a${i}`),
	);
});

test("what happened while nobody could listen is told as what is different, each once", async (t) => {
	const { resource, start, news } = stage(t);
	resource.put("stays", 1);
	resource.put("changes", 1);
	resource.put("goes", 1);
	const follower = start();
	await caughtUp(follower, resource);
	resource.put("changes", 2);
	resource.put("changes", 3);
	resource.remove("uid-goes");
	resource.put("comes", 1);
	resource.put("passes", 1);
	resource.remove("uid-passes");
	resource.compact();
	resource.cut();
	await caughtUp(follower, resource);
	const all = withoutMarks(news());
	assert.ok(all.includes("+comes") && all.includes("-goes 1"), all.join());
	assert.equal(all.filter((one) => one === "+comes").length, 1);
	assert.ok(
		all.at(-1) !== undefined && !all.some((one) => one.includes("stays")),
	);
});

test("a process that is restarted goes on where the one before was", async (t) => {
	const { resource, start, news } = stage(t);
	resource.put("a", 1);
	const first = start();
	await caughtUp(first, resource);
	await first.stop();
	resource.put("a", 2);
	resource.put("b", 1);
	resource.remove("uid-a");
	const second = start();
	await caughtUp(second, resource);
	await second.stop();
	resource.put("b", 2);
	resource.compact();
	const third = start();
	await caughtUp(third, resource);
	assert.deepEqual(withoutMarks(news()), ["~a 1→2", "+b", "-a 2", "~b 1→2"]);
	assert.equal(
		resource.listsBegun,
		2,
		"the first, and after what was forgotten",
	);
});

test("a repeated line, one that comes too late, and one about what is gone say nothing", async (t) => {
	const { resource, start, news } = stage(t);
	const follower = start();
	await caughtUp(follower, resource);
	const first = resource.put("a", 1);
	const second = resource.put("a", 2);
	resource.say({ kind: "modified", object: second });
	resource.say({ kind: "modified", object: first });
	resource.say({ kind: "added", object: second });
	resource.remove("uid-a");
	resource.say({ kind: "deleted", object: second });
	await caughtUp(follower, resource);
	assert.deepEqual(withoutMarks(news()), ["+a", "~a 1→2", "-a 2"]);
});

test("an object of the same name is another one", async (t) => {
	const { resource, start, news } = stage(t);
	resource.put("a", 1, "uid-1st");
	const follower = start();
	await caughtUp(follower, resource);
	resource.put("a", 2, "uid-2nd");
	resource.remove("uid-1st");
	await caughtUp(follower, resource);
	assert.deepEqual(withoutMarks(news()), ["+a", "-1st 1"]);
});

test("a follower that cannot take a change is told it again, and nothing else before", async (t) => {
	const { resource, start, news } = stage(t);
	let refusals = 0;
	const follower = start({
		onChange() {
			if (refusals++ < 5) throw new Error("the disk is full");
		},
	});
	await until(() => follower.state().state === "following", "following");
	resource.put("a", 1);
	resource.put("b", 1);
	await until(() => news().length === 2, "both were told");
	assert.deepEqual(news(), ["+a", "+b"]);
	assert.ok(refusals > 5);
});

test("too many objects are a problem in words, and so is a list that fails", async (t) => {
	const { resource, start } = stage(t);
	for (let i = 0; i < 11; i += 1) resource.put(`a${i}`, 1);
	const many = start({ maxObjects: 10 });
	await until(() => many.state().state === "failing", "failing");
	assert.match(many.state().problem ?? "", /more than 10 objects/);
	await many.stop();
	resource.listFails = new Error("503");
	const fails = start();
	await caughtUp(fails, resource);
	assert.equal(fails.state().problem, undefined);
});

test("a follower that keeps something else loses nothing of what happened in between, and has it kept from then on", async (t) => {
	const { resource, start, news } = stage(t);
	resource.put("a", 1);
	resource.put("b", 1);
	const first = start();
	await caughtUp(first, resource);
	await first.stop();
	resource.put("a", 2);
	resource.put("c", 1);
	const second = start({
		keeps: "other",
		keep: ({ value }) => ({ value: [value] }),
	});
	await caughtUp(second, resource);
	resource.put("b", 2);
	await caughtUp(second, resource);
	assert.deepEqual(withoutMarks(news()), ["~a 1→2", "+c", "~b 1→2"]);
});

test("an object is found by its name, whoever had that before", async (t) => {
	const { resource, start } = stage(t);
	resource.put("a", "x", "uid-1st");
	const follower = start({ nameOf: ({ value }) => String(value) });
	assert.throws(() => follower.find("x"), /not read yet/);
	await caughtUp(follower, resource);
	assert.deepEqual(follower.find("x"), { value: "x" });
	resource.put("b", "x", "uid-2nd");
	resource.remove("uid-1st");
	resource.put("b", "y", "uid-2nd");
	resource.put("c", "x", "uid-3rd");
	await caughtUp(follower, resource);
	assert.deepEqual(follower.find("x"), { value: "x" });
	assert.deepEqual(follower.find("y"), { value: "y" });
	await follower.stop();
	const again = start({ nameOf: ({ value }) => String(value) });
	await caughtUp(again, resource);
	assert.deepEqual(again.find("y"), { value: "y" });
	assert.equal(again.find("z"), undefined);
});

test("a log that is damaged tells again from before the damage, and one that is no log begins anew", async (t) => {
	const { folder, resource, start, told } = stage(t);
	const first = start();
	await caughtUp(first, resource);
	resource.put("a", 1);
	resource.put("b", 1);
	await until(() => first.state().objects === 2, "both are kept");
	await first.stop();
	const [name = ""] = readdirSync(folder);
	const file = join(folder, name);
	const lines = readFileSync(file, "utf8").split("\n");
	for (const damage of [
		`${lines.slice(0, -2).join("\n")}\n["+","uid-b`,
		`${lines.slice(0, -2).join("\n")}\nnonsense\n`,
	]) {
		writeFileSync(file, damage);
		told.length = 0;
		const again = start();
		await until(() => told.length === 1, "b is told again");
		assert.equal(told[0]?.id, "uid-b/added");
		await again.stop();
	}
	writeFileSync(file, "nonsense\n");
	appendFileSync(file, lines.join("\n"));
	told.length = 0;
	const anew = start();
	await caughtUp(anew, resource);
	assert.deepEqual(withoutMarks(told.map(inWords)), []);
});

test("whatever is cut, forgotten and killed: every change is told, under one id, and nothing else", async (t) => {
	const step = fc.oneof(
		{
			weight: 6,
			arbitrary: fc.record({
				do: fc.constant("put" as const),
				name: fc.constantFrom("a", "b", "c", "d"),
			}),
		},
		{
			weight: 3,
			arbitrary: fc.record({
				do: fc.constant("remove" as const),
				name: fc.constantFrom("a", "b", "c", "d"),
			}),
		},
		fc.record({ do: fc.constantFrom("cut", "compact", "kill", "wait") }),
	);
	await fc.assert(
		fc.asyncProperty(
			fc.array(step, { maxLength: 40 }),
			fc.infiniteStream(fc.nat({ max: 3 })),
			async (steps, pauses) => {
				const { resource, start, told } = stage(t);
				const uids = new Map<string, string>();
				const truth = new Set<string>();
				let made = 0;
				let hasGap = false;
				let isKilled = false;
				// A process that dies between telling and noting, and one that dies behind it.
				const mortal = (log: WatchLog): WatchLog => ({
					...log,
					get steps() {
						return log.steps;
					},
					read: () => log.read(),
					replace: (watch) => log.replace(watch),
					close: () => log.close(),
					remove: () => log.remove(),
					append(what) {
						if (isKilled) throw new Error("killed");
						log.append(what);
					},
				});
				let life = start({ log: mortal });
				await caughtUp(life, resource);
				for (const one of steps) {
					if (one.do === "put" && "name" in one) {
						const uid = uids.get(one.name) ?? `uid-${one.name}${made++}`;
						uids.set(one.name, uid);
						const isNew = !resource.objects.some(
							({ metadata }) => metadata.uid === uid,
						);
						const { metadata } = resource.put(one.name, made++, uid);
						truth.add(
							isNew ? `${uid}/added` : `${uid}/${metadata.resourceVersion}`,
						);
					} else if (one.do === "remove" && "name" in one) {
						const uid = uids.get(one.name);
						if (uid === undefined) continue;
						uids.delete(one.name);
						resource.remove(uid);
						truth.add(`${uid}/deleted`);
					} else if (one.do === "cut") resource.cut();
					else if (one.do === "compact") {
						resource.compact();
						resource.cut();
						hasGap = true;
					} else if (one.do === "kill") {
						isKilled = true;
						for (let i = pauses.next().value ?? 0; i > 0; i -= 1)
							await new Promise((resolve) => setImmediate(resolve));
						await life.stop();
						isKilled = false;
						life = start({ log: mortal });
					} else await new Promise((resolve) => setImmediate(resolve));
				}
				await caughtUp(life, resource);
				await life.stop();
				const heard = new Set(
					told.map(({ id }) => id).filter((id) => !id.includes("mark-")),
				);
				for (const id of heard)
					assert.ok(truth.has(id), `${id} never happened`);
				// What came and went within a gap nobody can know; of many updates the last is told.
				if (!hasGap) assert.deepEqual([...heard].sort(), [...truth].sort());
				for (const { metadata } of resource.objects)
					assert.ok(
						heard.has(`${metadata.uid}/${metadata.resourceVersion}`) ||
							heard.has(`${metadata.uid}/added`),
						`${metadata.uid} as it is was told`,
					);
				for (const id of truth)
					if (
						id.endsWith("/deleted") &&
						heard.has(id.replace("deleted", "added"))
					)
						assert.ok(heard.has(id), `${id} was told`);
			},
		),
		{ numRuns: 150 },
	);
});
