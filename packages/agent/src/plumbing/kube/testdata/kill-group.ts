import { killGroup } from "../exec-process.ts";

killGroup(Number(process.argv[2]));
