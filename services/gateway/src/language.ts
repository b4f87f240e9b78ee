import { AsyncLocalStorage } from "node:async_hooks";
import type { Language } from "@lianxiao/events";
import { languageOf } from "@lianxiao/service";
import type { RequestHandler } from "express";

const asked = new AsyncLocalStorage<Language>();

/** Remembers the caller's language for the request: Apollo's `formatError` is given the error and nothing else. */
export const rememberLanguage: RequestHandler = (request, _response, next) => asked.run(languageOf(request), next);

/** The language of the request that is being answered; Chinese outside of one. */
export const language = (): Language => asked.getStore() ?? "zh";
