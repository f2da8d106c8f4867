import { settingsSchema as agentSettings } from "@quarterdeck/agent/settings";
import {
	agentVerbs,
	type ErrorKind,
	errorKinds,
	errorTable,
	retiredErrorCodes,
} from "@quarterdeck/contract";
import { auditCodes } from "@quarterdeck/controlplane/audit";
import { settingsSchema as controlPlaneSettings } from "@quarterdeck/controlplane/settings";
import { cliPage } from "./cli-page.ts";
import { settingsTable } from "./settings-page.ts";

/** The pages of docs/reference that are made from code: file name to text. A test keeps them current. */
export function referencePages(): ReadonlyMap<string, string> {
	return new Map([
		["audit-codes.md", auditPage()],
		["bus-verbs.md", verbsPage()],
		["errors.md", errorsPage()],
		["qd.md", `${made}# qd\n\n${cliPage()}`],
		["settings.md", settingsPage()],
	]);
}

function settingsPage(): string {
	const read =
		"A settings file overrides the defaults, an environment variable overrides the file, and a flag overrides both. If an option is unknown or a value is invalid, the process prints every problem and does not start.";
	return `${made}# Settings\n\n${read}\n\n## Control plane\n\n${settingsTable(controlPlaneSettings)}\n## Agent\n\n${settingsTable(agentSettings)}`;
}

function auditPage(): string {
	const rows = Object.entries(auditCodes).map(
		([code, says]) => `| \`${code}\` | ${says} |`,
	);
	return `${made}# Audit codes\n\nWhat a record may say. A code never changes its meaning.\n\n| Code | Says |\n|---|---|\n${rows.join("\n")}\n`;
}

const kindMeans: Readonly<Record<ErrorKind, string>> = {
	invalid: "the words or the file are wrong; correct them",
	unauthenticated: "the caller is not signed in",
	forbidden: "the caller is not allowed to do this",
	"not-found": "the thing does not exist in this organisation",
	conflict: "another change came first",
	"exceeds-limit": "a limit is reached; wait or ask for less",
	unavailable: "a part cannot be reached; try again",
	timeout: "no answer came in time; the work may have been done",
	cancelled: "somebody stopped it",
	internal:
		"a fault in Quarterdeck; find the cause in the log by the reference",
};

function errorsPage(): string {
	const sections = errorKinds.map((kind) => {
		const rows = Object.entries(errorTable)
			.filter(([, entry]) => entry.kind === kind)
			.map(([code, { message }]) => `| \`${code}\` | ${cell(message)} |`);
		return `## ${kind}\n\n${sentence(kindMeans[kind])}\n\n| Code | Message |\n|---|---|\n${rows.join("\n")}\n`;
	});
	const retired =
		retiredErrorCodes.length === 0
			? "None yet."
			: retiredErrorCodes.map((code) => `\`${code}\``).join(", ");
	return `${made}# Errors\n\nEvery failure has a code that never changes its meaning, and a reference (\`err_…\`) that is found in the log and in the audit.\nThe API sends code, kind, facts and reference as \`extensions\`.\n\n${sections.join("\n")}\n## Retired codes\n\n${retired}\n`;
}

function verbsPage(): string {
	const rows = agentVerbs.map((verb) => {
		const deadline =
			verb.kind === "ask"
				? `${verb.deadlineMs / 1000} s`
				: verb.kind === "order"
					? "its own"
					: "none";
		const again =
			verb.kind === "report" ? "yes" : verb.idempotent ? "yes" : "no";
		return `| \`${verb.name}\` | ${verb.kind} | \`${subjectOf(verb)}\` | ${deadline} | ${again} |`;
	});
	return `${made}# Verbs of the bus\n\nSubjects are as an agent sees them; in the control plane's account the server puts the organisation's account key behind the first token.\n\n| Verb | Kind | Subject | Deadline | May be repeated |\n|---|---|---|---|---|\n${rows.join("\n")}\n\nA report is not answered. An ask has one reply, on \`cmd.<inst>.<verb>.reply.<nonce>\`. Everything below \`cmd\` is signed with the organisation's order key, and an agent obeys nothing else. An order is answered in numbered parts, each sent again until it is acknowledged.\n`;
}

function subjectOf(verb: (typeof agentVerbs)[number]): string {
	if (verb.kind === "report") return `up.<inst>.hb.${verb.name}`;
	return verb.kind === "ask"
		? `up.<inst>.ask.${verb.name}`
		: `cmd.<inst>.${verb.name}.<act>.<corr>`;
}

const made =
	"<!-- Generated from the code by tools/generate. Do not edit. -->\n\n";

function sentence(text: string): string {
	return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function cell(text: string): string {
	return text.replaceAll("|", "\\|").replaceAll("{", "‹").replaceAll("}", "›");
}
