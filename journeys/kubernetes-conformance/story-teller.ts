import assert from "node:assert/strict";
import type { KubectlResult, TestedKubectl } from "./tested-kubectl.ts";

/** What the chapters of the story share. */
export interface Teller {
	readonly kubectl: TestedKubectl;
	readonly namespace: string;
	/** Runs in the story's namespace and expects success; answers what was printed. */
	say(args: string, stdin?: object): Promise<string>;
	/** The same for words with blanks in them. */
	sayWords(args: readonly string[], stdin?: object): Promise<string>;
	/** Expects failure; answers what was complained. */
	fail(args: string, stdin?: object): Promise<string>;
}

/** Speaks to one cluster, in one namespace. */
export function createTeller(
	kubectl: TestedKubectl,
	namespace: string,
): Teller {
	async function run(
		words: readonly string[],
		stdin: object | undefined,
	): Promise<KubectlResult> {
		const input = stdin === undefined ? "" : JSON.stringify(stdin);
		return kubectl.run(["-n", namespace, ...words], input);
	}
	async function sayWords(words: readonly string[], stdin?: object) {
		const result = await run(words, stdin);
		assert.equal(result.exitCode, 0, `${words.join(" ")}: ${result.stderr}`);
		return result.stdout.trim();
	}
	return {
		kubectl,
		namespace,
		sayWords,
		say: (args, stdin) => sayWords(args.split(" "), stdin),
		async fail(args, stdin) {
			const result = await run(args.split(" "), stdin);
			assert.notEqual(result.exitCode, 0, `${args} should fail`);
			return result.stderr.trim();
		},
	};
}

/** Asks again until what is asked holds; a minute is enough for any controller. */
export async function waitFor(fact: () => Promise<unknown>): Promise<void> {
	const startedAtMs = performance.now();
	for (;;) {
		try {
			await fact();
			return;
		} catch (error) {
			if (performance.now() - startedAtMs > 60_000) throw error;
			await new Promise((wake) => setTimeout(wake, 50));
		}
	}
}
