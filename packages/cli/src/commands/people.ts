import { type AddCommand, examples } from "./command.ts";
import { repeated } from "./options.ts";

/** `qd login`, `qd logout`, `qd whoami` and `qd person`: who speaks. */
export const addPeople: AddCommand = (program, context) => {
	program
		.command("login")
		.description("Sign in with a one-time link, or with a token of your own")
		.argument(
			"<link>",
			"the link, as it was given to you; with --token the address of the control plane",
		)
		.option(
			"--token",
			"read a token from standard input, or ask for it; it is never an argument",
		)
		.addHelpText(
			"after",
			examples(
				"qd login 'http://127.0.0.1:7411/sign-in#code=…'",
				"qd login https://quarterdeck.example.com --token",
				"qd login https://quarterdeck.example.com --token < token.txt",
			),
		)
		.action(async (link: string, options: { token?: boolean }) => {
			const { logIn, logInByToken } = await import("../session/log-in.ts");
			const act = options.token ? logInByToken : logIn;
			await act(link, context);
		});
	program
		.command("logout")
		.description("Forget the session of qd login on this machine")
		.action(async () => {
			const { removeSession } = await import("../session/session-file.ts");
			removeSession(context.sessions.login);
			context.terminal.out("Signed out on this machine.\n");
		});
	program
		.command("whoami")
		.description("Who the control plane takes you for")
		.action(async () => {
			const { meDocument } = await import("../api/documents.ts");
			const { me } = await context.api().ask<{
				me: {
					email: string;
					role: string;
					groups: string[];
					organisation: { name: string };
				};
			}>(meDocument);
			context.terminal.out(
				`${me.email}, ${me.role.toLowerCase()} of ${me.organisation.name}${me.groups.length > 0 ? `, groups ${me.groups.join(", ")}` : ""}\n`,
			);
		});
	addPerson(program, context);
};

const addPerson: AddCommand = (program, context) => {
	const person = program
		.command("person")
		.description("The people of your organisation");
	person
		.command("add")
		.description("Let a person in; prints a one-time sign-in link for them")
		.argument("<email>", "their address, which is their name here")
		.option("--name <name>", "how they are shown")
		.option(
			"--group <name>",
			"a group they belong to; may be repeated",
			repeated,
			[],
		)
		.addHelpText("after", examples("qd person add ana@example.com --group sre"))
		.action(
			async (email: string, options: { name?: string; group: string[] }) => {
				const { addPersonDocument } = await import("../api/documents.ts");
				const variables = {
					email,
					groups: options.group,
					...(options.name ? { displayName: options.name } : {}),
				};
				const { addPerson: link } = await context
					.api()
					.ask<{ addPerson: { url: string; expiresAt: string } }>(
						addPersonDocument,
						variables,
					);
				context.terminal.say(
					`Give ${email} this link. It works once and ends at ${link.expiresAt}.\n`,
				);
				context.terminal.out(`${link.url}\n`);
			},
		);
	person
		.command("remove")
		.description("Let a person out; their tokens end at once")
		.argument("<email>", "as it was added")
		.addHelpText("after", examples("qd person remove ana@example.com"))
		.action(async (email: string) => {
			const { removePersonDocument } = await import("../api/documents.ts");
			await context.api().ask(removePersonDocument, { email });
			context.terminal.out(`${email} is out.\n`);
		});
};
