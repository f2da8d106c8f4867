import "@mantine/charts/styles.css";
import { BarChart } from "@mantine/charts";

/** One kind of figure over time. Charts that share `sync` show the same place when one is pointed at. */
export function TimeBars(props: {
	readonly data: readonly { readonly at: string; readonly value: number }[];
	readonly name: string;
	readonly color: string;
	readonly height: number;
	readonly sync: string;
	readonly withTimes: boolean;
}) {
	return (
		<BarChart
			h={props.height}
			data={[...props.data]}
			dataKey="at"
			series={[{ name: "value", label: props.name, color: props.color }]}
			withXAxis={props.withTimes}
			yAxisProps={{ allowDecimals: false, width: 36, tickCount: 3 }}
			xAxisProps={{ minTickGap: 24 }}
			tickLine="none"
			accessibilityLayer={false}
			barChartProps={{ syncId: props.sync }}
			barProps={{ isAnimationActive: false }}
		/>
	);
}

/** Things by name, each with one or two figures, the figures as text at their bars. */
export function NamedBars(props: {
	readonly data: readonly (Readonly<Record<string, string | number>> & {
		readonly name: string;
	})[];
	readonly series: readonly {
		readonly name: string;
		readonly label: string;
		readonly color: string;
	}[];
	readonly height: number;
	readonly format: (value: number) => string;
}) {
	return (
		<BarChart
			h={props.height}
			data={[...props.data]}
			dataKey="name"
			orientation="vertical"
			series={[...props.series]}
			withXAxis={false}
			yAxisProps={{ width: 132, tickFormatter: shortName, interval: 0 }}
			gridAxis="none"
			tickLine="none"
			maxBarWidth={16}
			withBarValueLabel
			valueLabelProps={{ position: "right", fontSize: 11 }}
			valueFormatter={props.format}
			accessibilityLayer={false}
			barChartProps={{ margin: { right: 64 }, barGap: 2 }}
			barProps={{ isAnimationActive: false }}
		/>
	);
}

/** The end of a long name tells more than what many have in common. */
function shortName(name: string): string {
	return name.length > 18 ? `…${name.slice(-17)}` : name;
}
