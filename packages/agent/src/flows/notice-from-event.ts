import { createHash } from "node:crypto";
import {
	type Message,
	messageSchema,
	type Notice,
	type NoticeLevel,
	type NoticeObject,
	noticeLevels,
} from "@quarterdeck/contract";

/** Whose event it is. */
export interface EventOrigin {
	readonly group: string;
	/** The plugin's repository and name. */
	readonly plugin: string;
}

/** Of one event as JSON; what is deeper is hostile, for the message of a plugin is flat. */
const maxDepth = 40;

/**
 * What a source plugin reports, `{Message, RawObject, AnalyticsLabels}` (docs/architecture/botkube-compatibility.md#events), as a notice:
 * the message as it is, and what is known about it from the raw object where that has the names of Botkube's, Prometheus's or Argo CD's,
 * else from the texts. Undefined for what is no event, and for one that says nothing. `newId` names happenings that have no identity.
 */
export function noticeFromEvent(
	bytes: Uint8Array,
	origin: EventOrigin,
	newId: () => string,
): Notice | undefined {
	const event = readJson(bytes);
	if (!isRecord(event)) return undefined;
	const parsed = messageSchema.safeParse(event.Message);
	if (!parsed.success || parsed.data.type === "skipMessage") return undefined;
	const message = parsed.data;
	const raw = event.RawObject ?? undefined;
	const facts = {
		...factsInFields(message),
		...(isRecord(raw) ? factsInRaw(raw) : {}),
	};
	const title = titleOf(message, facts);
	if (title === "") return undefined;
	const { object, reason } = facts;
	const type = plain(facts.type ?? "", 64) || "event";
	return {
		id: facts.identity ? hash([origin.plugin, facts.identity]) : newId(),
		group: origin.group,
		plugin: origin.plugin,
		title,
		level: facts.level ?? levelOfType(type),
		type,
		topic: topicOf(origin, type, facts, title),
		message,
		...(reason === undefined ? {} : { reason }),
		...(object === undefined ? {} : { object }),
		...(facts.resolved === undefined ? {} : { resolved: facts.resolved }),
		...(raw === undefined ? {} : { raw }),
	};
}

interface Facts {
	readonly title?: string | undefined;
	readonly level?: NoticeLevel | undefined;
	readonly type?: string | undefined;
	readonly reason?: string | undefined;
	readonly object?: NoticeObject | undefined;
	/** What this happening is told apart by from all others. */
	readonly identity?: readonly unknown[] | undefined;
	/** What its repeats and its end share with it. */
	readonly subject?: readonly unknown[] | undefined;
	readonly resolved?: boolean | undefined;
}

type Raw = Readonly<Record<string, unknown>>;

function factsInRaw(raw: Raw): Facts {
	if (isRecord(raw.labels) && text(raw.labels.alertname) !== "")
		return factsOfAlert(raw, raw.labels);
	if (isRecord(raw.metadata)) return factsOfObject(raw, raw.metadata);
	return factsOfBotkube(raw);
}

/** Botkube's own event of Kubernetes; argocd's and others' raw objects name the same things alike. */
function factsOfBotkube(raw: Raw): Facts {
	const [name, kind, namespace] = [raw.Name, raw.Kind, raw.Namespace].map(text);
	const [type, reason, at] = [raw.Type, raw.Reason, raw.TimeStamp].map(text);
	const object = objectOf({
		apiVersion: text(raw.APIVersion),
		kind: kind || text(raw.Resource),
		namespace,
		name,
	});
	return defined({
		title: text(raw.Title) || undefined,
		level: levelNamed(text(raw.Level)),
		type: type || undefined,
		reason: plain(reason ?? "", 256) || undefined,
		object,
		// Without a time, the same thing happens twice and is the same to the raw object.
		identity:
			object && at
				? [object, type, reason, at, raw.Messages, raw.Count, raw.Action]
				: undefined,
		subject: object ? [object, type, reason] : undefined,
	});
}

/** An alert of Prometheus or Alertmanager. */
function factsOfAlert(raw: Raw, labels: Raw): Facts {
	const state = text(raw.state) || text(raw.status);
	const resolved = ["resolved", "inactive"].includes(state);
	const name = text(labels.alertname);
	const since = text(raw.activeAt) || text(raw.startsAt);
	const object = objectOf({
		kind: "Alert",
		namespace: text(labels.namespace),
		name,
	});
	return defined({
		title: plain(`${name}${state ? `: ${state}` : ""}`, 512),
		level: resolved ? "success" : severityOf(text(labels.severity)),
		type: state || "alert",
		object,
		identity: since
			? [sorted(labels), state, since, text(raw.endsAt)]
			: undefined,
		subject: [sorted(labels)],
		resolved,
	});
}

/** An object of Kubernetes as its API gives it, as an application of Argo CD. */
function factsOfObject(raw: Raw, metadata: Raw): Facts {
	const object = objectOf({
		apiVersion: text(raw.apiVersion),
		kind: text(raw.kind),
		namespace: text(metadata.namespace),
		name: text(metadata.name),
	});
	const status = isRecord(raw.status) ? raw.status : {};
	const health = isRecord(status.health) ? text(status.health.status) : "";
	const version = text(metadata.resourceVersion);
	return defined({
		object,
		level: levelOfHealth(health),
		type: health.toLowerCase() || undefined,
		identity:
			object && version
				? [object, text(metadata.uid), version, health]
				: undefined,
		subject: object ? [object, health] : undefined,
	});
}

/** What the text fields of a message say, for a raw object that says nothing. */
function factsInFields(message: Message): Facts {
	const fields = new Map(
		(message.sections ?? [])
			.flatMap(({ textFields }) => textFields ?? [])
			.slice(0, 100)
			.map(({ key = "", value = "" }) => [key.toLowerCase().trim(), value]),
	);
	const field = (...names: string[]) =>
		names.map((name) => fields.get(name)).find(Boolean) ?? "";
	const type = field("type", "state");
	return defined({
		type: type || undefined,
		reason: plain(field("reason"), 256) || undefined,
		level: levelNamed(field("level")),
		object: objectOf({
			kind: field("kind", "resource"),
			namespace: field("namespace"),
			name: field("name", "alert name"),
		}),
	});
}

function titleOf(message: Message, { title }: Facts): string {
	const [first] = message.sections ?? [];
	const candidates = [
		first?.header,
		title,
		message.baseBody?.plaintext,
		message.baseBody?.codeBlock,
		first?.description,
		first?.body?.plaintext,
		first?.body?.codeBlock,
		first?.bulletLists?.[0]?.title,
		first?.textFields?.map(({ key, value }) => `${key}: ${value}`).join(", "),
		first?.context?.[0]?.text,
	];
	for (const candidate of candidates) {
		const line = plain(candidate ?? "", 512);
		if (line !== "") return line;
	}
	return "";
}

function topicOf(
	origin: EventOrigin,
	type: string,
	{ subject, object, reason }: Facts,
	title: string,
): string {
	const about = subject ?? (object ? [object, type, reason] : [type, title]);
	return `${origin.plugin.slice(0, 256)}:${hash(about)}`;
}

function objectOf(given: {
	readonly apiVersion?: string | undefined;
	readonly kind?: string | undefined;
	readonly namespace?: string | undefined;
	readonly name?: string | undefined;
}): NoticeObject | undefined {
	const kind = plain(given.kind ?? "", 128);
	const name = plain(given.name ?? "", 512);
	if (kind === "" || name === "") return undefined;
	const apiVersion = plain(given.apiVersion ?? "", 256);
	const namespace = plain(given.namespace ?? "", 253);
	return {
		kind,
		name,
		...(apiVersion ? { apiVersion } : {}),
		...(namespace ? { namespace } : {}),
	};
}

const levelsByType: Readonly<Record<string, NoticeLevel>> = {
	create: "success",
	delete: "error",
	error: "error",
	firing: "error",
	degraded: "error",
	failed: "error",
	resolved: "success",
	inactive: "success",
	healthy: "success",
	pending: "warning",
	warning: "warning",
};

function levelOfType(type: string): NoticeLevel {
	return levelsByType[type.toLowerCase()] ?? "info";
}

function levelNamed(name: string): NoticeLevel | undefined {
	const said = name.toLowerCase();
	return noticeLevels.find((level) => level === said || `${level}ing` === said);
}

function severityOf(severity: string): NoticeLevel {
	const said = severity.toLowerCase();
	if (["info", "none", "informational"].includes(said)) return "info";
	return said.startsWith("warn") ? "warning" : "error";
}

function levelOfHealth(health: string): NoticeLevel | undefined {
	if (health === "") return undefined;
	if (health === "Healthy") return "success";
	return health === "Degraded" ? "error" : "warning";
}

/** One line of text without control characters and what nobody sees. */
function plain(said: string, limit: number): string {
	return said
		.slice(0, limit * 4)
		.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, " ")
		.replace(/ {2,}/g, " ")
		.trim()
		.slice(0, limit)
		.toWellFormed()
		.trim();
}

function text(value: unknown): string {
	if (typeof value === "number" || typeof value === "boolean")
		return String(value);
	return typeof value === "string" ? value.slice(0, 4096) : "";
}

function sorted(record: Raw): [string, string][] {
	return Object.entries(record)
		.map(([key, value]): [string, string] => [key, text(value)])
		.sort(([a], [b]) => (a < b ? -1 : 1));
}

function hash(about: readonly unknown[]): string {
	return createHash("sha256")
		.update(JSON.stringify(about))
		.digest("base64url")
		.slice(0, 32);
}

function defined(facts: Facts): Facts {
	return Object.fromEntries(
		Object.entries(facts).filter(([, value]) => value !== undefined),
	);
}

function isRecord(value: unknown): value is Raw {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Undefined for what is no JSON, and for what is too deep: it is walked through by recursion afterwards. */
function readJson(bytes: Uint8Array): unknown {
	const json = new TextDecoder().decode(bytes);
	if (isDeep(json)) return undefined;
	try {
		return JSON.parse(json);
	} catch {
		return undefined;
	}
}

function isDeep(json: string): boolean {
	let depth = 0;
	let isInText = false;
	for (let at = 0; at < json.length; at++) {
		const code = json.charCodeAt(at);
		if (isInText) {
			if (code === backslash) at += 1;
			else if (code === quote) isInText = false;
		} else if (code === quote) isInText = true;
		else if (opens.has(code)) {
			depth += 1;
			if (depth > maxDepth) return true;
		} else if (closes.has(code)) depth -= 1;
	}
	return false;
}

const quote = 0x22;
const backslash = 0x5c;
const opens: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const closes: ReadonlySet<number> = new Set([0x5d, 0x7d]);
