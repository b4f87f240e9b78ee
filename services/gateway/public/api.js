/** The development issuer is not there: production, where people sign in through their bureau. */
export class NoDemoAccounts extends Error {}

const tokens = new Map();

const fetchToken = async (account) => {
  const response = await fetch("/dev/token", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ account }),
  });
  if (response.status === 404 || response.status === 405) throw new NoDemoAccounts();
  if (!response.ok) throw new Error(`POST /dev/token: HTTP ${response.status}`);
  const { access_token: token } = await response.json();
  return token;
};

const tokenFor = (account) => {
  if (!tokens.has(account)) {
    const token = fetchToken(account);
    tokens.set(account, token);
    token.catch(() => tokens.delete(account));
  }
  return tokens.get(account);
};

/** The answer's JSON as it came: data, errors and extensions, or a problem (RFC 9457). */
export const ask = async (account, query) => {
  const send = async () =>
    fetch("/graphql", {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${await tokenFor(account)}` },
      body: JSON.stringify({ query }),
    });
  const first = await send();
  if (first.status !== 401) return first.json();
  // The page was open for longer than the token lasts.
  tokens.delete(account);
  return (await send()).json();
};
