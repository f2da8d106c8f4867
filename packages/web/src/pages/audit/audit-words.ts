/** What a record says, in words. */
export interface CodeWords {
	readonly label: string;
	/** The sentence of docs/reference/audit-codes.md; a test holds them together. */
	readonly sentence: string;
}

/** The codes of records, by area and in the order they are offered. */
export const auditAreas: Readonly<
	Record<string, Readonly<Record<string, CodeWords>>>
> = {
	Commands: {
		"command.run": {
			label: "Command run",
			sentence:
				"A person or an action ran a command. The record is opened before any decision and closed with the outcome.",
		},
		"command.cancel-asked": {
			label: "Command cancellation requested",
			sentence:
				"A person asked to stop a running command. The command's own record says whether it stopped.",
		},
		"command.denied": {
			label: "Command refused",
			sentence: "A command was refused before it reached a cluster.",
		},
		"command.not-understood": {
			label: "Command not understood",
			sentence:
				"The words of a command name nothing that is there. Nothing was run.",
		},
		"command.lost": {
			label: "Command lost",
			sentence:
				"The process that ran the command died. The command was closed without an answer.",
		},
		"gate.refused": {
			label: "Request refused by the gate",
			sentence:
				"The agent's gate refused or changed requests that a plugin made during a run.",
		},
	},
	Configuration: {
		"configuration.applied": {
			label: "Configuration applied",
			sentence: "A new version of the configuration took effect.",
		},
		"configuration.proposed": {
			label: "Change proposed",
			sentence:
				"A change that widens rights was submitted and waits for a second member.",
		},
		"configuration.approved": {
			label: "Change approved",
			sentence: "A second member approved a change, and it took effect.",
		},
		"configuration.rejected": {
			label: "Change rejected",
			sentence: "A member rejected a change that waited.",
		},
		"configuration.withdrawn": {
			label: "Change withdrawn",
			sentence: "The author withdrew a change that waited.",
		},
		"configuration.refused": {
			label: "Configuration refused",
			sentence: "A configuration was submitted but not applied.",
		},
	},
	Jobs: {
		"silence.created": {
			label: "Silence created",
			sentence:
				"A person silenced events that match the details: until the end of the silence, channels are not told of them.",
		},
		"silence.ended": {
			label: "Silence ended",
			sentence: "A person ended a silence before its time.",
		},
		"action.not-run": {
			label: "Action not run",
			sentence:
				"An action did not run on events: they came too late, it ran too often, or its command could not be made. The details say how many times and why.",
		},
		"job.retried": {
			label: "Job retried",
			sentence: "A person retried a job that had been given up.",
		},
	},
	Clusters: {
		"cluster.added": {
			label: "Cluster added",
			sentence: "A cluster was added, and a join token was created for it.",
		},
		"cluster.rejoining": {
			label: "Cluster join token recreated",
			sentence: "A new join token was created for an existing cluster.",
		},
		"cluster.join-ended": {
			label: "Cluster join token ended",
			sentence:
				"The join token of a cluster was ended before an agent used it.",
		},
		"cluster.removed": {
			label: "Cluster removed",
			sentence:
				"A cluster was removed, and the credentials of its agents were revoked.",
		},
		"agent.enrolled": {
			label: "Agent joined",
			sentence: "An agent exchanged a join token for its first credential.",
		},
		"agent.enrolment-refused": {
			label: "Agent refused",
			sentence: "A join token was used twice, too late, or by another agent.",
		},
		"agent.revoked": {
			label: "Agent credential revoked",
			sentence: "The credential of an agent was revoked.",
		},
		"agent.rotation-asked": {
			label: "Agent key rotation requested",
			sentence: "A person asked an agent to replace its key and credential.",
		},
		"plugin.logs-read": {
			label: "Plugin log read",
			sentence:
				"A person asked for the last log lines of a plugin in a cluster.",
		},
		"plugin.restart-asked": {
			label: "Plugin restarted",
			sentence: "A person restarted a plugin in a cluster.",
		},
		"agent.rotated": {
			label: "Agent key changed",
			sentence:
				"An agent proved that it uses its new key. The old key was revoked.",
		},
		"agent.renewed": {
			label: "Agent credential renewed",
			sentence: "An agent received a new credential for its key.",
		},
		"agent.duplicated": {
			label: "Agent duplicated",
			sentence:
				"Two processes used the credential of one agent at the same time for longer than a restart takes. The credential may have been copied.",
		},
	},
	People: {
		"organisation.created": {
			label: "Organisation created",
			sentence:
				"An organisation was created. This is the first record of its chain.",
		},
		"organisation.renamed": {
			label: "Organisation renamed",
			sentence: "An organisation was renamed.",
		},
		"ownership.transferred": {
			label: "Ownership transferred",
			sentence: "The owner transferred the organisation to another member.",
		},
		"person.updated": {
			label: "Person changed",
			sentence: "The name or groups of a person were changed.",
		},
		"person.added": {
			label: "Person added",
			sentence: "A person was added to the organisation.",
		},
		"person.removed": {
			label: "Person removed",
			sentence: "A person was removed, and their tokens were revoked.",
		},
		"invitation.made": {
			label: "Person invited",
			sentence: "A person was invited by email.",
		},
		"invitation.withdrawn": {
			label: "Invitation withdrawn",
			sentence: "An open invitation was withdrawn.",
		},
		"invitation.approved": {
			label: "Invitation approved",
			sentence:
				"A second member, or the keeper of the server, approved an invitation: it can be accepted now.",
		},
		"invitation.accepted": {
			label: "Invitation accepted",
			sentence: "An invited person joined.",
		},
	},
	"Sign-in": {
		"sign-in.link-made": {
			label: "Sign-in link created",
			sentence: "A one-time sign-in link was created for a person.",
		},
		"identity.linked": {
			label: "Provider linked",
			sentence: "A sign-in from a provider was linked to a person's account.",
		},
		"sign-in.locked": {
			label: "Sign-in locked",
			sentence:
				"Too many wrong passwords were entered for a person's account. Password sign-in is locked for a while.",
		},
		"signed-in": {
			label: "Signed in",
			sentence:
				"A person signed in to create a token, or opened the organisation for the first time in a browser session.",
		},
		"password.set": {
			label: "Password set",
			sentence: "A person set a password for their account.",
		},
		"session.ended": {
			label: "Sessions ended",
			sentence: "Sessions of a person's account were ended.",
		},
	},
	Audit: {
		"audit.exported": {
			label: "Audit exported",
			sentence:
				"Audit records were downloaded as a file. The details say in which format and which records.",
		},
		"audit.head-lost": {
			label: "Audit head lost",
			sentence:
				"A signed head of the audit chain is no longer in the chain: somebody removed or rewrote records in the database, or restored an older one.",
		},
		"audit.head-loss-acknowledged": {
			label: "Lost audit head acknowledged",
			sentence:
				"The owner acknowledged that the audit chain lost a signed head. The details give the reason.",
		},
	},
	Tokens: {
		"token.made": {
			label: "API token created",
			sentence: "An API token was created for a person.",
		},
		"token.ended": {
			label: "API token revoked",
			sentence: "An API token was revoked before it expired.",
		},
		"machine-token.made": {
			label: "Machine token created",
			sentence: "A token for the programs of one cluster was created.",
		},
		"machine-token.ended": {
			label: "Machine token revoked",
			sentence: "A token for the programs of one cluster was revoked.",
		},
	},
};

const known: ReadonlyMap<string, CodeWords> = new Map(
	Object.values(auditAreas).flatMap((codes) => Object.entries(codes)),
);

/** The words of a code; a code of a newer control plane stands for itself. */
export function codeWords(code: string): CodeWords {
	return known.get(code) ?? { label: code, sentence: "" };
}
