const preRelease = /[-~.+]?(?:alpha|beta|preview|rc)[-.]?(\d*)/i;

/**
 * Orders two version numbers: negative when `a` is older, 0 when they are the same release, positive when newer.
 * Takes what programs print: a leading `v`, any number of parts (a missing one counts as 0), a vendor suffix that
 * does not matter (`1.32.4-gke.100`) and a pre-release, which comes before its release (`2.15.0-RC.1`).
 */
export function compareVersions(a: string, b: string): number {
	const left = parse(a);
	const right = parse(b);
	const length = Math.max(left.parts.length, right.parts.length);
	for (let i = 0; i < length; i++) {
		const difference = (left.parts[i] ?? 0) - (right.parts[i] ?? 0);
		if (difference !== 0) return difference;
	}
	return left.stage === right.stage ? 0 : left.stage - right.stage;
}

/** Whether `version` is `minimum` or newer. Text that holds no version is never new enough. */
export function isAtLeast(version: string, minimum: string): boolean {
	return /\d/.test(version) && compareVersions(version, minimum) >= 0;
}

/** The upstream part of a Debian version: `1:1.36.4+ds-1` is release `1.36.4`, `2.15.0~rc1-1` its candidate. */
export function upstreamVersion(debianVersion: string): string {
	const upstream = debianVersion.replace(/^\d+:/, "").replace(/-[^-]*$/, "");
	return upstream.replace(/\+.*$/, "").replace("~", "-");
}

function parse(version: string): { parts: number[]; stage: number } {
	const numbers = /\d+(?:\.\d+)*/.exec(version)?.[0] ?? "0";
	const rest = version.slice(version.indexOf(numbers) + numbers.length);
	const candidate = preRelease.exec(rest);
	return {
		parts: numbers.split(".").map(Number),
		// A release comes after all its candidates; the first alpha, beta and candidate are not told apart.
		stage: candidate ? Number(candidate[1] || 0) : Number.POSITIVE_INFINITY,
	};
}
