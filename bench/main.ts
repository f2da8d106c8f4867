import { execFileSync } from "node:child_process";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { failureText } from "./failure-text.ts";
import type { Finding } from "./measure.ts";

/** `./qd bench [name…]`: measures what we claim, each a ratio or a difference inside this one run. */
const benches: Readonly<Record<string, () => Promise<readonly Finding[]>>> = {
	"gate-cost": async () => (await import("./gate-cost.bench.ts")).gateCost(),
	"bus-round-trip": async () =>
		(await import("./bus-round-trip.bench.ts")).busRoundTrip(),
	"command-cost": async () =>
		(await import("./command-cost.bench.ts")).commandCost(),
	lists: async () => (await import("./lists.bench.ts")).lists(),
	memory: async () => (await import("./memory.bench.ts")).memory(),
	"page-speed": async () => (await import("./page-speed.bench.ts")).pageSpeed(),
	"start-up": async () => (await import("./start-up.bench.ts")).startUp(),
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0 || asked.includes("--help")) {
	process.stdout.write(
		`Usage: qd bench [${Object.keys(benches).join("] [")}]\n`,
	);
	process.exit(asked.includes("--help") ? 0 : 2);
}

// Fleets run bundles: an old one would be measured instead of what is here.
const bundling = fileURLToPath(
	new URL("../tools/bundle/main.ts", import.meta.url),
);
execFileSync(process.execPath, [bundling], { stdio: "inherit" });

const processors = cpus();
process.stdout.write(
	`${processors.length} × ${processors[0]?.model ?? "unknown processor"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}\n\n`,
);
let missed = 0;
for (const [name, bench] of Object.entries(benches)) {
	if (asked.length > 0 && !asked.includes(name)) continue;
	for (const finding of await findingsOf(name, bench)) {
		const { claim, measured, aim, met, details = [] } = finding;
		if (!met) missed += 1;
		process.stdout.write(
			`${met ? "met   " : "MISSED"}  ${claim}\n          ${measured}\n          aim ${aim}\n`,
		);
		for (const line of details) process.stdout.write(`            ${line}\n`);
	}
}
process.stdout.write(
	missed === 0
		? "\nEvery aim is met.\n"
		: `\n${missed} aim${missed === 1 ? " is" : "s are"} missed.\n`,
);

async function findingsOf(
	name: string,
	bench: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
	try {
		return await bench();
	} catch (error) {
		process.stderr.write(`The bench ${name} failed.\n${failureText(error)}\n`);
		process.exit(1);
	}
}
