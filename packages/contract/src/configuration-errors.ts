/** What can be wrong with a configuration, with changes that wait, and with what it asks of an agent. Part of the one table of errors. */
export const configurationErrors = {
	CONFIGURATION_INVALID: {
		kind: "invalid",
		message: "The configuration has {count} problems and was not applied.",
	},
	CONFIGURATION_NOT_FOUND: {
		kind: "not-found",
		message: "Configuration version {version} does not exist. {hint}",
	},
	CONFIGURATION_NOT_EDITED: {
		kind: "conflict",
		message:
			"The configuration could not be changed by a command: {reason}. Change the file and apply it.",
	},
	CONFIGURATION_OUTDATED: {
		kind: "conflict",
		message:
			"The configuration changed to version {current} while you were editing version {base}. Review the difference and apply again.",
	},
	PROPOSAL_NOT_FOUND: {
		kind: "not-found",
		message:
			"Change {number} does not exist. To list the changes, run: qd config review list",
	},
	PROPOSAL_OWN: {
		kind: "forbidden",
		message:
			"You proposed change {number} yourself. Another member must approve it; you can withdraw it by rejecting it.",
	},
	PROPOSAL_CLOSED: {
		kind: "conflict",
		message:
			"Change {number} is {state} and can no longer be decided. Apply the configuration again to propose it anew.",
	},
	PROPOSAL_LIMIT: {
		kind: "exceeds-limit",
		message:
			"{count} changes already wait for a second member, which is the limit. Decide one of them first. To list them, run: qd config review list",
	},
	REVIEW_REQUIRED: {
		kind: "forbidden",
		message:
			"Groups were not set, because they decide whom commands run as, and changes to rights need a second member here (settings.review). Leave the groups out and let the identity provider set them, or propose a configuration without the review first.",
	},
	SETTING_REFUSED: {
		kind: "forbidden",
		message:
			"The agent of {cluster} does not allow `{setting}`, which the configuration asks for. Take it out of `settings`, or write `{allow}: true` into the ceiling file on the agent's machine (QD_CEILING{path}) and restart the agent.",
	},
	SECRET_REFUSED: {
		kind: "forbidden",
		message:
			"{where} refers to the secret {reference}, which {who} may not use: {reason}.",
	},
	SECRET_UNREADABLE: {
		kind: "unavailable",
		message:
			"{where} refers to the secret {reference}, which {who} cannot read: {reason}.",
	},
	IDENTITY_UNMAPPED: {
		kind: "forbidden",
		message:
			"No Kubernetes identity could be determined for this command: {reason}.",
	},
} as const;
