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
				"A person ran a command; opened before any decision, closed with its outcome.",
		},
		"command.cancel-asked": {
			label: "Command cancel asked for",
			sentence:
				"A person asked that a running command be stopped; its own closing record says whether it was.",
		},
		"command.denied": {
			label: "Command refused",
			sentence: "A command was refused before it reached a cluster.",
		},
		"command.lost": {
			label: "Command lost",
			sentence:
				"The process that ran a command died; the command was closed without an answer.",
		},
		"gate.refused": {
			label: "Request refused by the gate",
			sentence:
				"An agent's gate refused or altered requests that a plugin made during a run.",
		},
	},
	Configuration: {
		"configuration.applied": {
			label: "Configuration applied",
			sentence: "A new version of the configuration was taken into use.",
		},
		"configuration.refused": {
			label: "Configuration refused",
			sentence: "A configuration was handed in and not applied.",
		},
	},
	Clusters: {
		"cluster.added": {
			label: "Cluster added",
			sentence: "A cluster was added and a join token made for it.",
		},
		"cluster.rejoining": {
			label: "Cluster let in again",
			sentence: "A fresh join token was made for a known cluster.",
		},
		"cluster.removed": {
			label: "Cluster removed",
			sentence:
				"A cluster was removed and the credentials of its agents revoked.",
		},
		"agent.enrolled": {
			label: "Agent joined",
			sentence: "An agent exchanged a join token for its first credential.",
		},
		"agent.enrolment-refused": {
			label: "Agent refused",
			sentence: "A join token was used twice, late or by a stranger.",
		},
		"agent.revoked": {
			label: "Agent cut off",
			sentence: "The credential of an agent was revoked.",
		},
		"agent.rotation-asked": {
			label: "New agent key asked for",
			sentence: "A person asked that an agent take a credential for a new key.",
		},
		"agent.rotated": {
			label: "Agent's key changed",
			sentence:
				"An agent showed that it uses its new key; the one before was revoked.",
		},
		"agent.renewed": {
			label: "Agent's credential renewed",
			sentence: "An agent received a fresh credential for its key.",
		},
	},
	People: {
		"organisation.created": {
			label: "Organisation made",
			sentence: "An organisation was made; the first record of its chain.",
		},
		"organisation.renamed": {
			label: "Organisation renamed",
			sentence: "An organisation got another name.",
		},
		"ownership.transferred": {
			label: "Ownership handed on",
			sentence: "The owner handed the organisation to another member.",
		},
		"person.updated": {
			label: "Person changed",
			sentence: "The name or the groups of a person were changed.",
		},
		"person.added": {
			label: "Person added",
			sentence: "A person was added to the organisation.",
		},
		"person.removed": {
			label: "Person removed",
			sentence: "A person was removed and their tokens ended.",
		},
		"invitation.made": {
			label: "Person invited",
			sentence: "A person was invited by email.",
		},
		"invitation.withdrawn": {
			label: "Invitation withdrawn",
			sentence: "An open invitation was withdrawn.",
		},
		"invitation.accepted": {
			label: "Invitation accepted",
			sentence: "An invited person joined.",
		},
	},
	"Signing in": {
		"sign-in.link-made": {
			label: "Sign-in link made",
			sentence: "A one-time sign-in link was made for a person.",
		},
		"identity.linked": {
			label: "Provider account linked",
			sentence:
				"An account at a provider was linked to a person's account, and signs in to it from now on.",
		},
		"sign-in.locked": {
			label: "Sign-in locked",
			sentence:
				"Too many wrong passwords were tried for a person's account; it is refused for a while.",
		},
		"signed-in": {
			label: "Signed in",
			sentence:
				"A person signed in for a token, or a browser's session entered the organisation for the first time.",
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
				"Audit records were handed out as a file; the facts say in which form and which of them.",
		},
	},
	Tokens: {
		"token.made": {
			label: "API token made",
			sentence: "An API token was made for a person.",
		},
		"token.ended": {
			label: "API token ended",
			sentence: "An API token was ended before its time.",
		},
		"machine-token.made": {
			label: "Machine token made",
			sentence: "A token for programs of one cluster was made.",
		},
		"machine-token.ended": {
			label: "Machine token ended",
			sentence: "A token for programs of one cluster was ended.",
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
