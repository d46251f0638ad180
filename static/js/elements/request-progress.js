// The thin line while htmx asks, and a toast that says what to do when the answer does not come.
import { say } from "./toast.js";

const WHAT_TO_DO = {
  0: "The portal cannot be reached. Check your connection, then try again.",
  401: "You were signed out. Sign in in another tab, then go on here: nothing you typed is lost.",
  403: "You may not do this. Ask an administrator of your organization.",
  404: "This is no longer here: somebody deleted it meanwhile. Copy what you typed, then go back to the list.",
  429: "Too many requests. Wait a minute, then try again.",
};
const BROKEN = "Something went wrong on our side. Try again in a minute.";
const REFUSED = "This could not be done. Reload the page, then try again.";

class RequestProgress extends HTMLElement {
  running = 0;

  connectedCallback() {
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener("htmx:beforeRequest", () => this.count(1), { signal });
    document.addEventListener("htmx:afterRequest", this.after, { signal });
    for (const type of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
      document.addEventListener(type, (event) => this.report(event.detail.xhr), { signal });
    }
  }

  // Going back puts a new page in this one's place, with another of these.
  disconnectedCallback() {
    this.listening.abort();
  }

  after = ({ detail: { xhr, successful } }) => {
    this.count(-1);
    const token = successful && this.signedOut && xhr.getResponseHeader("X-CSRFToken");
    if (token) this.renew(token);
  };

  // Signed in again in another tab: the forms of this page need the new session's token.
  renew(token) {
    this.signedOut = false;
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    say("You are signed in again. Go on where you were.", "success");
  }

  count(step) {
    this.running = Math.max(0, this.running + step);
    clearTimeout(this.timer);
    // Under 150 ms a line would only flicker.
    if (this.running) this.timer = setTimeout(() => this.toggleAttribute("data-busy", true), 150);
    else this.toggleAttribute("data-busy", false);
  }

  report(xhr) {
    if (xhr.status === 401) this.signedOut = true;
    const text = WHAT_TO_DO[xhr.status] ?? (xhr.status >= 500 ? BROKEN : REFUSED);
    const reference = xhr.status >= 500 && xhr.getResponseHeader("X-Request-ID");
    say(reference ? `${text} Reference: ${reference}` : text, "error");
  }
}

customElements.define("request-progress", RequestProgress);
