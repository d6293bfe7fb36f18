// Keeps what was filled in on this phone until the service has it. Without this file every form works as it stands.
//
// A form with `data-keep` ("new", or "edit" where the last one counts) is kept while it is typed and, when it is sent and
// nobody answers, until the line is back. The fields that `data-never` names are not kept: while the page is open they go
// along, later they are to be filled in again. With `data-follow` the page goes where the answer leads, however late it comes.
// A form with `data-photos` sends each photo by itself, made smaller. Whatever is sent again carries the key that it had, so
// that it has its effect once.
"use strict";

(() => {
  const box = document.getElementById("unsent");
  if (!box || !window.indexedDB || !window.crypto?.randomUUID || !window.AbortSignal?.timeout) return;

  const said = box.dataset;
  if (said.who) {
    if (localStorage.getItem("who") !== said.who) window.caches?.delete("pages");
    localStorage.setItem("who", said.who);
  }
  const who = said.who || localStorage.getItem("who") || "";
  const LONGEST_SIDE = 1600, FORM_SECONDS = 30, PHOTO_SECONDS = 180;
  const SLOWEST = 2000; // bytes in a second; who has even less waits for a better line

  // What is kept: {id (the key), who, page, action, title, fields, lacks, file, at, state: typing|waiting|stuck, why}.
  const opened = new Promise((done, failed) => {
    const request = indexedDB.open("gerai", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("kept", { keyPath: "id" });
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  const work = async (mode, what) => {
    const database = await opened;
    return new Promise((done, failed) => {
      const transaction = database.transaction("kept", mode);
      const request = what(transaction.objectStore("kept"));
      transaction.oncomplete = () => done(request.result);
      transaction.onerror = transaction.onabort = () => failed(transaction.error);
    });
  };
  const keep = (entry) => work("readwrite", (kept) => kept.put(entry));
  const drop = (id) => work("readwrite", (kept) => kept.delete(id));
  const list = async () =>
    (await work("readonly", (kept) => kept.getAll())).filter((entry) => entry.who === who).sort((a, b) => a.at - b.at);

  // What belongs together goes in order: nothing of a product overtakes what is still to come before it.
  const thing = (entry) => entry.action.match(/\/(?:produk|usaha\/daftar|usaha)\/[^/]+/)?.[0] ?? entry.action;

  const secrets = new Map(); // the fields that are never kept, by key, while the page is open
  const lacking = (entry) => entry.lacks && !secrets.has(entry.id);

  const filled = (entry, token) => {
    const form = new FormData();
    for (const [name, value] of [...entry.fields, ...(secrets.get(entry.id) ?? [])]) form.append(name, value);
    if (entry.file) form.append("foto", entry.file, "foto.jpg");
    form.set("form_token", token);
    form.set("idempotency_key", entry.id);
    return form;
  };

  // The mark of the session that there is now. Nobody's, where one has to sign in first.
  const freshToken = async (page) => {
    const answer = await fetch(page, { headers: { accept: "text/html" }, signal: AbortSignal.timeout(FORM_SECONDS * 1000) });
    if (!answer.ok || new URL(answer.url).pathname !== new URL(page, location.href).pathname) return null;
    const html = new DOMParser().parseFromString(await answer.text(), "text/html");
    const there = html.getElementById("unsent")?.dataset;
    return there?.who === who ? there.token : null;
  };

  // A photo that is cut off begins anew, so it is given as long as it may need on a slow line.
  const secondsFor = (file) => (file ? Math.max(PHOTO_SECONDS, FORM_SECONDS + file.size / SLOWEST) : FORM_SECONDS);

  const post = (entry, token) =>
    fetch(entry.action, {
      method: "POST",
      body: filled(entry, token),
      headers: { accept: "text/html" },
      redirect: entry.file ? "manual" : "follow", // where it leads to need not be fetched once more for each photo
      signal: AbortSignal.timeout(Math.ceil(secondsFor(entry.file)) * 1000),
    });

  // What is wrong with what was sent, as the answer says it; nothing where the answer is about something else.
  const refusal = async (answer) => {
    const html = new DOMParser().parseFromString(await answer.text(), "text/html");
    return html.querySelector(".faults li, main h1 + p")?.textContent.trim() ?? "";
  };

  // Whether it is settled, taken or not; false where it has to be tried again later.
  const send = async (entry, token) => {
    try {
      const answer = await post(entry, token);
      if (answer.type === "opaqueredirect" || (answer.ok && answer.redirected)) {
        went.set(entry.id, answer.url);
        await drop(entry.id);
        return true;
      }
      if (answer.status >= 500 || [401, 429].includes(answer.status)) return false;
      await keep({ ...entry, state: "stuck", why: await refusal(answer) });
      return true;
    } catch {
      return false;
    }
  };

  const typing = new Map(); // timers, by form
  const went = new Map(); // where an answer led, by key
  let following = null; // the key of what this page waits for
  let sending = null;
  const sendAll = () => (sending ??= (async () => {
    let sent = 0, token;
    try {
      // Behind what is not taken its thing waits; behind a photo only what is no photo, as a submission that needs it.
      const held = new Set(), photoless = new Set();
      const hold = (entry) => (entry.file ? photoless : held).add(thing(entry));
      const waits = (entry) => held.has(thing(entry)) || (!entry.file && photoless.has(thing(entry)));
      for (const entry of await list()) {
        if (entry.state === "stuck" || (entry.state === "waiting" && lacking(entry))) hold(entry);
        if (entry.state !== "waiting" || waits(entry)) continue;
        token ??= (await freshToken(entry.page)) ?? (await freshToken(said.anyPage)); // its own may be closed by now
        if (!token) { note(said.signIn); break; }
        if (!(await send(entry, token))) break;
        if ((await list()).some((other) => other.id === entry.id)) hold(entry);
        else sent += 1;
        await show();
      }
    } catch {
      // no line: later
    } finally {
      sending = null;
      await show();
    }
    return sent;
  })());

  const note = (text) => { box.querySelector("[data-note]").textContent = text; };

  const show = async () => {
    const waiting = (await list()).filter((entry) => entry.state !== "typing");
    box.hidden = waiting.length === 0;
    box.querySelector("ul").replaceChildren(...waiting.map((entry) => {
      const line = document.createElement("li"), away = document.createElement("button"), link = document.createElement("a");
      link.href = entry.page;
      link.textContent = entry.title;
      away.type = "button";
      away.textContent = said.discard;
      away.setAttribute("aria-label", `${said.discard}: ${entry.title}`);
      away.addEventListener("click", async () => { await drop(entry.id); await show(); await goOn(); });
      const why = entry.state === "stuck" ? `${said.stuck} ${entry.why}` : entry.lacks ? said.lacks : said.waiting;
      line.append(link, ` – ${why} `, away);
      return line;
    }));
  };

  // Where somebody looks who has just sent something that could not go.
  const tell = async () => {
    await show();
    box.focus();
  };

  const fieldsOf = (form) =>
    [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !["form_token", "idempotency_key"].includes(name));

  const entryOf = (form, state) => {
    const id = form.elements.idempotency_key.value, never = form.dataset.never?.split(" ") ?? [], fields = fieldsOf(form);
    const secret = fields.filter(([name]) => never.includes(name));
    secrets.set(id, secret);
    return {
      id,
      who,
      page: form.dataset.page,
      action: new URL(form.action).pathname,
      title: form.elements.name?.value || form.dataset.title,
      fields: fields.filter(([name]) => !never.includes(name)),
      lacks: secret.some(([, value]) => value),
      at: Date.now(),
      state,
    };
  };

  const fillIn = (form, fields) => {
    const values = new Map(fields);
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden" || field.type === "file") continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.get(field.name) === field.value;
      else if (values.has(field.name)) field.value = values.get(field.name);
    }
  };

  // What was typed and never sent goes on under its key. What waits or was refused is replaced by what is sent next.
  const restore = async (form) => {
    form.elements.idempotency_key.value = crypto.randomUUID();
    const action = new URL(form.action).pathname, category = form.elements.category?.value;
    const all = (await list()).filter((entry) =>
      entry.action === action && !entry.file && new Map(entry.fields).get("category") === category &&
      (entry.state !== "waiting" || form.dataset.keep === "edit"));
    const found = all.at(-1);
    if (!found) return;
    if (found.state === "typing") form.elements.idempotency_key.value = found.id;
    const older = (form.dataset.keep === "edit" ? all : [found]).filter((entry) => entry.state !== "typing");
    form.dataset.instead = older.map((entry) => entry.id).join(" ");
    if ("follow" in form.dataset && found.state === "waiting") following = found.id;
    if ("refused" in form.dataset) return;
    fillIn(form, found.fields);
    for (const told of form.querySelectorAll("[data-restored]")) told.hidden = false;
    const away = async () => { await drop(found.id); location.reload(); };
    form.querySelector("[data-restored] button")?.addEventListener("click", away);
  };

  const submit = async (form) => {
    clearTimeout(typing.get(form));
    typing.delete(form);
    const entry = entryOf(form, "waiting");
    await keep(entry);
    for (const id of form.dataset.instead?.split(" ") ?? []) await drop(id);
    await sending;
    await sendAll();
    if (went.has(entry.id)) return location.assign(went.get(entry.id));
    const left = (await list()).filter((other) => other.state !== "typing" && thing(other) === thing(entry));
    if (left[0].id !== entry.id || left[0].state === "waiting") {
      if ("follow" in form.dataset) following = entry.id;
      form.elements.idempotency_key.value = crypto.randomUUID(); // what is typed from now on is another word
      if (form.dataset.keep === "new") form.reset();
      else form.dataset.instead = entry.id;
      return tell();
    }
    await keep({ ...entry, state: "typing" });
    form.submit(); // so that the answer is shown as it is without this file: nothing was taken, and the key is free
  };

  const smaller = async (file) => {
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const by = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * by);
      canvas.height = Math.round(picture.height * by);
      const drawing = canvas.getContext("2d");
      drawing.fillStyle = "#fff";
      drawing.fillRect(0, 0, canvas.width, canvas.height);
      drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
      const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      return made && made.size < file.size ? made : file;
    } catch {
      return file; // the service says what is wrong with it
    }
  };

  const addPhotos = async (form) => {
    const files = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
    if (!files.length) return form.submit();
    for (const [n, file] of files.entries()) {
      await keep({
        id: crypto.randomUUID(), who, page: form.dataset.page, action: new URL(form.action).pathname,
        title: `${form.dataset.title} (${n + 1})`, fields: [], file: await smaller(file), at: Date.now() + n / 1000, state: "waiting",
      });
    }
    form.reset();
    await show();
    const sent = await sendAll();
    const left = (await list()).filter((entry) => entry.file);
    if (left.length && (!sent || left.some((entry) => entry.state === "waiting"))) return tell();
    location.assign(form.dataset.page);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const handle = "photos" in form.dataset ? addPhotos : "keep" in form.dataset ? submit : null;
    if (!handle) return;
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "yes";
    for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-busy", "true");
    handle(form).catch(() => form.submit()).finally(() => {
      delete form.dataset.busy;
      for (const button of form.querySelectorAll("button[type=submit]")) button.removeAttribute("aria-busy");
    });
  }, true);

  for (const form of document.querySelectorAll("form[data-keep]")) {
    const ready = restore(form);
    form.addEventListener("input", () => {
      clearTimeout(typing.get(form));
      typing.set(form, setTimeout(() => ready.then(() => keep(entryOf(form, "typing"))), 400));
    });
  }

  const goOn = async () => {
    note("");
    const sent = await sendAll();
    if (went.has(following) && !typing.size) location.assign(went.get(following));
    else if (sent && said.reload !== undefined) location.reload();
  };
  box.querySelector("[data-send]").addEventListener("click", goOn);
  window.addEventListener("online", goOn);
  show().then(() => navigator.onLine && goOn());
  navigator.serviceWorker?.register(said.worker).catch(() => {});
})();
