import {
	type ApiClient,
	cancelCommandDocument,
	createApiClient,
	runCommandDocument,
	type Session,
} from "@quarterdeck/cli/api";
import {
	type ClusterRun,
	type CommandEvent,
	commandEvents,
} from "@quarterdeck/cli/run";

/** What came back for one command. */
export interface TestAnswer {
	readonly id: string;
	/** Output by cluster, stdout and stderr as they came. */
	readonly text: Readonly<Record<string, string>>;
	readonly runs: Readonly<Record<string, ClusterRun>>;
	readonly events: readonly CommandEvent[];
	readonly notes: string;
	readonly succeeded: boolean;
}

/** A command that goes on. */
export interface OngoingCommand {
	readonly id: string;
	/** Everything that has been heard so far. */
	readonly heard: readonly CommandEvent[];
	cancel(): Promise<void>;
	readonly answer: Promise<TestAnswer>;
}

/** A person who uses the control plane. */
export interface TestPerson {
	readonly email: string;
	readonly api: ApiClient;
	/** Says something in a channel and waits for the whole answer. */
	says(text: string, options?: SayOptions): Promise<TestAnswer>;
	/** Says something and goes on listening. */
	begins(text: string, options?: SayOptions): Promise<OngoingCommand>;
	/** The same person with the same token, by another control plane. */
	at(url: string): TestPerson;
}

export interface SayOptions {
	readonly in?: string;
	readonly id?: string;
	readonly timeoutSeconds?: number;
}

export function createPerson(session: Session, email: string): TestPerson {
	const api = createApiClient(session);
	async function begins(
		text: string,
		options: SayOptions = {},
	): Promise<OngoingCommand> {
		const { in: channel = "general", ...rest } = options;
		const { runCommand } = await api.ask<{ runCommand: { id: string } }>(
			runCommandDocument,
			{ input: { text, channel, ...rest } },
		);
		const heard: CommandEvent[] = [];
		const answer = listen(api, runCommand.id, heard);
		// Whoever asked may never look at the answer of a command that is meant to be lost.
		answer.catch(() => {});
		return {
			id: runCommand.id,
			heard,
			answer,
			cancel: async () =>
				void (await api.ask(cancelCommandDocument, { id: runCommand.id })),
		};
	}
	return {
		email,
		api,
		begins,
		at: (url) => createPerson({ ...session, url }, email),
		says: async (text, options) => await (await begins(text, options)).answer,
	};
}

async function listen(
	api: ApiClient,
	id: string,
	heard: CommandEvent[],
): Promise<TestAnswer> {
	const text: Record<string, string> = {};
	const runs: Record<string, ClusterRun> = {};
	const notes: string[] = [];
	for await (const event of commandEvents(api, id, () => {})) {
		heard.push(event);
		const cluster = event.cluster ?? "";
		if (event.kind === "STDOUT" || event.kind === "STDERR")
			text[cluster] = (text[cluster] ?? "") + (event.text ?? "");
		else if (event.kind === "RUN_ENDED" && event.run)
			runs[event.run.cluster] = event.run;
		else if (event.text) notes.push(event.text);
	}
	const all = Object.values(runs);
	return {
		id,
		text,
		runs,
		events: heard,
		notes: notes.join("\n"),
		succeeded:
			all.length > 0 && all.every(({ state }) => state === "SUCCEEDED"),
	};
}
