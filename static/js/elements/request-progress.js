// The thin line while htmx asks, and a toast that says what to do when the answer does not come.
import { say } from "./toast.js";

const WHAT_TO_DO = {
  0: "The portal cannot be reached. Check your connection, then try again.",
  403: "You may not do this. Ask an administrator of your organization.",
  404: "This is no longer here. Reload the page.",
  429: "Too many requests. Wait a minute, then try again.",
};
const BROKEN = "Something went wrong on our side. Try again in a minute.";
const REFUSED = "This could not be done. Reload the page, then try again.";

class RequestProgress extends HTMLElement {
  running = 0;

  connectedCallback() {
    document.addEventListener("htmx:beforeRequest", () => this.count(1));
    document.addEventListener("htmx:afterRequest", () => this.count(-1));
    for (const type of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
      document.addEventListener(type, (event) => this.report(event.detail.xhr));
    }
  }

  count(step) {
    this.running = Math.max(0, this.running + step);
    clearTimeout(this.timer);
    // Under 150 ms a line would only flicker.
    if (this.running) this.timer = setTimeout(() => this.toggleAttribute("data-busy", true), 150);
    else this.toggleAttribute("data-busy", false);
  }

  report(xhr) {
    const text = WHAT_TO_DO[xhr.status] ?? (xhr.status >= 500 ? BROKEN : REFUSED);
    const reference = xhr.status >= 500 && xhr.getResponseHeader("X-Request-ID");
    say(reference ? `${text} Reference: ${reference}` : text, "error");
  }
}

customElements.define("request-progress", RequestProgress);
