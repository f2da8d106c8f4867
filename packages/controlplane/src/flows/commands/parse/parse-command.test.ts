import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AppError, type ErrorCode } from "@quarterdeck/contract";
import fc from "fast-check";
import { parseCommand, parseWords } from "./parse-command.ts";

const aliases = [
	{ name: "k", command: "kubectl" },
	{ name: "kc", command: "kubectl --filter=ready" },
	{ name: "kgp all", command: "kubectl get pods -A" },
	{ name: "kgp", command: "kubectl get pods" },
	{ name: "loop", command: "loop again" },
	{ name: "eu pods", command: "kubectl get pods --cluster eu --timeout 5s" },
];

function refusal(act: () => unknown): AppError {
	try {
		act();
	} catch (error) {
		if (error instanceof AppError) return error;
		throw error;
	}
	return assert.fail("it was accepted");
}

function words(text: string): readonly string[] {
	return parseCommand(text, aliases).words;
}

describe("what cannot be read is refused in words a person can act on", () => {
	const operators: readonly (readonly [string, string])[] = [
		["kubectl get pods | grep x", "|"],
		["kubectl get pods|grep x", "|"],
		["a || b", "||"],
		["a |& b", "|&"],
		["a; b", ";"],
		["a & b", "&"],
		["a && b", "&&"],
		["a > /tmp/x", ">"],
		["a >> /tmp/x", ">>"],
		["a 2>&1", ">"],
		["a < b", "<"],
		["a << b", "<<"],
		["a `whoami`", "`"],
		["a $(whoami)", "$("],
		["a --filter x | b", "|"],
		["a -- b | c", "|"],
	];
	for (const [text, operator] of operators)
		test(`${text} names ${operator}`, () => {
			const error = refusal(() => parseCommand(text, []));
			assert.equal(error.code, "COMMAND_PIPED");
			assert.equal(error.facts.operator, operator);
		});

	const unreadable: readonly (readonly [string, string, ErrorCode])[] = [
		["", "it is empty", "COMMAND_UNPARSABLE"],
		[" \u00a0\n ", "it is empty", "COMMAND_UNPARSABLE"],
		["a 'b", "a quote (') is opened", "COMMAND_UNPARSABLE"],
		['a "b', 'a quote (") is opened', "COMMAND_UNPARSABLE"],
		["a \\", "ends with a backslash", "COMMAND_UNPARSABLE"],
		['a "b\\', "ends with a backslash", "COMMAND_UNPARSABLE"],
		["a (b)", "the bracket (", "COMMAND_UNPARSABLE"],
		["a\0b", "U+0000", "COMMAND_UNPARSABLE"],
		["a '\u001b[31m'", "U+001B", "COMMAND_UNPARSABLE"],
		["a \ud800", "half a character", "COMMAND_UNPARSABLE"],
		["x".repeat(70_000), "larger than 65536", "INPUT_TOO_LARGE"],
		["a ".repeat(1001), "more than 1000 words", "COMMAND_UNPARSABLE"],
		["--filter x", "no words other than flags", "COMMAND_UNPARSABLE"],
		["''", "no words other than flags", "COMMAND_UNPARSABLE"],
		[
			"a --filter x --filter y",
			"incorrect use of --filter flag: found more than one filter flag",
			"COMMAND_UNPARSABLE",
		],
		[
			"a --filter",
			'incorrect use of --filter flag: an argument is missing. use --filter="value" or --filter value',
			"COMMAND_UNPARSABLE",
		],
		["a --filter=", "an argument is missing", "COMMAND_UNPARSABLE"],
		["a --filter --cluster eu", "an argument is missing", "COMMAND_UNPARSABLE"],
		[
			"a --cluster-name x --cluster-name=y",
			"found more than one cluster-name flag",
			"COMMAND_UNPARSABLE",
		],
		["a --cluster", "incorrect use of --cluster flag", "COMMAND_UNPARSABLE"],
		["a --cluster eu,,us", "an empty cluster name", "COMMAND_UNPARSABLE"],
		["a --cluster eu --all-clusters", "exclude each", "COMMAND_UNPARSABLE"],
		["a --all-clusters --all-clusters", "more than one", "COMMAND_UNPARSABLE"],
		["a --all-clusters=maybe", "takes no value", "COMMAND_UNPARSABLE"],
		[
			"a --timeout soon",
			"is no duration. Use whole numbers with s, m, h, d or w",
			"COMMAND_UNPARSABLE",
		],
		[
			"a --timeout 0",
			"is no duration. Use whole numbers with s, m, h, d or w",
			"COMMAND_UNPARSABLE",
		],
		[
			"a --timeout=-5s",
			"is no duration. Use whole numbers with s, m, h, d or w",
			"COMMAND_UNPARSABLE",
		],
	];
	for (const [text, part, code] of unreadable)
		test(`${JSON.stringify(text.slice(0, 40))} says: ${part}`, () => {
			const error = refusal(() => parseCommand(text, []));
			assert.equal(error.code, code);
			assert.ok(error.message.includes(part), error.message);
		});
});

describe("flags are ours wherever they stand", () => {
	test("in front, between and behind, with = or a blank", () => {
		for (const text of [
			"--filter Ready kubectl get nodes",
			"kubectl --filter=Ready get nodes",
			'kubectl get nodes --filter "Ready"',
			"kubectl get nodes --filter='Ready'",
		]) {
			const command = parseCommand(text, []);
			assert.deepEqual(command.words, ["kubectl", "get", "nodes"]);
			assert.equal(command.filter, "Ready");
		}
	});

	test("not behind --, and not in quotes", () => {
		const command = parseCommand(
			"kubectl exec p '--timeout=9s' -- ls --filter x --cluster y",
			[],
		);
		assert.deepEqual(command, {
			words: [
				"kubectl",
				"exec",
				"p",
				"--timeout=9s",
				"--",
				"ls",
				"--filter",
				"x",
				"--cluster",
				"y",
			],
			targets: { kind: "default" },
		});
	});

	test("a flag that merely begins alike belongs to the program", () => {
		assert.deepEqual(words("kubectl --filters x --cluster-names=y"), [
			"kubectl",
			"--filters",
			"x",
			"--cluster-names=y",
		]);
	});

	test("clusters come as names, globs and label selectors, repeated or by comma", () => {
		const command = parseCommand(
			"a --cluster eu,us --cluster 'prod-*' --cluster region=eu,tier!=test,ap --cluster 'zone in (a,b),!old' --cluster-name old",
			[],
		);
		assert.deepEqual(command.targets, {
			kind: "named",
			terms: [
				"eu",
				"us",
				"prod-*",
				"region=eu,tier!=test",
				"ap",
				"zone in (a,b),!old",
				"old",
			],
		});
	});

	test("durations are read as everywhere", () => {
		for (const [text, seconds] of [
			["30s", 30],
			["2m", 120],
			["1h30m", 5400],
			["2d", 172_800],
			["45", 45],
		])
			assert.equal(
				parseCommand(`a --timeout ${text}`, []).timeoutSeconds,
				seconds,
			);
	});
});

describe("quotes are read as a shell reads them", () => {
	const cases: readonly (readonly [string, readonly string[]])[] = [
		[`a 'b c' "d e"`, ["a", "b c", "d e"]],
		[`a b'c'"d"`, ["a", "bcd"]],
		[`a ""`, ["a", ""]],
		[
			`a \\| '|' ";" "$(x)" '\`y\`' $HOME`,
			["a", "|", "|", ";", "$(x)", "`y`", "$HOME"],
		],
		[`a “b c” ‘d e’`, ["a", "b c", "d e"]],
		[`a "it’s"`, ["a", "it's"]],
		[`a "x\\"y" 'x\\y'`, ["a", 'x"y', "x\\y"]],
		["a\tb\nc", ["a", "b", "c"]],
		[
			"kubectl get pods -o jsonpath={.items[*].metadata.name}",
			["kubectl", "get", "pods", "-o", "jsonpath={.items[*].metadata.name}"],
		],
	];
	for (const [text, expected] of cases)
		test(text, () => assert.deepEqual(words(text), expected));
});

describe("one alias is expanded", () => {
	test("by whole words, the longest first, whatever the order", () => {
		assert.deepEqual(words("kgp all x"), ["kubectl", "get", "pods", "-A", "x"]);
		assert.deepEqual(words("kgp -n x"), ["kubectl", "get", "pods", "-n", "x"]);
		assert.deepEqual(words("kx"), ["kx"]);
		assert.deepEqual(words("get k"), ["get", "k"]);
		assert.deepEqual(
			parseCommand("kgp all", aliases.toReversed()),
			parseCommand("kgp all", aliases),
		);
	});

	test("once, so a loop ends", () => {
		assert.deepEqual(words("loop"), ["loop", "again"]);
	});

	test("also when a flag stands in front of it", () => {
		assert.deepEqual(words("--filter x kgp"), ["kubectl", "get", "pods"]);
	});

	test("and what the person typed wins over the alias's flags", () => {
		const command = parseCommand("eu pods --cluster us", aliases);
		assert.deepEqual(command, {
			words: ["kubectl", "get", "pods"],
			targets: { kind: "named", terms: ["us"] },
			timeoutSeconds: 5,
		});
		assert.equal(parseCommand("kc get x", aliases).filter, "ready");
	});

	test("a quoted word is no alias", () => {
		assert.deepEqual(words("'k' get"), ["k", "get"]);
	});
});

describe("words that a shell has split", () => {
	test("are taken as they are, operators and flags included", () => {
		assert.deepEqual(
			parseWords(["kubectl", "get", "|", "--filter", "x"], [], {
				clusters: ["eu,us"],
			}),
			{
				words: ["kubectl", "get", "|", "--filter", "x"],
				targets: {
					kind: "named",
					terms: ["eu", "us"],
				},
			},
		);
	});

	test("may begin with an alias and a --", () => {
		assert.deepEqual(parseWords(["k", "get"], aliases).words, [
			"kubectl",
			"get",
		]);
		assert.deepEqual(parseWords(["--", "k"], []).words, ["k"]);
	});

	test("may be a whole line that was quoted on its way", () => {
		assert.deepEqual(parseWords(["k get 'a b' --filter x"], aliases), {
			words: ["kubectl", "get", "a b"],
			targets: { kind: "default" },
			filter: "x",
		});
		assert.equal(
			refusal(() => parseWords(["k get pods | grep x"], aliases)).code,
			"COMMAND_PIPED",
		);
	});

	test("come with options that are checked as what is typed is", () => {
		for (const options of [
			{ filter: "x".repeat(2000) },
			{ filter: "a\0b" },
			{ clusters: ["eu\u001b[0m"] },
			{ clusters: ["e".repeat(2000)] },
			{ clusters: Array.from({ length: 2000 }, (_, i) => `c${i}`) },
			{ clusters: ["eu"], allClusters: true },
			{ clusters: ["eu", ""] },
		])
			assert.equal(
				refusal(() => parseWords(["k"], aliases, options)).code,
				"COMMAND_UNPARSABLE",
			);
	});

	test("are refused when there are none, or with control characters", () => {
		for (const hostile of [[], [""], ["--"], ["a", "\0"]])
			assert.equal(
				refusal(() => parseWords(hostile, [])).code,
				"COMMAND_UNPARSABLE",
			);
	});
});

describe("properties", () => {
	const readable = fc
		.string({ unit: "grapheme", maxLength: 20 })
		.filter(
			(text) =>
				!/[\p{Cc}\u00a0\u202f\u2018-\u201f]/u.test(text) && text.isWellFormed(),
		);

	test("any text is understood or refused, never anything else", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
				try {
					assert.ok(parseCommand(text, aliases).words.length > 0);
				} catch (error) {
					assert.ok(error instanceof AppError, String(error));
					assert.equal(error.kind, "invalid");
				}
			}),
			{ numRuns: 2000 },
		);
	});

	test("quoted words come back as they were written", () => {
		fc.assert(
			fc.property(fc.array(readable, { maxLength: 8 }), (given) => {
				const quoted = given.map((w) => `'${w.replaceAll("'", `'"'"'`)}'`);
				const command = parseCommand(`run ${quoted.join(" ")}`, aliases);
				assert.deepEqual(command.words, ["run", ...given]);
			}),
		);
	});

	test("flags may stand anywhere: the command is the same", () => {
		const plain = fc.constantFrom("get", "pods", "-n", "shop", "-o=wide");
		fc.assert(
			fc.property(fc.array(plain, { maxLength: 8 }), fc.nat(8), (given, at) => {
				const all = ["kubectl", ...given];
				const place = Math.min(at, all.length);
				const text = all.toSpliced(place, 0, "--cluster=eu --filter 'x y'");
				assert.deepEqual(parseCommand(text.join(" "), []), {
					words: all,
					targets: { kind: "named", terms: ["eu"] },
					filter: "x y",
				});
			}),
		);
	});

	test("an operator outside quotes never gets through", () => {
		fc.assert(
			fc.property(
				fc.constantFrom("|", ";", "&", "&&", ">", "<", "`", "$("),
				fc.stringMatching(/^[a-z -]{0,12}$/),
				fc.stringMatching(/^[a-z -]{0,12}$/),
				(operator, before, after) => {
					const text = `a${before}${operator}${after}`;
					assert.equal(
						refusal(() => parseCommand(text, [])).code,
						"COMMAND_PIPED",
					);
				},
			),
		);
	});
});
