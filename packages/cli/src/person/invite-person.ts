import { addPersonDocument, invitePersonDocument } from "../api/documents.ts";
import type { CommandContext } from "../command-context.ts";

export interface WantedPerson {
	readonly name?: string;
	readonly group: readonly string[];
}

/** Adds a person at once, and prints the link of their first sign-in. */
export async function addPersonAtOnce(
	email: string,
	wanted: WantedPerson,
	context: CommandContext,
): Promise<void> {
	const { addPerson: link } = await context.api().ask<{
		addPerson: { readonly url: string; readonly expiresAt: string };
	}>(addPersonDocument, variablesOf(email, wanted));
	context.terminal.say(
		`Send this link to ${email}. It works once and expires at ${link.expiresAt}.\n`,
	);
	context.terminal.out(`${link.url}\n`);
}

/** Invites a person, prints the link, and says what it waits for. */
export async function invitePerson(
	email: string,
	wanted: WantedPerson,
	context: CommandContext,
): Promise<void> {
	const { invitePerson: made } = await context.api().ask<{
		invitePerson: {
			readonly url: string;
			readonly invitation: {
				readonly expiresAt: string;
				readonly waits: boolean;
			};
		};
	}>(invitePersonDocument, variablesOf(email, wanted));
	const { expiresAt, waits } = made.invitation;
	const { terminal } = context;
	if (waits)
		terminal.say(
			`The invitation waits for review. Another member approves it with: qd person review approve ${email}\n`,
		);
	terminal.say(
		`Send this link to ${email}. It works once${waits ? ", after that," : ""} and expires at ${expiresAt}.\n`,
	);
	terminal.out(`${made.url}\n`);
}

function variablesOf(email: string, { name, group }: WantedPerson) {
	return { email, groups: group, ...(name ? { displayName: name } : {}) };
}
