/** Where simkube is knowingly unlike the recorded server: the command, and why that is right or harmless. */
export const acceptedTranscriptDifferences: ReadonlyMap<string, string> =
	new Map([
		[
			"explain deployment.spec.strategy",
			"the descriptions of fields are the project's own words; names, types and values are the real ones",
		],
		[
			"auth whoami",
			"the recorder came with a client certificate, which leaves its digest among the extras; here it is a token",
		],
		[
			`patch deploy cart -n shop --type=merge -p {"spec":{"replicas":"many"}}`,
			"the refusal quotes the whole object; here its fields stand in the order they were written in, and controllers leave no managed fields",
		],
	]);
