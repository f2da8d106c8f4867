import type { Message, Notice } from "@quarterdeck/contract";
import { boundNotice } from "@quarterdeck/contract";
import { kubernetesSourceKey } from "@quarterdeck/contract/configuration";
import type { ClusterView } from "./cluster-view.ts";
import type { Happening } from "./happening.ts";
import { offerCommands } from "./offer-commands.ts";
import { type Advice, noAdvice } from "./recommend.ts";
import { type KubernetesGroup, spelledOut } from "./route.ts";

/** What one group is told of a happening. */
export interface Telling {
	readonly group: KubernetesGroup;
	/** Those of the happening, and the differences that the group asked for. */
	readonly messages: readonly string[];
	readonly advice?: Advice;
}

/** The event as templates, sinks and actions of people's configurations name it. */
export type RawEvent = ReturnType<typeof rawEvent>;

const emoji = { success: "🟢", info: "💡", warning: "⚠️", error: "❗" };
const participles = {
	create: "created",
	update: "updated",
	delete: "deleted",
	error: "error",
	info: "info",
};
const botName = "{{BotName}}";
const maxTitleCharacters = 512;
const maxCommandCharacters = 1000;

/** The notice of a happening for one group. */
export function renderNotice(
	happening: Happening,
	telling: Telling,
	cluster: ClusterView,
): Notice {
	const raw = rawEvent(happening, telling, cluster.clusterName());
	const { id, type, level, topic, resolved, reason, apiVersion } = happening;
	const { kind, name, namespace } = happening;
	return boundNotice({
		id,
		group: telling.group.name,
		plugin: kubernetesSourceKey,
		title: raw.Title.slice(0, maxTitleCharacters),
		level,
		type,
		...(reason === "" ? {} : { reason }),
		object: { apiVersion, kind, ...(namespace ? { namespace } : {}), name },
		topic,
		...(resolved ? { resolved } : {}),
		message: messageOf(happening, telling, { raw, cluster }),
		raw,
	});
}

function rawEvent(
	happening: Happening,
	{ messages, advice = noAdvice }: Telling,
	cluster: string,
) {
	return {
		APIVersion: happening.apiVersion,
		Kind: happening.kind,
		Title: `${happening.resource} ${participles[happening.type]}`,
		Name: happening.name,
		Namespace: happening.namespace ?? "",
		Messages: messages,
		Type: happening.type,
		Reason: happening.reason,
		Level: happening.level,
		Cluster: cluster,
		TimeStamp: happening.at.toISOString(),
		Count: happening.count,
		Action: happening.action,
		Resource: happening.resource,
		Recommendations: advice.recommendations,
		Warnings: advice.warnings,
	};
}

interface Rendered {
	readonly raw: RawEvent;
	readonly cluster: ClusterView;
}

type Section = NonNullable<Message["sections"]>[number];

function messageOf(
	happening: Happening,
	telling: Telling,
	rendered: Rendered,
): Message {
	const { raw } = rendered;
	const told = eventSection(raw);
	if (!telling.group.interactive)
		return {
			type: "nonInteractiveEventSingleSection",
			timestamp: raw.TimeStamp,
			sections: [told],
		};
	const offers =
		happening.type === "delete"
			? []
			: offerSections(happening, telling, rendered);
	return { timestamp: raw.TimeStamp, sections: [told, ...offers] };
}

function eventSection(raw: RawEvent): Section {
	const fields = [
		"Kind",
		"Name",
		"Namespace",
		"Reason",
		"Action",
		"Cluster",
	] as const;
	const lists = ["Messages", "Recommendations", "Warnings"] as const;
	const bulletLists = lists
		.filter((title) => raw[title].length > 0)
		.map((title) => ({ title, items: [...raw[title]] }));
	return {
		header: `${emoji[raw.Level]} ${raw.Title}`,
		textFields: fields
			.filter((key) => raw[key] !== "")
			.map((key) => ({ key, value: raw[key] })),
		...(bulletLists.length > 0 ? { bulletLists } : {}),
	};
}

function offerSections(
	happening: Happening,
	{ group }: Telling,
	rendered: Rendered,
): Section[] {
	const options = offerCommands(
		group.source.commands.verbs,
		happening,
		rendered.cluster.describe(happening.apiVersion, happening.plural)?.verbs,
	).map(({ verb, words }) => ({ name: verb, value: words }));
	const { buttons, problems } = extraButtons(happening, group, rendered);
	const section: Section = {
		...(buttons.length > 0 ? { buttons } : {}),
		...(options.length > 0
			? {
					selects: {
						items: [
							{
								type: "static",
								name: "Run command...",
								command: `${botName} kubectl`,
								optionGroups: [{ name: "Supported commands", options }],
							},
						],
					},
				}
			: {}),
		...(problems.length > 0
			? { context: problems.map((text) => ({ text })) }
			: {}),
	};
	return Object.keys(section).length > 0 ? [section] : [];
}

/** The buttons of the configuration; one that cannot be made is named in the message, where whoever wrote it will see it. */
function extraButtons(
	{ type }: Happening,
	{ source }: KubernetesGroup,
	{ raw, cluster }: Rendered,
) {
	const buttons: NonNullable<Section["buttons"]> = [];
	const problems: string[] = [];
	for (const { enabled, trigger, button } of source.extraButtons) {
		if (!enabled || !isTriggeredBy(trigger.type, type)) continue;
		try {
			const words = commandFrom(
				cluster.renderTemplate(button.commandTpl, { ...raw, Event: raw }),
			);
			buttons.push({
				name: button.displayName,
				command: `${botName} ${words}`,
				style: "primary",
			});
		} catch (error) {
			const why = error instanceof Error ? error.message : String(error);
			problems.push(
				`The button "${button.displayName}" cannot be shown: ${why.slice(0, 300)}`,
			);
		}
	}
	return { buttons, problems };
}

function isTriggeredBy(
	triggers: readonly string[],
	type: Happening["type"],
): boolean {
	return (
		triggers.includes(type) ||
		(type !== "info" && spelledOut(triggers).has(type))
	);
}

/** @throws Error when the text is no single command. */
function commandFrom(text: string): string {
	const words = text.trim();
	if (words === "") throw new Error("its command is empty");
	if (words.length > maxCommandCharacters)
		throw new Error(
			`its command has more than ${maxCommandCharacters} characters`,
		);
	// A line break could hide a second command from who reads the button.
	if (/\p{Cc}/u.test(words))
		throw new Error("its command has a line break or a control character");
	return words;
}
