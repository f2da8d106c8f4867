import type { House } from "./find-violations.ts";

/** A file longer than this has more than one idea. Generated files and testdata may be longer. */
const maxLines = 500;

/** Test files from before the limit, by name, wherever they move; each is to be split and taken off this list. */
const longTests: ReadonlySet<string> = new Set([
	"api.test.ts",
	"audit-store.contract.test.ts",
	"command-store.contract.test.ts",
	"commands.test.ts",
	"fleet-store.contract.test.ts",
	"gate.test.ts",
	"validate-configuration.test.ts",
]);

/** Every file that is longer than the limit, one sentence each. */
export function tooLongFiles(files: House["files"]): string[] {
	return [...files]
		.filter(([file]) => !/\/(gen|testdata)\//.test(file))
		.filter(([file]) => !longTests.has(file.split("/").at(-1) ?? ""))
		.map(([file, text]) => ({ file, lines: text.split("\n").length - 1 }))
		.filter(({ lines }) => lines > maxLines)
		.map(
			({ file, lines }) =>
				`${file}: has ${lines} lines, more than ${maxLines}; split it`,
		);
}
