import { isIPv6 } from "node:net";

/** What limits count by: the address, or of IPv6 the /64 that one customer is given, who has all of its addresses. */
export function networkOf(address: string): string {
	const plain = address.replace(/%.*$/, "");
	if (!isIPv6(plain)) return address;
	const full = new URL(`http://[${plain}]`).hostname.slice(1, -1);
	const [head = [], tail = []] = full
		.split("::")
		.map((part) => part.split(":").filter(Boolean));
	const zeros = Array(8 - head.length - tail.length).fill("0");
	return `${[...head, ...zeros, ...tail].slice(0, 4).join(":")}::/64`;
}
