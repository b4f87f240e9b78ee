import { showAccounts } from "./accounts.js";
import { showFigures } from "./figures.js";
import { showLists } from "./lists.js";
import { prepareQuery } from "./query.js";

const at = (id) => document.getElementById(id);

prepareQuery(at("query-form"), at("answer-state"), at("answer"));
const available = await showFigures(at("figures-state"), at("figures"));
await showAccounts(at("accounts"), at("account"), available);
if (available) await showLists(at("lists")).catch(() => undefined);
