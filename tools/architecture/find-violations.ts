import { dirname, join, normalize } from "node:path/posix";
import { readImports } from "./read-imports.ts";
import {
	folderOrder,
	forTestsOnly,
	type Layer,
	layers,
	ownedPackages,
	reserved,
	roomOrder,
} from "./rules.ts";

/** What a package.json says of its folder. */
export interface Package {
	readonly name: string;
	/** Its doors: `.` or `./servers` to the file behind it. */
	readonly exports: ReadonlyMap<string, string>;
	readonly declared: ReadonlySet<string>;
}

/** The files of the house: repository-relative path to text; and its packages by their folder. */
export interface House {
	readonly files: ReadonlyMap<string, string>;
	readonly packages: ReadonlyMap<string, Package>;
}

export interface Arrow {
	readonly from: string;
	readonly specifier: string;
	/** Set when the import names a file of the house. */
	readonly to: string | undefined;
}

/** Every forbidden arrow, cycle, deep or undeclared import and misplaced touch, one sentence each. */
export function findViolations(house: House): string[] {
	const files = [...house.files];
	return [
		...files.flatMap(([file, text]) => violationsOf(house, file, text)),
		...cycles(files.flatMap(([file, text]) => arrowsOf(house, file, text))),
	];
}

/** What one file of the house does that it must not; cycles are seen only in the whole. */
export function violationsOf(
	house: House,
	file: string,
	text: string,
): string[] {
	return [
		...(layerOf(file) === undefined ? [`${file}: belongs to no layer`] : []),
		...arrowsOf(house, file, text).flatMap((arrow) => judge(house, arrow)),
		...misplacedTouches(file, text),
	];
}

const isTest = (file: string): boolean =>
	/\.test\.tsx?$/.test(file) || forTestsOnly.test(file);

export function layerOf(file: string): Layer | undefined {
	return layers.find((layer) => layer.files.test(file));
}

/** The imports of one file. */
export function arrowsOf(house: House, from: string, text: string): Arrow[] {
	return readImports(text).map(({ specifier }) => ({
		from,
		specifier,
		to: resolve(house, from, specifier),
	}));
}

function resolve(
	house: House,
	from: string,
	specifier: string,
): string | undefined {
	if (specifier.startsWith("."))
		return normalize(join(dirname(from), specifier));
	const name = packageName(specifier);
	for (const [folder, own] of house.packages) {
		if (own.name !== name) continue;
		const door = `.${specifier.slice(name.length)}`;
		return join(
			folder,
			own.exports.get(door) ?? `${door} (no door of this package)`,
		);
	}
	return undefined;
}

function judge(house: House, arrow: Arrow): string[] {
	const said = (why: string) =>
		`${arrow.from}: imports ${arrow.specifier}: ${why}`;
	return [
		undeclared(house, arrow),
		arrow.to === undefined ? foreign(arrow) : forbidden(arrow),
		deep(arrow),
		outOfRoom(arrow),
		testsOnly(arrow),
		testdata(arrow),
		shownFake(arrow),
		upward(arrow),
	]
		.filter((why) => why !== undefined)
		.map(said);
}

function undeclared(
	house: House,
	{ from, specifier }: Arrow,
): string | undefined {
	if (specifier.startsWith(".") || specifier.startsWith("node:"))
		return undefined;
	const name = packageName(specifier);
	const own = packageOf(house, from);
	if (own === undefined) return "the file belongs to no package";
	if (own.name === name || own.declared.has(name)) return undefined;
	return `${own.name} does not declare ${name}`;
}

function packageName(specifier: string): string {
	return specifier
		.split("/")
		.slice(0, specifier.startsWith("@") ? 2 : 1)
		.join("/");
}

function packageOf(house: House, file: string) {
	const folder = [...house.packages.keys()]
		.filter((folder) => file.startsWith(`${folder}/`))
		.sort((a, b) => b.length - a.length)[0];
	return folder === undefined ? undefined : house.packages.get(folder);
}

function foreign({ from, specifier }: Arrow): string | undefined {
	const name = packageName(specifier);
	if (!ownedPackages.has(name) || isTest(from)) return undefined;
	if (
		layerOf(from)?.owns?.includes(name) ||
		from.startsWith("packages/testkit/")
	)
		return undefined;
	return `only ${layers
		.filter((layer) => layer.owns?.includes(name))
		.map((layer) => layer.name)
		.join(", ")} may`;
}

function forbidden({ from, to, specifier }: Arrow): string | undefined {
	const [own, other] = [layerOf(from), layerOf(to ?? "")];
	if (own === undefined || other === undefined || own.name === other.name)
		return undefined;
	if (isTest(from)) return testMay(own, other, to ?? "");
	if (
		specifier.startsWith(".") &&
		from.split("/").slice(0, 2).join("/") !==
			to?.split("/").slice(0, 2).join("/")
	) {
		return "a package is entered by its name, not by a path";
	}
	return own.may.includes(other.name)
		? undefined
		: `${own.name} may not know ${other.name}`;
}

/** Tests may also use the testkit and simkube, and wire what they test with its real parts. */
function testMay(own: Layer, other: Layer, to: string): string | undefined {
	if (other.name === "testkit" || other.name === "simkube") return undefined;
	const samePackage = own.name.split("/")[0] === other.name.split("/")[0];
	if (
		samePackage ||
		own.may.includes(other.name) ||
		["contract", "runtime", "wire", "plugin-sdk"].includes(other.name)
	)
		return undefined;
	if (own.name === "tools" || other.name === "plugins") return undefined;
	return `a test in ${own.name} may not know ${other.name} (${to})`;
}

function deep({ from, to, specifier }: Arrow): string | undefined {
	if (to === undefined || !specifier.startsWith(".")) return undefined;
	const [own, other] = [roomOf(from), roomOf(to)];
	if (
		other === undefined ||
		own?.room === other.room ||
		to.endsWith("/index.ts")
	)
		return undefined;
	if (
		isTest(from) ||
		(to.endsWith(".wiring.ts") &&
			/\/(main|assembly)$/.test(layerOf(from)?.name ?? ""))
	)
		return undefined;
	return `the room ${other.room} is entered by its index.ts`;
}

/** Production code reaches nothing that is for tests; the journeys, the bench and the tools are not production. */
function testsOnly({ from, to }: Arrow): string | undefined {
	if (to === undefined || !forTestsOnly.test(to) || isTest(from))
		return undefined;
	return /^(packages|plugins)\//.test(from)
		? "it is for tests only"
		: undefined;
}

/** Testdata is read, or run as a program of its own; support that tests import is a fixture or a fake. */
function testdata({ from, to = "" }: Arrow): string | undefined {
	return to.includes("/testdata/") && !from.includes("/testdata/")
		? "testdata is not imported; name what tests import *.fixture.ts or *.fake.ts"
		: undefined;
}

/** A door shows no fake, not even of a package that is for tests only. */
function shownFake({ from, to }: Arrow): string | undefined {
	return from.endsWith("/index.ts") && /\.(fake|fixture)\.ts$/.test(to ?? "")
		? "an index.ts exports no fake and no fixture; fakes.ts does"
		: undefined;
}

function outOfRoom({ from, to }: Arrow): string | undefined {
	if (to === undefined || isTest(from)) return undefined;
	const [own, other] = [roomOf(from), roomOf(to)];
	if (
		own === undefined ||
		other === undefined ||
		own.house !== other.house ||
		own.room === other.room
	)
		return undefined;
	const order = roomOrder[own.house] ?? [];
	if (!order.includes(other.room))
		return `the room ${other.room} is not on the plan`;
	return order.indexOf(other.room) < order.indexOf(own.room)
		? undefined
		: `the room ${own.room} may ask only the rooms before it, and ${other.room} is not`;
}

/** Inside a package, an import of a folder that comes later in its order. */
function upward({ from, to }: Arrow): string | undefined {
	if (to === undefined || isTest(from) || /\.fixture\.ts$/.test(from))
		return undefined;
	for (const [root, order] of Object.entries(folderOrder)) {
		if (!from.startsWith(`${root}/`) || !to.startsWith(`${root}/`)) continue;
		const [own, other] = [from, to].map((file) =>
			folderIn(file.slice(root.length + 1), order),
		);
		if (own === undefined || other === undefined)
			return "the folder has no place in the order of its package";
		if (other.place > own.place)
			return `${own.name} may import only from what is below it, and ${other.name} is above`;
	}
	return undefined;
}

/** The folder of a file within its package and its place in the order. */
function folderIn(
	file: string,
	order: readonly string[],
): { readonly name: string; readonly place: number } | undefined {
	const [name = "", inside] = file.split("/");
	if (inside === undefined) {
		const isTop = /^(index|main|prepare-[a-z-]+)\.ts$/.test(name);
		return { name, place: isTop ? order.length : -1 };
	}
	const place = order.indexOf(name);
	return place < 0 ? undefined : { name, place };
}

function roomOf(
	file: string,
): { readonly house: string; readonly room: string } | undefined {
	for (const house of Object.keys(roomOrder)) {
		if (!file.startsWith(`${house}/`)) continue;
		const room = file.slice(house.length + 1).split("/")[0];
		return room === undefined ? undefined : { house, room };
	}
	return undefined;
}

function misplacedTouches(file: string, text: string): string[] {
	if (isTest(file)) return [];
	const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "");
	return reserved
		.filter((rule) => rule.what.test(code) && !rule.where.test(file))
		.map((rule) => `${file}: ${rule.why}`);
}

/**
 * Import cycles, each reported once. Imports of types count too: what cannot be described without each other is one thing in
 * two files, whether or not the types are there when the program runs.
 */
function cycles(arrows: readonly Arrow[]): string[] {
	const next = new Map<string, string[]>();
	for (const { from, to } of arrows) {
		if (to !== undefined) next.set(from, [...(next.get(from) ?? []), to]);
	}
	const done = new Set<string>();
	const found: string[] = [];
	const walk = (file: string, path: string[]): void => {
		const at = path.indexOf(file);
		if (at >= 0)
			return void found.push(
				`import cycle: ${[...path.slice(at), file].join(" → ")}`,
			);
		if (done.has(file)) return;
		for (const to of next.get(file) ?? []) walk(to, [...path, file]);
		done.add(file);
	};
	for (const file of [...next.keys()].sort()) walk(file, []);
	return found;
}
