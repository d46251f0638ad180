// A second press while the first is under way does nothing; the button says what is happening.

class SubmitOnce extends HTMLElement {
  connectedCallback() {
    // Capturing, so that a second submit is stopped before htmx or the browser sees it.
    this.addEventListener("submit", this.submitted, true);
    this.addEventListener("htmx:afterRequest", this.restore);
    addEventListener("pageshow", this.restore);
  }

  disconnectedCallback() {
    removeEventListener("pageshow", this.restore);
  }

  submitted = (event) => {
    if (this.busy) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const button = event.submitter ?? event.target.querySelector("[type=submit]");
    if (!button) return;
    // A button with an address of its own leaves the page, so htmx is not asked.
    if (button.hasAttribute("formaction")) event.stopPropagation();
    this.busy = button;
    this.label = [...button.childNodes];
    // Not `disabled`: that would drop the focus and keep the button's own name and value from the request.
    button.ariaDisabled = button.ariaBusy = "true";
    if (button.dataset.busy) button.textContent = button.dataset.busy;
  };

  restore = () => {
    if (!this.busy) return;
    if (this.busy.dataset.busy) this.busy.replaceChildren(...this.label);
    this.busy.ariaDisabled = this.busy.ariaBusy = null;
    this.busy = null;
  };
}

customElements.define("submit-once", SubmitOnce);
