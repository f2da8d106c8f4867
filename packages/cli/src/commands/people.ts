import { type AddCommand, examples } from "./command.ts";
import { addPerson } from "./person.ts";

interface LogInCommandOptions {
	readonly token?: boolean;
	readonly insecure?: boolean;
}

/** `qd login`, `qd logout`, `qd whoami`: the account that asks; and `qd person`. */
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
			const { logOut } = await import("../session/log-out.ts");
			logOut(context);
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
