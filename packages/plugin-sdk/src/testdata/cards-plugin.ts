import type { Message } from "@quarterdeck/contract";
import { requestWords } from "../executor-request.ts";
import { serveExecutor } from "../serve-executor.ts";

/*
 * A plugin that answers with interactive messages, for whoever shows them. The word behind its name says which:
 *
 *   cards buttons     a section with buttons: plain, primary, danger, a link, one that needs no mention, one that fails
 *   cards form        of type form: a select, a multiselect and inputs, whose commands are `cards say` with what was chosen
 *   cards selects     several selects, one with groups and a chosen option; a multiselect with chosen options
 *   cards inputs      inputs on the message and in a section, sent with enter and with each character
 *   cards lists       fields, bullets, context, a divider: what is only read
 *   cards text        text and sections in one message: the text is output, the rest is the message
 *   cards hostile     markup, addresses, control characters and long lines wherever text may stand
 *   cards many N      N sections, to be too large
 *   cards private     a message that is meant for one person; cards replace: one that takes the place of what was there
 *   cards skip        a message that nobody is shown
 *   cards say WORD…   the words, as text: what buttons and inputs lead to
 */
type Card = (words: readonly string[]) => Message;

const cards: Readonly<Record<string, Card>> = {
	buttons: () => ({
		sections: [
			{
				header: "Deployment cart",
				description: "Two of three replicas are ready.",
				body: { codeBlock: "cart-7d9   1/1   Running\ncart-b42   0/1   Pending" },
				buttons: [
					{
						name: "Look again",
						command: "{{BotName}} cards buttons",
						style: "primary",
					},
					{ name: "Say hello", command: "cards say hello", description: "no mention" },
					{
						name: "Delete",
						command: "{{BotName}} cards say deleted",
						style: "danger",
						descriptionStyle: "bold",
						description: "cannot be undone",
					},
					{ name: "Documentation", url: "https://example.com/docs" },
					{ name: "Broken", command: "{{BotName}} cards nothing-of-this-name" },
				],
			},
		],
	}),
	form: () => ({
		type: "form",
		sections: [
			{
				header: "Restart a workload",
				selects: {
					id: "workload",
					items: [
						{
							type: "static",
							name: "Workload",
							command: "{{BotName}} cards say workload",
							optionGroups: [
								{
									name: "Deployments",
									options: [
										{ name: "cart", value: "deployment/cart" },
										{ name: "web", value: "deployment/web" },
									],
								},
							],
						},
					],
				},
				multiSelect: {
					name: "Namespaces",
					description: { plaintext: "Where" },
					command: "{{BotName}} cards say namespaces",
					options: [
						{ name: "shop", value: "shop" },
						{ name: "default", value: "default" },
					],
				},
				plaintextInputs: [
					{
						command: "{{BotName}} cards say reason",
						text: "Reason",
						placeholder: "why",
						dispatchedAction: "on_enter_pressed",
					},
				],
				buttons: [
					{ name: "Restart", command: "{{BotName}} cards say restarted" },
				],
			},
		],
	}),
	selects: () => ({
		sections: [
			{
				header: "Selects",
				selects: {
					id: "two",
					items: [
						select("Verb", ["get", "describe"]),
						{
							...select("Resource", ["pods", "nodes"]),
							initialOption: { name: "pods", value: "pods" },
						},
					],
				},
				multiSelect: {
					name: "Sources",
					command: "{{BotName}} cards say sources",
					options: [option("events"), option("errors"), option("all")],
					initialOptions: [option("errors")],
				},
			},
		],
	}),
	inputs: () => ({
		plaintextInputs: [
			{
				command: "{{BotName}} cards say filter",
				text: "Filter",
				placeholder: "a word",
				dispatchedAction: "on_character_entered",
			},
		],
		sections: [
			{
				plaintextInputs: [
					{
						command: "{{BotName}} cards say name",
						text: "Name",
						dispatchedAction: "on_enter_pressed",
					},
				],
			},
		],
	}),
	lists: () => ({
		timestamp: "2026-01-02T03:04:05Z",
		sections: [
			{
				style: { divider: "none" },
				header: "Node node-1",
				textFields: [
					{ key: "Kind", value: "Node" },
					{ key: "Name", value: "node-1" },
				],
				bulletLists: [
					{ title: "Warnings", items: ["disk is full", "clock is late"] },
				],
				context: [{ text: "seen a minute ago" }],
			},
			{ description: "A second section behind a divider." },
		],
	}),
	text: () => ({
		baseBody: { plaintext: "First some words.", codeBlock: "and\na block" },
		sections: [{ header: "Then a section" }],
	}),
	hostile: () => {
		const text =
			'<img src=x onerror=alert(1)><script>alert(2)</script> [a](javascript:alert(3)) \u202egnp.exe \u001b[31m <!channel> "\' & ';
		return {
			sections: [
				{
					header: text,
					description: text,
					body: { plaintext: text, codeBlock: text + "x".repeat(5000) },
					textFields: [{ key: text, value: text }],
					bulletLists: [{ title: text, items: [text] }],
					context: [{ text }],
					buttons: [
						{ name: text, command: `{{BotName}} cards say ${text}` },
						{ name: "a script", url: "javascript:alert(4)" },
						{ name: "data", url: "data:text/html,<script>alert(5)</script>" },
					],
				},
			],
		};
	},
	many: ([count = "1000"]) => ({
		sections: Array.from({ length: Math.min(Number(count), 5000) }, (_, i) => ({
			header: `Section ${i + 1}`,
			description: "d".repeat(100),
		})),
	}),
	private: () => ({
		onlyVisibleForYou: true,
		sections: [{ header: "Only for you" }],
	}),
	replace: () => ({
		replaceOriginal: true,
		sections: [{ header: "In place of what was there" }],
	}),
	skip: () => ({ type: "skipMessage" }),
	say: (words) => ({ baseBody: { codeBlock: words.join(" ") } }),
};

function option(name: string) {
	return { name, value: name };
}

function select(name: string, options: readonly string[]) {
	return {
		type: "static",
		name,
		command: `{{BotName}} cards say ${name.toLowerCase()}`,
		optionGroups: [{ name, options: options.map(option) }],
	};
}

await serveExecutor({
	name: "cards",
	version: "1.0.0",
	description: "Answers with interactive messages.",
	help: { baseBody: { plaintext: `cards ${Object.keys(cards).join("|")}` } },
	async execute(request) {
		const [, name = "", ...words] = requestWords(request);
		const card = Object.hasOwn(cards, name) ? cards[name] : undefined;
		if (card) return card(words);
		throw new Error(`there is no card ${name}; there are: ${Object.keys(cards).join(", ")}`);
	},
});
