// Warns before what was typed is lost, and counts it where the form has a place for that: [data-unsaved].
import { unsavedFields } from "./dirty.js";

class UnsavedGuard extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", this.count);
    this.addEventListener("submit", this.leave, true);
    this.addEventListener("reset", () => setTimeout(this.count));
    this.addEventListener("htmx:afterRequest", this.stay);
    addEventListener("beforeunload", this.warn);
    // Before htmx, which would put the earlier page in this one's place.
    addEventListener("popstate", this.went, true);
    document.addEventListener("htmx:pushedIntoHistory", this.stand);
    this.stand();
    // A form that came back refused is unsaved from the start.
    this.count();
  }

  disconnectedCallback() {
    removeEventListener("beforeunload", this.warn);
    removeEventListener("popstate", this.went, true);
    document.removeEventListener("htmx:pushedIntoHistory", this.stand);
  }

  get unsaved() {
    return [...this.querySelectorAll("form")].reduce((sum, form) => sum + unsavedFields(form), 0);
  }

  count = () => {
    const place = this.querySelector("[data-unsaved]");
    if (!place) return;
    const { unsaved } = this;
    place.textContent = unsaved ? `${unsaved} unsaved ${unsaved === 1 ? "change" : "changes"}` : "";
  };

  leave = () => (this.saving = true);

  stay = () => (this.saving = false);

  warn = (event) => {
    if (this.unsaved && !this.saving) event.preventDefault();
  };

  stand = () => (this.address = location.href);

  // The address has moved already: whoever stays gets it back.
  went = (event) => {
    if (!this.unsaved || this.saving || confirm("Leave without saving what you typed?")) return;
    event.stopImmediatePropagation();
    history.pushState({ htmx: true }, "", this.address);
  };
}

customElements.define("unsaved-guard", UnsavedGuard);
