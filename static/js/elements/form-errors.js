// Stands in a form that came back refused, and takes the focus to the first field that has to be mended.

class FormErrors extends HTMLElement {
  connectedCallback() {
    // After the swap or the parser has finished with the fields behind this element.
    setTimeout(() => {
      const form = this.closest("form, dialog, main");
      const field = form?.querySelector("[aria-invalid=true]:not([type=hidden])");
      if (field) field.focus();
      else this.querySelector("[tabindex]")?.focus();
    });
  }
}

customElements.define("form-errors", FormErrors);
