/**
 * What a record may say, each with its sentence. A code is for ever: it may be added, never given another meaning.
 * The reference page is generated from here.
 */
export const auditCodes = {
	"organisation.created":
		"An organisation was created. This is the first record of its chain.",
	"command.run":
		"A person or an action ran a command. The record is opened before any decision and closed with the outcome.",
	"command.cancel-asked":
		"A person asked to stop a running command. The command's own record says whether it stopped.",
	"command.denied": "A command was refused before it reached a cluster.",
	"command.not-understood":
		"The words of a command name nothing that is there. Nothing was run.",
	"command.lost":
		"The process that ran the command died. The command was closed without an answer.",
	"audit.exported":
		"Audit records were downloaded as a file. The details say in which format and which records.",
	"audit.head-lost":
		"A signed head of the audit chain is no longer in the chain: somebody removed or rewrote records in the database, or restored an older one.",
	"audit.head-loss-acknowledged":
		"The owner acknowledged that the audit chain lost a signed head. The details give the reason.",
	"gate.refused":
		"The agent's gate refused or changed requests that a plugin made during a run.",
	"configuration.applied": "A new version of the configuration took effect.",
	"configuration.proposed":
		"A change that widens rights was submitted and waits for a second member.",
	"configuration.approved":
		"A second member approved a change, and it took effect.",
	"configuration.rejected": "A member rejected a change that waited.",
	"configuration.withdrawn": "The author withdrew a change that waited.",
	"configuration.refused": "A configuration was submitted but not applied.",
	"silence.created":
		"A person silenced events that match the details: until the end of the silence, channels are not told of them.",
	"silence.ended": "A person ended a silence before its time.",
	"action.not-run":
		"An action did not run on events: they came too late, it ran too often, or its command could not be made. The details say how many times and why.",
	"job.retried": "A person retried a job that had been given up.",
	"cluster.added": "A cluster was added, and a join token was created for it.",
	"cluster.rejoining": "A new join token was created for an existing cluster.",
	"cluster.join-ended":
		"The join token of a cluster was ended before an agent used it.",
	"cluster.removed":
		"A cluster was removed, and the credentials of its agents were revoked.",
	"agent.enrolled": "An agent exchanged a join token for its first credential.",
	"agent.enrolment-refused":
		"A join token was used twice, too late, or by another agent.",
	"agent.revoked": "The credential of an agent was revoked.",
	"agent.rotation-asked":
		"A person asked an agent to replace its key and credential.",
	"plugin.logs-read":
		"A person asked for the last log lines of a plugin in a cluster.",
	"plugin.restart-asked": "A person restarted a plugin in a cluster.",
	"agent.rotated":
		"An agent proved that it uses its new key. The old key was revoked.",
	"agent.renewed": "An agent received a new credential for its key.",
	"agent.duplicated":
		"Two processes used the credential of one agent at the same time for longer than a restart takes. The credential may have been copied.",
	"organisation.renamed": "An organisation was renamed.",
	"ownership.transferred":
		"The owner transferred the organisation to another member.",
	"invitation.approved":
		"A second member, or the keeper of the server, approved an invitation: it can be accepted now.",
	"person.updated": "The name or groups of a person were changed.",
	"person.added": "A person was added to the organisation.",
	"person.removed": "A person was removed, and their tokens were revoked.",
	"sign-in.link-made": "A one-time sign-in link was created for a person.",
	"signed-in":
		"A person signed in to create a token, or opened the organisation for the first time in a browser session.",
	"identity.linked":
		"A sign-in from a provider was linked to a person's account.",
	"sign-in.locked":
		"Too many wrong passwords were entered for a person's account. Password sign-in is locked for a while.",
	"password.set": "A person set a password for their account.",
	"session.ended": "Sessions of a person's account were ended.",
	"invitation.made": "A person was invited by email.",
	"invitation.withdrawn": "An open invitation was withdrawn.",
	"invitation.accepted": "An invited person joined.",
	"machine-token.made": "A token for the programs of one cluster was created.",
	"machine-token.ended": "A token for the programs of one cluster was revoked.",
	"token.made": "An API token was created for a person.",
	"token.ended": "An API token was revoked before it expired.",
} as const satisfies Record<string, string>;

export type AuditCode = keyof typeof auditCodes;

/** Whether the text is a code of the table. */
export function isAuditCode(text: string): text is AuditCode {
	return Object.hasOwn(auditCodes, text);
}
