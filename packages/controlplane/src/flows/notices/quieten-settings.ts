/** How channels are kept quiet. */
export interface QuietenSettings {
	/** A topic that rested this long begins a new post. */
	readonly restSeconds: number;
	/** A post takes no more after this long, so that what lasts is said again. */
	readonly longestPostSeconds: number;
	/** As many posts about objects of one family, in this time, are said one by one. */
	readonly familyPosts: number;
	readonly familySeconds: number;
	/** New posts in a channel: so many at once, so many a second over a longer time, and so many an hour. */
	readonly burst: number;
	readonly perSecond: number;
	readonly perHour: number;
	/** How long a digest counts before the next one begins. */
	readonly digestSeconds: number;
	/** Posts that wait for one addressee. */
	readonly maxBacklog: number;
	/** Between two edits of a post: doubled with each, up to the longest. */
	readonly firstEditSeconds: number;
	readonly longestEditSeconds: number;
}

export const defaultQuietenSettings: QuietenSettings = {
	restSeconds: 1800,
	longestPostSeconds: 86_400,
	familyPosts: 3,
	familySeconds: 3600,
	burst: 10,
	perSecond: 1,
	perHour: 120,
	digestSeconds: 3600,
	maxBacklog: 1000,
	firstEditSeconds: 2,
	longestEditSeconds: 7200,
};

/** When a post may be edited again that was edited so often. */
export function nextEditAt(
	{ firstEditSeconds, longestEditSeconds }: QuietenSettings,
	edits: number,
	sentAt: Date,
): Date {
	const seconds = Math.min(longestEditSeconds, firstEditSeconds * 2 ** edits);
	return new Date(sentAt.getTime() + seconds * 1000);
}
