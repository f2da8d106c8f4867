import { Option } from "commander";
import { confirm } from "../confirm.ts";
import type { ListOutput } from "../output/list-outputs.ts";
import { type AddCommand, examples } from "./command.ts";
import { listOutputOption, repeated, yesOption } from "./options.ts";

interface LogInCommandOptions {
	readonly token?: boolean;
	readonly insecure?: boolean;
}

/** `qd login`, `qd logout`, `qd whoami` and `qd person`: the account that asks, and the people of an organisation. */
export const addPeople: AddCommand = (program, context) => {
	program
		.command("login")
		.description("Sign in with a one-time link or an API token")
		.argument(
			"<link>",
			"sign-in link, or with --token the address of the control plane",
		)
		.option(
			"--token",
			"read an API token from standard input, or prompt for it",
		)
		.option(
			"--insecure",
			"sign in although the address is not https: others can read your token on the way",
		)
		.addHelpText(
			"after",
			examples(
				"qd login 'http://127.0.0.1:7410/sign-in#code=…'",
				"qd login https://quarterdeck.example.com --token",
				"qd login https://quarterdeck.example.com --token < token.txt",
			),
		)
		.action(async (link: string, options: LogInCommandOptions) => {
			const { logIn, logInByToken } = await import("../session/log-in.ts");
			const { token, insecure } = options;
			const act = token ? logInByToken : logIn;
			await act(link, context, { insecure });
		});
	program
		.command("logout")
		.description("Sign out on this machine")
		.action(async () => {
			const { removeSession } = await import("../session/session-file.ts");
			removeSession(context.sessions.login);
			context.terminal.out("Signed out on this machine.\n");
		});
	program
		.command("whoami")
		.description("Print the account you are signed in with")
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
		.description("Manage the people of your organisation");
	person
		.command("add")
		.description("Add a person and print a one-time sign-in link for them")
		.argument("<email>", "email address of the person")
		.option("--name <name>", "display name")
		.addOption(
			new Option("--group <name>", "group of the person; can be repeated")
				.argParser(repeated)
				.default([], "none"),
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
					`Send this link to ${email}. It works once and expires at ${link.expiresAt}.\n`,
				);
				context.terminal.out(`${link.url}\n`);
			},
		);
	person
		.command("list")
		.alias("ls")
		.description("List the people of your organisation, their roles and groups")
		.addOption(listOutputOption())
		.addHelpText("after", examples("qd person list", "qd person list -o yaml"))
		.action(async (options: { output: ListOutput }) => {
			const { listPeople } = await import("../person/list-people.ts");
			await listPeople(options, context);
		});
	person
		.command("remove")
		.alias("rm")
		.description("Remove a person; their sessions and tokens end immediately")
		.argument("<email>", "email address of the person")
		.addOption(yesOption())
		.addHelpText(
			"after",
			examples(
				"qd person remove ana@example.com",
				"qd person remove ana@example.com --yes",
			),
		)
		.action(async (email: string, { yes }: { yes?: boolean }) => {
			const { removePersonDocument } = await import("../api/documents.ts");
			const api = context.api();
			const what = `This removes ${email} and ends their sessions and tokens`;
			await confirm({ what, name: email, yes }, context.terminal);
			await api.ask(removePersonDocument, { email });
			context.terminal.out(`Removed ${email}.\n`);
		});
};
