// A GET form that answers a change by itself. Its own submit button, marked data-fallback, is hidden by CSS.

class AutoSubmit extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", this.submit);
  }

  submit = (event) => event.target.form?.requestSubmit();
}

customElements.define("auto-submit", AutoSubmit);
