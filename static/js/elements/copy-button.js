// Copies data-copy, or the text of the element whose id is in data-from, and says so.

class CopyButton extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.label = this.querySelector("[data-label]");
    this.text = this.label?.textContent;
    this.button?.addEventListener("click", this.copy);
  }

  copy = async () => {
    const source = document.getElementById(this.dataset.from);
    const copied = await this.write(this.dataset.copy ?? source?.value ?? source?.textContent.trim() ?? "");
    this.label.textContent = copied ? "Copied" : "Select and copy it yourself";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.label.textContent = this.text), 2000);
  };

  async write(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false;
    }
  }
}

customElements.define("copy-button", CopyButton);
