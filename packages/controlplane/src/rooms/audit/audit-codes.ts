/**
 * What a record may say, each with its sentence. A code is for ever: it may be added, never given another meaning.
 * The reference page is generated from here.
 */
export const auditCodes = {
	"organisation.created":
		"An organisation was made; the first record of its chain.",
	"command.run":
		"A person ran a command; opened before any decision, closed with its outcome.",
	"command.cancel-asked":
		"A person asked that a running command be stopped; its own closing record says whether it was.",
	"command.denied": "A command was refused before it reached a cluster.",
	"command.lost":
		"The process that ran a command died; the command was closed without an answer.",
	"audit.exported":
		"Audit records were handed out as a file; the facts say in which form and which of them.",
	"gate.refused":
		"An agent's gate refused or altered requests that a plugin made during a run.",
	"configuration.applied":
		"A new version of the configuration was taken into use.",
	"configuration.refused": "A configuration was handed in and not applied.",
	"cluster.added": "A cluster was added and a join token made for it.",
	"cluster.rejoining": "A fresh join token was made for a known cluster.",
	"cluster.removed":
		"A cluster was removed and the credentials of its agents revoked.",
	"agent.enrolled": "An agent exchanged a join token for its first credential.",
	"agent.enrolment-refused":
		"A join token was used twice, late or by a stranger.",
	"agent.revoked": "The credential of an agent was revoked.",
	"agent.rotation-asked":
		"A person asked that an agent take a credential for a new key.",
	"agent.rotated":
		"An agent showed that it uses its new key; the one before was revoked.",
	"agent.renewed": "An agent received a fresh credential for its key.",
	"organisation.renamed": "An organisation got another name.",
	"ownership.transferred":
		"The owner handed the organisation to another member.",
	"person.updated": "The name or the groups of a person were changed.",
	"person.added": "A person was added to the organisation.",
	"person.removed": "A person was removed and their tokens ended.",
	"sign-in.link-made": "A one-time sign-in link was made for a person.",
	"signed-in":
		"A person signed in for a token, or a browser's session entered the organisation for the first time.",
	"identity.linked":
		"An account at a provider was linked to a person's account, and signs in to it from now on.",
	"sign-in.locked":
		"Too many wrong passwords were tried for a person's account; it is refused for a while.",
	"password.set": "A person set a password for their account.",
	"session.ended": "Sessions of a person's account were ended.",
	"invitation.made": "A person was invited by email.",
	"invitation.withdrawn": "An open invitation was withdrawn.",
	"invitation.accepted": "An invited person joined.",
	"machine-token.made": "A token for programs of one cluster was made.",
	"machine-token.ended": "A token for programs of one cluster was ended.",
	"token.made": "An API token was made for a person.",
	"token.ended": "An API token was ended before its time.",
} as const satisfies Record<string, string>;

export type AuditCode = keyof typeof auditCodes;

/** Whether the text is a code of the table. */
export function isAuditCode(text: string): text is AuditCode {
	return Object.hasOwn(auditCodes, text);
}
