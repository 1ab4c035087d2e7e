"use strict";
// Pages work without this script. It refreshes what is marked as live, finds while somebody types, and asks in a dialog.
(() => {
  const lost = document.getElementById("lost");

  const load = async (url) => {
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    if (answer.status === 401) location.reload();
    if (!answer.ok) throw new Error(answer.status);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };

  // What a person has opened, ticked or is typing into stays as it is.
  const keep = (from, to) => {
    from.querySelectorAll("details[id]").forEach((one) => {
      const now = to.querySelector("#" + CSS.escape(one.id));
      if (now) now.open = one.open;
    });
    from.querySelectorAll("input[type=checkbox][id]").forEach((one) => {
      const now = to.querySelector("#" + CSS.escape(one.id));
      if (now) now.checked = one.checked;
    });
  };

  const swap = (page, id) => {
    const from = document.getElementById(id);
    const to = page.getElementById(id);
    if (!from || !to || from.innerHTML === to.innerHTML) return;
    keep(from, to);
    const focused = from.contains(document.activeElement) ? document.activeElement : null;
    const place = focused && [focused.id, focused.getAttribute("href"), focused.getAttribute("name")];
    // not the element itself: a screen reader watches it
    from.replaceChildren(...to.childNodes);
    if (!focused) return;
    const again = (place[0] && document.getElementById(place[0]))
      || [...from.querySelectorAll("a, button, input, summary")].find((one) =>
        one.getAttribute("href") === place[1] && one.getAttribute("name") === place[2] && one.tagName === focused.tagName);
    if (again) again.focus({ preventScroll: true });
  };

  const live = () => {
    const elements = [...document.querySelectorAll("[data-live]")];
    const seconds = Math.min(...elements.map((one) => Number(one.dataset.live) || 3));
    if (elements.length === 0) return;
    setTimeout(async () => {
      const busy = document.hidden || document.querySelector("dialog[open]") || !getSelection().isCollapsed;
      try {
        if (!busy) {
          const page = await load(location.href);
          elements.forEach((one) => swap(page, one.id));
        }
        lost.hidden = true;
      } catch (e) {
        lost.hidden = false;
      }
      live();
    }, seconds * 1000);
  };
  live();

  // <input data-find="results">: the element of that id is fetched anew for what is typed.
  let typed;
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.dataset.find) return;
    clearTimeout(typed);
    typed = setTimeout(async () => {
      const url = new URL(field.form.action);
      url.search = new URLSearchParams(new FormData(field.form));
      try {
        const page = await load(url);
        if (new FormData(field.form).get(field.name) !== url.searchParams.get(field.name)) return;
        history.replaceState(null, "", url);
        swap(page, field.dataset.find);
      } catch (e) {
        lost.hidden = false;
      }
    }, 250);
  });

  // <a data-ask> and <button data-ask>: the page that asks for a confirmation is shown in a dialog.
  const ask = document.getElementById("ask");
  const show = (page) => {
    const asked = page.getElementById("confirm");
    if (!asked) return false;
    ask.replaceChildren(document.adoptNode(asked));
    ask.showModal();
    return true;
  };
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-ask]");
    if (event.target.closest("[data-close]") && ask.open) {
      event.preventDefault();
      ask.close();
    } else if (link && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      try {
        if (!show(await load(link.href))) location.href = link.href;
      } catch (e) {
        location.href = link.href;
      }
    }
  });

  // <input type=checkbox data-all="name">: all of that name in its form.
  document.addEventListener("change", (event) => {
    const name = event.target.dataset.all;
    if (name) event.target.form.querySelectorAll(`input[name="${name}"]`).forEach((one) => { one.checked = event.target.checked; });
  });
})();
