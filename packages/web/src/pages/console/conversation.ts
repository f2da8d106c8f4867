import { type CommandIndex, createCommandIndex } from "./command-index.ts";
import type { ChannelEvent, Command, CommandEvent, Run } from "./documents.ts";
import { applyEvent, type Entry, forgetOutputs } from "./entry.ts";
import {
	createTopicSignals,
	type TopicSignals,
	topics,
} from "./topic-signals.ts";

/**
 * What was said in one channel and what came of it, outside React: output that streams wakes only the block it belongs to, at
 * most once per frame. Bounded: see `limits`.
 */
export interface Conversation {
	readonly index: Pick<CommandIndex, "roots" | "replies" | "isFull">;
	readonly signals: TopicSignals;
	find(id: string): Entry | undefined;
	/** A run and its command, among what is held. */
	findRun(
		run: string,
	): { readonly command: Command; readonly run: Run } | undefined;
	/** The command that ended last while it was watched. */
	readonly lastEnded: string | undefined;
	/** What one person said, newest first, each text once. */
	saidBy(email: string): readonly string[];
	receive(event: ChannelEvent): void;
	/** Takes records in that were asked for. @returns how many of them were known. */
	merge(commands: readonly Command[]): number;
	/** The command was chosen in a message: its answer may take the message's place. */
	choose(command: string, origin: Origin): void;
	/** The message that took the place of this run's, and the command it came with. */
	replacementOf(
		run: string,
	): { readonly message: unknown; readonly command: string } | undefined;
	/** Whether the command's message stands in the place of another. */
	hasReplaced(command: string): boolean;
	/** Forgets everything. */
	clear(): void;
}

/** A run whose message holds something that can be chosen. */
export interface Origin {
	readonly command: string;
	readonly cluster: string;
	readonly run: string;
}

interface Limits {
	readonly commands: number;
	/** Characters of output in all. */
	readonly characters: number;
}

const usualLimits: Limits = { commands: 1000, characters: 33_554_432 };

export function createConversation(deps: {
	/** Calls back once, soon: the next frame. */
	readonly schedule: (flush: () => void) => void;
	/** Output came of a command nobody has told of. */
	readonly onUnknown?: (id: string) => void;
	readonly limits?: Limits;
}): Conversation {
	const limits = deps.limits ?? usualLimits;
	const signals = createTopicSignals(deps.schedule);
	const index = createCommandIndex(signals, limits.commands);
	const choices = createChoices(index, signals);
	let held = 0;
	let lastEnded: string | undefined;

	/** The oldest outputs that can be read again go first. */
	function makeRoom(): void {
		for (const [id, entry] of index.entries) {
			if (held <= limits.characters * 0.75) return;
			const freed = forgetOutputs(entry);
			if (freed === 0) continue;
			held -= freed;
			for (const run of entry.record?.runs ?? [])
				signals.touch(topics.output(id, run.cluster));
		}
	}
	function hearOne(event: CommandEvent): void {
		const isKnown = index.entries.has(event.command);
		const entry = index.reserve(event.command);
		if (!isKnown) {
			deps.onUnknown?.(event.command);
			held -= index.letGo();
		}
		const before = entry.held;
		const changed = applyEvent(entry, event);
		held += entry.held - before;
		if (changed.output)
			signals.touch(topics.output(entry.id, event.cluster ?? ""));
		if (changed.record) {
			signals.touch(topics.command(entry.id));
			choices.touch(entry.id);
		}
		if (event.kind === "COMMAND_ENDED" && changed.record) {
			lastEnded = entry.id;
			signals.touch(topics.ended);
		}
		if (held > limits.characters) makeRoom();
	}
	return {
		index,
		signals,
		find: (id) => index.entries.get(id),
		findRun: (id) => findRun(index.entries.values(), id),
		get lastEnded() {
			return lastEnded;
		},
		saidBy: (email) => textsOf(index.entries.values(), email),
		receive({ command, event }) {
			if (command && isSaid(command)) {
				index.take(command);
				choices.touch(command.id);
			}
			held -= index.letGo();
			if (event) hearOne(event);
		},
		merge(commands) {
			const said = commands.filter(isSaid);
			const known = said.filter((command) => index.take(command)).length;
			for (const { id } of said) choices.touch(id);
			held -= index.letGo();
			return known;
		},
		choose: choices.choose,
		replacementOf: choices.replacementOf,
		hasReplaced: choices.hasReplaced,
		clear() {
			index.clear();
			held = 0;
		},
	};
}

const maxChoices = 500;

type Choices = Pick<
	Conversation,
	"choose" | "replacementOf" | "hasReplaced"
> & { readonly touch: (command: string) => void };

/** Which command was chosen in which message; the page alone knows, so a reload shows every message where it came. */
function createChoices(index: CommandIndex, signals: TopicSignals): Choices {
	const origins = new Map<string, Origin>();
	function replacing(command: string): unknown {
		const runs = index.entries.get(command)?.record?.runs ?? [];
		return runs.find(({ message }) => isReplacing(message))?.message;
	}
	function touch(command: string): void {
		const origin = origins.get(command);
		if (origin) signals.touch(topics.output(origin.command, origin.cluster));
	}
	return {
		touch,
		choose(command, origin) {
			if (origins.size < maxChoices) origins.set(command, origin);
			touch(command);
		},
		replacementOf(run) {
			for (const [command, origin] of [...origins].reverse()) {
				if (origin.run !== run) continue;
				const message = replacing(command);
				if (message !== undefined) return { message, command };
			}
			return undefined;
		},
		hasReplaced: (command) =>
			origins.has(command) && replacing(command) !== undefined,
	};
}

/** What was turned away as a whole is said to whoever typed it, where they typed it, and to nobody else. */
function isSaid({ error, runs, state }: Command): boolean {
	return state !== "DENIED" || runs.length > 0 || error === null;
}

function isReplacing(message: unknown): boolean {
	return (
		typeof message === "object" &&
		message !== null &&
		"replaceOriginal" in message &&
		message.replaceOriginal === true
	);
}

function findRun(entries: Iterable<Entry>, id: string) {
	for (const { record } of entries) {
		const run = record?.runs.find((one) => one.id === id);
		if (record && run) return { command: record, run };
	}
	return undefined;
}

function textsOf(entries: Iterable<Entry>, email: string): string[] {
	const own = [...entries]
		.flatMap(({ record }) => (record?.email === email ? [record] : []))
		.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
	return [...new Set(own.map(({ text }) => text))];
}
