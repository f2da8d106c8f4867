import { type Command, Option } from "commander";
import type { CommandContext } from "../command-context.ts";
import { confirm } from "../confirm.ts";
import type { ListOutput } from "../output/list-outputs.ts";
import type { WantedPerson } from "../person/invite-person.ts";
import { type AddCommand, examples } from "./command.ts";
import { listOutputOption, repeated, yesOption } from "./options.ts";

/** `qd person`: the people of an organisation, and who is about to join it. */
export const addPerson: AddCommand = (program, context) => {
	const person = program
		.command("person")
		.description("Manage the people of your organisation");
	addMaking(person, context);
	addPersonReview(person, context);
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

/** The two verbs that let somebody in. */
function addMaking(person: Command, context: CommandContext): void {
	const group = () =>
		new Option("--group <name>", "group of the person; can be repeated")
			.argParser(repeated)
			.default([], "none");
	person
		.command("add")
		.description(
			"Add a person and print a one-time sign-in link for them; under settings.review, invite them instead",
		)
		.argument("<email>", "email address of the person")
		.option("--name <name>", "display name")
		.addOption(group())
		.addHelpText("after", examples("qd person add ana@example.com --group sre"))
		.action(async (email: string, options: WantedPerson) => {
			const { addPersonAtOnce } = await import("../person/invite-person.ts");
			await addPersonAtOnce(email, options, context);
		});
	person
		.command("invite")
		.description(
			"Invite a person and print the invitation link; under settings.review, it works once another member has approved it",
		)
		.argument("<email>", "email address of the person")
		.option("--name <name>", "display name")
		.addOption(group())
		.addHelpText("after", examples("qd person invite ana@example.com"))
		.action(async (email: string, options: WantedPerson) => {
			const { invitePerson } = await import("../person/invite-person.ts");
			await invitePerson(email, options, context);
		});
}

/** `qd person review`: invitations, which wait for a second member while changes to rights are reviewed. */
function addPersonReview(person: Command, context: CommandContext): void {
	const review = person
		.command("review")
		.description("Approve or reject invitations that wait for a second member");
	review
		.command("list")
		.alias("ls")
		.description("List open invitations and whether they wait")
		.addOption(listOutputOption())
		.addHelpText("after", examples("qd person review list"))
		.action(async (options: { output: ListOutput }) => {
			const { listInvitations } = await import(
				"../person/review-invitations.ts"
			);
			await listInvitations(options, context);
		});
	for (const [wanted, description] of [
		[
			"approve",
			"Approve an invitation that another member made: its link works from then on",
		],
		["reject", "Withdraw an invitation: its link stops working at once"],
	] as const)
		review
			.command(wanted)
			.description(description)
			.argument("<email>", "the invited address")
			.addHelpText(
				"after",
				examples(`qd person review ${wanted} ana@example.com`),
			)
			.action(async (email: string) => {
				const { decideInvitation } = await import(
					"../person/review-invitations.ts"
				);
				await decideInvitation(email, wanted, context);
			});
}
