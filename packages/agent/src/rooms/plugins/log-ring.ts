import type { Clock } from "@quarterdeck/runtime";

/** Of one plugin. */
export const maxKeptLines = 200;
const maxKeptCharacters = 65_536;
/** Much more than is told of a line: a secret that begins in what is told is kept whole, so that it can be hidden. */
const maxLineCharacters = 8192;

/** One line that a plugin wrote. Hostile text, as it came. */
export interface KeptLine {
	readonly at: Date;
	readonly level: string;
	readonly text: string;
}

/** The last lines of one plugin, over restarts of its process: at most 200, and 64 Ki characters. Longer lines are cut after 8 Ki. */
export class LogRing {
	readonly #clock: Clock;
	#lines: KeptLine[] = [];
	#characters = 0;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	add(line: { readonly level: string; readonly message: string }): void {
		const text = line.message.slice(0, maxLineCharacters);
		this.#lines.push({ at: this.#clock.now(), level: line.level, text });
		this.#characters += text.length;
		while (
			this.#lines.length > maxKeptLines ||
			this.#characters > maxKeptCharacters
		)
			this.#characters -= this.#lines.shift()?.text.length ?? 0;
	}

	/** The oldest first. */
	lines(): readonly KeptLine[] {
		return [...this.#lines];
	}
}
