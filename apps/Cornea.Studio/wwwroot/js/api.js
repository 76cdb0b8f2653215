// Talks to the server. Every failure becomes an Error whose message can be shown.
async function answer(response) {
  let body = null;
  try {
    body = await response.json();
  } catch {
    // No JSON: the status says enough.
  }
  if (!response.ok) throw Object.assign(new Error(body?.error ?? `The server answered ${response.status}.`), { status: response.status });
  return body;
}

async function send(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("The server does not answer. Is cornea studio still running?");
  }
  return answer(response);
}

export const get = (path, signal) => send(path, { signal });
export const post = (path, body) =>
  send(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body ?? {}) });
export const postBytes = (path, bytes, signal) =>
  send(path, { method: "POST", headers: { "content-type": "application/octet-stream" }, body: bytes, signal });
export const remove = (path) => send(path, { method: "DELETE" });

let catalogue = null;
export const getCatalogue = () => (catalogue ??= get("/api/catalogue").catch((error) => {
  catalogue = null;
  throw error;
}));
